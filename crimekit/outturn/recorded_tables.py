"""The tables of recorded crime: year by year, twelve months against twelve, growth, and the year's end."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.cases import Case
from crimekit.outturn.periods import year_title
from crimekit.outturn.printing import change_cell, count_cell, percent_cell
from crimekit.outturn.recorded import Group, Recorded, compared_forces, years_back, yearly_growth
from crimekit.outturn.spec import GrowthTable, RollingTable, YearsTable
from crimekit.page.blocks import Cell, Column, Table
from crimekit.quarters import Quarter, rolling_year
from crimekit.rates import year_on_year
from crimekit.results import Change
from crimekit.tables import release_text

Totals = tuple[float | None, ...]


def years_table(spec: YearsTable, recorded: Recorded) -> Table:
    """A row for each group, a column for each year, a computed total and what was asked of change and share."""
    case = recorded.case
    years = [year for year in years_back(case.quarter, spec.years) if year[0] in case.inputs.quarters()]
    rows = [(recorded.groups[key].title, tuple(recorded.groups[key].total(year) for year in years)) for key in spec.offences]
    totals = tuple(_sum([counts[place] for _, counts in rows]) for place in range(len(years)))
    shown = [*rows, (spec.total, totals)] if spec.total else rows
    return Table(
        spec.key,
        spec.title,
        f"Offences recorded, {case.force.name}, {year_title(case.quarter)}",
        (
            Column("Offences"),
            *(Column(year_label(year[-1]), "number") for year in years),
            *(Column(_TITLES[name].format(first=year_label(years[0][-1])), "number") for name in spec.show),
        ),
        tuple(_years_row(title, counts, totals, spec=spec, case=case) for title, counts in shown),
        notes=(*_whole(spec, totals, recorded, years=years), *spec.notes),
        source=source(case),
    )


_TITLES = {
    "change": "Change on the year before",
    "share": "Share of the total",
    "since-first": "Change since {first}",
    "monthly": "Monthly average",
}


def _years_row(title: str, counts: Totals, totals: Totals, *, spec: YearsTable, case: Case) -> tuple[Cell, ...]:
    now, whole = counts[-1], totals[-1]
    base = case.settings.percent_base
    cells = {
        "change": change_cell(year_on_year(now, counts[-2] if len(counts) > 1 else None, base=base)),
        "share": percent_cell(now / whole * 100 if now is not None and whole else None),
        "since-first": change_cell(year_on_year(now, counts[0], base=base)),
        "monthly": count_cell(now / (3 * case.quarter.number) if now is not None else None),
    }
    return (Cell(title), *(count_cell(count) for count in counts), *(cells[name] for name in spec.show))


def _sum(counts: Sequence[float | None]) -> float | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _whole(spec: YearsTable, totals: Totals, recorded: Recorded, *, years: Sequence[tuple[Quarter, ...]]) -> tuple[str, ...]:
    """Whether the total is all that it should hold."""
    if not spec.whole:
        return ()
    group = recorded.groups[spec.whole]
    wholes = tuple(group.total(year) for year in years)
    if wholes == totals:
        return (f"The total is the sum of the rows; in every year it equals {group.title.casefold()} in the same release.",)
    told = (f"{words.number(total)} of {words.number(whole)}" for total, whole in zip(totals, wholes, strict=True))
    return (f"The total is the sum of the rows, which is not {group.title.casefold()}: {'; '.join(told)}.",)


def year_label(last: Quarter) -> str:
    """A column's heading: the year, or how far into it the figures go.

    Examples
    --------
    >>> year_label(Quarter.parse("2019-20 Q4")), year_label(Quarter.parse("2023-24 Q2"))
    ('2019-20', '2023-24 to Q2')
    """
    return last.financial_year if last.number == 4 else f"{last.financial_year} to Q{last.number}"


def rolling_table(spec: RollingTable, recorded: Recorded) -> Table:
    """Twelve months against the twelve before: here, in the nation, in England and Wales, and the force's place."""
    case = recorded.case
    last = rolling_end(spec, case)
    welsh, peers = case.force.country == "Wales", case.peers
    columns = (
        Column("Offences"),
        Column(_ending(last), "number"),
        Column("Twelve before", "number"),
        Column("Change", "number"),
        *([Column("Wales", "number")] if welsh else []),
        Column("England and Wales", "number"),
        *([Column(f"Place, {peers.name}", "number")] if peers else []),
        Column("Place, all forces", "number"),
        Column("Forces with an increase", "number"),
    )
    return Table(
        spec.key,
        spec.title,
        f"{case.force.name}, twelve months to {last.words.partition(' to ')[2]} against the twelve before",
        columns,
        tuple(_rolling_row(recorded.groups[key], last, welsh=welsh, case=case) for key in spec.offences),
        notes=(
            "1st is the largest fall, in percent. City of London, which has almost no residents, is left out of the places; "
            "the figures of England and Wales hold it.",
            *([] if peers else ["No group of similar forces is configured for this run."]),
            *spec.notes,
        ),
        source=source(case),
    )


def rolling_end(spec: RollingTable, case: Case) -> Quarter:
    """The last quarter of the twelve months: as long after the year's end as asked, where the release holds it."""
    asked = case.quarter + spec.quarters_after
    return asked if asked in case.inputs.quarters() else case.quarter


def _ending(last: Quarter) -> str:
    return f"Twelve months to {last.words.partition(' to ')[2]}"


def _rolling_row(group: Group, last: Quarter, *, welsh: bool, case: Case) -> tuple[Cell, ...]:
    year = rolling_year(last)
    change = group.change(year)
    everywhere = group.rank_of_change(last, compared_forces(case))
    among = group.rank_of_change(last, case.peers.members) if case.peers else None
    place = Cell(words.rank(among.rank.position, among.rank.of), among.rank.position) if among else Cell(words.NOT_AVAILABLE)
    return (
        Cell(group.title),
        count_cell(change.now),
        count_cell(change.then),
        change_cell(change),
        *([_percent(group.change(year, "wales"))] if welsh else []),
        _percent(group.change(year, "england-and-wales")),
        *([place] if case.peers else []),
        Cell(words.rank(everywhere.rank.position, everywhere.rank.of), everywhere.rank.position)
        if everywhere
        else Cell(words.NOT_AVAILABLE),
        count_cell(everywhere.increased if everywhere else None),
    )


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
            "The pace so far at its usual share of a year, blended with last year's total; the intervals are those that "
            "held as often on 43 forces' past figures.",
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


def source(case: Case) -> str:
    """Where recorded crime comes from."""
    return f"Home Office, police recorded crime, {release_text(case.inputs.release)}"
