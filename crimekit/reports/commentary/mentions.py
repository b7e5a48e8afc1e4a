"""What a sentence names: measures with figures, “offences” alone, and anything else that could be counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crimekit.reports.commentary.series import Series
from crimekit.reports.commentary.vocabulary import Vocabulary

_STRANGERS = (
    # what the police do
    r"arrest|charg|convict|sentenc|search|stop(?:s|ped)\b|patrol|visit|warrant|seiz|recover|disrupt|operation|detect|solv|"
    r"outcome|intelligence|camera|referral|referred|respon[ds]|pilot|plan(?:s|ned)?\b|project",
    # people, and what they say and do
    r"officer|staff|team|member|suspect|offender|perpetrator|pe(?:rsons?|ople)\b|child|young|youth|gang|victim|resident|"
    r"population|satisf|confiden|survey|call(?:s|ed|ers?)?\b|incident|report(?:s|ing)\b|involv|armed",
    # things and money
    r"weapon|kni(?:fe|ves)|firearm|gun|drug|cannabis|vehicles\b|fund|budget|cost|money|hours|night|lines?\b",
    # places
    r"hous(?:es|ing|ehold)|propert(?:y|ies)\b|premises|shops?\b|shop(?:lift|owner)|school|street|homes?\b|business|"
    r"commercial|dwelling|national|region|district|ward|borough|town|city|area|neighbourhoods\b|hotspot|"
    r"count(?:y|ies|ry)\b|forces\b|elsewhere",
    # what is not so, or not yet
    r"target|aim|(?<!been\s)expect|forecast|estimat|could(?!\sbe\s\d)|would\b(?!\shave\sbeen\sexpected)|should|might|if\b|"
    r"attempt|likely|risk|prevent",
    # what a rate or a part of a measure is of
    r"rates?\b|average|proportion|percentage\s(?!points?)|repeat|linked|link\b|domestic|distraction|harm|hate|"
    r"(?:offences|crimes)\s(?:against(?!\s\d)|involving|with|where|which|that|by|on|at|per)\b",
    # a change of something else
    r"(?:increase|rise|reduction|decrease|fall|drop|%|per\scent)\sin\s"
    r"(?!~|\d|#|offen|crime|record|the\b|this\b|that\b|Q\d|total)",
)
# The beginning of a word for what is no measure with figures; names of measures are blanked with ~ by then.
_STRANGER = re.compile(rf"\b(?:{'|'.join(_STRANGERS)})", re.IGNORECASE)
# The strangers that a rate or a rank may speak of.
_STANDING = re.compile(r"rates?|averages?|forces|residents?|pe(?:rsons?|ople)|population|national", re.IGNORECASE)
# Capitalised words within a sentence, and those that a sentence begins with where they record something.
_PROPER = re.compile(r"(?<=[a-z,;:)%\d]\s)(?:[A-Z][a-z]+)(?:\s[A-Z][a-z]+)*")
_PLACE_FIRST = re.compile(r"(?P<who>[A-Z][a-z]+(?:\s[A-Z][a-z]+)*)\s(?:saw|recorded|had|reported|experienced)\b")
# Places without a capital.
_ELSEWHERE = re.compile(r"\b(?:(?:inter)?nationally|regionally|elsewhere|across\sthe\scountry)\b", re.IGNORECASE)
# Capitalised words that name no place.
_KNOWN_WORDS = (
    "january february march april may june july august september october november december quarter police "
    "crime we there it this the that they force officers covid home office offences"
)
_KNOWN = frozenset(_KNOWN_WORDS.split())
# “Offences” and “crimes”, with the word before them.
_GENERIC = re.compile(
    r"\b(?P<before>[\w#%≈,.-]+\s)?(?:recorded\s|police\s)?(?P<noun>offences?|crimes?|offending)\b", re.IGNORECASE
)
# Words before “offences” that do not say of which kind.
_BARE_WORDS = (
    "recorded these those such the all more fewer less additional extra of in total overall police further "
    "that this any no when where and"
)
_BARE = frozenset(_BARE_WORDS.split())


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a sentence names something: measures with figures, or, where `series` is empty, anything else."""

    start: int
    series: tuple[Series, ...] = ()
    standing: bool = False  # a word that rates and ranks come with: “average”, “residents”


@dataclass(frozen=True, slots=True)
class Mentions:
    """All that a sentence names, in order."""

    named: tuple[Mention, ...]
    generic: tuple[int, ...] = ()  # where offences or crimes stand alone
    elsewhere: bool = False  # whether a place, a body, an operation is named

    @property
    def series(self) -> tuple[Series, ...]:
        """Every measure named, once."""
        return unique(mention.series for mention in self.named)

    @property
    def strange(self) -> bool:
        """Whether anything is named that is no measure with figures."""
        return any(not mention.series and not mention.standing for mention in self.named)


def read_mentions(text: str, vocabulary: Vocabulary) -> Mentions:
    """Find what a sentence names.

    Examples
    --------
    >>> robbery = Series("Robbery", ("robbery", "robberies"), ())
    >>> found = read_mentions("Robbery fell; officers made 20 arrests.", Vocabulary((robbery,)))
    >>> [one.title for one in found.series], found.strange
    (['Robbery'], True)
    """
    found, generic, left = [], [], text
    for match in vocabulary.pattern.finditer(text):
        found.append(_mention(match, vocabulary.meaning(match[0])))
        left = left[: match.start()] + "~" * len(match[0]) + left[match.end() :]
    for match in _GENERIC.finditer(left):
        before = (match["before"] or "").strip().casefold()
        if not before or before in _BARE or not re.search(r"[a-z~]", before):
            generic.append(match.start("noun"))
        elif "~" not in before:
            found.append(_mention(match, _by_word(before, vocabulary.section)))
    found += [_mention(match) for match in _STRANGER.finditer(left)]
    proper = _proper(left, vocabulary.own)
    ordered = sorted((*found, *proper), key=lambda mention: mention.start)
    return Mentions(tuple(ordered), tuple(generic), bool(proper or _ELSEWHERE.search(left)))


def unique(groups: Iterable[Sequence[Series]]) -> tuple[Series, ...]:
    """Every measure of the groups, once.

    Examples
    --------
    >>> robbery = Series("Robbery", ("robbery",), ())
    >>> len(unique([(robbery,), (), (robbery,)]))
    1
    """
    return tuple({id(one): one for group in groups for one in group}.values())


def _mention(match: re.Match[str], series: tuple[Series, ...] = ()) -> Mention:
    return Mention(match.start(), series, standing=not series and bool(_STANDING.fullmatch(match[0])))


def _by_word(word: str, section: Sequence[Series]) -> tuple[Series, ...]:
    """The one measure of the section that has this word before “offences” in its names."""
    having = [one for one in section if any(re.search(rf"\b{re.escape(word)}\b", name) for name in one.names)]
    return (having[0],) if len(having) == 1 else ()


def _proper(text: str, own: frozenset[str]) -> list[Mention]:
    """Where names stand that are not the force's: of places, operations, bodies."""
    named = [(match, match[0]) for match in _PROPER.finditer(text)]
    if first := _PLACE_FIRST.match(text):
        named.append((first, first["who"]))
    return [_mention(match) for match, name in named if not set(name.casefold().split()) <= _KNOWN | own]
