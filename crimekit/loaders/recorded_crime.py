"""Police recorded crime by police force area, as the Home Office publishes it.

One row for each force, quarter and offence: in a workbook with one sheet a financial year, or as CSV or Parquet.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from crimekit import words
from crimekit.errors import DataError
from crimekit.loaders.cells import financial_quarter, financial_year, is_missing, offence_code, text, whole_number
from crimekit.loaders.files import Package, read_package
from crimekit.loaders.names import Force, force_reader, national_body
from crimekit.loaders.problems import Problem, refuse
from crimekit.loaders.repeats import again, alike
from crimekit.loaders.store import Offence, Release, ReleaseInfo
from crimekit.loaders.tables import Layout, Readers, Table, read_rows, read_tables

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
    if not rows["value"].notna().any():
        raise DataError(f"{package.name}: found no counts of any police force; expected some")
    refuse(_in_two_files(rows))
    merged = rows["series"].str.contains("/", regex=False)
    distinct = rows[~rows.duplicated([*_KEYS, *_MEANING, "value", "beside"]) | merged]
    several = distinct[distinct.duplicated(_KEYS, keep=False) & ~merged.loc[distinct.index]]
    second = again(several[_KEYS].join(alike(several, _MEANING)), several)
    refuse([_second_count(several.iloc[number], where) for number, where in second])
    observations = with_missing(added_up(distinct, _KEYS))
    absent = observations[observations["value"].isna()]
    info = ReleaseInfo(
        package.name,
        package.sha256,
        released,
        periods=tuple(sorted(observations["period"].unique())),
        forces=tuple(sorted(observations["force"].unique())),
        excluded=dict(sorted(excluded.items())),
        warnings=(
            *_left_out(int(rows["value"].isna().sum()), "without a count"),
            *_left_out(len(rows) - len(distinct), "repeating another exactly"),
            *told(absent, "no count, and no sum with it, for %s"),
            *told(observations[_is_odd(observations)], "counts further below nought than any published: %s"),
            *_absent(observations, forces),
        ),
    )
    return Release(info, observations, _offences(distinct))


def read_force_rows(
    package: Package, layout: Layout, forces: Mapping[str, Force], readers: Readers
) -> tuple[pd.DataFrame, Counter[str]]:
    """The rows of police forces with their force and period, and how many rows each national body has."""
    tables, excluded = of_forces([table for file in package.files for table in read_tables(file, layout)])
    placed: Readers = {
        "force": ("Force Name", force_reader(forces)),
        "year": ("Financial Year", financial_year),
        "quarter": ("Financial Quarter", financial_quarter),
    }
    rows = read_rows(tables, {**placed, **readers})
    return rows.assign(period=rows["year"] + " " + rows["quarter"]), excluded


def of_forces(tables: Iterable[Table], column: str = "Force Name") -> tuple[list[Table], Counter[str]]:
    """The rows of police forces, and how many each body has that is none."""
    kept, excluded = [], Counter[str]()
    for table in tables:
        names = table.columns[column]
        known = {name: national_body(name) for name in set(names)}  # few names, and three hundred thousand rows
        bodies = [known[name] for name in names]
        excluded.update(filter(None, bodies))
        kept.append(table.where([not body for body in bodies]))
    return kept, excluded


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
    return found if found["value"].isna().any() else found.astype({"value": "int64"})


def _words(cell: object) -> str:
    return "" if is_missing(cell) else text(cell)


def _second_count(row: pd.Series, where: str) -> Problem:
    count = "no count" if pd.isna(row["value"]) else f"{row['value']:,}"
    rule = f"found {count} after another count for {', '.join(row[_KEYS])}; expected one{where}"
    return Problem(row["file"], row["sheet"], row["row"], "Number of Offences", rule)


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


def told(rows: pd.DataFrame, sentence: str) -> tuple[str, ...]:
    """A warning on some observations, the first five by name; none where there are none."""
    found = rows[[*_KEYS, "value"]].itertuples(index=False, name=None)
    named = [f"{code} of {force} in {period}{'' if n != n else f' ({n:,.0f})'}" for force, period, code, n in found]
    return (sentence % words.listed(named, _SHOWN),) if named else ()


def _is_odd(observations: pd.DataFrame) -> pd.Series[bool]:
    recent = observations["period"] >= _SINCE
    return observations["value"] < recent.map({True: _LOWEST, False: _OF_OLD})


def _absent(observations: pd.DataFrame, forces: Mapping[str, Force]) -> tuple[str, ...]:
    """Forces without any figure, and quarters that the release covers for other forces only."""
    present = sorted(observations["force"].unique())
    expected = pd.MultiIndex.from_product([present, sorted(observations["period"].unique())])
    gaps = expected.difference(pd.MultiIndex.from_frame(observations[["force", "period"]].drop_duplicates()))
    wanting = (sorted(set(forces) - set(present)), [f"{force} in {period}" for force, period in gaps])
    return tuple(f"no figures for {words.listed(names, _SHOWN)}" for names in wanting if names)
