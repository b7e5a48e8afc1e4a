"""The survey percentages of a section in a table."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.blocks import Cell, Column, Table
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.tables.notes import caveats, source_text


def is_survey(assessments: Sequence[Assessment]) -> bool:
    """Whether these measures are percentages of people asked."""
    return bool(assessments) and all(assessment.measure.statistic == "percent" for assessment in assessments)


def survey_table(key: str, caption: str, assessments: Sequence[Assessment], case: Case) -> Table:
    """A row for each question: the percentage, the people asked, the interval, the change on a year before."""
    titles = ("Percentage", "People asked", "95% interval", "Change on same quarter")
    benchmark = (Column("Benchmark"),) if case.report.benchmark else ()
    return Table(
        key,
        caption,
        f"{case.force.name}, {case.quarter.title}",
        (Column("Measure"), *(Column(title, "number") for title in titles), Column("Trend / outlook"), *benchmark),
        tuple(_row(assessment, case) for assessment in assessments),
        notes=caveats(assessments),
        source=source_text(assessments, case),
    )


def _row(assessment: Assessment, case: Case) -> tuple[Cell, ...]:
    survey, local = assessment.survey, assessment.local
    value = local.value if local else None
    hidden = survey is not None and not survey.shown
    asked = local.base if local else None
    return (
        Cell(assessment.measure.title),
        Cell("Too few asked") if hidden else Cell(words.percent(value, 0), value, note=_note(assessment)),
        Cell(words.number(asked) if asked is not None else "Not stated", asked),
        Cell(_interval(assessment)),
        _change(assessment),
        _outlook(assessment),
        *([Cell(words.NOT_AVAILABLE)] if case.report.benchmark else []),
    )


def _note(assessment: Assessment) -> str:
    notes = [assessment.local.period if assessment.local and assessment.local.value is not None else ""]
    notes.append(assessment.survey.note if assessment.survey else "")
    return "; ".join(note for note in notes if note)


def _interval(assessment: Assessment) -> str:
    survey = assessment.survey
    if survey is None or survey.lower is None or survey.upper is None or not survey.shown:
        return "Not known"
    return f"{words.percent(100 * survey.lower, 0)} to {words.percent(100 * survey.upper, 0)}"


def _change(assessment: Assessment) -> Cell:
    change = assessment.survey_change
    if change is None or change.difference is None:
        return Cell("Not known")
    points = 100 * change.difference
    return Cell(f"{words.number(points, 1, signed=True)} points", points, note=change.label)


def _outlook(assessment: Assessment) -> Cell:
    stated = assessment.local.stated if assessment.local else ""
    return Cell(f"As stated: {stated}", stated, tone="neutral") if stated else Cell("Not known", tone="unknown")
