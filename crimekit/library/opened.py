"""The figures of one release with the parameters: counts of any measure, residents, known breaks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from crimekit.errors import DataError, nearest
from crimekit.loaders.inputs import Inputs, open_inputs
from crimekit.loaders.store import SHIPPED, read_observations
from crimekit.parameters import working_folder
from crimekit.parameters.values import Break, Measure, Parameters
from crimekit.periods import Quarter, quarters_between
from crimekit.statistics.panel import Panel, panel_of
from crimekit.statistics.rates import count_table
from crimekit.statistics.settings import Settings


@dataclass(frozen=True, repr=False)
class Opened:
    """The figures up to a quarter, and what the parameters say of them."""

    parameters: Parameters
    inputs: Inputs
    quarter: Quarter

    @property
    def settings(self) -> Settings:
        """The thresholds of the labels."""
        return self.parameters.settings

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """Every quarter of the release up to the one reported."""
        alike = [quarter for quarter in self.inputs.quarters() if (quarter.month - self.quarter.month) % 3 == 0]
        return quarters_between(min(alike), self.quarter)

    def counts(self, measure: Measure) -> pd.DataFrame:
        """Offences of a measure: a row for each quarter, a column for each force; NaN where there is none.

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
        known = pd.DataFrame(residents, index=counts.index, columns=forces, dtype=float)
        return marked(counts, known, self.quarters, self.parameters.breaks.values(), measure.key)

    @cached_property
    def population(self) -> dict[tuple[str, int], int]:
        """Residents by force and mid-year."""
        return estimates(self.inputs.population)

    def residents(self, force: str, quarter: Quarter) -> int | None:
        """Residents that a rate of `quarter` is divided by; None for a quarter older than the oldest estimate."""
        return residents_of(self.population, force, quarter)


def estimates(population: pd.DataFrame) -> dict[tuple[str, int], int]:
    """The estimates of a frame by force and mid-year; one that is there twice is refused."""
    given = population.set_index(["force", "year"])["population"]
    for force, year in given.index[given.index.duplicated()]:
        raise DataError(f"population: found {force}, {year} twice; expected one estimate for each force and year")
    return dict(given.items())  # type: ignore[arg-type]  # the index is of pairs


def residents_of(population: Mapping[tuple[str, int], int], force: str, quarter: Quarter) -> int | None:
    """The estimate that a rate of `quarter` is divided by; None for a quarter older than the oldest of its force."""
    if (found := population.get((force, quarter.mid_year), 0)) > 0:
        return found
    held = [name_and_year for name_and_year, number in population.items() if number > 0]
    years = sorted(year for name, year in held if name == force)
    if years and quarter.mid_year < years[0]:
        return None
    raise DataError(
        f"population: no mid-{quarter.mid_year} estimate for '{force}', which the rate of '{quarter}' needs; "
        f"found {f'{years[0]} to {years[-1]}' if years else f'none{nearest(force, {name for name, _ in held})}'}"
    )


def open_figures(
    parameters: Parameters, *, release: str | dt.date = "latest", inputs: str | Path = "bundled"
) -> Opened:
    """The figures up to their newest quarter."""
    found = open_inputs(located(inputs, parameters), release=release_key(release), forces=parameters.forces)
    return Opened(parameters, found, max(found.quarters()))


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


def marked(
    counts: pd.DataFrame, residents: pd.DataFrame, quarters: Sequence[Quarter], breaks: Iterable[Break], measure: str
) -> Panel:
    """The panel of a table of counts, with what known breaks leave out of it, and where a new level begins.

    They are those of this measure; where none is named, those of every measure.
    """
    masked, new = (np.zeros(counts.shape, dtype=bool) for _ in range(2))
    for known in breaks:
        columns = [known.touches(str(force), measure) for force in counts]
        (masked if known.kind == "mask" else new)[np.ix_(places(known, quarters), columns)] = True
    return panel_of(counts, residents=residents, masked=masked, breaks=new)
