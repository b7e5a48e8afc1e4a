"""Mid-year population estimates by police force area."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from crimekit.errors import DataError, nearest
from crimekit.loaders.cells import text, whole_number
from crimekit.loaders.files import read_file
from crimekit.loaders.layout import Layout, Table, read_tables
from crimekit.loaders.names import Force
from crimekit.loaders.problems import Problem, refuse
from crimekit.loaders.reading import read_column
from crimekit.loaders.wide_population import wide_tables

_OTHER_AREA = re.compile(r"[EJKNSW](?!23|15)[0-9]{2}[0-9]{6}")  # E23 and W15 are police force areas
COLUMNS = ("force", "year", "population", "source")
LAYOUT = Layout(
    {
        "code": ("pfa_code", "ONS code", "area code"),
        "year": ("mid_year", "mid-year"),
        "population": (),
        "source": (),
    },
    optional=frozenset({"source"}),
    notes=True,
)


def read_population(path: Path, forces: Mapping[str, Force]) -> pd.DataFrame:
    """Residents by force and mid-year: force, year, population, source; a force is known by its ONS code.

    The table has a row for each force and year, or a column for each year; countries and regions are passed over.

    Raises
    ------
    DataError
        The file cannot be read, lacks columns, names an unknown area, repeats one, or holds a cell that is no estimate.
    """
    file = read_file(path)
    tables = wide_tables(file) or read_tables(file, LAYOUT)
    codes = {force.code: force.key for force in forces.values()}
    read = [_read(_forces_only(table), codes) for table in tables]
    refuse([problem for _, problems in read for problem in problems])
    rows = pd.concat([frame for frame, _ in read], ignore_index=True)
    if rows.empty:
        raise DataError(f"{file.name}: found no estimates; expected some")
    again = rows[rows.duplicated(["force", "year"])]
    refuse(
        [
            Problem(file.name, "", int(row), "population", f"found {force}, mid-{year} again; expected it once")
            for force, year, row in again[["force", "year", "row"]].itertuples(index=False, name=None)
        ]
    )
    estimates = rows.loc[:, list(COLUMNS)].astype({"year": "int64", "population": "int64"})
    return estimates.sort_values(["force", "year"], ignore_index=True)


def _forces_only(table: Table) -> Table:
    """Without the rows of countries, regions and other areas, which ONS tables hold beside police force areas."""
    return table.where([not _OTHER_AREA.fullmatch(text(code)) for code in table.columns["code"]])


def _read(table: Table, forces: Mapping[str, str]) -> tuple[pd.DataFrame, list[Problem]]:
    def force(code: object) -> str:
        if text(code) in forces:
            return forces[text(code)]
        hint = nearest(text(code), forces)
        raise DataError(f"found {code!r}; expected the ONS code of a police force area{hint}")

    read = {
        "force": read_column(table, ["code"], force),
        "year": read_column(table, ["year"], _year),
        "population": read_column(table, ["population"], _residents),
    }
    frame = pd.DataFrame({name: pd.Series(values, dtype=object) for name, (values, _) in read.items()})
    sources = [text(cell) for cell in table.columns["source"]] if "source" in table.columns else table.file
    problems = [problem for _, found in read.values() for problem in found]
    return frame.assign(source=sources, row=list(table.rows)), sorted(problems, key=lambda problem: problem.row)


def _year(cell: object) -> int:
    year = whole_number(cell)
    if year is None or not 1900 <= year <= 2200:
        raise DataError(f"found {cell!r}; expected the year of a mid-year estimate such as 2023")
    return year


def _residents(cell: object) -> int:
    residents = whole_number(cell)
    if residents is None or residents <= 0:
        raise DataError(f"found {cell!r}; expected a number of residents above nought")
    return residents
