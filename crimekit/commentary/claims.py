"""Figures that people typed in running text: changes, counts, the two ends of a change, and records.

What only looks like a figure of the report is passed over: years, quarters, dates, money, weights, ages, ordinals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["percent", "difference", "count", "pair"]

_N = r"(?<![\w.,#])\d{1,3}(?:,\d{3})+(?![\w,]*\d)|(?<![\w.,#])\d+(?![\w]|[.,]\d)"
_UP = "increas(?:e|es|ed|ing)|rise|rises|risen|rising|rose|grew|growth|grown|up|higher|more|additional|extra|further"
_DOWN = (
    "decreas(?:e|es|ed|ing)|reduc(?:e|es|ed|ing|tion)|falls?|fallen|falling|fell|drop(?:s|ped)?|declin(?:e|es|ed|ing)"
)
_LESS = "down|lower|fewer|less"
_WAY = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}|{_LESS}))\b", re.IGNORECASE)
_NEARLY = re.compile(
    r"\b(?:more|less|fewer) than|\b(?:up to|about|around|nearly|almost|over|under|approximately|roughly|some)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(?P<sign>(?<![\w.])[+−–-])?(?P<n>(?<![\d.,])\d[\d,]*(?:\.\d+)?)\s?(?:%|per\s?cent\b)")
_BETWEEN = r"(?:\s+[\w,£-]+){0,5}?\s*[(\[]?\s*"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_UNITS = "kg|kilos?|g|grams?|miles?|hours?|minutes?|days?|weeks?|months?|years?|years?[- ]olds?|points?|quarters?"
_NO_FIGURE = re.compile(
    rf"\b(?:19|20)\d\d(?:[-/–]\d{{2,4}})?\b|\bQ[1-4]\b|\b\d+(?:st|nd|rd|th)\b|\b\d{{1,2}}\s(?:{_MONTHS})\b"
    rf"|£\s?\d[\d,.]*(?:\s?(?:million|m|k))?|\b\d[\d,.]*[\s-]?(?:{_UNITS})\b|\bper\s\d[\d,]*|\b24/7\b"
    r"|\b(?:class|section|schedule|phase|operation|aged|ages)\s\w*\d[\w.]*(?:\s(?:to|and)\s\d+)?|\b\d+\.\d+(?!\d*\s?(?:%|per\s?cent))",
    re.IGNORECASE,
)
_FROM_TO = re.compile(rf"\bfrom\s(?P<then>{_N})(?:\s[\w-]+){{0,5}}?\sto\s(?P<now>{_N})", re.IGNORECASE)
_TO = re.compile(rf"(?P<then>{_N})\sto\s(?P<now>{_N})")
_AGAINST = re.compile(
    rf"(?P<now>{_N})(?:[^\w.;]+[\w-]+){{0,8}}?[^\w.;]+"
    rf"(?:against|versus|compared\s(?:with|to)|(?:up|down)\sfrom)\s(?P<then>{_N})",
    re.IGNORECASE,
)
_MORE = re.compile(
    rf"(?P<n>{_N})\s(?P<way>more|additional|extra|fewer|less)\b(?P<rest>(?:\s[\w-]+){{0,4}})", re.IGNORECASE
)
_BY = re.compile(
    rf"\b(?P<way>{_UP}|{_DOWN}|{_LESS})\s(?:of\s|by\s)?(?:about\s|around\s|some\s)?(?P<n>{_N})(?P<rest>(?:\s[\w-]+){{0,4}})",
    re.IGNORECASE,
)
_RECORDED = re.compile(rf"(?P<n>{_N})(?P<rest>(?:\s[\w-]+){{1,4}})", re.IGNORECASE)
_COUNTED = ("offences", "offence", "crimes", "crime")


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure as typed: a change in percent or in offences (signed), a count, or the two ends of a change."""

    kind: Kind
    typed: str
    value: float
    then: float | None = None
    tolerance: float = 0.0  # how far the true figure may lie from `value`


