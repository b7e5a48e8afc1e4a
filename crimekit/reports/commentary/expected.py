"""What the report has of one measure where a figure is typed: each figure it could be, and how it is told.

The functions take the measure, the claim where it matters, and the windows that it is of (none: the usual ones).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crimekit import words
from crimekit.reports.commentary.claim import Claim
from crimekit.reports.commentary.periods import Period
from crimekit.reports.commentary.series import Comparison, Series
from crimekit.reports.commentary.windows import Window, usual_lengths


@dataclass(frozen=True, slots=True)
class Expected:
    """A figure that a typed one may be, and how it is told: “Robbery: 62 in 2023-24 Q1”."""

    value: float
    said: str


def of_count(one: Series, windows: Sequence[Window]) -> Iterator[Expected]:
    """The counts of a measure in these windows; where there are none, those that a report speaks of.

    Examples
    --------
    >>> from crimekit.quarters import Quarter, quarters_between
    >>> quarters = quarters_between(Quarter.parse("2022-23 Q2"), Quarter.parse("2023-24 Q1"))
    >>> robbery = Series("Robbery", ("robbery",), quarters, (40.0, 30.0, 20.0, 62.0))
    >>> [figure.said for figure in of_count(robbery, ())][:2]
    ['Robbery: 62 in 2023-24 Q1', 'Robbery: 152 in the 12 months to the end of 2023-24 Q1']
    """
    reported = one.quarters[-1]
    usual = [(end, length) for end in (reported, reported - 4) for length in usual_lengths(reported)]
    for end, length in windows or [*usual, (reported - 1, 1)]:
        total = one.in_window(end, length)
        if total is not None:
            yield Expected(total, f"{one.title}: {words.number(total)} in {_window(end, length)}")


def _window(end: object, length: int) -> str:
    return str(end) if length == 1 else f"the {words.number(3 * length)} months to the end of {end}"


def of_change(one: Series, claim: Claim, named: Sequence[Period]) -> Iterator[Expected]:
    """The changes of a measure that a sentence with these periods can mean; none where it means another.

    Examples
    --------
    >>> from crimekit.quarters import Quarter
    >>> now = Quarter.parse("2023-24 Q1")
    >>> robbery = Series("Robbery", ("robbery",), (now - 1, now), (50.0, 62.0))
    >>> [figure.said for figure in of_change(robbery, Claim("difference", 12), ())]
    ['Robbery: on the quarter before 12 more']
    """
    reported = one.quarters[-1]
    windows = {window for period in named for window in period.windows}
    if any(not period.windows for period in named):
        return
    now = {window for window in windows if window[0] == reported}
    then = windows - now
    for change in one.comparisons():
        earlier, value = (reported - change.apart, change.length), change_of(change, claim)
        meant = (not now or (reported, change.length) in now) and (not then or earlier in then)
        if meant and value is not None:
            yield Expected(value, f"{one.title}: {change.name} {change_said(change, claim)}")


def change_of(change: Comparison, claim: Claim) -> float | None:
    """The change as a claim gives it: a number of offences, or in percent.

    Examples
    --------
    >>> change_of(Comparison("", 65, 50), Claim("percent", 27)), change_of(Comparison("", 65, 0), Claim("percent", 27))
    (30.0, None)
    """
    return change.now - change.then if claim.kind == "difference" else change.percent


def change_said(change: Comparison, claim: Claim) -> str:
    """The change as a claim gives it, in words.

    Examples
    --------
    >>> change = Comparison("", 65, 50)
    >>> change_said(change, Claim("percent", 27)), change_said(change, Claim("difference", 12))
    ('an increase of 30.0%', '15 more')
    """
    by = change.now - change.then
    if claim.kind == "difference" or change.percent is None:
        return f"{words.number(abs(by))} {'fewer' if by < 0 else 'more'}"
    return f"{words.way(by)} of {words.percent(abs(change.percent))}"


def of_level(one: Series, claim: Claim, windows: Sequence[Window]) -> Iterator[Expected]:
    """The percentages that the report prints; the earlier ones where the text speaks of those.

    Examples
    --------
    >>> satisfied = Series("Satisfaction", (), (), levels=(("2022-23 Q1", 72.0), ("2023-24 Q1", 76.4)))
    >>> [figure.said for figure in of_level(satisfied, Claim("level", 76), ())]
    ['Satisfaction: 76.4% in 2023-24 Q1']
    """
    labels = {end.label for end, _ in windows}
    chosen = one.levels[:-1] if claim.side == "earlier" else one.levels[-1:]
    if labels and claim.side != "earlier":
        chosen = tuple(level for level in one.levels if level[0] in labels)
    for period, value in chosen:
        yield Expected(value, f"{one.title}: {words.percent(value)} in {period}")


def of_points(one: Series) -> Iterator[Expected]:
    """The change in percentage points on the year before.

    Examples
    --------
    >>> [figure.said for figure in of_points(Series("Satisfaction", (), (), moved=-4.4))]
    ['Satisfaction: −4.4 points on the year before']
    """
    if one.moved is not None:
        yield Expected(one.moved, f"{one.title}: {words.number(one.moved, 1, signed=True)} points on the year before")


def of_share(part: Series, whole: Series, windows: Sequence[Window]) -> Iterator[Expected]:
    """What one measure is of another that holds all its offences, in percent.

    Examples
    --------
    >>> from crimekit.quarters import Quarter
    >>> now = (Quarter.parse("2023-24 Q1"),)
    >>> burglary = Series("Burglary", (), now, (20.0,), codes=frozenset({"28E"}))
    >>> whole = Series("Neighbourhood crime", (), now, (80.0,), codes=frozenset({"28E", "45"}))
    >>> [figure.said for figure in of_share(burglary, whole, ())]
    ['Burglary is 25.0% of Neighbourhood crime: 20 of 80 in 2023-24 Q1']
    """
    reported = whole.quarters[-1]
    if not part.codes or not part.codes < whole.codes or part.quarters != whole.quarters:
        return
    for end, length in windows or [(reported, length) for length in usual_lengths(reported)]:
        one, all_of_it = part.in_window(end, length), whole.in_window(end, length)
        if one is not None and all_of_it:
            share = 100 * one / all_of_it
            said = f"{words.number(one)} of {words.number(all_of_it)} in {_window(end, length)}"
            yield Expected(share, f"{part.title} is {words.percent(share)} of {whole.title}: {said}")
