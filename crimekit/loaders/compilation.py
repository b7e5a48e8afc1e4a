"""The rows of a recorded crime table into a release: added up, checked against each other, gaps reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from crimekit.errors import DataError
from crimekit.loaders.names import Force
from crimekit.loaders.packages import Package
from crimekit.loaders.problems import Problem, refuse
from crimekit.loaders.releases import Offence, Release, ReleaseInfo

_KEYS = ["force", "period", "series"]
_MEANING = ["description", "group", "subgroup"]
_SHOWN = 5


def compile_release(
    rows: pd.DataFrame,
    package: Package,
    *,
    forces: Mapping[str, Force],
    excluded: Mapping[str, int],
) -> Release:
    """A release from checked rows: force, period, series, description, group, subgroup, value, file, sheet, row.

    Rows of one force, quarter and code with different descriptions are added up, and so are all rows of a merged code:
    early tables list murder, manslaughter and infanticide as several rows of ``1/4.1/4.10/4.2``. Of any other code, a
    row that repeats another exactly is left out with a warning, and two counts under one description are refused.
    """
    counted = rows[rows["value"].notna()].astype({"value": "int64"})
    if counted.empty:
        raise DataError(f"{package.name}: found no counts of any police force; expected some")
    refuse(_in_two_files(counted))
    distinct = counted[~counted.duplicated([*_KEYS, *_MEANING, "value"]) | _merged(counted)]
    refuse(_contradictions(distinct))
    observations = distinct.groupby(_KEYS)["value"].sum().reset_index()
    warnings = (
        *_left_out(len(rows) - len(counted), "without a count"),
        *_left_out(len(counted) - len(distinct), "repeating another exactly"),
        *_absent(observations, forces),
    )
    info = ReleaseInfo(
        package.name,
        package.sha256,
        None,
        periods=tuple(sorted(observations["period"].unique())),
        forces=tuple(sorted(observations["force"].unique())),
        excluded=excluded,
        warnings=warnings,
    )
    return Release(info, observations, _offences(distinct))


def _in_two_files(rows: pd.DataFrame) -> list[Problem]:
    """A force-quarter in two files of a folder or zip would be counted twice."""
    if rows["file"].nunique() == 1:
        return []
    places = rows[["force", "period", "file"]].drop_duplicates()
    again = places[places.duplicated(["force", "period"])]
    return [
        Problem(file, "", 0, "", f"found {force} in {period}, which another file holds too; expected it once")
        for force, period, file in again.itertuples(index=False, name=None)
    ]


def _merged(rows: pd.DataFrame) -> pd.Series[bool]:
    return rows["series"].str.contains("/", regex=False)


def _contradictions(rows: pd.DataFrame) -> list[Problem]:
    again = rows[rows.duplicated([*_KEYS, *_MEANING]) & ~_merged(rows)]
    if again.empty:
        return []
    return [
        Problem(file, sheet, row, "Number of Offences", f"found {value:,} after another count for {key}; expected one")
        for file, sheet, row, value, key in zip(
            again["file"],
            again["sheet"],
            again["row"],
            again["value"],
            again[_KEYS].agg(", ".join, axis=1),
            strict=True,
        )
    ]


def _offences(rows: pd.DataFrame) -> dict[str, Offence]:
    """The meaning of each code: the commonest in its newest quarter."""
    said = rows.groupby(["series", "period", *_MEANING], as_index=False).size()
    newest = said.sort_values(["series", "period", "size"], kind="stable").drop_duplicates("series", keep="last")
    columns = newest[["series", *_MEANING]].itertuples(index=False, name=None)
    return {code: Offence(code, description, group, subgroup) for code, description, group, subgroup in columns}


def _left_out(rows: int, what: str) -> tuple[str, ...]:
    return (f"{rows:,} {'row' if rows == 1 else 'rows'} {what} left out",) if rows else ()


def _absent(observations: pd.DataFrame, forces: Mapping[str, Force]) -> tuple[str, ...]:
    """Forces without any figure, and quarters that the release covers for other forces only."""
    present = sorted(observations["force"].unique())
    expected = pd.MultiIndex.from_product([present, sorted(observations["period"].unique())])
    gaps = expected.difference(pd.MultiIndex.from_frame(observations[["force", "period"]].drop_duplicates()))
    wanting = (sorted(set(forces) - set(present)), [f"{force} in {period}" for force, period in gaps])
    return tuple(f"no figures for {_listed(names)}" for names in wanting if names)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
