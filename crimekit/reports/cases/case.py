"""One force, one quarter, and the figures and parameters to work from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from crimekit.errors import DataError, ParameterError, nearest
from crimekit.loaders.inputs import Inputs, open_inputs
from crimekit.loaders.names import Force
from crimekit.parameters import read_commentary, read_parameters
from crimekit.parameters.model import Break, Commentary, Measure, Parameters, PeerGroup, Report, Words
from crimekit.quarters import Quarter, quarters_between

if TYPE_CHECKING:
    import pandas as pd

    from crimekit.statistics.settings import Settings


@dataclass(frozen=True)
class Case:
    """Everything an assessment needs, opened once."""

    parameters: Parameters
    report: Report
    force: Force
    quarter: Quarter
    inputs: Inputs
    peers: PeerGroup | None

    @property
    def settings(self) -> Settings:
        """The thresholds of the labels."""
        return self.parameters.settings

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """Every quarter of the release up to the one reported."""
        alike = [quarter for quarter in self.inputs.quarters() if (quarter.month - self.quarter.month) % 3 == 0]
        return quarters_between(min(alike), self.quarter)

    @cached_property
    def earlier(self) -> Case | None:
        """The quarter before, in the newest release before this one that holds it; None where there is none."""
        quarter, own = self.quarter - 1, self.inputs.release.released
        held = [
            info
            for info in self.inputs.releases()
            if own and info.released and info.released < own and quarter in info.quarters
        ]
        return replace(self, quarter=quarter, inputs=replace(self.inputs, release=held[-1])) if held else None

    @cached_property
    def commentary(self) -> Commentary | None:
        """The texts of this force and quarter."""
        return read_commentary(self.parameters, self.force.key, self.quarter)

    def words(self, section: str) -> Words:
        """The texts of one section, empty where nobody wrote any."""
        sections = self.commentary.sections if self.commentary else {}
        return sections.get(section, Words())

    def counts(self, measure: Measure, among: Sequence[str] = ()) -> pd.DataFrame:
        """Offences of a measure: a row for each quarter, a column for each force; NaN where there is no figure.

        The forces are those of `among` or, where none are given, the force itself and its peers.
        """
        forces = list(among) or list(dict.fromkeys([self.force.key, *(self.peers.members if self.peers else ())]))
        observations = self.inputs.observations(measure.series, forces)
        table = observations.pivot_table(
            index="period", columns="force", values="value", aggfunc=lambda values: values.sum(skipna=False)
        )
        return table.reindex(index=[quarter.label for quarter in self.quarters], columns=forces)

    @cached_property
    def population(self) -> dict[tuple[str, int], int]:
        """Residents by force and mid-year."""
        frame = self.inputs.population
        return {(force, int(year)): int(n) for force, year, n in frame[["force", "year", "population"]].to_numpy()}

    def residents(self, force: str, quarter: Quarter) -> int:
        """Residents that a rate of `quarter` is divided by."""
        try:
            return self.population[force, quarter.mid_year]
        except KeyError:
            years = sorted(year for name, year in self.population if name == force)
            held = f"{years[0]} to {years[-1]}" if years else "none"
            raise DataError(
                f"population: no mid-{quarter.mid_year} estimate for '{force}', which the rate of '{quarter}' needs; "
                f"found {held}"
            ) from None

    def exposure(self, quarter: Quarter) -> int:
        """What a trend is relative to: the residents, or 1 (so the counts alone) where they are too few for a rate."""
        return self.residents(self.force.key, quarter) if self.force.resident_rates else 1

    def breaks(self, measure: Measure | None = None) -> tuple[Break, ...]:
        """The known breaks that touch this force and measure; without one, those that touch every measure."""
        return tuple(
            known
            for known in self.parameters.breaks.values()
            if (not known.forces or self.force.key in known.forces)
            and (not known.measures or (measure is not None and measure.key in known.measures))
        )


def located(inputs: str, parameters: Parameters) -> str:
    """``bundled``, or the folder of inputs: a relative one lies in the project's folder."""
    return inputs if inputs == "bundled" else str(parameters.folder.parent / inputs)


def open_case(
    *, force: str, quarter: str, report: str, release: str = "latest", peer_group: str = "", inputs: str = "bundled"
) -> Case:
    """Read the parameters, open the inputs, and refuse a name that neither knows."""
    parameters = read_parameters()
    known = {"force": parameters.forces, "report": parameters.reports, "peer_group": parameters.peer_groups}
    for name, value in {"force": force, "report": report, "peer_group": peer_group}.items():
        if value not in known[name] and not (name == "peer_group" and not value):
            raise ParameterError(f"{name}: no '{value}'{nearest(value, known[name])}")
    opened = open_inputs(located(inputs, parameters), release=release, forces=parameters.forces)
    reported = Quarter.parse(quarter)
    if reported not in opened.quarters():
        held = opened.quarters()
        raise DataError(f"quarter: no figures for '{reported}'; expected '{min(held)}' to '{max(held)}'")
    return Case(
        parameters,
        parameters.reports[report],
        parameters.forces[force],
        reported,
        opened,
        parameters.peer_groups[peer_group] if peer_group else None,
    )
