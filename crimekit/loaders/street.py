"""Street-level crime from data.police.uk, counted as it streams by: millions of rows never lie in memory at once.

Rows are never taken for copies of each other: two burglaries in one street in one month look the same.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import csv

from crimekit.errors import DataError
from crimekit.loaders.cells import month
from crimekit.loaders.files import BROKEN_ZIP, checked_members, no_zip
from crimekit.loaders.monthly import quarters_from_months
from crimekit.loaders.names import Force, force_reader
from crimekit.loaders.store import OBSERVATIONS
from crimekit.quarters import Quarter

COLUMNS = ("Month", "Falls within", "Crime type")
NO_CRIME = "Anti-social behaviour"  # counted by the feed, recorded as crime by nobody
DISAGREEMENT = 0.10
LARGEST = 32 * 1024**3  # bytes of a zip unpacked; three years of all forces have six
_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-.+-street\.csv", re.IGNORECASE)
_BLOCK = 4 * 1024**2  # bytes read at a time


GAPS = (("gwent", "2023-09", "Gwent's feed was incomplete to September 2023"),)  # force, last month, what is known


def count_street_crime(path: Path, forces: Mapping[str, Force]) -> pd.DataFrame:
    """Observations by force, month and crime type, from one file, a folder (with folders in it) or a zip.

    Raises
    ------
    DataError
        There is no ``2023-06-gwent-street.csv`` there, one cannot be read, lacks a column, names an unknown force or a
        month that is none.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    force_key = force_reader(forces)
    for file, opened in _files(path):
        for (when, whom, kind), number in _counted(file, opened).items():
            force, period = _read(force_key, whom, f"{file}: Falls within"), _read(month, when, f"{file}: Month")
            counts[force, period, kind] += number
    rows = [(*key, value) for key, value in sorted(counts.items())]
    return pd.DataFrame(rows, columns=list(OBSERVATIONS))


def _read(reader: Callable[[object], str], cell: str, place: str) -> str:
    try:
        return reader(cell)
    except DataError as error:
        raise DataError(f"{place}: {error}") from None


def street_notes(street: pd.DataFrame, recorded: pd.DataFrame) -> tuple[str, ...]:
    """Each force-quarter whose street-level total and recorded crime are more than a tenth apart."""
    crime = street[street["series"] != NO_CRIME]
    totals = crime.groupby(["force", "period"], as_index=False)["value"].sum().assign(series="street")
    held = recorded.groupby(["force", "period"], as_index=False)["value"].sum()
    both = quarters_from_months(totals).merge(held, on=["force", "period"], suffixes=("", "_recorded"), validate="1:1")
    rows = both[["force", "period", "value", "value_recorded"]].itertuples(index=False, name=None)
    return tuple(
        f"{force} in {period}: {mapped:,} street-level crimes against {counted:,} recorded, more than "
        f"{DISAGREEMENT:.0%} apart; {_reason(force, period)}"
        for force, period, mapped, counted in rows
        if abs(mapped - counted) > DISAGREEMENT * counted
    )


def _reason(force: str, period: str) -> str:
    first = Quarter.parse(period).months[0]
    known = [reason for of, last, reason in GAPS if of == force and first <= last]
    return "; ".join(known) or "no reason is known"


def _files(path: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The name of each street-level file and how to open it."""
    if not path.exists():
        raise DataError(f"{path}: found no such file; expected a file, a folder or a zip of data.police.uk")
    if path.suffix.casefold() != ".zip" or path.is_dir():
        found = sorted(path.rglob("*.csv")) if path.is_dir() else [path]
        yield from _named(path.name, [(file.name, partial(file.open, "rb")) for file in found])
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = checked_members(archive, path.name, largest=LARGEST)
            files = [(PurePosixPath(member.filename).name, partial(archive.open, member)) for member in members]
            yield from _named(path.name, files)
    except BROKEN_ZIP as error:
        raise no_zip(path.name, error) from error


def _named(place: str, files: Sequence[tuple[str, Callable[[], Any]]]) -> list[tuple[str, Callable[[], Any]]]:
    """Those of the files that are street-level crime by their names."""
    named = [(name, opened) for name, opened in files if _NAME.fullmatch(name)]
    if not named:
        raise DataError(f"{place}: found no street-level file; expected names such as 2023-06-gwent-street.csv")
    again = [name for name, times in Counter(name for name, _ in named).items() if times > 1]
    if again:
        raise DataError(f"{place}: found {again[0]} twice; expected each file once")
    return named


def _counted(name: str, opened: Callable[[], Any]) -> Counter[tuple[str, str, str]]:
    counts: Counter[tuple[str, str, str]] = Counter()
    try:
        with opened() as stream:
            reader = csv.open_csv(
                pa.PythonFile(stream, mode="r"),
                read_options=csv.ReadOptions(block_size=_BLOCK, use_threads=False),
                convert_options=csv.ConvertOptions(
                    include_columns=list(COLUMNS), column_types=dict.fromkeys(COLUMNS, pa.string())
                ),
            )
            for batch in reader:
                found = pa.Table.from_batches([batch]).group_by(list(COLUMNS)).aggregate([([], "count_all")])
                for row in found.to_pylist():
                    counts[tuple(str(row[column] or "") for column in COLUMNS)] += row["count_all"]  # type: ignore[index]
    except (pa.ArrowException, *BROKEN_ZIP) as error:
        reason = str(error).splitlines()[0][:200]
        raise DataError(
            f"{name}: found no street-level file that can be read ({reason}); expected {COLUMNS}"
        ) from error
    return counts
