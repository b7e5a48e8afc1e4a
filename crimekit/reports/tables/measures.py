"""The table of a section, and the table that a report begins with."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.blocks import Cell, Column, Table
from crimekit.parameters.model import SectionSpec
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


def measures_table(key: str, caption: str, assessments: Sequence[Assessment], case: Case) -> Table:
    """A row for each measure: latest quarter, rate, changes, outlook and, where the report has one, benchmark."""
    to_date = case.quarter.is_financial and case.quarter.number > 1
    per, told = words.number(assessments[0].measure.per), shared_reasons(assessments)
    titles = [
        Column("Measure"),
        Column("Latest quarter", "number"),
        Column(f"Rate per {per} residents", "number"),
        Column("Change on same quarter", "number"),
        *([Column("Change, year to date", "number")] if to_date else []),
        Column("Trend / outlook"),
        *([Column("Benchmark")] if case.report.benchmark else []),
    ]
    return Table(
        key,
        caption,
        f"{case.force.name}, {case.quarter.title}",
        tuple(titles),
        tuple(_row(assessment, case, to_date=to_date, told=told) for assessment in assessments),
        notes=(*_said(told), *caveats(assessments), *(group_notes(assessments, case) if case.report.benchmark else ())),
        source=source_text(assessments, case),
    )


def _said(reasons: Sequence[str]) -> tuple[str, ...]:
    """The reasons that hold for each label of a table, as one note."""
    return (f"For every measure with a series: {'; '.join(reasons)}.",) if reasons else ()


def _row(assessment: Assessment, case: Case, *, to_date: bool, told: Sequence[str]) -> tuple[Cell, ...]:
    cells = [
        Cell(assessment.measure.title),
        latest_cell(assessment),
        rate_cell(assessment),
        change_cell(assessment.same_quarter),
        *([change_cell(assessment.to_date)] if to_date else []),
        outlook_cell(assessment, told=told),
        *([benchmark_cell(assessment.benchmark)] if case.report.benchmark else []),
    ]
    return tuple(cells)


def overview_table(key: str, assessed: Sequence[tuple[SectionSpec, tuple[Assessment, ...]]], case: Case) -> Table:
    """The measures of a report at a glance: of each section the headline, and all that have a series, once each."""
    columns = [
        Column("Measure"),
        Column("Latest quarter", "number"),
        Column("Change on same quarter", "number"),
        Column("Trend / outlook"),
        *([Column("Benchmark")] if case.report.benchmark else []),
        Column("Last 4 years"),
    ]
    rows = _at_a_glance(assessed)
    left_out = {a.measure.key: a.measure.title for _, shown in assessed for a in shown}
    titles = [title for measure, title in left_out.items() if measure not in {a.measure.key for _, a in rows}]
    shown = [assessment for _, assessment in rows]
    told = shared_reasons(shown)
    series = f"Measures without a series of figures stand in their sections: {'; '.join(titles)}."
    return Table(
        key,
        "Measures at a glance",
        f"{case.force.name}, {case.quarter.title}",
        tuple(columns),
        tuple(_overview_row(section, assessment, case, told=told) for section, assessment in rows),
        notes=(*_said(told), *((series,) if titles else ())),
        source=source_text(shown, case),
    )


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


def _overview_row(section: SectionSpec, assessment: Assessment, case: Case, *, told: Sequence[str]) -> tuple[Cell, ...]:
    return (
        Cell(assessment.measure.title, link=section.key),
        latest_cell(assessment),
        change_cell(assessment.same_quarter),
        outlook_cell(assessment, told=told),
        *([benchmark_cell(assessment.benchmark)] if case.report.benchmark else []),
        _sparkline(assessment),
    )


def _sparkline(assessment: Assessment) -> Cell:
    counts = assessment.counts[-16:]
    if sum(count is not None for count in counts) < 2:
        return Cell("No series")
    return Cell("", sparkline=counts)
