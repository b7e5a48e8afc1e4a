"""What the report has where a figure is typed: each figure that it could be, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crimekit import words
from crimekit.commentary.claim import Claim
from crimekit.commentary.figures import Change, Series
from crimekit.commentary.periods import Period, Window


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the report, and how it is told: “Robbery: 62 in 2023-24 Q1”."""

    value: float
    said: str


def of_count(one: Series, windows: Sequence[Window]) -> Iterator[Figure]:
    """The counts of a measure in these windows; where there are none, those that a report speaks of."""
    reported, number = one.quarters[-1], one.quarters[-1].number
    ends = ((reported, (1, number, 4)), (reported - 4, (1, number, 4)), (reported - 1, (1,)))
    usual = [(end, length) for end, lengths in ends for length in dict.fromkeys(lengths)]
    for end, length in windows or usual:
        total = one.in_window(end, length)
        if total is not None:
            yield Figure(total, f"{one.title}: {words.number(total)} in {_window(end, length)}")


def _window(end: object, length: int) -> str:
    return str(end) if length == 1 else f"the {words.number(3 * length)} months to the end of {end}"


def of_change(one: Series, claim: Claim, named: Sequence[Period]) -> Iterator[Figure]:
    """The changes of a measure that a sentence with these periods can mean; none where it means another."""
    reported = one.quarters[-1]
    windows = {window for period in named for window in period.windows}
    if any(not period.windows for period in named):
        return
    now = {window for window in windows if window[0] == reported}
    then = windows - now
    for change in one.changes():
        earlier = (reported - change.apart, change.length)
        if (not now or (reported, change.length) in now) and (not then or earlier in then):
            value = change.now - change.then if claim.kind == "difference" else change.percent
            if value is not None:
                yield Figure(value, f"{one.title}: {change.name} {_said(change, claim)}")


def _said(change: Change, claim: Claim) -> str:
    by = change.now - change.then
    if claim.kind == "difference" or change.percent is None:
        return f"{words.number(abs(by))} {'fewer' if by < 0 else 'more'}"
    return f"{'a reduction' if by < 0 else 'an increase'} of {words.percent(abs(change.percent))}"


def of_rate(one: Series, claim: Claim, windows: Sequence[Window]) -> Iterator[Figure]:
    """The rates of a measure, on the base typed: of quarters, and of twelve months beside the group's average."""
    per = claim.of or one.per
    found, reported = one.benchmark, one.quarters[-1]
    if claim.side == "average":
        if found is not None and found.average is not None:
            yield _rate(found.average, found.per, per, f"{one.title}: the average of the group over twelve months")
        return
    if claim.side == "earlier" and not windows:
        windows = [(quarter, 1) for quarter in one.quarters]
    for quarter, value in zip(one.quarters, one.rates, strict=False):
        if value is not None and ((quarter, 1) in windows or (not windows and quarter == reported)):
            yield _rate(value, one.per, per, f"{one.title}: the rate of {quarter}")
    if found is not None and found.rate is not None and (not windows or (reported, 4) in windows):
        yield _rate(found.rate, found.per, per, f"{one.title}: the rate over twelve months")


def _rate(value: float, per: float, wanted: float, name: str) -> Figure:
    scaled = value * wanted / per
    return Figure(scaled, f"{name} is {words.rate(scaled, [])} per {words.number(wanted)} residents")


def of_level(one: Series, claim: Claim, windows: Sequence[Window]) -> Iterator[Figure]:
    """The percentages that the report prints; the earlier ones where the text speaks of those."""
    labels = {end.label for end, _ in windows}
    chosen = one.levels[:-1] if claim.side == "earlier" else one.levels[-1:]
    if labels and claim.side != "earlier":
        chosen = tuple(level for level in one.levels if level[0] in labels)
    for period, value in chosen:
        yield Figure(value, f"{one.title}: {words.percent(value)} in {period}")


def of_points(one: Series) -> Iterator[Figure]:
    """The change in percentage points on the year before."""
    if one.moved is not None:
        yield Figure(one.moved, f"{one.title}: {words.number(one.moved, 1, signed=True)} points on the year before")


def of_average(one: Series, claim: Claim) -> Iterator[Figure]:
    """The rate beside the group's average: so many times it, or so many percent from it."""
    found = one.benchmark
    if found is None or found.difference is None:
        return
    if claim.kind == "gap":
        side = "above" if found.difference > 0 else "below"
        said = f"{words.percent(abs(100 * found.difference))} {side} the average of the group"
        yield Figure(100 * found.difference, f"{one.title}: {said}")
    else:
        times = 1 + found.difference
        yield Figure(times, f"{one.title}: {words.number(times, 1)} times the average of the group")


def of_rank(one: Series, claim: Claim, *, change: bool) -> Iterator[Figure]:
    """The place as printed: in the group by rate, or among all forces by change where the text speaks of a `change`."""
    group = one.benchmark.rank if one.benchmark else None
    place = one.among_forces.rank if change and one.among_forces else group
    if place is None or place.tied or (claim.of is not None and not change and claim.of > 2 * place.of):
        return
    forward = place.position
    if claim.side in ("highest", "lowest") and claim.side != one.first:
        forward = place.of + 1 - place.position
    if claim.side == "worst":
        forward = place.of + 1 - place.position
    agreed = claim.of is None or claim.of == place.of
    first = f"the {one.first} rate" if place is group else "the best change"
    said = f"{one.title}: {words.rank(place.position, place.of)}, where 1st is {first}"
    yield Figure(forward if agreed else -1.0, said)


def of_share(part: Series, whole: Series, windows: Sequence[Window]) -> Iterator[Figure]:
    """What one measure is of another that holds all its offences, in percent, over the usual windows."""
    reported = whole.quarters[-1]
    if not part.codes or not part.codes < whole.codes or part.quarters != whole.quarters:
        return
    for end, length in windows or [(reported, length) for length in {1, reported.number, 4}]:
        one, all_of_it = part.in_window(end, length), whole.in_window(end, length)
        if one is not None and all_of_it:
            share = 100 * one / all_of_it
            said = f"{words.number(one)} of {words.number(all_of_it)} in {_window(end, length)}"
            yield Figure(share, f"{part.title} is {words.percent(share)} of {whole.title}: {said}")


def of_ends(change: Change, claim: Claim) -> Figure:
    """The change between two ends as typed."""
    value = change.now - change.then if claim.kind == "difference" else change.percent
    return Figure(value or 0.0, f"{change.name} is {_said(change, claim)}")
