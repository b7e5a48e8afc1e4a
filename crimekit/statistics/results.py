"""What the statistics return: frozen values that carry the estimate, its interval, its test and how it was made.

A figure that cannot be given is None, never zero and never NaN, and `reason` then says why in words fit to print.
Changes are fractions (0.05 is 5 % more) unless a field is called `percent`; nothing here is rounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from html import escape
from typing import Any, Literal

Direction = Literal["lower", "higher", "neither"]
"""Which way is better for the public: fewer, more, or neither can be said."""

Term = Literal["short", "medium"]
TrendLabel = Literal["Increasing", "Decreasing", "Stable", "No clear change", "No clear trend", "Not known"]
Course = Literal["improving", "worsening", "neither", "not known"]


class Shown:
    """What shows itself in JupyterLab: its fields that hold something, a line each, unrounded."""

    __slots__ = ()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        rows = list(_rows(self))
        width = max(len(name) for name, _ in rows)
        lines = (f"{name:<{width}}  {text}" for name, text in rows)
        cells = (f'<tr><th scope="row">{escape(name)}</th><td>{escape(text)}</td></tr>' for name, text in rows)
        name = type(self).__name__
        return {
            "text/plain": "\n".join((name, *lines)),
            "text/html": f"<table><caption>{name}</caption><tbody>{''.join(cells)}</tbody></table>",
        }


def _rows(result: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    for field in fields(result):
        value = getattr(result, field.name)
        if isinstance(value, Shown):
            yield from _rows(value, f"{prefix}{field.name}: ")
        elif value not in (None, "", ()):
            yield f"{prefix}{field.name}", str(value)


@dataclass(frozen=True, slots=True)
class Rate(Shown):
    """A count against its denominator, with its interval."""

    value: float | None
    denominator: float | None
    lower: float | None
    upper: float | None
    method: str


@dataclass(frozen=True, slots=True)
class Change(Shown):
    """Two counts beside each other; `percent` is None where the earlier one is missing or too small for it."""

    now: float | None
    then: float | None
    difference: float | None
    percent: float | None
    method: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Trend(Shown):
    """The direction of a series over one term, and the numbers the word rests on.

    `change` is the ratio of the rates less one: of two years (short), or a year (medium). `now` and `then`
    count the newest and the oldest quarters compared, at positions `now_quarters` and `then_quarters`.
    """

    term: Term
    label: TrendLabel
    method: str
    reason: str = ""
    words: str = "Not known"  # in one phrase: "Moderate reduction", "Stable (slight increase)"
    change: float | None = None
    lower: float | None = None
    upper: float | None = None
    shrunk: float | None = None  # the change, allowing for its having been picked out as significant
    statistic: float | None = None
    p: float | None = None
    df: int | None = None
    dispersion: float | None = None
    now: float | None = None
    then: float | None = None
    now_quarters: tuple[int, ...] = ()
    then_quarters: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unusual(Shown):
    """Whether the latest quarter lies off its own prediction: a note, never a direction."""

    unusual: bool
    method: str
    reason: str = ""
    count: float | None = None
    expected: float | None = None
    lower: float | None = None  # the smallest count that would not have been unusual
    upper: float | None = None  # the largest
    statistic: float | None = None
    p: float | None = None
    df: int | None = None
    dispersion: float | None = None


@dataclass(frozen=True, slots=True)
class Outlook(Shown):
    """Both terms in one label, and whether that is good news."""

    text: str
    direction: Course
    short: Trend
    medium: Trend


@dataclass(frozen=True, slots=True)
class Rank(Shown):
    """A place among forces, 1 the best in the measure's own direction, and the places it could be."""

    position: int
    of: int
    low: int | None = None
    high: int | None = None
    tied: tuple[str, ...] = ()

    @property
    def informative(self) -> bool:
        """Whether its range leaves out more than a quarter of the places."""
        return self.low is not None and self.high is not None and 4 * (self.high - self.low + 1) < 3 * self.of


@dataclass(frozen=True, slots=True)
class ChangeRank(Shown):
    """Where one force's change stands among all; 1 is the best in the measure's own direction."""

    rank: Rank
    increased: int  # forces
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Benchmark(Shown):
    """One force's twelve months against the average of its group, and its rank there."""

    label: str
    method: str
    reason: str = ""
    per: float = 1000
    rank: Rank | None = None
    rate: float | None = None
    average: float | None = None  # the mean of the forces' rates, the force itself included
    difference: float | None = None  # the rate over the average, less one
    expected: float | None = None  # the count the mean of the others would give
    statistic: float | None = None
    p: float | None = None
    dispersion: float | None = None
    rates: tuple[tuple[str, float], ...] = ()  # every force with figures
    missing: tuple[str, ...] = ()  # forces of the group without


@dataclass(frozen=True, slots=True)
class SurveyResult(Shown):
    """A share of respondents, with its interval; shares are fractions."""

    share: float | None
    positive: float
    respondents: float
    effective: float  # respondents, allowing for weights
    lower: float | None
    upper: float | None
    shown: bool
    note: str
    method: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SurveyDifference(Shown):
    """One wave less an earlier one, in fractions of respondents."""

    label: str
    difference: float | None
    lower: float | None
    upper: float | None
    now: SurveyResult
    then: SurveyResult
    note: str
    method: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Projection(Shown):
    """Where the financial year will end, with the intervals that hold 8 and 19 times in 20."""

    known: float | None  # recorded so far
    outturn: float | None
    method: str
    reason: str = ""
    remaining: float | None = None
    lower80: float | None = None
    upper80: float | None = None
    lower95: float | None = None
    upper95: float | None = None
    share: float | None = None  # of a year that earlier years had recorded by now
    weight: float | None = None  # given to this year's pace; the rest goes to last year's total
    variance: float | None = None
    dispersion: float | None = None
    df: int | None = None
