"""Where the table lies in a sheet: its header row is found by the names of its columns, never by its number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from crimekit.errors import DataError
from crimekit.loaders.cells import name_key, text
from crimekit.loaders.files import SourceFile
from crimekit.loaders.sheets import Sheet, read_sheets

_Value = TypeVar("_Value")
_SEARCHED = 40  # rows from the top of a sheet among which the header must be
_YEAR_SHEET = re.compile(r"[0-9]{4}[-_/ ][0-9]{2,4}")


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a kind of table: its own name for each, and the other spellings it goes under."""

    columns: Mapping[str, tuple[str, ...]]
    optional: frozenset[str] = frozenset()
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
        columns = {name: _kept(cells, kept) for name, cells in self.columns.items()}
        return Table(self.file, self.sheet, _kept(self.rows, kept), columns)


def read_tables(file: SourceFile, layout: Layout) -> tuple[Table, ...]:
    """Every table of a file that has this layout; sheets without it (cover, notes) are passed over.

    A sheet named after a year must have it, and so must one sheet at least; otherwise a `DataError` says which columns
    are missing. Of two columns with one name the filled one counts; two that differ are refused.
    """
    sheets = [(sheet, _header(sheet, layout)) for sheet in read_sheets(file)]
    for sheet, header in sheets:
        missing = [name for name in layout.required if name not in header.names]
        if missing and (_YEAR_SHEET.fullmatch(sheet.name.strip()) or len(header.names) > len(missing)):
            raise _wrong_columns(file, sheet, header, missing)
    found = [(sheet, header) for sheet, header in sheets if set(layout.required) <= header.names]
    if not found:
        looked = ", ".join(f"'{sheet.name}'" for sheet, _ in sheets if sheet.name)
        place = f" in its sheets {looked}" if looked else ""
        raise DataError(f"{file.name}: found no table{place} with the columns {', '.join(layout.required)}")
    return tuple(_table(file, sheet, header, layout) for sheet, header in found)


@dataclass(frozen=True, slots=True)
class _Header:
    """A row that may be the header: its place in the sheet, its cells, and what the layout calls them."""

    index: int = -1
    cells: tuple[object, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def names(self) -> set[str]:
        return set(self.columns) - {""}


def _header(sheet: Sheet, layout: Layout) -> _Header:
    names = layout.spellings
    rows = enumerate(sheet.rows[:_SEARCHED])
    headers = [_Header(index, tuple(row), tuple(names.get(name_key(cell), "") for cell in row)) for index, row in rows]
    return max(headers, key=lambda header: len(header.names), default=_Header())


def _table(file: SourceFile, sheet: Sheet, header: _Header, layout: Layout) -> Table:
    body = sheet.rows[header.index + 1 :]
    filled = [number for number, row in enumerate(body) if _is_filled(row, above=layout.notes)]
    rows = [body[number] for number in filled]
    numbers = [number + header.index + 1 + sheet.first_row for number in filled]
    columns = {
        name: _column(rows, header, name, place=_place(file, sheet)) for name in layout.columns if name in header.names
    }
    return Table(file.name, sheet.name, numbers, columns)


def _is_filled(row: Sequence[object], *, above: int) -> bool:
    """Whether more than `above` cells say something; rows are many, so the first cells decide where they can."""
    filled = (cell for cell in row if _says(cell))
    return next(islice(filled, above, None), None) is not None


def _says(cell: object) -> bool:
    return (isinstance(cell, str) and cell[:1].isalnum()) or bool(text(cell))


def _column(rows: Sequence[Sequence[object]], header: _Header, name: str, *, place: str) -> list[object]:
    indexes = [index for index, found in enumerate(header.columns) if found == name]
    copies = [[row[index] if index < len(row) else None for row in rows] for index in indexes]
    filled = [cells for cells in copies if any(text(cell) for cell in cells)] or copies[:1]
    if any(cells != filled[0] for cells in filled[1:]):
        raise DataError(f"{place}: found {len(filled)} columns '{name}' that differ; expected one")
    return filled[0]


def _wrong_columns(file: SourceFile, sheet: Sheet, header: _Header, missing: Sequence[str]) -> DataError:
    found = [text(cell) for cell in header.cells if text(cell)] if header.names else []
    shown = ", ".join(f"'{cell}'" for cell in found) or "no header row"
    wanted = ", ".join(f"'{name}'" for name in missing)
    return DataError(f"{_place(file, sheet)}: found the columns {shown}; expected also {wanted}")


def _place(file: SourceFile, sheet: Sheet) -> str:
    return f"{file.name}: sheet {sheet.name}" if sheet.name else file.name


def _kept(values: Iterable[_Value], kept: Sequence[bool]) -> list[_Value]:
    return [value for value, keep in zip(values, kept, strict=True) if keep]
