"""Mid-year population estimates by police force area."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from crimekit.errors import DataError
from crimekit.loaders.cells import name_key, text, whole_number
from crimekit.loaders.files import SourceFile, read_file, read_sheets
from crimekit.loaders.names import Force, force_reader
from crimekit.loaders.problems import Problem, refuse
from crimekit.loaders.store import SHIPPED
from crimekit.loaders.tables import SEARCHED, Column, Layout, Rows, rows_of, tables_of
from crimekit.loaders.workbooks import Sheet

COLUMNS = ("force", "year", "population", "source")
_ESTIMATES = ("population estimate", "population estimates", "population figures")
_LONGEST = 80  # characters of a header
_FEWEST = 1_000  # residents; nine thousand live in the City of London
_OTHER_AREA = re.compile(r"[EJKNSW](?!23|15)[0-9]{2}[0-9]{6}")  # E23 and W15 are police force areas
_CODE = re.compile(r"(?:ons |area |geography |police force area |pfa ?)?(?:(?:20)?[0-9]{2} ?)?(?:codes?|cd)")  # PFA23CD
_AROUND = r"(?:(?:mid|year|population|estimates?|figures?|residents|persons|all ages|of|for|in)\b[ ,:(]*)*"
_WIDE_YEAR = re.compile(rf"{_AROUND}((?:19|20)[0-9]{{2}})(?:\.0)?[ ,:)]*{_AROUND}")
_SHIPPED = SHIPPED / "population.csv"
_FACTOR = 1.5  # from one shipped estimate to that of the year after none moves by a tenth; households are half as many


def read_population(path: Path, forces: Mapping[str, Force]) -> pd.DataFrame:
    """Residents by force and mid-year: force, year, population, source; a force is known by its ONS code.

    The table has a row for each force and year, or a column for each year, as the Office for National Statistics lays
    them out; countries and regions are passed over. An estimate without a source has the file as its source. One that
    is far from the shipped estimate of the same or the nearest year is refused: households, thousands, one sex.

    Raises
    ------
    DataError
        The file cannot be read, lacks columns, names an unknown area, repeats one, or holds a cell that is no estimate.
    """
    file = read_file(path)
    sheets = read_sheets(file)
    layout = _layout(file, sheets, forces)
    wide = [table for sheet in sheets if (table := _wide_table(file, sheet, layout.columns["force"]))]
    rows, _, notes = rows_of(wide or tables_of(file.name, sheets, layout), layout)
    if rows.empty:
        raise DataError(f"{file.name}: found no estimates; expected some")
    rows = rows.astype({"year": "int64", "population": "int64"}).sort_values(["force", "year"], ignore_index=True)
    if path != _SHIPPED:
        refuse([*_far_off(rows, {force.key for force in forces.values() if force.resident_rates})])
    estimates = rows.loc[:, list(COLUMNS)]
    estimates.attrs["notes"] = notes
    return estimates


def _layout(file: SourceFile, sheets: Iterable[Sheet], forces: Mapping[str, Force]) -> Layout:
    """Forces by their ONS code, in a column called as these sheets call it: ``PFA23CD``."""
    top = {text(cell) for sheet in sheets for row in sheet.rows[:SEARCHED] for cell in row}
    columns = {
        "force": Column("code", force_reader(forces), tuple(filter(_is_code, top))),
        "year": Column("year", _year, ("mid_year", "mid-year")),
        "population": Column("population", _residents, _ESTIMATES),
        "source": Column("source", lambda cell: text(cell) or file.name, default=""),
    }
    return Layout(columns, unique=("force", "year"), notes=True, elsewhere=_other_area)


def _is_code(cell: object) -> bool:
    return _CODE.fullmatch(name_key(cell)) is not None


def _other_area(code: object) -> str:
    """Countries and regions stand beside police force areas in the tables of the Office for National Statistics."""
    return "other areas" if _OTHER_AREA.fullmatch(text(code)) else ""


def _wide_table(file: SourceFile, sheet: Sheet, code: Column) -> Rows | None:
    """A sheet with a column of codes and columns of years, as one row for each area and year."""
    for row in sheet.rows[:SEARCHED]:
        years = {text(cell): int(year[1]) for cell in row if (year := _WIDE_YEAR.fullmatch(name_key(cell)[:_LONGEST]))}
        if years and any(map(_is_code, row)):
            columns = {"force": code, **{label: Column(label) for label in years}}
            (wide,) = tables_of(file.name, [sheet], Layout(columns, notes=True))
            cells = wide.frame.assign(source="")
            parts = [cells.assign(year=year, population=cells[label]) for label, year in years.items()]
            return wide._replace(frame=pd.concat(parts).sort_values("row", kind="stable"))
    return None


def _far_off(rows: pd.DataFrame, forces: Collection[str]) -> Iterator[Problem]:
    """Each estimate that is far from the one that is shipped for the nearest year."""
    held = pd.read_csv(_SHIPPED, usecols=["force", "year", "population"], dtype={"force": object}).sort_values("year")
    shipped = held.rename(columns={"population": "shipped"}).assign(known=held["year"])
    rows = rows[rows["force"].isin(forces)].sort_values("year", kind="stable")
    both = pd.merge_asof(rows, shipped, on="year", by="force", direction="nearest")
    far = ~both["population"].between(both["shipped"] / _FACTOR, both["shipped"] * _FACTOR)
    for row in both[far].to_dict("records"):
        found = f"found {row['population']:,} for {row['force']} in {row['year']}"
        like = f"as the {row['shipped']:,} that are shipped for {row['known']}"
        rule = f"{found}; expected all residents, {like}, and not households, thousands or one sex"
        yield Problem.at(row, "population", rule)


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
