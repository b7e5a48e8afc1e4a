"""The tables of a file, and the rows of a table.

The header row is found by the names of its columns, never by its number. Cells are read one by one, each failure kept
with its place, so that a file is refused once with all that is wrong in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from crimekit import words
from crimekit.errors import DataError, closest
from crimekit.loaders.cells import name_key, refuse_unreadable, text
from crimekit.loaders.files import SourceFile, read_sheets
from crimekit.loaders.problems import Problem, refuse, repeated
from crimekit.loaders.workbooks import Sheet

SEARCHED = 40  # rows from the top of a sheet among which the header must be
_MOST_SEARCHED = 10_000  # to say where it is
_YEAR_SHEET = re.compile(r"[0-9]{4}[-_/ ][0-9]{2,4}")
_MOST_REFUSED = 500  # different cells of a column, each with its own hint: a wrong column must not take all day
_LISTED = 5  # hidden rows that are named
_SHOWN = 200  # characters of a wrong cell that are kept
_LONGEST = 5_000  # characters of a cell
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_FINER = re.compile(r"\b(csp|partnership|local authority|district|borough|ward|lsoa|msoa|sex|gender|age|ethnicity)\b")
_WHOLE = re.compile(r"|n/a|both|both sexes|(all|total)\b.*|persons")  # what a row of all of them says in such a column
_HIDDEN = "found a table in a hidden sheet; expected it shown, so that it can be checked, or deleted"
_UNREAD = f"found a cell of more than {_LONGEST:,} characters, or {_MOST_REFUSED} wrong ones above it; expected a table"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a kind of table, and what makes a value of its cells."""

    name: str  # as messages call it
    read: Callable[..., object] = text
    also: tuple[str, ...] = ()  # other names that it goes under
    default: object = ...  # what its cells say where it is left out; unless given it must be there
    beside: tuple[str, ...] = ()  # other columns, by their keys in the layout: `read` is given their cells too


@dataclass(frozen=True, slots=True)
class Layout:
    """What a kind of table holds: its columns by their names in the frame that is made of it."""

    columns: Mapping[str, Column]
    unique: Sequence[str] = ()  # columns of the frame that no two rows may have in common
    notes: bool = False  # whether a row with a single filled cell is a note above or below the table
    finer: bool = False  # whether rows may be finer than the columns: they are people, or are added up
    elsewhere: Callable[[object], str] | None = None  # what a row is of that is left out, by its cell of 'force'

    @property
    def spellings(self) -> Mapping[str, str]:
        """The key of each column by every spelling, as names are compared."""
        return {name_key(said): key for key, column in self.columns.items() for said in (column.name, *column.also)}

    def lacking(self, header: Sequence[str]) -> list[Column]:
        """The columns without which there is no table and that are not in the header."""
        return [column for key, column in self.columns.items() if column.default is ... and key not in header]


class Rows(NamedTuple):
    """The rows of tables: their cells as they stand there, or what was read of them."""

    frame: pd.DataFrame  # the columns of the layout; file, sheet, row, and in `beside` what else the row says
    excluded: Mapping[str, int] = MappingProxyType({})  # how many rows of what were left out
    notes: tuple[str, ...] = ()  # what a reader of its figures should know


def read_rows(files: Iterable[SourceFile], layout: Layout) -> Rows:
    """The rows of every table of these files that has this layout: see `rows_of` and `tables_of`."""
    return rows_of([table for file in files for table in tables_of(file.name, read_sheets(file), layout)], layout)


def tables_of(file: str, sheets: Sequence[Sheet], layout: Layout) -> list[Rows]:
    """Every table of a file that has this layout; sheets without it (cover, notes) are passed over.

    A sheet named after a year must have it, and one sheet at least; otherwise a `DataError` says which columns are
    missing and what was found. Of two columns with one name the filled one counts. Refused are two that differ, a row
    with more cells than columns, a table in a hidden sheet, one with rows finer than its columns (by sex, by district).
    """
    tables = []
    for sheet in sheets:
        index, header = _header(layout, sheet.rows[:SEARCHED])
        missing, known = layout.lacking(header), {*header} - {""}
        if not missing and sheet.hidden:
            _refuse(file, sheet, _HIDDEN)
        elif not missing:
            tables.append(_table(file, sheet, layout, index, header))
        elif not sheet.hidden and (_YEAR_SHEET.fullmatch(sheet.name.strip()) or len(known) > len(missing)):
            _refuse(file, sheet, _lacking(layout, sheet.rows[index : index + 1], missing))
    if not tables:
        required = ", ".join(column.name for column in layout.lacking(()))
        raise DataError(f"{file}: found no table with the columns {required}: {_why(layout, sheets)}")
    return tables


