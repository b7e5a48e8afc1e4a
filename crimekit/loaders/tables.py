"""The tables of a file, and the rows of a table.

The header row is found by the names of its columns, never by its number. Cells are read one by one, each failure kept
with its place, so that a file is refused once with all that is wrong in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, islice

import pandas as pd

from crimekit.errors import DataError
from crimekit.loaders.cells import name_key, text
from crimekit.loaders.files import SourceFile
from crimekit.loaders.problems import Problem, refuse
from crimekit.loaders.sheets import Sheet, read_sheets

Readers = Mapping[str, tuple[str | tuple[str, ...], Callable[..., object]]]  # by the name of a column of the result

SEARCHED = 40  # rows from the top of a sheet among which the header must be
_YEAR_SHEET = re.compile(r"[0-9]{4}[-_/ ][0-9]{2,4}")
_MOST_REFUSED = 500  # different cells of a column, each with its own hint: a wrong column must not take all day
_SHOWN = 200  # characters of a wrong cell that are kept
_LONGEST = 5_000  # characters of a cell
_UNREAD = f"found a cell of more than {_LONGEST:,} characters, or {_MOST_REFUSED} wrong ones above it; expected a table"


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a kind of table: its own name for each, and the other spellings it goes under."""

    columns: Mapping[str, tuple[str, ...]]
    optional: Mapping[str, object] = field(default_factory=dict)  # what the cells of a column left out say
    notes: bool = False  # whether a row with a single filled cell is a note above or below the table

    @property
    def spellings(self) -> Mapping[str, str]:
        """The layout's own name of each column, by every spelling, as names are compared."""
        return {name_key(spelling): name for name, others in self.columns.items() for spelling in (name, *others)}

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which there is no table."""
        return tuple(name for name in self.columns if name not in self.optional)


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of one table by column, with the number of each row in its file."""

    file: str
    sheet: str
    rows: Sequence[int] = field(repr=False)
    columns: Mapping[str, Sequence[object]] = field(repr=False)

    def where(self, kept: Sequence[bool]) -> Table:
        """The rows for which `kept` is true."""
        columns = {name: list(compress(cells, kept)) for name, cells in self.columns.items()}
        return Table(self.file, self.sheet, list(compress(self.rows, kept)), columns)


def read_tables(file: SourceFile, layout: Layout, sheets: Iterable[Sheet] | None = None) -> tuple[Table, ...]:
    """Every table of a file that has this layout; sheets without it (cover, notes) are passed over.

    `sheets` are those of the file, where they have been read already. A column that the layout calls optional is there.

    A sheet named after a year must have it, and so must one sheet at least; otherwise a `DataError` says which columns
    are missing. Of two columns with one name the filled one counts; two that differ are refused, and so is a row with
    more cells than there are columns: a number with a comma, not in quotes.
    """
    spellings, tables = layout.spellings, []
    for sheet in read_sheets(file) if sheets is None else sheets:
        headers = [[spellings.get(name_key(cell), "") for cell in row] for row in sheet.rows[:SEARCHED]]
        index = max(range(len(headers)), key=lambda number: len({*headers[number]} - {""}), default=0)
        header = headers[index] if headers else []
        missing, known = [name for name in layout.required if name not in header], {*header} - {""}
        if not missing:
            tables.append(_table(file, sheet, layout, index, header))
        elif _YEAR_SHEET.fullmatch(sheet.name.strip()) or len(known) > len(missing):
            found = _listed(filter(None, map(text, sheet.rows[index]))) if known else "no header row"
            rule = f"found the columns {found}; expected also {_listed(missing)}"
            refuse([Problem(file.name, sheet.name, 0, "", rule)])
    if not tables:
        raise DataError(f"{file.name}: found no table with the columns {', '.join(layout.required)}")
    return tuple(tables)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _table(file: SourceFile, sheet: Sheet, layout: Layout, index: int, header: Sequence[str]) -> Table:
    """The filled rows below the header, which is the row at `index`."""
    filled = [number for number in range(index + 1, len(sheet.rows)) if _is_filled(sheet.rows[number], layout.notes)]
    rows, numbers = [sheet.rows[number] for number in filled], [number + sheet.first_row for number in filled]
    longer = [number for number in filled if len(sheet.rows[number]) > len(header)]
    rule = f"found %d cells below {len(header)} columns; expected one for each, and a text with a comma in quotes"
    refuse([Problem(file.name, sheet.name, n + sheet.first_row, "", rule % len(sheet.rows[n])) for n in longer])
    columns = {}
    for name in layout.columns:
        places = [place for place, found in enumerate(header) if found == name]
        copies = [[row[place] if place < len(row) else None for row in rows] for place in places]
        said = [cells for cells in copies if any(map(text, cells))] or copies or [[layout.optional[name]] * len(rows)]
        if any(cells != said[0] for cells in said[1:]):
            rule = f"found {len(said)} columns '{name}' that differ; expected one"
            refuse([Problem(file.name, sheet.name, 0, "", rule)])
        columns[name] = said[0]
    return Table(file.name, sheet.name, numbers, columns)


