"""Everything the figures say of one measure for one force and quarter."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from crimekit import words
from crimekit.loaders.local import figures_by_quarter
from crimekit.parameters.values import Break, Measure
from crimekit.periods import Quarter, year_to_date
from crimekit.reports.cases import telling
from crimekit.reports.cases.case import Case
from crimekit.statistics.benchmarks import benchmark
from crimekit.statistics.labels import labels_of
from crimekit.statistics.panel import Apart, Counts, Flags, Panel, apart
from crimekit.statistics.rates import poisson_rate, year_on_year
from crimekit.statistics.results import (
    Benchmark,
    Change,
    ChangeRank,
    Course,
    Label,
    Rate,
    SurveyDifference,
    SurveyResult,
    TrendLabels,
)
from crimekit.statistics.settings import DEFAULTS, Settings
from crimekit.statistics.surveys import survey_difference, survey_result


@dataclass(frozen=True, slots=True)
class LocalFigure:
    """A figure that a force or another body stated: never worked out here. Without a period there is none."""

    period: str = ""
    value: float | None = None
    base: float | None = None
    stated: str = ""  # what the source says in words
    source: str = ""
    note: str = ""
    effective: float | None = None  # respondents that weighted answers are worth; None: as many as the base


NO_FIGURE = LocalFigure()


def figure_in(rows: pd.DataFrame, quarter: Quarter) -> LocalFigure:
    """The figure of this quarter; else of one that shares months with it (a report may end in any month); else none."""
    months = set(quarter.months)
    shared = {label: len(months.intersection(Quarter.parse(label).months)) for label in rows["period"].unique()}
    best = max(shared, key=shared.__getitem__, default="")
    return figure_of(rows[rows["period"] == best].iloc[0]) if shared.get(best) else NO_FIGURE


def figure_of(row: pd.Series[Any]) -> LocalFigure:
    """A row of local figures."""
    value, base, effective = (number_of(row.get(name)) for name in ("value", "base", "effective"))
    return LocalFigure(row["period"], value, base, row["stated"], row["source"], row["note"], effective)


def number_of(value: float | None) -> float | None:
    """A number as Python's own; None where there is none."""
    return None if value is None or math.isnan(value) else float(value)


_NO_SERIES = TrendLabels(*[Label("Not known", "no series of figures")] * 3)


@dataclass(frozen=True, slots=True, repr=False)
class Assessment:
    """One measure, worked out; where there is no figure, `reason` says why."""

    measure: Measure
    quarters: tuple[Quarter, ...] = ()  # oldest first; the last is the one reported
    counts: tuple[float | None, ...] = ()  # none: it has no series of figures
    rates: tuple[Rate, ...] = ()
    same_quarter: Change | None = None
    to_date: Change | None = None
    twelve_months: Change | None = None
    trend: TrendLabels = _NO_SERIES
    apart: Apart | None = None  # from the other forces: the change may be one of recording
    benchmark: Benchmark | None = None
    national: Change | None = None  # the change over twelve months of all forces that compare
    among_forces: ChangeRank | None = None  # the change over twelve months, among all forces
    nation: Benchmark | None = None  # the rate over twelve months, among all forces
    local: LocalFigure = NO_FIGURE  # of a measure of recorded crime: what the force itself said of its trend
    survey: SurveyResult | None = None
    survey_change: SurveyDifference | None = None  # on the same quarter of the year before
    breaks: tuple[Break, ...] = ()
    percent_base: float = DEFAULTS.percent_base  # the earlier count from which a change has a percentage
    reason: str = ""
    absent: str = words.NOT_AVAILABLE  # what is printed where the quarter reported has no number
    panel: Panel | None = None  # the counts of all forces, with what the labels rest on
    force: str = ""

    __repr__ = telling.in_a_line
    _repr_mimebundle_ = telling.mime_bundle
    explain = telling.explain
    to_frame = telling.to_frame
    figure = telling.figure

    @property
    def course(self) -> Course:
        """Whether the past year is good news."""
        return self.trend.course(self.measure.better)

    @property
    def count(self) -> float | None:
        """Offences in the quarter reported."""
        return self.counts[-1] if self.counts else None

    @property
    def rate(self) -> Rate | None:
        """The rate of the quarter reported."""
        return self.rates[-1] if self.rates else None

    @property
    def rate_value(self) -> float | None:
        """That rate as a number."""
        return self.rate.value if self.rate else None

    @property
    def rate_values(self) -> tuple[float | None, ...]:
        """Every rate of the series, as numbers."""
        return tuple(rate.value for rate in self.rates)

    @property
    def drawn(self) -> tuple[float | None, ...]:
        """What a chart shows by quarter: the rates, or the counts of a measure or force without rates."""
        return self.rate_values or self.counts

    @property
    def unit(self) -> str:
        """The unit of what is drawn."""
        rate, nouns = f"Offences per {words.number(self.measure.per)} residents", self.measure.nouns
        return rate if self.rates else nouns[:1].upper() + nouns[1:]

    def printed(self, value: float | None) -> str:
        """A drawn value as it is printed."""
        return words.rate(value, self.rate_values) if self.rates else words.number(value)

    @property
    def has_figure(self) -> bool:
        """Whether there is a figure of the quarter reported."""
        return self.count is not None or self.local.value is not None

    @property
    def hidden(self) -> bool:
        """Whether so few were asked that a percentage of theirs is not shown."""
        return self.survey is not None and not self.survey.shown

    def since(self, first: Quarter) -> int:
        """The position of `first` in `quarters`, or 0 where the figures begin later."""
        return self.quarters.index(first) if first in self.quarters else 0


