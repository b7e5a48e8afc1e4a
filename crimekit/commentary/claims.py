"""Figures that people typed in running text: changes, counts, rates, levels, ranks, shares and points.

What only looks like a figure of the report is passed over: years, quarters, dates, money, weights, ages, telephone
numbers, sections of acts, names of operations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from crimekit.commentary import changes, standings
from crimekit.commentary.claim import Claim
from crimekit.commentary.counts import counts
from crimekit.commentary.numerals import Reading, in_digits

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_UNITS = (
    "kg|kilos?|g|grams?|miles?|mph|metres?|hours?|minutes?|seconds?|days?|weeks?|months?|years?[- ]olds?|years?|"
    r"points?|quarters?|am|pm|times(?!\sas\b)"
)
_LABELS = (
    "class|section|schedule|phase|operation|aged?|ages|tier|level|grade|priority|recommendation|page|table|figure|number|"
    "no|paragraph|part|article|option|wave|survey|covid|form|version|step"
)
_NO_FIGURE = re.compile(
    rf"\b(?:19|20)\d\d(?:[-/–]\d{{2,4}})?\b|\bQ[1-4]\b|\b\d+(?:st|nd|rd|th)\b|\b\d{{1,2}}\s(?:{_MONTHS})\b"
    rf"|\b\d\d/\d\d\b|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b|\b(?:{_MONTHS})\s\d{{1,2}}\b"
    r"|[£$€]\s?\d[\d,.]*(?:\s?(?:million|billion|m|bn|k)\b)?|\b\d[\d,.]*\s(?:million|billion|thousand)\b"
    rf"|\b\d[\d,.]*[\s-]?(?:{_UNITS})\b|\bper\s\d[\d,]*|\b24/7\b|\b\d{{1,2}}[:.]\d\d\s?(?:am|pm)\b"
    r"|\b(?:call(?:s|ed|ing)?|dial(?:s|led|ling)?|ring|phone|text|via|through|on)\s(?:101|111|999|112)\b"
    r"|\b(?:101|111|999|112)\b(?=\s(?:or|calls?|lines?|numbers?|service|emergency|non-emergency|contact|demand|and))"
    r"|\b(?:or|and)\s(?:101|111|999|112)\b|\b0\d{2,4}\s?\d{3}\s?\d{3,4}\b"
    rf"|\b(?:{_LABELS})[\s-]\w*\d[\w.]*(?:\s(?:to|and|or)\s\d+)?"
    r"|\b\d+\.\d+(?!\d*\s?(?:%|per\s?cent))",
    re.IGNORECASE,
)
COUNTED = frozenset({"offences", "offence", "crimes", "crime"})


def claims(sentence: str, nouns: Sequence[str] = ()) -> tuple[Claim, ...]:
    """The figures in a sentence; `nouns` are the words besides "offences" and "crimes" for what is counted.

    Examples
    --------
    >>> [(claim.kind, claim.value) for claim in claims("An increase of 5.8% (68 additional offences) since 2022-23")]
    [('percent', 5.8), ('difference', 68.0)]
    >>> [(claim.then, claim.value) for claim in claims("rose from 48 to 65") if claim.kind == "pair"]
    [(48.0, 65.0)]
    >>> [claim.typed for claim in claims("There were eleven more robberies, 6th of 43 forces.", ["robberies"])]
    ['6th of 43', 'eleven more']
    >>> claims("£7,500 and 4.5 kg were seized by 12 officers on 3 May 2023")
    ()
    """
    return read_claims(in_digits(sentence), nouns)


def read_claims(reading: Reading, nouns: Sequence[str] = ()) -> tuple[Claim, ...]:
    """The figures in a text whose numbers are digits; each is quoted as it was typed, its place is in what was read."""
    text, found = reading.text, list[Claim]()
    for finder in (standings.ranks, standings.rates, standings.averages, standings.shares, standings.points):
        new = list(finder(text))
        found += new
        text = _blank(text, new)
    text = _NO_FIGURE.sub(lambda match: "#" * len(match[0]), text)
    phrases = {noun.casefold() for noun in nouns}
    counted = {noun.split()[-1] for noun in phrases} | COUNTED
    pairs = list(changes.pairs(text))
    changed = [*changes.percents(text), *changes.folds(text), *changes.differences(text, counted)]
    rest = _blank(text, [*pairs, *changed])
    stated = counts(rest, phrases, ends=frozenset(counted))
    every = [*found, *changed, *pairs, *stated]
    return tuple(replace(claim, typed=reading.quote(claim.start, claim.end)) for claim in every)


def _blank(text: str, found: Iterable[Claim]) -> str:
    """The text with what was found blanked, so that no figure is found twice."""
    for claim in found:
        text = text[: claim.start] + re.sub(r"\d", "#", text[claim.start : claim.end]) + text[claim.end :]
    return text
