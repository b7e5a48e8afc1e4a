"""Horizontal bars: names at the left (above the bar on a phone), values at the end, whiskers where there are any."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import seaborn as sns
from matplotlib.axes import Axes

from crimekit.charts.canvas import WIDE, Size, plot, rule, saved, sheet, write
from crimekit.charts.layout import text_width, tick_labels, wrap
from crimekit.charts.marks import NOT_AVAILABLE
from crimekit.charts.palette import EDGE, INK, MAIN, PAPER, PEER, SOFT


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: None is printed as not available and has no bar."""

    name: str
    value: float | None
    leads: bool = False
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Everything that is drawn, in order from the top; `average` is a line across with its name."""

    bars: tuple[Bar, ...]
    number: Callable[[float], str]
    end: float  # where the scale ends
    average: float | None = None
    average_name: str = ""
    ticks: tuple[float, ...] = ()  # printed under the bars, where the scale matters

    def text(self, bar: Bar) -> str:
        """What is printed at the end of a bar."""
        return NOT_AVAILABLE if bar.value is None else self.number(bar.value)


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the bars of one edition are."""

    axes: Axes
    left: float
    right: float
    top: float
    step: float  # from one bar to the next
    low: float  # the value at the left
    high: float

    def x(self, value: float) -> float:
        """Where a value stands, from the left of the sheet."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def draw_bars(chart: Bars, size: Size) -> str:
    """The chart in one of its two editions, as SVG."""
    wide = size is WIDE
    widest = max(text_width(bar.name, size.font) for bar in chart.bars)
    left = min(widest + 10, size.width * 0.36) if wide else 2.0
    names = [wrap(bar.name, left - 8 if wide else size.width - 8, size.font) for bar in chart.bars]
    step = max(name.count("\n") for name in names) * size.font * 1.2 + (27 if wide else 44)
    top = 30.0 if chart.average is not None else 6.0
    paper = sheet(size, height=top + step * len(chart.bars) + (24 if chart.ticks else 6))
    right = size.width - max(text_width(chart.text(bar), size.font) for bar in chart.bars) - 18
    bottom = top + step * len(chart.bars)
    axes = plot(paper, (left, top, right, bottom))
    low = min([0.0, *(bar.value for bar in chart.bars if bar.value is not None)])
    rows = Rows(axes, left, right, top, step, low, chart.end)
    _fill(rows, chart.bars, wide=wide)
    _scale(rows, chart, size, bottom=bottom)
    for place, (bar, name) in enumerate(zip(chart.bars, names, strict=True)):
        _label(rows, bar, name, place=place, size=size, text=chart.text(bar), average=chart.average)
        _whisker(rows, bar, place=place, wide=wide)
    if chart.average is not None:
        shown = sum(bar.value is not None for bar in chart.bars)
        _average(rows, chart, size, bottom=top + step * shown)
    return saved(paper)


def _fill(rows: Rows, bars: Sequence[Bar], *, wide: bool) -> None:
    shown = [(place, bar) for place, bar in enumerate(bars) if bar.value is not None]
    rows.axes.set_xlim(rows.low, rows.high)
    rows.axes.set_autoscale_on(False)
    sns.barplot(
        x=[bar.value for _, bar in shown],
        y=[place for place, _ in shown],
        hue=["own" if bar.leads else "peer" for _, bar in shown],
        palette={"own": MAIN, "peer": PEER},
        saturation=1,
        orient="y",
        native_scale=True,
        errorbar=None,
        dodge=False,
        legend=False,
        width=0.66 if wide else 0.37,
        edgecolor=EDGE,
        linewidth=1,
        clip_on=False,
        ax=rows.axes,
    )
    rows.axes.set_axis_off()
    centre = 0.5 if wide else 0.22  # on a phone the name stands above the bar
    rows.axes.set_ylim(len(bars) - 1 + centre, centre - 1)
    rows.axes.set_xlim(rows.low, rows.high)


def _scale(rows: Rows, chart: Bars, size: Size, *, bottom: float) -> None:
    suffix = "%" if chart.number(0.0).endswith("%") else ""
    for value, text in zip(chart.ticks, tick_labels(chart.ticks, suffix=suffix), strict=True):
        x = rows.x(value)
        rule(rows.axes, (x, x), (rows.top, bottom), zorder=0)
        place = "left" if value == rows.low and size is not WIDE else "center"
        write(rows.axes, (x, bottom + 6 + size.small), text, ha=place, fontsize=size.small)


def _middle(rows: Rows, place: int, *, wide: bool) -> float:
    return rows.top + (place + (0.5 if wide else 0.78)) * rows.step


def _label(rows: Rows, bar: Bar, name: str, *, place: int, size: Size, text: str, average: float | None) -> None:
    wide = size is WIDE
    middle, lines = _middle(rows, place, wide=wide), name.split("\n")
    weight = {"fontweight": "bold"} if bar.leads else {}
    first = (
        middle - (len(lines) - 1) * size.font * 0.6 + size.font * 0.36 if wide else rows.top + place * rows.step + 20
    )
    for row, line in enumerate(lines):
        at = (rows.left - 8 if wide else rows.left, first + row * size.font * 1.2)
        write(rows.axes, at, line, ha="right" if wide else "left", fontsize=size.font, color=INK, **weight)
    end = rows.x(max(bar.value or 0.0, bar.upper or 0.0, 0.0)) + 6
    if average is not None and end - 8 < rows.x(average) < end + text_width(text, size.font):
        end = rows.x(average) + 6
    colour = SOFT if bar.value is None else INK
    write(rows.axes, (end, middle + size.font * 0.36), text, fontsize=size.font, color=colour, **weight)


def _whisker(rows: Rows, bar: Bar, *, place: int, wide: bool) -> None:
    if bar.value is None or bar.lower is None or bar.upper is None:
        return
    middle, ends = _middle(rows, place, wide=wide), (rows.x(bar.lower), rows.x(bar.upper))
    for colour, width in ((PAPER, 4), (INK, 1.6)):
        rule(rows.axes, ends, (middle, middle), color=colour, linewidth=width, zorder=5)
        for end in ends:
            rule(rows.axes, (end, end), (middle - 4, middle + 4), color=colour, linewidth=width, zorder=5)


def _average(rows: Rows, chart: Bars, size: Size, *, bottom: float) -> None:
    value = chart.average or 0.0
    x, text = rows.x(value), f"{chart.average_name} {chart.number(value)}"
    rule(rows.axes, (x, x), (rows.top - 4, bottom), color=PAPER, linewidth=4, zorder=4)
    rule(rows.axes, (x, x), (rows.top - 4, bottom), color=INK, linewidth=1.5, linestyle=(0, (5, 3)), zorder=5)
    half = text_width(text, size.small) / 2
    centre = max(min(x, size.width - size.margin - half), half)
    write(rows.axes, (centre, rows.top - 10), text, ha="center", fontsize=size.small)
