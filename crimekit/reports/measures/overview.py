"""All measures of a report at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crimekit import words
from crimekit.blocks import Blocks, Heading, Sentences
from crimekit.parameters.values import SectionSpec
from crimekit.reports.cases.assessment import Assessment, assess
from crimekit.reports.cases.case import Case, open_case
from crimekit.reports.measures.changes import headline_blocks, label_change_blocks
from crimekit.reports.tables.measures import overview_table
from crimekit.statistics.results import Course


@dataclass(frozen=True)
class Overview:
    """All measures of a report."""

    case: Case
    assessed: tuple[tuple[SectionSpec, tuple[Assessment, ...]], ...]

    @property
    def heading(self) -> Blocks:
        """The title of the part."""
        return Blocks((Heading("at-a-glance", "At a glance", f"{self.case.force.name}, {self.case.quarter.title}"),))

    @property
    def sentences(self) -> Blocks:
        """How many measures improve, worsen, or cannot be told."""
        return Blocks((Sentences("at-a-glance-sentences", "", overview_sentences(self._once)),))

    @property
    def headlines(self) -> Blocks:
        """The changes that stand out from all labels of the report."""
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
        """Every measure, with its outlook and its last four years."""
        return Blocks((overview_table("at-a-glance-measures", self.assessed, self.case),))


def overview(
    *,
    force: str,
    quarter: str,
    report: str = "national-measures",
    release: str = "latest",
    peer_group: str = "",
    inputs: str = "bundled",
) -> Overview:
    """All measures of a report for a force and a quarter; the parameters are those of `measure_section`."""
    case = open_case(force=force, quarter=quarter, report=report, release=release, peer_group=peer_group, inputs=inputs)
    measures = case.parameters.measures
    return Overview(
        case,
        tuple(
            (spec, tuple(assess(measures[measure], case) for measure in spec.measures)) for spec in case.report.sections
        ),
    )


def overview_sentences(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """How many measures improve, worsen, are neither, or cannot be told; and how many have no figure."""
    shown = [assessment.outlook.direction for assessment in assessments if assessment.outlook]
    number = Counter(shown)
    parts = [
        *(f"{number[way]} {_are(number[way])} {way}" for way in ("improving", "worsening") if number[way]),
        *([_neither(number)] if number["neither"] else []),
        *([f"{number['not known']} cannot be told"] if number["not known"] else []),
    ]
    counted = words.counted(len(shown), "measure", "measures")
    found = f"Of {counted} with a series of figures, {words.joined(parts)}" if parts else ""
    without = len(assessments) - len(shown)
    rest = f"{words.counted(without, 'measure has', 'measures have')} no series of figures" if without else ""
    return tuple(words.sentence(part) for part in (found, rest) if part)


def _neither(number: Counter[Course]) -> str:
    both = number["improving"] and number["worsening"]
    return f"{number['neither']} {_are(number['neither'])} neither{'' if both else ' improving nor worsening'}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
