"""The table of a section, and the table that a report begins with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from crimekit import words
from crimekit.blocks import Cell, Column, Table
from crimekit.parameters.values import SectionSpec
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.tables.cells import (
    benchmark_cell,
    change_cell,
    latest_cell,
    outlook_cell,
    rate_cell,
    shared_reasons,
)
from crimekit.reports.tables.notes import caveats, group_notes, source_text

_Part: TypeAlias = tuple[Column, Callable[[Assessment], Cell]]  # a column, and its cell of each measure


def measures_table(key: str, caption: str, assessments: Sequence[Assessment], case: Case) -> Table:
    """A row for each measure: latest quarter, rate, changes, outlook and, where the report has one, benchmark."""
    per, told = words.number(assessments[0].measure.per), shared_reasons(assessments)
    parts: list[_Part] = [
        (Column("Measure"), lambda each: Cell(each.measure.title)),
        (Column("Latest quarter", "number"), latest_cell),
        (Column(f"Rate per {per} residents", "number"), rate_cell),
        (Column("Change on same quarter", "number"), lambda each: change_cell(each.same_quarter)),
    ]
    if case.quarter.is_financial and case.quarter.number > 1:
        parts.append((Column("Change, year to date", "number"), lambda each: change_cell(each.to_date)))
    parts.append((Column("Trend / outlook"), lambda each: outlook_cell(each, told=told)))
    if case.report.benchmark:
        parts.append((Column("Benchmark"), lambda each: benchmark_cell(each.benchmark)))
    notes = (*_said(told), *caveats(assessments), *(group_notes(assessments, case) if case.report.benchmark else ()))
    return _table(key, caption, parts, assessments, case, notes)


def overview_table(key: str, assessed: Sequence[tuple[SectionSpec, tuple[Assessment, ...]]], case: Case) -> Table:
    """The measures of a report at a glance: of each section the headline, and all that have a series, once each."""
    chosen = _at_a_glance(assessed)
    shown = [assessment for _, assessment in chosen]
    sections, told = {each.measure.key: section for section, each in chosen}, shared_reasons(shown)
    parts: list[_Part] = [
        (Column("Measure"), lambda each: Cell(each.measure.title, link=sections[each.measure.key].key)),
        (Column("Latest quarter", "number"), latest_cell),
        (Column("Change on same quarter", "number"), lambda each: change_cell(each.same_quarter)),
        (Column("Trend / outlook"), lambda each: outlook_cell(each, told=told)),
    ]
    if case.report.benchmark:
        parts.append((Column("Benchmark"), lambda each: benchmark_cell(each.benchmark)))
    parts.append((Column("Last 4 years"), _sparkline))
    titles = {each.measure.key: each.measure.title for _, all_of_it in assessed for each in all_of_it}
    left_out = "; ".join(title for measure, title in titles.items() if measure not in sections)
    series = (f"Measures without a series of figures stand in their sections: {left_out}.",) if left_out else ()
    return _table(key, "Measures at a glance", parts, shown, case, (*_said(told), *series))


def _table(
    key: str, caption: str, parts: Sequence[_Part], shown: Sequence[Assessment], case: Case, notes: tuple[str, ...]
) -> Table:
    return Table(
        key,
        caption,
        f"{case.force.name}, {case.quarter.title}",
        tuple(column for column, _ in parts),
        tuple(tuple(cell(assessment) for _, cell in parts) for assessment in shown),
        notes,
        source_text(shown, case),
    )


def _said(reasons: Sequence[str]) -> tuple[str, ...]:
    """The reasons that hold for each label of a table, as one note."""
    return (f"For every measure with a series: {'; '.join(reasons)}.",) if reasons else ()


def _at_a_glance(
    assessed: Sequence[tuple[SectionSpec, tuple[Assessment, ...]]],
) -> tuple[tuple[SectionSpec, Assessment], ...]:
    chosen = {
        assessment.measure.key: (section, assessment)
        for section, shown in reversed(assessed)
        for assessment in reversed(shown)
        if assessment.counts or assessment.measure.key == section.headline
    }
    return tuple(reversed(chosen.values()))


def _sparkline(assessment: Assessment) -> Cell:
    counts = assessment.counts[-16:]
    if sum(count is not None for count in counts) < 2:
        return Cell("No series")
    return Cell("", sparkline=counts)
