"""Which survey percentages a sentence names: by the words of their titles, part by part."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crimekit.reports.commentary.series import Series

_EMPTY_WORDS = (
    "a an and about all after being by case dealing for force from given in of on our overall passed post "
    "satisfaction satisfied service that the their to victim victims was were with your"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())
# What makes of a percentage something else than the level printed.
_NOT_A_LEVEL = re.compile(
    r"\b(?:dissatisf|unsatisf|not\ssatisf|target|aim|national|England|Wales\b|average|response|return|confiden|interval|"
    r"sample|completed|aged|women|men\b|male|female|compared\sto\sother|other\sforces|could|would|should|if\b|expect)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_ENOUGH = 3  # words of a title that name a measure where nothing says “satisfied”


def surveyed(text: str, section: Sequence[Series]) -> tuple[Series, ...]:
    """The survey measures that a sentence can be about; () where it names none, or could mean something else.

    A title such as “General crime: initial contact” has two parts. A measure is named by all the words of a part; those
    with most words so named are meant. A section with a single percentage needs no name but “satisfied”.

    Examples
    --------
    >>> titles = ("Overall victim satisfaction", "General crime: being kept informed about the case")
    >>> section = tuple(Series(title, (), (), levels=(("2023-24 Q1", 76.4),)) for title in titles)
    >>> [one.title for one in surveyed("74% of victims of general crime were satisfied", section)]
    ['General crime: being kept informed about the case']
    """
    if _NOT_A_LEVEL.search(text):
        return ()
    levels = [one for one in section if one.levels]
    said = set(_WORD.findall(text.casefold()))
    of_survey = bool({"satisfied", "satisfaction"} & said)
    scores = [(sum(len(part) for part in _parts_of(one.title) if part <= said), one) for one in levels]
    most = max((score for score, _ in scores), default=0)
    if most >= (1 if of_survey else _ENOUGH):
        return tuple(one for score, one in scores if score == most)
    return tuple(levels) if len(levels) == 1 and of_survey else ()


def _parts_of(title: str) -> tuple[frozenset[str], ...]:
    """The words that name each part of a title."""
    parts = []
    for part in re.split(r"[:,]\s", title.casefold()):
        said = _WORD.findall(part)
        if "overall" in said:
            parts.append(frozenset({"overall", "satisfaction"}))
        elif kept := frozenset(said) - _EMPTY:
            parts.append(kept)
    return tuple(parts)
