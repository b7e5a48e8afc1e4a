"""The tables of a force's own figures: by year, as a list, and percentages as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crimekit import words
from crimekit.blocks import Cell, Datum, Figure, Table
from crimekit.charts.data import Bar, Caption
from crimekit.charts.figures import survey_figure
from crimekit.page.document import joined_sources
from crimekit.reports.cases.case import Case
from crimekit.reports.outturn.figures import LocalFigure, Period
from crimekit.reports.outturn.printing import (
    Row,
    Rows,
    by_period,
    decimals,
    difference_cell,
    figure_cell,
    in_unit,
    table_of,
)
from crimekit.reports.outturn.spec import LocalTable


def current(spec: LocalTable, figures: Sequence[LocalFigure], case: Case) -> tuple[LocalFigure, ...]:
    """The figures of a table that a report on this year prints: those that end by three months after it.

    None where all of them are too old: they end before the year, or the years that the table allows, began.
    """
    last, began = case.quarter + 1, case.quarter - 4 * (spec.years_old + 1)
    chosen = tuple(figure for figure in figures if figure.table == spec.key and figure.period.end <= last)
    return chosen if any(figure.period.end > began for figure in chosen) else ()


def local_table(spec: LocalTable, figures: Sequence[LocalFigure], case: Case) -> Table:
    """One table; `figures` are those of `current`."""
    found: dict[str, dict[Period, LocalFigure]] = {}
    for figure in figures:
        found.setdefault(figure.row, {})[figure.period] = figure
    rows = list(found.items())
    hidden = [f"A count from 1 to {spec.hide_below - 1} is hidden."] if spec.hide_below > 1 else []
    return table_of(
        spec,
        f"{case.force.name}, the force's own figures",
        by_period("Figure", rows, case, show=spec.show, total=spec.total)
        if spec.layout == "years"
        else _as_list(rows, case, spec.link.format(quarter=case.quarter.slug)),
        notes=[*spec.notes, *_notes(figures), *hidden],
        source="; ".join(joined_sources(figure.source for figure in figures)),
    )


def _notes(figures: Sequence[LocalFigure]) -> tuple[str, ...]:
    """What the file says of its figures; each remark once, with the rows it is about."""
    said = words.gathered(dict.fromkeys((figure.note, figure.row) for figure in figures if figure.note))
    everything = {figure.row for figure in figures}
    return tuple(note if everything <= set(rows) else f"{'; '.join(rows)}: {note}" for note, rows in said.items())


def _as_list(rows: Rows, case: Case, link: str) -> list[Row]:
    """The newest figure of each row with its period and, where any has one, the figure before and those before it."""
    compared = any(len(row) > 1 for _, row in rows)
    found = []
    for title, row in rows:
        now, *earlier = (row[period] for period in sorted(row, reverse=True))
        cells = {"Figure": Cell(title, link=link), "Latest": figure_cell(now), "Period": Cell(now.period.label)}
        if earlier:
            then = earlier[0]
            older = [f"{figure_cell(figure).text} ({figure.period})" for figure in earlier[1:]]
            cells["Earlier"] = replace(figure_cell(then), note="; ".join([then.period.label, *older]))
            cells["Change"] = difference_cell(now, then, case)
        elif compared:
            cells |= {"Earlier": Cell("Not given"), "Change": Cell("Not known")}
        found.append(cells)
    return found


def local_picture(spec: LocalTable, figures: Sequence[LocalFigure], case: Case) -> Figure | None:
    """The newest percentages of a table as bars; None where there are none."""
    newest = {figure.row: figure for figure in sorted(figures, key=lambda figure: figure.period)}
    shown = [newest[row] for row in dict.fromkeys(figure.row for figure in figures)]
    shown = [figure for figure in shown if figure.unit == "percent" and figure.value is not None]
    if not shown:
        return None
    ordered = sorted(shown, key=lambda figure: figure.value or 0.0)
    low, high = (
        f"{figure_cell(figure).text} ({words.in_a_sentence(figure.row)})" for figure in (ordered[0], ordered[-1])
    )
    period, places = shown[0].period.label, decimals(max(figure.rounded for figure in shown))
    caption = Caption(
        f"{spec.key}-picture",
        headline=f"{spec.title}: from {low} to {high}",
        subtitle=f"Percentage, {case.force.name}, {period}",
        alt=f"Bar chart of percentages, {case.force.name}, {period}: {spec.title}, from {low} to {high}.",
        source="; ".join(joined_sources(figure.source for figure in shown)),
    )
    bars = [Bar(figure.row, figure.value) for figure in shown]
    return survey_figure(bars, caption, number=lambda value: in_unit(value, "percent", places))


def local_rows(figures: Sequence[LocalFigure]) -> Iterator[Datum]:
    """The figures of a table for the data file, what the source says in words as the label."""
    for each in figures:
        named = (each.force, each.period.label, f"{each.table}: {each.row}", "local figure")
        label = each.stated or ("" if each.value is not None else words.NOT_AVAILABLE)
        yield Datum(*named, each.value, None, None, each.unit, label, each.source)
