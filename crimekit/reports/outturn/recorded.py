"""Recorded crime by year, for the force, its nation, England and Wales, and each of the other forces."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from crimekit.library.opened import places, published_counts, recorded_anywhere
from crimekit.periods import Quarter, rolling_year, year_to_date
from crimekit.reports.cases.case import Case
from crimekit.reports.outturn.figures import AREAS, Period, year_label
from crimekit.statistics.benchmarks import rank_of_change
from crimekit.statistics.projections import Projection, project_outturn
from crimekit.statistics.rates import count_table, year_on_year
from crimekit.statistics.results import Change, ChangeRank


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
        forces = self.case.parameters.forces
        wales = [key for key, force in forces.items() if force.country == "Wales"]
        areas = {
            area: self.counts.reindex(columns=members).sum(axis=1, skipna=False)
            for area, members in zip(AREAS, (wales, list(forces)), strict=True)
        }
        return self.counts.assign(**areas).to_dict()

    def change(self, now: Sequence[Quarter], then: Sequence[Quarter] = (), *, area: str = "") -> Change:
        """These quarters against others: the same ones a year earlier unless named."""
        before = self.total(then or [quarter - 4 for quarter in now], area)
        return year_on_year(self.total(now, area), before, base=self.case.settings.percent_base)

    def rank_of_change(self, last: Quarter, among: Sequence[str] = ()) -> ChangeRank | None:
        """The force's change over twelve months among these forces, 1 the largest fall; None where it has none.

        Where no forces are named, among every one with residents.
        """
        forces = among or [key for key, force in self.case.parameters.forces.items() if force.resident_rates]
        changes = {force: self.change(rolling_year(last), area=force).percent for force in forces}
        if changes.get(self.case.force.key) is None:
            return None
        return rank_of_change(self.case.force.key, changes, better="lower")

    def projection(self, last: Quarter) -> Projection:
        """The financial year's total, from the quarters up to `last` and the years before that no known break masks."""
        held = [Quarter.parse(label) for label in self.counts.index]
        masks = (known for known in self.case.breaks() if known.kind == "mask")  # of every measure: the pandemic
        masked = {held[place] for known in masks for place in places(known, held)}
        counts = {quarter: self.total([quarter]) for quarter in held}
        return project_outturn(counts, year_to_date(last), left_out=masked, settings=self.case.settings)


@dataclass(frozen=True)
class Recorded:
    """The groups of offences of one case, each read when it is first asked for."""

    case: Case
    groups: dict[str, Group] = field(default_factory=dict)  # those read so far

    def group(self, key: str) -> Group:
        """The group of this key."""
        if key not in self.groups:
            group, inputs = self.case.parameters.offences[key], self.case.inputs
            quarters, parts = [quarter for quarter in inputs.quarters() if quarter.is_financial], None
            if self.case.own_crime:  # a sum without what it lacks of the offences recorded elsewhere is no sum
                parts = recorded_anywhere(published_counts(group.codes, quarters))
            counts = count_table(inputs.observations(group.codes), parts)
            self.groups[key] = Group(group.title, self.case, counts.reindex([quarter.label for quarter in quarters]))
        return self.groups[key]


def held_years(case: Case, most: int) -> tuple[Period, ...]:
    """The financial years up to the one reported, at most so many, oldest first, that the release holds.

    For a year that has not ended, the same months of each.
    """
    ends = [case.quarter - 4 * back for back in reversed(range(most))]
    years = [Period(last, 3 * last.number, year_label(last)) for last in ends]
    return tuple(year for year in years if year.quarters[0] in case.inputs.quarters())
