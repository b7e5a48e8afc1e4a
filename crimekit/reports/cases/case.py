"""One force, one quarter, and the figures and parameters to work from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from crimekit.errors import DataError, ParameterError, nearest
from crimekit.loaders.inputs import Inputs, open_inputs
from crimekit.loaders.names import Force, force_reader
from crimekit.loaders.store import SHIPPED, read_observations
from crimekit.parameters import read_commentary, read_parameters, working_folder
from crimekit.parameters.values import Break, Commentary, Measure, Parameters, PeerGroup, Report
from crimekit.periods import Quarter, quarters_between
from crimekit.statistics.panel import Flags, Panel, panel_of
from crimekit.statistics.rates import count_table
from crimekit.statistics.settings import Settings

Chosen = tuple[Report, Force, PeerGroup | None]


@dataclass(frozen=True, repr=False)
class Case:
    """Everything an assessment needs, opened once."""

    parameters: Parameters
    report: Report
    force: Force
    quarter: Quarter
    inputs: Inputs
    peers: PeerGroup | None

    def __repr__(self) -> str:
        return f"Case: {self.force.name}, {self.quarter}, {self.report.key}"

    @property
    def settings(self) -> Settings:
        """The thresholds of the labels."""
        return self.parameters.settings

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Every measure as the report counts it."""
        counted = {
            key: replace(
                self.parameters.measures[key],
                offences=known.offences,
                series=tuple(code for group in known.offences for code in self.parameters.offences[group].codes),
                caveats=(known.reason,),
            )
            for key, known in self.report.definitions.items()
        }
        return {**self.parameters.measures, **counted}

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """Every quarter of the release up to the one reported."""
        alike = [quarter for quarter in self.inputs.quarters() if (quarter.month - self.quarter.month) % 3 == 0]
        return quarters_between(min(alike), self.quarter)

    @property
    def few_peers(self) -> bool:
        """Whether there is no group, or one of five or fewer: then all forces are shown."""
        return self.peers is None or len(self.peers.members) <= 5

    @cached_property
    def earlier(self) -> Case | None:
        """The quarter before, in the newest release before this one that holds it; None where there is none."""
        quarter, own = self.quarter - 1, self.inputs.release.released
        dated = [info for info in self.inputs.releases() if info.released and own and info.released < own]
        held = [info for info in dated if quarter in info.quarters]
        return replace(self, quarter=quarter, inputs=replace(self.inputs, release=held[-1])) if held else None

    @cached_property
    def commentary(self) -> Commentary | None:
        """The texts of this force and quarter."""
        return read_commentary(self.parameters, self.force.key, self.quarter)

    def counts(self, measure: Measure) -> pd.DataFrame:
        """Offences of a measure: a row for each quarter, a column for each force; NaN where there is no figure.

        Forces that an analyst's own file does not hold have the figures of the newest published table, in its quarters
        nearest to these.
        """
        forces, labels = list(self.parameters.forces), [quarter.label for quarter in self.quarters]
        shape = pd.DataFrame(index=pd.Index(labels, name="period"), columns=pd.Index(forces, name="force"))
        held = self.inputs.observations(measure.series, forces)
        if not self.own_crime:
            return count_table(held).reindex_like(shape)
        published = published_counts(measure.series, self.quarters)
        others = list(self.inputs.lacking)
        table = count_table(held, recorded_anywhere(published)).reindex_like(shape)
        table[others] = count_table(published).reindex_like(shape)[others]
        return table

    def missing(self, measure: Measure) -> list[str]:
        """The offence codes of a measure that some force recorded in the quarter, where this force has only others."""
        own = self.inputs.observations(measure.series, [self.force.key])
        every = (
            published_counts(measure.series, self.quarters)
            if self.own_crime
            else self.inputs.observations(measure.series)
        )
        needed = set(recorded_anywhere(every[every["period"] == self.quarter.label])["series"])
        held = set(own.loc[(own["period"] == self.quarter.label) & own["value"].notna(), "series"])
        return [code for code in measure.series if code in needed - held] if held else []

    @property
    def own_crime(self) -> bool:
        """Whether recorded crime comes from an analyst's own file."""
        return not self.inputs.sources[0].shipped

    def panel(self, measure: Measure, counts: pd.DataFrame) -> Panel:
        """A table of counts of these quarters with residents, masked quarters and recording changes.

        There are no residents of a measure without a rate, of a force with too few, of a quarter before the oldest
        estimate.
        """
        rated, years = measure.statistic == "rate", [quarter.mid_year for quarter in self.quarters]
        forces = list(counts.columns)
        residents = {
            force: [self.population.get((force, year)) for year in years]
            for force in forces
            if rated and self.parameters.forces[force].resident_rates
        }
        breaks = [b for b in self.parameters.breaks.values() if not b.measures or measure.key in b.measures]
        masked, new = break_flags(breaks, self.quarters, forces)
        known = pd.DataFrame(residents, index=counts.index, columns=forces, dtype=float)
        return panel_of(counts, residents=known, masked=masked, breaks=new)

    @cached_property
    def population(self) -> dict[tuple[str, int], int]:
        """Residents by force and mid-year."""
        frame = self.inputs.population
        return {(force, int(year)): int(n) for force, year, n in frame[["force", "year", "population"]].to_numpy()}

    def residents(self, force: str, quarter: Quarter) -> int | None:
        """Residents that a rate of `quarter` is divided by; None for a quarter older than the oldest estimate."""
        if (force, quarter.mid_year) in self.population:
            return self.population[force, quarter.mid_year]
        years = sorted(year for name, year in self.population if name == force)
        if years and quarter.mid_year < years[0]:
            return None
        raise DataError(
            f"population: no mid-{quarter.mid_year} estimate for '{force}', which the rate of '{quarter}' needs; "
            f"found {f'{years[0]} to {years[-1]}' if years else 'none'}"
        )

    def breaks(self, measure: Measure | None = None) -> tuple[Break, ...]:
        """The known breaks that touch this force and measure; without one, those that touch every measure."""
        return tuple(
            known
            for known in self.parameters.breaks.values()
            if (not known.forces or self.force.key in known.forces)
            and (not known.measures or (measure is not None and measure.key in known.measures))
        )


