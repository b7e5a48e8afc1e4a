"""What changed: the measures that have a direction, and the labels that differ from those of the quarter before."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.blocks import Block, Cell, Column, Sentences, Table
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.cases.labels import LabelChange, label_change
from crimekit.reports.tables.cells import TONES, latest_cell, same_quarter_cell, year_cell
from crimekit.statistics.results import Label

_ORDER = {"worsening": 0, "improving": 1, "neither": 2}


def counted_once(assessments: Sequence[Assessment]) -> list[Assessment]:
    """The measures with labels, without a sum of others of them that has the same label: it would count twice."""
    shown = [found for found in assessments if found.trend]

    def is_sum(whole: Assessment) -> bool:
        parts = [
            part
            for part in shown
            if set(part.measure.series) < set(whole.measure.series) and part.measure.source == whole.measure.source
        ]
        return any(part.trend and whole.trend and part.trend.year.label == whole.trend.year.label for part in parts)

    return [found for found in shown if not is_sum(found)]


def headline_blocks(assessments: Sequence[Assessment], case: Case) -> tuple[Block, ...]:
    """The measures with a direction over the past year, in a table: worsening first; or the sentence that none has."""
    if not any(found.trend for found in assessments):
        return ()
    moved = counted_once([a for a in assessments if a.trend and (a.trend.year.direction or a.trend.quarter.direction)])
    if not moved:
        text = "No measure has a direction over the past year, and no quarter lies outside what was expected."
        return (Sentences("at-a-glance-headlines-sentence", "What changed", (text,)),)
    columns = (
        Column("Measure"),
        Column("Past year"),
        Column("Change on same quarter", "number"),
        Column("Latest quarter", "number"),
    )
    rows = tuple(
        (Cell(found.measure.title), year_cell(found), same_quarter_cell(found), latest_cell(found))
        for found in sorted(moved, key=_first)
    )
    subtitle = f"{case.force.name}, {case.quarter.title}"
    note = (
        "Measures that went up or down over the past year, or whose latest quarter is higher or lower than expected; "
        "of a measure and its parts with the same label, the parts."
    )
    notes = (note, *(_positions(assessments) if case.report.benchmark else ()))
    return (Table("at-a-glance-headlines", "What changed", subtitle, columns, rows, notes=notes),)


def _positions(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """The measures whose rate over twelve months is clearly on one side of the group's average, by side."""
    sides: dict[str, list[str]] = {}
    for found in assessments:
        if found.benchmark and found.benchmark.label.startswith(("higher than", "below")):
            sides.setdefault(found.benchmark.label, []).append(found.measure.title)
    return tuple(f"{words.sentence(side).removesuffix('.')}: {'; '.join(names)}." for side, names in sides.items())


def _first(found: Assessment) -> tuple[int, float]:
    """Worsening before improving before neither; in each the clearest change first."""
    year = found.trend.year if found.trend else None
    return _ORDER.get(found.course, 3), -abs(year.statistic or 0.0) if year else 0.0


def label_change_blocks(assessments: Sequence[Assessment], case: Case) -> tuple[Block, ...]:
    """Each label of the past year that differs from that of the quarter before, and why; a sentence where none does."""
    found = [change for assessment in assessments if (change := label_change(assessment, case))]
    changed = [change for change in found if change.cause]
    if not found:
        return ()
    before = case.quarter - 1
    if not changed:
        text = f"No label of the past year differs from that of {before}."
        return (Sentences("at-a-glance-label-changes-sentence", "Labels since the last quarter", (text,)),)
    columns = (Column("Measure"), Column(str(before)), Column(str(case.quarter)), Column("Why it differs"))
    note = f"{words.counted(len(found) - len(changed), 'other label is', 'other labels are')} as in {before}."
    rows = tuple(_changed(change, case) for change in changed)
    caption = "Labels of the past year that differ from those of the last quarter"
    return (Table("at-a-glance-label-changes", caption, case.force.name, columns, rows, notes=(note,)),)


def _changed(change: LabelChange, case: Case) -> tuple[Cell, ...]:
    reasons = []
    if "revision" in change.cause and case.earlier and case.earlier.inputs.release.released:
        released = words.date(case.earlier.inputs.release.released)
        reasons.append(
            f"revised figures: the release of {released} gave “{change.before.label}” for the last quarter, "
            f"today's gives “{change.recomputed.label}”"
        )
    if "new quarter" in change.cause:
        reasons.append(f"a new quarter: {_strength(change.recomputed)}, now {_strength(change.now)}")
    return (
        Cell(change.measure.title),
        Cell(change.before.label, change.before.label, tone=TONES[change.course_before]),
        Cell(change.now.label, change.now.label, tone=TONES[change.course]),
        Cell(words.sentence("; ".join(reasons))),
    )


def _strength(label: Label) -> str:
    if label.change is None:
        return f"not known ({label.reason})" if label.reason else "not known"
    return words.percent(100 * label.change, signed=True)
