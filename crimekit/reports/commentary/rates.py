"""Rates as typed, and how they stand: “2.28 per 1,000 residents”, “6th of 8”, “1.4 times the average”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from crimekit.reports.commentary.claim import Claim, claim_of, nearness, number

# A number, perhaps with decimals.
_NUMBER = r"(?<![\w.,#/])\d+(?:\.\d+)?(?!\d|\.\d)"
_RATED = r"(?:offences?|crimes?|recorded|homicides|burglaries|robberies|thefts)"
# A rate for each so many, perhaps with its earlier end, and the word that may say for each of whom.
_RATE = re.compile(
    rf"(?:\bfrom\s(?P<then>{_NUMBER})\sto\s)?(?P<n>{_NUMBER})\s(?:(?:[a-z]+\s){{0,3}}?{_RATED}\s)?per\s"
    r"(?P<per>1,?000|1k|thousand|100,?000|10,?000)(?:\s(?P<who>[a-z]+))?",
    re.IGNORECASE,
)
_WHO_WORDS = "residents population people inhabitants persons head resident of in this and against for"
_WHO = frozenset(_WHO_WORDS.split())
_PER = {"1k": 1000.0, "thousand": 1000.0}
# What makes of a rate the earlier one.
_EARLIER = re.compile(r"\b(?:from|against|than)\s(?:a\srate\sof\s)?$")
# A rate without its base: “a rate of 2.28”.
_RATE_IS = re.compile(rf"\brate\s(?:of|was|is|stood\sat)\s(?P<n>{_NUMBER})(?!\s?(?:%|per\b|times\b))", re.IGNORECASE)
# The rate of a group: “the average of 3.02”.
_AVERAGE_OF = re.compile(r"\baverage\s(?:rate\s)?(?:of\s|was\s|is\s)?\(?(?P<n>\d+\.\d+)(?!\d|\s?%)", re.IGNORECASE)
_GROUP = r"(?:most\ssimilar(?:\s(?:group|forces))?|MSG|group|peer|similar\sforces|Welsh\sforces)"
# An ordinal with what may call it a place: “3rd highest”, “6th of 8”, “8th in the most similar group”.
_PLACE = re.compile(
    r"(?<![\w.,#/])(?P<n>\d{1,2})(?:st|nd|rd|th)\b(?:\s(?P<side>highest|lowest|best|worst)\b)?(?:\srate\b)?"
    r"(?:(?:\s?/\s?|\s(?:out\s)?of\s(?:the\s|all\s)?(?=\d))(?P<of>\d{1,2})\b)?"
    rf"(?P<group>\s(?:in|among|within|of)\s(?:the|its|our)\s(?:[\w-]+\s)?{_GROUP})?",
    re.IGNORECASE,
)
# The word before an ordinal that calls it a place.
_RANKED = re.compile(r"\b(?:ranked|ranks|rank\sof|rank\swas|rank\sis|placed)\s(?:joint\s)?$", re.IGNORECASE)
# The first or last place in words: “the highest in the group”.
_MOST = re.compile(
    rf"\bthe\s(?P<side>highest|lowest)\s(?:rate\s)?(?:in|of|among|within)\s(?:the|its|our)\s(?:[\w-]+\s)?{_GROUP}",
    re.IGNORECASE,
)
# The average of the group.
_AVERAGE = r"(?:the|our|its)\s(?:[\w-]+\s){0,4}?average\b"
# So many times the average.
_TIMES = re.compile(
    rf"(?:(?P<n>{_NUMBER})\stimes|\b(?:twice|double))\s"
    rf"(?:(?:as\shigh\sas|higher\sthan|greater\sthan|that\sof|of)\s)?{_AVERAGE}",
    re.IGNORECASE,
)
# So many percent from the average; its group `above` is there where it is more.
_GAP = re.compile(
    rf"(?P<n>{_NUMBER})\s?(?:%|per\s?cent)\s"
    rf"(?:(?P<above>above|higher\sthan|more\sthan)|below|lower\sthan|less\sthan)\s{_AVERAGE}",
    re.IGNORECASE,
)


def rates(text: str) -> Iterator[Claim]:
    """Rates, with the earlier end of a change where there is one, and a group's average beside a rate.

    Examples
    --------
    >>> [(claim.value, claim.of, claim.side) for claim in rates("from 1.9 to 2.28 per 1,000 residents")]
    [(2.28, 1000.0, ''), (1.9, 1000.0, 'earlier')]
    """
    found = [match for match in _RATE.finditer(text) if (match["who"] or "of").casefold() in _WHO]
    for match in found:
        yield from _with_base(match)
    if not found:
        yield from (_of_number(match) for match in _RATE_IS.finditer(text))
    if found or "rate" in text:
        stated = {match.start("n") for match in found}
        averages_of = (match for match in _AVERAGE_OF.finditer(text) if match.start("n") not in stated)
        yield from (_of_number(match, side="average") for match in averages_of)


def _with_base(match: re.Match[str]) -> Iterator[Claim]:
    per = _PER.get(match["per"].casefold()) or number(match["per"])
    before = match.string[max(0, match.start("n") - 25) : match.start("n")]
    earlier = _EARLIER.search(before) and not match["then"]
    yield _of_number(match, of=per, side="average" if "average" in before else "earlier" if earlier else "")
    if then := match["then"]:
        start, places = match.start("then"), len(then.partition(".")[2])
        near = nearness(match.string, start)
        yield Claim(
            "rate", float(then), places=places, near=near, of=per, side="earlier", start=start, end=match.end("then")
        )


def _of_number(match: re.Match[str], *, of: float | None = None, side: str = "") -> Claim:
    return replace(claim_of("rate", match, of=of, side=side), start=match.start("n"))


def ranks(text: str) -> Iterator[Claim]:
    """Places among other forces; an ordinal that nothing calls a place is none.

    Examples
    --------
    >>> [(claim.value, claim.of, claim.side) for claim in ranks("3rd/8, the 2nd lowest; on the 3rd day")]
    [(3.0, 8.0, ''), (2.0, None, 'lowest')]
    """
    for match in _PLACE.finditer(text):
        ranked = _RANKED.search(text[max(0, match.start() - 20) : match.start()])
        if match["of"] or match["group"] or match["side"] or ranked:
            of = float(match["of"]) if match["of"] else None
            side = (match["side"] or "").casefold()
            yield Claim("rank", float(match["n"]), of=of, side=side, start=match.start(), end=match.end())
    for match in _MOST.finditer(text):
        yield Claim("rank", 1.0, side=match["side"].casefold(), start=match.start(), end=match.end())


def averages(text: str) -> Iterator[Claim]:
    """Times the group's average, and so many percent above or below it.

    Examples
    --------
    >>> [(claim.kind, claim.value) for claim in averages("12% below the group average, or twice our average")]
    [('times', 2.0), ('gap', -12.0)]
    """
    for match in _TIMES.finditer(text):
        if match["n"]:
            yield claim_of("times", match)
        else:
            yield Claim("times", 2.0, near=nearness(text, match.start()), start=match.start(), end=match.end())
    for match in _GAP.finditer(text):
        yield claim_of("gap", match, sign=1 if match["above"] else -1)
