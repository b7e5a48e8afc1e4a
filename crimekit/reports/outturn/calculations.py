"""What the figures give where a report states a derived one, with how far the rounding of the parts could move it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from crimekit.quarters import Quarter
from crimekit.reports.outturn.figures import LocalFigure
from crimekit.reports.outturn.periods import Period
from crimekit.reports.outturn.recorded import Recorded, compared_forces
from crimekit.reports.outturn.statements import RECORDED, RESIDENTS, Statement

FORMULAS: dict[str, Callable[..., float]] = {
    "value": lambda value: value,
    "total": lambda value: value,
    "monthly": lambda value, months: value / months,
    "difference": lambda now, then: now - then,
    "percent-change": lambda now, then: (now - then) / then * 100,
    "percent-of-difference": lambda now, step: step / (now - step) * 100,  # of the earlier figure that a step implies
    "share": lambda part, whole: part / whole * 100,
}


@dataclass(frozen=True, slots=True)
class Part:
    """A number that goes into a calculation, and the step to which its source had rounded it."""

    value: float
    rounded: float = 0.0

    @property
    def ends(self) -> tuple[float, ...]:
        """The number itself, or the ends of where it may lie."""
        half = self.rounded / 2
        return (self.value - half, self.value + half) if half else (self.value,)


@dataclass(frozen=True, slots=True)
class Computed:
    """What a calculation gives, and the least and most it could be; None, with the reason, where a part is missing."""

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


def combined(formula: Callable[..., float], *parts: Part) -> Computed:
    """Put parts together, and see what their rounding leaves open.

    Examples
    --------
    >>> combined(lambda now, then: now - then, Part(86, 1), Part(81, 1))
    Computed(value=5, low=4.0, high=6.0, reason='')
    """
    try:
        corners = [formula(*corner) for corner in itertools.product(*(part.ends for part in parts))]
        return Computed(formula(*(part.value for part in parts)), min(corners), max(corners))
    except ZeroDivisionError:
        return Computed(None, reason="the figure to divide by is nought")


@dataclass(frozen=True)
class Calculator:
    """Works out stated figures from a force's own figures and from recorded crime."""

    figures: tuple[LocalFigure, ...]
    recorded: Recorded

    def compute(self, statement: Statement) -> Computed:
        """What the figures give for a statement."""
        if statement.calculation == "not-checkable":
            return Computed(None, reason=statement.note or "the report does not give the figures it rests on")
        try:
            if statement.calculation in FORMULAS:
                return combined(FORMULAS[statement.calculation], *self._parts(statement))
            if statement.calculation == "projected-change":
                return self._projected(statement)
            return self._among_forces(statement)
        except _AbsentError as absent:
            return Computed(None, reason=str(absent))

    def _parts(self, stated: Statement) -> tuple[Part, ...]:
        """What the formula of a statement is about, in its order."""
        if stated.calculation == "share":
            table, _, row = stated.of.rpartition("/")
            whole = self._part(stated, row, stated.period, table=table or stated.table, yearly=True)
            return self._part(stated, stated.row, stated.period, yearly=True), whole
        now = self._part(stated, stated.row, stated.period)
        match stated.calculation:
            case "monthly":
                return now, Part(Period.parse(stated.period).months)
            case "difference" | "percent-change":
                return now, self._part(stated, stated.row, stated.against)
            case "percent-of-difference":
                return now, self._part(stated, stated.of, stated.period)
        return (now,)

    def _among_forces(self, stated: Statement) -> Computed:
        """The place of the change over twelve months among all forces, or how many of them had an increase."""
        group, last = self.recorded.groups[stated.row], self._last(stated.period)
        found = group.rank_of_change(last, compared_forces(self.recorded.case))
        if found is None:
            return Computed(None, reason="a force has no figures")
        return _exact(found.rank.position if stated.calculation == "rank-of-fall" else found.increased)

    def _projected(self, stated: Statement) -> Computed:
        """The year-end projection after the quarters up to the period, less the year before."""
        group, last = self.recorded.groups[stated.row], self._last(stated.period)
        projected = group.projection(last)
        before = group.total([last - last.number - back for back in range(4)])
        if projected.outturn is None or before is None:
            return Computed(None, reason=projected.reason or "the year before is not complete")
        return _exact(projected.outturn - before)

    def _part(self, stated: Statement, row: str, period: str, *, table: str = "", yearly: bool = False) -> Part:
        place = table or stated.table
        if place == RECORDED:
            value = self.recorded.groups[row].total(Period.parse(period).quarters, stated.area)
            if value is None:
                raise _AbsentError(f"recorded crime has no whole figure for {period}")
            return Part(value)
        if place == RESIDENTS:
            return self._residents(row)
        if row == "total":
            return self._sum(place, period)
        return self._local(place, row, period, yearly=yearly)

    def _residents(self, row: str) -> Part:
        case = self.recorded.case
        year = int(row.removeprefix("mid-"))
        if (case.force.key, year) not in case.population:
            raise _AbsentError(f"there is no population estimate of {row}")
        return Part(case.population[case.force.key, year])

    def _local(self, table: str, row: str, period: str, *, yearly: bool) -> Part:
        for figure in self.figures:
            if (figure.table, figure.row, figure.period.label) == (table, row, period) and figure.value is not None:
                times = 12 if yearly and figure.unit == "per month" else 1
                return Part(figure.value * times, figure.rounded * times)
        raise _AbsentError(f"there is no figure of '{row}' for {period}")

    def _sum(self, table: str, period: str) -> Part:
        rows = [f for f in self.figures if (f.table, f.period.label) == (table, period) and f.value is not None]
        if not rows:
            raise _AbsentError(f"there is no figure of '{table}' for {period}")
        return Part(sum(f.value or 0.0 for f in rows), sum(f.rounded for f in rows))

    def _last(self, period: str) -> Quarter:
        quarters = Period.parse(period).quarters
        if not quarters or quarters[-1] not in self.recorded.case.inputs.quarters():
            raise _AbsentError(f"recorded crime has no figures for {period}")
        return quarters[-1]


class _AbsentError(Exception):
    """A part that is not there; the message says which."""


def _exact(value: float) -> Computed:
    return Computed(float(value), float(value), float(value))
