"""All measures of a report at a glance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crimekit import words
from crimekit.blocks import Blocks, Heading, Sentences
from crimekit.parameters.values import SectionSpec
from crimekit.reports.cases.assessment import Assessment, assess
from crimekit.reports.cases.brief import Brief
from crimekit.reports.cases.case import Case, open_case
from crimekit.reports.measures.changes import counted_once, headline_blocks, label_change_blocks
from crimekit.reports.narrative.phrases import in_a_sentence
from crimekit.reports.tables.measures import overview_table


@dataclass(frozen=True, repr=False)
class Overview(Brief):
    """All measures of a report."""

    case: Case
    assessed: tuple[tuple[SectionSpec, tuple[Assessment, ...]], ...]

    def __repr__(self) -> str:
        return f"At a glance, {self.case.force.name}, {self.case.quarter}: {len(self._once)} measures"

    def _shown(self) -> Blocks:
        return self.table

    @property
    def heading(self) -> Blocks:
        """The title of the part."""
        return Blocks((Heading("at-a-glance", "At a glance", f"{self.case.force.name}, {self.case.quarter.title}"),))

    @property
    def sentences(self) -> Blocks:
        """How many measures worsen, improve, are stable, or cannot be told."""
        return Blocks((Sentences("at-a-glance-sentences", "", overview_sentences(self._once)),))

    @property
    def headlines(self) -> Blocks:
        """The measures with a direction over the past year, worsening first."""
        return Blocks(headline_blocks(self._once, self.case))

    @property
    def label_changes(self) -> Blocks:
        """The labels that differ from those of the quarter before, and why."""
        return Blocks(label_change_blocks(self._once, self.case))

    @property
    def _once(self) -> tuple[Assessment, ...]:
        """Every measure, once."""
        return tuple({a.measure.key: a for _, assessments in self.assessed for a in assessments}.values())

    @property
    def table(self) -> Blocks:
        """Every measure, with its labels and its last four years."""
        return Blocks((overview_table("at-a-glance-measures", self.assessed, self.case),))


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
    measures = case.measures
    return Overview(
        case,
        tuple(
            (spec, tuple(assess(measures[measure], case) for measure in spec.measures)) for spec in case.report.sections
        ),
    )


def overview_sentences(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """How many measures worsen, improve, are stable, without a clear direction, or not known; the first two by name."""
    once = counted_once(assessments)
    names: dict[str, list[str]] = {}
    for found in once:
        names.setdefault(_group(found), []).append(in_a_sentence(found.measure.title))
    parts = [
        f"{len(names[way])} {_are(len(names[way]))} {way}{f' ({words.joined(names[way])})' if by_name else ''}"
        for way, by_name in _WAYS.items()
        if way in names
    ]
    counted = words.counted(len(once), "measure", "measures")
    found_text = f"Over the past year, of {counted} with a series of figures, {words.joined(parts)}" if parts else ""
    without = sum(found.trend is None for found in assessments)
    rest = f"{words.counted(without, 'measure has', 'measures have')} no series of figures" if without else ""
    return tuple(words.sentence(part) for part in (found_text, rest) if part)


_WAYS = {  # whether the measures are named
    "worsening": True,
    "improving": True,
    "higher, neither better nor worse": True,
    "lower, neither better nor worse": True,
    "of mixed course": True,
    "stable": False,
    "without a clear direction": False,
    "not known": False,
}


def _group(found: Assessment) -> str:
    label = found.trend.year if found.trend else None
    if label is None or found.course == "not known":
        return "not known"
    if found.course != "neither":
        return found.course
    if label.direction and found.measure.better == "neither":
        return "higher, neither better nor worse" if label.direction > 0 else "lower, neither better nor worse"
    if label.direction:
        return "of mixed course"
    return "stable" if label.label == "Stable" else "without a clear direction"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
