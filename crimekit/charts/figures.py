"""The pictures as blocks for a page: each drawn for a desk and for a phone, with the table of what is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crimekit.blocks import Cell, Column, Figure, Table
from crimekit.charts import data
from crimekit.charts.bars import Bar, Comparison, draw_bars
from crimekit.charts.data import Band, Cut, Line, Number, Path, Span, Trend, check_numbers, value_cell
from crimekit.charts.style import BROAD, NARROW, WIDE, svg_of
from crimekit.charts.trend import draw_trend
from crimekit.errors import DataError
from crimekit.quarters import Quarter

_PAIRS = 4  # so many measures stand two abreast, more of them three
_PERCENTAGES = (0.0, 25.0, 50.0, 75.0, 100.0)  # the scale of a survey


def trend_figure(
    key: str,
    *,
    headline: str,
    subtitle: str,
    alt: str,
    quarters: Sequence[Quarter],
    lines: Sequence[Line],
    unit: str,
    number: Number,
    bands: Sequence[Band] = (),
    cuts: Sequence[Cut] = (),
    spans: Sequence[Span] = (),
    path: Path | None = None,
    notes: Sequence[str] = (),
    source: str = "",
) -> Figure:
    """Draw quarterly lines from zero, with the latest value printed at their end, for a page and for a phone.

    `number` prints a value, unless its line says how: the same text stands in the picture and its table. Bands are
    shaded and named, cuts are vertical lines with a name, and spans (the years that a label compared) brackets below;
    all are in the notes too, with their quarters. A `path` is a fitted line with its limits, for a chart of one line.

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
    trend = Trend(tuple(quarters), tuple(lines), number, tuple(bands), tuple(cuts), tuple(spans), path)
    data.check_trend(key, trend)
    wide, narrow = (svg_of(draw_trend(trend, width)) for width in (WIDE, NARROW))
    table, said = data.trend_table(key, subtitle, trend, unit=unit), data.trend_notes(trend, notes)
    return Figure(key, headline, subtitle, alt, wide, narrow, table, said, source)


def comparison_figure(
    key: str,
    *,
    headline: str,
    subtitle: str,
    alt: str,
    comparisons: Sequence[Comparison],
    own: str,
    average_name: str,
    unit: str,
    notes: Sequence[str] = (),
    source: str = "",
) -> Figure:
    """Draw one bar for each force, highest first: `own` dark, the others grey, the average a dashed line.

    Each measure has a scale of its own; one that is alone is not named, because the headline names it. A force without
    a figure comes last, is said to be not available, and has no bar. One table lies behind all: its forces stand as in
    the picture, or in alphabetical order where there are several measures, and the average comes last.

    Raises
    ------
    DataError
        If `own` is not among the bars of a measure, a value is not finite, or a measure has no value at all.

    Examples
    --------
    >>> robbery = (("Gwent", 0.13), ("Dyfed-Powys", None), ("South Wales", 0.21))
    >>> figure = comparison_figure(
    ...     "robbery-peers",
    ...     headline="Gwent is below the average",
    ...     subtitle="Offences per 1,000 population, Welsh forces",
    ...     alt="Bar chart of personal robbery in three Welsh forces; Gwent has 0.13 offences per 1,000.",
    ...     comparisons=[Comparison("Personal robbery", robbery, 0.17, "{:.2f}".format)],
    ...     own="Gwent",
    ...     average_name="Average of the forces shown",
    ...     unit="Offences per 1,000 population",
    ... )
    >>> for name, value in figure.data.rows:
    ...     print(name.text, value.text)
    South Wales 0.21
    Gwent 0.13
    Dyfed-Powys not available
    Average of the forces shown 0.17
    """
    charts = [_ordered(key, each, own=own) for each in comparisons]
    widths = (WIDE if len(charts) <= _PAIRS else BROAD, NARROW)
    drawn = (draw_bars(charts, width, leading=[own], average_name=average_name) for width in widths)
    wide, narrow = map(svg_of, drawn)
    table = _comparison_table(key, subtitle, charts, average_name=average_name, unit=unit)
    return Figure(key, headline, subtitle, alt, wide, narrow, table, tuple(notes), source)


