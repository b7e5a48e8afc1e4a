"""The targets of a section, judged: a row for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from crimekit import words
from crimekit.blocks import Cell, Column, Table, Tone
from crimekit.parameters.values import Measure
from crimekit.quarters import Quarter, year_to_date
from crimekit.reports.cases.assessment import assess
from crimekit.reports.cases.case import Case
from crimekit.reports.outturn.spec import TargetEntry
from crimekit.statistics.results import Course
from crimekit.statistics.targets import Grade, grade, judge

_TONES: dict[str, Tone] = {
    "met": "better",
    "not met": "worse",
    "exceeds expectations": "better",
    "meets expectations": "neutral",
    "below expectations": "worse",
    "cannot tell": "unknown",
}


def goals_table(key: str, targets: Sequence[TargetEntry], case: Case) -> Table:
    """Each target with what was expected, the figure, and whether it is met, or its grade and the grade before."""
    rows = tuple(_row(target, case) for target in targets)
    return Table(
        key,
        "Targets",
        f"{case.force.name}, {case.quarter.financial_year}",
        (Column("Target"), Column("Expected", "number"), Column("Offences", "number"), Column("Finding")),
        rows,
        notes=("A grade rests on a range and on the trend; a year that has not ended cannot be told.",),
        source="; ".join(dict.fromkeys(target.source for target in targets)),
    )


def _row(target: TargetEntry, case: Case) -> tuple[Cell, ...]:
    measure = case.parameters.measures[target.measure]
    now = year_count(measure, case.quarter, case)
    if target.kind == "grade":
        return _graded(target, measure, now, case=case)
    base = year_count(measure, Quarter.parse(f"{target.base_year} Q4"), case) if target.base_year else None
    found = judge(target.kind, now, value=target.value, base=base, low=target.low, high=target.high)
    return (
        Cell(target.title),
        Cell(_expected(found.low, found.high)),
        Cell(words.number(now), now),
        Cell(found.finding, found.finding, tone=_TONES[found.finding], note=found.reason),
    )


def _graded(target: TargetEntry, measure: Measure, now: float | None, *, case: Case) -> tuple[Cell, ...]:
    found = _grade(target, measure, now, case)
    year_before = replace(case, quarter=case.quarter - 4)
    before = _grade(target, measure, year_count(measure, case.quarter - 4, case), year_before)
    notes = [f"the year before: {before.step}" if before.step == found.step else f"grade changed from: {before.step}"]
    return (
        Cell(target.title),
        Cell(_expected(target.low, target.high)),
        Cell(words.number(now), now),
        Cell(found.step, found.step, tone=_TONES[found.step], note="; ".join([*notes, *filter(None, [found.reason])])),
    )


def _grade(target: TargetEntry, measure: Measure, count: float | None, case: Case) -> Grade:
    outlook = assess(measure, case).outlook
    course: Course = outlook.direction if outlook else "not known"
    low, high = cast("tuple[float, float]", (target.low, target.high))  # no grade is read without them
    return grade(count, low=low, high=high, better=measure.better, course=course)


def year_count(measure: Measure, last: Quarter, case: Case) -> float | None:
    """The force's offences of a measure in a whole financial year; None for a year that has not ended."""
    if last.number != 4:
        return None
    table = case.inputs.observations(measure.series, [case.force.key]).groupby("period")["value"].sum()
    labels = [quarter.label for quarter in year_to_date(last)]
    return float(table[labels].sum()) if set(labels) <= set(table.index) else None


def _expected(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return words.NOT_AVAILABLE
    if low is None:
        return f"at most {words.number(high)}"
    return f"at least {words.number(low)}" if high is None else f"{words.number(low)} to {words.number(high)}"