def _refuse(file: str, sheet: Sheet, rule: str) -> None:
    refuse([Problem(file, sheet.name, 0, "", rule)])


def _header(layout: Layout, rows: Sequence[Sequence[object]]) -> tuple[int, list[str]]:
    """The row that names most columns, and the layout's key for each of its cells."""
    spellings = layout.spellings
    headers = [[spellings.get(name_key(cell), "") for cell in row] for row in rows]
    index = max(range(len(headers)), key=lambda number: len({*headers[number]} - {""}), default=0)
    return index, headers[index] if headers else []


def _lacking(layout: Layout, header: Sequence[Sequence[object]], missing: Sequence[Column]) -> str:
    """What the header, if there is one, names, and for each column that it lacks the one that may be meant."""
    names = [name for row in header for name in map(text, row) if name]
    unknown = [name for name in names if name_key(name) not in layout.spellings]
    lacked = {name: each.name for each in missing for name in (each.name, *each.also)}
    meant: dict[str, str] = {}
    for name in unknown:
        if close := closest(name, lacked):
            meant.setdefault(lacked[close], f" (is it '{name}'?)")
    wanted = [f"'{column.name}'{meant.get(column.name, '')}" for column in missing]
    found = "the columns " + ", ".join(f"'{name}'" for name in names) if names else "no header row"
    return f"found {found}; expected also {', '.join(wanted)}"[:_LONGEST]


def _why(layout: Layout, sheets: Sequence[Sheet]) -> str:
    """Why none of the sheets has the table: cells parted otherwise, a header too far below, or other names."""
    for sheet in sheets:
        for separator, name in _SEPARATORS.items():
            parted = [",".join(map(str, row)).split(separator) for row in sheet.rows[:SEARCHED]]
            if len({*_header(layout, parted)[1]} - {""}) > 1:
                return f"found cells separated by {name}; expected commas, so save it as CSV (comma delimited)"
        index, header = _header(layout, sheet.rows[:_MOST_SEARCHED])
        if not layout.lacking(header):
            return f"found them in row {index + 1}; expected them in the first {SEARCHED} rows, so delete those above"
    rows = [row for sheet in sheets if not sheet.hidden for row in sheet.rows[:SEARCHED]]
    index, header = _header(layout, rows)
    if not any(header):  # the row with most cells, which a title has not
        index = max(range(len(rows)), key=lambda number: sum(map(bool, map(text, rows[number]))), default=0)
    return _lacking(layout, rows[index : index + 1], layout.lacking(header))


def _table(file: str, sheet: Sheet, layout: Layout, index: int, header: Sequence[str]) -> Rows:
    """The cells of the filled rows below the header, which is the row at `index`."""
    filled = [number for number in range(index + 1, len(sheet.rows)) if _is_filled(sheet.rows[number], layout.notes)]
    longer = [(number, len(sheet.rows[number])) for number in filled if len(sheet.rows[number]) > len(header)]
    rule = f"found %d cells below {len(header)} columns; expected one for each, and a text with a comma in quotes"
    refuse([Problem(file, sheet.name, number + sheet.first_row, "", rule % cells) for number, cells in longer])

    def cells(place: int) -> list[object]:
        return [sheet.rows[number][place] if place < len(sheet.rows[number]) else None for number in filled]

    columns: dict[str, Sequence[Any]] = {}
    for key, column in layout.columns.items():
        copies = [cells(place) for place, found in enumerate(header) if found == key]
        said = [copy for copy in copies if any(map(text, copy))]
        if any(copy != said[0] for copy in said[1:]):
            _refuse(file, sheet, f"found {len(said)} columns '{column.name}' that differ; expected one")
        columns[key] = [*said, *copies, [column.default] * len(filled)][0]
    beside = {}
    for place, name in enumerate(map(text, sheet.rows[index])):
        if name and not header[place]:
            beside[name] = list(map(text, cells(place)))
            parts = [part for part in dict.fromkeys(beside[name]) if not _WHOLE.fullmatch(name_key(part))]
            if parts and not layout.finer and _FINER.search(name_key(name)):
                found = f"found the column '{name}' (such as '{parts[0]}'), by which the rows are parts of a figure"
                _refuse(file, sheet, f"{found}; expected whole ones: add the rows up")
    columns["beside"] = [tuple(zip(beside, said, strict=True)) for said in zip(*beside.values(), strict=True)] or [
        ()
    ] * len(filled)
    frame = pd.DataFrame({key: pd.Series(said, dtype=object) for key, said in columns.items()})
    frame = frame.assign(file=file, sheet=sheet.name, row=[number + sheet.first_row for number in filled])
    return Rows(frame, notes=_hidden(file, sheet, filled, [layout.columns[key].name if key else "" for key in header]))


