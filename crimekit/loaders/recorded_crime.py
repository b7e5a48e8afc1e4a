"""Police recorded crime by police force area, and its outcomes, as the Home Office publishes them; a force's own.

One row for each force, quarter and offence: in a workbook with one sheet a financial year, or as CSV or Parquet. A
force's own system has one for each month; they become quarters that may end in any month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from crimekit import words
from crimekit.errors import DataError
from crimekit.loaders.cells import (
    financial_quarter,
    financial_year,
    is_missing,
    month,
    offence_code,
    text,
    whole_number,
)
from crimekit.loaders.files import SourceFile, read_package
from crimekit.loaders.names import Force, force_reader, national_body
from crimekit.loaders.problems import Problem, again, refuse, repeated
from crimekit.loaders.store import OBSERVATIONS, Offence, Release, ReleaseInfo, with_whole_numbers
from crimekit.loaders.tables import Column, Layout, Rows, read_rows
from crimekit.periods import Quarter

MONTHLY = "recorded-crime-months"  # how the name of a file by month begins
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

    A file called ``recorded-crime-months*`` has a row for each month, and its release every quarter that can be built
    from them. A code that lacks a month has no figure in the quarters of a force in which another code has one.

    National bodies (British Transport Police, the fraud bodies) are left out and counted. What is odd but not wrong
    stands in ``info.warnings``.

    Raises
    ------
    DataError
        The file cannot be read, lacks columns, names an unknown force, repeats a month, holds a cell that is no figure,
        or no force has three months in a row.
    """
    package, files = read_package(path)
    monthly = path.name.casefold().startswith(MONTHLY)
    said = "" if monthly else ...
    layout = _layout(
        forces,
        monthly=monthly,
        description=Column("Offence Description", _words, ("Offence", "Description"), said),
        group=Column("Offence Group", _words, ("Group",), said),
        subgroup=Column("Offence Subgroup", _words, ("Offence Sub-group", "Subgroup"), said),
        series=Column("Offence Code", offence_code, ("Code",), beside=("description",)),
        value=Column("Number of Offences", whole_number, ("n", "Number", "Offences", "Count")),
    )
    rows, excluded, notes = _read(package, files, layout, "counts")
    if monthly:
        observations = _whole_quarters(rows, package.name)
        absent = observations[observations["value"].isna()]
        warnings = told(absent, "months are missing, so there is no count for %s", forces)
    else:
        without, all_rows, rows = int(rows["value"].isna().sum()), len(rows), _distinct(rows)
        observations = with_missing(added_up(rows, _KEYS))
        warnings = (
            *_left_out(without, "without a count"),
            *_left_out(all_rows - len(rows), "repeating another exactly"),
            *told(observations[observations["value"].isna()], "no count, and no sum with it, for %s", forces),
            *told(observations[_is_odd(observations)], "counts further below nought than any published: %s", forces),
            *_absent(observations, forces),
        )
    periods = tuple(sorted(observations["period"].unique(), key=Quarter.parse))
    held = tuple(sorted(observations["force"].unique()))
    info = ReleaseInfo(package.name, package.sha256, released, periods, held, excluded, warnings, notes)
    return Release(info, observations, _offences(rows))


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
    rows, _, notes = _read(*read_package(path), layout, "outcomes")
    totals = with_whole_numbers(added_up(rows, _OUTCOME))
    totals.attrs["notes"] = notes
    return totals


def _layout(forces: Mapping[str, Force], *, monthly: bool = False, finer: bool = False, **columns: Column) -> Layout:
    """The columns that every table has, for a force and a period, and those of one."""
    quarterly = {
        "year": Column("Financial Year", financial_year, ("FY",)),
        "quarter": Column("Financial Quarter", financial_quarter, ("Quarter",)),
    }
    when = {"period": Column("Month", month, ("Period",))} if monthly else quarterly
    whose = {"force": Column("Force Name", force_reader(forces), ("Force",))}
    unique = _KEYS if monthly else ()
    return Layout(when | whose | columns, unique=unique, notes=True, finer=finer, elsewhere=national_body)


def _read(package: SourceFile, files: Sequence[SourceFile], layout: Layout, what: str) -> Rows:
    """The rows of police forces with their period; refused where none of them has a figure."""
    read = read_rows(files, layout)
    if not read.frame["value"].notna().any():
        raise DataError(f"{package.name}: found no {what} of any police force; expected some")
    if "quarter" in read.frame:
        return read._replace(frame=read.frame.assign(period=read.frame["year"] + " " + read.frame["quarter"]))
    return read