def assess(measure: Measure, case: Case) -> Assessment:
    """Work out one measure for the case's force and quarter, once."""
    found: Assessment | None = case.assessed.get(measure)
    if found is None:
        rows = case.inputs.local(case.force.key)
        work_out = _local if measure.source == "local" else _recorded
        found = replace(work_out(measure, rows[rows["measure"] == measure.key], case), force=case.force.key)
        case.assessed[measure] = found
    return found


def _recorded(measure: Measure, rows: pd.DataFrame, case: Case) -> Assessment:
    """A measure of recorded crime; `rows` are what the force itself said of it."""
    said = figure_in(rows[rows["stated"] != ""], case.quarter)
    table = case.counts(measure)
    if math.isnan(table[case.force.key].iloc[-1]):
        if case.quarter.label in case.hidden(measure):
            return _withheld(measure, said, case.quarter.label)
        gone, reason = case.missing(measure), f"No recorded crime figures for {case.quarter}."
        if gone:
            reason = f"Not added up for {case.quarter}: no figures of the offence codes {words.joined(gone)}."
        return Assessment(measure, reason=reason, local=said)
    found = _series(measure, table, case)
    return replace(found, benchmark=_benchmark(found, case), national=_national(found, case.settings), local=said)


def _series(measure: Measure, table: pd.DataFrame, case: Case) -> Assessment:
    """What a count by quarter says, wherever it came from."""
    panel, counts, force = case.panel(measure, table), counts_of(table[case.force.key]), case.force.key
    over = partial(change_over, panel, force, settings=case.settings)
    return Assessment(
        measure,
        quarters=case.quarters,
        counts=counts,
        panel=panel,
        rates=_rates(counts, measure, case),
        same_quarter=over(1),
        to_date=over(len(year_to_date(case.quarter))) if case.quarter.is_financial else None,
        twelve_months=over(4),
        trend=labels_of(panel, force, settings=case.settings),
        apart=apart(panel, force, case.settings) if measure.better != "neither" else None,
        breaks=case.breaks(measure.key),
        percent_base=case.settings.percent_base,
    )


def counts_of(column: Iterable[float]) -> tuple[float | None, ...]:
    """The counts of one force, None where there is no figure."""
    return tuple(number_of(value) for value in column)


def _rates(counts: Counts, measure: Measure, case: Case) -> tuple[Rate, ...]:
    if not case.force.resident_rates or measure.statistic != "rate":
        return ()
    residents = [case.residents(case.force.key, quarter) for quarter in case.quarters]
    return tuple(poisson_rate(count, n, per=measure.per) for count, n in zip(counts, residents, strict=True))


