"""What the statistics return: frozen values that carry the estimate, its interval, its test and how it was made.

A figure that cannot be given is None, never zero and never NaN, and `reason` then says why in words fit to print.
Changes are fractions (0.05 is 5 % more) unless a field is called `percent`; nothing here is rounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from html import escape
from typing import Any, Literal

import pandas as pd

from crimekit import words
from crimekit.errors import cut

_LONGEST = 160  # characters of a value as text
_OF_FEW = ("share", "positive", "lower", "upper")  # of a survey: not shown of too few respondents


class Shown:
    """What shows itself in JupyterLab: its fields that hold something, a line each, unrounded."""

    __slots__ = ()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        rows = [(name, str(value)) for name, value in shown_fields(self) if value not in (None, "", ())]
        width = max(len(name) for name, _ in rows)
        lines = (f"{name:<{width}}  {cut(text, _LONGEST)}" for name, text in rows)
        cells = (f'<tr><th scope="row">{escape(name)}</th><td>{escape(text)}</td></tr>' for name, text in rows)
        name = type(self).__name__
        head = f'<caption>{name}</caption><thead><tr><th scope="col">Part</th><th scope="col">Value</th></tr></thead>'
        return {
            "text/plain": "\n".join((name, *lines)),
            "text/html": f"<table>{head}<tbody>{''.join(cells)}</tbody></table>",
        }

    def to_frame(self) -> pd.DataFrame:
        """Its fields as a frame of one row, unrounded."""
        return pd.DataFrame([dict(shown_fields(self))])


def shown_fields(result: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every field that is shown, with its name; those of a part have its name before theirs."""
    hidden = () if getattr(result, "shown", True) else _OF_FEW
    for part in fields(result):
        value = None if part.name in hidden else getattr(result, part.name)
        if isinstance(value, Shown):
            yield from shown_fields(value, f"{prefix}{part.name}: ")
        elif part.repr:
            yield f"{prefix}{part.name}", value


Direction = Literal["lower", "higher", "neither"]
"""Which way is better for the public: fewer, more, or neither can be said."""

Course = Literal["improving", "worsening", "neither", "not known"]


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


@dataclass(frozen=True, slots=True, repr=False)
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

    def __repr__(self) -> str:
        return self.label if self.change is None else f"{self.label} ({words.percent(100 * self.change, signed=True)})"

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

    def explain(self, nouns: str = "offences") -> str:
        """The label with the numbers that it rests on, or why there is none.

        Examples
        --------
        >>> Label("Increasing", "", 488, 400, 0.22, 0.08, 0.38, confidence=0.88, now_quarters=(4, 5, 6, 7)).explain()
        'Increasing: 488 offences against 400 in the same 4 quarters before, +22.0% (88% range: +8.0% to +38.0%)'
        """
        because = ", ".join(filter(None, (self.label, self.reason)))
        if self.change is None or self.now is None or self.lower is None or self.upper is None:
            return because
        change, low, high = (words.percent(100 * part, signed=True) for part in (self.change, self.lower, self.upper))
        said = f"{because}: {words.number(self.now)} {nouns} against {words.number(self.then)}"
        if len(self.now_quarters) == 1 and self.expected:
            return f"{said} expected ({words.number(self.expected[0])} to {words.number(self.expected[1])})"
        matched = words.counted(len(self.now_quarters), "quarter", "quarters")
        confidence = words.percent(100 * (self.confidence or 0), 0)
        of = "" if self.then and math.isclose(self.now / self.then - 1, self.change, abs_tol=1e-9) else " in the rate"
        return f"{said} in the same {matched} before, {change}{of} ({confidence} range: {low} to {high})"


@dataclass(frozen=True, slots=True, repr=False)
class TrendLabels(Shown):
    """The labels of one measure: of the quarter, the past year and the past three years."""

    quarter: Label
    year: Label
    three_years: Label

    def __repr__(self) -> str:
        return f"This quarter: {self.quarter!r}; past year: {self.year!r}; past three years: {self.three_years!r}"

    def explain(self, nouns: str = "offences") -> str:
        """Why these labels, of the past year and of the quarter, in two sentences with the numbers."""
        return f"Past year: {self.year.explain(nouns)}. This quarter: {self.quarter.explain(nouns)}."

    def to_frame(self) -> pd.DataFrame:
        """A row for each horizon, with the label and its numbers."""
        horizons = {"quarter": self.quarter, "year": self.year, "three years": self.three_years}
        return pd.DataFrame([{"horizon": name, **dict(shown_fields(label))} for name, label in horizons.items()])

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
    rates: tuple[tuple[str, float], ...] = field(default=(), repr=False)  # every force with figures
    missing: tuple[str, ...] = ()  # forces of the group without

    def to_frame(self) -> pd.DataFrame:
        """A row for each force of the group with its rate, NaN where it has no figures."""
        every = [*self.rates, *((force, math.nan) for force in self.missing)]
        return pd.DataFrame(every, columns=["force", "rate"])

    def explain(self) -> str:
        """Why this label, with the numbers."""
        because = ", ".join(filter(None, (self.label, self.reason)))
        if self.rate is None or self.average is None or self.difference is None:
            return f"{because}."
        place = f"; {words.rank(self.rank.position, self.rank.of, self.rank.low, self.rank.high)}" if self.rank else ""
        rates = [words.rate(value, (self.rate, self.average)) for value in (self.rate, self.average)]
        apart, each = words.percent(100 * self.difference, signed=True), f"per {words.number(self.per)} residents"
        return f"{because}: {rates[0]} {each} against an average of {rates[1]}, {apart}{place}."


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

    def explain(self, nouns: str = "respondents") -> str:
        """The share with its range and what so few allow, or why it is not shown."""
        if not self.shown or self.share is None or self.lower is None or self.upper is None:
            return f"Not shown, {self.reason or self.note}."
        share, low, high = (words.percent(100 * part) for part in (self.share, self.lower, self.upper))
        note = f"; {self.note}" if self.note else ""
        return f"{share} of {words.number(self.respondents)} {nouns} (95% range: {low} to {high}){note}."


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
