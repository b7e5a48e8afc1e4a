"""Sentences of the annual outturn, written from the figures."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.quarters import year_to_date
from crimekit.reports.cases.case import Case
from crimekit.reports.narrative.phrases import difference
from crimekit.reports.outturn.recorded import Group, year_label, years_back
from crimekit.statistics.results import Change


def lead_sentences(group: Group | None, case: Case, absent: Sequence[str]) -> tuple[str, ...]:
    """The year of one group of offences, the part-year said, and the tables that have no figure for it."""
    texts = [_part_year(case)] if case.quarter.number != 4 else []
    texts += _year(group, case) if group else []
    if absent:
        texts.append(f"No local figure of {case.quarter.financial_year} was supplied of: {'; '.join(absent)}.")
    return tuple(texts)


def _part_year(case: Case) -> str:
    first, last = year_to_date(case.quarter)[0].words.partition(" to ")[0], case.quarter.words.partition(" to ")[2]
    return (
        f"The year has not ended: these are the figures of {first} to {last}, set beside the same months of the years "
        "before."
    )


def _year(group: Group, case: Case) -> list[str]:
    now, before = year_label(case.quarter), year_label(case.quarter - 4)
    change = group.change(year_to_date(case.quarter))
    if change.now is None:
        return [f"{group.title}: no figure is available for {now}."]
    texts = [
        f"{group.title}: {words.number(change.now)} offences were recorded in {now}, {compared(change)} {before} "
        f"({words.number(change.then)})."
    ]
    years = [year for year in years_back(case.quarter, 5) if year[0] in case.inputs.quarters()]
    base = group.between(years[-1], years[0])
    if len(years) > 2 and base.difference is not None:
        span = f"from {words.number(base.then)} to {words.number(base.now)}"
        texts.append(f"Since {year_label(years[0][-1])} the number has gone {span}, {_since(base)}.")
    return texts


def compared(change: Change) -> str:
    """How a count stands to an earlier one, before its name."""
    return "with no figure for" if change.difference is None else f"{difference(change)} in"


def _since(change: Change) -> str:
    if not change.difference:
        return "no change"
    share = "" if change.percent is None else f" ({words.percent(abs(change.percent))})"
    return f"{words.way(change.difference)} of {words.number(abs(change.difference))}{share}"


def method_sentences(case: Case) -> tuple[str, ...]:
    """How the figures of an outturn were made."""
    return (
        "A year of recorded crime is the sum of its four quarters from one release of the Home Office's table, April "
        "to March; a later release revises it. Fraud, which is recorded centrally, is not in it.",
        "Offences are added up by offence code, so that a group holds the same offences in every year.",
        f"A percentage is given only where the earlier count is {words.number(case.settings.percent_base)} or more. "
        "Shares and totals are computed from the rows shown. Nothing is rounded before it is printed.",
        "The force's own figures are printed as their source gives them; a percentage's change is in points, and is "
        "tested only where the source says how many people were asked.",
    )
