"""The numbers that people typed in a text, held against those that its section prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crimekit import words
from crimekit.blocks import Block, Cell, Figure, KeyFigures, Sentences, Table

Printed = set[tuple[float, str, str]]
"""Numbers with their kinds (none, ``%``, ``points``, ``times``, ``th``) and sides (none, ``more``, ``fewer``)."""

_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SPELLED = dict(zip(_WORDS, range(2, 13), strict=True))
_SMALL = "|".join(_WORDS)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
)
_NO_FIGURE = re.compile(
    "|".join(
        (
            r"\{\{[^{}]*\}\}|\]\([^)\s]{0,300}\)|\b(?:https?://|www\.)\S{1,300}|\b[\w.]{1,60}@[\w.]{1,60}",  # addresses
            r"^[ \t]*\d{1,3}[.)][ \t]",  # the number of a point
            r"\b(?:19|20)\d\d(?:[-/–]\d\d(?:\d\d)?)?\b|\bQ[1-4]\b",
            rf"\b\d\d?(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}|\b{_MONTH}\s\d\d?(?:st|nd|rd|th)?\b",
            r"\b\d\d?[-–]\d\d?\b|\b\d\d?[.:]\d\d\s?[ap]m\b|\b24/7\b",  # ranges, times
            r"(?:\+\d\d?|\b0)[\d() -]{7,16}\d\b|(?<![\d,.])(?:101|111|112|999)\b(?![,.]\d)",  # telephones
            r"[£$€]\s?\d[\d.,]{0,15}(?:\s?(?:[mk]|bn|thousand|million|billion)\b)?|\b\d[\d.,]{0,15}\s(?:pounds|pence)\b",
            rf"\b(?:\d[\d.,]{{0,15}}|{_SMALL})[\s-]?(?:k?g|grams|kilos|km|miles?|met(?:re|er)s|lit(?:re|er)s|mph"
            r"|years?|months?|quarters?|weeks?|days?|nights?|hours?|minutes?|seconds?)\b",
            r"\bper\s(?:1,000|10,000|100,000|million)\b|\bpercentiles?\b",
            r"\b(?:aged?|section|class|phase|page|part|tier|level|goal|priority|question|figure|table|no\.?)\s\d[\d.]{0,5}"
            r"(?:\s(?:to|and|or)\s\d{1,3})?\b",
            rf"\b(?:the|all|both|these|those|our|its|other|every)\s(?:{_SMALL})\b",
            rf"\b(?:{_SMALL}|one)\s(?:of|in)\s(?:the\s|every\s)?(?:{_SMALL})\b",
        )
    ),
    re.IGNORECASE | re.MULTILINE,
)
_HEDGE = r"\b(?:than|over|under|above|below|about|around|nearly|almost|approximately|roughly|least)\s"
_UNIT = r"\s?%|\s?per\s?cent\b|\s(?:percentage\s)?points?\b|\stimes\b|(?:st|nd|rd|th)\b"
_NUMBER = re.compile(
    rf"(?P<hedge>{_HEDGE})?"
    rf"(?:(?<![\w.,:/#£$€-])(?P<sign>[+{words.MINUS}])?(?P<whole>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<decimals>\.\d+)?"
    rf"|\b(?P<word>{_SMALL})(?=\s(?:more|fewer|per\s?cent|percentage|[a-z]+s)\b))"
    rf"(?P<unit>{_UNIT})?(?!\w|[.,:]?\d|/\d)(?P<side>\s(?:more|fewer)\b)?",
    re.IGNORECASE,
)
_KINDS = {"points": "point", "%": "%", "times": "times"}
_BESIDE = 30  # letters on each side that are quoted


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in a text."""

    typed: str  # of "more than 19%": "19%"
    value: float
    kind: str
    side: str
    margin: float  # how far what was meant may be from it
    beside: str  # the words around it


def numbers(text: str) -> Iterator[Number]:
    """Every number of a text that may be a figure: no date, no money, no telephone, no placeholder.

    Examples
    --------
    >>> [found.typed for found in numbers("From 602 to 722, up 19.9%, in 2023-24; call 01633 123 456 by 3 May.")]
    ['602', '722', '19.9%']
    """
    bare = _NO_FIGURE.sub(lambda found: "#" * len(found[0]), text)
    for found in _NUMBER.finditer(bare):
        digits, decimals = found["whole"] or "", found["decimals"] or ""
        unit = re.sub(r"per\s?cent\b", "%", (found["unit"] or "").casefold())
        kind = next((name for name, part in _KINDS.items() if part in unit), "th" if unit else "")
        value = float(digits.replace(",", "") + decimals) if digits else float(_SPELLED[found["word"].casefold()])
        step = 10.0 ** -max(len(decimals) - 1, 0)
        if found["hedge"]:  # more than 19%; about 1,300
            step = 2 * (step if decimals or kind else 10.0 ** len(re.sub(r".*[1-9]|,", "", digits)))
        start, end = found.end("hedge") if found["hedge"] else found.start(), found.end()
        yield Number(
            " ".join(text[start:end].split()),
            value,
            kind,
            {"+": "more", words.MINUS: "fewer"}.get(found["sign"] or "", (found["side"] or "").strip().casefold()),
            step / 2 + 1e-9,
            " ".join(text[max(start - _BESIDE, 0) : end + _BESIDE].split()),
        )


def printed_in(text: str) -> Printed:
    """The numbers of a text that the package wrote; of a change in percent, how many times as many there are."""
    found = {(number.value, number.kind, number.side) for number in numbers(text.replace("/", " of "))}
    signs = {"more": 1, "fewer": -1}
    return found | {(1 + signs[side] * value / 100, "times", "") for value, kind, side in found if kind == "%" and side}


def printed_by(blocks: Iterable[Block]) -> Printed:
    """Every number that the results of a section show, unrounded where it is known; not those that people typed."""
    found: Printed = set()
    for block in blocks:
        table = block.data if isinstance(block, Figure) else block
        if isinstance(table, Table):
            found = found.union(*(_of_cell(cell) for row in table.rows for cell in row[1:]))
        elif isinstance(block, Sentences | KeyFigures):
            items = (item if isinstance(item, str) else f"{item.text}; {item.note}" for item in block.items)
            found |= printed_in("; ".join(items))
    return found


def _of_cell(cell: Cell) -> Printed:
    found = printed_in(f"{cell.text}; {cell.note}")
    if not isinstance(cell.value, int | float):
        return found
    exact = abs(float(cell.value))
    return found | ({(exact, kind, side) for n, kind, side in found if abs(n - exact) < 1} or {(exact, "", "")})


def not_printed(text: str, printed: Printed) -> list[Number]:
    """The numbers typed in a text that the section does not print: of the same kind, and side where it is typed."""
    return [
        typed
        for typed in numbers(text)
        if not any(
            kind == typed.kind and typed.side in ("", side) and abs(typed.value - value) <= typed.margin
            for value, kind, side in printed
        )
    ]