def published_counts(series: Sequence[str], quarters: Iterable[Quarter]) -> pd.DataFrame:
    """The newest published table of some codes, its quarters by the names of those of `quarters` nearest to them."""
    names = {quarter.nearest_financial.label: quarter.label for quarter in quarters}
    published = read_observations(SHIPPED, series=series)
    return published.assign(period=published["period"].map(names)).dropna(subset=["period"])


def recorded_anywhere(observations: pd.DataFrame) -> pd.DataFrame:
    """The periods and series with an offence in any force: what a whole sum needs."""
    sums = observations.groupby(["period", "series"], observed=True)["value"].sum()
    return sums[sums > 0].reset_index()


def places(known: Break, quarters: Sequence[Quarter]) -> tuple[int, ...]:
    """Where a break lies among these quarters: every one that a mask leaves out, or the first of a new level."""
    last = known.last if known.kind == "mask" else known.first
    return tuple(at for at, quarter in enumerate(quarters) if known.first <= quarter <= last)


def located(inputs: str | Path, parameters: Parameters) -> str:
    """``bundled``, or the folder of inputs: a relative one lies in the working folder."""
    return "bundled" if inputs == "bundled" else str(working_folder(parameters.folder) / inputs)


def release_key(release: str | dt.date) -> str:
    """A release as it is known: by its date as text, or ``latest``.

    Examples
    --------
    >>> release_key(dt.date(2023, 10, 19)), release_key("latest")
    ('2023-10-19', 'latest')
    """
    return release if isinstance(release, str) else f"{release:%Y-%m-%d}"


def break_flags(breaks: Iterable[Break], quarters: Sequence[Quarter], forces: Sequence[str]) -> tuple[Flags, Flags]:
    """Which quarters (rows) of which forces (columns) breaks leave out, and where a new level begins."""
    masked, new = (np.zeros((len(quarters), len(forces)), dtype=bool) for _ in range(2))
    for known in breaks:
        columns = [at for at, force in enumerate(forces) if not known.forces or force in known.forces]
        (masked if known.kind == "mask" else new)[np.ix_(places(known, quarters), columns)] = True
    return masked, new


def force_named(name: object, parameters: Parameters, *, key: str = "force") -> Force:
    """The force of a key, a name or an ONS code, as people write them; another is refused with the nearest.

    Examples
    --------
    >>> parameters = read_parameters()
    >>> [force_named(name, parameters).key for name in ("Gwent", "heddlu gwent police", "W15000002")]
    ['gwent', 'gwent', 'gwent']
    """
    try:
        return parameters.forces[force_reader(parameters.forces)(name)]
    except DataError:
        raise ParameterError(f"{key}: no '{name}'{nearest(name, parameters.forces)}") from None


def chosen(parameters: Parameters, *, force: str, report: str, peer_group: str) -> Chosen:
    """What these names stand for; one that is not known is refused with the nearest."""
    known = {"report": parameters.reports, "peer_group": parameters.peer_groups}
    for name, value in {"report": report, "peer_group": peer_group}.items():
        if value not in known[name] and not (name == "peer_group" and not value):
            raise ParameterError(f"{name}: no '{value}'{nearest(value, known[name])}")
    peers = parameters.peer_groups[peer_group] if peer_group else None
    return parameters.reports[report], force_named(force, parameters), peers


def open_case(
    *,
    force: str,
    quarter: object,
    report: str,
    release: str | dt.date = "latest",
    peer_group: str = "",
    inputs: str | Path = "bundled",
) -> Case:
    """Read the parameters, open the inputs, and refuse a name that neither knows."""
    parameters = read_parameters()
    named, own, peers = chosen(parameters, force=force, report=report, peer_group=peer_group)
    opened = open_inputs(located(inputs, parameters), release=release_key(release), forces=parameters.forces)
    reported, held = Quarter.parse(quarter), opened.quarters()
    if reported not in held:
        raise DataError(
            f"quarter: no figures for {reported.understood(quarter)}; expected '{min(held)}' to '{max(held)}'"
        )
    return Case(parameters, named, own, reported, opened, peers)


def newest_case(parameters: Parameters, *, release: str | dt.date = "latest", inputs: str | Path = "bundled") -> Case:
    """A case that ends with the last quarter of its figures; its force and report do not matter."""
    opened = open_inputs(located(inputs, parameters), release=release_key(release), forces=parameters.forces)
    report, force = next(iter(parameters.reports.values())), next(iter(parameters.forces.values()))
    return Case(parameters, report, force, max(opened.quarters()), opened, None)
