"""What a section prints of its measures as tables, and every figure of them as rows of the report's data file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from crimekit import words
from crimekit.blocks import Cell, Column, Datum, Table
from crimekit.parameters.values import PeerGroup, SectionSpec
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.tables import cells, notes
from crimekit.statistics.results import Benchmark

Part: TypeAlias = tuple[Column, Callable[[Assessment], Cell]]  # a column, and its cell of each measure
MEASURE: Part = (Column("Measure"), lambda each: Cell(each.measure.title))
SAME_QUARTER: Part = (Column("Change on same quarter", "number"), cells.same_quarter_cell)


def measures_table(key: str, caption: str, assessments: Sequence[Assessment], case: Case) -> Table:
    """A row for each measure: latest quarter, rate, changes, labels and, where the report has one, benchmark."""
    per = words.number(assessments[0].measure.per)
    year, three = cells.shared_base(assessments, "year"), cells.shared_base(assessments, "three_years")
    to_date: Part = (Column("Change, year to date", "number"), lambda each: cells.change_cell(each.to_date))
    parts: list[Part] = [
        MEASURE,
        (Column("Latest quarter", "number"), cells.latest_cell),
        (Column(f"Rate per {per} residents", "number"), cells.rate_cell),
        SAME_QUARTER,
        *([to_date] if case.quarter.is_financial and case.quarter.number > 1 else []),
        (Column("Past year"), lambda each: cells.year_cell(each, year)),
        (Column("Past three years"), lambda each: cells.three_years_cell(each, three)),
        *benchmark_part(case),
    ]
    breaks, group = notes.compared_notes(assessments if case.report.benchmark else (), case)
    national, apart = notes.national_notes(assessments, case), notes.apart_notes(assessments)
    told = (*notes.base_notes(year, three), *national, *apart, *breaks)
    folded = (*notes.stated_notes(assessments), *notes.caveats(assessments), *group)
    return table_of(key, caption, parts, assessments, case, told, folded)


def survey_table(key: str, caption: str, assessments: Sequence[Assessment], case: Case) -> Table:
    """A row for each question: the percentage, what it is of, the interval, the change on a year before."""
    nouns, *others = {each.measure.nouns for each in assessments}
    parts: list[Part] = [
        MEASURE,
        (Column("Percentage", "number"), lambda each: cells.latest_cell(each, at=case.quarter.label)),
        (
            Column("Out of" if others else f"{nouns[:1].upper()}{nouns[1:]}", "number"),
            lambda each: _base(each, each.measure.nouns if others else ""),
        ),
        (Column("95% interval", "number"), _interval),
        SAME_QUARTER,
        (Column("As stated by the force"), _stated),
        *benchmark_part(case),
    ]
    return table_of(key, caption, parts, assessments, case, (), notes.caveats(assessments))


def benchmark_part(case: Case) -> list[Part]:
    """The column of a report that has one."""
    return [(Column("Benchmark"), lambda each: cells.benchmark_cell(each.benchmark))] if case.report.benchmark else []


def _base(found: Assessment, nouns: str) -> Cell:
    base = found.local.base
    return Cell("Not stated" if base is None else words.number(base), base, note=nouns)


def _interval(found: Assessment) -> Cell:
    survey = found.survey
    if survey is None or survey.lower is None or survey.upper is None or found.hidden:
        return Cell("Not known")
    return Cell(f"{words.percent(100 * survey.lower, 0)} to {words.percent(100 * survey.upper, 0)}")


def _stated(found: Assessment) -> Cell:
    stated = found.local.stated
    return Cell(stated, stated, tone="neutral") if stated else Cell("Not stated")


def leading(spec: SectionSpec, assessments: Sequence[Assessment]) -> Assessment:
    """The measure that a section leads with: its headline or, where that has no figure, the first that has one."""
    headline = next(found for found in assessments if found.measure.key == spec.headline)
    return headline if headline.has_figure else next((found for found in assessments if found.has_figure), headline)


def body(parts: Sequence[Part], shown: Sequence[Assessment]) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
    """The columns and the rows of a table: a row for each measure, a column for each part."""
    return tuple(column for column, _ in parts), tuple(tuple(cell(each) for _, cell in parts) for each in shown)


def table_of(
    key: str,
    caption: str,
    parts: Sequence[Part],
    shown: Sequence[Assessment],
    case: Case,
    told: tuple[str, ...],
    folded: tuple[str, ...] = (),
) -> Table:
    """A table of measures with what must stand below it."""
    return Table(
        key,
        caption,
        f"{case.force.name}, {case.quarter.title}",
        *body(parts, shown),
        (*told, *notes.hidden_notes(shown, case)),
        notes.source_text(shown, case),
        folded,
    )


def figures_of(found: Assessment, spec: SectionSpec, case: Case) -> Iterator[Datum]:
    """Every figure that a section prints of one measure, unrounded: of the quarter reported and those that it charts.

    What a page does not print, because there is none or too few were asked, is None, and the label says which.
    """
    for row in _rows(found, spec, case):
        yield row if row.value is not None or row.label else row._replace(label=found.absent)


def _rows(found: Assessment, spec: SectionSpec, case: Case) -> Iterator[Datum]:
    measure, local, told = found.measure, found.local, found.benchmark
    source = local.source if measure.source == "local" else notes.crime_source(case)
    own = Datum(case.force.key, case.quarter.label, measure.key, "count", None, None, None, measure.nouns, "", source)
    unit, rated = f"{measure.nouns} per {words.number(measure.per)} residents", notes.source_text([found], case)
    rate = own._replace(statistic="rate", unit=unit, source=rated)
    stated = own._replace(quarter=local.period or own.quarter, source=local.source or source)
    if found.counts:
        charted = any(measure.key in chart.measures for chart in spec.charts)
        start = found.since(case.report.first_quarter) if charted else len(found.quarters) - 1
        for at, quarter in enumerate(found.quarters[start:], start):
            label = words.HIDDEN if quarter.label in case.hidden(measure) else ""
            yield own._replace(quarter=quarter.label, value=found.counts[at], label=label)
            if found.rates:
                value, lower, upper = found.rates[at].value, found.rates[at].lower, found.rates[at].upper
                of = rate._replace(quarter=quarter.label, source=f"{source}; {notes.residents_source(quarter)}")
                yield of._replace(value=value, lower=lower, upper=upper, label=label)
        yield from _changes(found, own, rated, to_date=case.quarter.number > 1)
    elif measure.statistic == "percent":
        yield from _survey(found, stated)
    else:
        yield stated._replace(value=local.value if measure.source == "local" else None)
        if measure.statistic == "rate":
            yield rate
    if local.stated:
        yield stated._replace(statistic="stated", unit="", label=local.stated)
    if told and case.peers and (case.report.benchmark or measure.key in spec.benchmark_charts):
        yield from _benchmark(told, rate._replace(source=f"{rated}; group: {case.peers.source}"), case.peers)


def _changes(found: Assessment, own: Datum, rated: str, *, to_date: bool) -> Iterator[Datum]:
    """What was expected of the quarter, the changes, and the changes that the labels rest on, with their ranges."""
    quarter = found.trend.quarter
    low, high = quarter.expected or (None, None)
    yield own._replace(statistic="expected-count", value=quarter.then, lower=low, upper=high, label=quarter.label)
    changes = {"change-same-quarter": found.same_quarter, "change-to-date": found.to_date if to_date else None}
    for name, change in changes.items():
        if change is not None:
            yield own._replace(statistic=name, value=change.difference)
            yield own._replace(statistic=f"percent-{name}", value=change.percent, unit="percent")
    for name, label in {"change-year": found.trend.year, "change-three-years": found.trend.three_years}.items():
        of = own._replace(statistic=name, unit="percent", label=label.label, source=rated)
        yield _in_percent(of, label.change, label.lower, label.upper)


def _in_percent(row: Datum, *shares: float | None) -> Datum:
    """The row with these fractions as its value and limits."""
    value, lower, upper = map(cells.in_percent, shares)
    return row._replace(value=value, lower=lower, upper=upper)


def _survey(found: Assessment, stated: Datum) -> Iterator[Datum]:
    """The percentage with its interval, the people asked, and the change since the wave a year before."""
    wave, change = found.survey, found.survey_change
    share = stated._replace(statistic="percentage", unit=f"percent of {stated.unit}")
    if found.hidden:
        yield share._replace(label="Not shown")
    else:
        limits = _in_percent(share, None, wave.lower, wave.upper) if wave else share
        yield limits._replace(value=found.local.value, label=wave.note if wave else "")
    if found.local.base is not None:
        yield stated._replace(statistic="respondents", value=found.local.base)
    if change is not None:
        points = stated._replace(statistic="points-same-quarter", unit="percentage points", label=change.label)
        yield _in_percent(points, change.difference, change.lower, change.upper)


def _benchmark(found: Benchmark, of: Datum, peers: PeerGroup) -> Iterator[Datum]:
    """The force's place in its group, the average there, and each force's rate, all over twelve months."""
    rank = found.rank
    if rank is None:
        yield of._replace(statistic="rank", unit="", label=found.label)
        return
    place = of._replace(statistic="rank", unit=f"place of {rank.of}", label=found.label)
    yield place._replace(value=rank.position, lower=rank.low, upper=rank.high)
    yield of._replace(statistic="group-average", value=found.average, label=f"average of {peers.name}")
    for force, rate in found.rates:
        yield of._replace(force=force, statistic="rate-twelve-months", value=rate)
