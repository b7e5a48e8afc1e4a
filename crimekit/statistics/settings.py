"""The thresholds behind every printed word, with the values that were measured to keep false alarms below 5 %.

The defaults come from a simulation of stable series (levels from 0.8 to 1,200 a quarter, seasons, overdispersion and
autocorrelation) and from a back test on recorded crime; ``tests/benchmarks/calibration.py`` measures them again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from crimekit.errors import ParameterError

_FRACTIONS = ("alpha", "unusual_alpha", "rank_confidence", "headline_rate", "short_stable", "medium_stable")


def _threshold(default: float, meaning: str) -> Any:
    """Declare a threshold; the page of methods prints what it means."""
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """The parameters of the labels; shares and probabilities are fractions, periods are quarters.

    Examples
    --------
    >>> Settings(alpha=0.01).alpha
    0.01
    """

    alpha: float = _threshold(0.05, "significance of every label; its intervals hold 1 less this")
    season_from_mean: float = _threshold(10, "mean count a quarter from which seasons are fitted")
    fewest_degrees: int = _threshold(3, "degrees of freedom that a label needs")

    short_excess: float = _threshold(2.5, "short term: factor on the excess dispersion")
    short_fewest_quarters: int = _threshold(8, "short term: quarters that a series needs")
    short_smallest_total: float = _threshold(10, "short term: offences in the two years together")
    short_fewest_matched: int = _threshold(3, "short term: quarters usable in both years")
    short_furthest_back: int = _threshold(3, "short term: years to look back for one that compares")
    short_material: float = _threshold(0.05, "short term: smallest change with a direction")
    short_stable: float = _threshold(
        0.25, "short term: fall that must be ruled out for Stable, and the rise that undoes it"
    )

    medium_excess: float = _threshold(2.75, "medium term: factor on the excess dispersion")
    medium_window: int = _threshold(20, "medium term: quarters fitted")
    medium_fewest_quarters: int = _threshold(10, "medium term: usable quarters needed")
    medium_shortest_span: int = _threshold(12, "medium term: quarters that these must span")
    medium_smallest_total: float = _threshold(20, "medium term: offences in all")
    medium_material: float = _threshold(0.02, "medium term: smallest yearly change with a direction")
    medium_stable: float = _threshold(0.08, "medium term: yearly fall that must be ruled out for Stable")

    moderate_from: float = _threshold(0.10, "shrunk change from which it is moderate")
    large_from: float = _threshold(0.25, "shrunk change from which it is large")

    unusual_alpha: float = _threshold(0.01, "latest quarter: significance")
    unusual_from_mean: float = _threshold(3, "latest quarter: mean count before it")
    unusual_trend_from: int = _threshold(12, "latest quarter: quarters from which time is fitted")

    group_excess: float = _threshold(2.0, "benchmark: factor on the excess dispersion")
    group_material: float = _threshold(0.10, "benchmark: smallest difference from the average with a side")
    group_smallest_expected: float = _threshold(10, "benchmark: offences expected")
    group_fewest_forces: int = _threshold(4, "benchmark: forces with figures")
    rank_confidence: float = _threshold(0.90, "rank: confidence of its range")

    survey_shown_from: float = _threshold(10, "survey: people asked from which a percentage is shown")
    survey_small_from: float = _threshold(30, "survey: below, an indicator only")
    survey_plain_from: float = _threshold(100, "survey: below, with caution")

    outturn_drift: float = _threshold(0.08, "outturn: drift of the level a year")
    outturn_years: int = _threshold(5, "outturn: most earlier years")
    outturn_fewest_years: int = _threshold(2, "outturn: fewest earlier years")

    percent_base: float = _threshold(50, "earlier count from which a change has a percentage")
    headline_rate: float = _threshold(0.10, "headlines: share that may be chance")

    def __post_init__(self) -> None:
        problems = []
        for key, value in asdict(self).items():
            if key in _FRACTIONS and not 0 < value < 1:
                problems.append(f"{key}: found {value:g}; expected a fraction between 0 and 1")
            elif not value >= 0:
                problems.append(f"{key}: found {value:g}; expected a number from 0")
        if problems:
            raise ParameterError(f"settings: {'; '.join(problems)}")


DEFAULTS = Settings()
