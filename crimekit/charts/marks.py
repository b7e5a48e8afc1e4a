"""What a chart is made of: values that carry numbers and names, and nothing about drawing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crimekit.errors import DataError

NOT_AVAILABLE = "not available"


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a trend: a value for each quarter; None where there is no figure."""

    name: str
    values: tuple[float | None, ...]
    marked: tuple[int, ...] = ()  # positions of points to set apart: outside the limits, for instance
    number: Callable[[float], str] | None = None  # prints a value of this line; None: as the chart prints it


@dataclass(frozen=True, slots=True)
class Band:
    """Quarters to shade, by position, both included, and why: a break that makes figures not comparable."""

    first: int
    last: int
    name: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A position from which figures do not compare with those before, and why: a named line before it."""

    at: int
    name: str


@dataclass(frozen=True, slots=True)
class Span:
    """Quarters that a label compared, by position, oldest first, and what they are to it: "newest year"."""

    places: tuple[int, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Path:
    """A fitted line with its limits: a value for each quarter; None outside the quarters it was fitted to."""

    name: str
    values: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]

    @property
    def columns(self) -> tuple[tuple[str, tuple[float | None, ...]], ...]:
        """Its three lines, each with its name in the table."""
        limits = (f"{self.name}, lower limit", f"{self.name}, upper limit")
        return ((self.name, self.values), (limits[0], self.lower), (limits[1], self.upper))


@dataclass(frozen=True, slots=True)
class Level:
    """A level line across a trend: an average (dashed) or a limit (dotted)."""

    name: str
    value: float
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class SurveyBar:
    """A percentage from a survey, 0 to 100, with its interval where there is one."""

    name: str
    percent: float | None
    lower: float | None = None
    upper: float | None = None


def check_numbers(key: str, values: Sequence[float | None], *, what: str) -> None:
    """Refuse numbers that cannot be drawn, and a picture of nothing.

    Raises
    ------
    DataError
        If a value is infinite or not a number (a missing value is None), or if every value is missing.
    """
    for value in values:
        if value is not None and not math.isfinite(value):
            raise DataError(f"figure {key}: {what}: found {value}; expected a number, or None where there is no figure")
    if all(value is None for value in values):
        raise DataError(f"figure {key}: {what}: found no figure at all; expected at least one number to draw")


def newest(line: Line) -> int | None:
    """The position of the newest value, or None where there is none."""
    return max((place for place, value in enumerate(line.values) if value is not None), default=None)
