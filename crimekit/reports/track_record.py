"""How often the labels are wrong, as the benches measured it: the two small tables behind the page of methods.

``tests/benchmarks/calibration.py`` and ``tests/benchmarks/track_record.py`` measure and write them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from crimekit.errors import DataError
from crimekit.loaders.inputs import SHIPPED

CALIBRATION = SHIPPED / "methods" / "calibration.csv"
TRACK_RECORD = SHIPPED / "methods" / "track-record.csv"
Made = TypeVar("Made", bound="Measured | Row")


@dataclass(frozen=True, slots=True)
class Measured:
    """One rule, one kind of simulated series, over the settings of one level or of all; shares are fractions."""

    rule: str
    change: str  # "stable": any direction is a false alarm; otherwise the share that named the right one
    level: str  # a mean count a quarter, or "all"
    settings: int
    replicates: int  # series drawn for each setting
    mean: float
    worst: float  # the highest share of any setting where stable, else the lowest
    version: str = ""
    measured: str = ""  # the day


@dataclass(frozen=True, slots=True)
class Row:
    """One rule on past figures: how often it was asked, printed a direction, could be judged, held; and flipped."""

    rule: str
    by: str  # "all", "level", "measure" or "force"
    name: str
    dates: int
    printed: int
    judged: int
    held: int
    pairs: int  # of neighbouring report dates
    flips: int
    release: str
    version: str


def read_table(path: Path, kind: type[Made]) -> tuple[Made, ...]:
    """The rows of one of the tables, whose columns are the fields of a `Measured` or a `Row`.

    Raises
    ------
    DataError
        If the file has other columns, or a number that is none.
    """
    types: Mapping[str, Callable[[str], Any]] = get_type_hints(kind)
    reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    found, expected = tuple(reader.fieldnames or ()), tuple(field.name for field in fields(kind))
    if found != expected:
        raise DataError(f"{path.name}: found the columns {', '.join(found)}; expected {', '.join(expected)}")
    try:
        return tuple(kind(**{name: types[name](row[name]) for name in expected}) for row in reader)
    except (TypeError, ValueError) as error:
        raise DataError(f"{path.name}: found a number that is none ({error})") from None


def share(part: int, whole: int) -> float | None:
    """A share of what was counted; None of nothing."""
    return part / whole if whole else None
