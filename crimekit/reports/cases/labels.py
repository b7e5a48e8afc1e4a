"""What a label was a quarter ago, and where a change stands among all forces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crimekit.reports.cases.assessment import Assessment, change_over
from crimekit.reports.cases.case import Case
from crimekit.statistics.benchmarks import rank_of_change
from crimekit.statistics.labels import labels_of
from crimekit.statistics.results import ChangeRank, Course, Label

Cause = Literal["", "new quarter", "revision", "new quarter and revision"]


@dataclass(frozen=True, slots=True)
class LabelChange:
    """The label of the past year beside that of the quarter before."""

    now: Label
    recomputed: Label  # of the quarter before, from the figures of today
    before: Label  # of the quarter before, as it could have been published then
    course_before: Course

    @property
    def cause(self) -> Cause:
        """Why the label differs from that of the quarter before; empty where it does not."""
        before, recomputed, now = self.before.label, self.recomputed.label, self.now.label
        if before == now:
            return ""
        if recomputed in (before, now):
            return "new quarter" if recomputed == before else "revision"
        return "new quarter and revision"


def label_change(found: Assessment, case: Case) -> LabelChange | None:
    """A measure's label beside that of the quarter before, as an earlier release had it; None without a series."""
    measure, panel = found.measure, found.panel
    if panel is None or len(panel.quarters) < 2:
        return None
    before = recomputed = labels_of(panel, case.force.key, -2, case.settings)
    if case.earlier and measure.source == "recorded-crime":
        then = case.earlier.panel(measure, case.earlier.counts(measure))
        before = labels_of(then, case.force.key, settings=case.settings)
    return LabelChange(found.trend.year, recomputed.year, before.year, before.course(measure.better))


def change_among_forces(found: Assessment, case: Case) -> ChangeRank | None:
    """Where the force's change over twelve months stands among those of all forces with residents.

    None where the force itself has no percentage, or the measure is not of recorded crime. A force whose earlier
    count is too small for a percentage, or whose way of recording changed, is not ranked.
    """
    measure, panel = found.measure, found.panel
    if measure.source != "recorded-crime" or panel is None:
        return None
    resident = [force for force, known in zip(panel.forces, panel.resident, strict=True) if known]
    changes = {force: change_over(panel, force, 4, case.settings).percent for force in resident}
    if changes.get(case.force.key) is None:
        return None
    return rank_of_change(case.force.key, changes, better=measure.rank_better or measure.better)
