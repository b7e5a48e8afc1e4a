"""Recorded crime by year, here and elsewhere, and what a section shows of it: numbers, sentences, tables, pictures."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from crimekit import words
from crimekit.blocks import Cell, Datum, Figure, KeyFigure, KeyFigures, Table
from crimekit.charts.data import Caption, Line, Trend, break_marks
from crimekit.charts.figures import trend_figure
from crimekit.library.figures import places
from crimekit.periods import Quarter, quarters_between, rolling_year, year_to_date
from crimekit.reports.cases.case import Case
from crimekit.reports.outturn.figures import (
    Content,
    GrowthTable,
    LocalFigure,
    OfOffences,
    Period,
    RollingTable,
    YearsTable,
    months_of_year,
    notes,
    year_label,
    year_title,
)
from crimekit.reports.outturn.printing import Row, added, between, by_period, count_cell, percent_cell, table_of
from crimekit.reports.tables.cells import change_cell, since_text
from crimekit.reports.tables.notes import crime_source
from crimekit.statistics.benchmarks import rank_of_change
from crimekit.statistics.projections import Projection, project_outturn
from crimekit.statistics.rates import poisson_rate, year_on_year
from crimekit.statistics.results import Change, ChangeRank

RECORDED = "recorded-crime"  # a table of its own, beside those of the figures file
AREAS = ("wales", "england-and-wales")  # beside the forces
_YEARS = 5  # looked back on
_MOST = 3  # groups that rose, and that fell, named among the key points
_NO_GROUP = "No group of similar forces is configured for this run."


@dataclass(frozen=True)
class Group:
    """The offences of one group: a row for each quarter of the release, a column for each force."""

    title: str
    case: Case
    counts: pd.DataFrame

    def total(self, quarters: Sequence[Quarter], area: str = "") -> float | None:
        """Offences in these quarters in one force (the case's own unless named) or area; None where any is missing."""
        column = self._columns.get(area or self.case.force.key, {})
        parts = [column.get(quarter.label, math.nan) for quarter in quarters]
        return None if not parts or math.isnan(sum(parts)) else float(sum(parts))

    @cached_property
    def _columns(self) -> dict[Hashable, dict[Hashable, float]]:
        """The counts of each force and of each area by quarter; an area is missing where any of its forces is."""
        forces = self.case.parameters.forces
        wales = [key for key, force in forces.items() if force.country == "Wales"]
        areas = {
            area: self.counts.reindex(columns=members).sum(axis=1, skipna=False)
            for area, members in zip(AREAS, (wales, list(forces)), strict=True)
        }
        return self.counts.assign(**areas).to_dict()

    def change(self, now: Sequence[Quarter], then: Sequence[Quarter] = (), *, area: str = "") -> Change:
        """These quarters against others: the same ones a year earlier unless named."""
        before = self.total(then or [quarter - 4 for quarter in now], area)
        return year_on_year(self.total(now, area), before, base=self.case.settings.percent_base)

    def rank_of_change(self, last: Quarter, among: Sequence[str] = ()) -> ChangeRank | None:
        """The force's change over twelve months among these forces, 1 the largest fall; None where it has none.

        Where no forces are named, among every one with residents.
        """
        forces = among or [key for key, force in self.case.parameters.forces.items() if force.resident_rates]
        changes = {force: self.change(rolling_year(last), area=force).percent for force in forces}
        if changes.get(self.case.force.key) is None:
            return None
        return rank_of_change(self.case.force.key, changes, better="lower")

    def projection(self, last: Quarter) -> Projection:
        """The financial year's total, from the quarters up to `last` and the years before that no known break masks."""
        held = [Quarter.parse(label) for label in self.counts.index]
        masks = (known for known in self.case.breaks() if known.kind == "mask")  # of every measure: the pandemic
        masked = {held[place] for known in masks for place in places(known, held)}
        counts = {quarter: self.total([quarter]) for quarter in held}
        return project_outturn(counts, year_to_date(last), left_out=masked, settings=self.case.settings)


@dataclass(frozen=True)
class Recorded:
    """The groups of offences of one case, each read when it is first asked for."""

    case: Case
    groups: dict[str, Group] = field(default_factory=dict)  # those read so far

    def group(self, key: str) -> Group:
        """The group of this key."""
        if key not in self.groups:
            group = self.case.parameters.offences[key]
            quarters = [quarter for quarter in self.case.inputs.release.quarters if quarter.is_financial]
            self.groups[key] = Group(group.title, self.case, self.case.held(group.codes, quarters))
        return self.groups[key]

    def rows(self, spec: OfOffences, row: Callable[[Group], Row]) -> list[Row]:
        """A row for each group of a table."""
        return [row(self.group(key)) for key in spec.offences]


def held_years(case: Case, most: int) -> tuple[Period, ...]:
    """The financial year reported and those before it that the release holds, at most so many, oldest first.

    For a year that has not ended, the same months of each.
    """
    ends = [case.quarter - 4 * back for back in reversed(range(most))]
    years = [Period(last, 3 * last.number, year_label(last)) for last in ends]
    return tuple(year for year in years if year.end == case.quarter or year.quarters[0] in case.inputs.release.quarters)


def lead_figures(key: str, group: Group) -> KeyFigures:
    """The year's offences, their rate, and their change on the year before and since the first year shown."""
    case = group.case
    now = year_to_date(case.quarter)
    change = group.change(now)
    items = [KeyFigure(f"Offences, {year_label(case.quarter)}", words.number(change.now), "recorded")]
    if case.force.resident_rates and change.now is not None and case.quarter.number == 4:
        rate = poisson_rate(change.now, case.residents(case.force.key, case.quarter)).value
        items.append(KeyFigure("Rate", words.number(rate, 1), f"per 1,000 residents, mid-{case.quarter.mid_year}"))
    items.append(_changed(f"Change on {year_label(case.quarter - 4)}", change))
    years = held_years(case, _YEARS)
    if len(years) > 2:
        items.append(_changed(f"Change since {years[0].label}", group.change(now, years[0].quarters)))
    return KeyFigures(key, group.title, tuple(items))


def _changed(label: str, change: Change) -> KeyFigure:
    return KeyFigure(label, words.number(change.difference, signed=True), since_text(change))


def part_year(case: Case) -> str:
    """That the year has not ended, with the months there are; empty for a whole one."""
    if case.quarter.number == 4:
        return ""
    months = months_of_year(case.quarter)
    return f"The year has not ended: these are the figures of {months}, set beside the same months of the years before."


def changes_told(lead: Group, groups: Sequence[Group]) -> list[str]:
    """All offences on the year before, then which of the groups rose and which fell most, by number."""
    quarter = lead.case.quarter
    now, before = year_label(quarter), year_label(quarter - 4)
    whole = lead.change(year_to_date(quarter))
    if whole.difference is None:
        return [f"{lead.title}: the change on {before} is not known."]
    verb = "rose" if whole.difference > 0 else "fell" if whole.difference else "stayed the same"
    said = words.change(whole.difference, whole.percent)
    told = [f"{lead.title} {verb}: {words.number(whole.now)} offences in {now}, {said} on {before}."]
    changes = [(words.in_a_sentence(group.title), group.change(year_to_date(quarter))) for group in groups]
    largest = sorted(changes, key=lambda named: -abs(named[1].difference or 0))
    for way, sign in {"Rose": 1, "Fell": -1}.items():
        listed = [
            f"{title} {words.number(each.now)}, {words.change(each.difference, each.percent)}"
            for title, each in largest
            if sign * (each.difference or 0) > 0
        ]
        told += [f"{way} most on {before}: {'; '.join(listed[:_MOST])}."] if listed else []
    return told


def _charted_quarters(case: Case) -> tuple[Quarter, ...]:
    """Every quarter that pictures show: those held from the report's first to the one the year ends with."""
    return quarters_between(max(case.report.first_quarter, min(case.inputs.release.quarters)), case.quarter)


def by_quarter(spec: OfOffences, recorded: Recorded) -> Trend | None:
    """Offences by quarter; None without any figure."""
    case = recorded.case
    quarters = _charted_quarters(case)
    groups = [recorded.group(key) for key in spec.offences]
    lines = tuple(Line(group.title, tuple(group.total([quarter]) for quarter in quarters)) for group in groups)
    if all(line.newest is None for line in lines):
        return None
    return Trend(quarters, lines, "Offences", words.number, break_marks(case.breaks(), quarters))


def quarters_picture(spec: OfOffences, recorded: Recorded) -> Figure | None:
    """Offences by quarter; None without any figure."""
    case, trend = recorded.case, by_quarter(spec, recorded)
    if trend is None:
        return None
    quarters, lines = trend.quarters, trend.lines
    named = [f"{line.name} {words.number(line.values[-1])}" for line in lines]
    latest = "; ".join(named) if len(lines) > 1 else words.number(lines[0].values[-1])
    caption = Caption(
        spec.key,
        headline=f"{spec.title}: {latest} in {quarters[-1].label}",
        subtitle=f"Offences recorded by quarter, {case.force.name}, {quarters[0].label} to {quarters[-1].label}",
        alt=f"Line chart of offences by quarter, {quarters[0].label} to {quarters[-1].label}; latest quarter: {latest}",
        notes=spec.notes,
        source=crime_source(case),
    )
    return trend_figure(trend, caption)


def years_table(spec: YearsTable, recorded: Recorded) -> Table:
    """A row for each group, a column for each year, a computed total and what was asked of change and share."""
    case = recorded.case
    years = held_years(case, spec.years)

    def row(group: Group) -> dict[Period, LocalFigure]:
        found = ((year, group.total(year.quarters)) for year in years)
        return {year: LocalFigure(case.force.key, RECORDED, group.title, year, count) for year, count in found}

    rows = [(group.title, row(group)) for group in map(recorded.group, spec.offences)]
    whole = [recorded.group(spec.whole)] if spec.whole else []
    below = [*(_whole(group.title, row(group), added(rows, years)) for group in whole), *spec.notes]
    shown = by_period(
        "Offences", rows, case, show=spec.show, total=spec.total, most=spec.years, before="the year before"
    )
    about = f"Offences recorded, {case.force.name}, {year_title(case.quarter)}"
    return table_of(spec, about, shown, below, crime_source(case))


def _whole(title: str, whole: Mapping[Period, LocalFigure], sums: Mapping[Period, LocalFigure]) -> str:
    """Whether the total is all that it should hold."""
    pairs = [(sums[year].value if year in sums else None, figure.value) for year, figure in whole.items()]
    if all(total == all_of_it for total, all_of_it in pairs):
        return f"The total is the sum of the rows; in every year it equals {title.casefold()} in the same release."
    told = (f"{words.number(total)} of {words.number(all_of_it)}" for total, all_of_it in pairs)
    return f"The total is the sum of the rows, which is not {title.casefold()}: {'; '.join(told)}."


def rolling_table(spec: RollingTable, recorded: Recorded) -> Table:
    """Twelve months against the twelve before: here, in the nation, in England and Wales, and the force's place.

    The twelve months end as long after a whole year's end as asked, where the release holds that quarter.
    """
    case = recorded.case
    last = _rolling_end(spec, case)
    year, peers = rolling_year(last), case.peers

    def row(group: Group) -> Row:
        change, everywhere = group.change(year), group.rank_of_change(last)
        areas = {"Wales": "wales"} if case.force.country == "Wales" else {}
        areas["England and Wales"] = "england-and-wales"
        return {
            "Offences": Cell(group.title),
            f"Twelve months to {last.end}": count_cell(change.now),
            "Twelve before": count_cell(change.then),
            "Change": change_cell(change),
            **{name: percent_cell(group.change(year, area=key).percent, signed=True) for name, key in areas.items()},
            **({f"Place, {peers.name}": _place(group.rank_of_change(last, peers.members))} if peers else {}),
            "Place, all forces": _place(everywhere),
            "Forces with an increase": count_cell(everywhere.increased if everywhere else None),
        }

    about = f"{case.force.name}, twelve months to {last.end} against the twelve before"
    below = [*notes("places"), *([] if peers else [_NO_GROUP]), *spec.notes]
    return table_of(spec, about, recorded.rows(spec, row), below, crime_source(case))


def _rolling_end(spec: RollingTable, case: Case) -> Quarter:
    asked = case.quarter + spec.quarters_after
    return asked if case.quarter.number == 4 and asked in case.inputs.release.quarters else case.quarter


def _place(found: ChangeRank | None) -> Cell:
    if found is None:
        return Cell(words.NOT_AVAILABLE)
    return Cell(words.rank(found.rank.position, found.rank.of), found.rank.position)


def growth_table(spec: GrowthTable, recorded: Recorded) -> Table:
    """The average growth over whole years, compounded, and the next year it would give; none from nought."""
    case = recorded.case
    years = held_years(case, spec.years)
    first, last = years[0], years[-1]

    def row(group: Group) -> Row:
        then, now = group.total(first.quarters), group.total(last.quarters)
        growth = implied = None
        if then and now is not None and then > 0 and now >= 0 and len(years) > 1:
            growth = 100 * ((now / then) ** (1 / (len(years) - 1)) - 1)
            implied = now * (1 + growth / 100)
        return {
            "Offences": Cell(group.title),
            first.label: count_cell(then),
            last.label: count_cell(now),
            "Average growth a year": percent_cell(growth, signed=True),
            f"{(case.quarter + 4).financial_year}, if that went on": count_cell(implied),
        }

    about = f"Offences recorded, {case.force.name}, {first} to {last}"
    return table_of(spec, about, recorded.rows(spec, row), [*notes("growth"), *spec.notes], crime_source(case))


def projection_table(spec: GrowthTable, recorded: Recorded) -> Table:
    """Where the year will end, for a year that has not ended."""
    case = recorded.case
    before = rolling_year(case.quarter - case.quarter.number)

    def row(group: Group) -> Row:
        found = group.projection(case.quarter)
        return {
            "Offences": Cell(group.title),
            "So far": count_cell(found.known),
            "Year end": Cell(words.number(found.outturn), found.outturn, note=found.reason),
            "8 times in 10": Cell(between(found.lower80, found.upper80)),
            "19 times in 20": Cell(between(found.lower95, found.upper95)),
            before[-1].financial_year: count_cell(group.total(before)),
        }

    about = f"Offences recorded, {case.force.name}, from the figures to {case.quarter.end}"
    caption = f"Projected outturn of {case.quarter.financial_year}"
    return table_of(spec, about, recorded.rows(spec, row), notes("projection"), crime_source(case), caption)


def recorded_rows(content: Content, recorded: Recorded) -> Iterator[Datum]:
    """The offences of each group in every period that a table or picture shows, for the data file."""
    case, source = recorded.case, crime_source(recorded.case)
    shown: dict[tuple[str, str], Sequence[Quarter]] = {}  # by group and period
    yearly: tuple[YearsTable | GrowthTable, ...] = (*content.years, *content.growth)
    for spec in yearly:
        shown |= {(key, year.label): year.quarters for key in spec.offences for year in held_years(case, spec.years)}
    for rolling in content.rolling:
        last = _rolling_end(rolling, case)
        years = (rolling_year(last - 4), rolling_year(last))
        shown |= {(key, f"year ending {year[-1].end}"): year for key in rolling.offences for year in years}
    for chart in content.charts:
        shown |= {(key, each.label): [each] for key in chart.offences for each in _charted_quarters(case)}
    for (key, period), quarters in shown.items():
        count = recorded.group(key).total(quarters)
        label = words.NOT_AVAILABLE if count is None else ""
        yield Datum(case.force.key, period, key, "count", count, None, None, "offences", label, source)