def _is_filled(row: Sequence[object], above: int) -> bool:
    """Whether more than `above` cells say something; rows are many, so the first cells decide where they can."""
    filled = (cell for cell in row if (isinstance(cell, str) and cell[:1].isalnum()) or text(cell))
    return next(islice(filled, above, None), None) is not None


def read_rows(tables: Iterable[Table], readers: Readers, *, unique: Sequence[str] = ()) -> pd.DataFrame:
    """The rows of all tables as one frame: what each reader makes of its column or columns, then file, sheet and row.

    `unique` names what no two rows may have in common; a `RefusedError` tells all that is wrong.
    """
    frames, problems = [], []
    for table in tables:
        frame, wrong = {}, []
        for name, (columns, reader) in readers.items():
            values, found = _read(table, (columns,) if isinstance(columns, str) else columns, reader)
            frame[name] = pd.Series(values, dtype=object)
            wrong += found
        frames.append(pd.DataFrame(frame).assign(file=table.file, sheet=table.sheet, row=list(table.rows)))
        problems += sorted(wrong, key=lambda problem: problem.row)
    refuse(problems)
    rows = pd.concat(frames, ignore_index=True)
    refuse(repeated(rows, unique) if unique else ())
    return rows


def _read(table: Table, names: Sequence[str], reader: Callable[..., object]) -> tuple[list[object], list[Problem]]:
    """What `reader` makes of the cells of one row under `names`, for each row, and the problems it found.

    Equal cells are read once: a workbook has three hundred thousand rows and a few hundred names. A cell that cannot
    be read gives None and one problem for each of its rows.
    """
    columns = [table.columns[name] for name in names]
    keys = list(zip(*columns, *(map(type, column) for column in columns), strict=True))  # 1 == 1.0 == True
    read: dict[object, object] = {}
    refused: dict[object, str] = {}
    for key in dict.fromkeys(keys):
        cells = key[: len(names)]
        if len(refused) >= _MOST_REFUSED or any(isinstance(cell, str) and len(cell) > _LONGEST for cell in cells):
            refused[key] = _UNREAD
            continue
        try:
            read[key] = reader(*cells)
        except DataError as error:
            refused[key] = str(error)
    problems = [
        Problem(table.file, table.sheet, row, names[-1], refused[key], text(key[len(names) - 1])[:_SHOWN])
        for row, key in (zip(table.rows, keys, strict=True) if refused else ())
        if key in refused
    ]
    return [read.get(key) for key in keys], problems


def alike(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """These columns as names are compared: what differs only in case, dashes or blanks is the same."""
    plain = {name: rows[name].map({cell: name_key(cell) for cell in rows[name].unique()}) for name in columns}
    return pd.DataFrame(plain)


def repeated(rows: pd.DataFrame, unique: Sequence[str]) -> list[Problem]:
    """Each row that has all of `unique` in common with one above it."""
    again = rows[alike(rows, unique).duplicated()]
    return [
        Problem(file, sheet, int(row), "", f"found {', '.join(map(str, keys))} again; expected one row for each")
        for file, sheet, row, *keys in again[["file", "sheet", "row", *unique]].itertuples(index=False, name=None)
    ]
