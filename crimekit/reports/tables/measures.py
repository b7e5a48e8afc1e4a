"""The tables of a section, of measures or of survey percentages, and the table that a report begins with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from crimekit import words
from crimekit.blocks import Cell, Column, Table
from crimekit.parameters.values import SectionSpec
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.cases.labels import LabelChange
from crimekit.reports.tables.cells import (
    benchmark_cell,
    change_cell,
    latest_cell,
    rate_cell,
    reason_text,
    same_quarter_cell,
    shared_base,
    three_years_cell,
    year_cell,
)
from crimekit.reports.tables.notes import base_notes, caveats, group_notes, label_notes, source_text

_Part: TypeAlias = tuple[Column, Callable[[Assessment], Cell]]  # a column, and its cell of each measure


def measures_table(key: str, caption: str, assessments: Sequence[Assessment], case: Case) -> Table:
    """A row for each measure: latest quarter, rate, changes, labels and, where the report has one, benchmark."""
    per = words.number(assessments[0].measure.per)
    parts: list[_Part] = [
        (Column("Measure"), lambda each: Cell(each.measure.title)),
        (Column("Latest quarter", "number"), latest_cell),
        (Column(f"Rate per {per} residents", "number"), rate_cell),
        (Column("Change on same quarter", "number"), same_quarter_cell),
    ]
    if case.quarter.is_financial and case.quarter.number > 1:
        parts.append((Column("Change, year to date", "number"), lambda each: change_cell(each.to_date)))
    year, three = shared_base(assessments, "year"), shared_base(assessments, "three_years")
    parts += [
        (Column("Past year"), lambda each: year_cell(each, year)),
        (Column("Past three years"), lambda each: three_years_cell(each, three)),
    ]
    if case.report.benchmark:
        parts.append((Column("Benchmark"), lambda each: benchmark_cell(each.benchmark)))
    group = group_notes(assessments, case) if case.report.benchmark else ()
    notes = (*base_notes(year, three), *label_notes(assessments), *caveats(assessments), *group)
    return _table(key, caption, parts, assessments, case, notes)


def survey_table(key: str, caption: str, assessments: Sequence[Assessment], case: Case) -> Table:
    """A row for each question: the percentage, what it is of, the interval, the change on a year before."""
    parts: list[_Part] = [
        (Column("Measure"), lambda each: Cell(each.measure.title)),
        (Column("Percentage", "number"), lambda each: _percentage(each, case)),
        (Column(_base_title(assessments), "number"), lambda each: _base(each, assessments)),
        (Column("95% interval", "number"), _interval),
        (Column("Change on same quarter", "number"), same_quarter_cell),
        (Column("As stated by the force"), _stated),
    ]
    if case.report.benchmark:
        parts.append((Column("Benchmark"), lambda each: benchmark_cell(each.benchmark)))
    return _table(key, caption, parts, assessments, case, caveats(assessments))


def _percentage(assessment: Assessment, case: Case) -> Cell:
    survey, local = assessment.survey, assessment.local
    value = local.value if local else None
    period = local.period if local and value is not None and local.period != case.quarter.label else ""
    notes = [period, survey.note if survey else ""]
    note = "; ".join(filter(None, notes))
    return Cell("Too few asked") if survey and not survey.shown else Cell(words.percent(value, 0), value, note=note)


def _base_title(assessments: Sequence[Assessment]) -> str:
    """What the percentages are of, where it is the same for all."""
    nouns = {each.measure.nouns for each in assessments}
    return f"{(noun := nouns.pop())[:1].upper()}{noun[1:]}" if len(nouns) == 1 else "Out of"


def _base(assessment: Assessment, among: Sequence[Assessment]) -> Cell:
    base = assessment.local.base if assessment.local else None
    note = assessment.measure.nouns if _base_title(among) == "Out of" else ""
    return Cell(words.number(base) if base is not None else "Not stated", base, note=note)


def _interval(assessment: Assessment) -> Cell:
    survey = assessment.survey
    if survey is None or survey.lower is None or survey.upper is None or not survey.shown:
        return Cell("Not known")
    return Cell(f"{words.percent(100 * survey.lower, 0)} to {words.percent(100 * survey.upper, 0)}")


def _stated(assessment: Assessment) -> Cell:
    stated = assessment.local.stated if assessment.local else ""
    return Cell(stated, stated, tone="neutral") if stated else Cell("Not stated")


def leading(spec: SectionSpec, assessments: Sequence[Assessment]) -> Assessment:
    """The measure that a section leads with: its headline or, where that has no figure, the first that has one."""
    headline = next(found for found in assessments if found.measure.key == spec.headline)
    return headline if headline.has_figure else next((found for found in assessments if found.has_figure), headline)


def overview_table(
    key: str,
    assessed: Sequence[tuple[SectionSpec, tuple[Assessment, ...]]],
    changes: Mapping[str, LabelChange],
    case: Case,
) -> Table:
    """The measures of a report at a glance: of each section the headline, and all that have a series, once each."""
    chosen = _at_a_glance(assessed)
    shown = [assessment for _, assessment in chosen]
    sections = {each.measure.key: section for section, each in chosen}
    parts: list[_Part] = [
        (Column("Measure"), lambda each: Cell(each.measure.title, link=sections[each.measure.key].key)),
        (Column("Latest quarter", "number"), _unless_expected),
        (Column("Change on same quarter", "number"), same_quarter_cell),
        (Column("Past year"), lambda each: _without_range(each, changes.get(each.measure.key))),
        (Column("Past three years"), lambda each: replace(three_years_cell(each), note="")),
    ]
    if case.report.benchmark:
        parts.append((Column("Benchmark"), lambda each: benchmark_cell(each.benchmark)))
    parts.append((Column("Last 4 years"), _sparkline))
    note = "The changes and their ranges stand in the sections."
    return _table(key, "Measures at a glance", parts, shown, case, (note,))


def _unless_expected(assessment: Assessment) -> Cell:
    cell, label = latest_cell(assessment), assessment.trend.quarter if assessment.trend else None
    return replace(cell, note="") if label and not label.direction else cell


def _without_range(found: Assessment, change: LabelChange | None) -> Cell:
    """The label with what it means or, where it names nothing, why; the change and its range stand in the section.

    Behind it, beside the numbers, stand the label of the quarter before and why it differs.
    """
    cell = year_cell(found)
    if found.trend is None:
        return cell
    note: list[str] = [found.course] if found.course in ("improving", "worsening") else []
    note += ["may be a change of recording"] if found.apart else []
    note += [reason_text(found.trend.year, found)] if cell.text in ("Not known", "Not comparable") else []
    before = (("quarter before", change.before.label), ("why it differs", change.cause or None)) if change else ()
    return replace(cell, note="; ".join(note), behind=(*cell.behind, *before))


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


def _at_a_glance(
    assessed: Sequence[tuple[SectionSpec, tuple[Assessment, ...]]],
) -> tuple[tuple[SectionSpec, Assessment], ...]:
    chosen = {
        assessment.measure.key: (section, assessment)
        for section, shown in reversed(assessed)
        for assessment in reversed(shown)
        if assessment.counts or assessment is leading(section, shown)
    }
    return tuple(reversed(chosen.values()))


def _sparkline(assessment: Assessment) -> Cell:
    counts = assessment.counts[-16:]
    if sum(count is not None for count in counts) < 2:
        return Cell("No series")
    return Cell("", sparkline=counts)
