"""The tables of recorded crime: year by year, twelve months against twelve, growth, and where the year will end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crimekit import words
from crimekit.blocks import Cell, Column, Table
from crimekit.quarters import Quarter, rolling_year
from crimekit.reports.cases.case import Case
from crimekit.reports.outturn.periods import year_label, year_title
from crimekit.reports.outturn.printing import BESIDE, average_cell, count_cell, percent_cell, share_cell
from crimekit.reports.outturn.recorded import Group, Recorded, compared_forces, held_years, source, yearly_growth
from crimekit.reports.outturn.spec import GrowthTable, RollingTable, YearsTable
from crimekit.reports.tables.cells import change_cell
from crimekit.statistics.rates import year_on_year
from crimekit.statistics.results import ChangeRank

_PLACES = (
    "1st is the largest fall, in percent. City of London, which has almost no residents, is left out of the places; "
    "the figures of England and Wales hold it."
)
_NO_GROUP = "No group of similar forces is configured for this run."
_GROWTH = (
    "Compound growth from the first year to the last; the years between do not enter. Carrying it on by a year "
    "is arithmetic and no forecast."
)
_PROJECTION = (
    "The pace so far at its usual share of a year, blended with last year's total; the intervals are those "
    "that held about as often on 43 forces' past figures. Years with a quarter under a known break that "
    "figures leave out, such as the pandemic, are no guide and are not used."
)
Totals = tuple[float | None, ...]


def _columns(titles: Iterable[str]) -> tuple[Column, ...]:
    return (Column("Offences"), *(Column(title, "number") for title in titles))


def years_table(spec: YearsTable, recorded: Recorded) -> Table:
    """A row for each group, a column for each year, a computed total and what was asked of change and share."""
    case = recorded.case
    years = held_years(case, spec.years)
    groups = [recorded.group(key) for key in spec.offences]
    rows = [(group.title, tuple(group.total(year) for year in years)) for group in groups]
    totals = tuple(_sum(counts) for counts in zip(*(counts for _, counts in rows), strict=True))
    shown = [*rows, (spec.total, totals)] if spec.total else rows
    labels = [year_label(year[-1]) for year in years]
    return Table(
        spec.key,
        spec.title,
        f"Offences recorded, {case.force.name}, {year_title(case.quarter)}",
        _columns([*labels, *(BESIDE[name].format(before="the year before", first=labels[0]) for name in spec.show)]),
        tuple(_years_row(title, counts, totals[-1], spec=spec, case=case) for title, counts in shown),
        notes=(*_whole(spec, totals, recorded, years=years), *spec.notes),
        source=source(case),
    )


def _years_row(title: str, counts: Totals, whole: float | None, *, spec: YearsTable, case: Case) -> tuple[Cell, ...]:
    now, base = counts[-1], case.settings.percent_base
    cells = {
        "change": change_cell(year_on_year(now, counts[-2] if len(counts) > 1 else None, base=base)),
        "share": share_cell(now, whole),
        "since-first": change_cell(year_on_year(now, counts[0], base=base)),
        "monthly": average_cell(now, 3 * case.quarter.number),
    }
    return (Cell(title), *map(count_cell, counts), *(cells[name] for name in spec.show))


def _sum(counts: Sequence[float | None]) -> float | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _whole(
    spec: YearsTable, totals: Totals, recorded: Recorded, *, years: Sequence[tuple[Quarter, ...]]
) -> tuple[str, ...]:
    """Whether the total is all that it should hold."""
    if not spec.whole:
        return ()
    group = recorded.group(spec.whole)
    name, wholes = group.title.casefold(), tuple(group.total(year) for year in years)
    if wholes == totals:
        return (f"The total is the sum of the rows; in every year it equals {name} in the same release.",)
    told = (f"{words.number(total)} of {words.number(whole)}" for total, whole in zip(totals, wholes, strict=True))
    return (f"The total is the sum of the rows, which is not {name}: {'; '.join(told)}.",)


def rolling_table(spec: RollingTable, recorded: Recorded) -> Table:
    """Twelve months against the twelve before: here, in the nation, in England and Wales, and the force's place.

    The twelve months end as long after a whole year's end as asked, where the release holds that quarter.
    """
    case = recorded.case
    asked = case.quarter + spec.quarters_after
    last = asked if case.quarter.number == 4 and asked in case.inputs.quarters() else case.quarter
    month = last.words.partition(" to ")[2]
    titles = [
        f"Twelve months to {month}",
        "Twelve before",
        "Change",
        *(["Wales"] if case.force.country == "Wales" else []),
        "England and Wales",
        *([f"Place, {case.peers.name}"] if case.peers else []),
        "Place, all forces",
        "Forces with an increase",
    ]
    return Table(
        spec.key,
        spec.title,
        f"{case.force.name}, twelve months to {month} against the twelve before",
        _columns(titles),
        tuple(_rolling_row(recorded.group(key), last) for key in spec.offences),
        notes=(_PLACES, *([] if case.peers else [_NO_GROUP]), *spec.notes),
        source=source(case),
    )


def _rolling_row(group: Group, last: Quarter) -> tuple[Cell, ...]:
    case, year = group.case, rolling_year(last)
    change = group.change(year)
    everywhere = group.rank_of_change(last, compared_forces(case))
    areas = ["wales", "england-and-wales"] if case.force.country == "Wales" else ["england-and-wales"]
    return (
        Cell(group.title),
        count_cell(change.now),
        count_cell(change.then),
        change_cell(change),
        *(percent_cell(group.change(year, area).percent, signed=True) for area in areas),
        *([_place(group.rank_of_change(last, case.peers.members))] if case.peers else []),
        _place(everywhere),
        count_cell(everywhere.increased if everywhere else None),
    )


def _place(found: ChangeRank | None) -> Cell:
    if found is None:
        return Cell(words.NOT_AVAILABLE)
    return Cell(words.rank(found.rank.position, found.rank.of), found.rank.position)


def growth_table(spec: GrowthTable, recorded: Recorded) -> Table:
    """The average growth over whole years and the next year it would give."""
    case = recorded.case
    years = held_years(case, spec.years)
    first, last = year_label(years[0][-1]), year_label(years[-1][-1])
    return Table(
        spec.key,
        spec.title,
        f"Offences recorded, {case.force.name}, {first} to {last}",
        _columns([first, last, "Average growth a year", f"{(case.quarter + 4).financial_year}, if that went on"]),
        tuple(_growth_row(recorded.group(key), years) for key in spec.offences),
        notes=(_GROWTH, *spec.notes),
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
    return Table(
        spec.key,
        f"Projected outturn of {case.quarter.financial_year}",
        f"Offences recorded, {case.force.name}, from the figures to {case.quarter.words.partition(' to ')[2]}",
        _columns(["So far", "Year end", "8 times in 10", "19 times in 20", (case.quarter - 4).financial_year]),
        tuple(_projection_row(recorded.group(key), case) for key in spec.offences),
        notes=(_PROJECTION,),
        source=source(case),
    )


def _projection_row(group: Group, case: Case) -> tuple[Cell, ...]:
    found = group.projection(case.quarter)
    return (
        Cell(group.title),
        count_cell(found.known),
        Cell(words.number(found.outturn), found.outturn, note=found.reason),
        Cell(_between(found.lower80, found.upper80)),
        Cell(_between(found.lower95, found.upper95)),
        count_cell(group.total(rolling_year(case.quarter - case.quarter.number))),
    )


def _between(low: float | None, high: float | None) -> str:
    return words.NOT_AVAILABLE if low is None or high is None else f"{words.number(low)} to {words.number(high)}"
