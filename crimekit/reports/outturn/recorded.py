"""Recorded crime by year, for the force, its nation, England and Wales, and each of the other forces."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from crimekit.quarters import Quarter, quarters_between, rolling_year, year_to_date
from crimekit.reports.cases.case import Case
from crimekit.reports.outturn.periods import years_back
from crimekit.reports.tables.notes import release_text
from crimekit.statistics.benchmarks import rank_of_change
from crimekit.statistics.projections import project_outturn
from crimekit.statistics.rates import count_table, year_on_year
from crimekit.statistics.results import Change, ChangeRank, Projection

AREAS = ("wales", "england-and-wales")


@dataclass(frozen=True)
class Group:
    """The offences of one group: a row for each quarter of the release, a column for each force."""

    title: str
    case: Case
    counts: pd.DataFrame

    def total(self, quarters: Sequence[Quarter], area: str = "") -> float | None:
        """Offences in these quarters in one force (the case's own unless named) or area; None where any is missing."""
        column = self._columns.get(area or self.case.force.key, {})
        parts = [column.get(quarter.label, math.nan) for quarter in quarters]
        return None if not parts or math.isnan(sum(parts)) else float(sum(parts))

    @cached_property
    def _columns(self) -> dict[Hashable, dict[Hashable, float]]:
        """The counts of each force and of each area by quarter; an area is missing where any of its forces is."""
        counts, known = self.counts, self.case.parameters.forces.items()
        wales = [key for key, force in known if force.country == "Wales"]
        for area, forces in zip(AREAS, (wales, [key for key, _ in known]), strict=True):
            if set(forces) <= set(counts.columns):
                counts = counts.assign(**{area: counts[forces].sum(axis=1, skipna=False)})
        return counts.to_dict()

    def change(self, now: Sequence[Quarter], area: str = "") -> Change:
        """These quarters against the same ones a year earlier."""
        return self.between(now, [quarter - 4 for quarter in now], area)

    def between(self, now: Sequence[Quarter], then: Sequence[Quarter], area: str = "") -> Change:
        """Some quarters against others."""
        base = self.case.settings.percent_base
        return year_on_year(self.total(now, area), self.total(then, area), base=base)

    def rank_of_change(self, last: Quarter, forces: Sequence[str]) -> ChangeRank | None:
        """The force's change over twelve months among these forces, 1 the largest fall; None where it has none."""
        changes = {force: self.change(rolling_year(last), force).percent for force in forces}
        if changes.get(self.case.force.key) is None:
            return None
        return rank_of_change(self.case.force.key, changes, better="lower")

    def projection(self, last: Quarter) -> Projection:
        """The financial year's total, from the quarters up to `last` and the years before that no known break masks."""
        first = min(Quarter.parse(label) for label in self.counts.index)
        starts = [year_to_date(last)[0] - 4 * back for back in range(1, 12)]
        years = [quarters_between(start, start + 3) for start in reversed(starts) if start >= first]
        history = [[None if self._masked(quarter) else self.total([quarter]) for quarter in year] for year in years]
        so_far = [self.total([quarter]) for quarter in year_to_date(last)]
        return project_outturn(history, so_far, settings=self.case.settings)

    def _masked(self, quarter: Quarter) -> bool:
        """Whether a known break of every measure says that the quarter is no guide (the pandemic)."""
        return any(known.kind == "mask" and known.first <= quarter <= known.last for known in self.case.breaks())


@dataclass(frozen=True)
class Recorded:
    """The groups of offences of one case, each read when it is first asked for."""

    case: Case
    groups: dict[str, Group] = field(default_factory=dict)  # those read so far

    def group(self, key: str) -> Group:
        """The group of this key."""
        if key not in self.groups:
            group = self.case.parameters.offences[key]
            counts = count_table(self.case.inputs.observations(group.codes))
            labels = [quarter.label for quarter in self.case.inputs.quarters()]
            self.groups[key] = Group(group.title, self.case, counts.reindex(index=labels))
        return self.groups[key]


def held_years(case: Case, most: int) -> tuple[tuple[Quarter, ...], ...]:
    """The quarters of each financial year up to the one reported, at most so many, that the release holds."""
    held = case.inputs.quarters()
    return tuple(year for year in years_back(case.quarter, most) if year[0] in held)


def compared_forces(case: Case) -> tuple[str, ...]:
    """Every force whose figures may be ranked: those with residents."""
    return tuple(key for key, force in case.parameters.forces.items() if force.resident_rates)


def yearly_growth(totals: Sequence[float | None]) -> float | None:
    """The average growth a year from the first total to the last, compounded, in percent; None where it has none.

    Examples
    --------
    >>> round(yearly_growth([100, 150, 121]), 6)
    10.0
    """
    first, last, steps = totals[0], totals[-1], len(totals) - 1
    if first is None or last is None or first <= 0 or last < 0 or steps < 1:
        return None
    return 100 * float((last / first) ** (1 / steps) - 1)


def source(case: Case) -> str:
    """Where recorded crime comes from."""
    return f"Home Office, police recorded crime, {release_text(case.inputs.release)}"
