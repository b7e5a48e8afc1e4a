"""What changed: the measures that have a direction, or a label that differs from that of the quarter before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crimekit import words
from crimekit.blocks import Block, Cell, Column, Sentences, Table
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.cases.labels import LabelChange, label_change
from crimekit.reports.tables.cells import TONES, latest_cell, shared_base, year_cell
from crimekit.reports.tables.notes import base_notes

NOTHING_MOVED = "No measure has a direction over the past year, and no quarter lies outside what was expected."
_ORDER = {"worsening": 0, "improving": 1, "neither": 2}


def counted_once(assessments: Sequence[Assessment]) -> list[Assessment]:
    """The measures with labels, without a sum of others of them that has the same label: it would count twice."""
    shown = [found for found in assessments if found.counts]

    def is_part(part: Assessment, whole: Assessment) -> bool:
        one, other = part.measure, whole.measure
        within = one.source == other.source and set(one.series) < set(other.series)
        return within and part.trend.year.label == whole.trend.year.label

    return [whole for whole in shown if not any(is_part(part, whole) for part in shown)]


def moved(assessments: Sequence[Assessment]) -> list[Assessment]:
    """Those with a direction over the past year or a quarter that is not as expected, once: worsening first."""
    found = counted_once([each for each in assessments if each.trend.year.direction or each.trend.quarter.direction])
    return sorted(found, key=_first)


def label_changes(assessments: Sequence[Assessment], case: Case) -> dict[str, LabelChange]:
    """The label of each measure beside that of the quarter before, by key; without those that have no series."""
    return {found.measure.key: change for found in assessments if (change := label_change(found, case))}


def headline_blocks(
    assessments: Sequence[Assessment], changes: Mapping[str, LabelChange], case: Case
) -> tuple[Block, ...]:
    """What moved and which label differs from that of the quarter before, a row each; or the sentence that none does.

    Worsening first.
    """
    if not any(found.counts for found in assessments):
        return ()
    shown = moved(assessments)
    renamed = [found for found in assessments if (change := changes.get(found.measure.key)) and change.cause]
    shown += [found for found in counted_once([*shown, *renamed]) if found not in shown]
    before, base = case.quarter - 1, shared_base(shown, "year")
    if not shown:
        text = f"{NOTHING_MOVED} No label of the past year differs from that of {before}."
        return (Sentences("at-a-glance-headlines-sentence", "What changed", (text,)),)
    columns = (Column("Measure"), Column("Past year"), Column(f"In {before}"), Column("Latest quarter", "number"))
    rows = tuple(
        (
            Cell(found.measure.title),
            year_cell(found, base, stated=False),
            _before(changes.get(found.measure.key), case),
            latest_cell(found),
        )
        for found in shown
    )
    subtitle = f"{case.force.name}, {case.quarter.title}"
    note = (
        f"Measures with a direction over the past year, a quarter not as expected, or another label than in {before}; "
        "of a sum and its parts with the same label, the parts."
    )
    notes = (*base_notes(base), note, *(_positions(assessments) if case.report.benchmark else ()))
    return (Table("at-a-glance-headlines", "What changed", subtitle, columns, rows, notes=notes),)


def _positions(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """The measures whose rate over twelve months is clearly on one side of the group's average, by side."""
    stands = [(found.benchmark.label, found.measure.title) for found in assessments if found.benchmark]
    sides = words.gathered(pair for pair in stands if pair[0].startswith(("higher than", "below")))
    return tuple(f"{words.sentence(side).removesuffix('.')}: {'; '.join(names)}." for side, names in sides.items())


def _first(found: Assessment) -> tuple[int, float]:
    """Worsening before improving before neither; in each the clearest change first."""
    return _ORDER.get(found.course, 3), -abs(found.trend.year.statistic or 0.0)


def _before(change: LabelChange | None, case: Case) -> Cell:
    """The label of the past year a quarter ago with its change, and whether revised figures made it another."""
    if change is None:
        return Cell(words.NOT_AVAILABLE)
    notes, then = [], change.recomputed
    if "new quarter" in change.cause:
        notes.append(then.reason if then.change is None else words.percent(100 * then.change, signed=True))
    if "revision" in change.cause and case.earlier and case.earlier.inputs.release.released:
        released = words.date(case.earlier.inputs.release.released)
        notes.append(f"as the release of {released} gave it; revised since: {then.label}")
    return Cell(change.before.label, change.before.label, "; ".join(notes), TONES[change.course_before])
