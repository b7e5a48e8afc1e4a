"""Mid-year population estimates by police force area."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from crimekit.errors import DataError, nearest
from crimekit.loaders.cells import name_key, text, whole_number
from crimekit.loaders.files import SourceFile, read_file
from crimekit.loaders.names import Force
from crimekit.loaders.sheets import Sheet, read_sheets
from crimekit.loaders.tables import SEARCHED, Layout, Table, read_rows, read_tables

COLUMNS = ("force", "year", "population", "source")
LAYOUT = Layout(
    {
        "code": ("pfa_code", "ONS code", "area code", "geography code", "police force area code"),
        "year": ("mid_year", "mid-year"),
        "population": (),
        "source": (),
    },
    optional={"source": ""},
    notes=True,
)
_FEWEST = 1_000  # residents; nine thousand live in the City of London
_OTHER_AREA = re.compile(r"[EJKNSW](?!23|15)[0-9]{2}[0-9]{6}")  # E23 and W15 are police force areas
_WIDE_YEAR = re.compile(
    r"(?:mid[- ]?|population[ ,]*(?:mid[- ]?)?)?((?:19|20)[0-9]{2})(?: population)?(?:\.0)?", re.IGNORECASE
)


def read_population(path: Path, forces: Mapping[str, Force]) -> pd.DataFrame:
    """Residents by force and mid-year: force, year, population, source; a force is known by its ONS code.

    The table has a row for each force and year, or a column for each year, as the Office for National Statistics lays
    them out; countries and regions are passed over. An estimate without a source has the file as its source.

    Raises
    ------
    DataError
        The file cannot be read, lacks columns, names an unknown area, repeats one, or holds a cell that is no estimate.
    """
    file = read_file(path)
    sheets = read_sheets(file)
    wide = [table for sheet in sheets if (table := _wide_table(file, sheet))]
    codes = {force.code: force.key for force in forces.values()}

    def force(code: object) -> str:
        if text(code) in codes:
            return codes[text(code)]
        raise DataError(f"found {code!r}; expected the ONS code of a police force area{nearest(text(code), codes)}")

    tables = wide or read_tables(file, LAYOUT, sheets)
    rows = read_rows(
        # countries and regions stand beside police force areas in the tables of the Office for National Statistics
        [table.where([not _OTHER_AREA.fullmatch(text(code)) for code in table.columns["code"]]) for table in tables],
        {
            "force": ("code", force),
            "year": ("year", _year),
            "population": ("population", _residents),
            "source": ("source", lambda cell: text(cell) or file.name),
        },
        unique=("force", "year"),
    )
    if rows.empty:
        raise DataError(f"{file.name}: found no estimates; expected some")
    estimates = rows.loc[:, list(COLUMNS)].astype({"year": "int64", "population": "int64"})
    return estimates.sort_values(["force", "year"], ignore_index=True)


def _wide_table(file: SourceFile, sheet: Sheet) -> Table | None:
    """A sheet with a column of codes and columns of years, as one row for each area and year."""
    for row in sheet.rows[:SEARCHED]:
        years = {text(cell): int(year[1]) for cell in row if (year := _WIDE_YEAR.fullmatch(text(cell)))}
        if years and any(LAYOUT.spellings.get(name_key(cell)) == "code" for cell in row):
            layout = Layout({"code": LAYOUT.columns["code"], **dict.fromkeys(years, ())}, notes=True)
            (wide,) = read_tables(file, layout, [sheet])
            columns: dict[str, list[object]] = {
                "code": [*wide.columns["code"]] * len(years),
                "year": [year for year in years.values() for _ in wide.rows],
                "population": [cell for label in years for cell in wide.columns[label]],
                "source": [""] * (len(years) * len(wide.rows)),
            }
            return Table(file.name, sheet.name, [*wide.rows] * len(years), columns)
    return None


def _year(cell: object) -> int:
    year = whole_number(cell)
    if year is None or not 1900 <= year <= 2200:
        raise DataError(f"found {cell!r}; expected the year of a mid-year estimate such as 2023")
    return year


def _residents(cell: object) -> int:
    residents = whole_number(cell)
    if residents is None or residents < _FEWEST:
        raise DataError(f"found {cell!r}; expected a number of residents from {_FEWEST:,}, not in thousands")
    return residents
