"""The survey: percentages from 0 to 100 with the interval in which the truth is likely to lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crimekit.blocks import Cell, Column, Figure, Table
from crimekit.charts.bars import Bar, Bars, draw_bars
from crimekit.charts.canvas import NARROW, WIDE
from crimekit.charts.marks import NOT_AVAILABLE, SurveyBar, check_numbers
from crimekit.errors import DataError

_WHOLE = 100.0
_TICKS = (0.0, 25.0, 50.0, 75.0, 100.0)


def survey_figure(
    key: str,
    *,
    headline: str,
    subtitle: str,
    alt: str,
    bars: Sequence[SurveyBar],
    number: Callable[[float], str],
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
    ...     bars=[SurveyBar("All victims", 68.3, 64.9, 71.5), SurveyBar("Hate crime", None)],
    ...     number="{:.1f}%".format,
    ... )
    >>> [cell.text for cell in figure.data.rows[0]]
    ['All victims', '68.3%', '64.9%', '71.5%']
    """
    check_numbers(key, [bar.percent for bar in bars], what="percentages")
    for bar in bars:
        for value in (bar.percent, bar.lower, bar.upper):
            if value is not None and not 0 <= value <= _WHOLE:
                raise DataError(f"figure {key}: {bar.name}: found {value}; expected a percentage between 0 and 100")
    drawn = tuple(Bar(bar.name, bar.percent, leads=True, lower=bar.lower, upper=bar.upper) for bar in bars)
    chart = Bars(drawn, number, _WHOLE, ticks=_TICKS)
    return Figure(
        key,
        headline,
        subtitle,
        alt,
        wide=draw_bars([chart], WIDE),
        narrow=draw_bars([chart], NARROW),
        data=_table(key, subtitle, bars, number=number, unit=unit),
        notes=tuple(notes),
        source=source,
    )


def _table(key: str, subtitle: str, bars: Sequence[SurveyBar], *, number: Callable[[float], str], unit: str) -> Table:
    limits = any(bar.lower is not None for bar in bars)
    titles = (unit, "Lower limit", "Upper limit") if limits else (unit,)
    columns = (Column("Group"), *(Column(title, "number") for title in titles))
    rows = (
        (Cell(bar.name, bar.name), *(_cell(value, number) for value in _values(bar, limits=limits))) for bar in bars
    )
    return Table(f"{key}-data", subtitle, "", columns, tuple(rows))


def _values(bar: SurveyBar, *, limits: bool) -> tuple[float | None, ...]:
    return (bar.percent, bar.lower, bar.upper) if limits else (bar.percent,)


def _cell(value: float | None, number: Callable[[float], str]) -> Cell:
    return Cell(NOT_AVAILABLE) if value is None else Cell(number(value), value)
