"""Numbers as they are printed: the only place that rounds.

Every function takes the full number and returns text. Halves round away from zero, as a reader with a pencil does;
a minus is a minus sign, and zero never carries one. What is missing is said in words.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

_Said = TypeVar("_Said")
MINUS = "\N{MINUS SIGN}"
NOT_AVAILABLE = "Not available"
HIDDEN = "Hidden"  # there is a number, and it is not printed


def number(value: float | None, decimals: int = 0, *, signed: bool = False) -> str:
    """A number with its thousands parted, to `decimals` places.

    Examples
    --------
    >>> number(1258), number(-464), number(0.125, 2), number(None)
    ('1,258', '−464', '0.13', 'Not available')
    >>> number(-0.04, 1), number(93, signed=True)
    ('0.0', '+93')
    """
    if value is None or not math.isfinite(value):
        return NOT_AVAILABLE
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return f"{sign}{abs(rounded):,.{decimals}f}"


def percent(value: float | None, decimals: int = 1, *, signed: bool = False) -> str:
    """A percentage, given as one (5.8 is 5.8%).

    Examples
    --------
    >>> percent(5.8, signed=True), percent(-0.01, signed=True), percent(None)
    ('+5.8%', '0.0%', 'Not available')
    """
    text = number(value, decimals, signed=signed)
    return text if text == NOT_AVAILABLE else f"{text}%"


def rate_decimals(values: Iterable[float | None]) -> int:
    """The decimal places at which rates of this size differ visibly: two, more for rarer offences.

    Examples
    --------
    >>> rate_decimals([2.13, 1.98]), rate_decimals([0.071]), rate_decimals([0.0034, None])
    (2, 3, 4)
    """
    largest = max((abs(value) for value in values if value is not None and math.isfinite(value)), default=1.0)
    if largest == 0:
        return 2
    return min(max(2, 1 - math.floor(math.log10(largest))), 6)


def rate(value: float | None, among: Iterable[float | None]) -> str:
    """A rate, at the decimals that suit the rates it stands among.

    Examples
    --------
    >>> rate(0.0017, [0.0017, 0.0068]), rate(2.1, [2.1, 1.987])
    ('0.0017', '2.10')
    """
    return number(value, rate_decimals([value, *among]))


def ordinal(position: int) -> str:
    """1 as ``1st``.

    Examples
    --------
    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 42)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '42nd']
    """
    tail = "th" if position % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(position % 10, "th")
    return f"{position}{tail}"


def date(day: dt.date) -> str:
    """A date in words.

    Examples
    --------
    >>> date(dt.date(2023, 10, 19))
    '19 October 2023'
    """
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def counted(value: float, one: str, many: str) -> str:
    """A count with its noun in agreement.

    Examples
    --------
    >>> counted(1, "homicide", "homicides"), counted(0, "homicide", "homicides")
    ('1 homicide', '0 homicides')
    """
    return f"{number(value)} {one if value == 1 else many}"


def listed(names: Sequence[str], most: int) -> str:
    """The first `most` names, and how many more there are.

    Examples
    --------
    >>> listed(["45", "48", "126"], 2)
    '45, 48 and 1 more'
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def joined(names: Sequence[str], last: str = "and") -> str:
    """A list in a sentence.

    Examples
    --------
    >>> joined(["Essex"]), joined(["Essex", "Kent"]), joined(["Essex", "Kent", "Sussex"])
    ('Essex', 'Essex and Kent', 'Essex, Kent and Sussex')
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def gathered(pairs: Iterable[tuple[_Said, str]]) -> dict[_Said, list[str]]:
    """The names of which the same is said, together; of each pair the name comes last.

    Examples
    --------
    >>> gathered([("hidden", "Burglary"), ("late", "Robbery"), ("hidden", "Theft")])
    {'hidden': ['Burglary', 'Theft'], 'late': ['Robbery']}
    """
    found: dict[_Said, list[str]] = {}
    for said, name in pairs:
        found.setdefault(said, []).append(name)
    return found


def change(difference: float | None, percentage: float | None) -> str:
    """A change: the count, and the percentage only where the base allows one.

    Examples
    --------
    >>> change(93, 7.98), change(-2, None), change(0, 0.0), change(None, None)
    ('+93 (+8.0%)', '−2', 'No change', 'Not available')
    """
    if difference is None or not math.isfinite(difference):
        return NOT_AVAILABLE
    if difference == 0:
        return "No change"
    counts = number(difference, signed=True)
    return counts if percentage is None else f"{counts} ({percent(percentage, signed=True)})"


def way(difference: float) -> str:
    """What a change is called in a sentence.

    Examples
    --------
    >>> way(93), way(-1811)
    ('an increase', 'a reduction')
    """
    return "a reduction" if difference < 0 else "an increase"


def rank(position: int, of: int, low: int | None = None, high: int | None = None) -> str:
    """A rank with the range that chance leaves open.

    Examples
    --------
    >>> rank(3, 8, 2, 6), rank(8, 8, 8, 8), rank(1, 4)
    ('3rd/8 (could be 2nd to 6th)', '8th/8', '1st/4')
    """
    text = f"{ordinal(position)}/{of}"
    if low is None or high is None or low == high:
        return text
    return f"{text} (could be {ordinal(low)} to {ordinal(high)})"


def sentence(text: str) -> str:
    """The text with a capital first letter and a full stop.

    Examples
    --------
    >>> sentence("vehicle crime rose")
    'Vehicle crime rose.'
    """
    stripped = text.strip()
    return stripped[:1].upper() + stripped[1:] + ("" if stripped.endswith((".", "!", "?")) else ".")


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
