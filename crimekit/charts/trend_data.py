"""The numbers and words behind a trend: the same in the picture, in its table and in its notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crimekit.blocks import Cell, Column, Table
from crimekit.charts.layout import ticks
from crimekit.charts.marks import NOT_AVAILABLE, Band, Cut, Level, Line, Path, Span, check_numbers
from crimekit.errors import DataError
from crimekit.quarters import Quarter

NOT_COMPARED = "no"
LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Trend:
    """Everything that is drawn, checked."""

    quarters: tuple[Quarter, ...]
    lines: tuple[Line, ...]
    bands: tuple[Band, ...]
    cuts: tuple[Cut, ...]
    spans: tuple[Span, ...]
    path: Path | None
    levels: tuple[Level, ...]
    number: Callable[[float], str]

    @property
    def ticks(self) -> tuple[float, ...]:
        """The values that the vertical axis names."""
        values = [value for line in self.lines for value in line.values if value is not None]
        highest = [*values, *(level.value for level in self.levels)]
        highest += [value for value in (self.path.upper if self.path else ()) if value is not None]
        return ticks(min(values), max(highest))

    @property
    def suffix(self) -> str:
        """What follows each value of the axis."""
        return "%" if self.number(0.0).endswith("%") else ""

    @property
    def compared(self) -> str:
        """Which quarters the label compared, newest first; empty where none are marked."""
        spans = sorted(self.spans, key=lambda span: span.places, reverse=True)
        return f"Compared: {' with '.join(self.during(span) for span in spans)}" if spans else ""

    def during(self, span: Span | Band) -> str:
        """The quarters of a span or a band in words."""
        first, last = (span.first, span.last) if isinstance(span, Band) else (min(span.places), max(span.places))
        return f"{self.quarters[first]}" + ("" if first == last else f" to {self.quarters[last]}")


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
    marked = [(f"band {band.name}", (band.first, band.last)) for band in trend.bands]
    marked += [(f"cut {cut.name}", (cut.at, cut.at)) for cut in trend.cuts]
    marked += [
        (f"span {span.name}", (min(span.places, default=-1), max(span.places, default=-1))) for span in trend.spans
    ]
    for name, (first, last) in marked:
        if not 0 <= first <= last < len(trend.quarters):
            raise DataError(
                f"figure {key}: {name}: found quarters {first} to {last}; "
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
            *(_cell(values[place], number) for _, values, number in drawn),
            *([_use(place, trend)] if trend.spans else []),
        )
        for place, quarter in enumerate(trend.quarters)
    )
    return Table(f"{key}-data", caption, "" if alone else unit, tuple(columns), rows)


def _cell(value: float | None, number: Callable[[float], str]) -> Cell:
    return Cell(NOT_AVAILABLE) if value is None else Cell(number(value), value)


def _use(place: int, trend: Trend) -> Cell:
    """What a quarter is to the label: of one of the years compared, left out as not comparable, or neither."""
    names = [span.name for span in trend.spans if place in span.places]
    masked = any(band.first <= place <= band.last for band in trend.bands)
    text = names[0] if names else LEFT_OUT if masked else NOT_COMPARED
    return Cell(text, text)


def trend_notes(trend: Trend, notes: Sequence[str]) -> tuple[str, ...]:
    """What is shaded, marked and fitted, a sentence each, then the notes given."""
    shaded = (f"Shaded: {band.name}, {trend.during(band)}." for band in trend.bands)
    marked = (f"Vertical line: {cut.name}, from {trend.quarters[cut.at]}." for cut in trend.cuts)
    brackets = (f"{trend.compared} (brackets).",) if trend.spans else ()
    fitted = (f"Line without points: {_lowered(trend.path.name)}; dotted: its limits.",) if trend.path else ()
    return (*shaded, *marked, *brackets, *fitted, *notes)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
