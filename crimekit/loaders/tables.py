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

from crimekit.errors import DataError, nearest
from crimekit.loaders.cells import name_key, text
from crimekit.loaders.files import SourceFile
from crimekit.loaders.problems import Problem, refuse
from crimekit.loaders.repeats import repeated
from crimekit.loaders.sheets import Sheet, read_sheets
from crimekit.loaders.workbooks import ERROR

Readers = Mapping[str, tuple[str | tuple[str, ...], Callable[..., object]]]  # by the name of a column of the result

SEARCHED = 40  # rows from the top of a sheet among which the header must be
_MOST_SEARCHED = 10_000  # to say where it is
_YEAR_SHEET = re.compile(r"[0-9]{4}[-_/ ][0-9]{2,4}")
_MOST_REFUSED = 500  # different cells of a column, each with its own hint: a wrong column must not take all day
_SHOWN = 200  # characters of a wrong cell that are kept
_LONGEST = 5_000  # characters of a cell
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_FORMULA = re.compile(r"=[\w(+@'\"-]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_FINER = re.compile(r"\b(csp|partnership|local authority|district|borough|ward|lsoa|msoa|sex|gender|age|ethnicity)\b")
_WHOLE = re.compile(r"|n/a|both|both sexes|(all|total)\b.*|persons")  # what a row of all of them says in such a column
_UNREAD = f"found a cell of more than {_LONGEST:,} characters, or {_MOST_REFUSED} wrong ones above it; expected a table"


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a kind of table: its own name for each, and the other spellings it goes under."""

    columns: Mapping[str, tuple[str, ...]]
    optional: Mapping[str, object] = field(default_factory=dict)  # what the cells of a column left out say
    notes: bool = False  # whether a row with a single filled cell is a note above or below the table
    finer: bool = False  # whether rows may be finer than the columns: they are people, or are added up

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
    beside: Mapping[str, Sequence[object]] = field(default_factory=dict, repr=False)  # the columns that are not read

    def where(self, kept: Sequence[bool]) -> Table:
        """The rows for which `kept` is true."""
        columns, beside = (
            {name: list(compress(cells, kept)) for name, cells in of.items()} for of in (self.columns, self.beside)
        )
        return Table(self.file, self.sheet, list(compress(self.rows, kept)), columns, beside)


def read_tables(file: SourceFile, layout: Layout, sheets: Iterable[Sheet] | None = None) -> tuple[Table, ...]:
    """Every table of a file that has this layout; sheets without it (cover, notes) are passed over.

    `sheets` are those of the file, where they have been read already. A column that the layout calls optional is there.

    A sheet named after a year must have it, and so must one sheet at least; otherwise a `DataError` says which columns
    are missing, and what was found in their place. Of two columns with one name the filled one counts; two that differ
    are refused, and so is a row with more cells than there are columns: a number with a comma, not in quotes. A table
    in a hidden sheet is refused, and one whose rows are finer than its columns say: by sex, or by partnership.
    """
    tables, sheets = [], read_sheets(file) if sheets is None else tuple(sheets)
    for sheet in sheets:
        index, header = _header(layout, sheet.rows[:SEARCHED])
        missing, known = [name for name in layout.required if name not in header], {*header} - {""}
        if not missing and sheet.hidden:
            rule = "found a table in a hidden sheet; expected it shown, so that it can be checked, or deleted"
            refuse([Problem(file.name, sheet.name, 0, "", rule)])
        elif not missing:
            tables.append(_table(file, sheet, layout, index, header))
        elif not sheet.hidden and (_YEAR_SHEET.fullmatch(sheet.name.strip()) or len(known) > len(missing)):
            refuse([Problem(file.name, sheet.name, 0, "", _lacking(layout, sheet.rows[index : index + 1], missing))])
    if not tables:
        raise DataError(
            f"{file.name}: found no table with the columns {', '.join(layout.required)}: {_why(layout, sheets)}"
        )
    return tuple(tables)


def _header(layout: Layout, rows: Sequence[Sequence[object]]) -> tuple[int, list[str]]:
    """The row that names most columns, and the layout's own name of each of its cells."""
    spellings = layout.spellings
    headers = [[spellings.get(name_key(cell), "") for cell in row] for row in rows]
    index = max(range(len(headers)), key=lambda number: len({*headers[number]} - {""}), default=0)
    return index, headers[index] if headers else []


def _lacking(layout: Layout, rows: Sequence[Sequence[object]], missing: Sequence[str]) -> str:
    """What the first of `rows` names, and for each column that it lacks the one that may be meant."""
    names = [name for row in rows[:1] for name in map(text, row) if name]
    unknown = [name for name in names if name_key(name) not in layout.spellings]
    near = {name: [at for at in unknown if "did you" in nearest(at, (name, *layout.columns[name]))] for name in missing}
    lacking = ", ".join(f"'{name}'" + "".join(f" (is it '{at}'?)" for at in near[name][:1]) for name in missing)
    return f"found {f'the columns {_listed(names)}' if names else 'no header row'}; expected also {lacking}"[:_LONGEST]


def _why(layout: Layout, sheets: Sequence[Sheet]) -> str:
    """Why none of the sheets has the table: cells parted otherwise, a header too far below, or other names."""
    for rows in (sheet.rows for sheet in sheets):
        for separator, name in _SEPARATORS.items():
            parted = [",".join(map(str, row)).split(separator) for row in rows[:SEARCHED]]
            if len({*_header(layout, parted)[1]} - {""}) > 1:
                return f"found cells separated by {name}; expected commas, so save it as CSV (comma delimited)"
        index, header = _header(layout, rows[:_MOST_SEARCHED])
        if {*layout.required} <= {*header}:
            return f"found them in row {index + 1}; expected them in the first {SEARCHED} rows, so delete those above"
    named = [(*_header(layout, sheet.rows[:SEARCHED]), sheet.rows[:SEARCHED]) for sheet in sheets if not sheet.hidden]
    index, header, rows = max(named, key=lambda one: len({*one[1]} - {""}), default=(0, [], []))
    if not any(header):  # the row with most cells, which a title has not
        index = max(range(len(rows)), key=lambda number: sum(map(bool, map(text, rows[number]))), default=0)
    return _lacking(layout, rows[index:], [name for name in layout.required if name not in header])


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
    named = [(text(cell), place) for place, cell in enumerate(sheet.rows[index]) if text(cell) and not header[place]]
    beside = {name: [row[place] if place < len(row) else None for row in rows] for name, place in named}
    for name, cells in beside.items():
        finer = not layout.finer and _FINER.search(name_key(name))
        parts = (
            [said for said in dict.fromkeys(map(text, cells)) if not _WHOLE.fullmatch(name_key(said))] if finer else []
        )
        if parts:
            rule = f"found the column '{name}' (such as '{parts[0]}'), by which the rows are parts of a figure"
            refuse([Problem(file.name, sheet.name, 0, "", f"{rule}; expected whole ones: add the rows up")])
    return Table(file.name, sheet.name, numbers, columns, beside)


def _is_filled(row: Sequence[object], above: int) -> bool:
    """Whether more than `above` cells say something; rows are many, so the first cells decide where they can."""
    filled = (cell for cell in row if (isinstance(cell, str) and cell[:1].isalnum()) or text(cell))
    return next(islice(filled, above, None), None) is not None


def read_rows(tables: Iterable[Table], readers: Readers, *, unique: Sequence[str] = ()) -> pd.DataFrame:
    """The rows of all tables as one frame: what each reader makes of its column or columns, then file, sheet and row.

    `beside` is what stands beside the columns that are read. `unique` names what no two rows may have in common; a
    `RefusedError` tells all that is wrong.
    """
    frames, problems = [], []
    for table in tables:
        frame, wrong = {}, []
        for name, (columns, reader) in readers.items():
            values, found = _read(table, (columns,) if isinstance(columns, str) else columns, reader)
            frame[name] = pd.Series(values, dtype=object)
            wrong += found
        frames.append(
            pd.DataFrame(frame).assign(
                file=table.file, sheet=table.sheet, row=list(table.rows), beside=pd.Series(_beside(table), dtype=object)
            )
        )
        problems += sorted(wrong, key=lambda problem: problem.row)
    refuse(problems)
    rows = pd.concat(frames, ignore_index=True)
    refuse(repeated(rows, unique) if unique else ())
    return rows


def _beside(table: Table) -> list[tuple[tuple[str, str], ...]]:
    columns = [[(name, text(cell)) for cell in cells] for name, cells in table.beside.items()]
    return list(zip(*columns, strict=True)) if columns else [()] * len(table.rows)


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
            for cell in cells:
                _check(cell)
            read[key] = reader(*cells)
        except DataError as error:
            refused[key] = str(error)
    problems = [
        Problem(table.file, table.sheet, row, names[-1], refused[key], text(key[len(names) - 1])[:_SHOWN])
        for row, key in (zip(table.rows, keys, strict=True) if refused else ())
        if key in refused
    ]
    return [read.get(key) for key in keys], problems


def _check(cell: object) -> None:
    """Refuse what no kind of column can hold, whichever kind of file it comes from."""
    if not isinstance(cell, str):
        return
    if ERROR.fullmatch(cell.strip()):
        raise DataError(f"found a formula that ends in an error ({cell.strip()}); expected what it should say: mend it")
    if _FORMULA.match(cell):
        raise DataError(
            f"found a formula without its value ({cell}); expected the value: open it in a spreadsheet, save it"
        )
    if wrong := _CONTROL.search(cell):
        found = f"the invisible character U+{ord(wrong[0]):04X} in {cell[:_SHOWN]!r}"
        raise DataError(f"found {found}; expected none: type the cell again")
