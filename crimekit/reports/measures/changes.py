"""What changed: the labels that lead a report, and the labels that differ from those of the quarter before."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.blocks import Block, Cell, Column, Sentences, Table
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.cases.labels import LabelChange, PrintedLabel, headlines, label_change, printed_labels
from crimekit.reports.tables.cells import TONES

_OVER = {
    "short term": "The newest year against the year compared",
    "medium term": "A year, over five years",
}


def headline_blocks(assessments: Sequence[Assessment], case: Case) -> tuple[Block, ...]:
    """The changes that stand out from all labels of the report, in a table, or the sentence that none does."""
    labels = printed_labels(assessments, benchmark=case.report.benchmark)
    if not labels:
        return ()
    chosen = headlines(labels, case.settings)
    changes = [label for label in chosen if label.what != "benchmark"]
    notes = (_tested(len(labels), case), *_positions([label for label in chosen if label.what == "benchmark"]))
    if not changes:
        items = ("No change stands out from chance.", *notes)
        return (Sentences("at-a-glance-headlines-sentence", "What changed", items),)
    columns = (Column("Measure"), Column("Label"), Column("Change", "number"), Column("95% interval"), Column("Over"))
    subtitle = f"{case.force.name}, {case.quarter.title}"
    rows = tuple(_headline(label) for label in changes)
    return (Table("at-a-glance-headlines", "What changed", subtitle, columns, rows, notes=notes),)


def _tested(number: int, case: Case) -> str:
    rate = words.percent(100 * case.settings.headline_rate, 0)
    few, more = (words.number(share * number, 1) for share in (0.02, 0.04))
    rests = words.counted(number, "label of this report rests", "labels of this report rest")
    return (
        f"{rests} on a test; if nothing had changed, about {few} to {more} would name a direction by chance. A change "
        f"is listed where it stands out once their number is allowed for (Benjamini and Hochberg: at most {rate} of "
        "those listed are expected to be chance)."
    )


def _positions(labels: Sequence[PrintedLabel]) -> tuple[str, ...]:
    """The places in the group that stand out as well, by side."""
    sides: dict[str, list[str]] = {}
    for label in labels:
        sides.setdefault(label.label, []).append(label.measure.title)
    return tuple(f"{words.sentence(side).removesuffix('.')}: {'; '.join(names)}." for side, names in sides.items())


def _headline(label: PrintedLabel) -> tuple[Cell, ...]:
    percent = None if label.change is None else 100 * label.change
    return (
        Cell(label.measure.title),
        Cell(
            label.label, label.label, note=label.course if label.course != "neither" else "", tone=TONES[label.course]
        ),
        Cell(words.percent(percent, signed=True), percent),
        Cell(_interval(label)),
        Cell(_OVER[label.what]),
    )


def _interval(label: PrintedLabel) -> str:
    if label.lower is None:
        return "Not given"
    if label.upper is None:  # beyond any number
        return f"{words.percent(100 * label.lower, signed=True)} or more"
    low, high = (words.percent(100 * limit, signed=True) for limit in (label.lower, label.upper))
    return f"{low} to {high}"


def label_change_blocks(assessments: Sequence[Assessment], case: Case) -> tuple[Block, ...]:
    """Each label that differs from that of the quarter before, and why; a sentence where none does."""
    found = [change for assessment in assessments if (change := label_change(assessment, case))]
    changed = [change for change in found if change.cause]
    if not found:
        return ()
    before = case.quarter - 1
    if not changed:
        text = f"No label differs from that of {before}."
        return (Sentences("at-a-glance-label-changes-sentence", "Labels since the last quarter", (text,)),)
    columns = (Column("Measure"), Column(str(before)), Column(str(case.quarter)), Column("Why it differs"))
    note = f"{words.counted(len(found) - len(changed), 'other label is', 'other labels are')} as in {before}."
    rows = tuple(_changed(change, case) for change in changed)
    caption = "Labels that differ from those of the last quarter"
    return (Table("at-a-glance-label-changes", caption, case.force.name, columns, rows, notes=(note,)),)


def _changed(change: LabelChange, case: Case) -> tuple[Cell, ...]:
    reasons = []
    if "revision" in change.cause and case.earlier and case.earlier.inputs.release.released:
        released = words.date(case.earlier.inputs.release.released)
        reasons.append(
            f"revised figures: the release of {released} gave “{change.before.text}” for the last quarter, "
            f"today's gives “{change.recomputed.text}”"
        )
    if "new quarter" in change.cause:
        reasons.append(f"a new quarter: {_moved(change)}")
    return (
        Cell(change.measure.title),
        Cell(change.before.text, change.before.text, tone=TONES[change.before.direction]),
        Cell(change.now.text, change.now.text, tone=TONES[change.now.direction]),
        Cell(words.sentence("; ".join(reasons))),
    )


def _moved(change: LabelChange) -> str:
    """What the new quarter did to each term whose label it changed."""
    pairs = (
        ("short term", change.recomputed.short, change.now.short),
        ("medium term", change.recomputed.medium, change.now.medium),
    )
    return ", ".join(
        f"{term} {_strength(then.change, then.p, then.reason)}, now {_strength(now.change, now.p, now.reason)}"
        for term, then, now in pairs
        if then.label != now.label
    )


def _strength(change: float | None, p: float | None, reason: str) -> str:
    if change is None or p is None:
        return f"not known ({reason})"
    return f"{words.percent(100 * change, signed=True)} ({words.probability(p)})"
