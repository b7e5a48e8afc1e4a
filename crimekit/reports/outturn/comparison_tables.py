"""Recorded crime compared: twelve months against twelve, average growth, and where the year will end."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.blocks import Cell, Column, Table
from crimekit.quarters import Quarter, rolling_year
from crimekit.reports.cases.case import Case
from crimekit.reports.outturn.printing import change_cell, count_cell, percent_cell
from crimekit.reports.outturn.recorded import Group, Recorded, compared_forces, yearly_growth, years_back
from crimekit.reports.outturn.recorded_tables import source, year_label
from crimekit.reports.outturn.spec import GrowthTable, RollingTable
from crimekit.statistics.results import Change, ChangeRank

_PLACES = (
    "1st is the largest fall, in percent. City of London, which has almost no residents, is left out of the places; "
    "the figures of England and Wales hold it."
)
_NO_GROUP = "No group of similar forces is configured for this run."


def rolling_table(spec: RollingTable, recorded: Recorded) -> Table:
    """Twelve months against the twelve before: here, in the nation, in England and Wales, and the force's place."""
    case = recorded.case
    last = rolling_end(spec, case)
    month = last.words.partition(" to ")[2]
    welsh = case.force.country == "Wales"
    titles = [
        f"Twelve months to {month}",
        "Twelve before",
        "Change",
        *(["Wales"] if welsh else []),
        "England and Wales",
    ]
    titles += [*([f"Place, {case.peers.name}"] if case.peers else []), "Place, all forces", "Forces with an increase"]
    return Table(
        spec.key,
        spec.title,
        f"{case.force.name}, twelve months to {month} against the twelve before",
        (Column("Offences"), *(Column(title, "number") for title in titles)),
        tuple(_rolling_row(recorded.groups[key], last, welsh=welsh, case=case) for key in spec.offences),
        notes=(_PLACES, *([] if case.peers else [_NO_GROUP]), *spec.notes),
        source=source(case),
    )


def rolling_end(spec: RollingTable, case: Case) -> Quarter:
    """The last quarter of the twelve months: as long after a whole year's end as asked, where the release holds it."""
    asked = case.quarter + spec.quarters_after
    return asked if case.quarter.number == 4 and asked in case.inputs.quarters() else case.quarter


def _rolling_row(group: Group, last: Quarter, *, welsh: bool, case: Case) -> tuple[Cell, ...]:
    year = rolling_year(last)
    change = group.change(year)
    everywhere = group.rank_of_change(last, compared_forces(case))
    among = group.rank_of_change(last, case.peers.members) if case.peers else None
    return (
        Cell(group.title),
        count_cell(change.now),
        count_cell(change.then),
        change_cell(change),
        *([_percent(group.change(year, "wales"))] if welsh else []),
        _percent(group.change(year, "england-and-wales")),
        *([_place(among)] if case.peers else []),
        _place(everywhere),
        count_cell(everywhere.increased if everywhere else None),
    )


def _place(found: ChangeRank | None) -> Cell:
    if found is None:
        return Cell(words.NOT_AVAILABLE)
    return Cell(words.rank(found.rank.position, found.rank.of), found.rank.position)


def _percent(change: Change) -> Cell:
    return percent_cell(change.percent, signed=True)


def growth_table(spec: GrowthTable, recorded: Recorded) -> Table:
    """The average growth over whole years and the next year it would give."""
    case = recorded.case
    years = [year for year in years_back(case.quarter, spec.years) if year[0] in case.inputs.quarters()]
    first, last = year_label(years[0][-1]), year_label(years[-1][-1])
    titles = (first, last, "Average growth a year", f"{(case.quarter + 4).financial_year}, if that went on")
    return Table(
        spec.key,
        spec.title,
        f"Offences recorded, {case.force.name}, {first} to {last}",
        (Column("Offences"), *(Column(title, "number") for title in titles)),
        tuple(_growth_row(recorded.groups[key], years) for key in spec.offences),
        notes=(
            "Compound growth from the first year to the last; the years between do not enter. Carrying it on by a year "
            "is arithmetic and no forecast.",
            *spec.notes,
        ),
        source=source(case),
    )


def _growth_row(group: Group, years: Sequence[tuple[Quarter, ...]]) -> tuple[Cell, ...]:
    totals = [group.total(year) for year in years]
    growth, last = yearly_growth(totals), totals[-1]
    implied = last * (1 + growth / 100) if growth is not None and last is not None else None
    return (
        Cell(group.title),
        count_cell(totals[0]),
        count_cell(last),
        percent_cell(growth, signed=True),
        count_cell(implied),
    )


def projection_table(spec: GrowthTable, recorded: Recorded) -> Table:
    """Where the year will end, for a year that has not ended."""
    case = recorded.case
    titles = ("So far", "Year end", "8 times in 10", "19 times in 20", (case.quarter - 4).financial_year)
    return Table(
        spec.key,
        f"Projected outturn of {case.quarter.financial_year}",
        f"Offences recorded, {case.force.name}, from the figures to {case.quarter.words.partition(' to ')[2]}",
        (Column("Offences"), *(Column(title, "number") for title in titles)),
        tuple(_projection_row(recorded.groups[key], case) for key in spec.offences),
        notes=(
            "The pace so far at its usual share of a year, blended with last year's total; the intervals are those "
            "that held about as often on 43 forces' past figures. Years with a quarter under a known break that "
            "figures leave out, such as the pandemic, are no guide and are not used.",
        ),
        source=source(case),
    )


def _projection_row(group: Group, case: Case) -> tuple[Cell, ...]:
    found = group.projection(case.quarter)
    year = years_back(case.quarter + (4 - case.quarter.number), 2)[0]
    return (
        Cell(group.title),
        count_cell(found.known),
        Cell(words.number(found.outturn), found.outturn, note=found.reason),
        Cell(_between(found.lower80, found.upper80)),
        Cell(_between(found.lower95, found.upper95)),
        count_cell(group.total(year)),
    )


def _between(low: float | None, high: float | None) -> str:
    return words.NOT_AVAILABLE if low is None or high is None else f"{words.number(low)} to {words.number(high)}"
