"""Figures that people typed in running text: changes, counts, rates, levels, ranks, shares and points.

What only looks like a figure of the report is passed over: years, quarters, dates, money, weights, ages, telephone
numbers, sections of acts, names of operations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from crimekit.reports.commentary import counts, percentages, rates
from crimekit.reports.commentary.claim import Claim
from crimekit.reports.commentary.numerals import Reading
from crimekit.reports.commentary.windows import MONTHS

_UNITS = (
    "kg|kilos?|g|grams?|miles?|mph|metres?|hours?|minutes?|seconds?|days?|weeks?|months?|years?[- ]olds?|years?|"
    r"points?|quarters?|am|pm|times(?!\sas\b)"
)
_LABELS = (
    "class|section|schedule|phase|operation|aged?|ages|tier|level|grade|priority|recommendation|page|table|figure|number|"
    "no|paragraph|part|article|option|wave|survey|covid|form|version|step"
)
_NO_FIGURES = (
    r"\b(?:19|20)\d\d(?:[-/–]\d{2,4})?\b",  # 2023, 2023-24
    r"\bQ[1-4]\b",
    r"\b\d+(?:st|nd|rd|th)\b",
    rf"\b\d{{1,2}}\s(?:{MONTHS})\b",  # 31 March
    r"\b\d\d/\d\d\b",  # 22/23
    r"\b\d{1,2}/\d{1,2}/\d{2,4}\b",  # 31/03/2023
    rf"\b(?:{MONTHS})\s\d{{1,2}}\b",  # March 31
    r"[£$€]\s?\d[\d,.]*(?:\s?(?:million|billion|m|bn|k)\b)?",
    r"\b\d[\d,.]*\s(?:million|billion|thousand)\b",
    rf"\b\d[\d,.]*[\s-]?(?:{_UNITS})\b",  # 4.5 kg
    r"\bper\s\d[\d,]*",  # per 1,000
    r"\b24/7\b",
    r"\b\d{1,2}[:.]\d\d\s?(?:am|pm)\b",  # 9:30 am
    r"\b(?:call(?:s|ed|ing)?|dial(?:s|led|ling)?|ring|phone|text|via|through|on)\s(?:101|111|999|112)\b",
    r"\b(?:101|111|999|112)\b(?=\s(?:or|calls?|lines?|numbers?|service|emergency|non-emergency|contact|demand|and))",
    r"\b(?:or|and)\s(?:101|111|999|112)\b",
    r"\b0\d{2,4}\s?\d{3}\s?\d{3,4}\b",  # 0800 555 111
    rf"\b(?:{_LABELS})[\s-]\w*\d[\w.]*(?:\s(?:to|and|or)\s\d+)?",  # section 60, aged 18 to 24
    r"\b\d+\.\d+(?!\d*\s?(?:%|per\s?cent))",  # 4.5, where it is no percentage
)
_NO_FIGURE = re.compile("|".join(_NO_FIGURES), re.IGNORECASE)
_COUNTED = frozenset({"offences", "offence", "crimes", "crime"})


def read_claims(reading: Reading, nouns: Sequence[str] = ()) -> tuple[Claim, ...]:
    """The figures in a sentence; each is quoted as it was typed, and its place is in what was read.

    `nouns` are the words besides “offences” and “crimes” for what is counted. A number is a claim of one kind: what
    a finder found is blanked for those after it.

    Examples
    --------
    >>> from crimekit.reports.commentary.numerals import in_digits
    >>> found = read_claims(in_digits("There were eleven more robberies, an increase of 5.8%."), ["robberies"])
    >>> [(claim.kind, claim.value, claim.typed) for claim in found]
    [('percent', 5.8, '5.8%'), ('difference', 11.0, 'eleven more')]
    >>> read_claims(in_digits("£7,500 and 4.5 kg were seized by 12 officers on 3 May 2023"))
    ()
    """
    text, found = reading.text, list[Claim]()
    for finder in (rates.ranks, rates.rates, rates.averages, percentages.shares, percentages.points):
        new = tuple(finder(text))
        found += new
        text = _blank(text, new)
    text = _NO_FIGURE.sub(lambda match: "#" * len(match[0]), text)
    phrases = {noun.casefold() for noun in nouns}
    counted = {noun.split()[-1] for noun in phrases} | _COUNTED
    changes = (*percentages.percents(text), *percentages.folds(text), *counts.differences(text, counted))
    pairs = tuple(counts.pairs(text))
    stated = counts.counts(_blank(text, (*pairs, *changes)), phrases, ends=frozenset(counted))
    every = (*found, *changes, *pairs, *stated)
    return tuple(replace(claim, typed=reading.quote(claim.start, claim.end)) for claim in every)


def _blank(text: str, found: Iterable[Claim]) -> str:
    """The text with the digits of what was found blanked, so that no figure is found twice."""
    for claim in found:
        text = text[: claim.start] + re.sub(r"\d", "#", text[claim.start : claim.end]) + text[claim.end :]
    return text
