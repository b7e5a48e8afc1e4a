"""Recorded crime year by year, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.blocks import Cell, Column, Table
from crimekit.quarters import Quarter
from crimekit.reports.cases.case import Case
from crimekit.reports.outturn.periods import year_title
from crimekit.reports.outturn.printing import average_cell, change_cell, count_cell, share_cell
from crimekit.reports.outturn.recorded import Recorded, years_back
from crimekit.reports.outturn.spec import YearsTable
from crimekit.reports.tables.notes import release_text
from crimekit.statistics.rates import year_on_year

Totals = tuple[float | None, ...]


def years_table(spec: YearsTable, recorded: Recorded) -> Table:
    """A row for each group, a column for each year, a computed total and what was asked of change and share."""
    case = recorded.case
    years = [year for year in years_back(case.quarter, spec.years) if year[0] in case.inputs.quarters()]
    rows = [
        (recorded.groups[key].title, tuple(recorded.groups[key].total(year) for year in years)) for key in spec.offences
    ]
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
        "share": share_cell(now, whole),
        "since-first": change_cell(year_on_year(now, counts[0], base=base)),
        "monthly": average_cell(now, 3 * case.quarter.number),
    }
    return (Cell(title), *(count_cell(count) for count in counts), *(cells[name] for name in spec.show))


def _sum(counts: Sequence[float | None]) -> float | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _whole(
    spec: YearsTable, totals: Totals, recorded: Recorded, *, years: Sequence[tuple[Quarter, ...]]
) -> tuple[str, ...]:
    """Whether the total is all that it should hold."""
    if not spec.whole:
        return ()
    group = recorded.groups[spec.whole]
    name, wholes = group.title.casefold(), tuple(group.total(year) for year in years)
    if wholes == totals:
        return (f"The total is the sum of the rows; in every year it equals {name} in the same release.",)
    told = (f"{words.number(total)} of {words.number(whole)}" for total, whole in zip(totals, wholes, strict=True))
    return (f"The total is the sum of the rows, which is not {name}: {'; '.join(told)}.",)


def year_label(last: Quarter) -> str:
    """A column's heading: the year, or how far into it the figures go.

    Examples
    --------
    >>> year_label(Quarter.parse("2019-20 Q4")), year_label(Quarter.parse("2023-24 Q2"))
    ('2019-20', '2023-24 to Q2')
    """
    return last.financial_year if last.number == 4 else f"{last.financial_year} to Q{last.number}"


def source(case: Case) -> str:
    """Where recorded crime comes from."""
    return f"Home Office, police recorded crime, {release_text(case.inputs.release)}"
