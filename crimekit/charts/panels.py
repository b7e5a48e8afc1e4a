"""One plot of a trend: its axes, its shaded bands, its levels and its lines; places in pixels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Sheet

from crimekit.charts.canvas import Size, plot, rule, write
from crimekit.charts.layout import every, text_width, tick_labels, wrap
from crimekit.charts.marks import NOT_AVAILABLE, Band, Cut, Level, Line, Path, Span, newest
from crimekit.charts.palette import BAND, EDGE, GRID, MAIN, PAPER, SECOND, SOFT
from crimekit.quarters import Quarter

_HALF = 0.5  # a quarter reaches half a step to either side of its point


@dataclass(frozen=True, slots=True)
class Frame:
    """A plot on its sheet: where it is, and which quarters and values it covers."""

    axes: Axes
    box: tuple[float, float, float, float]  # left, top, right, bottom
    quarters: tuple[Quarter, ...]
    ticks: tuple[float, ...]

    @classmethod
    def of(
        cls,
        paper: Sheet,
        box: tuple[float, float, float, float],
        quarters: tuple[Quarter, ...],
        *,
        scale: tuple[float, ...],
    ) -> Frame:
        """A plot of these quarters and values in that box of the sheet."""
        axes = plot(paper, box)
        axes.set_xlim(-_HALF, len(quarters) - _HALF)
        axes.set_ylim(scale[0], scale[-1])
        return cls(axes, box, quarters, scale)

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

    def latest(self, line: Line, number: Callable[[float], str]) -> str:
        """The newest value of a line in words, with its quarter where that is not the last one."""
        place = newest(line)
        if place is None:
            return NOT_AVAILABLE
        text = number(line.values[place] or 0.0)
        is_last = place == len(self.quarters) - 1
        return f"Latest {text}" if is_last else f"{text} ({self.quarters[place]}, the newest figure)"


def draw_axes(frame: Frame, size: Size, *, suffix: str) -> None:
    """Draw gridlines with their values, and the financial years centred under their quarters."""
    left, _, right, bottom = frame.box
    for value in frame.ticks:
        rule(frame.axes, (left, right), (frame.y(value),) * 2, color=EDGE if value == 0 else GRID)
    for value, text in zip(frame.ticks, tick_labels(frame.ticks, suffix=suffix), strict=True):
        write(frame.axes, (left - 6, frame.y(value) + size.small * 0.36), text, ha="right", fontsize=size.small)
    years = [(year, [place for place, _ in group]) for year, group in _by_year(frame.quarters)]
    edges = [frame.x(places[0] - _HALF) for _, places in years] + [right]
    for edge in edges:
        rule(frame.axes, (edge, edge), (bottom, bottom + 5), color=EDGE)
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
        frame.axes.axvspan(band.first - _HALF, band.last + _HALF, color=BAND, linewidth=0, zorder=0, clip_on=False)
    for cut in cuts:
        x = frame.x(cut.at - _HALF)
        rule(frame.axes, (x, x), (top, bottom), color=SOFT, linewidth=1.5, linestyle=(0, (2, 2)), zorder=2)


def name_bands(frame: Frame, bands: Sequence[Band], cuts: Sequence[Cut], size: Size) -> None:
    """Write the reasons above them, where there is room for one."""
    _, top, right, _ = frame.box
    taken = 0.0
    named = [*(((band.first + band.last) / 2, band.name) for band in bands)]
    named += [(cut.at - _HALF, cut.name) for cut in cuts]
    for place, name in sorted(named):
        text = wrap(name, 100, size.small)
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
        heights = [math.nan if value is None else value for value in values]
        frame.axes.plot(
            range(len(heights)), heights, color=SECOND, linestyle=dash, linewidth=width, clip_on=False, zorder=2
        )


def draw_levels(frame: Frame, levels: Sequence[Level]) -> None:
    """Draw the average and the limits across the plot."""
    for level in levels:
        dash = (0, (1.5, 3)) if level.dotted else (0, (6, 3))
        frame.axes.axhline(level.value, color=SOFT, linewidth=1.3, linestyle=dash, zorder=2, clip_on=False)


def draw_line(frame: Frame, line: Line, *, second: bool = False) -> None:
    """Draw one line with its points; a point alone between gaps still shows, and the latest is larger."""
    colour, shape = (SECOND, "s") if second else (MAIN, "o")
    values = [math.nan if value is None else value for value in line.values]
    shown = [place for place, value in enumerate(line.values) if value is not None]
    style: dict[str, Any] = {"color": colour, "clip_on": False, "zorder": 3}
    frame.axes.plot(range(len(values)), values, linewidth=2.2, linestyle=(0, (5, 2)) if second else "-", **style)
    dots = [(x, y) for place in shown for x, y in ((place, values[place]), (place, values[place]), (place, math.nan))]
    cap = "projecting" if second else "round"  # a line of no length is its two ends: a square, or a dot
    xs, ys = [x for x, _ in dots], [y for _, y in dots]
    frame.axes.plot(xs, ys, linewidth=4, solid_capstyle=cap, **style)
    _point(frame, [place for place in line.marked if place in shown], values, marker="D", color=SECOND, size=7)
    _point(frame, shown[-1:], values, marker=shape, color=colour, size=9)


def _point(
    frame: Frame, places: Sequence[int], values: Sequence[float], *, marker: str, color: str, size: float
) -> None:
    if not places:
        return
    heights = [values[place] for place in places]
    frame.axes.plot(
        places,
        heights,
        linewidth=0,
        marker=marker,
        color=color,
        markersize=size,
        markeredgecolor=PAPER,
        markeredgewidth=1,
        clip_on=False,
        zorder=4,
    )
