"""The targets of a section, read and judged, a row for each; what cannot be told is not guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple

from crimekit import words
from crimekit.blocks import Cell, Column, Table, Tone
from crimekit.parameters.checks import FinancialYear, Known, entries, known
from crimekit.parameters.values import Measure, MeasureKey, Parameters, Report
from crimekit.periods import Quarter, rolling_year
from crimekit.reports.cases.assessing import assess
from crimekit.reports.cases.case import Case
from crimekit.reports.outturn.printing import between, count_cell
from crimekit.reports.outturn.recorded import Group
from crimekit.statistics.results import Course, Direction

Finding = Literal["met", "not met", "exceeds expectations", "meets expectations", "below expectations", "cannot tell"]
_TONES: dict[Finding, Tone] = {
    "met": "better",
    "not met": "worse",
    "exceeds expectations": "better",
    "meets expectations": "neutral",
    "below expectations": "worse",
    "cannot tell": "unknown",
}
_GRADES = "A grade rests on a range and on the trend; a year that has not ended cannot be told."
_NEEDED = {"at-most": ("value",), "at-least": ("value",), "reduce-by": ("value", "base_year")}  # others need a range


@dataclass(frozen=True, slots=True)
class Target:
    """One target or expected range of a force and a year."""

    title: str
    section: Annotated[str, known("section")]
    year: FinancialYear
    measure: MeasureKey
    kind: Literal["at-most", "at-least", "reduce-by", "within", "grade"]
    source: str
    value: float | None = None  # the bound, or the percentage of a reduction
    base_year: FinancialYear = ""
    base_named: bool = True  # false: the source does not say from which year to which it counts
    low: float | None = None  # both ends are in the range
    high: float | None = None

    def faults(self, known: Known) -> Iterator[str]:
        """A measure that is not recorded crime, and what its kind needs."""
        if known["measure"][self.measure].source == "local":
            yield f"measure: '{self.measure}' is local; expected a measure of recorded crime"
        needed = _NEEDED.get(self.kind, ("low", "high")) if self.base_named else ("value",)
        yield from (f"{field}: missing" for field in needed if getattr(self, field) in (None, ""))
        if self.low is not None and self.high is not None and self.low > self.high:
            yield f"high: found {self.high:g}; expected a number from {self.low:g}, the low one"


def read_targets(parameters: Parameters, force: str, report: Report) -> dict[str, Target]:
    """Read the targets of a force; none where it has no file."""
    path = parameters.folder / "outturn" / "targets" / f"{force}.yml"
    if not path.exists():
        return {}
    read = {"section": [section.key for section in report.sections], "measure": parameters.measures}
    return entries(path, Target, read)


def goals_table(key: str, targets: Sequence[Target], case: Case) -> Table:
    """Each target with what was expected, the figure, and whether it is met, or its grade."""
    return Table(
        key,
        "Targets",
        f"{case.force.name}, {case.quarter.financial_year}",
        (Column("Target"), Column("Expected", "number"), Column("Offences", "number"), Column("Finding")),
        tuple(_row(target, case) for target in targets),
        notes=(_GRADES,) if any(target.kind == "grade" for target in targets) else (),
        source="; ".join(dict.fromkeys(target.source for target in targets)),
    )


def findings(targets: Sequence[Target], case: Case) -> str:
    """How many targets came to which finding, in a sentence; those not met or not told by name; empty without any."""
    named = words.gathered((_judged(target, case).finding, target.title) for target in targets)
    counted = []
    for finding, titles in sorted(named.items(), key=lambda pair: list(_TONES).index(pair[0])):
        said = "cannot be told" if finding == "cannot tell" else finding
        told = f" ({words.joined(titles)})" if _TONES[finding] in ("worse", "unknown") else ""
        counted.append(f"{len(titles)} {said}{told}")
    return f"Of {words.counted(len(targets), 'target', 'targets')}: {words.joined(counted)}." if targets else ""


def _row(target: Target, case: Case) -> tuple[Cell, ...]:
    found = _judged(target, case)
    return (
        Cell(target.title),
        Cell(between(found.low, found.high) if target.base_named else f"{words.percent(target.value, 0)} less"),
        count_cell(found.now),
        Cell(found.finding, found.finding, tone=_TONES[found.finding], note=found.reason),
    )


class Verdict(NamedTuple):
    """Whether a target is met, or the step of a grade; the figure, its bounds (None: open on that side), and why."""

    finding: Finding
    now: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


def _judged(target: Target, case: Case) -> Verdict:
    measure = case.measures[target.measure]
    now = year_count(measure, case.quarter, case)
    base = year_count(measure, Quarter.parse(f"{target.base_year} Q4"), case) if target.base_year else None
    course = assess(measure, case).course if target.kind == "grade" else "not known"
    return judge(target, now, base=base, better=measure.better, course=course)


def year_count(measure: Measure, last: Quarter, case: Case) -> float | None:
    """The force's offences of a measure in a whole financial year; None for a year that has not ended."""
    if last.number != 4:
        return None
    return Group(measure.title, case, case.counts(measure)).total(rolling_year(last))


def judge(
    target: Target,
    now: float | None,
    *,
    base: float | None = None,
    better: Direction = "lower",
    course: Course = "not known",
) -> Verdict:
    """Judge a figure by its target, or grade it by the range expected of it and by its course.

    Better than the range and not worsening exceeds; worse than the range and not improving is below; all else meets.
    Where the course is not known the range alone decides, and the reason says so.

    Parameters
    ----------
    base
        The figure of the base year that ``reduce-by`` starts from.

    Examples
    --------
    >>> robbery = Target("Robbery", "crime", "2019-20", "robbery", "reduce-by", "The plan", value=20)
    >>> judge(robbery, 850, base=1000)
    Verdict(finding='not met', now=850, low=None, high=800.0, reason='')
    """
    low, high, value = target.low, target.high, target.value
    if target.kind in ("at-most", "at-least"):
        low, high = (None, value) if target.kind == "at-most" else (value, None)
    elif target.kind == "reduce-by" and base is not None and value is not None:
        high = base * (100 - value) / 100
    reason = ""
    if not target.base_named:
        reason = "the source names neither the year to count from nor the one to reach"
    elif target.kind == "reduce-by" and base is None:
        reason = "there is no figure of the base year"
    elif now is None:
        reason = "there is no figure of this year"
    elif target.kind == "grade" and better == "neither":
        reason = "neither more nor fewer is better"
    if reason or now is None:
        return Verdict("cannot tell", now, low, high, reason)
    under, above = low is not None and now < low, high is not None and now > high
    if target.kind != "grade":
        return Verdict("not met" if under or above else "met", now, low, high)
    good, bad = (under, above) if better == "lower" else (above, under)
    finding: Finding = "meets expectations"
    if good and course != "worsening":
        finding = "exceeds expectations"
    elif bad and course != "improving":
        finding = "below expectations"
    return Verdict(
        finding, now, low, high, "by the range alone: the trend is not known" if course == "not known" else ""
    )
