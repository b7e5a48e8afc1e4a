"""Stated figures worked out again: what the figures give, how far rounding could move it, and how the two compare."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal, NamedTuple

from crimekit import words
from crimekit.blocks import Block, Cell, Column, Sentences, Table, Tone
from crimekit.errors import DataError, nearest
from crimekit.loaders.cells import decimal_number, text
from crimekit.loaders.tables import Column as FileColumn
from crimekit.periods import rolling_year
from crimekit.reports.outturn.figures import LocalFigure, Period, notes, one_of, read_file_of, read_period
from crimekit.reports.outturn.printing import added, decimals, in_unit, rows_of
from crimekit.reports.outturn.recorded import AREAS, RECORDED, Recorded

Verdict = Literal["different", "within rounding", "agreed", "level implied", "not checkable"]
_TONES: dict[Verdict, Tone] = {
    "different": "worse",
    "within rounding": "neutral",
    "agreed": "better",
    "level implied": "unknown",
    "not checkable": "unknown",
}
_SLACK = 1e-9  # of binary fractions, never of figures
_FORMULAS: dict[str, tuple[str, Callable[..., float]]] = {  # what goes into each calculation, and what comes out
    "value": ("now", float),
    "total": ("now", float),
    "difference": ("now then", lambda now, then: now - then),
    "percent-change": ("now then", lambda now, then: (now - then) / then * 100),
    "share": ("now whole", lambda part, whole: part / whole * 100),
    "monthly": ("now months", lambda value, months: value / months),
    "percent-of-difference": (
        "now whole",
        lambda now, step: step / (now - step) * 100,
    ),  # of what was before
    "implied-before": ("now stated", lambda now, percent: now / (1 + percent / 100)),  # what the stated change implies
    "implied-by-difference": ("now stated", lambda step, percent: abs(step / percent) * 100),  # the same, of a step
    "rank-of-fall": ("place", float),  # of the change over twelve months among all forces
    "forces-increasing": ("increased", float),  # how many of them had an increase
    "projected-change": ("expected", float),  # to the year's end, after the quarters given
}
_RESIDENTS = "population"  # a table beside those of the figures file and recorded crime
_TOTAL = "total"  # as a row: all rows of a table


class Statement(NamedTuple):
    """One stated figure, and how it is worked out from others."""

    force: str
    year: str
    about: str
    stated: float
    unit: str
    step: float  # the step to which it was rounded: 0.1 for one decimal place
    relation: str  # "is", or "over" where the report says more than
    calculation: str
    table: str  # a table of the figures file, or recorded-crime
    item: str  # its row, or a group of offences
    area: str  # empty: the force; otherwise a key of a force, wales or england-and-wales
    period: Period
    against: Period | None  # the earlier period
    of: str  # what a share is of: a row, "total", or table/row of another table
    source: str
    note: str

    @property
    def whole(self) -> tuple[str, str]:
        """The table and the row of what a share is of."""
        table, _, row = self.of.rpartition("/")
        return table or self.table, row


def read_statements(folder: Path, force: str, year: str) -> tuple[Statement, ...]:
    """The stated figures of one force and financial year; none where there is no file."""
    columns = {
        "stated": FileColumn("stated", _number),
        "unit": one_of("unit", ("count", "percent", "points", "rank")),
        "step": FileColumn("step", _number),
        "relation": one_of("relation", ("is", "over")),
        "calculation": one_of("calculation", (*_FORMULAS, "not-checkable")),
        "item": FileColumn("row"),
        "against": FileColumn("against", lambda cell: read_period(cell) if text(cell) else None),
    }
    found = read_file_of(Statement, folder / f"{force}-stated.csv", force, columns)
    return tuple(statement for statement in found if statement.year == year)


def _number(cell: object) -> float:
    number = decimal_number(cell)
    if number is None:
        raise DataError("found nothing; expected a number")
    return number


def check_statements(
    statements: Sequence[Statement], figures: Sequence[LocalFigure], *, groups: Iterable[str], forces: Iterable[str]
) -> None:
    """Refuse a statement that names what does not exist.

    Raises
    ------
    DataError
        With the statement, what it names and the nearest spelling.
    """
    tables: dict[str, set[str]] = {}
    for figure in figures:
        tables.setdefault(figure.table, {_TOTAL}).add(figure.item)
    tables[RECORDED], areas = set(groups), ("", *AREAS, *forces)
    for stated in statements:
        place = f"stated figures: '{stated.about}'"
        named = [(stated.table, stated.item), *([stated.whole] if stated.of else [])]
        for table, row in named if stated.calculation in _FORMULAS else []:
            if table == _RESIDENTS and re.fullmatch(r"mid-\d{4}", row):
                continue
            if table not in tables:
                raise DataError(f"{place}: no table '{table}'{nearest(table, tables)}")
            if row not in tables[table]:
                raise DataError(f"{place}: no row '{row}' in the table '{table}'{nearest(row, tables[table])}")
        if stated.area not in areas:
            raise DataError(f"{place}: no area '{stated.area}'{nearest(stated.area, areas)}")


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
        if self.statement.calculation.startswith("implied"):
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
    if statement.calculation not in _FORMULAS:
        reason = statement.note or "the report does not give the figures it rests on"
        return Reconciled(statement, reason=reason)
    names, formula = _FORMULAS[statement.calculation]
    try:
        parts = [_part(name, statement, figures, recorded) for name in names.split()]
        ends = ((part.value - part.rounded / 2, part.value + part.rounded / 2) for part in parts)
        corners = [formula(*corner) for corner in product(*ends)]
        return Reconciled(statement, formula(*(part.value for part in parts)), min(corners), max(corners))
    except ZeroDivisionError:
        return Reconciled(statement, reason="the figure to divide by is nought")
    except _AbsentError as absent:
        return Reconciled(statement, reason=str(absent))


def _part(name: str, stated: Statement, figures: Sequence[LocalFigure], recorded: Recorded) -> _Part:
    """What goes into the formula of a statement under this name."""
    table, row, period = stated.table, stated.item, stated.period
    match name:
        case "months":
            return _Part(period.months)
        case "stated":
            return _Part(stated.stated, stated.step)
        case "place" | "increased" | "expected":
            return _Part(_of_a_year(name, stated, recorded))
        case "then":
            if stated.against is None:
                raise _AbsentError("it names no earlier period")
            period = stated.against
        case "whole":
            table, row = stated.whole
    if table == RECORDED:
        value = recorded.group(row).total(period.quarters, stated.area)
        absent = f"recorded crime has no whole figure for {period}"
    elif table == _RESIDENTS:
        value = recorded.case.population.get((recorded.case.force.key, int(row.removeprefix("mid-"))))
        absent = f"there is no population estimate of {row}"
    else:
        return _own(table, row, period, figures, yearly=bool(stated.of))
    if value is None:
        raise _AbsentError(absent)
    return _Part(value)


def _own(table: str, row: str, period: Period, figures: Sequence[LocalFigure], *, yearly: bool) -> _Part:
    """A figure of the force's own or the sum of a table; a monthly one for the whole year where that is asked."""
    rows = rows_of(figure for figure in figures if figure.table == table)
    figure = (added(rows, [period]) if row == _TOTAL else dict(rows).get(row, {})).get(period)
    if figure is None or figure.value is None:
        raise _AbsentError(f"there is no figure of '{table if row == _TOTAL else row}' for {period}")
    times = 12 if yearly and figure.unit == "per month" else 1
    return _Part(figure.value * times, figure.rounded * times)


