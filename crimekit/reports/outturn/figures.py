"""A force's own annual figures: one tidy file, a row for each table, row and period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crimekit.errors import DataError, ParameterError
from crimekit.loaders.cells import decimal_number, text
from crimekit.loaders.files import read_file
from crimekit.loaders.problems import Problem, refuse
from crimekit.loaders.store import SHIPPED
from crimekit.loaders.tables import Layout, Table, read_column, read_tables
from crimekit.reports.outturn.periods import Period

UNITS = ("count", "per month", "percent", "seconds", "pounds")
_SILENT = "found neither a value nor words; expected one of value, stated, note"
_NAMES = ("force", "table", "row", "period", "value", "unit", "rounded", "base", "stated", "source", "note")
LAYOUT = Layout(dict.fromkeys(_NAMES, ()))


@dataclass(frozen=True, slots=True)
class LocalFigure:
    """One figure of a table; a value of None is no figure, and `stated` or `note` says what there is instead."""

    force: str
    table: str
    row: str
    period: Period
    value: float | None
    unit: str
    rounded: float  # the step to which the source had rounded it; 0: not rounded
    base: float | None  # the people asked, or the cases, that a percentage rests on
    stated: str
    source: str
    note: str


def figures_folder(inputs: str) -> Path:
    """Where the annual figures lie: the folder ``outturn`` of the inputs, or the shipped one where there is none.

    Examples
    --------
    >>> figures_folder("bundled").name
    'outturn'
    """
    own = Path(inputs) / "outturn"
    return own if inputs != "bundled" and own.is_dir() else SHIPPED / "outturn"


def read_local(folder: Path, force: str) -> tuple[LocalFigure, ...]:
    """The figures of one force, in the order of its file; none where it has no file.

    Raises
    ------
    DataError
        Where the file cannot be read, a cell is no figure, a row says nothing, or two rows are about the same thing.
    """
    path = folder / f"{force}-figures.csv"
    if not path.exists():
        return ()
    read = [_read(table, force) for table in read_tables(read_file(path), LAYOUT)]
    refuse([problem for _, problems in read for problem in problems])
    return tuple(figure for figures, _ in read for figure in figures)


def _read(table: Table, force: str) -> tuple[list[LocalFigure], list[Problem]]:
    readers = {
        "force": lambda cell: _same(cell, force),
        "table": _named,
        "row": _named,
        "period": read_period,
        "value": decimal_number,
        "unit": _unit,
        "rounded": lambda cell: decimal_number(cell) or 0.0,
        "base": decimal_number,
        "stated": text,
        "source": _named,
        "note": text,
    }
    read = {name: read_column(table, [name], reader) for name, reader in readers.items()}
    problems = [problem for _, found in read.values() for problem in found] + _repeated(table)
    if problems:
        return [], sorted(problems, key=lambda problem: problem.row)
    columns = {name: values for name, (values, _) in read.items()}
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    figures = [LocalFigure(**row) for row in rows]
    return figures, _silent(table, figures)


def _silent(table: Table, figures: Sequence[LocalFigure]) -> list[Problem]:
    return [
        Problem(
            table.file,
            table.sheet,
            row,
            "value",
            "found neither a value nor words; expected one of value, stated, note",
        )
        for row, figure in zip(table.rows, figures, strict=True)
        if figure.value is None and not figure.stated and not figure.note
    ]


def _repeated(table: Table) -> list[Problem]:
    seen: set[tuple[str, ...]] = set()
    problems = []
    for row, *cells in zip(table.rows, *(table.columns[name] for name in ("table", "row", "period")), strict=True):
        key = tuple(text(cell) for cell in cells)
        if key in seen:
            problems.append(
                Problem(table.file, table.sheet, row, "", f"found {', '.join(key)} again; expected one row for each")
            )
        seen.add(key)
    return problems


def _same(cell: object, force: str) -> str:
    if text(cell) != force:
        raise DataError(f"found {cell!r}; expected '{force}', as the file is called")
    return force


def _named(cell: object) -> str:
    if not text(cell):
        raise DataError("found nothing; expected some text")
    return text(cell)


def read_period(cell: object) -> Period:
    """The period that a cell names."""
    try:
        return Period.parse(text(cell))
    except ParameterError as error:
        raise DataError(str(error).removeprefix("period: ")) from None


def _unit(cell: object) -> str:
    if text(cell) not in UNITS:
        raise DataError(f"found {cell!r}; expected one of {', '.join(UNITS)}")
    return text(cell)
