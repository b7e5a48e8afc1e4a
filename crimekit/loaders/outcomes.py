"""Outcomes of recorded crime, as the Home Office publishes them: what became of the offences of a quarter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from crimekit.errors import DataError
from crimekit.loaders.cells import financial_quarter, financial_year, is_missing, offence_code, text, whole_number
from crimekit.loaders.layout import Layout, Table, read_tables
from crimekit.loaders.names import Force, ForceNames, force_names
from crimekit.loaders.packages import read_package
from crimekit.loaders.problems import Problem, refuse
from crimekit.loaders.reading import read_column

COLUMNS = ("force", "period", "code", "group", "outcome", "type", "value")
LAYOUT = Layout(
    {
        "Financial Year": ("FY",),
        "Financial Quarter": ("Quarter",),
        "Force Name": ("Force",),
        "Offence Group": ("Group",),
        "Offence Description": ("Offence",),
        "Offence Code": ("Code",),
        "Outcome Group": ("Outcome",),
        "Outcome Type": (),
        "Number of Outcomes": (
            "n",
            "Number",
            "Outcomes",
            "Force outcomes in quarter",
            "Force outcomes for offences recorded in quarter",
        ),
    },
    optional=frozenset({"Offence Code", "Offence Description"}),
    notes=True,
)


def read_outcomes(path: Path, forces: Mapping[str, Force]) -> pd.DataFrame:
    """Outcomes by force, quarter, offence and kind of outcome; `code` is empty where the source dropped it.

    Rows alike in all that the source kept are added up: without its code, an offence has many. National bodies are left
    out, and a row without a number has none here.

    Raises
    ------
    DataError
        The file cannot be read, lacks columns, names an unknown force, or holds a cell that is no figure.
    """
    package, names = read_package(path), force_names(forces)
    tables = [table for file in package.files for table in read_tables(file, LAYOUT)]
    read = [
        _read(table.where([not names.body(cell) for cell in table.columns["Force Name"]]), names) for table in tables
    ]
    refuse([problem for _, problems in read for problem in problems])
    rows = pd.concat([frame for frame, _ in read], ignore_index=True)
    counted = rows[rows["value"].notna()].astype({"value": "int64"})
    if counted.empty:
        raise DataError(f"{package.name}: found no outcomes of any police force; expected some")
    totals: pd.DataFrame = counted.groupby(list(COLUMNS[:-1]), as_index=False).agg(value=("value", "sum"))
    return totals


def _read(table: Table, names: ForceNames) -> tuple[pd.DataFrame, list[Problem]]:
    empty = [None] * len(table.rows)
    whole = Table(
        table.file, table.sheet, table.rows, {name: table.columns.get(name, empty) for name in LAYOUT.columns}
    )
    read = {
        "force": read_column(whole, ["Force Name"], names.key),
        "year": read_column(whole, ["Financial Year"], financial_year),
        "quarter": read_column(whole, ["Financial Quarter"], financial_quarter),
        "code": read_column(whole, ["Offence Description", "Offence Code"], _code),
        "group": read_column(whole, ["Offence Group"], text),
        "outcome": read_column(whole, ["Outcome Group"], text),
        "type": read_column(whole, ["Outcome Type"], _type),
        "value": read_column(whole, ["Number of Outcomes"], whole_number),
    }
    frame = pd.DataFrame({name: pd.Series(values, dtype=object) for name, (values, _) in read.items()})
    problems = sorted((p for _, found in read.values() for p in found), key=lambda problem: problem.row)
    return frame.assign(period=frame["year"] + " " + frame["quarter"]), problems


def _code(description: object, code: object) -> str:
    return "" if is_missing(code) else offence_code(code, description)


def _type(cell: object) -> str:
    """The number of an outcome type as text: ``16``, ``1A``."""
    return text(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
