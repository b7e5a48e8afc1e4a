"""Horizontal bars: a force among its peers with their average, or the percentages of a survey with their intervals."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crimekit.charts import style
from crimekit.charts.data import NOT_AVAILABLE, Bar, Comparison, Number
from crimekit.charts.style import BROAD, NARROW, WIDE, Colour, Label

_THICK = {False: 0.66, True: 0.37}  # of the step from bar to bar: on a phone names stand above the bars
_STRIP = 2.2  # steps that a strip of dots takes
_STRIP_AT = -1.45  # its middle
_DOT = 9  # pixels
_PERCENTAGES = (0.0, 25.0, 50.0, 75.0, 100.0)  # the scale of a survey
_SIDE = 0.25  # the name of an average this near to an end of the plot does not stand centred


def draw_bars(
    charts: Sequence[Comparison],
    width: int = WIDE,
    *,
    leading: Collection[str] = (),
    average_name: str = "",
    scale: tuple[float, ...] = (),
) -> Figure:
    """The bars as a figure of matplotlib: names at the left (above the bar on a phone), values at the end.

    Several measures stand in as many columns as there is room for. `leading` are the names that stand out; a `scale`
    is printed below the bars, which otherwise reach from zero to the highest value. Where there are others than the
    bars, all are dots in a strip above, and so are those named below it.

    Examples
    --------
    >>> robbery = Comparison("Robbery", (Bar("Gwent", 0.1), Bar("Kent", 0.2)), 0.15, "{:.2f}".format)
    >>> [len(axes.patches) for axes in draw_bars([robbery, robbery], leading=["Gwent"]).axes]
    [2, 2]
    """
    phone, titled, font = width <= NARROW, len(charts) > 1, style.font_size(width)
    across = min({NARROW: 1, BROAD: 3}.get(width, 2), len(charts))
    rows = [charts[first : first + across] for first in range(0, len(charts), across)]
    column = width / across
    room = column - 8 if phone else column * (0.5 if titled else 0.4) - 18  # for a name
    lines = max(style.wrap(bar.name, room, font).count("\n") for chart in charts for bar in chart.bars)
    step = lines * font * 1.2 + (44 if phone else 20 if titled else 27)  # from bar to bar
    around = 12 + (22 if average_name else 0) + (34 if titled else 0) + (15 if scale else 0)
    heights = [step * max(len(chart.bars) + _STRIP * bool(chart.others) for chart in row) + around for row in rows]
    with style.house_style(width):
        drawing = style.sheet(width, sum(heights))
        parts = drawing.subfigures(len(rows), across, squeeze=False, height_ratios=heights)
        plots = []
        for part, chart in zip(parts.flat, charts, strict=False):
            axes = part.subplots()
            if titled:
                part.suptitle(style.wrap(chart.title, column, font), x=0, ha="left", color=Colour.INK)
            plots.append((axes, chart, _draw_measure(axes, chart, leading, scale, room=room, phone=phone)))
            if chart.average is not None:
                _draw_average(axes, chart, f"{average_name} {chart.number(chart.average)}", phone=phone)
        renderer = style.settle(drawing)
        for axes, chart, labels in plots:
            line = math.inf if chart.average is None else axes.transData.transform((chart.average, 0))[0]
            if chart.others:
                _draw_dots(axes, chart, leading)
            for label in labels:
                box = style.extent(label, renderer)
                if box.x0 - 4 < line < box.x1 + 2:  # the line would cross the label
                    style.move(label, right=line + 5 - box.x0)
    return drawing


def draw_percentages(bars: Sequence[Bar], number: Number, width: int = WIDE) -> Figure:
    """The percentages of a survey as bars that all stand out, on a scale of 0 to 100."""
    charts, names = [Comparison("", tuple(bars), None, number)], [bar.name for bar in bars]
    return draw_bars(charts, width, leading=names, scale=_PERCENTAGES)


def _draw_measure(
    axes: Axes, chart: Comparison, leading: Collection[str], scale: tuple[float, ...], *, room: float, phone: bool
) -> list[Label]:
    """Draw the bars of one measure with their names and intervals; return the labels at their ends."""
    own_last = sorted(enumerate(chart.bars), key=lambda placed: placed[1].name in leading)
    values = {place: bar.value for place, bar in own_last if bar.value is not None}
    colours = [Colour.MAIN if chart.bars[place].name in leading else Colour.PEER for place in values]
    if not chart.others:
        axes.barh([*values], [*values.values()], _THICK[phone], color=colours, edgecolor=Colour.EDGE, clip_on=False)
    reached = [0.0, *values.values(), *(bar.value or 0.0 for bar in chart.others)]
    highest = scale[-1] if scale else max(*reached, chart.average or 0.0) * (1.02 if chart.others else 1)
    axes.set_xlim(min(reached), highest or 1.0)
    above = _STRIP * bool(chart.others)
    axes.set_ylim(len(chart.bars) - (0.75 if phone else 0.5), -above - (0.75 if phone else 0.5))
    axes.set_xticks(scale, [f"{value:.0f}%" for value in scale])
    axes.grid(visible=True, axis="x")
    axes.xaxis.set_visible(bool(scale))
    axes.yaxis.set_visible(False)
    axes.spines.bottom.set_visible(False)
    font, labels = style.font_size(NARROW if phone else WIDE), []
    beside: dict[str, Any] = {"shift": (0, 13), "rise": 1} if phone else {"shift": (-8, 0), "rise": 0.5, "ha": "right"}
    beside["on"] = axes.get_yaxis_transform()
    for place, bar in enumerate(chart.bars):
        look: dict[str, Any] = {"fontsize": font, "weight": "bold" if bar.name in leading else "normal"}
        style.write(axes, bar.name, (0, place), room=room, color=Colour.INK, **beside, **look)
        text, colour = (NOT_AVAILABLE, Colour.SOFT) if bar.value is None else (chart.number(bar.value), Colour.INK)
        end = max(bar.value or 0.0, bar.upper or 0.0, 0.0)
        label = style.write(axes, text, (end, place), "data", (6, 0), rise=0.5, color=colour, **look)
        labels += [] if bar.value is None else [label]
    if chart.others:
        forces = sum(bar.value is not None for bar in (*chart.bars, *chart.others))
        lifted = beside | ({"shift": (0, 13 + 3 * _DOT)} if phone else {})
        style.write(axes, f"All {forces} forces", (0, _STRIP_AT), room=room, color=Colour.INK, fontsize=font, **lifted)
    if any(bar.lower is not None for bar in chart.bars):
        _draw_whiskers(axes, chart.bars)
    return labels


def _draw_dots(axes: Axes, chart: Comparison, leading: Collection[str]) -> None:
    """Draw all forces as dots in a strip, those that would touch above and below each other, and the named ones again.

    A dot is a line of no length, which is its two ends: round, or a square where the ends project.
    """
    wide, tall = np.abs(axes.transData.transform((1, 1)) - axes.transData.transform((0, 0)))
    taken: list[tuple[float, int]] = []
    groups: dict[tuple[Colour, str], list[tuple[float, float]]] = {
        look: [] for look in ((Colour.PEER, "round"), (Colour.SECOND, "projecting"), (Colour.MAIN, "round"))
    }
    named = {bar.name: place for place, bar in enumerate(chart.bars)}
    for name, value, *_ in sorted((*chart.bars, *chart.others), key=lambda bar: (bar.value or 0.0, bar.name)):
        if value is None:
            continue
        levels = (sign * up for up in range(len(taken) + 1) for sign in (1, -1))
        level = next(at for at in levels if all(at != other or (value - x) * wide > _DOT for x, other in taken))
        taken.append((value, level))
        own = (Colour.MAIN, "round") if name in leading else (Colour.SECOND, "projecting")
        places = groups[own if name in named else (Colour.PEER, "round")]
        places += [(value, _STRIP_AT - level * _DOT / tall), *([(value, float(named[name]))] if name in named else [])]
    for (colour, ends), dots in groups.items():
        across, down = (np.repeat([dot[axis] for dot in dots], 3) for axis in (0, 1))
        across[2::3] = math.nan
        size = _DOT + 3 if colour is Colour.MAIN else _DOT  # not told by its colour alone
        for shade, thick in ((Colour.EDGE, size - 1), (colour, size - 3)):
            look: dict[str, Any] = {"color": shade, "linewidth": thick, "solid_capstyle": ends, "clip_on": False}
            axes.plot(across, down, zorder=5, **look)


def _draw_whiskers(axes: Axes, bars: Sequence[Bar]) -> None:
    """Draw the intervals, light around dark so that they show on the bars."""
    places = [place for place, bar in enumerate(bars) if None not in bar]
    across = [limit or 0.0 for place in places for limit in (*bars[place][2:], math.nan)]
    for colour, thick in ((Colour.PAPER, 4), (Colour.INK, 1.6)):
        look: dict[str, Any] = {"color": colour, "linewidth": thick, "markeredgewidth": thick, "clip_on": False}
        axes.plot(across, np.repeat(places, 3), marker="|", markersize=8, zorder=4, **look)


def _draw_average(axes: Axes, chart: Comparison, text: str, *, phone: bool) -> None:
    """Draw the average across the bars that are shown: on a phone beside each bar, for the names stand between them."""
    average, shown = chart.average or 0.0, sum(bar.value is not None for bar in chart.bars)
    half, above = _THICK[True] / 2 + 0.06, _STRIP * bool(chart.others)
    rows = [*([_STRIP_AT] if above else []), *range(shown)]
    beside = [(place - half, place + half, math.nan) for place in rows]
    stretches = beside if phone else [(-0.65 - above, shown - 0.5)]
    down = [place for stretch in stretches for place in stretch]
    dash: Any = "-" if phone else (0, (5, 3))
    for colour, thick, line in ((Colour.PAPER, 4, "-"), (Colour.INK, 1.5, dash)):
        axes.plot([average] * len(down), down, color=colour, linewidth=thick, linestyle=line, clip_on=False)
    share = average / axes.get_xlim()[1]
    side = "left" if share < _SIDE else "right" if share > 1 - _SIDE else "center"
    style.write(axes, text, (average, 1), axes.get_xaxis_transform(), (0, 8), rise=1, ha=side)
