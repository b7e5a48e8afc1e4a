"""Street-level crime from data.police.uk, counted as it streams by: millions of rows never lie in memory at once.

Rows are never taken for copies of each other: two burglaries in one street in one month look the same.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from itertools import chain, pairwise
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import csv

from crimekit.errors import DataError
from crimekit.loaders.cells import month, text
from crimekit.loaders.files import opened_zip
from crimekit.loaders.monthly import quarters_from_months
from crimekit.loaders.names import Force, force_reader, national_body
from crimekit.loaders.problems import readable
from crimekit.loaders.recorded_crime import of_forces
from crimekit.loaders.store import OBSERVATIONS
from crimekit.loaders.tables import Table, read_rows
from crimekit.periods import Quarter

COLUMNS = ["Month", "Falls within", "Crime type"]
NO_CRIME = "Anti-social behaviour"  # counted by the feed, recorded as crime by nobody
DISAGREEMENT = 0.10
LEFT_OUT = "left out"
LARGEST = 32 * 1024**3  # bytes of a zip unpacked; three years of all forces have six
_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-.+-street\.csv", re.IGNORECASE)
_BLOCK = 4 * 1024**2  # bytes read at a time


GAPS = (("gwent", "2023-09", "Gwent's feed was incomplete to September 2023"),)  # force, last month, what is known


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
        counted = [_counted(file) for file in files]
    tables, _ = of_forces(counted, "Falls within")
    excluded = Counter[str]()
    for table in counted:
        for name, count in zip(table.columns["Falls within"], table.columns["count"], strict=True):
            excluded[national_body(name)] += int(str(count))
    rows = read_rows(
        tables,
        {
            "force": ("Falls within", force_reader(forces)),
            "period": ("Month", month),
            "series": ("Crime type", text),
            "value": ("count", int),
        },
    )
    if rows.empty:
        raise DataError(f"{path.name}: found no crimes of any police force; expected some")
    counts = rows.astype({"value": "int64"}).groupby(list(OBSERVATIONS[:3]), as_index=False).agg(value=("value", "sum"))
    counts.attrs[LEFT_OUT] = {body: count for body, count in sorted(excluded.items()) if body}
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


def _counted(file: Path | zipfile.Path) -> Table:
    """How often each month, force and crime type stand together in a file: cells of the file, but of no one row."""
    expected = f"expected {', '.join(COLUMNS)}"
    broken = (pa.ArrowException, OSError, ValueError)
    with readable(file.name, "street-level file", expected, broken), file.open("rb") as stream:
        texts = csv.ConvertOptions(include_columns=COLUMNS, column_types=dict.fromkeys(COLUMNS, pa.string()))
        blocks = csv.ReadOptions(block_size=_BLOCK, use_threads=False)
        reader = csv.open_csv(pa.PythonFile(stream, mode="r"), read_options=blocks, convert_options=texts)
        tables = chain([reader.schema.empty_table()], map(pa.Table.from_batches, zip(reader)))
        counts = [table.group_by(COLUMNS).aggregate([([], "count_all")]) for table in tables]
    columns = pa.concat_tables(counts).rename_columns([*COLUMNS, "count"]).to_pydict()
    return Table(file.name, "", [0] * len(columns["count"]), columns)
