"""Numbers of offences as typed: “there were 8 homicides”, “68 fewer offences”, “from 48 to 65”.

“Officers solved 14 burglaries” states no count of the measure, and is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from crimekit.reports.commentary.claim import DIRECTION, WAY, WHOLE_NUMBER, Claim, claim_of, number, sign_of
from crimekit.reports.commentary.windows import MONTHS

# A period that may follow a count; what is no figure is blanked with # by then.
_PERIOD = (
    r"(?:Q[1-4]\b|#|(?:the\s|this\s|that\s|a\s|our\s)?(?:(?:same|last|past|latest|current|previous|first|second|third|"
    r"fourth|reporting|financial|calendar|rolling|whole|full|3|12)\s)*(?:quarter|year|period|12|months|###)|"
    rf"(?:{MONTHS})\b)"
)
# What states the count that follows.
_BEFORE = re.compile(
    r"\b(?:there\s(?:were|was|have\sbeen|has\sbeen|had\sbeen)|recorded|records|total\sof|totalled|stood\sat|"
    r"(?:number|count|total|volume)\s(?:was|were|is)|saw)\s"
    r"(?:a\stotal\sof\s|a\srecord\s|only\s|just\s|about\s|around\s|nearly\s|almost\s|over\s|more\sthan\s|"
    r"fewer\sthan\s|less\sthan\s|approximately\s|under\s|some\s){0,2}$",
    re.IGNORECASE,
)
# What states the count before it.
_AFTER = re.compile(
    rf"\s?(?:(?:were\s|was\s|have\sbeen\s|has\sbeen\s)?recorded\b|(?:in|during|over|for|between|to)\s{_PERIOD}"
    rf"|this\s(?:quarter|year)|last\s(?:quarter|year)|{_PERIOD})",
    re.IGNORECASE,
)
# Where a noun ends, so that “there were 8 homicide investigations” states no count of homicides.
_OPEN = re.compile(
    r"$|[.,;:()]|\s(?:in|during|over|for|this|last|compared|against|than|between|and|up|down|from|#)(?=[\s#]|$)"
)
# A number and the words after it.
_NOUN = re.compile(rf"(?P<n>{WHOLE_NUMBER})(?P<rest>(?:\s[\w-]+){{1,10}})", re.IGNORECASE)
# Counts without their noun: “8 were recorded”, “21 in the year before”, “(8)”.
_RECORDED = re.compile(rf"(?P<n>{WHOLE_NUMBER})\s(?:were|was|have\sbeen|has\sbeen)\srecorded\b", re.IGNORECASE)
_ALONE = re.compile(rf"(?P<n>{WHOLE_NUMBER})(?=\s(?:in|during|over)\s{_PERIOD})", re.IGNORECASE)
_BRACKETED = re.compile(rf"(?<=\()(?P<n>{WHOLE_NUMBER})(?=\))")
# So many more, and more by so many; `rest` is what follows.
_MORE = re.compile(
    rf"(?P<n>{WHOLE_NUMBER})\s(?P<way>more|additional|extra|fewer|less)\b(?=(?P<rest>(?:\s[\w-]+){{0,4}}))",
    re.IGNORECASE,
)
_BY = re.compile(
    rf"\b(?P<way>{DIRECTION})\s(?:of\s|by\s)?"
    rf"(?:(?:about|around|some|nearly|almost|over|more than|less than|fewer than)\s)?(?P<n>{WHOLE_NUMBER})"
    r"(?=(?P<rest>(?:\s[\w-]+){0,4}))",
    re.IGNORECASE,
)
# After a number, what makes of it no count.
_NO_COUNT = re.compile(r"\s?(?:%|per\s?cent|times\b)")
_ENDS = ("than", "compared", "on", "in", "this", "over", "against")  # what may follow a difference without its noun
# The two ends of a change: “from 48 to 65”, “48 to 65”, “65, up from 48”.
_FROM_TO = re.compile(
    rf"\bfrom\s(?P<then>{WHOLE_NUMBER})(?:\s[\w-]+){{0,5}}?\sto\s(?P<now>{WHOLE_NUMBER})", re.IGNORECASE
)
_TO = re.compile(rf"(?P<then>{WHOLE_NUMBER})\sto\s(?P<now>{WHOLE_NUMBER})")
_AGAINST = re.compile(
    rf"(?P<now>{WHOLE_NUMBER})(?:,?\s[\w-]+){{0,8}}?,?\s"
    rf"(?:against|versus|compared\s(?:with|to)|(?:up|down)\sfrom)\s(?P<then>{WHOLE_NUMBER})",
    re.IGNORECASE,
)


def counts(text: str, nouns: set[str], *, ends: frozenset[str]) -> Iterator[Claim]:
    """The counts that a text states: of `nouns` (phrases), or of what ends in one of the words `ends`.

    Examples
    --------
    >>> text = "There were 8 homicides; officers solved 14 homicides; 21 in the year before (12)"
    >>> [(claim.value, claim.side) for claim in counts(text, {"homicides"}, ends=frozenset({"offences"}))]
    [(8.0, ''), (21.0, ''), (12.0, 'in brackets')]
    """
    found: set[int] = set()
    for match in _NOUN.finditer(text):
        length = _noun_length(match["rest"].casefold().split(), nouns, ends)
        end = _end_of(match, length)
        stated = _BEFORE.search(text[max(0, match.start() - 60) : match.start()])
        if length and (_AFTER.match(text, end) or (stated and _OPEN.match(text, end))):
            found.add(match.start())
            yield replace(claim_of("count", match), end=end)
    for pattern in (_RECORDED, _ALONE, _BRACKETED):
        for match in pattern.finditer(text):
            if match.start() not in found:
                found.add(match.start())
                yield claim_of("count", match, side="in brackets" if pattern is _BRACKETED else "")


def _noun_length(rest: list[str], nouns: set[str], ends: frozenset[str]) -> int:
    """How many of the words after a number are what is counted; the longest phrase of a measure first."""
    for length in range(len(rest), 0, -1):
        if any(" ".join(rest[first:length]) in nouns for first in range(min(3, length))):
            return length
    places = [place for place, word in enumerate(rest[:5]) if word in ends]
    while len(places) > 1 and places[1] == places[0] + 1:
        places.pop(0)
    return places[0] + 1 if places else 0


def _end_of(match: re.Match[str], length: int) -> int:
    """Where the first `length` words after a number end."""
    ends = [word.end() for word in re.finditer(r"\s[\w-]+", match["rest"])]
    return match.end("n") + (ends[length - 1] if length else 0)


def differences(text: str, counted: set[str]) -> Iterator[Claim]:
    """So many more or fewer of what is counted.

    Examples
    --------
    >>> [claim.value for claim in differences("68 more thefts, 9 more officers and 592 fewer than before", {"thefts"})]
    [68.0, -592.0]
    """
    for pattern in (_MORE, _BY):
        for found in pattern.finditer(text):
            rest = found["rest"].casefold().split()
            of_it = not rest or rest[0] in _ENDS or counted & set(rest)
            if of_it and not _NO_COUNT.match(text, found.end("n")):
                yield claim_of("difference", found, sign=sign_of(WAY.fullmatch(found["way"])))


def pairs(text: str) -> Iterator[Claim]:
    """The two ends of a change; a bare “48 to 65” may be something else, and so has no `side`.

    Examples
    --------
    >>> [(claim.then, claim.value, claim.side) for claim in pairs("from 48 to 65; 5 to 7; 12, up from 10")]
    [(48.0, 65.0, 'ends'), (5.0, 7.0, ''), (10.0, 12.0, 'ends')]
    """
    taken: list[tuple[int, int]] = []
    for pattern in (_FROM_TO, _TO, _AGAINST):
        for found in pattern.finditer(text):
            if not any(start < found.end() and found.start() < end for start, end in taken):
                taken.append(found.span())
                side = "" if pattern is _TO else "ends"
                now, then = number(found["now"]), number(found["then"])
                yield Claim("pair", now, then, side=side, start=found.start(), end=found.end())
