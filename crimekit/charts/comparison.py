"""The comparison: a force among its peers, highest first, with the average of the group; of one measure or several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crimekit.blocks import Cell, Column, Figure, Table
from crimekit.charts.bars import Bar, Bars, draw_bars
from crimekit.charts.canvas import BROAD, NARROW, WIDE
from crimekit.charts.marks import NOT_AVAILABLE, check_numbers
from crimekit.errors import DataError

_PAIRS = 4  # so many measures stand two abreast, more of them three


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure of a comparison: a value for each force, the average of all of them, and how a value is printed."""

    title: str
    bars: tuple[tuple[str, float | None], ...]
    average: float | None
    number: Callable[[float], str]


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
    several = len(comparisons) > 1
    charts = [_chart(key, each, own=own, average_name=average_name, titled=several) for each in comparisons]
    return Figure(
        key,
        headline,
        subtitle,
        alt,
        wide=draw_bars(charts, WIDE if len(charts) <= _PAIRS else BROAD),
        narrow=draw_bars(charts, NARROW),
        data=_table(key, subtitle, comparisons, charts, unit=unit),
        notes=tuple(notes),
        source=source,
    )


def _table(key: str, subtitle: str, comparisons: Sequence[Comparison], charts: Sequence[Bars], *, unit: str) -> Table:
    forces = [bar.name for bar in charts[0].bars]
    if len(charts) > 1:
        forces = sorted({bar.name for chart in charts for bar in chart.bars})
    columns = (Column("Force"), *(Column(each.title if len(charts) > 1 else unit, "number") for each in comparisons))
    rows = [(force, [dict(each.bars).get(force) for each in comparisons]) for force in forces]
    if any(each.average is not None for each in comparisons):
        rows.append((charts[0].average_name, [each.average for each in comparisons]))
    cells = (
        (Cell(name, name), *(_cell(value, each.number) for value, each in zip(values, comparisons, strict=True)))
        for name, values in rows
    )
    return Table(f"{key}-data", subtitle, "", columns, tuple(cells))


def _chart(key: str, comparison: Comparison, *, own: str, average_name: str, titled: bool) -> Bars:
    """The bars of one measure, highest first, those without a figure last."""
    bars, average = comparison.bars, comparison.average
    if own not in [name for name, _ in bars]:
        raise DataError(f"figure {key}: own: found {own!r}; expected one of the bars, {[name for name, _ in bars]}")
    check_numbers(key, [value for _, value in bars], what="bars")
    check_numbers(key, [*(value for _, value in bars), average], what="average")
    ordered = sorted(bars, key=lambda bar: (bar[1] is None, -(bar[1] or 0.0), bar[0]))
    end = max([*(value for _, value in bars if value is not None), average or 0.0])
    drawn = tuple(Bar(name, value, leads=name == own) for name, value in ordered)
    title = comparison.title if titled else ""
    return Bars(drawn, comparison.number, end if end > 0 else 1.0, average, average_name, title=title)


def _cell(value: float | None, number: Callable[[float], str]) -> Cell:
    return Cell(NOT_AVAILABLE) if value is None else Cell(number(value), value)
