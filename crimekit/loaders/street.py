"""Street-level crime from data.police.uk, counted as it streams by: millions of rows never lie in memory at once.

Rows are never taken for copies of each other: two burglaries in one street in one month look the same.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import csv

from crimekit.errors import DataError
from crimekit.loaders.files import BROKEN_ZIP, checked_members, no_zip
from crimekit.loaders.monthly import quarters_from_months
from crimekit.loaders.names import Force, force_names
from crimekit.loaders.releases import OBSERVATIONS
from crimekit.quarters import Quarter

COLUMNS = ("Month", "Falls within", "Crime type")
NO_CRIME = "Anti-social behaviour"  # counted by the feed, recorded as crime by nobody
DISAGREEMENT = 0.10
LARGEST = 32 * 1024**3  # bytes of a zip unpacked; three years of all forces have six
_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-.+-street\.csv", re.IGNORECASE)
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_BLOCK = 4 * 1024**2  # bytes read at a time


@dataclass(frozen=True, slots=True)
class Gap:
    """Months of a force's feed that are known to be incomplete."""

    force: str
    last: str  # month
    reason: str


GAPS = (Gap("gwent", "2023-09", "Gwent's feed was incomplete to September 2023"),)


def count_street_crime(path: Path, forces: Mapping[str, Force]) -> pd.DataFrame:
    """Observations by force, month and crime type, from one file, a folder (with folders in it) or a zip.

    Raises
    ------
    DataError
        There is no ``2023-06-gwent-street.csv`` there, one cannot be read, lacks a column, names an unknown force or a
        month that is none.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    names = force_names(forces)
    for file, opened in _files(path):
        for (month, force, kind), number in _counted(file, opened).items():
            if not _MONTH.fullmatch(month):
                raise DataError(f"{file}: Month: found '{month}'; expected a month such as '2023-06'")
            try:
                counts[names.key(force), month, kind] += number
            except DataError as error:
                raise DataError(f"{file}: Falls within: {error}") from None
    rows = [(force, month, kind, value) for (force, month, kind), value in sorted(counts.items())]
    return pd.DataFrame(rows, columns=list(OBSERVATIONS))


def street_notes(street: pd.DataFrame, recorded: pd.DataFrame, *, gaps: tuple[Gap, ...] = GAPS) -> tuple[str, ...]:
    """Each force-quarter whose street-level total and recorded crime are more than a tenth apart."""
    crime = street[street["series"] != NO_CRIME]
    totals = crime.groupby(["force", "period"], as_index=False)["value"].sum().assign(series="street")
    held = recorded.groupby(["force", "period"], as_index=False)["value"].sum()
    both = quarters_from_months(totals).merge(held, on=["force", "period"], suffixes=("", "_recorded"), validate="1:1")
    rows = both[["force", "period", "value", "value_recorded"]].itertuples(index=False, name=None)
    return tuple(
        f"{force} in {period}: {mapped:,} street-level crimes against {counted:,} recorded, more than "
        f"{DISAGREEMENT:.0%} apart; {_reason(force, period, gaps)}"
        for force, period, mapped, counted in rows
        if abs(mapped - counted) > DISAGREEMENT * counted
    )


def _reason(force: str, period: str, gaps: tuple[Gap, ...]) -> str:
    first = Quarter.parse(period).months[0]
    known = [gap.reason for gap in gaps if gap.force == force and first <= gap.last]
    return "; ".join(known) or "no reason is known"


def _files(path: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The name of each file and how to open it."""
    if path.suffix.casefold() == ".zip" and path.is_file():
        yield from _zipped(path)
        return
    if not path.exists():
        raise DataError(f"{path}: found no such file; expected a file, a folder or a zip of data.police.uk")
    found = sorted(path.rglob("*.csv")) if path.is_dir() else [path]
    named = [file for file in found if _NAME.fullmatch(file.name)]
    _check_names(path.name, [file.name for file in named])
    for file in named:
        yield file.name, partial(file.open, "rb")


def _zipped(path: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = checked_members(archive, path.name, largest=LARGEST)
            named = [member for member in members if _NAME.fullmatch(PurePosixPath(member.filename).name)]
            _check_names(path.name, [PurePosixPath(member.filename).name for member in named])
            for member in named:
                yield PurePosixPath(member.filename).name, partial(archive.open, member)
    except BROKEN_ZIP as error:
        raise no_zip(path.name, error) from error


def _check_names(place: str, names: list[str]) -> None:
    if not names:
        raise DataError(f"{place}: found no street-level file; expected names such as 2023-06-gwent-street.csv")
    again = next((name for name, times in Counter(names).items() if times > 1), "")
    if again:
        raise DataError(f"{place}: found {again} twice; expected each file once")


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
