"""One plot of a trend: its axes, its shaded bands, its levels and its lines; places in pixels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from matplotlib.axes import Axes

from crimekit.charts.canvas import Size, rule, shade, write
from crimekit.charts.layout import every, text_width, tick_labels, wrap
from crimekit.charts.marks import NOT_AVAILABLE, Band, Cut, Level, Line, Path, Span, newest
from crimekit.charts.palette import EDGE, MAIN, PAPER, SECOND, SOFT
from crimekit.quarters import Quarter

_HALF = 0.5  # a quarter reaches half a step to either side of its point


@dataclass(frozen=True, slots=True)
class Frame:
    """A plot on its sheet: where it is, and which quarters and values it covers."""

    axes: Axes
    box: tuple[float, float, float, float]  # left, top, right, bottom
    quarters: tuple[Quarter, ...]
    ticks: tuple[float, ...]

    @staticmethod
    def gutter(scale: tuple[float, ...], suffix: str, size: Size) -> float:
        """How wide the labels of the vertical axis are."""
        return max(text_width(text, size.small) for text in tick_labels(scale, suffix=suffix))

    def x(self, place: float) -> float:
        """Where a quarter stands, from the left of the sheet."""
        left, _, right, _ = self.box
        return left + (place + _HALF) / len(self.quarters) * (right - left)

    def y(self, value: float) -> float:
        """Where a value stands, from the top of the sheet."""
        _, top, _, bottom = self.box
        return bottom - (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0]) * (bottom - top)

    def places(self, values: Sequence[float | None]) -> tuple[list[float], list[float]]:
        """Where a value for each quarter stands, across and down; a gap where there is none."""
        down = [math.nan if value is None else self.y(value) for value in values]
        return [self.x(place) for place in range(len(values))], down

    def latest(self, line: Line, number: Callable[[float], str]) -> str:
        """The newest value of a line in words, with its quarter where that is not the last one."""
        place = newest(line)
        if place is None:
            return NOT_AVAILABLE
        text = (line.number or number)(line.values[place] or 0.0)
        is_last = place == len(self.quarters) - 1
        return f"Latest {text}" if is_last else f"{text} ({self.quarters[place]}, the newest figure)"


def draw_axes(frame: Frame, size: Size, *, suffix: str) -> None:
    """Draw gridlines with their values, and the financial years centred under their quarters."""
    left, _, right, bottom = frame.box
    for value in frame.ticks:
        looks: dict[str, Any] = {"color": EDGE, "zorder": 1.5} if value == 0 else {}
        rule(frame.axes, (left, right), (frame.y(value),) * 2, **looks)
    for value, text in zip(frame.ticks, tick_labels(frame.ticks, suffix=suffix), strict=True):
        write(frame.axes, (left - 6, frame.y(value) + size.small * 0.36), text, ha="right", fontsize=size.small)
    years = [(year, [place for place, _ in group]) for year, group in _by_year(frame.quarters)]
    edges = [frame.x(places[0] - _HALF) for _, places in years] + [right]
    for edge in edges:
        rule(frame.axes, (edge, edge), (bottom, bottom + 5), color=EDGE, zorder=1.5)
    centres = [(before + after) / 2 for before, after in pairwise(edges)]
    names = [year for year, _ in years]
    for place in every(centres, [text_width(name, size.small) for name in names], gap=6):
        half = text_width(names[place], size.small) / 2
        x = max(min(centres[place], size.width - size.margin - half), half)
        write(frame.axes, (x, bottom + 8 + size.small), names[place], ha="center", fontsize=size.small)


def _by_year(quarters: Sequence[Quarter]) -> list[tuple[str, list[tuple[int, Quarter]]]]:
    groups = groupby(enumerate(quarters), key=lambda pair: pair[1].financial_year)
    return [(year, list(group)) for year, group in groups]


def draw_bands(frame: Frame, bands: Sequence[Band], cuts: Sequence[Cut]) -> None:
    """Shade the quarters that do not compare, and draw a line before those that do not compare with earlier ones."""
    _, top, _, bottom = frame.box
    for band in bands:
        shade(frame.axes, (frame.x(band.first - _HALF), frame.x(band.last + _HALF)), (top, bottom))
    for cut in cuts:
        x = frame.x(cut.at - _HALF)
        rule(frame.axes, (x, x), (top, bottom), color=SOFT, linewidth=1.5, linestyle=(0, (2, 2)), zorder=2)


def name_bands(frame: Frame, bands: Sequence[Band], cuts: Sequence[Cut], size: Size, *, room: float = 100) -> None:
    """Write the reasons above them, in lines of about `room`, where one does not touch another."""
    _, top, right, _ = frame.box
    taken = 0.0
    named = [*(((band.first + band.last) / 2, band.name) for band in bands)]
    named += [(cut.at - _HALF, cut.name) for cut in cuts]
    for place, name in sorted(named):
        text = wrap(name, room, size.small)
        half = text_width(text, size.small) / 2
        centre = max(min(frame.x(place), right - half), half)
        if centre - half < taken:
            continue
        taken = centre + half + 6
        lines = text.split("\n")
        for row, line in enumerate(lines, start=1):
            y = top - 5 - (len(lines) - row) * size.small * 1.2
            write(frame.axes, (centre, y), line, ha="center", fontsize=size.small)


def draw_spans(frame: Frame, spans: Sequence[Span], size: Size) -> None:
    """Draw a bracket under the quarters of each span, below the names of the years."""
    low = frame.box[3] + size.small + 20
    for span in spans:
        left, right = frame.x(min(span.places) - _HALF) + 2, frame.x(max(span.places) + _HALF) - 2
        rule(frame.axes, (left, right), (low, low), color=SOFT, linewidth=1.5)
        for end in (left, right):
            rule(frame.axes, (end, end), (low - 5, low + 0.75), color=SOFT, linewidth=1.5)


def draw_path(frame: Frame, path: Path) -> None:
    """Draw a fitted line with its limits."""
    for values, dash, width in (
        (path.values, "-", 1.8),
        (path.lower, (0, (1.5, 2.5)), 1.3),
        (path.upper, (0, (1.5, 2.5)), 1.3),
    ):
        rule(frame.axes, *frame.places(values), color=SECOND, linestyle=dash, linewidth=width, zorder=2)


def draw_levels(frame: Frame, levels: Sequence[Level]) -> None:
    """Draw the average and the limits across the plot."""
    left, _, right, _ = frame.box
    for level in levels:
        dash, y = (0, (1.5, 3)) if level.dotted else (0, (6, 3)), frame.y(level.value)
        rule(frame.axes, (left, right), (y, y), color=SOFT, linewidth=1.3, linestyle=dash, zorder=2)


def draw_line(frame: Frame, line: Line, *, second: bool = False) -> None:
    """Draw one line with its points; a point alone between gaps still shows, and the latest is larger."""
    colour, cap = (SECOND, "projecting") if second else (MAIN, "round")
    shown = [place for place, value in enumerate(line.values) if value is not None]
    xs, ys = frame.places(line.values)
    dash = (0, (5, 2)) if second else "-"
    rule(frame.axes, xs, ys, color=colour, linewidth=2.2, linestyle=dash, zorder=3)
    points = [(xs[place], ys[place]) for place in shown]
    _draw_dots(frame, points, color=colour, width=4, cap=cap, zorder=3.5)
    marked = [place for place in line.marked if place in shown]
    at = [xs[place] for place in marked], [ys[place] for place in marked]
    rule(frame.axes, *at, color=SECOND, linewidth=0, marker="D", markersize=7, markeredgecolor=PAPER, zorder=4)
    _draw_dots(frame, points[-1:], color=PAPER, width=10, cap=cap, zorder=5)
    _draw_dots(frame, points[-1:], color=colour, width=8, cap=cap, zorder=6)


def _draw_dots(
    frame: Frame, points: Sequence[tuple[float, float]], *, color: str, width: float, cap: str, zorder: float
) -> None:
    """Draw lines of no length, which are their two ends: dots, or squares where the ends project."""
    corners = [corner for point in points for corner in (point, point, (math.nan, math.nan))]
    across, down = zip(*corners, strict=True) if corners else ((), ())
    rule(frame.axes, across, down, color=color, linewidth=width, solid_capstyle=cap, zorder=zorder)
