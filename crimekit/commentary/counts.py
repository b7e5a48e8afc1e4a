"""Counts as typed, where the text states one: “there were 8 homicides”, “1,258 were recorded”, “21 in the year before”.

“Officers solved 14 burglaries” states no count of the measure, and is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from crimekit.commentary.claim import Claim, N, nearness, number

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_PERIOD = (
    r"(?:Q[1-4]\b|#|(?:the\s|this\s|that\s|a\s|our\s)?(?:(?:same|last|past|latest|current|previous|first|second|third|"
    r"fourth|reporting|financial|calendar|rolling|whole|full|3|12)\s)*(?:quarter|year|period|12|months|###)|"
    rf"(?:{_MONTHS})\b)"
)
_BEFORE = re.compile(
    r"\b(?:there\s(?:were|was|have\sbeen|has\sbeen|had\sbeen)|recorded|records|total\sof|totalled|stood\sat|"
    r"(?:number|count|total|volume)\s(?:was|were|is)|saw)\s"
    r"(?:a\stotal\sof\s|a\srecord\s|only\s|just\s|about\s|around\s|nearly\s|almost\s|over\s|more\sthan\s|"
    r"fewer\sthan\s|less\sthan\s|approximately\s|under\s|some\s){0,2}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"\s?(?:(?:were\s|was\s|have\sbeen\s|has\sbeen\s)?recorded\b|(?:in|during|over|for|between|to)\s{_PERIOD}"
    rf"|this\s(?:quarter|year)|last\s(?:quarter|year)|{_PERIOD})",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"$|[.,;:()]|\s(?:in|during|over|for|this|last|compared|against|than|between|and|up|down|from|#)(?=[\s#]|$)"
)
_NOUN = re.compile(rf"(?P<n>{N})(?P<rest>(?:\s[\w-]+){{1,10}})", re.IGNORECASE)
_RECORDED = re.compile(rf"(?P<n>{N})\s(?:were|was|have\sbeen|has\sbeen)\srecorded\b", re.IGNORECASE)
_ALONE = re.compile(rf"(?P<n>{N})(?=\s(?:in|during|over)\s{_PERIOD})", re.IGNORECASE)
_BRACKETED = re.compile(rf"(?<=\()(?P<n>{N})(?=\))")


def counts(text: str, nouns: set[str], *, ends: frozenset[str]) -> Iterator[Claim]:
    """The counts that a text states: of `nouns` (phrases), or of what ends in one of the words `ends`."""
    found: list[int] = []
    for match in _NOUN.finditer(text):
        length = _noun_length(match["rest"].casefold().split(), nouns, ends)
        if not length:
            continue
        end = match.end("n") + _end_of(match["rest"], length)
        stated = _BEFORE.search(text[max(0, match.start() - 60) : match.start()])
        if _AFTER.match(text, end) or (stated and _OPEN.match(text, end)):
            found.append(match.start())
            yield _count(text, match.start(), end, match["n"])
    for pattern in (_RECORDED, _ALONE, _BRACKETED):
        for match in pattern.finditer(text):
            if match.start() not in found:
                found.append(match.start())
                claim = _count(text, match.start(), match.end(), match["n"])
                yield replace(claim, side="in brackets") if pattern is _BRACKETED else claim


def _noun_length(rest: list[str], nouns: set[str], ends: frozenset[str]) -> int:
    """How many of the words after a number are what is counted; the longest phrase of a measure first."""
    for length in range(len(rest), 0, -1):
        if any(" ".join(rest[first:length]) in nouns for first in range(min(3, length))):
            return length
    places = [place for place, word in enumerate(rest[:5]) if word in ends]
    while len(places) > 1 and places[1] == places[0] + 1:
        places.pop(0)
    return places[0] + 1 if places else 0


def _end_of(rest: str, length: int) -> int:
    ends = [match.end() for match in re.finditer(r"\s[\w-]+", rest)]
    return ends[length - 1]


def _count(text: str, start: int, end: int, typed: str) -> Claim:
    return Claim("count", text[start:end], number(typed), near=nearness(text, start), start=start, end=end)