def _of_a_year(name: str, stated: Statement, recorded: Recorded) -> float:
    """What twelve months of recorded crime are set beside: all other forces, or the projection of the year."""
    group, last = recorded.group(stated.item), stated.period.end
    if not stated.period.quarters or last not in recorded.case.inputs.release.quarters:
        raise _AbsentError(f"recorded crime has no figures for {stated.period}")
    if name == "expected":
        projected, before = group.projection(last), group.total(rolling_year(last - last.number))
        if projected.outturn is None or before is None:
            raise _AbsentError(projected.reason or "the year before is not complete")
        return projected.outturn - before
    found = group.rank_of_change(last, tuple(recorded.case.parameters.forces))  # as sources count: all of them
    if found is None:
        raise _AbsentError("a force has no figures")
    return found.rank.position if name == "place" else found.increased


def reconciliation(
    key: str, statements: Sequence[Statement], figures: Sequence[LocalFigure], recorded: Recorded
) -> tuple[Block, ...]:
    """How many stated figures came to which verdict, each beside the computed one, and how the figures were made."""
    case, found = recorded.case, [reconciled(statement, figures, recorded) for statement in statements]
    year, made = case.quarter.financial_year, notes("methods", base=words.number(case.settings.percent_base))
    methods = Sentences(f"{key}-methods", "How these figures were made", tuple(made))
    if not found:
        unchecked = notes("unchecked", force=case.force.name, year=year)
        return Sentences(f"{key}-none", "Stated figures checked", tuple(unchecked)), methods
    numbers = Counter(each.verdict for each in found)
    told = notes(
        "checked",
        stated=words.counted(len(found), "stated figure was", "stated figures were"),
        counts=words.joined([f"{words.number(numbers[verdict])} {verdict}" for verdict in _TONES]),
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
    return Sentences(f"{key}-findings", "Stated figures checked", tuple(told)), table, methods


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
