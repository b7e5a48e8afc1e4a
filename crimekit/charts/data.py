"""What a trend is made of: values that carry numbers and names; the table and the notes that say the same in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from crimekit.blocks import Cell, Column, Table
from crimekit.errors import DataError
from crimekit.quarters import Quarter

NOT_AVAILABLE = "not available"

Values = tuple[float | None, ...]  # None where there is no figure
Number = Callable[[float], str]  # prints a value


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a trend: a value for each quarter."""

    name: str
    values: Values
    number: Number | None = None  # prints a value of this line; None: as the chart prints it

    @property
    def newest(self) -> int | None:
        """The position of the newest value, or None where there is none."""
        return max((place for place, value in enumerate(self.values) if value is not None), default=None)


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


def break_marks(breaks: Iterable[Any], quarters: Sequence[Quarter]) -> tuple[tuple[Band, ...], tuple[Cut, ...]]:
    """Known breaks as they are drawn: a mask shades the quarters it touches, a step is a line before its first.

    A break has a `name`, a `kind` ("mask" or "step") and its `first` and `last` quarter.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> quarters = [Quarter.parse(f"2023-24 Q{number}") for number in (1, 2, 3)]
    >>> new = {"name": "New system", "first": quarters[1], "last": quarters[2] + 4}
    >>> break_marks([SimpleNamespace(kind="mask", **new), SimpleNamespace(kind="step", **new)], quarters)
    ((Band(first=1, last=2, name='New system'),), (Cut(at=1, name='New system'),))
    """
    bands, cuts = [], []
    for known in breaks:
        touched = [place for place, quarter in enumerate(quarters) if known.first <= quarter <= known.last]
        if touched and known.kind == "mask":
            bands.append(Band(touched[0], touched[-1], known.name))
        elif touched and known.first in quarters:
            cuts.append(Cut(touched[0], known.name))
    return tuple(bands), tuple(cuts)


@dataclass(frozen=True, slots=True)
class Span:
    """Quarters that a label compared, by position, oldest first, and what they are to it: "newest year"."""

    places: tuple[int, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Path:
    """A fitted line with its limits: a value for each quarter; None outside the quarters it was fitted to."""

    name: str
    values: Values
    lower: Values
    upper: Values

    @property
    def columns(self) -> tuple[tuple[str, Values], ...]:
        """Its three lines, each with its name in the table."""
        limits = (f"{self.name}, lower limit", f"{self.name}, upper limit")
        return ((self.name, self.values), (limits[0], self.lower), (limits[1], self.upper))


@dataclass(frozen=True, slots=True)
class Trend:
    """Quarterly lines with everything that is drawn with them."""

    quarters: tuple[Quarter, ...]
    lines: tuple[Line, ...]
    number: Number
    bands: tuple[Band, ...] = ()
    cuts: tuple[Cut, ...] = ()
    spans: tuple[Span, ...] = ()
    path: Path | None = None

    def during(self, places: Sequence[int]) -> str:
        """The quarters from the first to the last of some places, in words."""
        first, last = self.quarters[min(places)], self.quarters[max(places)]
        return f"{first}" + ("" if first == last else f" to {last}")


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


def check_trend(key: str, trend: Trend) -> None:
    """Refuse what cannot be drawn: parts that do not fit together, and numbers that are none."""
    fitted = trend.path.columns if trend.path else ()
    for name, values in [*((line.name, line.values) for line in trend.lines), *fitted]:
        if len(values) != len(trend.quarters):
            raise DataError(
                f"figure {key}: {name}: found {len(values)} values; "
                f"expected {len(trend.quarters)}, one for each quarter"
            )
    check_numbers(key, [value for line in trend.lines for value in line.values], what="values")
    for name, values in fitted:
        check_numbers(key, values, what=name)
    if trend.path and len(trend.lines) != 1:
        raise DataError(f"figure {key}: path: found {len(trend.lines)} lines; expected the one it was fitted to")
    marked: list[tuple[str, Sequence[int]]] = [
        *((f"band {band.name}", (band.first, band.last)) for band in trend.bands),
        *((f"cut {cut.name}", (cut.at,)) for cut in trend.cuts),
        *((f"span {span.name}", sorted(span.places) or (-1,)) for span in trend.spans),
    ]
    for name, places in marked:
        if not 0 <= places[0] <= places[-1] < len(trend.quarters):
            raise DataError(
                f"figure {key}: {name}: found quarters {places[0]} to {places[-1]}; "
                f"expected positions between 0 and {len(trend.quarters) - 1}, the first not after the last"
            )


def trend_table(key: str, caption: str, trend: Trend, *, unit: str) -> Table:
    """A row for each quarter: the value of each line, of a fitted line with its limits, and what was compared."""
    alone = len(trend.lines) == 1
    drawn = [(unit if alone else line.name, line.values, line.number or trend.number) for line in trend.lines]
    drawn += [(*column, drawn[0][2]) for column in (trend.path.columns if trend.path else ())]
    columns = [Column("Quarter"), *(Column(title, "number") for title, *_ in drawn)]
    columns += [Column("Compared")] if trend.spans else []
    rows = tuple(
        (
            Cell(str(quarter), str(quarter)),
            *(value_cell(values[place], number) for _, values, number in drawn),
            *([_use(place, trend)] if trend.spans else []),
        )
        for place, quarter in enumerate(trend.quarters)
    )
    return Table(f"{key}-data", caption, "" if alone else unit, tuple(columns), rows)


def value_cell(value: float | None, number: Number) -> Cell:
    """A value as printed, or that there is none."""
    return Cell(NOT_AVAILABLE) if value is None else Cell(number(value), value)


def _use(place: int, trend: Trend) -> Cell:
    """What a quarter is to the label: of one of the years compared, left out as not comparable, or neither."""
    names = [span.name for span in trend.spans if place in span.places]
    masked = any(band.first <= place <= band.last for band in trend.bands)
    text = names[0] if names else "left out" if masked else "no"
    return Cell(text, text)


def trend_notes(trend: Trend, notes: Sequence[str]) -> tuple[str, ...]:
    """What is shaded, marked and fitted, a sentence each, then the notes given."""
    shaded = (f"Shaded: {band.name}, {trend.during((band.first, band.last))}." for band in trend.bands)
    marked = (f"Vertical line: {cut.name}, from {trend.quarters[cut.at]}." for cut in trend.cuts)
    spans = sorted((span.places for span in trend.spans), key=max, reverse=True)
    compared = [f"Compared: {' with '.join(map(trend.during, spans))} (brackets)."] if spans else []
    name = trend.path.name if trend.path else ""
    fitted = [f"Line without points: {name[:1].lower()}{name[1:]}; dotted: its limits."] if trend.path else []
    return (*shaded, *marked, *compared, *fitted, *notes)
