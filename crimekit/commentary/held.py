"""What a typed figure is held against: the figures of the measures it is about, or the ends typed beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crimekit import words
from crimekit.commentary import expected
from crimekit.commentary.claim import Claim
from crimekit.commentary.expected import Figure
from crimekit.commentary.figures import Change, Series
from crimekit.commentary.periods import Period, Window, window_of
from crimekit.commentary.subjects import Sentence
from crimekit.commentary.surveyed import surveyed

_NEAR = 60  # characters between two ends and the change that is held against them
_OF_A_CHANGE = re.compile(r"\b(?:increase|rise|reduction|decrease|fall|drop|change|rose|fell|growth)\b", re.IGNORECASE)
_OF_THE_CHANGE = re.compile(
    r"\s(?:the|this|that|all)\s(?:\w+\s)?(?:increase|rise|reduction|decrease|fall|drop|change|growth)"
)
_STANDING = frozenset({"rate", "rank", "times", "gap"})


def figures_of(claim: Claim, sentence: Sentence, named: Sequence[Period]) -> tuple[Figure, ...]:
    """The figures of the report that a claim can be; none where it cannot be told what it is about, or when."""
    if claim.kind == "pair":
        return ()
    if claim.kind == "share":
        return tuple(_share(claim, sentence, named))
    if claim.kind in ("level", "points"):
        chosen = () if sentence.elsewhere else surveyed(sentence.text, sentence.section)
    else:
        chosen = sentence.about(claim.start, claim.end, standing=claim.kind in _STANDING)
    found = [tuple(_of(claim, one, sentence, named)) for one in chosen]
    return tuple(figure for figures in found for figure in figures) if all(found) else ()


def _of(claim: Claim, one: Series, sentence: Sentence, named: Sequence[Period]) -> Iterator[Figure]:
    if claim.kind in ("percent", "difference"):
        yield from expected.of_change(one, claim, named)
    elif claim.kind == "rank":
        change = bool(_OF_A_CHANGE.search(sentence.text))
        yield from expected.of_rank(one, claim, change=change)
    elif claim.kind in ("times", "gap"):
        yield from expected.of_average(one, claim)
    elif claim.kind == "points":
        yield from expected.of_points(one)
    else:
        windows = window_of(claim, sentence.text, named)
        if windows is not None:
            yield from _in_windows(claim, one, windows)


def _in_windows(claim: Claim, one: Series, windows: Sequence[Window]) -> Iterator[Figure]:
    if claim.kind == "count":
        yield from expected.of_count(one, windows)
    elif claim.kind == "rate":
        yield from expected.of_rate(one, claim, windows)
    else:
        yield from expected.of_level(one, claim, windows)


def _share(claim: Claim, sentence: Sentence, named: Sequence[Period]) -> Iterator[Figure]:
    """A share needs both measures named: the part last before it, the whole first after it."""
    windows = window_of(claim, sentence.text, named)
    before = [one for start, _, one in sentence.mentions if start < claim.start]
    after = [one for start, _, one in sentence.mentions if start >= claim.end]
    if windows is None or _OF_THE_CHANGE.match(sentence.text, claim.end) or not (before and after):
        return
    if sentence.strange or len(before[-1]) != 1 or len(after[0]) != 1:
        return
    yield from expected.of_share(before[-1][0], after[0][0], windows)


def between_ends(claim: Claim, found: Sequence[Claim], sentence: Sentence) -> tuple[Figure, ...]:
    """The change between two ends, or two levels, typed right beside a claim."""
    if claim.kind == "points":
        sides = {one.side: one for one in found if one.kind == "level"}
        if len([one for one in found if one.kind == "level"]) == len(sides) == 2 and "earlier" in sides:
            moved = sides[""].value - sides["earlier"].value
            said = f"from {sides['earlier'].typed} to {sides[''].typed} is {words.number(moved, 1, signed=True)} points"
            return (Figure(moved, said),)
    if claim.kind not in ("percent", "difference"):
        return ()
    pairs = [one for one in found if one.kind == "pair" and one.then and _beside(claim, one, sentence)]
    changes = [Change(one.typed, one.value, one.then or 0) for one in pairs]
    return tuple(expected.of_ends(change, claim) for change in changes if change.percent is not None)


def _beside(claim: Claim, pair: Claim, sentence: Sentence) -> bool:
    """Whether nothing else is named or counted between the two."""
    first, last = (pair.end, claim.start) if claim.start >= pair.end else (claim.end, pair.start)
    if last - first > _NEAR or re.search(r"\d", sentence.text[max(first, 0) : max(last, 0)]):
        return False
    return not any(first <= start < last for start, *_ in sentence.mentions)


def wrong_end(claim: Claim, sentence: Sentence, named: Sequence[Period]) -> str:
    """What is wrong with the two ends of a change: a count that the measure has in no period they can be of."""
    chosen = sentence.about(claim.start, claim.end)
    if not chosen or any(not period.windows for period in named):
        return ""
    windows = [window for period in named for window in period.windows]
    held = [
        [*expected.of_count(one, ()), *expected.of_count(one, windows or ((one.quarters[-1], 1),))] for one in chosen
    ]
    known = {figure.value for figures in held for figure in figures}
    wrong = [value for value in (claim.then, claim.value) if value is not None and value not in known]
    if not wrong or not known:
        return ""
    said = [figure.said for figure in held[0][:2]]
    return f"found {words.joined([words.number(value) for value in wrong])}; {'; '.join(said)}"
