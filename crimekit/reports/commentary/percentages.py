"""Percentages as typed: “an increase of 5.8%”, “doubled”, “up 4 points”, “78% of victims”, “accounts for 40% of”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crimekit.reports.commentary.claim import WAY, Claim, claim_of, nearness, sign_of

_REACH = 80  # characters back from a percentage to the word that says which way
_REACH_OF_POINTS = 40
# Words that leave the direction open: “fell by more than 8%” is a fall.
_NEARLY = re.compile(
    r"\b(?:more|less|fewer) than|\b(?:up to|about|around|nearly|almost|over|under|approximately|roughly|some)\b|≈",
    re.IGNORECASE,
)
# A percentage, perhaps with its sign.
_PERCENT = re.compile(r"(?P<sign>(?<![\w.])[+−–-])?≈?(?P<n>(?<![\d.,])\d[\d,]*(?:\.\d+)?)\s?(?:%|per\s?cent\b)")
# What may stand between the word that says which way and the percentage.
_BETWEEN = re.compile(r"(?:\s[\w,£-]+){0,5}?\s?[(\[]?\s?")
# What makes of the percentage an end of a change: “rose to 78%”.
_NO_CHANGE = re.compile(r"\b(?:to|from|at|between|and|in|among|across|with|for)\s?$")
# What may stand between the percentage and the word that says which way: “a 27% annual rise”.
_AFTER = re.compile(r"\s(?:annual\s|overall\s|further\s|quarterly\s|year-on-year\s)?(?=\w)")
# What makes of a level the earlier one: “up from 72%”.
_EARLIER = re.compile(r"\b(?:from|against|compared (?:with|to)|versus)\s$")
_FOLDS = {"doubl": 100.0, "trebl": 200.0, "tripl": 200.0, "quadrupl": 300.0, "halv": -50.0}
# A change in words: “doubled”, “3 times as many”.
_FOLD = re.compile(
    r"\b(?P<fold>doubl|trebl|tripl|quadrupl|halv)(?:ed|ing)\b"
    r"|(?:(?P<times>\d+(?:\.\d+)?)\stimes|twice)\sas\s(?:many|high)\b",
    re.IGNORECASE,
)
# Percentage points.
_POINTS = re.compile(
    r"(?P<n>(?<![\w.,#/])\d+(?:\.\d+)?(?!\d|\.\d))(?:\s|-)?(?:percentage[\s-]points?|pp|(?<=[\s-])points?)\b",
    re.IGNORECASE,
)
# What one measure is of another: “accounts for 40% of”.
_SHARE = re.compile(
    r"\b(?:account(?:s|ed|ing)?\sfor|makes?\sup|made\sup|making\sup|represent(?:s|ed|ing)?)\s(?:[a-z]+\s){0,2}?"
    r"≈?(?P<n>\d+(?:\.\d+)?)\s?(?:%|per\s?cent)\sof\b",
    re.IGNORECASE,
)


def percents(text: str) -> Iterator[Claim]:
    """The percentages of a text: a change where a word says which way, else a level.

    Examples
    --------
    >>> [(claim.kind, claim.value) for claim in percents("Robbery fell by 5.8%; 78% were satisfied")]
    [('percent', -5.8), ('level', 78.0)]
    """
    for found in _PERCENT.finditer(text):
        if way := _way_of(found):
            yield claim_of("percent", found, sign=way)
        else:
            earlier = _EARLIER.search(text[max(0, found.start() - 20) : found.start()])
            yield claim_of("level", found, side="earlier" if earlier else "")


def _way_of(found: re.Match[str]) -> int:
    """1 for more, -1 for less, 0 where the percentage is no change: a share, a level."""
    if found["sign"]:
        return 1 if found["sign"] == "+" else -1
    before = _NEARLY.sub("about", found.string[max(0, found.start() - _REACH) : found.start()])
    ways = [way for way in WAY.finditer(before) if _BETWEEN.fullmatch(before, way.end())]
    if ways and not _NO_CHANGE.search(re.sub(r"\babout\s?$", "", before)):
        return sign_of(ways[-1])
    after = _AFTER.match(found.string, found.end())
    return sign_of(WAY.match(found.string, after.end())) if after else 0


def folds(text: str) -> Iterator[Claim]:
    """Changes in words: “doubled”, “halved”, “twice as many”; as rough as such words are.

    Examples
    --------
    >>> [(claim.value, claim.near) for claim in folds("Robbery more than doubled and theft halved")]
    [(100.0, 'over'), (-50.0, 'about')]
    """
    for found in _FOLD.finditer(text):
        value = _FOLDS[found["fold"].casefold()] if found["fold"] else 100 * (float(found["times"] or 2) - 1)
        near = nearness(text, found.start()) or "about"
        if value < 0 and near == "nearly":
            near = "about"
        yield Claim("percent", value, near=near, start=found.start(), end=found.end())


def points(text: str) -> Iterator[Claim]:
    """Changes in percentage points.

    Examples
    --------
    >>> [claim.value for claim in points("Satisfaction is down 4.5 percentage points")]
    [-4.5]
    """
    for found in _POINTS.finditer(text):
        before = list(WAY.finditer(text[max(0, found.start() - _REACH_OF_POINTS) : found.start()]))
        way = WAY.match(text, found.end() + 1) or (before[-1] if before else None)
        if way:
            yield claim_of("points", found, sign=sign_of(way))


def shares(text: str) -> Iterator[Claim]:
    """What one measure makes up of another, in percent.

    Examples
    --------
    >>> [claim.value for claim in shares("Vehicle crime made up about 57% of it")]
    [57.0]
    """
    return (claim_of("share", found) for found in _SHARE.finditer(text))