def _distinct(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows without those that repeat another exactly; refused are two counts of the same."""
    quarters = rows.drop_duplicates(["force", "period", "file"])  # one in two files would be counted twice
    refuse(repeated(quarters, ["force", "period"], "file"))
    merged = rows["series"].str.contains("/", regex=False)
    distinct = rows[~rows.duplicated([*_KEYS, *_MEANING, "value", "beside"]) | merged]
    several = distinct[distinct.duplicated(_KEYS, keep=False) & ~merged.loc[distinct.index]]
    refuse([_second_count(row, where) for row, where in again(several, [*_KEYS, *_MEANING])])
    return distinct


def added_up(rows: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """The sum of `value` for each of `keys`; NaN where a part has none."""
    return rows.astype({"value": "float64"}).groupby(list(keys))["value"].sum(skipna=False).reset_index()


def with_missing(observations: pd.DataFrame) -> pd.DataFrame:
    """The same, with a row without a value for each code that a force lacks, though it has others of the quarter."""
    held = observations[observations.groupby(["force", "period"])["value"].transform("count") > 0]
    values = held.set_index(["period", "force", "series"])["value"]
    listed = held.pivot(index=["period", "force"], columns="series", values="force").notna()
    by_quarter, by_force = listed.groupby(level="period"), listed.groupby(level="force")
    others = (by_quarter.transform("size") - 1).clip(lower=1)
    often = (by_quarter.transform("sum") * 2).ge(others, axis="index")
    since, until = by_force.cumsum() > 0, listed[::-1].groupby(level="force").cumsum() > 0
    expected = (listed | often | (since & until)).stack()
    found = values.reindex(expected.index[expected.to_numpy(dtype=bool)]).reset_index()
    return found[list(OBSERVATIONS)].sort_values(_KEYS, ignore_index=True)


def _whole_quarters(rows: pd.DataFrame, file: str) -> pd.DataFrame:
    """Every quarter that a force has of any code, with a row for each code of the file."""
    whole = quarters_from_months(rows[list(OBSERVATIONS)])
    if whole.empty:
        raise DataError(f"{file}: found no three months in a row of any offence; expected a quarter at least")
    every = whole[["force", "period"]].drop_duplicates().merge(rows[["series"]].drop_duplicates(), how="cross")
    return every.merge(whole, on=_KEYS, how="left").astype({"value": "float64"})


def quarters_from_months(months: pd.DataFrame) -> pd.DataFrame:
    """Every quarter, ending in any month, of which all three months are there, as the sum of them.

    `months` has a value for each month and whatever other columns tell one series from another. A month without a value
    is missing, and so are the quarters it lies in. Only counts can be added up.

    Examples
    --------
    >>> counts = pd.DataFrame({"force": "gwent", "period": ["2021-08", "2021-09", "2021-10", "2021-11"],
    ...                        "value": [1, 4, 0, 3]})
    >>> quarters_from_months(counts)
       force                        period  value
    0  gwent   quarter ending October 2021      5
    1  gwent  quarter ending November 2021      7
    """
    held = months[months["value"].notna()]
    number = held["period"].str[:4].astype(int) * 12 + held["period"].str[5:].astype(int) - 1
    parts = pd.concat([held.assign(last=number + later) for later in range(3)], ignore_index=True)
    keys = [*months.columns.drop(["period", "value"]), "last"]
    sums = parts.groupby(keys, as_index=False).agg(months=("value", "size"), value=("value", "sum"))
    whole = sums[sums["months"] == 3].reset_index(drop=True)
    labels = {last: Quarter(int(last) // 12, int(last) % 12 + 1).label for last in whole["last"].unique()}
    return whole.assign(period=whole["last"].map(labels))[list(months)]


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


def _offences(rows: pd.DataFrame) -> dict[str, Offence]:
    """The meaning of each code: the commonest in its newest quarter."""
    said = rows.groupby(["series", "period", *_MEANING], as_index=False).size()
    newest = said.sort_values(["series", "period", "size"], kind="stable").drop_duplicates("series", keep="last")
    return {row[0]: Offence(*row) for row in newest[["series", *_MEANING]].itertuples(index=False, name=None)}


def _left_out(rows: int, what: str) -> tuple[str, ...]:
    return (f"{words.counted(rows, 'row', 'rows')} {what} left out",) if rows else ()


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
