"""The figures of a measure as rows of a report's data file."""

from __future__ import annotations

from collections.abc import Iterator, Set

from crimekit import words
from crimekit.blocks import Datum
from crimekit.parameters.values import SectionSpec
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.tables.notes import crime_source, residents_source, source_text
from crimekit.statistics.results import Benchmark


def figures_of(found: Assessment, spec: SectionSpec, case: Case) -> Iterator[Datum]:
    """Every figure that a section prints of one measure, unrounded: of the quarter reported and those that it charts.

    What a page does not print, because there is none or too few were asked, is None, and the label says which.
    """
    measure, local = found.measure, found.local
    named = (case.force.key, case.quarter.label, measure.key)
    source, rated = local.source if measure.source == "local" else crime_source(case), source_text([found], case)
    blank = Datum(*named, "", None, None, None, measure.nouns, "", source)
    stated = blank._replace(quarter=local.period or blank.quarter, source=local.source or source)
    if found.counts:
        charted = any(measure.key in chart.measures for chart in spec.charts)
        start = found.since(case.report.first_quarter) if charted else len(found.quarters) - 1
        yield from _series(found, blank, start, case.hidden(measure))
        yield from _changes(found, blank, rated, to_date=case.quarter.number > 1)
    elif measure.statistic == "percent":
        yield from _survey(found, stated)
    else:
        value = local.value if measure.source == "local" else None
        yield _told(stated._replace(statistic="count", value=value), found.absent)
        if measure.statistic == "rate":
            yield _told(blank._replace(statistic="rate", unit=_rate_unit(found), source=rated), found.absent)
    if local.stated:
        yield stated._replace(statistic="stated", unit="", label=local.stated)
    if found.benchmark and case.peers and (case.report.benchmark or measure.key in spec.benchmark_charts):
        of = blank._replace(unit=_rate_unit(found), source=f"{rated}; group: {case.peers.source}")
        yield from _benchmark(found.benchmark, of, f"average of {case.peers.name}")


def _told(row: Datum, absent: str = words.NOT_AVAILABLE) -> Datum:
    """The row; where it has no value, its label says so."""
    return row if row.value is not None else row._replace(label=row.label or absent)


def _rate_unit(found: Assessment) -> str:
    return f"{found.measure.nouns} per {words.number(found.measure.per)} residents"


def _series(found: Assessment, blank: Datum, start: int, hidden: Set[str]) -> Iterator[Datum]:
    """The counts from one quarter on, and the rates where there are any."""
    for at, quarter in enumerate(found.quarters[start:], start):
        of, absent = blank._replace(quarter=quarter.label), words.HIDDEN if quarter.label in hidden else found.absent
        yield _told(of._replace(statistic="count", value=found.counts[at]), absent)
        if found.rates:
            rate, source = found.rates[at], f"{of.source}; {residents_source(quarter)}"
            of = of._replace(statistic="rate", unit=_rate_unit(found), source=source)
            yield _told(of._replace(value=rate.value, lower=rate.lower, upper=rate.upper), absent)


def _changes(found: Assessment, blank: Datum, rated: str, *, to_date: bool) -> Iterator[Datum]:
    """What was expected of the quarter, the changes, and the changes that the labels rest on, with their ranges."""
    quarter = found.trend.quarter
    low, high = quarter.expected or (None, None)
    yield blank._replace(statistic="expected-count", value=quarter.then, lower=low, upper=high, label=quarter.label)
    changes = {"change-same-quarter": found.same_quarter, "change-to-date": found.to_date if to_date else None}
    for name, change in changes.items():
        if change is not None:
            yield _told(blank._replace(statistic=name, value=change.difference))
            yield _told(blank._replace(statistic=f"percent-{name}", value=change.percent, unit="percent"))
    for name, label in {"change-year": found.trend.year, "change-three-years": found.trend.three_years}.items():
        of = blank._replace(statistic=name, unit="percent", label=label.label, source=rated)
        yield _percent(of, label.change, label.lower, label.upper)


def _percent(row: Datum, *shares: float | None) -> Datum:
    """The row with these fractions as its value and limits, in percent."""
    value, lower, upper = (None if share is None else 100 * share for share in shares)
    return row._replace(value=value, lower=lower, upper=upper)


def _survey(found: Assessment, of: Datum) -> Iterator[Datum]:
    """A percentage with its interval, unless so few were asked that it is not shown; its base and its change."""
    wave, change = found.survey, found.survey_change
    share = of._replace(statistic="percentage", unit=f"percent of {of.unit}")
    if found.hidden:
        yield share._replace(label="Not shown")
    else:
        limits = _percent(share, None, wave.lower, wave.upper) if wave else share
        yield _told(limits._replace(value=found.local.value, label=wave.note if wave else ""))
    if found.local.base is not None:
        yield of._replace(statistic="respondents", value=found.local.base)
    if change is not None:
        points = of._replace(statistic="points-same-quarter", unit="percentage points", label=change.label)
        yield _percent(points, change.difference, change.lower, change.upper)


def _benchmark(found: Benchmark, of: Datum, average: str) -> Iterator[Datum]:
    """The force's place in its group, the average there, and each force's rate, all over twelve months."""
    rank = found.rank
    if rank is None:
        yield of._replace(statistic="rank", unit="", label=found.label)
        return
    place = of._replace(statistic="rank", value=rank.position, lower=rank.low, upper=rank.high)
    yield place._replace(unit=f"place of {rank.of}", label=found.label)
    yield of._replace(statistic="group-average", value=found.average, label=average)
    for force, rate in found.rates:
        yield of._replace(force=force, statistic="rate-twelve-months", value=rate)
