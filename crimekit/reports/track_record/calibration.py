"""What the bench measured on simulated series: how often each rule named a direction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from crimekit.reports.track_record.files import read_file, write_file


@dataclass(frozen=True, slots=True)
class Measured:
    """One rule, one kind of series, over the settings of one level or of all; shares are fractions."""

    rule: str
    change: str  # "stable": any direction is a false alarm; otherwise the share that named the right one
    level: str  # a mean count a quarter, or "all"
    settings: int
    replicates: int  # series drawn for each setting
    mean: float
    worst: float  # the highest share of any setting where stable, else the lowest
    version: str = ""
    measured: str = ""  # the day


_COLUMNS = tuple(field.name for field in fields(Measured))


def write_measured(rows: Iterable[Measured], path: Path) -> None:
    """Write the rows as CSV."""
    write_file(path, _COLUMNS, (astuple(row) for row in rows))


def read_measured(path: Path) -> tuple[Measured, ...]:
    """The rows of a CSV that `write_measured` wrote.

    Raises
    ------
    DataError
        If the file has other columns, or a number that is none.
    """
    return read_file(path, _COLUMNS, _row)


def _row(row: Mapping[str, str]) -> Measured:
    sizes, shares = (int(row["settings"]), int(row["replicates"])), (float(row["mean"]), float(row["worst"]))
    return Measured(row["rule"], row["change"], row["level"], *sizes, *shares, row["version"], row["measured"])
