"""Street-level crime of data.police.uk, counted by force, month and type.

Its rows are never taken for copies of each other: two burglaries in one street in one month look the same.
"""

from __future__ import annotations

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
from crimekit.loaders.cells import month
from crimekit.loaders.files import opened_zip
from crimekit.loaders.names import Force, force_reader, national_body
from crimekit.loaders.problems import readable
from crimekit.loaders.recorded_crime import quarters_from_months
from crimekit.loaders.store import OBSERVATIONS
from crimekit.loaders.tables import Column, Layout, Rows, rows_of

NO_CRIME = "Anti-social behaviour"  # counted by the feed, recorded as crime by nobody
DISAGREEMENT = 0.10
LEFT_OUT = "left out"
LARGEST = 32 * 1024**3  # bytes of a zip unpacked; three years of all forces have six
_STREET = ["Falls within", "Month", "Crime type"]
_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-.+-street\.csv", re.IGNORECASE)


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
    left_out = (f"{body}: {n:,} street-level crimes left out" for body, n in street.attrs.get(LEFT_OUT, {}).items())
    crime = street[street["series"] != NO_CRIME]
    mapped, held = (each.groupby(["force", "period"])["value"].sum().reset_index() for each in (crime, recorded))
    both = quarters_from_months(mapped).merge(held, on=["force", "period"], suffixes=("", "_recorded"), validate="1:1")
    rows = both[["force", "period", "value", "value_recorded"]].itertuples(index=False, name=None)
    apart = (
        f"{force} in {period}: {n:,} street-level crimes against {counted:,} recorded, more than a tenth apart"
        for force, period, n, counted in rows
        if abs(n - counted) > DISAGREEMENT * counted
    )
    return (*left_out, *apart)


def _counted(file: Path | zipfile.Path) -> pd.DataFrame:
    """How often each month, force and crime type stand together in a file: cells of the file, but of no one row."""
    expected = f"expected {', '.join(_STREET)}"
    broken = (pa.ArrowException, OSError, ValueError)
    with readable(file.name, "street-level file", expected, broken), file.open("rb") as stream:
        texts = csv.ConvertOptions(include_columns=_STREET, column_types=dict.fromkeys(_STREET, pa.string()))
        rows = csv.open_csv(stream, csv.ReadOptions(use_threads=False), convert_options=texts).read_all()
    counts: pd.DataFrame = rows.group_by(_STREET).aggregate([([], "count_all")]).to_pandas()
    return counts.set_axis([*OBSERVATIONS], axis="columns").assign(file=file.name, sheet="", row=0)
