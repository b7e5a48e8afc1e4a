"""What a label was a quarter ago, and where a change stands among all forces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crimekit.parameters.values import Measure
from crimekit.reports.cases.assessment import Assessment, change_over, counts_of
from crimekit.reports.cases.case import Case
from crimekit.statistics.benchmarks import rank_of_change
from crimekit.statistics.labels import labels_of
from crimekit.statistics.results import ChangeRank, Course, Label, TrendLabels

Cause = Literal["", "new quarter", "revision", "new quarter and revision"]


@dataclass(frozen=True, slots=True)
class LabelChange:
    """The label of the past year beside that of the quarter before."""

    measure: Measure
    now: Label
    recomputed: Label  # of the quarter before, from the figures of today
    before: Label  # of the quarter before, as it could have been published then
    course: Course  # of now
    course_before: Course

    @property
    def cause(self) -> Cause:
        """Why the label differs from that of the quarter before; empty where it does not."""
        if self.before.label == self.now.label:
            return ""
        revised = self.before.label != self.recomputed.label
        if revised and self.recomputed.label != self.now.label:
            return "new quarter and revision"
        return "revision" if revised else "new quarter"


def label_change(assessment: Assessment, case: Case) -> LabelChange | None:
    """A measure's label beside that of the quarter before; None where it has no series."""
    measure, panel, now = assessment.measure, assessment.panel, assessment.trend
    if panel is None or now is None or len(panel.quarters) < 2:
        return None
    recomputed = labels_of(panel, case.force.key, -2, case.settings)
    before = _published(measure, case) or recomputed
    courses = now.course(measure.better), before.course(measure.better)
    return LabelChange(measure, now.year, recomputed.year, before.year, *courses)


def _published(measure: Measure, case: Case) -> TrendLabels | None:
    """The labels of the quarter before, as an earlier release had them; None where none is held."""
    earlier = case.earlier
    if earlier is None or measure.source != "recorded-crime":
        return None
    return labels_of(earlier.panel(measure, earlier.counts(measure)), case.force.key, settings=earlier.settings)


def change_among_forces(found: Assessment, case: Case) -> ChangeRank | None:
    """Where the force's change over twelve months stands among those of all forces with residents.

    None where the force itself has no percentage, or the measure is not of recorded crime. A force whose earlier
    count is too small for a percentage, or whose way of recording changed, is not ranked.
    """
    measure, panel = found.measure, found.panel
    if measure.source != "recorded-crime" or panel is None or found.twelve_months is None:
        return None
    resident = [column for column, known in enumerate(panel.resident) if known]
    changes = {
        panel.forces[at]: change_over(counts_of(panel.counts[:, at]), 4, case.settings, panel.breaks[:, at]).percent
        for at in resident
    }
    if changes.get(case.force.key) is None:
        return None
    return rank_of_change(case.force.key, changes, better=measure.rank_better or measure.better)
