"""Police recorded crime by police force area, as the Home Office publishes it.

One row for each force, quarter and offence: in a workbook with one sheet a financial year, or as CSV or Parquet.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from crimekit.loaders.cache import cached_release
from crimekit.loaders.cells import financial_quarter, financial_year, is_missing, offence_code, text, whole_number
from crimekit.loaders.compilation import compile_release
from crimekit.loaders.layout import Layout, Table, read_tables
from crimekit.loaders.names import Force, ForceNames, force_names
from crimekit.loaders.packages import Package, read_package
from crimekit.loaders.problems import Problem, refuse
from crimekit.loaders.reading import read_column
from crimekit.loaders.releases import Release

LAYOUT = Layout(
    {
        "Financial Year": ("FY",),
        "Financial Quarter": ("Quarter",),
        "Force Name": ("Force",),
        "Offence Description": ("Offence",),
        "Offence Group": ("Group",),
        "Offence Subgroup": ("Offence Sub-group", "Subgroup"),
        "Offence Code": ("Code",),
        "Number of Offences": ("n", "Number", "Offences"),
    },
    notes=True,
)


def read_recorded_crime(path: Path, forces: Mapping[str, Force], *, released: dt.date | None = None) -> Release:
    """A release of recorded crime from a file, a folder or a zip; `released` is its date where it is known.

    The file is a workbook, CSV or Parquet; a folder or zip holds some of them, and no force-quarter in two. What was
    read once comes from the cache (`crimekit.loaders.cache`).

    The observations carry the code of the offence as series and have one row for each count the source holds: nought
    where it says nought, no row where it says nothing; how repeated rows are treated, `compile_release` says. National
    bodies (British Transport Police, the fraud bodies) are left out and counted. What is odd but not wrong stands in
    ``info.warnings``.

    Raises
    ------
    DataError
        The file cannot be read, lacks columns, names an unknown force, or holds a cell that is no figure.
    """
    package, names = read_package(path), force_names(forces)
    release = cached_release(package, names.forces, lambda: _compiled(package, names, forces))
    return replace(release, info=replace(release.info, released=released))


def _compiled(package: Package, names: ForceNames, forces: Mapping[str, Force]) -> Release:
    tables = [(table, _bodies(table, names)) for file in package.files for table in read_tables(file, LAYOUT)]
    read = [_read(table.where([not body for body in bodies]), names) for table, bodies in tables]
    refuse([problem for _, problems in read for problem in problems])
    rows = pd.concat([frame for frame, _ in read], ignore_index=True)
    excluded = Counter(body for _, bodies in tables for body in bodies if body)
    return compile_release(rows, package, forces=forces, excluded=dict(sorted(excluded.items())))


def _bodies(table: Table, names: ForceNames) -> list[str]:
    """The national body of each row; empty where the row is of a force."""
    cells = table.columns["Force Name"]
    known = {cell: names.body(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


def _read(table: Table, names: ForceNames) -> tuple[pd.DataFrame, list[Problem]]:
    read = {
        "force": read_column(table, ["Force Name"], names.key),
        "year": read_column(table, ["Financial Year"], financial_year),
        "quarter": read_column(table, ["Financial Quarter"], financial_quarter),
        "series": read_column(
            table, ["Offence Description", "Offence Code"], lambda said, code: offence_code(code, said)
        ),
        "description": read_column(table, ["Offence Description"], _words),
        "group": read_column(table, ["Offence Group"], _words),
        "subgroup": read_column(table, ["Offence Subgroup"], _words),
        "value": read_column(table, ["Number of Offences"], whole_number),
    }
    frame = pd.DataFrame({name: pd.Series(values, dtype=object) for name, (values, _) in read.items()})
    problems = [problem for _, found in read.values() for problem in found]
    placed = frame.assign(
        period=frame["year"] + " " + frame["quarter"], file=table.file, sheet=table.sheet, row=list(table.rows)
    )
    return placed, sorted(problems, key=lambda problem: problem.row)


def _words(cell: object) -> str:
    return "" if is_missing(cell) else text(cell)
