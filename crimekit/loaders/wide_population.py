"""Population estimates with a column for each year, as the Office for National Statistics lays them out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crimekit.loaders.cells import name_key, text
from crimekit.loaders.files import SourceFile
from crimekit.loaders.layout import Table
from crimekit.loaders.sheets import Sheet, read_sheets

CODES = ("code", "pfa_code", "ONS code", "area code", "geography code", "police force area code")
_YEAR = re.compile(
    r"(?:mid[- ]?|population[ ,]*(?:mid[- ]?)?)?((?:19|20)[0-9]{2})(?: population)?(?:\.0)?", re.IGNORECASE
)
_SEARCHED = 40


def wide_tables(file: SourceFile) -> tuple[Table, ...]:
    """Each sheet with a column of codes and columns of years, as one row for each area and year."""
    return tuple(table for sheet in read_sheets(file) if (table := _table(file, sheet)) is not None)


def _table(file: SourceFile, sheet: Sheet) -> Table | None:
    for index, row in enumerate(sheet.rows[:_SEARCHED]):
        code, years = _code_column(row), _year_columns(row)
        if code is not None and years:
            return _long(file, sheet, below=index + 1, code=code, years=years)
    return None


def _code_column(row: Sequence[object]) -> int | None:
    wanted = {name_key(name) for name in CODES}
    return next((place for place, cell in enumerate(row) if name_key(cell) in wanted), None)


def _year_columns(row: Sequence[object]) -> dict[int, int]:
    found = {place: _YEAR.fullmatch(text(cell)) for place, cell in enumerate(row)}
    return {place: int(year[1]) for place, year in found.items() if year}


def _long(file: SourceFile, sheet: Sheet, *, below: int, code: int, years: dict[int, int]) -> Table:
    body = [(number, row) for number, row in enumerate(sheet.rows[below:], below + sheet.first_row) if _filled(row) > 1]
    cells = [
        (number, _cell(row, code), year, _cell(row, place)) for number, row in body for place, year in years.items()
    ]
    numbers, codes, labels, values = (
        (list(column) for column in zip(*cells, strict=True)) if cells else ([], [], [], [])
    )
    return Table(file.name, sheet.name, numbers, {"code": codes, "year": labels, "population": values})


def _filled(row: Sequence[object]) -> int:
    return sum(bool(text(cell)) for cell in row)


def _cell(row: Sequence[object], place: int) -> object:
    return row[place] if place < len(row) else None
