"""Stated figures worked out again: what the figures give, how far rounding could move it, and how the two compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, NamedTuple

from crimekit import words
from crimekit.blocks import Block, Cell, Column, Sentences, Table, Tone
from crimekit.periods import rolling_year
from crimekit.reports.cases.case import Case
from crimekit.reports.outturn.figures import (
    FORMULAS,
    IMPLIED,
    RECORDED,
    RESIDENTS,
    TOTAL,
    LocalFigure,
    Period,
    Statement,
)
from crimekit.reports.outturn.printing import decimals, in_unit
from crimekit.reports.outturn.recorded import Recorded

Verdict = Literal["different", "within rounding", "agreed", "level implied", "not checkable"]
_TONES: dict[Verdict, Tone] = {
    "different": "worse",
    "within rounding": "neutral",
    "agreed": "better",
    "level implied": "unknown",
    "not checkable": "unknown",
}
_SLACK = 1e-9  # of binary fractions, never of figures


class _Part(NamedTuple):
    """A number that goes into a calculation, and the step to which its source had rounded it."""

    value: float
    rounded: float = 0.0


class _AbsentError(Exception):
    """A part that is not there; the message says which."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A stated figure, what the figures give for it, and the least and the most that could be."""

    statement: Statement
    value: float | None = None  # None: a part is missing, and `reason` says which
    low: float = 0.0
    high: float = 0.0
    reason: str = ""

    @property
    def verdict(self) -> Verdict:
        """How the two compare.

        Agreed: the computed figure, rounded as the stated one was (a half either way), is the stated one, or lies above
        it where the report says over. Within rounding: it is not, but the rounding of the parts leaves room for it.
        Level implied: there is only the earlier figure that the stated change itself implies.
        """
        stated, half = self.statement.stated, self.statement.step / 2 + _SLACK
        if self.value is None:
            return "not checkable"
        if self.statement.calculation in IMPLIED:
            return "level implied"
        if self.statement.relation == "over":
            agreed, reachable = self.value > stated, self.high > stated
        else:
            agreed, reachable = abs(self.value - stated) <= half, self.low - half <= stated <= self.high + half
        return "agreed" if agreed else "within rounding" if reachable else "different"


def reconciled(statement: Statement, figures: Sequence[LocalFigure], recorded: Recorded) -> Reconciled:
    """What a force's own figures and recorded crime give for a statement, and what the rounding of parts leaves open.

    A difference of 86 and 81, each rounded to one, is 5, and may be 4 to 6.
    """
    try:
        parts = _parts(statement, figures, recorded)
        formula = FORMULAS[statement.calculation]
        ends = ((part.value - part.rounded / 2, part.value + part.rounded / 2) for part in parts)
        corners = [formula(*corner) for corner in product(*ends)]
        return Reconciled(statement, formula(*(part.value for part in parts)), min(corners), max(corners))
    except ZeroDivisionError:
        return Reconciled(statement, reason="the figure to divide by is nought")
    except _AbsentError as absent:
        return Reconciled(statement, reason=str(absent))


def _parts(stated: Statement, figures: Sequence[LocalFigure], recorded: Recorded) -> tuple[_Part, ...]:
    """What goes into the formula of a statement."""

    def part(table: str, row: str, period: Period | None, *, yearly: bool = False) -> _Part:
        if table in (RECORDED, RESIDENTS):
            return _published(table, row, period, stated.area, recorded)
        return _own(table, row, period, figures, yearly=yearly)

    own, period = (stated.table, stated.row), stated.period
    match stated.calculation:
        case "not-checkable":
            raise _AbsentError(stated.note or "the report does not give the figures it rests on")
        case "rank-of-fall" | "forces-increasing" | "projected-change":
            return _of_a_year(stated, recorded)
        case "value" | "total":
            return (part(*own, period),)
        case "monthly":
            return part(*own, period), _Part(period.months)
        case "share":
            return part(*own, period, yearly=True), part(*stated.whole, period, yearly=True)
        case "percent-of-difference":
            return part(*own, period), part(*stated.whole, period)
        case implied if implied in IMPLIED:
            return part(*own, period), _Part(stated.stated, stated.step)
    return part(*own, period), part(*own, stated.against)


def _of_a_year(stated: Statement, recorded: Recorded) -> tuple[_Part, ...]:
    """What twelve months of recorded crime are set beside: all other forces, or the projection of the year."""
    group, quarters = recorded.group(stated.row), stated.period.quarters
    if not quarters or quarters[-1] not in recorded.case.inputs.quarters():
        raise _AbsentError(f"recorded crime has no figures for {stated.period}")
    last = quarters[-1]
    if stated.calculation == "projected-change":
        projected, before = group.projection(last), group.total(rolling_year(last - last.number))
        if projected.outturn is None or before is None:
            raise _AbsentError(projected.reason or "the year before is not complete")
        return _Part(projected.outturn), _Part(before)
    found = group.rank_of_change(last, tuple(recorded.case.parameters.forces))  # as sources count: all of them
    if found is None:
        raise _AbsentError("a force has no figures")
    return (_Part(found.rank.position if stated.calculation == "rank-of-fall" else found.increased),)


