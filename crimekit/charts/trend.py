"""The trend: quarterly lines over financial years, alone, in a pair, or as small multiples that share their axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crimekit.charts.canvas import NARROW, WIDE, Size, bold, saved, sheet, write
from crimekit.charts.labels import end_labels
from crimekit.charts.layout import ticks, wrap
from crimekit.charts.marks import NOT_AVAILABLE, Band, Level, Line, check_numbers
from crimekit.charts.panels import Frame, draw_axes, draw_bands, draw_levels, draw_line
from crimekit.errors import DataError
from crimekit.page.blocks import Cell, Column, Figure, Table
from crimekit.quarters import Quarter

_TOGETHER = {WIDE: 2, NARROW: 1}  # how many lines share a panel before each gets its own


@dataclass(frozen=True, slots=True)
class Trend:
    """Everything that is drawn, checked."""

    quarters: tuple[Quarter, ...]
    lines: tuple[Line, ...]
    bands: tuple[Band, ...]
    levels: tuple[Level, ...]
    ticks: tuple[float, ...]
    number: Callable[[float], str]


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
    levels: Sequence[Level] = (),
    notes: Sequence[str] = (),
    source: str = "",
) -> Figure:
    """Draw quarterly lines from zero, with the latest value printed at their end.

    One or two lines share a plot; three or more become small multiples on the same scale (on a phone, two or more).
    A quarter without a figure is a gap. `number` prints a value: the same text stands in the picture and its table.
    Bands are shaded and named, in the picture where it has one plot and always in the notes.

    Raises
    ------
    DataError
        If a line has not one value for each quarter, a value is not finite, there is no value at all, or a band
        lies outside the quarters.

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
    _check(key, quarters, lines, bands)
    values = [value for line in lines for value in line.values if value is not None]
    scale = ticks(min(values), max([*values, *(level.value for level in levels)]))
    trend = Trend(tuple(quarters), tuple(lines), tuple(bands), tuple(levels), scale, number)
    shaded = tuple(_shaded(band, quarters) for band in bands)
    return Figure(
        key,
        headline,
        subtitle,
        alt,
        wide=_draw(trend, WIDE),
        narrow=_draw(trend, NARROW),
        data=_table(key, subtitle, trend, unit=unit),
        notes=(*shaded, *notes),
        source=source,
    )


def _check(key: str, quarters: Sequence[Quarter], lines: Sequence[Line], bands: Sequence[Band]) -> None:
    for line in lines:
        if len(line.values) != len(quarters):
            raise DataError(
                f"figure {key}: {line.name}: found {len(line.values)} values; "
                f"expected {len(quarters)}, one for each quarter"
            )
    check_numbers(key, [value for line in lines for value in line.values], what="values")
    for band in bands:
        if not 0 <= band.first <= band.last < len(quarters):
            raise DataError(
                f"figure {key}: band {band.name}: found quarters {band.first} to {band.last}; "
                f"expected positions between 0 and {len(quarters) - 1}, the first not after the last"
            )


def _shaded(band: Band, quarters: Sequence[Quarter]) -> str:
    first, last = quarters[band.first], quarters[band.last]
    return f"Shaded: {band.name}, {first}" + ("." if first == last else f" to {last}.")


def _table(key: str, subtitle: str, trend: Trend, *, unit: str) -> Table:
    columns = (Column("Quarter"), *(Column(_column(line, trend, unit), "number") for line in trend.lines))
    rows = tuple(
        (Cell(str(quarter), str(quarter)), *(_cell(line.values[place], trend.number) for line in trend.lines))
        for place, quarter in enumerate(trend.quarters)
    )
    return Table(f"{key}-data", subtitle, unit if len(trend.lines) > 1 else "", columns, rows)


def _column(line: Line, trend: Trend, unit: str) -> str:
    return line.name if len(trend.lines) > 1 else unit


def _cell(value: float | None, number: Callable[[float], str]) -> Cell:
    return Cell(NOT_AVAILABLE) if value is None else Cell(number(value), value)


def _draw(trend: Trend, size: Size) -> str:
    return _panels(trend, size) if len(trend.lines) > _TOGETHER[size] else _single(trend, size)


def _single(trend: Trend, size: Size) -> str:
    labels = end_labels(trend.lines, trend.levels, trend.quarters, number=trend.number, size=size)
    wrapped = [wrap(band.name, 100, size.small) for band in trend.bands]
    above = max((text.count("\n") + 1 for text in wrapped), default=0) * size.small * 1.2
    paper = sheet(size)
    box = (8 + _gutter(trend, size), 10 + above, size.width - labels.width - size.margin, size.height - 26)
    frame = Frame.of(paper, box, trend.quarters, scale=trend.ticks)
    draw_axes(frame, size, suffix=_suffix(trend))
    draw_bands(frame, trend.bands, size, named=True)
    draw_levels(frame, trend.levels)
    for place, line in enumerate(trend.lines):
        draw_line(frame, line, second=place == 1)
    labels.write(frame, size)
    return saved(paper)


def _panels(trend: Trend, size: Size) -> str:
    across = min(2 if len(trend.lines) in (2, 4) else 3, len(trend.lines)) if size is WIDE else 1
    down = -(-len(trend.lines) // across)
    tall, gutter = (190 if size is WIDE else 165), _gutter(trend, size)
    paper = sheet(size, height=down * tall)
    cell = (size.width + 14 - size.margin) / across
    for place, line in enumerate(trend.lines):
        row, column = divmod(place, across)
        left, top = column * cell, row * tall
        box = (left + 8 + gutter, top + 46, left + cell - 14 - 10, top + tall - 30)
        frame = Frame.of(paper, box, trend.quarters, scale=trend.ticks)
        draw_axes(frame, size, suffix=_suffix(trend))
        draw_bands(frame, trend.bands, size, named=False)
        draw_line(frame, line)
        title = wrap(line.name, cell - 30, size.font).split("\n")
        write(frame.axes, (left + 4, top + 16), title[0] + (" …" if len(title) > 1 else ""), **bold("title", size))
        write(frame.axes, (left + 4, top + 33), frame.latest(line, trend.number), fontsize=size.small)
    return saved(paper)


def _gutter(trend: Trend, size: Size) -> float:
    return Frame.gutter(trend.ticks, _suffix(trend), size)


def _suffix(trend: Trend) -> str:
    return "%" if trend.number(0.0).endswith("%") else ""
