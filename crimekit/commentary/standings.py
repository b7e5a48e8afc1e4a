"""How a force stands, as typed: rates for each so many residents, ranks, times the average, shares, points."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crimekit.commentary.changes import WAY
from crimekit.commentary.claim import Claim, nearness, number, places

_D = r"(?<![\w.,#/])\d+(?:\.\d+)?(?!\d|\.\d)"
_RATED = r"(?:offences?|crimes?|recorded|homicides|burglaries|robberies|thefts)"
_RATE = re.compile(
    rf"(?:\bfrom\s(?P<then>{_D})\sto\s)?(?P<n>{_D})\s(?:(?:[a-z]+\s){{0,3}}?{_RATED}\s)?per\s(?P<per>1,?000|1k|thousand|100,?000|10,?000)"
    r"(?:\s(?P<who>[a-z]+))?",
    re.IGNORECASE,
)
_WHO_WORDS = "residents population people inhabitants persons head resident of in this and against for"
_WHO = frozenset(_WHO_WORDS.split())
_PER = {"1k": 1000.0, "thousand": 1000.0}
_RATE_IS = re.compile(rf"\brate\s(?:of|was|is|stood\sat)\s(?P<n>{_D})(?!\s?(?:%|per\b|times\b))", re.IGNORECASE)
_AVERAGE_OF = re.compile(r"\baverage\s(?:rate\s)?(?:of\s|was\s|is\s)?\(?(?P<n>\d+\.\d+)(?!\d|\s?%)", re.IGNORECASE)
_GROUP = r"(?:most\ssimilar(?:\s(?:group|forces))?|MSG|group|peer|similar\sforces|Welsh\sforces)"
_PLACE = re.compile(
    r"(?<![\w.,#/])(?P<n>\d{1,2})(?:st|nd|rd|th)\b(?:\s(?P<side>highest|lowest|best|worst)\b)?(?:\srate\b)?"
    r"(?:(?:\s?/\s?|\s(?:out\s)?of\s(?:the\s|all\s)?(?=\d))(?P<of>\d{1,2})\b)?"
    rf"(?P<group>\s(?:in|among|within|of)\s(?:the|its|our)\s(?:[\w-]+\s)?{_GROUP})?",
    re.IGNORECASE,
)
_MOST = re.compile(
    rf"\bthe\s(?P<side>highest|lowest)\s(?:rate\s)?(?:in|of|among|within)\s(?:the|its|our)\s(?:[\w-]+\s)?{_GROUP}",
    re.IGNORECASE,
)
_RANKED = re.compile(r"\b(?:ranked|ranks|rank\sof|rank\swas|rank\sis|placed)\s(?:joint\s)?$", re.IGNORECASE)
_AVERAGE = r"(?:the|our|its)\s(?:[\w-]+\s){0,4}?average\b"
_TIMES = re.compile(
    rf"(?:(?P<n>{_D})\stimes|\b(?P<word>twice|double))\s"
    rf"(?:(?:as\shigh\sas|higher\sthan|greater\sthan|that\sof|of)\s)?{_AVERAGE}",
    re.IGNORECASE,
)
_GAP = re.compile(
    rf"(?P<n>{_D})\s?(?:%|per\s?cent)\s(?P<way>above|below|higher\sthan|lower\sthan|more\sthan|less\sthan)\s{_AVERAGE}",
    re.IGNORECASE,
)
_POINTS = re.compile(rf"(?P<n>{_D})(?:\s|-)?(?:percentage[\s-]points?|pp|(?<=[\s-])points?)\b", re.IGNORECASE)
_SHARE = re.compile(
    r"\b(?:account(?:s|ed|ing)?\sfor|makes?\sup|made\sup|making\sup|represent(?:s|ed|ing)?)\s(?:[a-z]+\s){0,2}?"
    r"≈?(?P<n>\d+(?:\.\d+)?)\s?(?:%|per\s?cent)\sof\b",
    re.IGNORECASE,
)


def rates(text: str) -> Iterator[Claim]:
    """Rates, with the earlier end of a change where there is one, and a group's average beside a rate."""
    found = [match for match in _RATE.finditer(text) if (match["who"] or "of").casefold() in _WHO]
    for match in found:
        per = _PER.get(match["per"].casefold()) or number(match["per"])
        before = text[max(0, match.start("n") - 25) : match.start("n")]
        earlier = re.search(r"\b(?:from|against|than)\s(?:a\srate\sof\s)?$", before) and not match["then"]
        yield _of_rate(
            text, match, "n", per=per, side="average" if "average" in before else "earlier" if earlier else ""
        )
        if match["then"]:
            yield _of_rate(text, match, "then", per=per, side="earlier")
    if not found:
        yield from (_of_rate(text, match, "n") for match in _RATE_IS.finditer(text))
    if found or "rate" in text:
        stated = {match.start("n") for match in found}
        for match in _AVERAGE_OF.finditer(text):
            if match.start("n") not in stated:
                yield _of_rate(text, match, "n", side="average")


def _of_rate(text: str, match: re.Match[str], which: str, *, per: float | None = None, side: str = "") -> Claim:
    start, end = (match.start(which), match.end() if which == "n" else match.end(which))
    near = nearness(text, match.start(which))
    value = match[which]
    return Claim(
        "rate", text[start:end], float(value), places=places(value), near=near, of=per, side=side, start=start, end=end
    )


def ranks(text: str) -> Iterator[Claim]:
    """Places among other forces; an ordinal that nothing calls a place is none."""
    for match in _PLACE.finditer(text):
        ranked = _RANKED.search(text[max(0, match.start() - 20) : match.start()])
        if match["of"] or match["group"] or match["side"] or ranked:
            of = float(match["of"]) if match["of"] else None
            side = (match["side"] or "").casefold()
            yield Claim("rank", match[0], float(match["n"]), of=of, side=side, start=match.start(), end=match.end())
    for match in _MOST.finditer(text):
        side = match["side"].casefold()
        yield Claim("rank", match[0], 1.0, side=side, start=match.start(), end=match.end())


def averages(text: str) -> Iterator[Claim]:
    """Times the group's average, and so much above or below it."""
    for match in _TIMES.finditer(text):
        value = match["n"] or "2"
        near = nearness(text, match.start())
        yield Claim(
            "times", match[0], float(value), places=places(value), near=near, start=match.start(), end=match.end()
        )
    for match in _GAP.finditer(text):
        sign = 1 if match["way"].casefold().split()[0] in ("above", "higher", "more") else -1
        near = nearness(text, match.start())
        yield Claim(
            "gap",
            match[0],
            sign * float(match["n"]),
            places=places(match["n"]),
            near=near,
            start=match.start(),
            end=match.end(),
        )


def shares(text: str) -> Iterator[Claim]:
    """What one measure makes up of another, in percent."""
    for match in _SHARE.finditer(text):
        decimals = 0 if "≈" in match[0] else places(match["n"])
        near = nearness(text, match.start("n"))
        start, end = match.span()
        yield Claim("share", match[0], float(match["n"]), places=decimals, near=near, start=start, end=end)


def points(text: str) -> Iterator[Claim]:
    """Changes in percentage points."""
    for match in _POINTS.finditer(text):
        before = list(WAY.finditer(text[max(0, match.start() - 40) : match.start()]))
        way = WAY.match(text, match.end() + 1) or (before[-1] if before else None)
        if way:
            value = (1 if way["up"] else -1) * float(match["n"])
            near = nearness(text, match.start())
            start, end = match.span()
            yield Claim("points", match[0], value, places=places(match["n"]), near=near, start=start, end=end)
