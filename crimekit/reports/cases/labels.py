"""The labels of a whole report: which may lead it, what each was a quarter ago, and a change among all forces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from crimekit.parameters.values import Measure
from crimekit.reports.cases.assessment import Assessment, change_over, counts_of, outlook_of
from crimekit.reports.cases.case import Case
from crimekit.statistics.benchmarks import rank_of_change
from crimekit.statistics.results import ChangeRank, Course, Outlook
from crimekit.statistics.settings import Settings
from crimekit.statistics.wording import course, headline_list

What = Literal["short term", "medium term", "benchmark"]
Cause = Literal["", "new quarter", "revision", "new quarter and revision"]


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """One printed label that rests on a test; changes are fractions."""

    measure: Measure
    what: What
    label: str
    p: float
    change: float | None  # of two years, a year, or from the group's average
    lower: float | None = None
    upper: float | None = None
    course: Course = "neither"  # whether it is good news

    @property
    def directed(self) -> bool:
        """Whether it names a direction or a side."""
        return self.label in ("Increasing", "Decreasing") or self.label.startswith(("higher than", "below"))


@dataclass(frozen=True, slots=True)
class LabelChange:
    """A label beside that of the quarter before."""

    measure: Measure
    now: Outlook
    recomputed: Outlook  # of the quarter before, from the figures of today
    published: Outlook | None  # of the quarter before, from the release of then; None where it is not held

    @property
    def before(self) -> Outlook:
        """The label of the quarter before, as it could have been published then."""
        return self.published or self.recomputed

    @property
    def cause(self) -> Cause:
        """Why the label differs from that of the quarter before; empty where it does not."""
        if self.before.text == self.now.text:
            return ""
        revised = self.before.text != self.recomputed.text
        if revised and self.recomputed.text != self.now.text:
            return "new quarter and revision"
        return "revision" if revised else "new quarter"


def printed_labels(assessments: Sequence[Assessment], *, benchmark: bool) -> tuple[PrintedLabel, ...]:
    """Every label of these measures that has a p-value, in order; with the benchmark's, where the report prints it."""
    found = (label for assessment in assessments for label in _labels_of(assessment))
    return tuple(label for label in found if benchmark or label.what != "benchmark")


def _labels_of(assessment: Assessment) -> list[PrintedLabel]:
    found, measure = [], assessment.measure
    for trend in (assessment.outlook.short, assessment.outlook.medium) if assessment.outlook else ():
        what: What = "short term" if trend.term == "short" else "medium term"
        if trend.p is not None:
            rest = (trend.change, trend.lower, trend.upper, course(trend, measure.better))
            found.append(PrintedLabel(measure, what, trend.label, trend.p, *rest))
    group = assessment.benchmark
    if group is not None and group.p is not None and group.label != "Not known":
        found.append(PrintedLabel(measure, "benchmark", group.label, group.p, group.difference))
    return found


def headlines(labels: Sequence[PrintedLabel], settings: Settings) -> tuple[PrintedLabel, ...]:
    """The labels that may lead the report: of those picked from all at the rate of false discoveries, the directed."""
    picked = headline_list([label.p for label in labels], settings.headline_rate)
    return tuple(label for label, chosen in zip(labels, picked, strict=True) if chosen and label.directed)


def label_change(assessment: Assessment, case: Case) -> LabelChange | None:
    """A measure's label beside that of the quarter before; None where it has no series."""
    measure, series, now = assessment.measure, assessment.series, assessment.outlook
    if series is None or now is None or len(series) < 2:
        return None
    recomputed = outlook_of(series.until(len(series) - 1), measure, case.settings)
    return LabelChange(measure, now, recomputed, _published_outlook(measure, case))


def _published_outlook(measure: Measure, case: Case) -> Outlook | None:
    """The label of the quarter before, as an earlier release had it; None where none is held."""
    earlier = case.earlier
    if earlier is None or measure.source != "recorded-crime":
        return None
    counts = counts_of(earlier.counts(measure, [case.force.key])[case.force.key])
    return outlook_of(earlier.series(measure, counts), measure, earlier.settings)


def change_among_forces(measure: Measure, case: Case) -> ChangeRank | None:
    """Where the force's change over twelve months stands among those of all forces with residents.

    None where the force itself has no percentage, or the measure is not of recorded crime. A force whose earlier
    count is too small for a percentage is not ranked.
    """
    forces = [key for key, force in case.parameters.forces.items() if force.resident_rates]
    if measure.source != "recorded-crime" or case.force.key not in forces:
        return None
    table = case.counts(measure, forces)
    changes = {force: change_over(counts_of(table[force]), 4, case).percent for force in forces}
    if changes[case.force.key] is None:
        return None
    return rank_of_change(case.force.key, changes, better=measure.rank_better or measure.better)