def _published(table: str, row: str, period: Period | None, area: str, recorded: Recorded) -> _Part:
    """Offences of a group in an area, or residents of the force."""
    case = recorded.case
    if table == RECORDED:
        value = recorded.group(row).total(period.quarters if period else (), area)
        reason = f"recorded crime has no whole figure for {period or 'no period'}"
    else:
        value = case.population.get((case.force.key, int(row.removeprefix("mid-"))))
        reason = f"there is no population estimate of {row}"
    if value is None:
        raise _AbsentError(reason)
    return _Part(value)


def _own(table: str, row: str, period: Period | None, figures: Sequence[LocalFigure], *, yearly: bool) -> _Part:
    """A figure of the force's own or the sum of a table; a monthly one for the whole year where that is asked."""
    found = [
        (figure.value * times, figure.rounded * times)
        for figure in figures
        if (figure.table, figure.period) == (table, period) and row in (figure.row, TOTAL)
        if figure.value is not None
        for times in [12 if yearly and figure.unit == "per month" else 1]
    ]
    if not found:
        raise _AbsentError(f"there is no figure of '{table if row == TOTAL else row}' for {period or 'no period'}")
    return _Part(*map(sum, zip(*found, strict=True)))


def reconciliation(key: str, found: Sequence[Reconciled], case: Case) -> tuple[Block, ...]:
    """How many stated figures came to which verdict, each beside the computed one, and how the figures were made."""
    year, methods = case.quarter.financial_year, _methods(key, case)
    if not found:
        none = (
            f"Nothing could be checked: no report of {case.force.name} that states figures of {year} was supplied, "
            "so there is nothing to work out again."
        )
        return Sentences(f"{key}-none", "Stated figures checked", (none,)), methods
    numbers = Counter(each.verdict for each in found)
    counts = words.joined([f"{words.number(numbers[verdict])} {verdict}" for verdict in _TONES])
    stated = words.counted(len(found), "stated figure was", "stated figures were")
    told = (
        f"{stated} worked out again: {counts}.",
        "Agreed means that the computed figure rounds to the stated one; within rounding, that it does not, but "
        "that the parts were themselves printed rounded and leave room for it. Level implied means that the source "
        "prints no figure to set beside the stated change, and that the change implies the one given here.",
        "Recorded crime is computed from a later release of the Home Office's table than the source could use, so "
        "a difference there may be revision and not a mistake. Nothing was adjusted to fit.",
    )
    ordered = sorted(found, key=lambda each: list(_TONES).index(each.verdict))
    table = Table(
        f"{key}-table",
        "Reconciliation of stated figures",
        f"{case.force.name}, {year}: those that differ first",
        (Column("Stated figure"), Column("Stated", "number"), Column("Computed", "number"), Column("Finding")),
        tuple(map(_row, ordered)),
        source="; ".join(dict.fromkeys(_document(each.statement.source) for each in ordered)),
    )
    return Sentences(f"{key}-findings", "Stated figures checked", told), table, methods


def _methods(key: str, case: Case) -> Sentences:
    """How the figures of an outturn were made."""
    items = (
        "A year of recorded crime is the sum of its four quarters from one release of the Home Office's table, April "
        "to March; a later release revises it. Fraud, which is recorded centrally, is not in it.",
        "Offences are added up by offence code, so that a group holds the same offences in every year.",
        f"A percentage is given only where the earlier count is {words.number(case.settings.percent_base)} or more. "
        "Shares and totals are computed from the rows shown. Nothing is rounded before it is printed.",
        "The force's own figures are printed as their source gives them, and so are their periods; not dated means "
        "that it gives none. A percentage's change is in points, and is tested only where the source says how many "
        "people were asked.",
    )
    return Sentences(f"{key}-methods", "How these figures were made", items)


def _row(each: Reconciled) -> tuple[Cell, ...]:
    statement, document = each.statement, _document(each.statement.source)
    over = "over " if statement.relation == "over" else ""
    reason = each.reason if each.value is None else statement.note
    if each.verdict == "level implied":
        low, high = words.number(each.low), words.number(each.high)
        reason = " ".join([statement.note, f"Between {low} and {high}." if low != high else ""]).strip()
    return (
        Cell(statement.about, note=statement.source.removeprefix(document).removeprefix(", ")),
        Cell(over + in_unit(statement.stated, statement.unit, decimals(statement.step)), statement.stated),
        Cell("Not computed") if each.value is None else Cell(_finer(each.value, each), each.value),
        Cell(each.verdict, each.verdict, tone=_TONES[each.verdict], note=words.sentence(reason) if reason else ""),
    )


def _finer(value: float, each: Reconciled) -> str:
    """A computed figure one place finer than the stated one, and finer still where the two would look the same."""
    statement, places = each.statement, decimals(each.statement.step)
    if each.verdict == "level implied":
        return words.number(value)
    if statement.step > 1 or (statement.unit != "percent" and value == round(value)):
        return in_unit(value, statement.unit, places)
    while places < 3 and each.verdict == "different" and round(value, places + 1) == statement.stated:
        places += 1
    return in_unit(value, statement.unit, places + 1)


def _document(source: str) -> str:
    return source.partition(", page")[0].partition(", section")[0]
