"""The figures of a report that a typed one can be: the counts of each measure, and what they add up to."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from crimekit.cases import Case
from crimekit.model import Measure, SectionSpec
from crimekit.quarters import Quarter


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one measure between two periods, and what to call it."""

    name: str  # "on the same quarter a year before"
    now: float
    then: float

    @property
    def percent(self) -> float | None:
        """In percent of the earlier count."""
        return None if self.then == 0 else (self.now - self.then) / self.then * 100


@dataclass(frozen=True, slots=True)
class Series:
    """The counts of one measure by quarter, the last of them the one reported; `names` are what a text calls it."""

    title: str
    names: tuple[str, ...]
    quarters: tuple[Quarter, ...]
    counts: tuple[float | None, ...]

    def total(self, end: int, length: int) -> float | None:
        """The sum of `length` quarters before the position `end`; None where one is missing."""
        values = [count for count in self.counts[max(0, end - length) : end] if count is not None]
        return sum(values) if end >= length and len(values) == length else None

    def totals(self, length: int) -> tuple[float | None, ...]:
        """The sum of `length` quarters up to each quarter of the series."""
        return tuple(self.total(end, length) for end in range(1, len(self.counts) + 1))

    def known(self) -> set[float]:
        """Every count a text can speak of: of one to four quarters on end."""
        return {total for length in (1, 2, 3, 4) for total in self.totals(length) if total is not None}

    def changes(self) -> Iterator[Change]:
        """The changes that reports speak of, the first on the same quarter a year before."""
        end, number = len(self.counts), self.quarters[-1].number
        compared = (
            ("on the same quarter a year before", 1, end - 4),
            ("over twelve months", 4, end - 4),
            ("in the year to date", number, end - 4),
            ("on the quarter before", 1, end - 1),
        )
        for name, length, earlier in compared:
            now, then = self.total(end, length), self.total(earlier, length)
            if now is not None and then is not None:
                yield Change(name, now, then)


def section_series(spec: SectionSpec, case: Case) -> tuple[Series, ...]:
    """The series of every measure of a section that has one, its headline first."""
    charted = [measure for chart in spec.charts for measure in chart.measures]
    keys = dict.fromkeys([spec.headline, *spec.measures, *charted])
    found = (_series(case.parameters.measures[key], case) for key in keys if key in case.parameters.measures)
    return tuple(one for one in found if one is not None)


def _series(measure: Measure, case: Case) -> Series | None:
    if measure.source == "recorded-crime":
        column = case.counts(measure, [case.force.key])[case.force.key]
        counts = tuple(None if math.isnan(value) else float(value) for value in column)
    elif measure.statistic == "percent":
        return None
    else:
        rows = case.inputs.local(case.force.key)
        chosen = rows[(rows["measure"] == measure.key) & rows["value"].notna()]
        stated = dict(zip(chosen["period"], chosen["value"], strict=True))
        counts = tuple(stated.get(quarter.label) for quarter in case.quarters)
    if counts[-1] is None:
        return None
    return Series(measure.title, _names(measure), case.quarters, counts)


def _names(measure: Measure) -> tuple[str, ...]:
    """What a text may call the measure: its title without "offences", its nouns."""
    title = measure.title.casefold().removesuffix(" offences")
    generic = {"offence", "offences", "crime", "crimes"}
    return tuple(dict.fromkeys(name for name in (title, measure.noun, measure.nouns) if name not in generic))
