"""Derived figures as a report stated them, to be compared with what the numbers give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crimekit import words
from crimekit.errors import DataError, ParameterError, nearest
from crimekit.loaders.cells import decimal_number, text
from crimekit.loaders.files import read_file
from crimekit.loaders.problems import Problem, refuse
from crimekit.loaders.tables import Layout, Table, read_column, read_tables
from crimekit.reports.outturn.figures import LocalFigure
from crimekit.reports.outturn.periods import Period
from crimekit.reports.outturn.recorded import AREAS

RECORDED, RESIDENTS = "recorded-crime", "population"  # tables of their own, beside those of the figures file

CALCULATIONS = (
    "value",
    "total",
    "difference",
    "percent-change",
    "share",
    "monthly",
    "percent-of-difference",
    "rank-of-fall",
    "forces-increasing",
    "projected-change",
    "not-checkable",
)
RELATIONS = ("is", "over")
UNITS = ("count", "percent", "points", "rank")
_NAMES = (
    "force", "year", "about", "stated", "unit", "step", "relation", "calculation", "table", "row", "area", "period",
    "against", "of", "source", "note",
)  # fmt: skip
LAYOUT = Layout(dict.fromkeys(_NAMES, ()))


@dataclass(frozen=True, slots=True)
class Statement:
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
    row: str  # its row, or a group of offences
    area: str  # empty: the force; otherwise a key of a force, wales or england-and-wales
    period: str
    against: str  # the earlier period
    of: str  # what a share is of: a row, "total", or table/row of another table
    source: str
    note: str


def read_statements(folder: Path, force: str, year: str) -> tuple[Statement, ...]:
    """The stated figures of one force and financial year; none where there is no file."""
    path = folder / f"{force}-stated.csv"
    if not path.exists():
        return ()
    read = [_read(table, force) for table in read_tables(read_file(path), LAYOUT)]
    refuse([problem for _, problems in read for problem in problems])
    return tuple(found for statements, _ in read for found in statements if found.year == year)


def _read(table: Table, force: str) -> tuple[list[Statement], list[Problem]]:
    special = {
        "force": lambda cell: _one_of(cell, (force,)),
        "stated": _number,
        "unit": lambda cell: _one_of(cell, UNITS),
        "step": _number,
        "relation": lambda cell: _one_of(cell, RELATIONS),
        "calculation": lambda cell: _one_of(cell, CALCULATIONS),
    }
    read = {name: read_column(table, [name], special.get(name, text)) for name in _NAMES}
    problems = sorted((found for _, each in read.values() for found in each), key=lambda problem: problem.row)
    if problems:
        return [], problems
    rows = zip(*(values for values, _ in read.values()), strict=True)
    return [Statement(**dict(zip(_NAMES, row, strict=True))) for row in rows], []


def _number(cell: object) -> float:
    number = decimal_number(cell)
    if number is None:
        raise DataError("found nothing; expected a number")
    return number


def _one_of(cell: object, known: tuple[str, ...]) -> str:
    if text(cell) not in known:
        raise DataError(f"found {cell!r}; expected {words.joined(known, 'or')}")
    return text(cell)


def check_statements(
    statements: Sequence[Statement], figures: Sequence[LocalFigure], *, groups: Sequence[str], forces: Sequence[str]
) -> None:
    """Refuse a statement that names what does not exist.

    Raises
    ------
    DataError
        With the statement, what it names and the nearest spelling.
    """
    tables = {figure.table: {f.row for f in figures if f.table == figure.table} | {"total"} for figure in figures}
    tables[RECORDED] = set(groups)
    for stated in statements:
        if stated.calculation == "not-checkable":
            continue
        place = f"stated figures: '{stated.about}'"
        whole_table, _, whole = stated.of.rpartition("/")
        named = [(stated.table, stated.row)] + ([(whole_table or stated.table, whole)] if stated.of else [])
        for table, row in named:
            if table == RESIDENTS and re.fullmatch(r"mid-\d{4}", row):
                continue
            if table not in tables:
                raise DataError(f"{place}: no table '{table}'{nearest(table, tables)}")
            if row not in tables[table]:
                raise DataError(f"{place}: no row '{row}' in the table '{table}'{nearest(row, tables[table])}")
        if stated.area and stated.area not in (*AREAS, *forces):
            raise DataError(f"{place}: no area '{stated.area}'{nearest(stated.area, (*AREAS, *forces))}")
        for period in (stated.period, stated.against):
            _check_period(period, place)


def _check_period(period: str, place: str) -> None:
    try:
        if period:
            Period.parse(period)
    except ParameterError as error:
        raise DataError(f"{place}: {error}") from None
