"""What the statistics return: frozen values that carry the estimate, its interval, its test and how it was made.

A figure that cannot be given is None, never zero and never NaN, and `reason` then says why in words fit to print.
Changes are fractions (0.05 is 5 % more) unless a field is called `percent`; nothing here is rounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from html import escape
from typing import Any, Literal

Direction = Literal["lower", "higher", "neither"]
"""Which way is better for the public: fewer, more, or neither can be said."""

TrendLabel = Literal[
    "Increasing",
    "Decreasing",
    "Stable",
    "No clear change",
    "Not known",
    "Far higher than expected",
    "Higher than expected",
    "As expected",
    "Lower than expected",
    "Far lower than expected",
    "Higher",
    "Lower",
    "About the same",
    "Not comparable",
]
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
class Label(Shown):
    """What the figures say of one horizon, and the numbers that the word rests on.

    `change` is that of the rate (of the count where there are no residents), with a range from `lower` to `upper`
    that holds it with `confidence`. For a quarter `then` is the count expected. `now` and `then` count the quarters
    at positions `now_quarters` and `then_quarters`. `pooled` is the statistic of the change weighted to the newest
    quarters and drawn towards those of the other forces.
    """

    label: str
    reason: str = ""
    now: float | None = None
    then: float | None = None
    change: float | None = None
    lower: float | None = None
    upper: float | None = None
    confidence: float | None = None
    noise: float | None = None
    statistic: float | None = None
    pooled: float | None = None
    p: float | None = None
    now_quarters: tuple[int, ...] = ()
    then_quarters: tuple[int, ...] = ()

    @property
    def direction(self) -> int:
        """1 for more, -1 for fewer, 0 where the word names neither."""
        word = self.label.lower()
        return 1 if "higher" in word or "incr" in word else -1 if "lower" in word or "decr" in word else 0

    @property
    def expected(self) -> tuple[int, int] | None:
        """The smallest and the largest whole count within the range expected of the quarter; None without a range."""
        if self.now is None or self.lower is None or self.upper is None:
            return None
        low, high = ((self.now + 0.5) / (1 + limit) - 0.5 for limit in (self.upper, self.lower))
        return math.ceil(low), math.floor(high)


@dataclass(frozen=True, slots=True)
class TrendLabels(Shown):
    """The labels of one measure: of the quarter, the past year and the past three years."""

    quarter: Label
    year: Label
    three_years: Label

    def course(self, better: Direction) -> Course:
        """Whether the past year is good news; the quarter can only take that away.

        Examples
        --------
        >>> fewer = TrendLabels(Label("As expected"), Label("Decreasing"), Label("Lower"))
        >>> fewer.course("lower"), fewer.course("higher"), fewer.course("neither")
        ('improving', 'worsening', 'neither')
        >>> TrendLabels(Label("Higher than expected"), Label("Decreasing"), Label("Lower")).course("lower")
        'neither'
        """
        if self.year.label in ("Not known", "Not comparable"):
            return "not known"
        good = {"lower": -1, "higher": 1, "neither": 0}[better]
        way = self.year.direction * good
        against = self.quarter.direction * good == -way
        return "neither" if not way or against else "improving" if way > 0 else "worsening"


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
