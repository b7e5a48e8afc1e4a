"""The trend: quarterly lines over financial years, alone, in a pair, or as small multiples that share their axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crimekit.blocks import Figure
from crimekit.charts.canvas import NARROW, WIDE, Size, bold, plot, saved, sheet, write
from crimekit.charts.labels import end_labels
from crimekit.charts.layout import text_width, wrap
from crimekit.charts.marks import Band, Cut, Level, Line, Path, Span
from crimekit.charts.panels import (
    Frame,
    draw_axes,
    draw_bands,
    draw_levels,
    draw_line,
    draw_path,
    draw_spans,
    name_bands,
)
from crimekit.charts.trend_data import Trend, check_trend, trend_notes, trend_table
from crimekit.quarters import Quarter

_COMPARED = "Years compared"
_TOGETHER = {WIDE: 2, NARROW: 1}  # how many lines share a panel before each gets its own


def trend_figure(
    key: str,
    *,
    headline: str,
    subtitle: str,
    alt: str,
    quarters: Sequence[Quarter],
    lines: Sequence[Line],
    unit: str,
    number: Callable[[float], str],
    bands: Sequence[Band] = (),
    cuts: Sequence[Cut] = (),
    spans: Sequence[Span] = (),
    path: Path | None = None,
    levels: Sequence[Level] = (),
    notes: Sequence[str] = (),
    source: str = "",
) -> Figure:
    """Draw quarterly lines from zero, with the latest value printed at their end.

    One or two lines share a plot; three or more become small multiples on the same scale (on a phone, two or more).
    A quarter without a figure is a gap. `number` prints a value, unless its line says how: the same text stands in the
    picture and its table.
    Bands are shaded and named, cuts are vertical lines with a name, and spans (the years that a label compared)
    brackets below; all are named in the picture where it has one plot, and always in the notes, with their quarters. A
    `path` is a fitted line with its limits, for a chart of one line.

    Raises
    ------
    DataError
        If a line or the path has not one value for each quarter, a value is not finite, there is no value at all, a
        band, cut or span lies outside the quarters, or a path has more than one line to belong to.

    Examples
    --------
    >>> from crimekit.quarters import quarters_between
    >>> quarters = quarters_between(Quarter.parse("2022-23 Q1"), Quarter.parse("2023-24 Q1"))
    >>> figure = trend_figure(
    ...     "vehicle-trend",
    ...     headline="Vehicle crime fell",
    ...     subtitle="Offences per 1,000 population, Gwent",
    ...     alt="Line chart of vehicle crime, five quarters to 2023-24 Q1; latest 1.81 offences per 1,000.",
    ...     quarters=quarters,
    ...     lines=[Line("Vehicle crime", (1.9, 2.0, None, 1.85, 1.81))],
    ...     unit="Offences per 1,000 population",
    ...     number="{:.2f}".format,
    ... )
    >>> [cell.text for cell in figure.data.rows[2]]
    ['2022-23 Q3', 'not available']
    >>> "1.81" in figure.wide and "1.81" in figure.narrow
    True
    """
    marks = (tuple(bands), tuple(cuts), tuple(spans))
    trend = Trend(tuple(quarters), tuple(lines), *marks, path, tuple(levels), number)
    check_trend(key, trend)
    return Figure(
        key,
        headline,
        subtitle,
        alt,
        wide=_draw(trend, WIDE),
        narrow=_draw(trend, NARROW),
        data=trend_table(key, subtitle, trend, unit=unit),
        notes=trend_notes(trend, notes),
        source=source,
    )


def _draw(trend: Trend, size: Size) -> str:
    return _panels(trend, size) if len(trend.lines) > _TOGETHER[size] else _single(trend, size)


def _single(trend: Trend, size: Size) -> str:
    labels = end_labels(trend.lines, _levels(trend), trend.quarters, number=trend.number, size=size)
    named: tuple[Band | Cut, ...] = (*trend.bands, *trend.cuts)
    wrapped = [wrap(mark.name, 100, size.small) for mark in named]
    above = max((text.count("\n") + 1 for text in wrapped), default=0) * size.small * 1.2
    below = 20 + size.small * 1.3 if trend.spans else 0.0
    paper = sheet(size, height=size.height + below)
    box = (8 + _gutter(trend, size), 10 + above, size.width - labels.width - size.margin, size.height - 26)
    frame = Frame(plot(paper), box, trend.quarters, trend.ticks)
    draw_axes(frame, size, suffix=trend.suffix)
    draw_bands(frame, trend.bands, trend.cuts)
    name_bands(frame, trend.bands, trend.cuts, size)
    draw_levels(frame, trend.levels)
    if trend.path:
        draw_path(frame, trend.path)
    for place, line in enumerate(trend.lines):
        draw_line(frame, line, second=place == 1)
    labels.write(frame, size)
    if trend.spans:
        _name_spans(frame, trend.spans, size)
    return saved(paper)


def _levels(trend: Trend) -> tuple[Level, ...]:
    """What has a name at the right besides the lines: the levels, and the end of a fitted line."""
    ends = [value for value in (trend.path.values if trend.path else ()) if value is not None]
    return (*trend.levels, *((Level("Trend", ends[-1]),) if ends else ()))


def _name_spans(frame: Frame, spans: Sequence[Span], size: Size) -> None:
    """Draw the brackets of the years compared, and below their middle what they are."""
    draw_spans(frame, spans, size)
    places = [place for span in spans for place in span.places]
    middle = frame.x((min(places) + max(places)) / 2)
    centre = min(middle, size.width - text_width(_COMPARED, size.small) / 2 - 2)
    write(frame.axes, (centre, size.height + 13 + size.small * 0.91), _COMPARED, ha="center", fontsize=size.small)


def _panels(trend: Trend, size: Size) -> str:
    across = (4 if len(trend.lines) in (4, 7, 8) else min(3, len(trend.lines))) if size.is_wide else 1
    down = -(-len(trend.lines) // across)
    cell, gutter = (size.width + 14 - size.margin) / across, _gutter(trend, size)
    titles = [wrap(line.name, cell - 18, size.font) for line in trend.lines]
    head = 46 + max(title.count("\n") for title in titles) * size.font * 1.15
    above = size.small * 1.2 if trend.bands or trend.cuts else 0.0  # room in the first row for their names
    below = 40.0 if trend.spans else 30.0  # room for the years, and for the brackets
    tall = (114 if size.is_wide else 89) + head + below
    paper = sheet(size, height=down * tall + above)
    axes = plot(paper)
    for place, (line, title) in enumerate(zip(trend.lines, titles, strict=True)):
        row, column = divmod(place, across)
        left, top = column * cell, row * tall + (above if row else 0.0)
        box = (left + 8 + gutter, row * tall + head + above, left + cell - 24, (row + 1) * tall - below + above)
        frame = Frame(axes, box, trend.quarters, trend.ticks)
        draw_axes(frame, size, suffix=trend.suffix)
        draw_bands(frame, trend.bands, trend.cuts)
        if place == 0:
            name_bands(frame, trend.bands, trend.cuts, size, room=cell - 14)
        draw_spans(frame, trend.spans, size)
        draw_line(frame, line)
        _head(frame, title, frame.latest(line, trend.number), size, at=(left + 4, top + 16))
    return saved(paper)


def _head(frame: Frame, title: str, latest: str, size: Size, *, at: tuple[float, float]) -> None:
    """Write what a plot shows, in as many lines as it takes, and below it the newest value."""
    lines = title.split("\n")
    for number, line in enumerate(lines):
        write(frame.axes, (at[0], at[1] + number * size.font * 1.15), line, **bold("title", size))
    write(frame.axes, (at[0], at[1] + 17 + (len(lines) - 1) * size.font * 1.15), latest, fontsize=size.small)


def _gutter(trend: Trend, size: Size) -> float:
    return Frame.gutter(trend.ticks, trend.suffix, size)
