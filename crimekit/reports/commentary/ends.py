"""Two ends of a change typed beside it, “from 48 to 65, an increase of 35%”: held against each other and the report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crimekit import words
from crimekit.reports.commentary.claim import Claim
from crimekit.reports.commentary.expected import Expected, change_of, change_said, of_count
from crimekit.reports.commentary.series import Comparison
from crimekit.reports.commentary.subjects import Sentence

_NEAR = 60  # characters between two ends and the change that is held against them


def between_ends(claim: Claim, found: Sequence[Claim], sentence: Sentence) -> tuple[Expected, ...]:
    """The change between two ends, or two levels, typed right beside a claim; `found` are all of the sentence.

    Examples
    --------
    >>> from crimekit.reports.commentary.claims import read_claims
    >>> from crimekit.reports.commentary.numerals import in_digits
    >>> from crimekit.reports.commentary.subjects import read_sentence
    >>> from crimekit.reports.commentary.vocabulary import Vocabulary
    >>> text = "Visits went from 48 to 65, an increase of 27%."
    >>> found = read_claims(in_digits(text))
    >>> [one.said for one in between_ends(found[0], found, read_sentence(text, Vocabulary()))]
    ['from 48 to 65 is an increase of 35.4%']
    """
    if claim.kind == "points":
        return _between_levels([one for one in found if one.kind == "level"])
    if claim.kind not in ("percent", "difference"):
        return ()
    pairs = [one for one in found if one.kind == "pair" and one.then and _beside(claim, one, sentence)]
    typed = [Comparison(one.typed, one.value, one.then or 0) for one in pairs]
    values = [(one, change_of(one, claim)) for one in typed]
    return tuple(
        Expected(value, f"{one.name} is {change_said(one, claim)}") for one, value in values if value is not None
    )


def _between_levels(levels: Sequence[Claim]) -> tuple[Expected, ...]:
    """The points from one level to another; nothing where there are more, or none is the earlier one."""
    sides = {one.side: one for one in levels}
    if len(levels) != 2 or set(sides) != {"", "earlier"}:
        return ()
    then, now = sides["earlier"], sides[""]
    moved = now.value - then.value
    return (Expected(moved, f"from {then.typed} to {now.typed} is {words.number(moved, 1, signed=True)} points"),)


def _beside(claim: Claim, pair: Claim, sentence: Sentence) -> bool:
    """Whether nothing else is named or counted between the two."""
    first, last = (pair.end, claim.start) if claim.start >= pair.end else (claim.end, pair.start)
    if last - first > _NEAR or re.search(r"\d", sentence.text[first:last]):
        return False
    return not any(first <= mention.start < last for mention in sentence.mentions.named)


def wrong_end(pair: Claim, sentence: Sentence) -> str:
    """What is wrong with the two ends of a change: a count that the measure has in no period they can be of.

    Nothing is, where it cannot be told what they are of, or when. The usual periods are tried as well as those named.
    """
    chosen = sentence.about(pair)
    if not chosen or any(not period.windows for period in sentence.periods):
        return ""
    windows = [window for period in sentence.periods for window in period.windows]
    reported = [[*of_count(one, ()), *(of_count(one, windows) if windows else ())] for one in chosen]
    known = {figure.value for figures in reported for figure in figures}
    wrong = [value for value in (pair.then, pair.value) if value is not None and value not in known]
    if not wrong or not known:
        return ""
    said = [figure.said for figure in reported[0][:2]]
    return f"found {words.joined([words.number(value) for value in wrong])}; {'; '.join(said)}"
