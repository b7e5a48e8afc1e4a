"""The targets of a section, read and judged, a row for each; what cannot be told is not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from crimekit import words
from crimekit.blocks import Cell, Column, Table, Tone
from crimekit.errors import DataError
from crimekit.parameters.checks import FinancialYear, Number, entries, known, refuse
from crimekit.parameters.values import Measure, MeasureKey, Parameters, Report
from crimekit.periods import Quarter, rolling_year
from crimekit.reports.cases.assessing import assess
from crimekit.reports.cases.case import Case
from crimekit.reports.outturn.printing import between, count_cell
from crimekit.reports.outturn.recorded import Group
from crimekit.statistics.results import Course, Direction

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
    kind: Literal[TargetKind, "grade"]
    source: str
    value: Number | None = None  # the bound, or the percentage of a reduction
    base_year: FinancialYear = ""
    base_named: bool = True  # false: the source does not say from which year to which it counts
    low: Number | None = None
    high: Number | None = None


def read_targets(parameters: Parameters, force: str, report: Report) -> dict[str, Target]:
    """Read the targets of a force; none where it has no file."""
    path = parameters.folder / "outturn" / "targets" / f"{force}.yml"
    if not path.exists():
        return {}
    names = {"section": [section.key for section in report.sections], "measure": parameters.measures}
    found = entries(path, Target, names)
    problems = []
    for key, target in found.items():
        if parameters.measures[target.measure].source == "local":
            problems.append(f"{key}.measure: '{target.measure}' is local; expected a measure of recorded crime")
        needed = _NEEDED.get(target.kind, ("low", "high")) if target.base_named else ("value",)
        problems += [f"{key}.{field}: missing" for field in needed if getattr(target, field) in (None, "")]
    refuse(path, problems)
    return found


def goals_table(key: str, targets: Sequence[Target], case: Case) -> Table:
    """Each target with what was expected, the figure, and whether it is met, or its grade and the grade before."""
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
    found, note = _judged(target, case), ""
    if target.kind == "grade":
        before = _judged(target, replace(case, quarter=case.quarter - 4)).finding
        note = f"the year before: {before}" if before == found.finding else f"grade changed from: {before}"
    note = "; ".join(filter(None, [note, found.reason]))
    return (
        Cell(target.title),
        Cell(f"{words.percent(target.value, 0)} less" if not target.base_named else between(found.low, found.high)),
        count_cell(year_count(case.measures[target.measure], case.quarter, case)),
        Cell(found.finding, found.finding, tone=_TONES[found.finding], note=note),
    )


def _judged(target: Target, case: Case) -> Verdict:
    measure = case.measures[target.measure]
    now = year_count(measure, case.quarter, case)
    if target.kind == "grade":
        course = assess(measure, case).course
        return grade(now, low=target.low, high=target.high, better=measure.better, course=course)
    if not target.base_named:
        return Verdict("cannot tell", reason="the source names neither the year to count from nor the one to reach")
    base = year_count(measure, Quarter.parse(f"{target.base_year} Q4"), case) if target.base_year else None
    return judge(target.kind, now, value=target.value, base=base, low=target.low, high=target.high)


def year_count(measure: Measure, last: Quarter, case: Case) -> float | None:
    """The force's offences of a measure in a whole financial year; None for a year that has not ended."""
    if last.number != 4:
        return None
    return Group(measure.title, case, case.counts(measure)).total(rolling_year(last))


TargetKind = Literal["at-most", "at-least", "reduce-by", "within"]
Finding = Literal["met", "not met", "exceeds expectations", "meets expectations", "below expectations", "cannot tell"]
_NO_FIGURE = "there is no figure of this year"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a target is met, or the step of a grade; against which bounds (None: open on that side), and why."""

    finding: Finding
    low: float | None = None
    high: float | None = None
    reason: str = ""


def judge(
    kind: TargetKind,
    now: float | None,
    *,
    value: float | None = None,
    base: float | None = None,
    low: float | None = None,
    high: float | None = None,
) -> Verdict:
    """Judge a figure by its target.

    Parameters
    ----------
    value
        The bound of ``at-most`` and ``at-least``; the percentage of ``reduce-by``.
    base
        The figure of the base year that ``reduce-by`` starts from.
    low, high
        The range of ``within``, both ends included.

    Examples
    --------
    >>> judge("reduce-by", 850, value=20, base=1000)
    Verdict(finding='not met', low=None, high=800.0, reason='')
    >>> judge("within", None, low=10, high=20).finding
    'cannot tell'
    """
    if kind == "reduce-by":
        if base is None or value is None:
            return Verdict("cannot tell", reason="there is no figure of the base year")
        low, high = None, base * (100 - value) / 100
    elif kind == "at-most":
        low, high = None, value
    elif kind == "at-least":
        low, high = value, None
    if low is None and high is None:
        raise DataError(f"target: {kind}: found no bound; expected a value, or a low and a high one")
    if now is None:
        return Verdict("cannot tell", low, high, _NO_FIGURE)
    met = (low is None or now >= low) and (high is None or now <= high)
    return Verdict("met" if met else "not met", low, high)


def grade(now: float | None, *, low: float | None, high: float | None, better: Direction, course: Course) -> Verdict:
    """Grade a figure by the range expected of it and by its course.

    Better than the range and not worsening exceeds; worse than the range and not improving is below; all else meets.
    Where the course is not known the range alone decides, and the reason says so.

    Examples
    --------
    >>> grade(90, low=100, high=120, better="lower", course="neither").finding
    'exceeds expectations'
    >>> grade(90, low=100, high=120, better="lower", course="worsening").finding
    'meets expectations'
    """
    if low is None or high is None:
        raise DataError("grade: found a range without an end; expected a low and a high one")
    if low > high:
        raise DataError(f"grade: found a range from {low:g} to {high:g}; expected the lower end first")
    if now is None:
        return Verdict("cannot tell", low, high, _NO_FIGURE)
    if better == "neither":
        return Verdict("cannot tell", low, high, "neither more nor fewer is better")
    under, above = now < low, now > high
    good, bad = (under, above) if better == "lower" else (above, under)
    reason = "by the range alone: the trend is not known" if course == "not known" else ""
    if good and course != "worsening":
        return Verdict("exceeds expectations", low, high, reason)
    if bad and course != "improving":
        return Verdict("below expectations", low, high, reason)
    return Verdict("meets expectations", low, high, reason)
