"""From a test to a word, from two words to a label, and from many labels to those that may lead a report.

"Not significant" is not "Stable": that is for series whose interval rules a change out. A label is printed only where
a rule was measured to be wrong less than once in twenty when nothing had changed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crimekit.errors import DataError
from crimekit.statistics.noise import growth
from crimekit.statistics.results import Course, Direction, Outlook, Trend, TrendLabel
from crimekit.statistics.settings import DEFAULTS, Settings

_BETTER: Mapping[tuple[str, Direction], Course] = {
    ("Increasing", "lower"): "worsening",
    ("Increasing", "higher"): "improving",
    ("Decreasing", "lower"): "improving",
    ("Decreasing", "higher"): "worsening",
}


def shrink(log_ratio: float, z: float) -> float:
    """Draw a change towards none by as much as picking out significant ones overstates it.

    Examples
    --------
    >>> round(shrink(0.405465, z=2.0), 3)
    0.355
    """
    return growth(log_ratio * max(0.0, 1 - 1 / z**2)) if z else 0.0


def worded(trend: Trend, tested: Mapping[str, float], settings: Settings = DEFAULTS) -> Trend:
    """Give a trend the numbers of its test (the finite ones), its label, and the phrase that says its size.

    A significant change is a direction, or "Stable" where it is too small to be material. Another one is "Stable"
    only where its interval lies between a fall that must be ruled out and the rise that would undo it. The size in
    the phrase is that of the shrunk change; a significant change too small to matter is "slight".

    Examples
    --------
    >>> trend = Trend("short", "Not known", "")
    >>> worded(trend, {"change": -0.13, "lower": -0.22, "upper": -0.03, "shrunk": -0.116, "p": 0.01}).words
    'Moderate reduction'
    >>> worded(trend, {"change": 0.04, "lower": 0.01, "upper": 0.07, "shrunk": 0.03, "p": 0.02}).words
    'Stable (slight increase)'
    """
    unclear: TrendLabel = "No clear change" if trend.term == "short" else "No clear trend"
    material, stable = settings.medium_material, settings.medium_stable
    if trend.term == "short":
        material, stable = settings.short_material, settings.short_stable
    significant, rises = tested["p"] < settings.alpha, tested["change"] > 0
    noun = "increase" if rises else "reduction"
    label: TrendLabel
    if significant and abs(tested["change"]) >= material:
        label = "Increasing" if rises else "Decreasing"
        size = abs(tested["shrunk"])
        words = "Small" if size < settings.moderate_from else "Moderate" if size < settings.large_from else "Large"
        words = f"{words} {noun}"
    elif significant:
        label, words = "Stable", f"Stable (slight {noun})"
    else:
        excluded = 1 + tested["lower"] >= 1 - stable and 1 + tested["upper"] <= 1 / (1 - stable)
        label = words = "Stable" if excluded else unclear
    finite: dict[str, Any] = {name: value for name, value in tested.items() if math.isfinite(value)}
    return replace(trend, label=label, words=words, **finite)


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
    if short.label == medium.label and short.label in ("Stable", "Not known"):
        return Outlook(short.label, direction, short, medium)
    lowered = (trend.label[0].lower() + trend.label[1:] for trend in (medium, short))
    return Outlook("Medium term {} / Short term {}".format(*lowered), direction, short, medium)


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
