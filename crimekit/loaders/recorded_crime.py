"""Police recorded crime by police force area and its outcomes, as the Home Office publishes them.

One row for each force, quarter and offence: in a workbook with one sheet a financial year, or as CSV or Parquet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from crimekit import words
from crimekit.errors import DataError
from crimekit.loaders.cells import financial_quarter, financial_year, is_missing, offence_code, text, whole_number
from crimekit.loaders.files import Package, read_package
from crimekit.loaders.names import Force, force_reader, national_body
from crimekit.loaders.problems import Problem, again, refuse
from crimekit.loaders.store import Offence, Release, release_of
from crimekit.loaders.tables import Column, Layout, Rows, read_rows

_KEYS = ["force", "period", "series"]
_MEANING = ["description", "group", "subgroup"]
_OUTCOME = ["force", "period", "code", "group", "outcome", "type"]
_SHOWN = 5
_LOWEST, _OF_OLD, _SINCE = -10, -118, "2016"  # no count below these is published: since 2016-17 none below -2


def read_recorded_crime(path: Path, forces: Mapping[str, Force], *, released: dt.date | None = None) -> Release:
    """A release of recorded crime from a file, a folder or a zip; `released` is its date where it is known.

    The file is a workbook, CSV or Parquet; a folder or zip holds some of them, and no force-quarter in two.

    The observations carry the code of the offence as series: nought where the source says nought, NaN where it should
    hold a count and has none. The Home Office lists every code of a quarter for every force, so a code that a force
    lacks is missing where half of the others have it, or the force itself before and after; a new one is not. Rows of
    one force, quarter and code with different descriptions are added up, and so are all rows of a merged code:
    early tables list murder, manslaughter and infanticide as several rows of ``1/4.1/4.10/4.2``. Of any other code, a
    row that repeats another exactly is left out with a warning, and two counts under one description are refused: no
    other case, dash or blank makes another description.
    National bodies (British Transport Police, the fraud bodies) are left out and counted. What is odd but not wrong
    stands in ``info.warnings``.

    Raises
    ------
    DataError
        The file cannot be read, lacks columns, names an unknown force, or holds a cell that is no figure.
    """
    package = read_package(path)
    layout = _layout(
        forces,
        description=Column("Offence Description", _words, ("Offence",)),
        group=Column("Offence Group", _words, ("Group",)),
        subgroup=Column("Offence Subgroup", _words, ("Offence Sub-group", "Subgroup")),
        series=Column("Offence Code", offence_code, ("Code",), beside=("description",)),
        value=Column("Number of Offences", whole_number, ("n", "Number", "Offences")),
    )
    rows, excluded, notes = _read(package, layout, "counts")
    refuse(_in_two_files(rows))
    merged = rows["series"].str.contains("/", regex=False)
    distinct = rows[~rows.duplicated([*_KEYS, *_MEANING, "value", "beside"]) | merged]
    several = distinct[distinct.duplicated(_KEYS, keep=False) & ~merged.loc[distinct.index]]
    refuse([_second_count(row, where) for row, where in again(several, [*_KEYS, *_MEANING])])
    observations = with_missing(added_up(distinct, _KEYS))
    warnings = (
        *_left_out(int(rows["value"].isna().sum()), "without a count"),
        *_left_out(len(rows) - len(distinct), "repeating another exactly"),
        *told(observations[observations["value"].isna()], "no count, and no sum with it, for %s", forces),
        *told(observations[_is_odd(observations)], "counts further below nought than any published: %s", forces),
        *_absent(observations, forces),
    )
    return release_of(package, released, observations, excluded, warnings, notes, _offences(distinct))


def read_outcomes(path: Path, forces: Mapping[str, Force]) -> pd.DataFrame:
    """Outcomes by force, quarter, offence and kind of outcome; `code` is empty where the source dropped it.

    Rows alike in all that the source kept are added up: without its code, an offence has many. A sum with a missing
    part is NaN. National bodies are left out.

    Raises
    ------
    DataError
        The file cannot be read, lacks columns, names an unknown force, or holds a cell that is no figure.
    """
    numbers = ("n", "Number", "Outcomes", "Force outcomes in quarter")
    layout = _layout(
        forces,
        finer=True,
        group=Column("Offence Group", text, ("Group",)),
        description=Column("Offence Description", text, ("Offence",), default=""),
        code=Column("Offence Code", _some_code, ("Code",), default="", beside=("description",)),
        outcome=Column("Outcome Group", text, ("Outcome",)),
        type=Column("Outcome Type", _type),
        value=Column("Number of Outcomes", whole_number, (*numbers, "Force outcomes for offences recorded in quarter")),
    )
    rows, _, notes = _read(read_package(path), layout, "outcomes")
    totals = with_whole_numbers(added_up(rows, _OUTCOME))
    totals.attrs["notes"] = notes
    return totals


def _layout(forces: Mapping[str, Force], *, finer: bool = False, **columns: Column) -> Layout:
    """The tables of the Home Office: the columns that all of them have, and those of one."""
    alike = {
        "year": Column("Financial Year", financial_year, ("FY",)),
        "quarter": Column("Financial Quarter", financial_quarter, ("Quarter",)),
        "force": Column("Force Name", force_reader(forces), ("Force",)),
    }
    return Layout({**alike, **columns}, notes=True, finer=finer, elsewhere=national_body)


def _read(package: Package, layout: Layout, what: str) -> Rows:
    """The rows of police forces with their period; refused where none of them has a figure."""
    read = read_rows(package.files, layout)
    if not read.frame["value"].notna().any():
        raise DataError(f"{package.name}: found no {what} of any police force; expected some")
    return read._replace(frame=read.frame.assign(period=read.frame["year"] + " " + read.frame["quarter"]))


def added_up(rows: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """The sum of `value` for each of `keys`; NaN where a part has none."""
    sums = rows.astype({"value": "float64"}).groupby(list(keys))["value"].agg(["sum", "count", "size"])
    return sums["sum"].where(sums["count"] == sums["size"]).rename("value").reset_index()


def with_missing(observations: pd.DataFrame) -> pd.DataFrame:
    """The same, with a row without a value for each code that a force lacks, though it has others of the quarter."""
    held = observations.loc[observations["value"].notna(), ["force", "period"]].drop_duplicates()
    listed = observations.merge(held, on=["force", "period"])
    order = {period: number for number, period in enumerate(sorted(held["period"].unique()))}
    spans = listed.assign(at=listed["period"].map(order)).groupby(["force", "series"])["at"].agg(["min", "max"])
    others = listed.groupby(["period", "series"]).size().rename("listed") * 2
    every = held.assign(at=held["period"].map(order), others=held.groupby("period")["force"].transform("size") - 1)
    every = every.merge(listed[["series"]].drop_duplicates(), how="cross")
    every = every.merge(others.reset_index(), on=["period", "series"], how="left")
    every = every.merge(spans.reset_index(), on=["force", "series"], how="left")
    every = every.merge(listed.assign(known=True), on=_KEYS, how="left")
    expected = (every["listed"] >= every["others"]) | every["at"].between(every["min"], every["max"])
    found = every.loc[expected | every["known"].notna(), [*_KEYS, "value"]].sort_values(_KEYS, ignore_index=True)
    return with_whole_numbers(found)


def with_whole_numbers(observations: pd.DataFrame) -> pd.DataFrame:
    """The same, with whole numbers as values where none is missing."""
    return observations if observations["value"].isna().any() else observations.astype({"value": "int64"})


def _some_code(code: object, description: object) -> str:
    return "" if is_missing(code) else offence_code(code, description)


def _type(cell: object) -> str:
    """The number of an outcome type as text: ``16``, ``1A``."""
    return text(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)


def _words(cell: object) -> str:
    return "" if is_missing(cell) else text(cell)


def _second_count(row: Mapping[Hashable, Any], where: str) -> Problem:
    count = "no count" if pd.isna(row["value"]) else f"{row['value']:,}"
    keys = ", ".join(row[key] for key in _KEYS)
    return Problem.at(row, "Number of Offences", f"found {count} after another count for {keys}; expected one{where}")


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


def told(rows: pd.DataFrame, sentence: str, forces: Mapping[str, Force]) -> tuple[str, ...]:
    """A warning on some observations, the first five by name; none where there are none."""
    found = rows[[*_KEYS, "value"]].itertuples(index=False, name=None)
    named = [
        f"{code} of {forces[force].name} in {period}{'' if n != n else f' ({n:,.0f})'}"
        for force, period, code, n in found
    ]
    return (sentence % words.listed(named, _SHOWN),) if named else ()


def _is_odd(observations: pd.DataFrame) -> pd.Series[bool]:
    recent = observations["period"] >= _SINCE
    return observations["value"] < recent.map({True: _LOWEST, False: _OF_OLD})


def _absent(observations: pd.DataFrame, forces: Mapping[str, Force]) -> tuple[str, ...]:
    """Forces without any figure, and quarters that the release covers for other forces only."""
    present = sorted(observations["force"].unique())
    expected = pd.MultiIndex.from_product([present, sorted(observations["period"].unique())])
    gaps = expected.difference(pd.MultiIndex.from_frame(observations[["force", "period"]].drop_duplicates()))
    absent = [force.name for key, force in sorted(forces.items()) if key not in present]
    wanting = (absent, [f"{forces[force].name} in {period}" for force, period in gaps])
    return tuple(f"no figures for {words.listed(names, _SHOWN)}" for names in wanting if names)
