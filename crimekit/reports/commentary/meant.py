"""Which figures of the report a typed one can be: those of the measures it is about, in the periods it is of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crimekit.reports.commentary import expected, expected_rates
from crimekit.reports.commentary.claim import Claim
from crimekit.reports.commentary.expected import Expected
from crimekit.reports.commentary.periods import window_of
from crimekit.reports.commentary.series import Series
from crimekit.reports.commentary.subjects import Sentence
from crimekit.reports.commentary.surveyed import surveyed

# What makes of a rank that of a change.
_OF_A_CHANGE = re.compile(r"\b(?:increase|rise|reduction|decrease|fall|drop|change|rose|fell|growth)\b", re.IGNORECASE)
# What makes of a share one of a change, and so of no count.
_OF_THE_CHANGE = re.compile(
    r"\s(?:the|this|that|all)\s(?:\w+\s)?(?:increase|rise|reduction|decrease|fall|drop|change|growth)"
)


def meant(claim: Claim, sentence: Sentence) -> tuple[Expected, ...]:
    """The figures of the report that a claim can be; none where it cannot be told what it is about, or when.

    Examples
    --------
    >>> from crimekit.reports.commentary.subjects import read_sentence
    >>> from crimekit.reports.commentary.vocabulary import Vocabulary
    >>> from crimekit.quarters import Quarter
    >>> robbery = Series("Robbery", ("robberies",), (Quarter(2023, 6),), (62.0,))
    >>> sentence = read_sentence("There were 61 robberies this quarter.", Vocabulary((robbery,)))
    >>> [figure.said for figure in meant(Claim("count", 61, start=11, end=23), sentence)]
    ['Robbery: 62 in 2023-24 Q1']
    """
    if claim.kind == "pair":
        return ()
    if claim.kind == "share":
        return tuple(_share(claim, sentence))
    if claim.kind in ("level", "points"):
        chosen = () if sentence.mentions.elsewhere else surveyed(sentence.text, sentence.section)
    else:
        chosen = sentence.about(claim)
    found = [tuple(_of(claim, one, sentence)) for one in chosen]
    return tuple(figure for figures in found for figure in figures) if all(found) else ()


def _of(claim: Claim, one: Series, sentence: Sentence) -> Iterator[Expected]:
    """The figures of one measure that a claim can be."""
    if claim.kind in ("percent", "difference"):
        yield from expected.of_change(one, claim, sentence.periods)
    elif claim.kind == "rank":
        yield from expected_rates.of_rank(one, claim, change=bool(_OF_A_CHANGE.search(sentence.text)))
    elif claim.kind in ("times", "gap"):
        yield from expected_rates.of_average(one, claim)
    elif claim.kind == "points":
        yield from expected.of_points(one)
    elif (windows := window_of(claim, sentence.text, sentence.periods)) is not None:
        if claim.kind == "count":
            yield from expected.of_count(one, windows)
        elif claim.kind == "rate":
            yield from expected_rates.of_rate(one, claim, windows)
        else:
            yield from expected.of_level(one, claim, windows)


def _share(claim: Claim, sentence: Sentence) -> Iterator[Expected]:
    """A share needs both measures named: the part last before it, the whole first after it."""
    windows = window_of(claim, sentence.text, sentence.periods)
    before = [one.series for one in sentence.mentions.named if one.start < claim.start]
    after = [one.series for one in sentence.mentions.named if one.start >= claim.end]
    if windows is None or _OF_THE_CHANGE.match(sentence.text, claim.end) or not (before and after):
        return
    if sentence.mentions.strange or len(before[-1]) != 1 or len(after[0]) != 1:
        return
    yield from expected.of_share(before[-1][0], after[0][0], windows)
