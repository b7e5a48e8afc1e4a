"""Recorded crime by month, from a force's own system, as quarters that may end in any month.

One row for each force, month and offence code; a month without offences is a nought, one that is not there is missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from crimekit.errors import DataError, ParameterError
from crimekit.loaders.cells import offence_code, text, whole_number
from crimekit.loaders.layout import Layout, Table, read_tables
from crimekit.loaders.months import quarters_from_months
from crimekit.loaders.names import Force, ForceNames, force_names
from crimekit.loaders.packages import read_package
from crimekit.loaders.problems import Problem, refuse
from crimekit.loaders.reading import read_column
from crimekit.loaders.releases import Offence, Release, ReleaseInfo
from crimekit.quarters import Quarter, parse_month

MONTHLY = "recorded-crime-months"  # how the name of such a file begins
LAYOUT = Layout(
    {
        "Force Name": ("Force",),
        "Month": ("Period",),
        "Offence Code": ("Code",),
        "Offence Description": ("Offence", "Description"),
        "Number of Offences": ("n", "Number", "Offences", "Count"),
    },
    optional=frozenset({"Offence Description"}),
    notes=True,
)


def read_monthly_crime(path: Path, forces: Mapping[str, Force], *, released: dt.date | None = None) -> Release:
    """A release whose periods are all quarters that can be built from the months of a table.

    Raises
    ------
    DataError
        The file cannot be read, lacks columns, names an unknown force, repeats a month, holds a cell that is no figure,
        or no force has three months in a row.
    """
    package, names = read_package(path), force_names(forces)
    read = [_read(table, names) for file in package.files for table in read_tables(file, LAYOUT)]
    refuse([problem for _, problems in read for problem in problems])
    rows = pd.concat([frame for frame, _ in read], ignore_index=True)
    refuse(_repeated(rows))
    observations = quarters_from_months(rows).astype({"value": "int64"})
    if observations.empty:
        raise DataError(f"{package.name}: found no three months in a row of any offence; expected a quarter at least")
    periods = sorted(observations["period"].unique(), key=Quarter.parse)
    held = tuple(sorted(observations["force"].unique()))
    info = ReleaseInfo(package.name, package.sha256, released, periods=tuple(periods), forces=held)
    described = dict(zip(rows["series"], rows["description"], strict=True))
    return Release(info, observations, {code: Offence(code, said, "", "") for code, said in described.items()})


def _read(table: Table, names: ForceNames) -> tuple[pd.DataFrame, list[Problem]]:
    said = table.columns.get("Offence Description", [None] * len(table.rows))
    whole = Table(table.file, table.sheet, table.rows, {**table.columns, "Offence Description": said})
    read = {
        "force": read_column(whole, ["Force Name"], names.key),
        "period": read_column(whole, ["Month"], _month),
        "series": read_column(
            whole, ["Offence Description", "Offence Code"], lambda described, code: offence_code(code, described)
        ),
        "description": read_column(whole, ["Offence Description"], text),
        "value": read_column(whole, ["Number of Offences"], whole_number),
    }
    frame = pd.DataFrame({name: pd.Series(values, dtype=object) for name, (values, _) in read.items()})
    problems = sorted((p for _, found in read.values() for p in found), key=lambda problem: problem.row)
    return frame.assign(file=table.file, sheet=table.sheet, row=list(table.rows)), problems


def _month(cell: object) -> str:
    label = f"{cell:%Y-%m}" if isinstance(cell, dt.date) else text(cell)
    try:
        parse_month(label)
    except ParameterError:
        raise DataError(f"found {cell!r}; expected a month such as '2021-11'") from None
    return label


def _repeated(rows: pd.DataFrame) -> list[Problem]:
    keys = ["force", "period", "series"]
    again = rows[rows.duplicated(keys)]
    return [
        Problem(file, sheet, int(row), "", f"found {force}, {period}, {code} again; expected one row for each")
        for file, sheet, row, force, period, code in again[["file", "sheet", "row", *keys]].itertuples(
            index=False, name=None
        )
    ]
