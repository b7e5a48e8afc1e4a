"""The tables of a section, of measures or of survey percentages, and the table that a report begins with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from crimekit import words
from crimekit.blocks import Cell, Column, Table
from crimekit.parameters.values import SectionSpec
from crimekit.reports.cases.assessing import LabelChange
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.tables import cells
from crimekit.reports.tables.notes import (
    apart_notes,
    base_notes,
    break_notes,
    caveats,
    group_notes,
    hidden_notes,
    national_notes,
    source_text,
    stated_notes,
)

_Part: TypeAlias = tuple[Column, Callable[[Assessment], Cell]]  # a column, and its cell of each measure
_MEASURE: _Part = (Column("Measure"), lambda each: Cell(each.measure.title))
_SAME_QUARTER: _Part = (Column("Change on same quarter", "number"), cells.same_quarter_cell)


def measures_table(key: str, caption: str, assessments: Sequence[Assessment], case: Case) -> Table:
    """A row for each measure: latest quarter, rate, changes, labels and, where the report has one, benchmark."""
    per = words.number(assessments[0].measure.per)
    year, three = cells.shared_base(assessments, "year"), cells.shared_base(assessments, "three_years")
    to_date: _Part = (Column("Change, year to date", "number"), lambda each: cells.change_cell(each.to_date))
    parts: list[_Part] = [
        _MEASURE,
        (Column("Latest quarter", "number"), cells.latest_cell),
        (Column(f"Rate per {per} residents", "number"), cells.rate_cell),
        _SAME_QUARTER,
        *([to_date] if case.quarter.is_financial and case.quarter.number > 1 else []),
        (Column("Past year"), lambda each: cells.year_cell(each, year)),
        (Column("Past three years"), lambda each: cells.three_years_cell(each, three)),
        *_benchmark(case),
    ]
    ranked = assessments if case.report.benchmark else ()
    national, breaks = national_notes(assessments, case), break_notes(ranked, case)
    notes = (*base_notes(year, three), *national, *apart_notes(assessments), *breaks)
    folded = (*stated_notes(assessments), *caveats(assessments), *group_notes(ranked, case))
    return _table(key, caption, parts, assessments, case, notes, folded)


def survey_table(key: str, caption: str, assessments: Sequence[Assessment], case: Case) -> Table:
    """A row for each question: the percentage, what it is of, the interval, the change on a year before."""
    parts: list[_Part] = [
        _MEASURE,
        (Column("Percentage", "number"), lambda each: cells.latest_cell(each, at=case.quarter.label)),
        (Column(_base_title(assessments), "number"), lambda each: _base(each, assessments)),
        (Column("95% interval", "number"), _interval),
        _SAME_QUARTER,
        (Column("As stated by the force"), _stated),
        *_benchmark(case),
    ]
    return _table(key, caption, parts, assessments, case, (), caveats(assessments))


def _benchmark(case: Case) -> list[_Part]:
    """The column of a report that has one."""
    return [(Column("Benchmark"), lambda each: cells.benchmark_cell(each.benchmark))] if case.report.benchmark else []


def _base_title(assessments: Sequence[Assessment]) -> str:
    """What the percentages are of, where it is the same for all."""
    nouns = {each.measure.nouns for each in assessments}
    return f"{(noun := nouns.pop())[:1].upper()}{noun[1:]}" if len(nouns) == 1 else "Out of"


def _base(found: Assessment, among: Sequence[Assessment]) -> Cell:
    base, note = found.local.base, found.measure.nouns if _base_title(among) == "Out of" else ""
    return Cell(words.number(base) if base is not None else "Not stated", base, note=note)


def _interval(found: Assessment) -> Cell:
    survey = found.survey
    if survey is None or survey.lower is None or survey.upper is None or found.hidden:
        return Cell("Not known")
    return Cell(f"{words.percent(100 * survey.lower, 0)} to {words.percent(100 * survey.upper, 0)}")


def _stated(found: Assessment) -> Cell:
    stated = found.local.stated
    return Cell(stated, stated, tone="neutral") if stated else Cell("Not stated")


def leading(spec: SectionSpec, assessments: Sequence[Assessment]) -> Assessment:
    """The measure that a section leads with: its headline or, where that has no figure, the first that has one."""
    headline = next(found for found in assessments if found.measure.key == spec.headline)
    return headline if headline.has_figure else next((found for found in assessments if found.has_figure), headline)


def overview_table(
    key: str, assessments: Sequence[Assessment], changes: Mapping[str, LabelChange], case: Case
) -> Table:
    """The measures of a report at a glance: of each section the headline, and all that have a series, once each."""
    of, sections = {each.measure.key: each for each in assessments}, {}
    for spec in reversed(case.report.sections):  # a measure of several is a row of the last, and leads to the first
        chosen = [of[measure] for measure in spec.measures]
        lead = leading(spec, chosen)
        sections.update({each.measure.key: spec.key for each in reversed(chosen) if each.counts or each is lead})
    shown = [of[measure] for measure in reversed(sections)]
    year, three = cells.shared_base(shown, "year"), cells.shared_base(shown, "three_years")
    parts: list[_Part] = [
        (Column("Measure"), lambda each: Cell(each.measure.title, link=sections[each.measure.key])),
        (Column("Latest quarter", "number"), lambda each: cells.latest_cell(each, brief=True)),
        _SAME_QUARTER,
        (Column("Past year"), lambda each: _with_before(each, changes.get(each.measure.key), year)),
        (Column("Past three years"), lambda each: cells.three_years_cell(each, three, brief=True)),
        *_benchmark(case),
        (Column("Last 4 years"), _sparkline),
    ]
    return _table(key, "Measures at a glance", parts, shown, case, base_notes(year, three))


def _with_before(found: Assessment, change: LabelChange | None, shared: str) -> Cell:
    """The past year; behind it the label of the quarter before."""
    cell = cells.year_cell(found, shared, stated=False, brief=True)
    before = (("quarter before", change.before.label), ("why it differs", change.cause or None)) if change else ()
    return replace(cell, behind=(*cell.behind, *before))


def _sparkline(found: Assessment) -> Cell:
    counts = found.counts[-16:]
    return Cell("", sparkline=counts) if sum(count is not None for count in counts) > 1 else Cell("No series")


def _table(
    key: str,
    caption: str,
    parts: Sequence[_Part],
    shown: Sequence[Assessment],
    case: Case,
    notes: tuple[str, ...],
    folded: tuple[str, ...] = (),
) -> Table:
    return Table(
        key,
        caption,
        f"{case.force.name}, {case.quarter.title}",
        tuple(column for column, _ in parts),
        tuple(tuple(cell(assessment) for _, cell in parts) for assessment in shown),
        (*notes, *hidden_notes(shown, case)),
        source_text(shown, case),
        folded,
    )
