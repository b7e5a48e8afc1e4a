"""The trend: quarterly lines over financial years, alone, in a pair, or as small multiples, each on its own scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import count, groupby, pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.markers import TICKDOWN, TICKUP
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation

from crimekit.charts import style
from crimekit.charts.data import NOT_AVAILABLE, Line, Number, Trend, break_marks
from crimekit.charts.style import NARROW, WIDE, Colour, Label
from crimekit.errors import DataError
from crimekit.periods import Quarter
from crimekit.words import number

_HALF = 0.5  # a quarter reaches half a step to either side of its point


def draw_trend(trend: Trend, width: int = WIDE) -> Figure:
    """The trend as a figure of matplotlib: one or two lines share a plot, more become small multiples.

    On a phone, two lines have a plot each as well.

    Examples
    --------
    >>> from crimekit.periods import quarters_between
    >>> quarters = quarters_between(Quarter.parse("2022-23 Q1"), Quarter.parse("2022-23 Q4"))
    >>> line = Line("Vehicle crime", (1.9, 2.0, 1.85, 1.81))
    >>> trend = Trend(quarters, (line,), "Offences per 1,000 population", "{:.2f}".format)
    >>> [label.get_text() for label in draw_trend(trend).axes[0].get_xticklabels()]
    ['2022-23']
    """
    with style.house_style(width):
        return _alone(trend, width) if len(trend.lines) <= (1 if width <= NARROW else 2) else _panels(trend, width)


def draw_series(
    title: str,
    quarters: tuple[Quarter, ...],
    values: tuple[float | None, ...],
    unit: str,
    number: Number,
    breaks: Iterable[Any],
) -> Figure:
    """A single series with the breaks that touch it."""
    if not any(value is not None for value in values):
        raise DataError(f"{title}: found no series of figures; expected one to draw")
    return draw_trend(Trend(quarters, (Line(title, values),), unit, number, break_marks(breaks, quarters)))


def _alone(trend: Trend, width: int) -> Figure:
    """One plot, with labels at the ends of its lines."""
    drawing = style.sheet(width, (300 if width <= NARROW else 320) + (34 if trend.spans else 0))
    axes = drawing.subplots()
    draw_lines(axes, trend, trend.lines)
    axes.set_ylabel(trend.unit)
    names, ends = _name_breaks(axes, trend, room=100), _label_ends(axes, trend, room=76 if width <= NARROW else 120)
    if trend.spans:
        middle = float(np.mean([place for span in trend.spans for place in span.places]))
        style.write(axes, "Years compared", (middle, 0), axes.get_xaxis_transform(), (0, -42), ha="center")
    renderer = style.settle(drawing, above=max((len(name) for name in names), default=0) * style.font_size(width) * 1.1)
    _fit(axes, names, renderer)
    _part(ends, renderer, low=axes.bbox.y0, high=drawing.bbox.y1)
    return drawing


def _panels(trend: Trend, width: int) -> Figure:
    """A plot for each line, with its name and newest value above it."""
    total, font = len(trend.lines), style.font_size(width)
    across = 1 if width <= NARROW else 4 if total in (4, 7, 8) else min(3, total)
    down = -(-total // across)
    titles = [style.wrap(line.name, width / across - 18, font) for line in trend.lines]
    named = 1.3 * font if trend.marks else 0.0  # room in the first row for their names
    head = 46 + max(title.count("\n") for title in titles) * font * 1.2
    tall = (89 if width <= NARROW else 114) + head + (40 if trend.spans else 30)
    drawing = style.sheet(width, down * tall + named)
    plots = list(drawing.subplots(down, across, sharey=not trend.own_scales, squeeze=False).flat)
    for place, (axes, line, title) in enumerate(zip(plots, trend.lines, titles, strict=False)):
        draw_lines(axes, trend, [line])
        axes.yaxis.set_label_coords(0, 0)
        lifted = named if place < across else 0.0
        axes.set_title(title, pad=lifted + 1.4 * font + 4)
        style.write(axes, _newest(trend, line), (0, 1), "axes fraction", (0, lifted + 5), rise=1)
    drawing.supylabel(trend.unit, fontsize=font - 1, color=Colour.SOFT)
    for empty in plots[total:]:
        empty.remove()
    names = _name_breaks(plots[0], trend, room=width / across)
    renderer = style.settle(drawing)
    for axes in plots[:total]:
        _fit(axes, names if axes is plots[0] else [], renderer)
    return drawing


def draw_lines(axes: Axes, trend: Trend, lines: Sequence[Line]) -> None:
    """Draw some of the lines of a trend into a plot, on their scale or that of a pair, with what is marked in it."""
    scaled = lines if trend.own_scales else trend.lines
    values = [value for line in scaled for value in line.values if value is not None]
    scale = _ticks(min(values, default=0.0), max((*values, *(trend.expected or ())), default=0.0))
    axes.set_xlim(-_HALF, len(trend.quarters) - _HALF)
    axes.set_ylim(scale[0], scale[-1])
    axes.set_yticks(scale, _tick_labels(scale, suffix="%" if trend.number(0.0).endswith("%") else ""))
    axes.xaxis.set_label_coords(0, 0)  # it has no label that a place must be found for
    axes.spines.bottom.set_visible(False)
    axes.axhline(0, color=Colour.EDGE, linewidth=1)
    _draw_years(axes, trend.quarters)
    for mark in trend.marks:
        if mark.last is None:
            axes.axvline(mark.first - _HALF, color=Colour.SOFT, linewidth=1.5, linestyle=(0, (2, 2)))
        else:
            axes.axvspan(mark.first - _HALF, mark.last + _HALF, facecolor=Colour.BAND, linewidth=0, zorder=0)
    below = axes.get_xaxis_transform() + ScaledTranslation(0, -0.43, axes.figure.dpi_scale_trans)
    bracket: dict[str, Any] = {"marker": TICKUP, "markeredgewidth": 1.5, "linewidth": 1.5, "clip_on": False}
    for span in trend.spans:
        ends = (min(span.places) - 0.4, max(span.places) + 0.4)
        axes.plot(ends, (0, 0), color=Colour.SOFT, transform=below, **bracket)
    if trend.expected:
        axes.vlines(len(trend.quarters) - 1, *trend.expected, color=Colour.PEER, linewidth=7, zorder=2)
    for place, line in enumerate(lines):
        _draw_line(axes, line, second=place > 0)


def _ticks(lowest: float, highest: float) -> list[float]:
    """About five round values from zero (or below `lowest`, where that is negative) to `highest` or above.

    Examples
    --------
    >>> _ticks(0.4, 4.2), _ticks(-2, 0.3), _ticks(0, 0)
    ([0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [-2.0, -1.5, -1.0, -0.5, 0.0, 0.5], [0.0, 1.0])
    """
    low, high = min(lowest, 0.0), max(highest, 0.0)
    if low == high:
        return [0.0, 1.0]
    return [float(f"{value:.12g}") for value in MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)]


def _tick_labels(values: Sequence[float], *, suffix: str) -> list[str]:
    """The ticks as text, with the decimals that their step needs; exact, so that nothing is rounded.

    Examples
    --------
    >>> _tick_labels([0.0, 0.25, 0.5], suffix=""), _tick_labels([-1000.0, 0.0], suffix="%")
    (['0', '0.25', '0.50'], ['−1,000%', '0%'])
    """
    decimals = max(len(f"{value:.12f}".rstrip("0").partition(".")[2]) for value in values)
    return [("0" if value == 0 else number(value, decimals)) + suffix for value in values]


def _draw_years(axes: Axes, quarters: Sequence[Quarter]) -> None:
    """The financial years, each centred under its quarters, between the marks where they begin and end."""
    years = [(year, len(list(group))) for year, group in groupby(quarters, key=lambda quarter: quarter.financial_year)]
    edges = np.cumsum([0, *(length for _, length in years)]) - _HALF
    axes.set_xticks([(start + end) / 2 for start, end in pairwise(edges)], [year for year, _ in years])
    marks: dict[str, Any] = {"marker": TICKDOWN, "linestyle": "", "color": Colour.EDGE, "clip_on": False}
    axes.plot(edges, [0] * len(edges), transform=axes.get_xaxis_transform(), **marks)


def _draw_line(axes: Axes, line: Line, *, second: bool) -> None:
    """Draw a line with its points; a point alone between gaps still shows, and the newest is larger.

    A point is a line of no length, which is its two ends: a dot, or a square where the ends project. (Of hardly any:
    in a PNG one of none is not drawn.)
    """
    along = np.arange(len(line.values))[:, None] + [0, 1e-9, np.nan]
    down = np.array(line.values, dtype=float)  # a gap where there is none
    look: dict[str, Any] = {"color": Colour.SECOND if second else Colour.MAIN, "clip_on": False}
    axes.plot(down, linewidth=2.2, linestyle=(0, (5, 2)) if second else "-", zorder=3, **look)
    ends = look | {"solid_capstyle": "projecting" if second else "round", "snap": False}
    axes.plot(along.ravel(), np.repeat(down, 3), linewidth=4, zorder=4, **ends)
    if line.newest is not None:
        point = (along[line.newest, :2], down[[line.newest] * 2])
        axes.plot(*point, linewidth=10, zorder=5, **ends | {"color": Colour.PAPER})
        axes.plot(*point, linewidth=8, zorder=6, **ends)


def _newest(trend: Trend, line: Line, name: str = "Latest") -> str:
    """The newest value of a line with its name, and with its quarter where that is not the last one."""
    if line.newest is None:
        return NOT_AVAILABLE
    quarter = "" if line.newest == len(trend.quarters) - 1 else f" ({trend.quarters[line.newest]})"
    return f"{name}{quarter} {(line.number or trend.number)(line.values[line.newest] or 0.0)}"


def _name_breaks(axes: Axes, trend: Trend, *, room: float) -> list[Label]:
    """Write the names of the breaks above the plot, from the left, in lines of about `room`."""
    named = [
        (mark.first - _HALF if mark.last is None else (mark.first + mark.last) / 2, mark.name) for mark in trend.marks
    ]
    look: dict[str, Any] = {"on": axes.get_xaxis_transform(), "shift": (0, 4), "rise": 1, "ha": "center"}
    # `_fit` moves them into the plot, so they need no room beside it
    return [style.write(axes, name, (at, 1), room=room, in_layout=False, **look) for at, name in sorted(named)]


def _label_ends(axes: Axes, trend: Trend, *, room: float) -> list[Label]:
    """Write beside the ends of the lines what they are: a line alone is "Latest", one of two has its name."""
    look: dict[str, Any] = {"weight": "bold", "color": Colour.INK, "rise": 0.5, "room": room}
    place: dict[str, Any] = {"on": axes.get_yaxis_transform(), "shift": (6, 0)}
    named = [(line, "Latest" if len(trend.lines) == 1 else line.name) for line in trend.lines]
    return [
        style.write(axes, _newest(trend, line, name), (1, line.values[line.newest] or 0.0), **place, **look)
        for line, name in named
        if line.newest is not None
    ]


def _part(labels: Sequence[Label], renderer: RendererSVG, *, low: float, high: float) -> None:
    """Move two labels that touch apart, each as far as the other where there is room between two heights."""
    boxes = [(style.extent(label, renderer), label) for label in labels]
    for (under, lower), (over, upper) in pairwise(sorted(boxes, key=lambda placed: placed[0].y0 + placed[0].y1)):
        push = (under.height + over.height - (over.y0 + over.y1 - under.y0 - under.y1)) / 2 + 3
        if push > 0:
            down = min(push / 2, (under.y0 + under.y1) / 2 - low)
            up = min(push - down, high - over.y1)
            style.move(lower, up=up - push)
            style.move(upper, up=up)


def _fit(axes: Axes, names: Sequence[Label], renderer: RendererSVG) -> None:
    """Leave out years (counted back from the last) and names of breaks (from the left) that would touch another."""
    years = axes.get_xticklabels()[::-1]
    boxes = [year.get_window_extent(renderer) for year in years]
    step = next(step for step in count(1) if all(late.x0 - early.x1 >= 6 for late, early in pairwise(boxes[::step])))
    for place, year in enumerate(years):
        year.set_visible(place % step == 0)
    taken = -math.inf
    for name in names:
        box = style.extent(name, renderer)
        inwards = max(axes.bbox.x0 - box.x0, 0.0) + min(axes.bbox.x1 - box.x1, 0.0)
        style.move(name, right=inwards)
        shown = box.x0 + inwards > taken
        taken = box.x1 + inwards + 6 if shown else taken
        for line in name:
            line.set_visible(shown)
            line.set_in_layout(True)  # now that all has its place: what JupyterLab shows is cut to what is in it
