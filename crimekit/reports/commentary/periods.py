"""The periods that a sentence names, as windows of whole quarters, or as something that cannot be told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crimekit.quarters import Quarter
from crimekit.reports.commentary.claim import Claim
from crimekit.reports.commentary.windows import MONTHS, Window, windows_of

_NEAR = 60  # characters between a figure and the period that it is of
_MONTH = f"(?-i:{MONTHS})"  # “may” is no month
_12 = r"(?:12|twelve)"
# The kinds of periods that are understood; what an earlier one takes, a later one does not see.
_KINDS = (
    ("quarter", r"(?:Q|quarter\s)(?P<q>[1-4])\s(?:of\s|in\s)?(?:20)?(?P<y>\d\d)\s?[-/–]\s?(?:20)?\d\d(?!\d)"),
    ("quarter", r"(?<![\d/-])(?:20)?(?P<y>\d\d)[-/–](?:20)?\d\d\s(?:Q|quarter\s)(?P<q>[1-4])\b"),
    ("same quarter of", r"the\ssame\squarter\s(?:of|in)\s(?:20)?(?P<y>\d\d)\s?[-/–]\s?(?:20)?\d\d(?!\d)"),
    ("quarter ending", rf"quarter\s(?:ending|to)\s(?:in\s)?(?P<m>{_MONTH})\s(?P<y>20\d\d)"),
    ("quarter ending", rf"(?:{_MONTH})\s(?:to|-|–)\s(?P<m>{_MONTH})\s(?P<y>20\d\d)"),
    (
        "year ending",
        rf"(?:{_12}\smonths|year)\s(?:to|ending|ended|up\sto)\s(?:the\send\sof\s|end\s)?(?P<m>{_MONTH})\s(?P<y>20\d\d)",
    ),
    (
        "same",
        r"the\ssame\s(?:quarter|period|time)(?:\s(?:of|in|the)?\s?(?:the\s)?(?:last|previous|prior|preceding)\s"
        r"(?:financial\s)?year|\s(?:a|the)\s(?:year\s(?:before|earlier|ago)|previous\syear)|\sof\sthe\syear\sbefore)?",
    ),
    ("same part", r"the\ssame\spart\sof\s(?:the\syear\sbefore|last\syear|the\sprevious\syear)"),
    (
        "year before",
        rf"(?:the\s)?(?:{_12}\s(?:months\s)?before|(?:previous|preceding|prior)\s(?:{_12}\smonths|year)|year\s"
        r"(?:before|earlier|ago)|last\syear)",
    ),
    ("to date of", r"(?:FYTD|year\sto\sdate)\s(?:of\s|in\s)?20(?P<y>\d\d)[-/–]\d\d"),
    (
        "to date",
        r"(?:year[\s-]to[\s-]date|FYTD|financial\syear\s(?:20\d\d[-/–]\d\d\s)?to\sdate|"
        r"so\sfar\sthis\s(?:financial\s)?year)",
    ),
    (
        "twelve months",
        rf"(?:over\s)?(?:the\s|these\s)?(?:last|past|latest|rolling)\s(?:{_12}\smonths|year)|"
        rf"over\s(?:the\s)?(?:{_12}\smonths|year)\b|rolling\syear|rate\sover\s12\smonths",
    ),
    ("quarter before", r"(?:previous|preceding|last|prior)\squarter(?!\sof)|(?:the\s)?quarter\sbefore"),
    (
        "this quarter",
        r"(?:this|the\slatest|the\scurrent|the\sreporting|the\smost\srecent)\s(?:quarter|period)|"
        r"(?:in|of|during|over|for)\sthe\squarter\b(?!\s(?:before|of))",
    ),
    ("this year", r"this\s(?:financial\s)?year|in\sthe\syear\b(?!\sbefore)"),
    ("two years", rf"(?:between\s)?(?:the\s)?(?:2|two)\syears\sto\s(?:{_MONTH})"),
    ("financial year", r"(?:financial\syear\s)?20(?P<y>\d\d)\s?[-/–]\s?(?:20)?\d\d(?!\d)"),
    ("calendar year", r"(?:calendar\syear\s)?(?<![\d£])(?P<y>20\d\d)(?![\d%]|[-/–]\d)"),
)
_PATTERNS = tuple((kind, re.compile(rf"(?<![\w-]){pattern}", re.IGNORECASE)) for kind, pattern in _KINDS)
# What speaks of a period that cannot be told, once those above are blanked.
_UNCLEAR = re.compile(
    rf"\b(?:since(?!\s(?:at\sleast)?\s\s)|{_MONTH}|pandemic|lockdowns?|covid|weeks?|weekends?|weekly|monthly|months?|"
    r"days?|daily|decades?|christmas|summer|winter|spring|autumn|half[\s-]year|years|quarters|baseline|pre-|20\d\ds|"
    r"historic\w*|peak)\b",
    re.IGNORECASE,
)
# What parts a figure from the period after it.
_APART = re.compile(r"\d|[,;:()]|\b(?:than|against|compared|versus|on|from|since|and|but|while)\b", re.IGNORECASE)
# What makes of the period after it the one that something is compared with.
_COMPARED = re.compile(
    r"\b(?:than|against|compared|comparing|versus|vs|since|from|on|to|with)\s(?:(?:to|with|in|that|those|for|of)\s)?"
    r"(?:(?:the|a)\s)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Period:
    """One period named, with the windows it can mean; none of them where it cannot be told."""

    start: int
    end: int
    windows: tuple[Window, ...]
    compared: bool  # named as what something is compared with


def read_periods(text: str, reported: Quarter) -> tuple[Period, ...]:
    """The periods that a text names, in order.

    Examples
    --------
    >>> text = "In the year to June 2023, 93 more than in the same quarter of last year"
    >>> found = read_periods(text, Quarter.parse("2023-24 Q1"))
    >>> [[f"{length} to {end}" for end, length in one.windows] for one in found]
    [['4 to 2023-24 Q1'], ['1 to 2022-23 Q1']]
    """
    found, left = [], text
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(left):
            compared = bool(_COMPARED.search(text[max(0, match.start() - 25) : match.start()]))
            found.append(Period(match.start(), match.end(), windows_of(kind, match.groupdict(), reported), compared))
        left = pattern.sub(lambda match: " " * len(match[0]), left)
    found += [Period(match.start(), match.end(), (), False) for match in _UNCLEAR.finditer(left)]
    return tuple(sorted(found, key=lambda period: period.start))


def window_of(claim: Claim, text: str, named: Sequence[Period]) -> tuple[Window, ...] | None:
    """The windows that a figure is of: () where none is named, None where it cannot be told.

    It is the period that follows in the same breath, else the last one before that is no comparison; in brackets, the
    one right before them.

    Examples
    --------
    >>> text = "In the year to June 2023 there were 8, against 9 a year before."
    >>> windows = window_of(Claim("count", 8, start=36, end=37), text, read_periods(text, Quarter.parse("2023-24 Q1")))
    >>> [f"{length} to {end}" for end, length in windows]
    ['4 to 2023-24 Q1']
    """
    earlier = [period for period in named if period.end <= claim.start]
    if claim.side == "in brackets":
        beside = earlier and claim.start - earlier[-1].end <= 2
        return (earlier[-1].windows or None) if beside else None
    for period in named:
        between = text[claim.end : max(claim.end, period.start)]
        if period.start >= claim.end and len(between) < _NEAR and not _APART.search(between):
            return period.windows or None
    own = [period for period in earlier if not period.compared]
    if own:
        return own[-1].windows or None
    return None if any(not period.windows for period in named) else ()
