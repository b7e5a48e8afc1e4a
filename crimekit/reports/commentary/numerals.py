"""Numbers in words, from “no homicides” to “nine hundred and ninety-nine”, read as digits.

The digits replace the words in a text to look for figures in; what is quoted comes from the text as typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crimekit import words

_SMALL_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINAL_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth"
_SMALL = _SMALL_WORDS.split()
_TENS = dict(zip(_TENS_WORDS.split(), range(20, 100, 10), strict=True))
_VALUES = {word: number for number, word in enumerate(_SMALL)} | _TENS
_ORDINALS = {word: place for place, word in enumerate(_ORDINAL_WORDS.split(), 1)}
_BELOW_TEN = "|".join(_SMALL[1:10])
_BELOW_HUNDRED = rf"(?:(?:{'|'.join(_TENS)})(?:[-\s](?:{_BELOW_TEN}))?|{'|'.join(_SMALL[:9:-1])}|{_BELOW_TEN})"
# What must not follow a number in words: the rest of a greater one, of a fraction, of a word.
_NOT_AFTER = r"(?![-’'\w]|\s(?:hundred|thousand|million|billion|thirds?|quarters?|fifths?|tenths?))"
# A number in words; “no” only after “there were”, an ordinal only after “ranked”.
_NUMBER = re.compile(
    rf"(?<![-\w])(?<!\bno )(?:(?:a|{_BELOW_TEN})\shundred(?:\s(?:and\s)?{_BELOW_HUNDRED})?|{_BELOW_HUNDRED}|zero)"
    rf"{_NOT_AFTER}"
    r"|(?<=\bthere were )no(?=\s\w)|(?<=\bthere have been )no(?=\s\w)"
    rf"|(?<=\branked )(?:{'|'.join(_ORDINALS)})\b",
    re.IGNORECASE,
)
# What makes of “one” no number: “one of”, “one is”.
_NO_ONE = re.compile(r"\s(?:of|is|has|another|or)\b")
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
# What must follow a fraction, so that “the first half of the year” is none.
_OF = (
    r"(?:of|more|fewer|less|higher|lower|increase|rise|reduction|fall|drop|decrease)\b"
    r"(?!\s(?:the|a|this|that)\s(?:\w+\s)?year)"
)
# A fraction in words: “two thirds of”, “by half”, “one in four”.
_FRACTION = re.compile(
    r"(?<!first )(?<!second )(?<!latter )(?<!another )\b"
    rf"(?:(?P<times>two|three|four)[-\s](?P<parts>{'|'.join(_PARTS)})s"
    rf"|(?:a|one)[-\s](?P<part>{'|'.join(_PARTS)})|half)\b(?=\s{_OF})"
    rf"|(?<=\bby )(?:half|a\s(?P<by>{'|'.join(_PARTS)}))\b"
    rf"|\b(?:one|1)\sin\s(?P<every>{_BELOW_TEN}|ten|[2-9]|10)\b(?=\s[a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its numbers in digits, and where each came from."""

    text: str
    typed: str
    spelled: tuple[tuple[int, int, int, int], ...] = ()  # of each number: start, end in `text`, then in `typed`

    def quote(self, start: int, end: int) -> str:
        """What was typed where `text` has `start` to `end`; a number in words is quoted whole.

        Examples
        --------
        >>> reading = in_digits("Eleven more thefts")
        >>> reading.text, reading.quote(0, 7)
        ('11 more thefts', 'Eleven more')
        """
        return self.typed[self._place(start, first=True) : self._place(end, first=False)]

    def _place(self, place: int, *, first: bool) -> int:
        before = [number for number in self.spelled if number[0] < place or (first and number[0] == place)]
        if not before:
            return place
        _, end, typed_start, typed_end = before[-1]
        if place < end:
            return typed_start if first else typed_end
        return typed_end + place - end


def in_digits(typed: str) -> Reading:
    """Read numbers in words as digits, and fractions as percentages marked ``≈``; “one of” and the like stay words.

    Examples
    --------
    >>> in_digits("Twenty-two fewer thefts and a hundred and five robberies; three-year plan").text
    '22 fewer thefts and 105 robberies; three-year plan'
    >>> in_digits("Two thirds of victims, one in four offences, a third more").text
    '≈66.7% of victims, ≈25.0% offences, ≈33.3% more'
    """
    fractions = [(found.start(), found.end(), _percentage(found)) for found in _FRACTION.finditer(typed)]
    numbers = [
        (found.start(), found.end(), _digits(found[0]))
        for found in _NUMBER.finditer(typed)
        if not (found[0].casefold() == "one" and _NO_ONE.match(typed, found.end()))
    ]
    taken = {place for start, end, _ in fractions for place in range(start, end)}
    parts, spelled, last, length = [], [], 0, 0
    for start, end, digits in sorted(fractions + [one for one in numbers if one[0] not in taken]):
        before = typed[last:start]
        parts += [before, digits]
        length += len(before)
        spelled.append((length, length + len(digits), start, end))
        length, last = length + len(digits), end
    return Reading("".join([*parts, typed[last:]]), typed, tuple(spelled))


def _digits(spelled: str) -> str:
    if spelled.casefold() in _ORDINALS:
        return words.ordinal(_ORDINALS[spelled.casefold()])
    total = 0
    for word in re.split(r"[-\s]+", spelled.casefold()):
        total = max(total, 1) * 100 if word == "hundred" else total + _VALUES.get(word, 0)
    return str(total)


def _percentage(found: re.Match[str]) -> str:
    if every := found["every"]:
        share = 1 / (int(every) if every.isdigit() else _VALUES[every.casefold()])
    elif found["times"]:
        share = _VALUES[found["times"].casefold()] / _PARTS[found["parts"].casefold()]
    else:
        share = 1 / _PARTS[(found["part"] or found["by"] or "half").casefold()]
    return f"≈{words.percent(100 * share)}"
