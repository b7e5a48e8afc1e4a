"""From a test to a word. "Not significant" is not "Stable": that is for series whose interval rules a change out."""

from __future__ import annotations

from collections.abc import Mapping

from crimekit.statistics.intervals import growth
from crimekit.statistics.results import TrendLabel
from crimekit.statistics.settings import DEFAULTS, Settings


def word(
    tested: Mapping[str, float], *, material: float, stable: float, unclear: TrendLabel, alpha: float
) -> TrendLabel:
    """Give the label of a tested change.

    A significant change is a direction, or "Stable" where it is too small to be `material`. Another one is "Stable"
    only where its interval lies between a fall by `stable` and the rise that would undo it; else it is `unclear`.

    Examples
    --------
    >>> tested = {"change": 0.12, "lower": 0.01, "upper": 0.24, "p": 0.02}
    >>> word(tested, material=0.05, stable=0.25, unclear="No clear change", alpha=0.05)
    'Increasing'
    """
    if tested["p"] >= alpha:
        excluded = 1 + tested["lower"] >= 1 - stable and 1 + tested["upper"] <= 1 / (1 - stable)
        return "Stable" if excluded else unclear
    if abs(tested["change"]) < material:
        return "Stable"
    return "Increasing" if tested["change"] > 0 else "Decreasing"


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