def change_over(panel: Panel, force: str, length: int, settings: Settings) -> Change:
    """The last `length` quarters against the same quarters a year earlier; no percentage where a new level begins."""
    at, end = panel.forces.index(force), len(panel.quarters) - 4
    counts, broken = panel.counts[:, at], panel.breaks[max(0, end - length + 1) :, at].any()
    then = counts[end - length : end].sum() if end >= length else None
    return year_on_year(counts[-length:].sum(), then, base=settings.percent_base, comparable=not broken)


def comparable(panel: Panel, length: int) -> Flags:
    """The forces with residents, less those of which a break of their own masks one of the last `length` quarters.

    What masks every force (the pandemic) leaves none out.
    """
    own = panel.masked & ~panel.masked.all(axis=1, keepdims=True)
    return np.asarray(panel.resident & ~own[-length:].any(axis=0))


def _national(found: Assessment, settings: Settings) -> Change | None:
    """The last four quarters of all forces against the four before, of those whose eight are there and compare."""
    panel = found.panel
    if panel is None or len(panel.quarters) < 8:
        return None
    now, then = panel.counts[-4:].sum(axis=0), panel.counts[-8:-4].sum(axis=0)
    held = comparable(panel, 8) & np.isfinite(now + then) & ~panel.breaks[-7:].any(axis=0)
    return year_on_year(now[held].sum(), then[held].sum(), base=settings.percent_base) if held.sum() > 1 else None


def _benchmark(found: Assessment, case: Case) -> Benchmark | None:
    measure, panel, peers = found.measure, found.panel, case.peers
    if peers is None or panel is None or not measure.benchmark or not (found.rate and found.rate.denominator):
        return None
    members = [force for force in peers.members if case.parameters.forces[force].resident_rates]
    better, per = measure.first_is, measure.per
    return benchmark(panel, case.force.key, members, better=better, per=per, group=peers.short, settings=case.settings)


def _local(measure: Measure, rows: pd.DataFrame, case: Case) -> Assessment:
    """A measure that the force or another body counted: `rows` are its figures."""
    rows = figures_by_quarter(rows, shares=measure.statistic == "percent")
    figure = figure_in(rows, case.quarter)
    if figure.period in case.hidden(measure):
        return _withheld(measure, figure, figure.period)
    if figure.value is None:
        without = "The source gives no number." if figure.period else "No local figure was supplied."
        return Assessment(measure, local=figure, reason=measure.unavailable or without)
    if measure.statistic == "percent":
        earlier = rows[rows["period"] == (Quarter.parse(figure.period) - 4).label]
        now, then = _wave(figure, case), None if earlier.empty else _wave(figure_of(earlier.iloc[0]), case)
        change = survey_difference(now, then, settings=case.settings) if now and then else None
        return Assessment(measure, local=figure, survey=now, survey_change=change)
    if figure.period != case.quarter.label:
        return Assessment(measure, local=figure)
    shown = rows[~rows["period"].isin(case.hidden(measure))]
    counts = pd.Series(dict(zip(shown["period"], shown["value"], strict=True)), dtype=float)
    table = counts.reindex([quarter.label for quarter in case.quarters]).to_frame(case.force.key)
    return replace(_series(measure, table, case), local=figure)


def _withheld(measure: Measure, local: LocalFigure, period: str) -> Assessment:
    """A measure whose newest number is hidden, with what its source says beside it but its words of a trend."""
    bare = replace(local, value=None, base=None, effective=None, note="")
    return Assessment(measure, local=bare, reason=f"The number of {period} is hidden.", absent=words.HIDDEN)


def _wave(figure: LocalFigure, case: Case) -> SurveyResult | None:
    """One wave of a survey; None where the percentage or the people asked are not known."""
    if figure.value is None or figure.base is None:
        return None
    positive = figure.value / 100 * figure.base
    return survey_result(positive, figure.base, effective=figure.effective, settings=case.settings)
