"""What a figure is about: measures that the sentence names, the section's own, or something the report cannot tell.

A figure is taken for a measure's only where its own clause, or the nearest one before it that names anything, names
the measure and nothing else that could be counted: no arrests, officers, calls, victims, no place but the force's, no
target. “Offences” and “crimes” with nothing before them are those of the section.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from crimekit.commentary.figures import Series

_STRANGER = re.compile(
    r"\b(?:arrest|charg|convict|sentenc|search|stop(?:s|ped)\b|officer|patrol|visit|call(?:s|ed|ers?)?\b|incident|suspect|"
    r"offender|perpetrator|pe(?:rsons?|ople)\b|child|young|youth|referral|referred|warrant|weapon|kni(?:fe|ves)|firearm|gun|"
    r"gang|seiz|recover|fund|budget|cost|hours|detect|solv|outcome|report(?:s|ing)\b|intelligence|camera|staff|hous(?:es|ing|ehold)|"
    r"propert(?:y|ies)\b|premises|shops?\b|shop(?:lift|owner)|school|disrupt|operation|victim|satisf|confiden|respon[ds]|survey|"
    r"national|region|district|ward|borough|town|city|area|neighbourhoods\b|hotspot|count(?:y|ies|ry)\b|forces\b|elsewhere|target|"
    r"aim|(?<!been\s)expect|forecast|project|estimat|could(?!\sbe\s\d)|would\b(?!\shave\sbeen\sexpected)|should|might|if\b|attempt|repeat|linked|link\b|involv|prevent|domestic|"
    r"commercial|dwelling|distraction|armed|pilot|night|lines?\b|plan(?:s|ned)?\b|rates?\b|average|proportion|percentage\s(?!points?)|"
    r"likely|risk|harm|member|team|business|resident|population|street|vehicles\b|homes?\b|money|drug|cannabis|hate|"
    r"(?:increase|rise|reduction|decrease|fall|drop|%|per\scent)\sin\s(?!~|\d|#|offen|crime|record|the\b|this\b|that\b|Q\d|total)|(?:offences|crimes)\s(?:against(?!\s\d)|involving|with|where|which|that|by|on|at|per)\b)",
    re.IGNORECASE,
)
_PROPER = re.compile(r"(?<=[a-z,;:)%\d]\s)(?:[A-Z][a-z]+)(?:\s[A-Z][a-z]+)*")
_PLACE_FIRST = re.compile(r"(?P<who>[A-Z][a-z]+(?:\s[A-Z][a-z]+)*)\s(?:saw|recorded|had|reported|experienced)\b")
_STANDING = re.compile(r"rates?|averages?|forces|residents?|pe(?:rsons?|ople)|population|national", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\b(?:(?:inter)?nationally|regionally|elsewhere|across\sthe\scountry)\b", re.IGNORECASE)
_KNOWN_WORDS = (
    "january february march april may june july august september october november december quarter police "
    "crime we there it this the that they force officers covid home office offences"
)
_KNOWN = frozenset(_KNOWN_WORDS.split())
_GENERIC = re.compile(
    r"\b(?P<before>[\w#%≈,.-]+\s)?(?:recorded\s|police\s)?(?P<noun>offences?|crimes?|offending)\b", re.IGNORECASE
)
_BARE_WORDS = (
    "recorded these those such the all more fewer less additional extra of in total overall police further "
    "that this any no when where and"
)
_BARE = frozenset(_BARE_WORDS.split())
_WHOLE = re.compile(r"\b(?:net|altogether|accounts?\sfor|accounted\sfor|drives?|drove|driven|total)\b", re.IGNORECASE)
_ANAPHORA = re.compile(
    r"(?:that|this|these|it|they|which|those)\s(?:is|are|was|were|represents?|compares?|rose|fell|has|have)\b"
    r"|(?:an?|the)\s(?:[a-z]+\s){0,2}(?:increase|rise|reduction|decrease|fall|drop)\sof\b|compared\s|(?:up|down)\s"
    r"|in\sthe\s(?:financial\syear|12\smonths|year)\b.*\bthere\s(?:was|were)\b|the\s(?:rate|count|change|figure|number|total)\b|in\spercent\s",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;:]\s|[()]|\s–\s|\b(?:but|while|whilst|whereas|although|though|however|because|as)\b", re.IGNORECASE
)


Mention = tuple[int, int, tuple[Series, ...]]  # where it stands, and the measures; none: something else


@dataclass(frozen=True)
class Vocabulary:
    """The measures that a text can name, those without figures among them, and the force's own name."""

    section: tuple[Series, ...]
    others: tuple[Series, ...] = ()
    foreign: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()  # words of the force's and its publisher's names

    @cached_property
    def named(self) -> dict[str, tuple[Series, ...]]:
        """Each name with the measures it stands for; none for one without figures."""
        found: dict[str, tuple[Series, ...]] = {name.casefold(): () for name in self.foreign}
        for one in (*self.others, *self.section):
            for name in one.names:
                found[name.casefold()] = (one,)
        return found

    @cached_property
    def nouns(self) -> tuple[str, ...]:
        """What measures with figures count."""
        return tuple(name for name, series in self.named.items() if series)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any of the names, the longest where several begin alike."""
        names = "|".join(re.escape(name) for name in sorted(self.named, key=len, reverse=True))
        return re.compile(rf"(?<![\w-])(?:{names or '(?!)'})\b(?:\soffences?\b)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as read, and what it names where; what is no measure with figures has no series."""

    text: str
    mentions: tuple[Mention, ...]
    generic: tuple[int, ...]  # where offences or crimes stand alone
    previous: tuple[Series, ...]  # what the sentence before was about; nothing where that cannot be told
    section: tuple[Series, ...]
    elsewhere: bool = False  # whether it names a place, a body, an operation

    @property
    def series(self) -> tuple[Series, ...]:
        """Every measure named, once."""
        return _unique(series for *_, series in self.mentions)

    @property
    def strange(self) -> bool:
        """Whether it speaks of anything that is no measure with figures."""
        return any(not mention[2] and not self._of_standing(mention) for mention in self.mentions)

    @property
    def subject(self) -> tuple[Series, ...]:
        """What the next sentence means by “that”; nothing where this one speaks of something else."""
        if self.strange:
            return ()
        return self.series or (self.section if self.generic else self.previous)

    def about(self, start: int, end: int, *, standing: bool = False) -> tuple[Series, ...]:
        """The measures that a figure from `start` to `end` can be of; () where that cannot be told.

        A rate or a rank (`standing`) may speak of rates, averages, forces and residents.
        """
        if self.elsewhere:
            return ()
        bounds = [0, *(match.end() for match in _CLAUSE.finditer(self.text)), len(self.text) + 1]
        first = max(place for place in bounds if place <= start)
        last = min(place for place in bounds if place >= end)
        relevant = [mention for mention in self.mentions if not (standing and self._of_standing(mention))]
        here = [mention for mention in relevant if first <= mention[0] < last]
        if here:
            return _named(here)
        clauses = sorted((place for place in bounds if place < first), reverse=True)
        before = ([mention for mention in relevant if place <= mention[0] < first] for place in clauses)
        nearest = next((found for found in before if found), [one for one in relevant if one[0] >= last])
        if nearest:
            found = _named(nearest)
            whole = _WHOLE.search(self.text) or any(first <= at < last for at in self.generic)
            return _unique([found, self.section if whole else ()]) if found else ()
        if self.generic:
            return self.section
        return self.previous if _ANAPHORA.match(self.text) else ()

    def _of_standing(self, mention: Mention) -> bool:
        return not mention[2] and bool(_STANDING.fullmatch(self.text[mention[0] : mention[1]]))


