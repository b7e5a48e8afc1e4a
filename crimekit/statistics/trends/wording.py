"""From a test to a word, and from two words to the outlook.

"Not significant" is not "Stable": that word is kept for series whose interval rules a large change out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crimekit.errors import DataError
from crimekit.statistics.intervals import growth
from crimekit.statistics.results import Course, Direction, Outlook, Trend, TrendLabel
from crimekit.statistics.settings import DEFAULTS, Settings

_BETTER: Mapping[tuple[str, Direction], Course] = {
    ("Increasing", "lower"): "worsening",
    ("Increasing", "higher"): "improving",
    ("Decreasing", "lower"): "improving",
    ("Decreasing", "higher"): "worsening",
}


def word_short_term(tested: Mapping[str, float], settings: Settings = DEFAULTS) -> TrendLabel:
    """Give the label of a tested year-on-year change.

    Examples
    --------
    >>> word_short_term({"change": 0.12, "lower": 0.01, "upper": 0.24, "p": 0.02})
    'Increasing'
    """
    if tested["p"] < settings.alpha:
        return _direction(tested["change"], settings.short_material)
    return "Stable" if _excludes_large(tested, settings.short_stable) else "No clear change"


def word_medium_term(tested: Mapping[str, float], settings: Settings = DEFAULTS) -> TrendLabel:
    """Give the label of a tested yearly slope.

    Examples
    --------
    >>> word_medium_term({"change": -0.08, "lower": -0.10, "upper": -0.06, "p": 0.001})
    'Decreasing'
    """
    if tested["p"] < settings.alpha:
        return _direction(tested["change"], settings.medium_material)
    return "Stable" if _excludes_large(tested, settings.medium_stable) else "No clear trend"


def _direction(change: float, material: float) -> TrendLabel:
    """Give the direction of a significant change, or "Stable" where it is too small to matter."""
    if abs(change) < material:
        return "Stable"
    return "Increasing" if change > 0 else "Decreasing"


def _excludes_large(tested: Mapping[str, float], bound: float) -> bool:
    """Whether the interval lies between a fall by `bound` and the rise that would undo it."""
    return 1 + tested["lower"] >= 1 - bound and 1 + tested["upper"] <= 1 / (1 - bound)


def shrink(log_ratio: float, z: float) -> float:
    """Draw a change towards none by as much as picking out significant ones overstates it.

    Examples
    --------
    >>> round(shrink(0.405465, z=2.0), 3)
    0.355
    """
    return growth(log_ratio * max(0.0, 1 - 1 / z**2)) if z else 0.0


def phrase(label: TrendLabel, tested: Mapping[str, float], settings: Settings = DEFAULTS) -> str:
    """Put the label in one phrase: a direction with its size, judged on the shrunk change.

    A significant change too small to matter is "slight".

    Examples
    --------
    >>> phrase("Decreasing", {"change": -0.13, "shrunk": -0.116, "p": 0.01})
    'Moderate reduction'
    >>> phrase("Stable", {"change": 0.04, "shrunk": 0.03, "p": 0.02})
    'Stable (slight increase)'
    """
    noun = "increase" if tested.get("change", 0.0) > 0 else "reduction"
    if label in ("Increasing", "Decreasing"):
        size = abs(tested["shrunk"])
        words = "Small" if size < settings.moderate_from else "Moderate" if size < settings.large_from else "Large"
        return f"{words} {noun}"
    return f"Stable (slight {noun})" if label == "Stable" and tested["p"] < settings.alpha else label


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


def _joined(short: str, medium: str) -> str:
    if short.startswith("Stable") and medium == "Stable":
        return "Stable"
    if short == medium == "Not known":
        return "Not known"
    return f"Medium term {_lowered(medium)} / Short term {_lowered(short)}"


def _lowered(label: str) -> str:
    return label[0].lower() + label[1:]


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
