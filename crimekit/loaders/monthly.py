"""Recorded crime by month, from a force's own system, as quarters that may end in any month.

One row for each force, month and offence code; a month without offences is a nought, one that is not there is missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from crimekit.errors import DataError
from crimekit.loaders.cells import month, offence_code, text, whole_number
from crimekit.loaders.files import read_package
from crimekit.loaders.names import Force, force_reader
from crimekit.loaders.recorded_crime import of_forces, told
from crimekit.loaders.store import OBSERVATIONS, Offence, Release, ReleaseInfo
from crimekit.loaders.tables import Layout, read_rows, read_tables
from crimekit.periods import Quarter

MONTHLY = "recorded-crime-months"  # how the name of such a file begins
LAYOUT = Layout(
    {
        "Force Name": ("Force",),
        "Month": ("Period",),
        "Offence Code": ("Code",),
        "Offence Description": ("Offence", "Description"),
        "Number of Offences": ("n", "Number", "Offences", "Count"),
    },
    optional={"Offence Description": ""},
    notes=True,
)


def read_monthly_crime(path: Path, forces: Mapping[str, Force], *, released: dt.date | None = None) -> Release:
    """A release whose periods are all quarters that can be built from the months of a table.

    A code that lacks a month has no figure in the quarters of a force in which another code has one. National bodies
    are left out and counted.

    Raises
    ------
    DataError
        The file cannot be read, lacks columns, names an unknown force, repeats a month, holds a cell that is no figure,
        or no force has three months in a row.
    """
    package = read_package(path)
    tables, excluded = of_forces([table for file in package.files for table in read_tables(file, LAYOUT)])
    rows = read_rows(
        tables,
        {
            "force": ("Force Name", force_reader(forces)),
            "period": ("Month", month),
            "series": (("Offence Description", "Offence Code"), lambda said, code: offence_code(code, said)),
            "description": ("Offence Description", text),
            "value": ("Number of Offences", whole_number),
        },
        unique=("force", "period", "series"),
    )
    whole = quarters_from_months(rows)
    every = whole[["force", "period"]].drop_duplicates().merge(rows[["series"]].drop_duplicates(), how="cross")
    observations = every.merge(whole, on=list(OBSERVATIONS[:3]), how="left").astype({"value": "float64"})
    absent = observations[observations["value"].isna()]
    if observations.empty:
        raise DataError(f"{package.name}: found no three months in a row of any offence; expected a quarter at least")
    periods = sorted(observations["period"].unique(), key=Quarter.parse)
    held = tuple(sorted(observations["force"].unique()))
    info = ReleaseInfo(
        package.name,
        package.sha256,
        released,
        periods=tuple(periods),
        forces=held,
        excluded=dict(sorted(excluded.items())),
        warnings=told(absent, "months are missing, so there is no count for %s"),
    )
    described = dict(zip(rows["series"], rows["description"], strict=True))
    return Release(info, observations, {code: Offence(code, said, "", "") for code, said in described.items()})


def quarters_from_months(observations: pd.DataFrame) -> pd.DataFrame:
    """Every quarter, ending in any month, that a force and series has all three months of, as the sum of them.

    `observations` hold months only; a month without a value is missing, and so are the quarters it lies in. Only counts
    can be added up.

    Raises
    ------
    DataError
        A force and series has a month twice.

    Examples
    --------
    >>> counts = pd.DataFrame({"force": "gwent", "period": ["2021-08", "2021-09", "2021-10", "2021-11"], "series": "45",
    ...                        "value": [1, 4, 0, 3]})
    >>> quarters_from_months(counts)[["period", "value"]]
                              period  value
    0   quarter ending October 2021      5
    1  quarter ending November 2021      7
    """
    held = observations.loc[observations["value"].notna(), list(OBSERVATIONS)]
    for keys in held.loc[held.duplicated(["force", "period", "series"]), list(OBSERVATIONS[:3])].to_numpy():
        raise DataError(f"monthly figures: found {', '.join(keys)} twice; expected one row for each")
    number = held["period"].str[:4].astype(int) * 12 + held["period"].str[5:].astype(int) - 1
    parts = pd.concat([held.assign(last=number + later) for later in range(3)], ignore_index=True)
    sums = parts.groupby(["force", "series", "last"], as_index=False).agg(
        months=("value", "size"), value=("value", "sum")
    )
    whole = sums[sums["months"] == 3].sort_values(["force", "series", "last"], ignore_index=True)
    labels = {last: Quarter(int(last) // 12, int(last) % 12 + 1).label for last in whole["last"].unique()}
    return whole.assign(period=whole["last"].map(labels)).loc[:, list(OBSERVATIONS)]
