"""The tables of recorded crime: year by year, twelve months against twelve, growth, and where the year will end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


def _table(
    spec: YearsTable | RollingTable | GrowthTable,
    case: Case,
    subtitle: str,
    rows: Sequence[tuple[str, Mapping[str, Cell]]],
    *,
    notes: tuple[str, ...],
    caption: str = "",
) -> Table:
    """A table of rows by their titles, each of cells by their columns, which all rows have in common."""
    columns = (Column("Offences"), *(Column(title, "number") for title in rows[0][1]))
    cells = tuple((Cell(title), *row.values()) for title, row in rows)
    return Table(spec.key, caption or spec.title, subtitle, columns, cells, notes=notes, source=source(case))


def years_table(spec: YearsTable, recorded: Recorded) -> Table:
    """A row for each group, a column for each year, a computed total and what was asked of change and share."""
    case = recorded.case
    years = held_years(case, spec.years)
    labels = [year_label(year[-1]) for year in years]
    groups = [recorded.group(key) for key in spec.offences]
    counts = [(group.title, tuple(group.total(year) for year in years)) for group in groups]
    totals = tuple(_sum(column) for column in zip(*(own for _, own in counts), strict=True))
    shown = [*counts, *([(spec.total, totals)] if spec.total else [])]
    return _table(
        spec,
        case,
        f"Offences recorded, {case.force.name}, {year_title(case.quarter)}",
        [
            (
                title,
                dict(zip(labels, map(count_cell, own), strict=True))
                | _beside(own, totals[-1], labels[0], spec=spec, case=case),
            )
            for title, own in shown
        ],
        notes=(*_whole(spec, totals, recorded, years=years), *spec.notes),
    )


def _beside(counts: Totals, whole: float | None, first: str, *, spec: YearsTable, case: Case) -> dict[str, Cell]:
    now, base = counts[-1], case.settings.percent_base
    cells = {
        "change": change_cell(year_on_year(now, counts[-2] if len(counts) > 1 else None, base=base)),
        "share": share_cell(now, whole),
        "since-first": change_cell(year_on_year(now, counts[0], base=base)),
        "monthly": average_cell(now, 3 * case.quarter.number),
    }
    return {BESIDE[name].format(before="the year before", first=first): cells[name] for name in spec.show}


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
    groups = [recorded.group(key) for key in spec.offences]
    return _table(
        spec,
        case,
        f"{case.force.name}, twelve months to {month} against the twelve before",
        [(group.title, _rolling_row(group, last, month)) for group in groups],
        notes=(_PLACES, *([] if case.peers else [_NO_GROUP]), *spec.notes),
    )


def _rolling_row(group: Group, last: Quarter, month: str) -> dict[str, Cell]:
    case, year = group.case, rolling_year(last)
    change, everywhere = group.change(year), group.rank_of_change(last, compared_forces(case))
    cells = {
        f"Twelve months to {month}": count_cell(change.now),
        "Twelve before": count_cell(change.then),
        "Change": change_cell(change),
    }
    if case.force.country == "Wales":
        cells["Wales"] = percent_cell(group.change(year, "wales").percent, signed=True)
    cells["England and Wales"] = percent_cell(group.change(year, "england-and-wales").percent, signed=True)
    if case.peers:
        cells[f"Place, {case.peers.name}"] = _place(group.rank_of_change(last, case.peers.members))
    cells["Place, all forces"] = _place(everywhere)
    cells["Forces with an increase"] = count_cell(everywhere.increased if everywhere else None)
    return cells


def _place(found: ChangeRank | None) -> Cell:
    if found is None:
        return Cell(words.NOT_AVAILABLE)
    return Cell(words.rank(found.rank.position, found.rank.of), found.rank.position)


def growth_table(spec: GrowthTable, recorded: Recorded) -> Table:
    """The average growth over whole years and the next year it would give."""
    case = recorded.case
    years = held_years(case, spec.years)
    first, last = year_label(years[0][-1]), year_label(years[-1][-1])
    rows = []
    for group in map(recorded.group, spec.offences):
        totals = [group.total(year) for year in years]
        growth, now = yearly_growth(totals), totals[-1]
        implied = now * (1 + growth / 100) if growth is not None and now is not None else None
        cells = {
            first: count_cell(totals[0]),
            last: count_cell(now),
            "Average growth a year": percent_cell(growth, signed=True),
            f"{(case.quarter + 4).financial_year}, if that went on": count_cell(implied),
        }
        rows.append((group.title, cells))
    subtitle = f"Offences recorded, {case.force.name}, {first} to {last}"
    return _table(spec, case, subtitle, rows, notes=(_GROWTH, *spec.notes))


def projection_table(spec: GrowthTable, recorded: Recorded) -> Table:
    """Where the year will end, for a year that has not ended."""
    case = recorded.case
    before = rolling_year(case.quarter - case.quarter.number)
    rows = []
    for group in map(recorded.group, spec.offences):
        found = group.projection(case.quarter)
        cells = {
            "So far": count_cell(found.known),
            "Year end": Cell(words.number(found.outturn), found.outturn, note=found.reason),
            "8 times in 10": Cell(_between(found.lower80, found.upper80)),
            "19 times in 20": Cell(_between(found.lower95, found.upper95)),
            before[-1].financial_year: count_cell(group.total(before)),
        }
        rows.append((group.title, cells))
    subtitle = f"Offences recorded, {case.force.name}, from the figures to {case.quarter.words.partition(' to ')[2]}"
    caption = f"Projected outturn of {case.quarter.financial_year}"
    return _table(spec, case, subtitle, rows, notes=(_PROJECTION,), caption=caption)


def _between(low: float | None, high: float | None) -> str:
    return words.NOT_AVAILABLE if low is None or high is None else f"{words.number(low)} to {words.number(high)}"
