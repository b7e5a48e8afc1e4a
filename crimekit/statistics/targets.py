"""Targets met or not, and grades in three steps; what cannot be told is not guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crimekit.errors import DataError
from crimekit.statistics.results import Course, Direction

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
