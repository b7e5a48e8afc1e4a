"""What a figure is about: measures that the sentence names, the section's own, or something the report cannot tell.

A figure is taken for a measure's only where its own clause, or the nearest one before it that names anything, names
the measure and nothing else that could be counted: no arrests, officers, calls, victims, no place but the force's, no
target. “Offences” and “crimes” with nothing before them are those of the section.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crimekit.reports.commentary.claim import Claim
from crimekit.reports.commentary.mentions import Mention, Mentions, read_mentions, unique
from crimekit.reports.commentary.periods import Period, read_periods
from crimekit.reports.commentary.series import Series
from crimekit.reports.commentary.vocabulary import Vocabulary

_OF_STANDING = frozenset({"rate", "rank", "times", "gap"})  # what may speak of averages, forces and residents
# What may make of a figure in a clause without a name one of the whole section.
_WHOLE = re.compile(r"\b(?:net|altogether|accounts?\sfor|accounted\sfor|drives?|drove|driven|total)\b", re.IGNORECASE)
# How a sentence begins that goes on about what the one before was about.
_ANAPHORA = re.compile(
    r"(?:that|this|these|it|they|which|those)\s(?:is|are|was|were|represents?|compares?|rose|fell|has|have)\b"
    r"|(?:an?|the)\s(?:[a-z]+\s){0,2}(?:increase|rise|reduction|decrease|fall|drop)\sof\b|compared\s|(?:up|down)\s"
    r"|in\sthe\s(?:financial\syear|12\smonths|year)\b.*\bthere\s(?:was|were)\b"
    r"|the\s(?:rate|count|change|figure|number|total)\b|in\spercent\s",
    re.IGNORECASE,
)
# What parts two clauses.
_CLAUSE = re.compile(
    r"[,;:]\s|[()]|\s–\s|\b(?:but|while|whilst|whereas|although|though|however|because|as)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as read: what it names and where, and the periods, seen from the quarter reported."""

    text: str
    mentions: Mentions
    periods: tuple[Period, ...] = ()
    previous: tuple[Series, ...] = ()  # what the sentence before was about; nothing where that cannot be told
    section: tuple[Series, ...] = ()

    @property
    def subject(self) -> tuple[Series, ...]:
        """What the next sentence means by “that”; nothing where this one speaks of something else."""
        if self.mentions.strange:
            return ()
        return self.mentions.series or (self.section if self.mentions.generic else self.previous)

    def about(self, claim: Claim) -> tuple[Series, ...]:
        """The measures that a figure can be of; () where that cannot be told.

        A rate or a rank may speak of rates, averages, forces and residents.
        """
        if self.mentions.elsewhere:
            return ()
        bounds = [0, *(match.end() for match in _CLAUSE.finditer(self.text)), len(self.text) + 1]
        first = max(place for place in bounds if place <= claim.start)
        last = min(place for place in bounds if place >= claim.end)
        told = [one for one in self.mentions.named if not (one.standing and claim.kind in _OF_STANDING)]
        if here := [one for one in told if first <= one.start < last]:
            return _meant(here)
        before = ([one for one in told if place <= one.start < first] for place in reversed(bounds) if place < first)
        if nearest := next(filter(None, before), [one for one in told if one.start >= last]):
            whole = _WHOLE.search(self.text) or any(first <= place < last for place in self.mentions.generic)
            return unique([found, self.section if whole else ()]) if (found := _meant(nearest)) else ()
        if self.mentions.generic:
            return self.section
        return self.previous if _ANAPHORA.match(self.text) else ()


def read_sentence(text: str, vocabulary: Vocabulary, previous: tuple[Series, ...] = ()) -> Sentence:
    """Find what a sentence names; `previous` is what the sentence before was about.

    Examples
    --------
    >>> from crimekit.quarters import Quarter
    >>> robbery, theft = (Series(name, (name.casefold(),), (Quarter(2023, 6),)) for name in ("Robbery", "Theft"))
    >>> sentence = read_sentence("Robbery fell by 8, and theft by 9%", Vocabulary((robbery, theft)))
    >>> [one.title for one in sentence.about(Claim("percent", -9, start=32, end=34))]
    ['Theft']
    """
    mentions = read_mentions(text, vocabulary)
    reported = next((one.quarters[-1] for one in (*vocabulary.section, *mentions.series)), None)
    periods = read_periods(text, reported) if reported else ()
    return Sentence(text, mentions, periods, previous, vocabulary.section)


def _meant(mentions: Sequence[Mention]) -> tuple[Series, ...]:
    """The measures named; () where anything else is named beside them."""
    return unique(one.series for one in mentions) if all(one.series for one in mentions) else ()
