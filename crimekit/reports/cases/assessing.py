"""One measure worked out for a case, its place among all forces, and what its label was a quarter ago."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from crimekit import words
from crimekit.loaders.local import figures_by_quarter
from crimekit.parameters.values import Measure
from crimekit.periods import Quarter, year_to_date
from crimekit.reports.cases.assessment import NO_FIGURE, Assessment, LocalFigure
from crimekit.reports.cases.case import Case
from crimekit.statistics.benchmarks import benchmark, rank_of_change, with_range
from crimekit.statistics.labels import labels_of
from crimekit.statistics.panel import Counts, Flags, Panel, apart, noise
from crimekit.statistics.rates import poisson_rate, survey_difference, survey_result, year_on_year
from crimekit.statistics.results import Benchmark, Change, ChangeRank, Course, Label, Rate, SurveyResult
from crimekit.statistics.settings import Settings


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
    panel, counts, force = case.panel(measure, table), tuple(map(number_of, table[case.force.key])), case.force.key
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


@dataclass(frozen=True, slots=True)
class LabelChange:
    """The label of the past year beside that of the quarter before."""

    now: Label
    recomputed: Label  # of the quarter before, from the figures of today
    before: Label  # of the quarter before, as it could have been published then
    course_before: Course

    @property
    def cause(self) -> str:
        """Why the label differs from that of the quarter before; empty where it does not."""
        before, recomputed, now = self.before.label, self.recomputed.label, self.now.label
        if before == now:
            return ""
        if recomputed in (before, now):
            return "new quarter" if recomputed == before else "revision"
        return "new quarter and revision"


def label_change(found: Assessment, case: Case) -> LabelChange | None:
    """A measure's label beside that of the quarter before, as an earlier release had it; None without a series."""
    measure, panel = found.measure, found.panel
    if panel is None or len(panel.quarters) < 2:
        return None
    before = recomputed = labels_of(panel, case.force.key, -2, case.settings)
    if case.earlier and measure.source == "recorded-crime":
        then = case.earlier.panel(measure, case.earlier.counts(measure))
        before = labels_of(then, case.force.key, settings=case.settings)
    return LabelChange(found.trend.year, recomputed.year, before.year, before.course(measure.better))


def change_among_forces(found: Assessment, case: Case) -> ChangeRank | None:
    """Where the force's change over twelve months stands among those of all forces with residents.

    None where the force itself has no percentage, or the measure is not of recorded crime. A force whose earlier
    count is too small for a percentage, or whose way of recording changed or is masked, is not ranked.
    """
    measure, panel, own = found.measure, found.panel, case.force.key
    if measure.source != "recorded-crime" or panel is None:
        return None
    better, kept = measure.first_is, dict(zip(panel.forces, comparable(panel, 8), strict=True))
    resident = [force for force, known in zip(panel.forces, panel.resident, strict=True) if known]
    found_of = {force: change_over(panel, force, 4, case.settings) for force in resident}
    changes = {force: change.percent if kept[force] else None for force, change in found_of.items()}
    if changes.get(own) is None:
        return None
    ranked = rank_of_change(own, changes, better=better)
    placed = [force for force in resident if force not in ranked.missing]
    pairs = [(found_of[force].now, found_of[force].then) for force in placed]
    now, then = np.array(pairs, dtype=float).T + 0.5
    variances = 1 / now + 1 / then + noise(panel, settings=case.settings).wobble ** 2 / 2  # as that of a past year
    me, ratios = placed.index(own), np.log(now / then)
    place = with_range(ranked.rank, ratios, variances, me, better=better, settings=case.settings)
    return replace(ranked, rank=place)


def rate_among_forces(found: Assessment, case: Case) -> Benchmark | None:
    """The rate over twelve months among all forces with residents; None where the force has none that compares.

    A force of which a break of its own masks one of the four quarters is left out.
    """
    measure, panel, own = found.measure, found.panel, case.force.key
    if measure.source != "recorded-crime" or panel is None:
        return None
    kept = comparable(panel, 4) & (panel.residents[-1] > 0)
    members = [force for force, known in zip(panel.forces, kept, strict=True) if known]
    if own not in members or len(members) < case.settings.group_fewest_forces:
        return None
    ranked = benchmark(panel, own, members, better=measure.first_is, per=measure.per, settings=case.settings)
    resident = (force for force, known in zip(panel.forces, panel.resident, strict=True) if known)
    without = tuple(force for force in resident if force not in dict(ranked.rates))
    return replace(ranked, missing=without) if ranked.rank else None


def compared(found: Assessment, case: Case) -> Benchmark | None:
    """What a picture shows the force among: its group or, where that is small or there is none, all forces."""
    return found.nation if case.few_peers else found.benchmark