def read_sentence(text: str, vocabulary: Vocabulary, previous: tuple[Series, ...] = ()) -> Sentence:
    """Find what a sentence names."""
    found: list[Mention] = []
    left = text
    for match in vocabulary.pattern.finditer(text):
        name = match[0].casefold()
        series = vocabulary.named.get(name, vocabulary.named.get(re.sub(r"\soffences?$", "", name), ()))
        found.append((match.start(), match.end(), series))
        left = left[: match.start()] + "~" * len(match[0]) + left[match.end() :]
    generic = []
    for match in _GENERIC.finditer(left):
        before = (match["before"] or "").strip().casefold()
        if not before or before in _BARE or not re.search(r"[a-z~]", before):
            generic.append(match.start("noun"))
        elif "~" not in before:
            found.append((*match.span(), _by_word(before, vocabulary.section)))
    found += [(*match.span(), ()) for match in _STRANGER.finditer(left)]
    proper = _proper(left, vocabulary.own)
    elsewhere = bool(proper or _ELSEWHERE.search(left))
    ordered = sorted([*found, *((*span, ()) for span in proper)], key=lambda one: one[0])
    return Sentence(text, tuple(ordered), tuple(generic), previous, vocabulary.section, elsewhere)


def _by_word(word: str, section: Sequence[Series]) -> tuple[Series, ...]:
    """The one measure of the section that has this word before “offences” in its names."""
    having = [one for one in section if any(re.search(rf"\b{re.escape(word)}\b", name) for name in one.names)]
    return (having[0],) if len(having) == 1 else ()


def _proper(text: str, own: frozenset[str]) -> list[tuple[int, int]]:
    """Where names stand that are not the force's: of places, operations, bodies."""
    found = [(match, match[0]) for match in _PROPER.finditer(text)]
    if first := _PLACE_FIRST.match(text):
        found.append((first, first["who"]))
    return [match.span() for match, name in found if not set(name.casefold().split()) <= _KNOWN | own]


def _named(mentions: Sequence[Mention]) -> tuple[Series, ...]:
    if any(not series for *_, series in mentions):
        return ()
    return _unique(series for *_, series in mentions)


def _unique(groups: Iterable[Sequence[Series]]) -> tuple[Series, ...]:
    found: list[Series] = []
    for group in groups:
        found += [one for one in group if not any(one is other for other in found)]
    return tuple(found)
