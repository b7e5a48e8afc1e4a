"""Horizontal bars: names at the left (above the bar on a phone), values at the end, whiskers where there are any."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Sheet

from crimekit.charts.canvas import Size, bold, plot, rule, saved, sheet, write
from crimekit.charts.layout import text_width, tick_labels, wrap
from crimekit.charts.marks import NOT_AVAILABLE
from crimekit.charts.palette import EDGE, INK, MAIN, PAPER, PEER, SOFT

_GAP = 24.0  # between two columns
_LEAST = 24.0  # for the longest bar, whatever is printed beside it
_COLUMNS = {"narrow": 1, "wide": 2, "broad": 3}
_THICK = {True: 0.66, False: 0.37}  # the thickness of a bar, of the step to the next: wide, and on a phone


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
    title: str = ""  # printed above, where there are several

    def text(self, bar: Bar) -> str:
        """What is printed at the end of a bar."""
        return NOT_AVAILABLE if bar.value is None else self.number(bar.value)


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the bars of one edition are."""

    bars: Axes  # with what lies behind them
    axes: Axes  # for what lies before them
    left: float
    right: float
    top: float
    step: float  # from one bar to the next
    low: float  # the value at the left
    high: float
    edges: tuple[float, float]  # of the room there is, across

    def x(self, value: float) -> float:
        """Where a value stands, from the left of the sheet."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


@dataclass(frozen=True, slots=True)
class _Layout:
    """One chart of an edition: its names in lines, and the heights of its parts."""

    chart: Bars
    names: tuple[str, ...]
    above: float
    step: float  # from one bar to the next
    below: float

    @property
    def height(self) -> float:
        return self.above + self.step * len(self.names) + self.below


def draw_bars(charts: Sequence[Bars], size: Size) -> str:
    """The chart in one of its editions, or several in as many columns as there is room for, as SVG."""
    across = min(_COLUMNS[size.name], len(charts))
    width = (size.width - _GAP * (across - 1)) / across
    room = _names_room(charts, size, width)
    layouts = [_layout(chart, size, room) for chart in charts]
    lines = [layouts[first : first + across] for first in range(0, len(charts), across)]
    heights = [max(layout.height for layout in line) for line in lines]
    paper = sheet(size, height=sum(heights))
    before, top = plot(paper), 0.0
    before.set_zorder(1)
    for line, height in zip(lines, heights, strict=True):
        for column, layout in enumerate(line):
            _draw(layout, before, size, at=(column * (width + _GAP), top), width=width, room=room)
        top += height
    return saved(paper)


def _names_room(charts: Sequence[Bars], size: Size, width: float) -> float:
    """How wide the names at the left are; on a phone they stand above the bars, as wide as the sheet."""
    widest = max(text_width(bar.name, size.font) for chart in charts for bar in chart.bars)
    return min(widest + 10, width * (0.36 if len(charts) == 1 else 0.5)) if size.is_wide else width


def _layout(chart: Bars, size: Size, room: float) -> _Layout:
    names = tuple(wrap(bar.name, room - 8, size.font) for bar in chart.bars)
    lines = max(name.count("\n") for name in names)
    step = lines * size.font * 1.2 + (44 if not size.is_wide else 20 if chart.title else 27)
    above = (30.0 if chart.average is not None else 6.0) + (18.0 if chart.title else 0.0)
    return _Layout(chart, names, above, step, below=24 if chart.ticks else 14 if chart.title else 6)


def _draw(layout: _Layout, before: Axes, size: Size, *, at: tuple[float, float], width: float, room: float) -> None:
    chart, step, wide = layout.chart, layout.step, size.is_wide
    left, top = at[0] + (room if wide else 2.0), at[1] + layout.above
    numbers = max(text_width(chart.text(bar), size.font) for bar in chart.bars) + 18
    right = max(at[0] + width - numbers, left + _LEAST)
    bottom = top + step * len(chart.bars)
    low = min([0.0, *(bar.value for bar in chart.bars if bar.value is not None)])
    bars = plot(cast("Sheet", before.get_figure()), (left, top, right, bottom))
    rows = Rows(bars, before, left, right, top, step, low, chart.end, (at[0], at[0] + width))
    _fill(rows, chart.bars, wide=wide)
    _scale(rows, chart, size, bottom=bottom)
    if chart.title:
        write(rows.axes, (at[0] + 2, at[1] + 14), chart.title, **bold(chart.title, size))
    for position, (bar, name) in enumerate(zip(chart.bars, layout.names, strict=True)):
        _label(rows, bar, name, place=position, size=size, text=chart.text(bar), average=chart.average)
        _whisker(rows, bar, place=position, wide=wide)
    if chart.average is not None:
        shown = sum(bar.value is not None for bar in chart.bars)
        _average(rows, chart, size, shown=shown)


def _fill(rows: Rows, bars: Sequence[Bar], *, wide: bool) -> None:
    import seaborn as sns  # a third of a second, which what draws nothing need not pay

    shown = [(place, bar) for place, bar in enumerate(bars) if bar.value is not None]
    rows.bars.set_xlim(rows.low, rows.high)
    rows.bars.set_autoscale_on(False)
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
        width=_THICK[wide],
        edgecolor=EDGE,
        linewidth=1,
        clip_on=False,
        ax=rows.bars,
    )
    rows.bars.set_axis_off()
    centre = 0.5 if wide else 0.22  # on a phone the name stands above the bar
    rows.bars.set_ylim(len(bars) - 1 + centre, centre - 1)
    rows.bars.set_xlim(rows.low, rows.high)


def _scale(rows: Rows, chart: Bars, size: Size, *, bottom: float) -> None:
    suffix = "%" if chart.number(0.0).endswith("%") else ""
    for value, text in zip(chart.ticks, tick_labels(chart.ticks, suffix=suffix), strict=True):
        x = rows.x(value)
        rule(rows.bars, (x, x), (rows.top, bottom), zorder=0)
        place = "left" if value == rows.low and not size.is_wide else "center"
        write(rows.axes, (x, bottom + 6 + size.small), text, ha=place, fontsize=size.small)


def _middle(rows: Rows, place: int, *, wide: bool) -> float:
    return rows.top + (place + (0.5 if wide else 0.78)) * rows.step


def _label(rows: Rows, bar: Bar, name: str, *, place: int, size: Size, text: str, average: float | None) -> None:
    wide = size.is_wide
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


def _average(rows: Rows, chart: Bars, size: Size, *, shown: int) -> None:
    """Draw the average across the bars that are shown: on a phone beside each bar, for the names stand between them."""
    value = chart.average or 0.0
    x, text = rows.x(value), f"{chart.average_name} {chart.number(value)}"
    bottom = rows.top + rows.step * shown
    looks: dict[str, Any] = {"linestyle": (0, (5, 3))}
    stretches = [(rows.top - 4, bottom)]
    if not size.is_wide:
        looks, tall = {}, rows.step * _THICK[False] / 2 + 3
        middles = [_middle(rows, place, wide=False) for place in range(shown)]
        stretches = [(middle - tall, middle + tall) for middle in middles]
    for stretch in stretches:
        rule(rows.axes, (x, x), stretch, color=PAPER, linewidth=4, zorder=4)
        rule(rows.axes, (x, x), stretch, color=INK, linewidth=1.5, zorder=5, **looks)
    half = text_width(text, size.small) / 2
    centre = max(min(x, rows.edges[1] - size.margin - half), rows.edges[0] + half)
    write(rows.axes, (centre, rows.top - 10), text, ha="center", fontsize=size.small)
