"""The thresholds behind every printed word, with the values that were measured.

The defaults come from a simulation of stable series (levels from 0.8 to 1,200 a quarter, seasons, overdispersion and
autocorrelation) and from a back test on recorded crime; ``tests/benchmarks/calibration.py`` measures them again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from crimekit.errors import ParameterError


def _threshold(default: float, meaning: str) -> Any:
    """Declare a threshold; the page of methods prints what it means."""
    return field(default=default, metadata={"meaning": meaning})


def _fraction(default: float, meaning: str) -> Any:
    """Declare one that lies between 0 and 1."""
    return field(default=default, metadata={"meaning": meaning, "fraction": True})


@dataclass(frozen=True, slots=True)
class Settings:
    """The parameters of the labels; shares and probabilities are fractions, periods are quarters.

    Examples
    --------
    >>> Settings(alpha=0.01).alpha
    0.01
    """

    alpha: float = _fraction(0.05, "significance of every label; its intervals hold 1 less this")
    fewest_degrees: int = _threshold(3, "benchmark: degrees of freedom that a force's dispersion needs")

    noise_window: int = _threshold(40, "noise: quarters it is learnt from, up to the one judged")
    noise_from: float = _threshold(15, "noise: smallest count of a pair of quarters")
    noise_pairs: int = _threshold(100, "noise: pairs below which smaller counts are used as well")
    noise_forces: int = _threshold(5, "noise: forces from which what they share is taken off, and changes are pooled")
    noise_prior: float = _threshold(0.07, "noise: what few pairs are drawn towards")
    noise_prior_pairs: float = _threshold(20, "noise: pairs that this counts as")

    quarter_confidence: float = _fraction(0.90, "this quarter: confidence of the range expected")
    unborne: float = _threshold(1.5, "this quarter: times that range beyond which no support is needed")
    far_confidence: float = _fraction(0.975, "this quarter: confidence beyond which it is far higher or lower")
    year_confidence: float = _fraction(0.88, "past year: confidence of a direction and of its range")
    three_confidence: float = _fraction(0.96, "past three years: confidence of a direction and of its range")
    years_chance: float = _threshold(
        1.5, "past years: times chance by which forces must differ, as neighbouring quarters resemble each other"
    )
    alone_confidence: float = _fraction(0.95, "confidence where there are no other forces")
    stable: float = _fraction(0.20, "Stable: change that its range must rule out, up and down")
    stable_confidence: float = _fraction(0.97, "Stable: confidence of that range")
    fewest_matched: int = _threshold(3, "quarters usable in both years; fewer only where others are masked")
    fewest_before: int = _threshold(2, "this quarter: usable quarters of the four before")
    fewest_a_year: float = _threshold(10, "offences a year from which there is a label")
    fewest_a_quarter: float = _threshold(3, "offences a quarter from which there is a direction")

    apart_from: float = _threshold(4.5, "may be recording: distance from the other forces' changes")
    apart_times: float = _threshold(1.2, "may be recording: times, up or down, beside the other forces")
    apart_forces: int = _threshold(10, "may be recording: other forces needed")

    group_window: int = _threshold(21, "benchmark: quarters that the dispersion is taken from")
    group_excess: float = _threshold(2.0, "benchmark: factor on the excess dispersion")
    group_material: float = _threshold(0.10, "benchmark: smallest difference from the average with a side")
    group_smallest_expected: float = _threshold(10, "benchmark: offences expected")
    group_fewest_forces: int = _threshold(4, "benchmark: forces with figures")
    rank_confidence: float = _fraction(0.90, "rank: confidence of its range")

    survey_shown_from: float = _threshold(10, "survey: people asked from which a percentage is shown")
    survey_small_from: float = _threshold(30, "survey: below, an indicator only")
    survey_plain_from: float = _threshold(100, "survey: below, with caution")

    outturn_drift: float = _threshold(0.08, "outturn: drift of the level a year")
    outturn_years: int = _threshold(5, "outturn: most earlier years")
    outturn_fewest_years: int = _threshold(2, "outturn: fewest earlier years")

    percent_base: float = _threshold(50, "earlier count from which a change has a percentage")

    def __post_init__(self) -> None:
        problems = []
        for each in fields(self):
            value = getattr(self, each.name)
            if each.metadata.get("fraction") and not 0 < value < 1:
                problems.append(f"{each.name}: found {value:g}; expected a fraction between 0 and 1")
            elif not value >= 0:
                problems.append(f"{each.name}: found {value:g}; expected a number from 0")
        if problems:
            raise ParameterError(f"settings: {'; '.join(problems)}")


DEFAULTS = Settings()