def claims(sentence: str, nouns: Sequence[str] = ()) -> tuple[Claim, ...]:
    """The figures in a sentence; `nouns` are the words besides "offences" and "crimes" for what is counted.

    Examples
    --------
    >>> [(claim.kind, claim.value) for claim in claims("An increase of 5.8% (68 additional offences) since 2022-23")]
    [('percent', 5.8), ('difference', 68.0)]
    >>> [(claim.then, claim.value) for claim in claims("rose from 48 to 65") if claim.kind == "pair"]
    [(48.0, 65.0)]
    >>> claims("£7,500 and 4.5 kg were seized by 12 officers on 3 May 2023")
    ()
    """
    text = _NO_FIGURE.sub(lambda found: "#" * len(found[0]), sentence)
    counted = {noun.casefold().split()[-1] for noun in nouns} | set(_COUNTED)
    pairs = tuple(_pairs(text))
    changes = (*_percents(text), *_differences(text, counted))
    taken = {number for found in (*pairs, *changes) for number in re.findall(_N, found.typed)}
    return (*changes, *pairs, *(one for one in _counts(text, counted) if not set(re.findall(_N, one.typed)) & taken))


def _percents(text: str) -> Iterator[Claim]:
    for found in _PERCENT.finditer(text):
        way = _way_of(text, found)
        if way:
            places = len(found["n"].partition(".")[2])
            near = _NEARLY.search(text[max(0, found.start() - 20) : found.start()])
            tolerance = 1.0 if near else 0.5 * 10.0**-places
            yield Claim("percent", text[found.start() : found.end()], way * _number(found["n"]), tolerance=tolerance)


def _way_of(text: str, found: re.Match[str]) -> int:
    """1 for more, -1 for less, 0 where the percentage is no change: a share, a level."""
    if found["sign"]:
        return 1 if found["sign"] == "+" else -1
    before = _NEARLY.sub("about", text[: found.start()])
    ways = [way for way in _WAY.finditer(before) if re.fullmatch(_BETWEEN, before[way.end() :])]
    if ways and not re.search(r"\b(?:to|from|at|between|and)\s*$", before):
        return 1 if ways[-1]["up"] else -1
    after = re.match(r"\s+(?:[\w-]+\s+){0,1}?(?=\w)", text[found.end() :])
    way = _WAY.match(text, found.end() + after.end()) if after else None
    if way is None and (first := re.match(r"\s+", text[found.end() :])):
        way = _WAY.match(text, found.end() + first.end())
    return 0 if way is None else 1 if way["up"] else -1


def _differences(text: str, counted: set[str]) -> Iterator[Claim]:
    for pattern in (_MORE, _BY):
        for found in pattern.finditer(text):
            if re.match(r"\s?(?:%|per\s?cent)", text[found.end("n") :]):
                continue
            rest = found["rest"].casefold().split()
            ends = not rest or rest[0] in ("than", "compared", "on", "in", "this")
            if ends or counted & set(rest):
                way = _WAY.fullmatch(found["way"])
                sign = 1 if way and way["up"] else -1
                typed = text[min(found.start("way"), found.start("n")) : max(found.end("way"), found.end("n"))]
                yield Claim("difference", typed, sign * _number(found["n"]))


def _pairs(text: str) -> Iterator[Claim]:
    ends: list[tuple[int, int]] = []
    for pattern in (_FROM_TO, _TO, _AGAINST):
        for found in pattern.finditer(text):
            if not any(start < found.end() and found.start() < end for start, end in ends):
                ends.append(found.span())
                yield Claim("pair", found[0], _number(found["now"]), _number(found["then"]))


def _counts(text: str, counted: set[str]) -> Iterator[Claim]:
    for found in _RECORDED.finditer(text):
        rest = found["rest"].casefold().split()
        noun = next((place for place, word in enumerate(rest) if word in counted), None)
        if noun is not None and not _WAY.search(" ".join(rest[:noun])):
            yield Claim("count", " ".join([found["n"], *found["rest"].split()[: noun + 1]]), _number(found["n"]))
        elif rest[:2] in (["were", "recorded"], ["was", "recorded"]):
            yield Claim("count", f"{found['n']} {' '.join(rest[:2])}", _number(found["n"]))


def _number(text: str) -> float:
    return float(text.replace(",", ""))