def _ordered(key: str, comparison: Comparison, *, own: str) -> Comparison:
    """The measure with its bars highest first, those without a figure last."""
    names, values = [bar.name for bar in comparison.bars], [bar.value for bar in comparison.bars]
    if own not in names:
        raise DataError(f"figure {key}: own: found {own!r}; expected one of the bars, {names}")
    check_numbers(key, values, what="bars")
    check_numbers(key, [*values, comparison.average], what="average")
    bars = sorted(comparison.bars, key=lambda bar: (bar.value is None, -(bar.value or 0.0), bar.name))
    return replace(comparison, bars=tuple(bars))


def _comparison_table(key: str, subtitle: str, charts: Sequence[Comparison], *, average_name: str, unit: str) -> Table:
    several = len(charts) > 1
    names = {bar.name: None for chart in charts for bar in chart.bars}
    columns = (Column("Force"), *(Column(each.title if several else unit, "number") for each in charts))
    values = [{bar.name: bar.value for bar in each.bars} for each in charts]
    rows = [(name, [each.get(name) for each in values]) for name in (sorted(names) if several else names)]
    if any(each.average is not None for each in charts):
        rows.append((average_name, [each.average for each in charts]))
    cells = (
        (Cell(name, name), *(value_cell(value, each.number) for value, each in zip(row, charts, strict=True)))
        for name, row in rows
    )
    return Table(f"{key}-data", subtitle, "", columns, tuple(cells))


def survey_figure(
    key: str,
    *,
    headline: str,
    subtitle: str,
    alt: str,
    bars: Sequence[Bar],
    number: Number,
    unit: str = "Percentage",
    notes: Sequence[str] = (),
    source: str = "",
) -> Figure:
    """Draw percentages as bars on a scale of 0 to 100, in the order given, with whiskers where there is an interval.

    Raises
    ------
    DataError
        If a percentage or a limit lies outside 0 to 100, or there is none at all.

    Examples
    --------
    >>> figure = survey_figure(
    ...     "satisfaction",
    ...     headline="Two in three victims are satisfied",
    ...     subtitle="Percentage satisfied, Gwent",
    ...     alt="Bar chart of victim satisfaction: 68.3% of all victims were satisfied with the service.",
    ...     bars=[Bar("All victims", 68.3, 64.9, 71.5), Bar("Hate crime", None)],
    ...     number="{:.1f}%".format,
    ... )
    >>> [cell.text for cell in figure.data.rows[0]]
    ['All victims', '68.3%', '64.9%', '71.5%']
    """
    check_numbers(key, [bar.value for bar in bars], what="percentages")
    for bar in bars:
        for value in bar[1:]:
            if value is not None and not 0 <= value <= _PERCENTAGES[-1]:
                raise DataError(f"figure {key}: {bar.name}: found {value}; expected a percentage between 0 and 100")
    titles = [unit, *(("Lower limit", "Upper limit") if any(bar.lower is not None for bar in bars) else ())]
    columns = (Column("Group"), *(Column(title, "number") for title in titles))
    rows = (
        (Cell(bar.name, bar.name), *(value_cell(value, number) for value in bar[1:][: len(titles)])) for bar in bars
    )
    table = Table(f"{key}-data", subtitle, "", columns, tuple(rows))
    charts, names = [Comparison("", tuple(bars), None, number)], [bar.name for bar in bars]
    drawn = (draw_bars(charts, width, leading=names, scale=_PERCENTAGES) for width in (WIDE, NARROW))
    wide, narrow = map(svg_of, drawn)
    return Figure(key, headline, subtitle, alt, wide, narrow, table, tuple(notes), source)
