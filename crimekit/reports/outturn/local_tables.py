"""The tables of a force's own figures: by year, as a list, and percentages as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crimekit import words
from crimekit.blocks import Cell, Column, Figure, Table
from crimekit.charts.data import Bar, Caption
from crimekit.charts.figures import survey_figure
from crimekit.reports.cases.case import Case
from crimekit.reports.narrative.phrases import in_a_sentence
from crimekit.reports.outturn.figures import LocalFigure
from crimekit.reports.outturn.periods import Period
from crimekit.reports.outturn.printing import (
    BESIDE,
    average_cell,
    count_cell,
    decimals,
    figure_cell,
    in_unit,
    share_cell,
)
from crimekit.reports.outturn.spec import LocalTable
from crimekit.reports.tables.cells import change_cell
from crimekit.statistics.rates import year_on_year
from crimekit.statistics.surveys import survey_difference, survey_result

_SHOWN = 5  # years beside each other
Rows = dict[str, dict[Period, LocalFigure]]


def current(spec: LocalTable, figures: Sequence[LocalFigure], case: Case) -> tuple[LocalFigure, ...]:
    """The figures of a table that a report on this year prints; none where all of them are too old for it."""
    chosen = tuple(f for f in figures if f.table == spec.key and f.period.belongs_to(case.quarter))
    oldest = case.quarter - 4 * spec.years_old
    return chosen if any(f.period.ends_from(oldest) for f in chosen) else ()


def local_table(spec: LocalTable, figures: Sequence[LocalFigure], case: Case) -> Table:
    """One table; `figures` are those of `current`."""
    rows: Rows = {}
    for figure in figures:
        rows.setdefault(figure.row, {})[figure.period] = figure
    columns, cells = _by_year(spec, rows, case) if spec.layout == "years" else _as_list(rows, case)
    return Table(
        spec.key,
        spec.title,
        f"{case.force.name}, the force's own figures",
        columns,
        cells,
        notes=(*spec.notes, *_notes(figures)),
        source=_sources(figures),
    )


def _sources(figures: Sequence[LocalFigure]) -> str:
    """Every source once, and of one document its title once.

    A source is written ``document, section …``.
    """
    places: dict[str, list[str]] = {}
    for source in dict.fromkeys(figure.source for figure in figures):
        document, _, place = source.partition(", section ")
        places.setdefault(document, []).extend([place] if place else [])
    told = [f"{name}, section {', '.join(found)}" if found else name for name, found in places.items()]
    return "; ".join(told)


def _notes(figures: Sequence[LocalFigure]) -> tuple[str, ...]:
    """What the file says of its figures; each remark once, with the rows it is about."""
    said: dict[str, list[str]] = {}
    for figure in figures:
        if figure.note and figure.row not in said.setdefault(figure.note, []):
            said[figure.note].append(figure.row)
    everything = {figure.row for figure in figures}
    return tuple(note if everything <= set(rows) else f"{'; '.join(rows)}: {note}" for note, rows in said.items())


def _by_year(spec: LocalTable, rows: Rows, case: Case) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
    periods = sorted({period for row in rows.values() for period in row})[-_SHOWN:]
    first, before, last = periods[0], periods[-2:][0], periods[-1]
    based = any(figure.base is not None for row in rows.values() for figure in row.values())
    shown = [name for name in spec.show if len(periods) > 1 or name in ("share", "monthly")]
    columns = (
        Column("Figure"),
        *(Column(period.label, "number") for period in periods),
        *([Column("People asked", "number")] if based else []),
        *(Column(BESIDE[name].format(before=before, first=first), "number") for name in shown),
    )
    total = {period: summed for period in periods if (summed := _total(rows, period))}
    whole = total[last].value if last in total else None
    cells = []
    for title, row in {**rows, **({spec.total: total} if spec.total else {})}.items():
        now = row.get(last)
        value, base = (now.value, now.base) if now else (None, None)
        beside = {
            "change": _change(now, row.get(before), case),
            "since-first": _change(now, row.get(first), case),
            "share": share_cell(value, whole),
            "monthly": average_cell(value, last.months),
        }
        asked = [Cell("Not stated") if base is None else count_cell(base)] if based else []
        figures = (figure_cell(row.get(period)) for period in periods)
        cells.append((Cell(title), *figures, *asked, *(beside[name] for name in shown)))
    return columns, tuple(cells)


def _total(rows: Rows, period: Period) -> LocalFigure | None:
    """The sum of a column as a figure of its own; None where a row has no figure."""
    found = [row.get(period) for row in rows.values()]
    values = [figure.value for figure in found if figure is not None and figure.value is not None]
    if len(values) < len(rows) or not found[0]:
        return None
    return replace(found[0], value=sum(values), unit="count", rounded=0.0, base=None)


def _as_list(rows: Rows, case: Case) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
    compared = any(len(row) > 1 for row in rows.values())
    columns = (
        Column("Figure"),
        Column("Latest", "number"),
        Column("Period"),
        *([Column("Earlier", "number"), Column("Change", "number")] if compared else []),
    )
    cells = []
    for title, row in rows.items():
        now, *earlier = (row[period] for period in sorted(row, reverse=True))
        beside = [Cell("Not given"), Cell("Not known")] if compared else []
        if earlier:
            then = earlier[0]
            beside = [replace(figure_cell(then), note=then.period.label), _change(now, then, case)]
        cells.append((Cell(title), figure_cell(now), Cell(now.period.label), *beside))
    return columns, tuple(cells)


def _change(now: LocalFigure | None, then: LocalFigure | None, case: Case) -> Cell:
    """In points for a percentage (tested where both bases are known), in the unit and percent for all else."""
    if now is None or then is None or now.value is None or then.value is None:
        return Cell(words.NOT_AVAILABLE)
    if now.unit != "percent":
        return change_cell(year_on_year(now.value, then.value, base=case.settings.percent_base))
    points, tested = now.value - then.value, ""
    if now.base is not None and then.base is not None:
        asked = ((now.value, now.base), (then.value, then.base))
        this, earlier = (survey_result(value / 100 * base, base, settings=case.settings) for value, base in asked)
        tested = survey_difference(this, earlier, settings=case.settings).label
    places = decimals(max(now.rounded, then.rounded))
    return Cell(f"{words.number(points, places, signed=True)} points", points, note=tested)


def local_picture(spec: LocalTable, figures: Sequence[LocalFigure], case: Case) -> Figure | None:
    """The newest percentages of a table as bars; None where there are none."""
    newest = {figure.row: figure for figure in sorted(figures, key=lambda figure: figure.period)}
    shown = [newest[row] for row in dict.fromkeys(figure.row for figure in figures)]
    shown = [figure for figure in shown if figure.unit == "percent" and figure.value is not None]
    if not shown:
        return None
    ordered = sorted(shown, key=lambda figure: figure.value or 0.0)
    low, high = (f"{figure_cell(figure).text} ({in_a_sentence(figure.row)})" for figure in (ordered[0], ordered[-1]))
    period, places = shown[0].period.label, decimals(max(figure.rounded for figure in shown))
    caption = Caption(
        f"{spec.key}-picture",
        headline=f"{spec.title}: from {low} to {high}",
        subtitle=f"Percentage, {case.force.name}, {period}",
        alt=f"Bar chart of percentages, {case.force.name}, {period}: {spec.title}, from {low} to {high}.",
        source=_sources(shown),
    )
    bars = [Bar(figure.row, figure.value) for figure in shown]
    return survey_figure(bars, caption, number=lambda value: in_unit(value, "percent", places))
