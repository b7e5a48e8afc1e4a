"""What a report has of each of its measures: counts, rates, benchmark and survey percentages, as printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from crimekit.loaders.local import figures_by_quarter
from crimekit.parameters.model import Measure, SectionSpec
from crimekit.quarters import Quarter
from crimekit.reports.cases.all_forces import change_among_forces
from crimekit.reports.cases.assessment import Assessment, assess
from crimekit.reports.cases.case import Case
from crimekit.statistics.results import Benchmark, ChangeRank


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two counts beside each other, each of `length` quarters, `apart` quarters apart.

    Examples
    --------
    >>> Comparison("from 48 to 65", 65, 48).percent
    35.41666666666667
    """

    name: str  # "on the same quarter a year before"
    now: float
    then: float
    length: int = 1
    apart: int = 4

    @property
    def percent(self) -> float | None:
        """The change in percent of the earlier count; None where that is zero."""
        return None if self.then == 0 else (self.now - self.then) / self.then * 100


@dataclass(frozen=True, slots=True)
class Series:
    """What the report has of one measure, the last quarter the one reported; `names` are what a text calls it."""

    title: str
    names: tuple[str, ...]
    quarters: tuple[Quarter, ...]
    counts: tuple[float | None, ...] = ()
    rates: tuple[float | None, ...] = ()
    per: float = 1000
    benchmark: Benchmark | None = None
    first: str = ""  # what the 1st place is: "lowest" or "highest"
    among_forces: ChangeRank | None = None
    levels: tuple[tuple[str, float], ...] = ()  # percentages by period, the last the one printed
    moved: float | None = None  # percentage points on the year before
    codes: frozenset[str] = frozenset()  # the offences it holds

    def total(self, end: int, length: int) -> float | None:
        """The sum of `length` quarters before the position `end`; None where one is missing."""
        values = [count for count in self.counts[max(0, end - length) : end] if count is not None]
        return sum(values) if end >= length and len(values) == length else None

    def in_window(self, last: Quarter, length: int) -> float | None:
        """The count of `length` quarters up to `last`; None where the series does not hold them.

        Examples
        --------
        >>> quarters = (Quarter.parse("2022-23 Q4"), Quarter.parse("2023-24 Q1"))
        >>> robbery = Series("Robbery", ("robberies",), quarters, (20.0, 10.0))
        >>> robbery.in_window(quarters[-1], 2), robbery.in_window(quarters[-1], 4)
        (30.0, None)
        """
        return self.total(self.quarters.index(last) + 1, length) if last in self.quarters else None

    def comparisons(self) -> Iterator[Comparison]:
        """The changes that reports speak of, those on a year before first; none where a count is missing.

        Examples
        --------
        >>> quarters = (Quarter.parse("2022-23 Q4"), Quarter.parse("2023-24 Q1"))
        >>> [(one.name, one.now, one.then) for one in Series("", (), quarters, (20.0, 10.0)).comparisons()]
        [('on the quarter before', 10.0, 20.0)]
        """
        end, number = len(self.counts), self.quarters[-1].number
        compared = (
            ("on the same quarter a year before", 1, 4),
            ("over twelve months", 4, 4),
            ("in the year to date", number, 4),
            ("on the quarter before", 1, 1),
        )
        for name, length, apart in compared:
            now, then = self.total(end, length), self.total(end - apart, length)
            if now is not None and then is not None:
                yield Comparison(name, now, then, length, apart)


def report_series(case: Case) -> dict[str, Series]:
    """What the report has of each of its measures, by key; a measure without figures is left out."""
    found = {key: _series(case.parameters.measures[key], case) for spec in case.report.sections for key in _keys(spec)}
    headlines = {spec.headline for spec in case.report.sections}
    return {
        key: replace(one, among_forces=change_among_forces(case.parameters.measures[key], case))
        if key in headlines and one.counts
        else one
        for key, one in found.items()
        if one is not None
    }


def section_series(spec: SectionSpec, known: Mapping[str, Series]) -> tuple[Series, ...]:
    """The series of every measure of a section that has one, its headline first."""
    return tuple(known[key] for key in _keys(spec) if key in known)


def _keys(spec: SectionSpec) -> tuple[str, ...]:
    charted = [measure for chart in spec.charts for measure in chart.measures]
    return tuple(dict.fromkeys(key for key in (spec.headline, *spec.measures, *charted) if key))


def _series(measure: Measure, case: Case) -> Series | None:
    found = assess(measure, case)
    bare = Series(measure.title, names_of(measure), case.quarters, per=measure.per, codes=frozenset(measure.series))
    if measure.statistic == "percent":
        levels = _levels(found, case)
        return replace(bare, names=(), levels=levels, moved=_moved(found)) if levels else None
    if found.count is None:
        return None
    better = measure.rank_better or measure.better
    return replace(
        bare,
        counts=found.counts,
        rates=found.rate_values,
        benchmark=found.benchmark,
        first="highest" if better == "higher" else "lowest",
    )


def _levels(found: Assessment, case: Case) -> tuple[tuple[str, float], ...]:
    """The percentages that the force's file states, the one printed last; none where that is missing."""
    local = found.local
    if local is None or local.value is None:
        return ()
    rows = case.inputs.local(case.force.key)
    held = figures_by_quarter(rows[rows["measure"] == found.measure.key], shares=True)
    chosen = held[held["value"].notna()]
    stated = zip(chosen["period"], chosen["value"], strict=True)
    earlier = [(str(period), float(value)) for period, value in stated if period != local.period]
    return (*earlier, (local.period, local.value))


def _moved(found: Assessment) -> float | None:
    change = found.survey_change
    return None if change is None or change.difference is None else 100 * change.difference


def names_of(measure: Measure) -> tuple[str, ...]:
    """What a text may call the measure: its title without "offences", its nouns."""
    title = measure.title.casefold().removesuffix(" offences")
    generic = {"offence", "offences", "crime", "crimes", "victim", "victims", "charge", "charges"}
    return tuple(dict.fromkeys(name for name in (title, measure.noun, measure.nouns) if name not in generic))
