"""Figures by month: recorded crime from a force's own system, and street-level crime from data.police.uk.

Recorded crime by month has one row for each force, month and offence code, and becomes quarters that may end in any
month; a month without offences is a nought, one that is not there is missing. Street-level crime is counted as it
streams by: millions of rows never lie in memory at once. Its rows are never taken for copies of each other: two
burglaries in one street in one month look the same.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import csv

from crimekit.errors import DataError
from crimekit.loaders.cells import month, offence_code, text, whole_number
from crimekit.loaders.files import opened_zip, read_package
from crimekit.loaders.names import Force, force_reader, national_body
from crimekit.loaders.problems import readable
from crimekit.loaders.recorded_crime import told
from crimekit.loaders.store import OBSERVATIONS, Offence, Release, release_of
from crimekit.loaders.tables import Column, Layout, Rows, read_rows, rows_of
from crimekit.periods import Quarter

MONTHLY = "recorded-crime-months"  # how the name of such a file begins
_STREET = ["Falls within", "Month", "Crime type"]
NO_CRIME = "Anti-social behaviour"  # counted by the feed, recorded as crime by nobody
DISAGREEMENT = 0.10
LEFT_OUT = "left out"
LARGEST = 32 * 1024**3  # bytes of a zip unpacked; three years of all forces have six
_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-.+-street\.csv", re.IGNORECASE)
GAPS = (("gwent", "2023-09", "Gwent's feed was incomplete to September 2023"),)  # force, last month, what is known


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
    columns = {
        "force": Column("Force Name", force_reader(forces), ("Force",)),
        "period": Column("Month", month, ("Period",)),
        "series": Column("Offence Code", offence_code, ("Code",), beside=("description",)),
        "description": Column("Offence Description", text, ("Offence", "Description"), default=""),
        "value": Column("Number of Offences", whole_number, ("n", "Number", "Offences", "Count")),
    }
    layout = Layout(columns, unique=OBSERVATIONS[:3], notes=True, elsewhere=national_body)
    rows, excluded, notes = read_rows(package.files, layout)
    whole = quarters_from_months(rows)
    every = whole[["force", "period"]].drop_duplicates().merge(rows[["series"]].drop_duplicates(), how="cross")
    observations = every.merge(whole, on=list(OBSERVATIONS[:3]), how="left").astype({"value": "float64"})
    absent = observations[observations["value"].isna()]
    if observations.empty:
        raise DataError(f"{package.name}: found no three months in a row of any offence; expected a quarter at least")
    described = dict(zip(rows["series"], rows["description"], strict=True))
    warnings = told(absent, "months are missing, so there is no count for %s", forces)
    offences = {code: Offence(code, said, "", "") for code, said in described.items()}
    return release_of(package, released, observations, excluded, warnings, notes, offences)


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


def count_street_crime(path: Path, forces: Mapping[str, Force]) -> pd.DataFrame:
    """Observations by force, month and crime type, from one file, a folder (with folders in it) or a zip.

    Crimes of bodies that are no territorial force are left out; `street_notes` tells how many (in ``attrs``).

    Raises
    ------
    DataError
        There is no ``2023-06-gwent-street.csv`` there, one cannot be read, lacks a column, names an unknown force or a
        month that is none.
    """
    if not path.exists():
        raise DataError(f"{path}: found no such file; expected a file, a folder or a zip of data.police.uk")
    zipped = path.suffix.casefold() == ".zip" and path.is_file()
    with opened_zip(path, path.name, largest=LARGEST) if zipped else nullcontext() as archive:
        found: Iterable[Path | zipfile.Path] = path.rglob("*.csv") if path.is_dir() else [path]
        if archive:
            found = [zipfile.Path(archive, name) for name in archive.namelist()]
        files = sorted((file for file in found if _NAME.fullmatch(file.name)), key=lambda file: file.name)
        if not files:
            raise DataError(f"{path.name}: found no street-level file; expected names such as 2023-06-gwent-street.csv")
        for file, after in pairwise(files):
            if file.name == after.name:
                raise DataError(f"{path.name}: found {file.name} twice; expected each file once")
        counted = pd.concat([_counted(file) for file in files], ignore_index=True)
    bodies = counted["force"].map(national_body)
    columns = {
        "force": Column("Falls within", force_reader(forces)),
        "period": Column("Month", month),
        "series": Column("Crime type"),
    }
    rows = rows_of([Rows(counted[bodies == ""])], Layout(columns)).frame
    if rows.empty:
        raise DataError(f"{path.name}: found no crimes of any police force; expected some")
    counts = rows.groupby(list(OBSERVATIONS[:3]), as_index=False).agg(value=("value", "sum"))
    counts.attrs[LEFT_OUT] = counted[bodies != ""].groupby(bodies)["value"].sum().to_dict()
    return counts


def street_notes(street: pd.DataFrame, recorded: pd.DataFrame) -> tuple[str, ...]:
    """What was left out, and each force-quarter whose total and recorded crime are more than a tenth apart."""
    left_out = [
        f"{body}: {count:,} street-level crimes left out" for body, count in street.attrs.get(LEFT_OUT, {}).items()
    ]
    crime = street[street["series"] != NO_CRIME]
    totals = crime.groupby(["force", "period"], as_index=False)["value"].sum().assign(series="street")
    held = recorded.groupby(["force", "period"], as_index=False)["value"].sum()
    both = quarters_from_months(totals).merge(held, on=["force", "period"], suffixes=("", "_recorded"), validate="1:1")
    rows = both[["force", "period", "value", "value_recorded"]].itertuples(index=False, name=None)
    apart = (
        f"{force} in {period}: {mapped:,} street-level crimes against {counted:,} recorded, more than "
        f"{DISAGREEMENT:.0%} apart; {_reason(force, period)}"
        for force, period, mapped, counted in rows
        if abs(mapped - counted) > DISAGREEMENT * counted
    )
    return (*left_out, *apart)


def _reason(force: str, period: str) -> str:
    first = Quarter.parse(period).months[0]
    known = [reason for of, last, reason in GAPS if of == force and first <= last]
    return "; ".join(known) or "no reason is known"


def _counted(file: Path | zipfile.Path) -> pd.DataFrame:
    """How often each month, force and crime type stand together in a file: cells of the file, but of no one row."""
    expected = f"expected {', '.join(_STREET)}"
    broken = (pa.ArrowException, OSError, ValueError)
    with readable(file.name, "street-level file", expected, broken), file.open("rb") as stream:
        texts = csv.ConvertOptions(include_columns=_STREET, column_types=dict.fromkeys(_STREET, pa.string()))
        rows = csv.read_csv(stream, csv.ReadOptions(use_threads=False), convert_options=texts)
    counts = rows.group_by(_STREET).aggregate([([], "count_all")]).rename_columns([*OBSERVATIONS])
    found: pd.DataFrame = counts.to_pandas()
    return found.assign(file=file.name, sheet="", row=0)
