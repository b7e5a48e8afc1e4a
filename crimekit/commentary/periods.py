"""The periods that a sentence names, as windows of whole quarters, or as something that cannot be told."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crimekit.commentary.claim import Claim
from crimekit.quarters import Quarter

Window = tuple[Quarter, int]  # its last quarter, how many quarters it has

_MONTH = f"(?-i:{'|'.join(name for name in calendar.month_name if name)})"  # “may” is no month


_12 = r"(?:12|twelve)"
_KNOWN: tuple[tuple[str, str], ...] = (
    ("quarter", r"(?:Q|quarter\s)(?P<q>[1-4])\s(?:of\s|in\s)?(?:20)?(?P<y>\d\d)\s?[-/–]\s?(?:20)?\d\d(?!\d)"),
    ("quarter", r"(?<![\d/-])(?:20)?(?P<y>\d\d)[-/–](?:20)?\d\d\s(?:Q|quarter\s)(?P<q>[1-4])\b"),
    ("same", r"the\ssame\squarter\s(?:of|in)\s(?:20)?(?P<y>\d\d)\s?[-/–]\s?(?:20)?\d\d(?!\d)"),
    ("ending", rf"quarter\s(?:ending|to)\s(?:in\s)?(?P<m>{_MONTH})\s(?P<y>20\d\d)"),
    ("ending", rf"(?:{_MONTH})\s(?:to|-|–)\s(?P<m>{_MONTH})\s(?P<y>20\d\d)"),
    (
        "twelve",
        rf"(?:{_12}\smonths|year)\s(?:to|ending|ended|up\sto)\s(?:the\send\sof\s|end\s)?(?P<m>{_MONTH})\s(?P<y>20\d\d)",
    ),
    (
        "same",
        r"the\ssame\s(?:quarter|period|time)(?:\s(?:of|in|the)?\s?(?:the\s)?(?:last|previous|prior|preceding)\s"
        r"(?:financial\s)?year|\s(?:a|the)\s(?:year\s(?:before|earlier|ago)|previous\syear)|\sof\sthe\syear\sbefore)?",
    ),
    ("same_part", r"the\ssame\spart\sof\s(?:the\syear\sbefore|last\syear|the\sprevious\syear)"),
    (
        "before_year",
        rf"(?:the\s)?(?:{_12}\s(?:months\s)?before|(?:previous|preceding|prior)\s(?:{_12}\smonths|year)|year\s"
        r"(?:before|earlier|ago)|last\syear)",
    ),
    ("dated", r"(?:FYTD|year\sto\sdate)\s(?:of\s|in\s)?20(?P<y>\d\d)[-/–]\d\d"),
    (
        "to_date",
        r"(?:year[\s-]to[\s-]date|FYTD|financial\syear\s(?:20\d\d[-/–]\d\d\s)?to\sdate|"
        r"so\sfar\sthis\s(?:financial\s)?year)",
    ),
    (
        "rolling",
        rf"(?:over\s)?(?:the\s|these\s)?(?:last|past|latest|rolling)\s(?:{_12}\smonths|year)|over\s(?:the\s)?(?:{_12}\smonths|year)\b|rolling\syear|rate\sover\s12\smonths",
    ),
    ("before_quarter", r"(?:previous|preceding|last|prior)\squarter(?!\sof)|(?:the\s)?quarter\sbefore"),
    (
        "now",
        r"(?:this|the\slatest|the\scurrent|the\sreporting|the\smost\srecent)\s(?:quarter|period)|(?:in|of|during|over|for)\sthe\squarter\b(?!\s(?:before|of))",
    ),
    ("this_year", r"this\s(?:financial\s)?year|in\sthe\syear\b(?!\sbefore)"),
    ("years", rf"(?:between\s)?(?:the\s)?(?:2|two)\syears\sto\s(?P<m>{_MONTH})"),
    ("financial", r"(?:financial\syear\s)?20(?P<y>\d\d)\s?[-/–]\s?(?:20)?\d\d(?!\d)"),
    ("calendar", r"(?:calendar\syear\s)?(?<![\d£])(?P<y>20\d\d)(?![\d%]|[-/–]\d)"),
)
_UNCLEAR = (
    rf"\b(?:since(?!\s(?:at\sleast)?\s\s)|{_MONTH}|pandemic|lockdowns?|covid|weeks?|weekends?|weekly|monthly|months?|days?|daily|decades?|"
    r"christmas|summer|winter|spring|autumn|half[\s-]year|years|quarters|baseline|pre-|20\d\ds|historic\w*|peak)\b"
)
_APART = re.compile(r"\d|[,;:()]|\b(?:than|against|compared|versus|on|from|since|and|but|while)\b", re.IGNORECASE)
_NEAR = 60  # characters between a figure and the period that it is of
_PATTERNS = tuple((kind, re.compile(rf"(?<![\w-]){pattern}", re.IGNORECASE)) for kind, pattern in _KNOWN)
_LEFT = re.compile(_UNCLEAR, re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:than|against|compared|comparing|versus|vs|since|from|on|to|with)\s(?:(?:to|with|in|that|those|for|of)\s)?"
    r"(?:the\s)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Period:
    """One period named, with the windows it can mean; none of them where it cannot be told."""

    start: int
    end: int
    windows: tuple[Window, ...]
    compared: bool  # named as what something is compared with


def periods(text: str, reported: Quarter) -> tuple[Period, ...]:
    """The periods that a text names, in order.

    Examples
    --------
    >>> found = periods("In the year to June 2023, 93 more than in the same quarter of last year", Quarter(2023, 6))
    >>> [[f"{length} to {end}" for end, length in one.windows] for one in found]
    [['4 to 2023-24 Q1'], ['1 to 2022-23 Q1']]
    """
    found, left = [], text
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(left):
            compared = bool(_COMPARED.search(text[max(0, match.start() - 25) : match.start()]))
            found.append(
                Period(match.start(), match.end(), tuple(dict.fromkeys(_windows(kind, match, reported))), compared)
            )
        left = pattern.sub(lambda match: " " * len(match[0]), left)
    found += [Period(match.start(), match.end(), (), False) for match in _LEFT.finditer(left)]
    return tuple(sorted(found, key=lambda period: period.start))


def _windows(kind: str, match: re.Match[str], reported: Quarter) -> Iterator[Window]:
    """The windows that one period can mean; nothing for a month or an impossible year."""
    named = match.groupdict()
    if kind in ("ending", "twelve"):
        month = [name.casefold() for name in calendar.month_name].index(named["m"].casefold())
        yield Quarter(int(named["y"]), month), 1 if kind == "ending" else 4
    elif kind == "quarter" or (kind == "same" and named.get("y")):
        number = int(named.get("q") or reported.number)
        yield _of_year(2000 + int(named["y"]), number), 1
    elif kind == "dated":
        yield _of_year(2000 + int(named["y"]), reported.number), reported.number
    elif kind == "financial":
        yield from _of_financial(2000 + int(named["y"]), reported)
    elif kind == "calendar":
        yield Quarter(int(named["y"]), 12), 4
    else:
        yield from _relative(kind, reported)


def _of_year(start: int, number: int) -> Quarter:
    return Quarter(start + (number == 4), (6, 9, 12, 3)[number - 1])


def _of_financial(start: int, reported: Quarter) -> Iterator[Window]:
    """A financial year: whole, or its part to date where it is the year reported or the one before."""
    whole = _of_year(start, 4)
    yield whole, 4
    for end in (reported, reported - 4):
        if whole - 4 < end < whole:
            yield end, end.number


def _relative(kind: str, reported: Quarter) -> Iterator[Window]:
    before, number = reported - 4, reported.number
    yield from {
        "same": [(before, 1), (before, number)],
        "same_part": [(before, number)],
        "before_year": [(before, length) for length in {1, number, 4}],
        "to_date": [(reported, number)],
        "rolling": [(reported, 4)],
        "before_quarter": [(reported - 1, 1)],
        "now": [(reported, 1)],
        "this_year": [(reported, number), (reported, 4)],
        "years": [(reported, 4), (before, 4)],
    }[kind]


def window_of(claim: Claim, text: str, named: Sequence[Period]) -> tuple[Window, ...] | None:
    """The windows that a figure is of: () where none is named, None where it cannot be told.

    It is the period that follows in the same breath, else the last one before that is no comparison; in brackets, the
    one right before them.
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
