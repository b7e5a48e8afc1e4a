"""Police recorded crime by police force area, as the Home Office publishes it.

One row for each force, quarter and offence: in a workbook with one sheet a financial year, or as CSV or Parquet.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from crimekit import words
from crimekit.errors import DataError
from crimekit.loaders.cells import financial_quarter, financial_year, is_missing, offence_code, text, whole_number
from crimekit.loaders.files import Package, read_package
from crimekit.loaders.names import Force, force_reader, national_body
from crimekit.loaders.problems import Problem, refuse
from crimekit.loaders.store import Offence, Release, ReleaseInfo
from crimekit.loaders.tables import Layout, Readers, alike, read_rows, read_tables

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
_KEYS = ["force", "period", "series"]
_MEANING = ["description", "group", "subgroup"]
_PLACE = ["file", "sheet", "row"]
_SHOWN = 5


def read_recorded_crime(path: Path, forces: Mapping[str, Force], *, released: dt.date | None = None) -> Release:
    """A release of recorded crime from a file, a folder or a zip; `released` is its date where it is known.

    The file is a workbook, CSV or Parquet; a folder or zip holds some of them, and no force-quarter in two.

    The observations carry the code of the offence as series and have one row for each count the source holds: nought
    where it says nought, no row where it says nothing. Rows of one force, quarter and code with different descriptions
    are added up, and so are all rows of a merged code: early tables list murder, manslaughter and infanticide as
    several rows of ``1/4.1/4.10/4.2``. Of any other code, a row that repeats another exactly is left out with a
    warning, and two counts under one description are refused: no other case, dash or blank makes another description.
    National bodies (British Transport Police, the fraud bodies) are left out and counted. What is odd but not wrong
    stands in ``info.warnings``.

    Raises
    ------
    DataError
        The file cannot be read, lacks columns, names an unknown force, or holds a cell that is no figure.
    """
    package = read_package(path)
    rows, excluded = read_force_rows(
        package,
        LAYOUT,
        forces,
        {
            "series": (("Offence Description", "Offence Code"), lambda said, code: offence_code(code, said)),
            "description": ("Offence Description", _words),
            "group": ("Offence Group", _words),
            "subgroup": ("Offence Subgroup", _words),
            "value": ("Number of Offences", whole_number),
        },
    )
    counted = rows[rows["value"].notna()].astype({"value": "int64"})
    if counted.empty:
        raise DataError(f"{package.name}: found no counts of any police force; expected some")
    refuse(_in_two_files(counted))
    merged = counted["series"].str.contains("/", regex=False)
    distinct = counted[~counted.duplicated([*_KEYS, *_MEANING, "value"]) | merged]
    several = distinct[distinct.duplicated(_KEYS, keep=False) & ~merged.loc[distinct.index]]
    again = several[several[_KEYS].join(alike(several, _MEANING)).duplicated()]
    refuse([_second_count(*row) for row in again[[*_PLACE, "value", *_KEYS]].itertuples(index=False, name=None)])
    observations = distinct.groupby(_KEYS)["value"].sum().reset_index()
    info = ReleaseInfo(
        package.name,
        package.sha256,
        released,
        periods=tuple(sorted(observations["period"].unique())),
        forces=tuple(sorted(observations["force"].unique())),
        excluded=dict(sorted(excluded.items())),
        warnings=(
            *_left_out(len(rows) - len(counted), "without a count"),
            *_left_out(len(counted) - len(distinct), "repeating another exactly"),
            *_absent(observations, forces),
        ),
    )
    return Release(info, observations, _offences(distinct))


def read_force_rows(
    package: Package, layout: Layout, forces: Mapping[str, Force], readers: Readers
) -> tuple[pd.DataFrame, Counter[str]]:
    """The rows of police forces with their force and period, and how many rows each national body has."""
    tables, excluded = [], Counter[str]()
    for table in [table for file in package.files for table in read_tables(file, layout)]:
        names = table.columns["Force Name"]
        known = {name: national_body(name) for name in set(names)}  # few names, and three hundred thousand rows
        bodies = [known[name] for name in names]
        excluded.update(filter(None, bodies))
        tables.append(table.where([not body for body in bodies]))
    placed: Readers = {
        "force": ("Force Name", force_reader(forces)),
        "year": ("Financial Year", financial_year),
        "quarter": ("Financial Quarter", financial_quarter),
    }
    rows = read_rows(tables, {**placed, **readers})
    return rows.assign(period=rows["year"] + " " + rows["quarter"]), excluded


def _words(cell: object) -> str:
    return "" if is_missing(cell) else text(cell)


def _second_count(file: str, sheet: str, row: int, value: int, *key: str) -> Problem:
    rule = f"found {value:,} after another count for {', '.join(key)}; expected one"
    return Problem(file, sheet, row, "Number of Offences", rule)


def _in_two_files(rows: pd.DataFrame) -> list[Problem]:
    """A force-quarter in two files of a folder or zip would be counted twice."""
    places = rows[["force", "period", "file"]].drop_duplicates()
    again = places[places.duplicated(["force", "period"])]
    return [
        Problem(file, "", 0, "", f"found {force} in {period}, which another file holds too; expected it once")
        for force, period, file in again.itertuples(index=False, name=None)
    ]


def _offences(rows: pd.DataFrame) -> dict[str, Offence]:
    """The meaning of each code: the commonest in its newest quarter."""
    said = rows.groupby(["series", "period", *_MEANING], as_index=False).size()
    newest = said.sort_values(["series", "period", "size"], kind="stable").drop_duplicates("series", keep="last")
    return {row[0]: Offence(*row) for row in newest[["series", *_MEANING]].itertuples(index=False, name=None)}


def _left_out(rows: int, what: str) -> tuple[str, ...]:
    return (f"{rows:,} {'row' if rows == 1 else 'rows'} {what} left out",) if rows else ()


def _absent(observations: pd.DataFrame, forces: Mapping[str, Force]) -> tuple[str, ...]:
    """Forces without any figure, and quarters that the release covers for other forces only."""
    present = sorted(observations["force"].unique())
    expected = pd.MultiIndex.from_product([present, sorted(observations["period"].unique())])
    gaps = expected.difference(pd.MultiIndex.from_frame(observations[["force", "period"]].drop_duplicates()))
    wanting = (sorted(set(forces) - set(present)), [f"{force} in {period}" for force, period in gaps])
    return tuple(f"no figures for {words.listed(names, _SHOWN)}" for names in wanting if names)
