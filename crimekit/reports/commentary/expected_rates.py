"""What the report has of one measure where a rate, a rank or a distance from the average is typed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from crimekit import words
from crimekit.reports.commentary.claim import Claim
from crimekit.reports.commentary.expected import Expected
from crimekit.reports.commentary.series import Series
from crimekit.reports.commentary.windows import Window


def of_rate(one: Series, claim: Claim, windows: Sequence[Window]) -> Iterator[Expected]:
    """The rates of a measure, on the base typed: of quarters, and of twelve months; or the group's average.

    Examples
    --------
    >>> from crimekit.quarters import Quarter
    >>> robbery = Series("Robbery", ("robbery",), (Quarter.parse("2023-24 Q1"),), rates=(0.16,))
    >>> [figure.said for figure in of_rate(robbery, Claim("rate", 16, of=100000), ())]
    ['Robbery: the rate of 2023-24 Q1 is 16.00 per 100,000 residents']
    """
    per, found, reported = claim.of or one.per, one.benchmark, one.quarters[-1]
    if claim.side == "average":
        if found is not None and found.average is not None:
            name = f"{one.title}: the average of the group over twelve months"
            yield _rate(name, found.average * per / found.per, per)
        return
    if claim.side == "earlier" and not windows:
        windows = [(quarter, 1) for quarter in one.quarters]
    for quarter, value in zip(one.quarters, one.rates, strict=False):
        if value is not None and ((quarter, 1) in windows or (not windows and quarter == reported)):
            yield _rate(f"{one.title}: the rate of {quarter}", value * per / one.per, per)
    if found is not None and found.rate is not None and (not windows or (reported, 4) in windows):
        yield _rate(f"{one.title}: the rate over twelve months", found.rate * per / found.per, per)


def _rate(name: str, value: float, per: float) -> Expected:
    return Expected(value, f"{name} is {words.rate(value, [])} per {words.number(per)} residents")


def of_average(one: Series, claim: Claim) -> Iterator[Expected]:
    """The rate beside the group's average: so many times it, or so many percent from it.

    Examples
    --------
    >>> from crimekit.statistics.results import Benchmark
    >>> robbery = Series("Robbery", ("robbery",), (), benchmark=Benchmark("", "", difference=-0.12))
    >>> [figure.said for figure in of_average(robbery, Claim("gap", -12))]
    ['Robbery: 12.0% below the average of the group']
    """
    found = one.benchmark
    if found is None or found.difference is None:
        return
    if claim.kind == "gap":
        side = "above" if found.difference > 0 else "below"
        said = f"{words.percent(abs(100 * found.difference))} {side} the average of the group"
        yield Expected(100 * found.difference, f"{one.title}: {said}")
    else:
        times = 1 + found.difference
        yield Expected(times, f"{one.title}: {words.number(times, 1)} times the average of the group")


def of_rank(one: Series, claim: Claim, *, change: bool) -> Iterator[Expected]:
    """The place as printed: in the group by rate, or among all forces by change where the text speaks of a `change`.

    A place among more than twice as many forces as the group has is in no group, and is passed over. One among another
    number of forces is never right.

    Examples
    --------
    >>> from crimekit.statistics.results import Benchmark, Rank
    >>> robbery = Series("Robbery", ("robbery",), (), benchmark=Benchmark("", "", rank=Rank(6, 8)), first="lowest")
    >>> [(figure.value, figure.said) for figure in of_rank(robbery, Claim("rank", 3, side="highest"), change=False)]
    [(3, 'Robbery: 6th/8, where 1st is the lowest rate')]
    """
    of_change = one.among_forces if change else None
    place = of_change.rank if of_change else one.benchmark.rank if one.benchmark else None
    if place is None or place.tied or (claim.of is not None and not change and claim.of > 2 * place.of):
        return
    backwards = claim.side == "worst" or (claim.side in ("highest", "lowest") and claim.side != one.first)
    position = place.of + 1 - place.position if backwards else place.position
    first = "the best change" if of_change else f"the {one.first} rate"
    said = f"{one.title}: {words.rank(place.position, place.of)}, where 1st is {first}"
    yield Expected(position if claim.of in (None, place.of) else math.nan, said)
