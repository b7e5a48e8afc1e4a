"""Which part of a measure drives its change, said only where the arithmetic says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crimekit import words
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.narrative.phrases import in_a_sentence

_FEWEST = 10  # offences
_MOST = 0.5  # of everything that moved the same way


def driver(whole: Assessment, parts: Sequence[Assessment]) -> str:
    """The part that accounts for most of the change on the same quarter; empty where none does.

    A part is a measure of some of the offences of `whole`; what no part holds counts as one more part, never named.
    A part accounts for most of an increase where it holds more than half of all that increased. Nothing is said of a
    change of fewer than ten offences, or of one whose earlier count is too small for a percentage.
    """
    change = whole.same_quarter
    if change is None or change.difference is None or change.percent is None or abs(change.difference) < _FEWEST:
        return ""
    moves = tuple(_moves(whole, parts))
    if not moves:
        return ""
    rest = change.difference - sum(by for _, by in moves)
    sign = 1 if change.difference > 0 else -1
    with_it = sum(abs(by) for by in (*(by for _, by in moves), rest) if by * sign > 0)
    part, by = max(moves, key=lambda move: move[1] * sign)
    if by * sign <= _MOST * with_it:
        return ""
    return _sentence(part, by, [move for move in moves if move[1] * sign < 0], net=change.difference)


def _moves(whole: Assessment, parts: Sequence[Assessment]) -> Iterator[tuple[Assessment, float]]:
    """The parts that share no offence with each other, the first named first, each with its change."""
    left = set(whole.measure.series)
    for part in parts:
        codes, change = set(part.measure.series), part.same_quarter
        known = change is not None and change.difference is not None and part.measure.source == whole.measure.source
        if known and codes and codes <= left and codes != set(whole.measure.series):
            left -= codes
            yield part, (change.difference or 0.0) if change else 0.0


def _sentence(part: Assessment, by: float, against: Sequence[tuple[Assessment, float]], *, net: float) -> str:
    kind, way = ("increase", "more") if net > 0 else ("reduction", "fewer")
    most = f"{part.measure.title} accounts for most of the {kind}"
    if abs(by) <= abs(net) and not against:
        return f"{most}: {words.number(abs(by))} of the {words.number(abs(net))} {way}"
    amount = f"{words.number(abs(by))} {way}, in a net change of {words.number(abs(net))} {way}"
    if not against:
        return f"{most}: {amount}"
    other = "fewer" if net > 0 else "more"
    listed = [f"{in_a_sentence(one.measure.title)} ({words.number(abs(change))} {other})" for one, change in against]
    return f"{most}: {amount}; {words.joined(listed)} went the other way"
