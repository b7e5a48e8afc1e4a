"""“The highest since 2019-20”: whether nothing after then is higher."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crimekit import words
from crimekit.quarters import Quarter
from crimekit.reports.commentary.series import Series
from crimekit.reports.commentary.windows import MONTHS, month_number, usual_lengths

# A record since some year, quarter or month.
_SINCE = re.compile(
    r"\b(?P<most>highest|lowest|most|fewest|largest|smallest)\b(?P<what>[^.;]{0,80}?)\bsince\s(?:at least\s)?"
    rf"(?:(?P<month>{MONTHS})\s)?(?:(?:Q|quarter\s)(?P<q>[1-4])\s(?:of\s)?)?(?P<year>20\d\d)(?:[-/–](?P<end>\d\d))?"
    r"(?:\sQ(?P<after>[1-4]))?",
    re.IGNORECASE,
)
# What makes a record one of counts where no measure is named.
_OF_COUNTS = re.compile(
    r"\b(?:quarter\w*|total|counts?|numbers?|figures?|levels?|offences?|crimes?|recorded)\b", re.IGNORECASE
)


def record_problem(sentence: str, meant: Sequence[Series], *, sure: bool) -> tuple[str, str] | None:
    """What is typed and what is wrong with it, where the figures do not bear out a record since some quarter.

    It may be one of the quarter, of twelve months or of the year to date. Where no measure is named (not `sure`)
    the sentence must speak of counts, and one measure that bears it out is enough.

    Examples
    --------
    >>> quarters = tuple(Quarter.parse("2023-24 Q1") - before for before in (2, 1, 0))
    >>> robbery = Series("Robbery", ("robbery",), quarters, (10.0, 30.0, 25.0))
    >>> record_problem("Robbery is at its highest since October 2022.", (robbery,), sure=True)
    ('highest since October 2022', 'Robbery: 30 in 2022-23 Q4, 25 in 2023-24 Q1')
    """
    found = _SINCE.search(sentence)
    if not found or not meant or not (sure or _OF_COUNTS.search(sentence)):
        return None
    last = _last_quarter(found)
    higher = found["most"].casefold() in ("highest", "most", "largest")
    if last is None or any(_holds(one, last, higher=higher) for one in meant):
        return None
    return found[0], _said(meant[0], last, higher=higher)


def _last_quarter(found: re.Match[str]) -> Quarter | None:
    """The last quarter of the period named: of the financial year, the calendar year, the quarter, the month."""
    year, number = int(found["year"]), found["q"] or found["after"]
    if found["end"]:
        if (year + 1) % 100 != int(found["end"]):
            return None
        return Quarter.parse(f"{year}-{found['end']} Q{number or 4}")
    if found["month"]:
        month = month_number(found["month"])
        return Quarter(year, month + (-month % 3))
    return Quarter(year, 12)


def _holds(one: Series, last: Quarter, *, higher: bool) -> bool:
    """Whether a quarter, twelve months or the year to date is a record, or the series cannot tell."""
    after = [place for place, quarter in enumerate(one.quarters[:-1]) if quarter > last]
    if not after:
        return True
    for length in usual_lengths(one.quarters[-1]):
        now = one.total(len(one.counts), length)
        since = [total for place in after if (total := one.total(place + 1, length)) is not None]
        if now is not None and all(total <= now if higher else total >= now for total in since):
            return True
    return False


def _said(one: Series, last: Quarter, *, higher: bool) -> str:
    pairs = zip(one.quarters[:-1], one.counts[:-1], strict=True)
    since = [(count, quarter) for quarter, count in pairs if quarter > last and count is not None]
    count, quarter = max(since) if higher else min(since)
    return f"{one.title}: {words.number(count)} in {quarter}, {words.number(one.counts[-1])} in {one.quarters[-1]}"
