"""All measures of a report at a glance, and what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from crimekit import words
from crimekit.blocks import Block, Blocks, Brief, Cell, Column, Heading, Sentences, Table
from crimekit.parameters.values import HEAD, HEAD_TEXTS
from crimekit.reports.cases.assessing import LabelChange, assess, label_change
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case, open_case
from crimekit.reports.commentary.texts import measure_figures, typed_texts
from crimekit.reports.measures.sentences import key_points
from crimekit.reports.tables.cells import TONES, latest_cell, shared_base, year_cell
from crimekit.reports.tables.measures import overview_table
from crimekit.reports.tables.notes import base_notes


@dataclass(frozen=True, repr=False)
class Overview(Brief):
    """All measures of a report."""

    case: Case
    assessments: tuple[Assessment, ...]  # every measure of its tables, once

    def __repr__(self) -> str:
        return f"At a glance, {self.case.force.name}, {self.case.quarter}: {len(self.assessments)} measures"

    def _shown(self) -> Blocks:
        return self.table

    @property
    def heading(self) -> Blocks:
        """The title of the part."""
        return Blocks((Heading("at-a-glance", "At a glance", f"{self.case.force.name}, {self.case.quarter.title}"),))

    @property
    def sentences(self) -> Blocks:
        """The key points: what got worse, then better, with its numbers, and what cannot be told."""
        points = key_points(moved(self.assessments), self.assessments)
        return Blocks((Sentences("at-a-glance-sentences", "Key points", points),) if points else ())

    @cached_property
    def named_figures(self) -> dict[str, str]:
        """The figures of every measure as they are printed, by the names that texts ask for them with."""
        return measure_figures(self.assessments)

    @property
    def texts(self) -> Blocks:
        """The commissioner's summary, and which national priorities apply here."""
        return typed_texts(HEAD, HEAD_TEXTS, self.case, lambda: self.named_figures)

    @property
    def headlines(self) -> Blocks:
        """The measures that moved, or whose label differs from that of the quarter before: worsening first."""
        return Blocks(headline_blocks(self.assessments, self._changes, self.case))

    @cached_property
    def _changes(self) -> dict[str, LabelChange]:
        return label_changes(self.assessments, self.case)

    @property
    def table(self) -> Blocks:
        """Every measure, with its labels and its last four years."""
        return Blocks((overview_table("at-a-glance-measures", self.assessments, self._changes, self.case),))


def overview(
    *,
    force: str,
    quarter: object,
    report: str = "national-measures",
    release: str | dt.date = "latest",
    peer_group: str = "",
    inputs: str | Path = "bundled",
) -> Overview:
    """All measures of a report for a force and a quarter; the parameters are those of `measure_section`."""
    case = open_case(force=force, quarter=quarter, report=report, release=release, peer_group=peer_group, inputs=inputs)
    return work_out_all(case)


def work_out_all(case: Case) -> Overview:
    """All measures of a case that is already open."""
    keys = dict.fromkeys(key for section in case.report.sections for key in section.measures)
    return Overview(case, tuple(assess(case.measures[key], case) for key in keys))


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
