"""From a series to its label: both terms in one, whether that is good news, and which of many may lead a report.

A label is printed only where a rule was measured to be wrong less than once in twenty when nothing had changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crimekit.errors import DataError
from crimekit.statistics.medium_term import medium_term
from crimekit.statistics.results import Course, Direction, Outlook, Trend
from crimekit.statistics.series import Series
from crimekit.statistics.settings import DEFAULTS, Settings
from crimekit.statistics.short_term import short_term

_BETTER: Mapping[tuple[str, Direction], Course] = {
    ("Increasing", "lower"): "worsening",
    ("Increasing", "higher"): "improving",
    ("Decreasing", "lower"): "improving",
    ("Decreasing", "higher"): "worsening",
}


def outlook_of(series: Series, better: Direction, settings: Settings = DEFAULTS) -> Outlook:
    """The label that a report prints of a series, given which way is better for the public.

    Examples
    --------
    >>> from crimekit.statistics.series import series_of
    >>> outlook_of(series_of([50, 51, 49, 50] * 5 + [90, 92, 89, 91]), "lower").direction
    'worsening'
    """
    return outlook(short_term(series, settings=settings), medium_term(series, settings=settings), better)


def outlook(short: Trend, medium: Trend, better: Direction) -> Outlook:
    """Both terms in one label.

    Its direction is that of the term that has one; where the two disagree it is neither.

    Examples
    --------
    >>> falling, rising = Trend("short", "Decreasing", ""), Trend("medium", "Increasing", "")
    >>> outlook(falling, rising, "lower").text
    'Medium term increasing / Short term decreasing'
    """
    courses = {course(short, better), course(medium, better)}
    directions = courses & {"improving", "worsening"}
    direction: Course = "not known" if courses == {"not known"} else "neither"
    if len(directions) == 1:
        direction = directions.pop()
    return Outlook(_joined(short.label, medium.label), direction, short, medium)


def course(trend: Trend, better: Direction) -> Course:
    """Whether a trend is good news, given which way is better for the public.

    Examples
    --------
    >>> course(Trend(term="short", label="Increasing", method=""), "lower")
    'worsening'
    """
    if trend.label == "Not known":
        return "not known"
    return _BETTER.get((trend.label, better), "neither")


def _joined(short: str, medium: str) -> str:
    if short == medium and short in ("Stable", "Not known"):
        return short
    lowered = (label[0].lower() + label[1:] for label in (medium, short))
    return "Medium term {} / Short term {}".format(*lowered)


def headline_list(p_values: Sequence[float | None], rate: float = DEFAULTS.headline_rate) -> tuple[bool, ...]:
    """Which of many tested changes may lead a report: Benjamini and Hochberg's rule.

    At most a share `rate` of those picked is expected to be chance. A test that gave no p-value is never picked.

    Examples
    --------
    >>> headline_list([0.001, 0.04, None, 0.60])
    (True, True, False, False)
    """
    given = sorted(p for p in p_values if p is not None)
    if given and (given[0] < 0 or given[-1] > 1):
        raise DataError(f"headlines: found p-values from {given[0]} to {given[-1]}; expected 0 to 1")
    below = [p for rank, p in enumerate(given, start=1) if p <= rate * rank / len(given)]
    limit = max(below, default=-1.0)
    return tuple(p is not None and p <= limit for p in p_values)
