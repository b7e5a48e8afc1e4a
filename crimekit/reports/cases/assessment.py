"""Everything the figures say of one measure for one force and quarter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from crimekit.loaders.local import figures_by_quarter
from crimekit.parameters.model import Break, Measure
from crimekit.quarters import Quarter, year_to_date
from crimekit.reports.cases.case import Case
from crimekit.statistics.benchmarks import benchmark
from crimekit.statistics.rates import poisson_rate, year_on_year
from crimekit.statistics.results import (
    Benchmark,
    Change,
    ChangeRank,
    Outlook,
    Rate,
    SurveyDifference,
    SurveyResult,
    Unusual,
)
from crimekit.statistics.surveys import survey_difference, survey_result
from crimekit.statistics.trends import medium_term, outlook, short_term, trend_path, unusual_quarter

if TYPE_CHECKING:
    import pandas as pd

Counts = Sequence[float | None]
Breaks = Sequence[Break]


@dataclass(frozen=True, slots=True)
class LocalFigure:
    """A figure that a force or another body stated: never worked out here."""

    period: str
    value: float | None
    base: float | None
    stated: str  # what the source says in words
    source: str
    note: str
    effective: float | None = None  # respondents that weighted answers are worth; None: as many as the base


@dataclass(frozen=True, slots=True)
class Assessment:
    """One measure, worked out; where there is no figure, `reason` says why."""

    measure: Measure
    quarters: tuple[Quarter, ...] = ()  # oldest first; the last is the one reported
    counts: tuple[float | None, ...] = ()
    rates: tuple[Rate, ...] = ()
    same_quarter: Change | None = None
    to_date: Change | None = None
    twelve_months: Change | None = None
    outlook: Outlook | None = None
    unusual: Unusual | None = None
    path: tuple[tuple[float | None, ...], ...] | None = None  # of the medium term, with its limits: rates by quarter
    benchmark: Benchmark | None = None
    among_forces: ChangeRank | None = None  # the change over twelve months, among all forces
    local: LocalFigure | None = None
    survey: SurveyResult | None = None
    survey_change: SurveyDifference | None = None  # on the same quarter of the year before
    breaks: tuple[Break, ...] = ()
    reason: str = ""

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
        """The rate of the quarter reported, as a number."""
        return self.rate.value if self.rate else None

    @property
    def rate_values(self) -> tuple[float | None, ...]:
        """Every rate of the series, as numbers."""
        return tuple(rate.value for rate in self.rates)

    def since(self, first: Quarter) -> int:
        """The position of `first` in `quarters`, or 0 where the figures begin later."""
        return self.quarters.index(first) if first in self.quarters else 0


def assess(measure: Measure, case: Case) -> Assessment:
    """Work out one measure for the case's force and quarter."""
    if measure.source == "local":
        return _local(measure, case)
    table = case.counts(measure)
    counts = counts_of(table[case.force.key])
    if counts[-1] is None:
        return Assessment(measure, reason=f"No recorded crime figures for {case.quarter}.")
    return replace(_series(measure, counts, case), benchmark=_benchmark(table, measure, case))


def _series(measure: Measure, counts: tuple[float | None, ...], case: Case) -> Assessment:
    """What a count by quarter says, wherever it came from."""
    residents = [case.exposure(quarter) for quarter in case.quarters]
    breaks = case.breaks(measure)
    label = outlook_of(counts, residents, breaks=breaks, case=case, measure=measure)
    return Assessment(
        measure,
        quarters=case.quarters,
        counts=counts,
        rates=_rates(counts, residents, measure) if case.force.resident_rates else (),
        same_quarter=change_over(counts, 1, case),
        to_date=_to_date(counts, case),
        twelve_months=change_over(counts, 4, case),
        outlook=label,
        path=_path(label, counts, residents, breaks=breaks, case=case, measure=measure),
        unusual=_unusual(counts, residents, breaks=breaks, case=case),
        breaks=breaks,
    )


def counts_of(column: pd.Series[float]) -> tuple[float | None, ...]:
    """The counts of one force, None where there is no figure."""
    return tuple(_number(value) for value in column)


def _rates(counts: Counts, residents: Sequence[int], measure: Measure) -> tuple[Rate, ...]:
    return tuple(poisson_rate(count, n, per=measure.per) for count, n in zip(counts, residents, strict=True))


def _total(counts: Counts) -> float | None:
    """The sum, missing where any part is missing."""
    present = [count for count in counts if count is not None]
    return sum(present) if present and len(present) == len(counts) else None


def change_over(counts: Counts, length: int, case: Case) -> Change:
    """The last `length` quarters against the same quarters a year earlier."""
    end = len(counts) - 4
    then = _total(counts[end - length : end]) if end >= length else None
    return year_on_year(_total(counts[-length:]), then, base=case.settings.percent_base)


def _to_date(counts: Counts, case: Case) -> Change | None:
    if not case.quarter.is_financial:
        return None
    return change_over(counts, len(year_to_date(case.quarter)), case)


