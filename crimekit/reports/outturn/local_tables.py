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
    average_cell,
    count_cell,
    figure_cell,
    in_unit,
    points_cell,
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
    draw = _by_year if spec.layout == "years" else _as_list
    columns, cells = draw(spec, rows, case)
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
    based = any(figure.base is not None for row in rows.values() for figure in row.values())
    shown = [name for name in spec.show if len(periods) > 1 or name in ("share", "monthly")]
    titles = {
        "change": f"Change on {periods[-2].label}" if len(periods) > 1 else "",
        "share": "Share of the total",
        "since-first": f"Change since {periods[0].label}",
        "monthly": "Monthly average",
    }
    columns = (
        Column("Figure"),
        *(Column(period.label, "number") for period in periods),
        *([Column("People asked", "number")] if based else []),
        *(Column(titles[name], "number") for name in shown),
    )
    total = {period: summed for period in periods if (summed := _total(rows, period))}
    cells = []
    for title, row in {**rows, **({spec.total: total} if spec.total else {})}.items():
        found = [row.get(period) for period in periods]
        asked = [_asked(found[-1])] if based else []
        beside = _beside(found, total.get(periods[-1]), periods[-1], case)
        cells.append((Cell(title), *map(figure_cell, found), *asked, *(beside[name] for name in shown)))
    return columns, tuple(cells)


def _asked(figure: LocalFigure | None) -> Cell:
    return Cell("Not stated") if figure is None or figure.base is None else count_cell(figure.base)


def _total(rows: Rows, period: Period) -> LocalFigure | None:
    """The sum of a column as a figure of its own; None where a row has no figure."""
    found = [row.get(period) for row in rows.values()]
    values = [figure.value for figure in found if figure is not None and figure.value is not None]
    if len(values) < len(rows) or not found[0]:
        return None
    return replace(found[0], value=sum(values), unit="count", rounded=0.0, base=None)


def _beside(
    row: Sequence[LocalFigure | None], whole: LocalFigure | None, period: Period, case: Case
) -> dict[str, Cell]:
    """What may stand beside the figures of a row: its changes, its share of the total, its monthly average."""
    now = row[-1]
    value = now.value if now else None
    return {
        "change": _change(now, row[-2] if len(row) > 1 else None, case),
        "since-first": _change(now, row[0], case),
        "share": share_cell(value, whole.value if whole else None),
        "monthly": average_cell(value, period.months),
    }


def _change(now: LocalFigure | None, then: LocalFigure | None, case: Case) -> Cell:
    """In points for a percentage (tested where both bases are known), in the unit and percent for all else."""
    if now is None or then is None or now.value is None or then.value is None:
        return Cell(words.NOT_AVAILABLE)
    if now.unit != "percent":
        return change_cell(year_on_year(now.value, then.value, base=case.settings.percent_base))
    cell = points_cell(now, then)
    if now.base is None or then.base is None:
        return cell
    this, earlier = (
        survey_result(value / 100 * base, base, settings=case.settings)
        for value, base in ((now.value, now.base), (then.value, then.base))
    )
    return Cell(cell.text, cell.value, note=survey_difference(this, earlier, settings=case.settings).label)


def _as_list(spec: LocalTable, rows: Rows, case: Case) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
    newest = {title: sorted(row) for title, row in rows.items()}
    earlier = any(len(periods) > 1 for periods in newest.values())
    columns = (
        Column("Figure"),
        Column("Latest", "number"),
        Column("Period"),
        *([Column("Earlier", "number"), Column("Change", "number")] if earlier else []),
    )
    return columns, tuple(_list_row(title, rows[title], newest[title], earlier=earlier, case=case) for title in rows)


def _list_row(
    title: str, row: dict[Period, LocalFigure], periods: Sequence[Period], *, earlier: bool, case: Case
) -> tuple[Cell, ...]:
    now, then = row[periods[-1]], row[periods[-2]] if len(periods) > 1 else None
    cells = [Cell(title), figure_cell(now), Cell(now.period.label)]
    if not earlier:
        return tuple(cells)
    if then is None:
        return (*cells, Cell("Not given"), Cell("Not known"))
    before = figure_cell(then)
    return (*cells, Cell(before.text, before.value, note=then.period.label), _change(now, then, case))


def local_picture(spec: LocalTable, figures: Sequence[LocalFigure], case: Case) -> Figure | None:
    """The newest percentages of a table as bars; None where there are none."""
    newest: dict[str, LocalFigure] = {}
    for figure in sorted(figures, key=lambda figure: figure.period):
        newest[figure.row] = figure
    order = dict.fromkeys(figure.row for figure in figures)
    shown = [newest[row] for row in order if newest[row].unit == "percent" and newest[row].value is not None]
    if not shown:
        return None
    ordered = sorted(shown, key=lambda figure: figure.value or 0.0)
    low, high = (f"{_percent(figure)} ({in_a_sentence(figure.row)})" for figure in (ordered[0], ordered[-1]))
    period = shown[0].period.label
    caption = Caption(
        f"{spec.key}-picture",
        headline=f"{spec.title}: from {low} to {high}",
        subtitle=f"Percentage, {case.force.name}, {period}",
        alt=f"Bar chart of percentages, {case.force.name}, {period}: {spec.title}, from {low} to {high}.",
        source=_sources(shown),
    )
    bars, rounded = [Bar(figure.row, figure.value) for figure in shown], max(figure.rounded for figure in shown)
    return survey_figure(bars, caption, number=lambda value: in_unit(value, "percent", rounded))


def _percent(figure: LocalFigure) -> str:
    return in_unit(figure.value, "percent", figure.rounded)