def _hidden(file: str, sheet: Sheet, filled: Iterable[int], names: Sequence[str]) -> tuple[str, ...]:
    """What is read of a sheet though nobody sees it there: rows, and columns by their `names`, empty where not read."""
    rows = [str(number + sheet.first_row) for number in filled if number in sheet.hidden_rows]
    columns = [f"'{name}'" for place, name in enumerate(names) if name and place in sheet.hidden_columns]
    place = f"{file}: sheet {sheet.name}: read as any other though hidden"
    found = {"row": rows, "column": columns}.items()
    return tuple(f"{place}: {what} {words.listed(of, _LISTED)}; show it, or delete it" for what, of in found if of)


def _is_filled(row: Sequence[object], above: int) -> bool:
    """Whether more than `above` cells say something; rows are many, so the first cells decide where they can."""
    filled = (cell for cell in row if (isinstance(cell, str) and cell[:1].isalnum()) or text(cell))
    return next(islice(filled, above, None), None) is not None


def rows_of(tables: Sequence[Rows], layout: Layout) -> Rows:
    """What each cell says, without the rows that are left out; a `RefusedError` tells all that is wrong."""
    cells = pd.concat([table.frame for table in tables], ignore_index=True)
    excluded: Counter[str] = Counter()
    if layout.elsewhere:
        bodies, _ = _read(cells, "force", Column("force", layout.elsewhere))
        excluded.update(filter(None, bodies))
        cells = cells.iloc[[at for at, body in enumerate(bodies) if not body]].reset_index(drop=True)
    rows, problems = cells.copy(), []
    for key, column in layout.columns.items():
        values, wrong = _read(cells, key, column)
        rows[key] = pd.Series(values, dtype=object)
        problems += wrong
    refuse([problem for _, problem in sorted(problems, key=itemgetter(0))])
    refuse(repeated(rows, layout.unique) if layout.unique else ())
    return Rows(rows, dict(sorted(excluded.items())), tuple(note for table in tables for note in table.notes))


def _read(rows: pd.DataFrame, key: str, column: Column) -> tuple[list[Any], list[tuple[int, Problem]]]:
    """What `column` makes of its cell of each row, and the problems it found, each with the place of its row.

    Equal cells are read once: a workbook has three hundred thousand rows and a few hundred names. A cell that cannot
    be read gives None and one problem for each of its rows.
    """
    cells = [rows[name].tolist() for name in (key, *column.beside)]
    keys = list(zip(*cells, *(map(type, same) for same in cells), strict=True))  # 1 == 1.0 == True
    read: dict[object, object] = {}
    refused: dict[object, str] = {}
    for said in dict.fromkeys(keys):
        given = said[: len(cells)]
        try:
            if len(refused) >= _MOST_REFUSED or any(isinstance(cell, str) and len(cell) > _LONGEST for cell in given):
                raise DataError(_UNREAD)
            refuse_unreadable(given)
            read[said] = column.read(*given)
        except DataError as error:
            refused[said] = str(error)
    wrong = [at for at, said in enumerate(keys) if said in refused] if refused else []
    problems = [
        Problem.at(row, column.name, refused[keys[at]], text(keys[at][0])[:_SHOWN])
        for at, row in zip(wrong, rows.iloc[wrong].to_dict("records"), strict=True)
    ]
    return [read.get(said) for said in keys], list(zip(wrong, problems, strict=True))
