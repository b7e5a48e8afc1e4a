"""Changes and their two ends, as typed: “an increase of 5.8%”, “68 fewer offences”, “from 48 to 65”, “doubled”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crimekit.commentary.claim import Claim, N, nearness, number, places

_UP = "increas(?:e|es|ed|ing)|rise|rises|risen|rising|rose|grew|growth|grown|up|higher|more|additional|extra|further"
_DOWN = (
    "decreas(?:e|es|ed|ing)|reduc(?:e|es|ed|ing|tion)|falls?|fallen|falling|fell|drop(?:s|ped)?|declin(?:e|es|ed|ing)"
)
_LESS = "down|lower|fewer|less"
WAY = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}|{_LESS}))\b", re.IGNORECASE)
_NEARLY = re.compile(
    r"\b(?:more|less|fewer) than|\b(?:up to|about|around|nearly|almost|over|under|approximately|roughly|some)\b|≈",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(?P<sign>(?<![\w.])[+−–-])?≈?(?P<n>(?<![\d.,])\d[\d,]*(?:\.\d+)?)\s?(?:%|per\s?cent\b)")
_BETWEEN = re.compile(r"(?:\s[\w,£-]+){0,5}?\s?[(\[]?\s?")
_NO_CHANGE = re.compile(r"\b(?:to|from|at|between|and|in|among|across|with|for)\s?$")
_AFTER = re.compile(r"\s(?:annual\s|overall\s|further\s|quarterly\s|year-on-year\s)?(?=\w)")
_FOLDS = {"doubl": 100.0, "trebl": 200.0, "tripl": 200.0, "quadrupl": 300.0, "halv": -50.0}
_FOLD = re.compile(
    r"\b(?P<fold>doubl|trebl|tripl|quadrupl|halv)(?:ed|ing)\b"
    r"|(?:(?P<times>\d+(?:\.\d+)?)\stimes|(?P<twice>twice))\sas\s(?:many|high)\b",
    re.IGNORECASE,
)
_FROM_TO = re.compile(rf"\bfrom\s(?P<then>{N})(?:\s[\w-]+){{0,5}}?\sto\s(?P<now>{N})", re.IGNORECASE)
_TO = re.compile(rf"(?P<then>{N})\sto\s(?P<now>{N})")
_AGAINST = re.compile(
    rf"(?P<now>{N})(?:,?\s[\w-]+){{0,8}}?,?\s"
    rf"(?:against|versus|compared\s(?:with|to)|(?:up|down)\sfrom)\s(?P<then>{N})",
    re.IGNORECASE,
)
_MORE = re.compile(
    rf"(?P<n>{N})\s(?P<way>more|additional|extra|fewer|less)\b(?=(?P<rest>(?:\s[\w-]+){{0,4}}))", re.IGNORECASE
)
_BY = re.compile(
    rf"\b(?P<way>{_UP}|{_DOWN}|{_LESS})\s(?:of\s|by\s)?"
    rf"(?:(?:about|around|some|nearly|almost|over|more than|less than|fewer than)\s)?(?P<n>{N})"
    r"(?=(?P<rest>(?:\s[\w-]+){0,4}))",
    re.IGNORECASE,
)
_ENDS = ("than", "compared", "on", "in", "this", "over", "against")
_REACH = 80  # characters back to the word that says which way


def percents(text: str) -> Iterator[Claim]:
    """The percentages of a text: a change where a word says which way, else a level."""
    for found in _PERCENT.finditer(text):
        way = _way_of(text, found)
        yield Claim(
            "percent" if way else "level",
            text[found.start() : found.end()],
            (way or 1) * number(found["n"]),
            places=0 if "≈" in found[0] else places(found["n"]),
            near=nearness(text, found.start("n")),
            side="" if way else _side(text, found.start()),
            start=found.start(),
            end=found.end(),
        )


def folds(text: str) -> Iterator[Claim]:
    """Changes in words: “doubled”, “halved”, “twice as many”; as rough as such words are."""
    for found in _FOLD.finditer(text):
        value = _FOLDS[found["fold"].casefold()] if found["fold"] else 100 * (float(found["times"] or 2) - 1)
        near = nearness(text, found.start()) or "about"
        if value < 0 and near in ("over", "nearly"):
            near = "over" if near == "over" else "about"
        yield Claim("percent", found[0], value, near=near, start=found.start(), end=found.end())


def _side(text: str, start: int) -> str:
    before = text[max(0, start - 20) : start]
    return "earlier" if re.search(r"\b(?:from|against|compared (?:with|to)|versus)\s$", before) else ""


def _way_of(text: str, found: re.Match[str]) -> int:
    """1 for more, -1 for less, 0 where the percentage is no change: a share, a level."""
    if found["sign"]:
        return 1 if found["sign"] == "+" else -1
    before = _NEARLY.sub("about", text[max(0, found.start() - _REACH) : found.start()])
    ways = [way for way in WAY.finditer(before) if _BETWEEN.fullmatch(before, way.end())]
    if ways and not _NO_CHANGE.search(re.sub(r"\babout\s?$", "", before)):
        return 1 if ways[-1]["up"] else -1
    after = _AFTER.match(text, found.end())
    way = WAY.match(text, after.end()) if after else None
    return 0 if way is None else 1 if way["up"] else -1


def differences(text: str, counted: set[str]) -> Iterator[Claim]:
    """So many more or fewer of what is counted."""
    for pattern in (_MORE, _BY):
        for found in pattern.finditer(text):
            if re.match(r"\s?(?:%|per\s?cent|times\b)", text[found.end("n") :]):
                continue
            rest = found["rest"].casefold().split()
            if not rest or rest[0] in _ENDS or counted & set(rest):
                way = WAY.fullmatch(found["way"])
                sign = 1 if way and way["up"] else -1
                start = min(found.start("way"), found.start("n"))
                end = max(found.end("way"), found.end("n"))
                near = nearness(text, found.start("n"))
                yield Claim("difference", text[start:end], sign * number(found["n"]), near=near, start=start, end=end)


def pairs(text: str) -> Iterator[Claim]:
    """The two ends of a change."""
    ends: list[tuple[int, int]] = []
    for pattern in (_FROM_TO, _TO, _AGAINST):
        for found in pattern.finditer(text):
            if not any(start < found.end() and found.start() < end for start, end in ends):
                ends.append(found.span())
                sure = "" if pattern is _TO else "ends"
                now, then = number(found["now"]), number(found["then"])
                yield Claim("pair", found[0], now, then, side=sure, start=found.start(), end=found.end())
