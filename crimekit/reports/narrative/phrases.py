"""Phrases that sentences, headlines and alternative texts share."""

from __future__ import annotations

from crimekit import words
from crimekit.periods import Quarter
from crimekit.reports.cases.assessment import Assessment
from crimekit.statistics.results import Change


def quarter_name(quarter: Quarter) -> str:
    """A quarter in a sentence.

    Examples
    --------
    >>> quarter_name(Quarter.parse("2023-24 Q1"))
    'Q1 2023-24'
    """
    return f"Q{quarter.number} {quarter.financial_year}" if quarter.is_financial else str(quarter)


def in_a_sentence(text: str) -> str:
    """A title after the first word of a sentence.

    Examples
    --------
    >>> in_a_sentence("Vehicle crime")
    'vehicle crime'
    >>> in_a_sentence("CPS referrals")
    'CPS referrals'
    """
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def difference(change: Change) -> str:
    """A change as a phrase that ends before what it is compared with.

    Examples
    --------
    >>> difference(Change(now=1258, then=1165, difference=93, percent=7.98, method=""))
    '93 more (an increase of 8.0%) than'
    >>> difference(Change(now=90, then=100, difference=-10, percent=-10.0, method=""))
    '10 fewer (a reduction of 10.0%) than'
    >>> difference(Change(now=1, then=3, difference=-2, percent=None, method=""))
    '2 fewer than'
    """
    if not change.difference:
        return "the same number as"
    amount = words.number(abs(change.difference))
    share = ""
    if change.percent is not None:
        share = f" ({words.way(change.difference)} of {words.percent(abs(change.percent))})"
    return f"{amount} {'more' if change.difference > 0 else 'fewer'}{share} than"


def first_place(assessment: Assessment) -> str:
    """What rank 1 stands for."""
    return "the highest rate" if assessment.measure.first_is == "higher" else "the lowest rate"