def _mask(case: Case, breaks: Breaks) -> tuple[bool, ...]:
    masked = [known for known in breaks if known.kind == "mask"]
    return tuple(any(known.first <= quarter <= known.last for known in masked) for quarter in case.quarters)


def _steps(case: Case, breaks: Breaks) -> tuple[int, ...]:
    return tuple(
        case.quarters.index(known.first) for known in breaks if known.kind == "step" and known.first in case.quarters
    )


def outlook_of(counts: Counts, residents: Sequence[int], *, breaks: Breaks, case: Case, measure: Measure) -> Outlook:
    """The label of a series that begins with the case's first quarter and may end before its last."""
    mask, steps = _mask(case, breaks)[: len(counts)], [at for at in _steps(case, breaks) if at < len(counts)]
    short = short_term(counts, population=residents, mask=mask, breaks=steps, settings=case.settings)
    medium = medium_term(counts, population=residents, mask=mask, breaks=steps, settings=case.settings)
    return outlook(short, medium, measure.better)


def _path(
    label: Outlook, counts: Counts, residents: Sequence[int], *, breaks: Breaks, case: Case, measure: Measure
) -> tuple[tuple[float | None, ...], ...] | None:
    """The line of the medium-term trend in the measure's rates, where a direction is claimed."""
    given: dict[str, Any] = {"population": residents, "mask": _mask(case, breaks), "breaks": _steps(case, breaks)}
    lines = trend_path(label.medium, counts, settings=case.settings, **given)
    if lines is None or not case.force.resident_rates:
        return None
    return tuple(tuple(None if value is None else value * measure.per for value in line) for line in lines)


def _unusual(counts: Counts, residents: Sequence[int], *, breaks: Breaks, case: Case) -> Unusual:
    mask, steps = _mask(case, breaks), _steps(case, breaks)
    return unusual_quarter(counts, population=residents, mask=mask, breaks=steps, settings=case.settings)


def _benchmark(table: pd.DataFrame, measure: Measure, case: Case) -> Benchmark | None:
    if case.peers is None or not measure.benchmark or not case.force.resident_rates:
        return None
    window = table.iloc[-case.settings.medium_window - 1 :]
    members = [force for force in case.peers.members if case.parameters.forces[force].resident_rates]
    return benchmark(
        case.force.key,
        {force: counts_of(window[force]) for force in members},
        {force: case.residents(force, case.quarter) for force in members},
        better=measure.rank_better or measure.better,
        group=case.peers.short,
        mask=_mask(case, case.breaks(measure))[-len(window) :],
        settings=case.settings,
    )


def _local(measure: Measure, case: Case) -> Assessment:
    frame = case.inputs.local(case.force.key)
    rows = figures_by_quarter(frame[frame["measure"] == measure.key], shares=measure.statistic == "percent")
    chosen = _row_for(rows, case.quarter)
    if chosen is None:
        return Assessment(measure, reason=measure.unavailable or "No local figure was supplied.")
    figure = LocalFigure(
        period=chosen["period"],
        value=_number(chosen["value"]),
        base=_number(chosen["base"]),
        stated=chosen["stated"],
        source=chosen["source"],
        note=chosen["note"],
        effective=_number(chosen.get("effective")),
    )
    if figure.value is None:
        return Assessment(measure, local=figure, reason=measure.unavailable or "The source gives no number.")
    if measure.statistic == "percent":
        now, then = _wave(figure.value, figure.base, figure.effective, case), _earlier_wave(rows, figure.period, case)
        change = survey_difference(now, then, settings=case.settings) if now and then else None
        return Assessment(measure, local=figure, survey=now, survey_change=change)
    if figure.period != case.quarter.label:
        return Assessment(measure, local=figure)
    by_period = dict(zip(rows["period"], rows["value"], strict=True))
    counts = tuple(_number(by_period.get(quarter.label)) for quarter in case.quarters)
    return replace(_series(measure, counts, case), local=figure)


def _wave(percentage: float | None, asked: float | None, effective: float | None, case: Case) -> SurveyResult | None:
    """One wave of a survey; None where the percentage or the people asked are not known."""
    if percentage is None or asked is None:
        return None
    return survey_result(percentage / 100 * asked, asked, effective=effective, settings=case.settings)


def _earlier_wave(rows: pd.DataFrame, period: str, case: Case) -> SurveyResult | None:
    earlier = rows[rows["period"] == (Quarter.parse(period) - 4).label]
    if earlier.empty:
        return None
    value, base, effective = (_number(earlier.iloc[0].get(name)) for name in ("value", "base", "effective"))
    return _wave(value, base, effective, case)


def _number(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)


def _row_for(rows: pd.DataFrame, quarter: Quarter) -> pd.Series[Any] | None:
    """The row of this quarter; else of one that shares months with it (a report may end in any month)."""
    shared = {label: len(set(Quarter.parse(label).months) & set(quarter.months)) for label in rows["period"].unique()}
    best = max(shared, key=lambda label: shared[label], default=None)
    if best is None or not shared[best]:
        return None
    chosen: pd.Series[Any] = rows[rows["period"] == best].iloc[0]
    return chosen
