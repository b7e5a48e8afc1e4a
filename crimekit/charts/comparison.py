"""The comparison: a force among its peers, highest first, with the average of the group."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crimekit.charts.bars import Bar, Bars, draw_bars
from crimekit.charts.canvas import NARROW, WIDE
from crimekit.charts.marks import NOT_AVAILABLE, check_numbers
from crimekit.errors import DataError
from crimekit.page.blocks import Cell, Column, Figure, Table


def comparison_figure(
    key: str,
    *,
    headline: str,
    subtitle: str,
    alt: str,
    bars: Sequence[tuple[str, float | None]],
    own: str,
    average: float | None,
    average_name: str,
    unit: str,
    number: Callable[[float], str],
    notes: Sequence[str] = (),
    source: str = "",
) -> Figure:
    """Draw one bar for each force, highest first: `own` dark, the others grey, the average a dashed line.

    A force without a figure comes last, is said to be not available, and has no bar. The table behind the picture
    ends with the average.

    Raises
    ------
    DataError
        If `own` is not among the bars, a value is not finite, or there is no value at all.

    Examples
    --------
    >>> figure = comparison_figure(
    ...     "robbery-peers",
    ...     headline="Gwent is below the average",
    ...     subtitle="Offences per 1,000 population, Welsh forces",
    ...     alt="Bar chart of personal robbery in three Welsh forces; Gwent has 0.13 offences per 1,000.",
    ...     bars=[("Gwent", 0.13), ("Dyfed-Powys", None), ("South Wales", 0.21)],
    ...     own="Gwent",
    ...     average=0.17,
    ...     average_name="Average of the forces shown",
    ...     unit="Offences per 1,000 population",
    ...     number="{:.2f}".format,
    ... )
    >>> for name, value in figure.data.rows:
    ...     print(name.text, value.text)
    South Wales 0.21
    Gwent 0.13
    Dyfed-Powys not available
    Average of the forces shown 0.17
    """
    if own not in [name for name, _ in bars]:
        raise DataError(f"figure {key}: own: found {own!r}; expected one of the bars, {[name for name, _ in bars]}")
    check_numbers(key, [value for _, value in bars], what="bars")
    check_numbers(key, [*(value for _, value in bars), average], what="average")
    ordered = sorted(bars, key=lambda bar: (bar[1] is None, -(bar[1] or 0.0), bar[0]))
    end = max([*(value for _, value in bars if value is not None), average or 0.0])
    drawn = tuple(Bar(name, value, leads=name == own) for name, value in ordered)
    chart = Bars(drawn, number, end if end > 0 else 1.0, average, average_name)
    rows = [*ordered, *([] if average is None else [(average_name, average)])]
    return Figure(
        key,
        headline,
        subtitle,
        alt,
        wide=draw_bars(chart, WIDE),
        narrow=draw_bars(chart, NARROW),
        data=_table(key, subtitle, rows, number=number, unit=unit),
        notes=tuple(notes),
        source=source,
    )


def _table(
    key: str, subtitle: str, rows: Sequence[tuple[str, float | None]], *, number: Callable[[float], str], unit: str
) -> Table:
    cells = ((Cell(name, name), _cell(value, number)) for name, value in rows)
    return Table(f"{key}-data", subtitle, "", (Column("Force"), Column(unit, "number")), tuple(cells))


def _cell(value: float | None, number: Callable[[float], str]) -> Cell:
    return Cell(NOT_AVAILABLE) if value is None else Cell(number(value), value)
