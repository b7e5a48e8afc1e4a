"""One figure as typed, what the words beside it make of it, and whether a true figure bears it out."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["percent", "difference", "count", "pair", "rate", "level", "points", "rank", "times", "gap", "share"]
Nearness = Literal["", "about", "nearly", "over", "under"]

# A whole number in running text: no part of a date, a decimal, a range, a word, a percentage.
WHOLE_NUMBER = r"(?<![\w.,#/:’'–-])(?:\d{1,3}(?:,\d{3})+(?![\w,]*\d)|\d+(?![\w]|[.,:/]\d|-\w))(?![%])"
_EXACT = frozenset({"count", "difference", "pair", "rank"})
_IN_PERCENT = frozenset({"percent", "level", "points", "gap", "share"})
_NEAR: tuple[tuple[Nearness, str], ...] = (
    ("nearly", "nearly|almost|just under|just below|close to|approaching"),
    ("under", "no more than|less than|fewer than|under|below|up to|at most"),
    ("over", "more than|over|above|at least|in excess of|upwards of|exceeding"),
    ("about", "about|around|approximately|roughly|some|circa"),
)
# The words right before a figure that say how near it is; the sign ≈ stands before a fraction that was in words.
_NEAR_ENDINGS: tuple[tuple[Nearness, re.Pattern[str]], ...] = (
    *((near, re.compile(rf"(?:^|[\s(])(?:{words})\s≈?$")) for near, words in _NEAR),
    ("about", re.compile("≈$")),
)
_UP = "increas(?:e|es|ed|ing)|rise|rises|risen|rising|rose|grew|growth|grown|up|higher|more|additional|extra|further"
_DOWN = (
    "decreas(?:e|es|ed|ing)|reduc(?:e|es|ed|ing|tion)|falls?|fallen|falling|fell|drop(?:s|ped)?|declin(?:e|es|ed|ing)|"
    "down|lower|fewer|less"
)
DIRECTION = f"{_UP}|{_DOWN}"
# The words that say which way a change goes: “rose”, “fewer”; the group `up` is there for more.
WAY = re.compile(rf"\b(?:(?P<up>{_UP})|(?:{_DOWN}))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure as typed: a signed change, a count, the two ends of a change, a rate, a rank, a share, a level."""

    kind: Kind
    value: float
    then: float | None = None  # a pair: its earlier end
    places: int = 0  # decimals typed
    near: Nearness = ""
    of: float | None = None  # a rank: of how many; a rate: for each how many
    side: str = ""  # a rank: "highest", "lowest"; a rate or level: "average", "earlier"; a count: "in brackets"
    start: int = 0  # where it stands in the text as read
    end: int = 0
    typed: str = ""  # as it is quoted


def claim_of(kind: Kind, found: re.Match[str], *, sign: int = 1, of: float | None = None, side: str = "") -> Claim:
    """The claim of a match whose group `n` is the number, with what the words before the number make of it.

    Examples
    --------
    >>> found = re.search(r"(?P<n>[0-9.]+) per (?P<per>[0-9]+)", "nearly 2.3 per 1000")
    >>> claim = claim_of("rate", found, of=1000)
    >>> claim.value, claim.places, claim.near, claim.of
    (2.3, 1, 'nearly', 1000)
    """
    return Claim(
        kind,
        sign * number(found["n"]),
        places=0 if "≈" in found[0] else len(found["n"].partition(".")[2]),
        near=nearness(found.string, found.start("n")),
        of=of,
        side=side,
        start=found.start(),
        end=found.end(),
    )


def number(text: str) -> float:
    """A number typed with or without its thousands parted.

    Examples
    --------
    >>> number("1,258")
    1258.0
    """
    return float(text.replace(",", ""))


def nearness(text: str, start: int) -> Nearness:
    """What the words before a figure make of it.

    Examples
    --------
    >>> nearness("just over 50%", 10), nearness("no more than 8", 13), nearness("by 8", 3)
    ('over', 'under', '')
    """
    before = text[max(0, start - 20) : start].casefold()
    return next((near for near, ending in _NEAR_ENDINGS if ending.search(before)), "")


def sign_of(way: re.Match[str] | None) -> int:
    """1 where the word matched by `WAY` says more, -1 where it says less, 0 where there is none.

    Examples
    --------
    >>> [sign_of(WAY.search(text)) for text in ("robbery rose", "fewer thefts", "the same")]
    [1, -1, 0]
    """
    return 0 if way is None else 1 if way["up"] else -1


def agrees(claim: Claim, true: float) -> bool:
    """Whether the true figure bears out the typed one.

    A count is exact. Any other figure may be rounded to the decimals typed: 6% holds for 5.8%. “About”, “around” and
    fractions in words (a third, doubled) allow a tenth of the typed figure either way, and at least one point of a
    percentage; “nearly” a tenth below and nothing above; “more than” anything above and “less than” anything below,
    a tenth of the last decimal forgiven, in the direction typed.

    Examples
    --------
    >>> six = Claim("percent", 6)
    >>> agrees(six, 5.8), agrees(six, 5.4), agrees(six, -5.8)
    (True, False, False)
    >>> agrees(Claim("count", 100, near="about"), 91), agrees(Claim("count", 100), 101)
    (True, False)
    """
    typed, found = abs(claim.value), -true if claim.value < 0 else true
    unit = 0.0 if claim.kind in _EXACT else 0.5 * 10.0**-claim.places
    rough = max(unit, typed / 10, 1.0 if claim.kind in _IN_PERCENT else 0.0)
    below, above = {
        "": (unit, unit),
        "about": (rough, rough),
        "nearly": (rough, unit / 5),
        "over": (unit / 5, math.inf),
        "under": (typed, unit / 5),
    }[claim.near]
    return typed - below - 1e-9 <= found <= typed + above + 1e-9
