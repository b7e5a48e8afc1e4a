"""One figure as typed, and whether a true figure bears it out."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["percent", "difference", "count", "pair", "rate", "level", "points", "rank", "times", "gap", "share"]
Nearness = Literal["", "about", "nearly", "over", "under"]

N = r"(?<![\w.,#/:’'–-])(?:\d{1,3}(?:,\d{3})+(?![\w,]*\d)|\d+(?![\w]|[.,:/]\d|-\w))(?![%])"
_WHOLE = frozenset({"count", "difference", "pair"})  # what is counted, and so exact
_IN_PERCENT = frozenset({"percent", "level", "points", "gap", "share"})
_NEAR: tuple[tuple[Nearness, str], ...] = (
    ("nearly", "nearly|almost|just under|just below|close to|approaching"),
    ("under", "no more than|less than|fewer than|under|below|up to|at most"),
    ("over", "more than|over|above|at least|in excess of|upwards of|exceeding"),
    ("about", "about|around|approximately|roughly|some|circa"),
)
_NEAR_ENDS: tuple[tuple[Nearness, re.Pattern[str]], ...] = (
    *((near, re.compile(rf"(?:^|[\s(])(?:{words})\s≈?$")) for near, words in _NEAR),
    ("about", re.compile("≈$")),  # a fraction in words
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure as typed: a signed change, a count, the two ends of a change, a rate, a rank, a share, a level."""

    kind: Kind
    typed: str
    value: float
    then: float | None = None
    places: int = 0  # decimals typed
    near: Nearness = ""
    of: float | None = None  # a rank: of how many; a rate: for each how many
    side: str = ""  # a rank: "highest", "lowest"; a rate or level: "average", "earlier"
    start: int = 0  # where it stands in the text as read
    end: int = 0


def agrees(claim: Claim, true: float) -> bool:
    """Whether the true figure bears out the typed one.

    A count is exact. Any other figure may be rounded to the decimals typed: 6% holds for 5.8%. “About”, “around” and
    fractions in words (a third, doubled) allow a tenth of the typed figure either way, and at least one point of a
    percentage; “nearly” a tenth below and nothing above; “more than” anything above and “less than” anything below,
    a tenth of the last decimal forgiven, in the direction typed.

    Examples
    --------
    >>> six = Claim("percent", "6%", 6)
    >>> agrees(six, 5.8), agrees(six, 5.4), agrees(six, -5.8)
    (True, False, False)
    >>> agrees(Claim("count", "100", 100, near="about"), 91), agrees(Claim("count", "100", 100), 101)
    (True, False)
    """
    typed, found = abs(claim.value), -true if claim.value < 0 else true
    unit = 0.0 if claim.kind in _WHOLE or claim.kind == "rank" else 0.5 * 10.0**-claim.places
    rough = max(unit, typed / 10, 1.0 if claim.kind in _IN_PERCENT else 0.0)
    below, above = {
        "": (unit, unit),
        "about": (rough, rough),
        "nearly": (rough, unit / 5),
        "over": (unit / 5, math.inf),
        "under": (typed, unit / 5),
    }[claim.near]
    return typed - below - 1e-9 <= found <= typed + above + 1e-9


def nearness(text: str, start: int) -> Nearness:
    """What the words before a figure make of it.

    Examples
    --------
    >>> nearness("just over 50%", 10), nearness("no more than 8", 13), nearness("by 8", 3)
    ('over', 'under', '')
    """
    before = text[max(0, start - 20) : start].casefold()
    return next((near for near, ending in _NEAR_ENDS if ending.search(before)), "")


def number(text: str) -> float:
    """A number typed with or without its thousands parted.

    Examples
    --------
    >>> number("1,258")
    1258.0
    """
    return float(text.replace(",", ""))


def places(text: str) -> int:
    """The decimals of a number as typed.

    Examples
    --------
    >>> places("2.28"), places("12")
    (2, 0)
    """
    return len(text.partition(".")[2])
