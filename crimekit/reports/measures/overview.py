"""All measures of a report at a glance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from crimekit.blocks import Blocks, Heading, Sentences
from crimekit.parameters.values import HEAD, HEAD_TEXTS
from crimekit.reports.cases.assessment import Assessment, assess
from crimekit.reports.cases.brief import Brief
from crimekit.reports.cases.case import Case, open_case
from crimekit.reports.cases.labels import LabelChange
from crimekit.reports.commentary.figures import measure_figures
from crimekit.reports.commentary.texts import typed_texts
from crimekit.reports.measures.changes import headline_blocks, label_changes, moved
from crimekit.reports.narrative.sentences import key_points
from crimekit.reports.tables.measures import overview_table


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
