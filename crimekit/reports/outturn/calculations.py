"""What the figures give where a report states a derived one, with how far the rounding of the parts could move it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from crimekit.quarters import rolling_year
from crimekit.reports.outturn.figures import FORMULAS, IMPLIED, RECORDED, RESIDENTS, TOTAL, LocalFigure, Statement
from crimekit.reports.outturn.periods import Period
from crimekit.reports.outturn.recorded import Recorded


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

    def compute(self, stated: Statement) -> Computed:
        """What the figures give for a statement."""
        try:
            parts = self._parts(stated)
        except _AbsentError as absent:
            return Computed(None, reason=str(absent))
        return combined(FORMULAS[stated.calculation], *parts)

    def _parts(self, stated: Statement) -> tuple[Part, ...]:
        """What goes into the formula."""
        own, period, calculation = (stated.table, stated.row), stated.period, stated.calculation
        match calculation:
            case "not-checkable":
                raise _AbsentError(stated.note or "the report does not give the figures it rests on")
            case "rank-of-fall" | "forces-increasing" | "projected-change":
                return self._of_a_year(stated)
        now = self._part(stated, own, period, yearly=calculation == "share")
        match calculation:
            case "value" | "total":
                return (now,)
            case "monthly":
                return now, Part(period.months)
            case _ if calculation in IMPLIED:
                return now, Part(stated.stated, stated.step)
            case "share" | "percent-of-difference":
                return now, self._part(stated, stated.whole, period, yearly=calculation == "share")
        return now, self._part(stated, own, stated.against)

    def _of_a_year(self, stated: Statement) -> tuple[Part, ...]:
        """What twelve months of recorded crime are set beside: all other forces, or the projection of the year."""
        group, quarters = self.recorded.group(stated.row), stated.period.quarters
        if not quarters or quarters[-1] not in self.recorded.case.inputs.quarters():
            raise _AbsentError(f"recorded crime has no figures for {stated.period}")
        last = quarters[-1]
        if stated.calculation == "projected-change":
            projected, before = group.projection(last), group.total(rolling_year(last - last.number))
            if projected.outturn is None or before is None:
                raise _AbsentError(projected.reason or "the year before is not complete")
            return Part(projected.outturn), Part(before)
        found = group.rank_of_change(last, tuple(self.recorded.case.parameters.forces))  # as sources count: all of them
        if found is None:
            raise _AbsentError("a force has no figures")
        return (Part(found.rank.position if stated.calculation == "rank-of-fall" else found.increased),)

    def _part(self, stated: Statement, place: tuple[str, str], period: Period | None, *, yearly: bool = False) -> Part:
        table, row = place
        if table == RECORDED:
            value = self.recorded.group(row).total(period.quarters if period else (), stated.area)
            if value is None:
                raise _AbsentError(f"recorded crime has no whole figure for {period or 'no period'}")
            return Part(value)
        if table == RESIDENTS:
            case = self.recorded.case
            residents = case.population.get((case.force.key, int(row.removeprefix("mid-"))))
            if residents is None:
                raise _AbsentError(f"there is no population estimate of {row}")
            return Part(residents)
        parts = [
            Part(figure.value * times, figure.rounded * times)
            for figure in self.figures
            if (figure.table, figure.period) == (table, period) and row in (figure.row, TOTAL)
            if figure.value is not None
            for times in [12 if yearly and figure.unit == "per month" else 1]
        ]
        if not parts:
            raise _AbsentError(f"there is no figure of '{table if row == TOTAL else row}' for {period or 'no period'}")
        return Part(sum(part.value for part in parts), sum(part.rounded for part in parts))


class _AbsentError(Exception):
    """A part that is not there; the message says which."""
