"""What a label was a quarter ago, and where a change stands among all forces."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from crimekit.reports.cases.assessment import Assessment, change_over, comparable
from crimekit.reports.cases.case import Case
from crimekit.statistics.benchmarks import benchmark, rank_of_change, with_range
from crimekit.statistics.labels import labels_of
from crimekit.statistics.panel import noise
from crimekit.statistics.results import Benchmark, ChangeRank, Course, Label

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
    count is too small for a percentage, or whose way of recording changed or is masked, is not ranked.
    """
    measure, panel, own = found.measure, found.panel, case.force.key
    if measure.source != "recorded-crime" or panel is None:
        return None
    better, kept = measure.first_is, dict(zip(panel.forces, comparable(panel, 8), strict=True))
    resident = [force for force, known in zip(panel.forces, panel.resident, strict=True) if known]
    found_of = {force: change_over(panel, force, 4, case.settings) for force in resident}
    changes = {force: change.percent if kept[force] else None for force, change in found_of.items()}
    if changes.get(own) is None:
        return None
    ranked = rank_of_change(own, changes, better=better)
    placed = [force for force in resident if force not in ranked.missing]
    pairs = [(found_of[force].now, found_of[force].then) for force in placed]
    now, then = np.array(pairs, dtype=float).T + 0.5
    variances = 1 / now + 1 / then + noise(panel, settings=case.settings).wobble ** 2 / 2  # as that of a past year
    me, ratios = placed.index(own), np.log(now / then)
    place = with_range(ranked.rank, ratios, variances, me, better=better, settings=case.settings)
    return replace(ranked, rank=place)


def rate_among_forces(found: Assessment, case: Case) -> Benchmark | None:
    """The rate over twelve months among all forces with residents; None where the force has none that compares.

    A force of which a break of its own masks one of the four quarters is left out.
    """
    measure, panel, own = found.measure, found.panel, case.force.key
    if measure.source != "recorded-crime" or panel is None:
        return None
    kept = comparable(panel, 4) & (panel.residents[-1] > 0)
    members = [force for force, known in zip(panel.forces, kept, strict=True) if known]
    if own not in members or len(members) < case.settings.group_fewest_forces:
        return None
    ranked = benchmark(panel, own, members, better=measure.first_is, per=measure.per, settings=case.settings)
    resident = (force for force, known in zip(panel.forces, panel.resident, strict=True) if known)
    without = tuple(force for force in resident if force not in dict(ranked.rates))
    return replace(ranked, missing=without) if ranked.rank else None


def compared(found: Assessment, case: Case) -> Benchmark | None:
    """What a picture shows the force among: its group or, where that is small or there is none, all forces."""
    return found.nation if case.few_peers else found.benchmark
