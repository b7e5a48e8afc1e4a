"""The thresholds behind every printed word, with the values that were measured to keep false alarms below 5 %.

The defaults come from a simulation of stable series (levels from 0.8 to 1,200 a quarter, seasons, overdispersion and
autocorrelation) and from a back test on recorded crime; ``tests/benchmarks/calibration.py`` measures them again.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from crimekit.errors import ParameterError


@dataclass(frozen=True, slots=True)
class Settings:
    """The parameters of the labels; shares and probabilities are fractions, periods are quarters.

    Examples
    --------
    >>> Settings(alpha=0.01).alpha
    0.01
    """

    alpha: float = 0.05  # of every printed label and interval
    season_from_mean: float = 10  # mean count from which the season is fitted
    fewest_degrees: int = 3

    short_excess: float = 2.5  # how far the excess dispersion is widened for autocorrelation
    short_fewest_quarters: int = 8
    short_smallest_total: float = 10  # the two years together
    short_fewest_matched: int = 3
    short_furthest_back: int = 3  # years
    short_material: float = 0.05
    short_stable: float = 0.25

    medium_excess: float = 2.75
    medium_window: int = 20
    medium_fewest_quarters: int = 10
    medium_shortest_span: int = 12
    medium_smallest_total: float = 20
    medium_material: float = 0.02  # a year
    medium_stable: float = 0.08  # a year

    moderate_from: float = 0.10  # "Moderate increase", judged on the shrunk change
    large_from: float = 0.25

    unusual_alpha: float = 0.01
    unusual_from_mean: float = 3
    unusual_trend_from: int = 12

    group_excess: float = 2.0
    group_material: float = 0.10
    group_smallest_expected: float = 10
    group_fewest_forces: int = 4
    rank_confidence: float = 0.90

    survey_shown_from: float = 10
    survey_small_from: float = 30  # below: "sample size very small, indicator ONLY"
    survey_plain_from: float = 100  # below: "small sample, treat with caution"

    outturn_drift: float = 0.08  # a year
    outturn_years: int = 5
    outturn_fewest_years: int = 2

    percent_base: float = 50  # a smaller earlier count gets none: one offence would move it by two points
    headline_rate: float = 0.10  # false discoveries among the headlines

    def __post_init__(self) -> None:
        for key in ("alpha", "unusual_alpha", "rank_confidence", "headline_rate", "short_stable", "medium_stable"):
            value = getattr(self, key)
            if not 0 < value < 1:
                raise ParameterError(f"settings: {key}: found {value}; expected a fraction between 0 and 1")
        for field in fields(self):
            value = getattr(self, field.name)
            if not value >= 0:
                raise ParameterError(f"settings: {field.name}: found {value}; expected a number from 0")


DEFAULTS = Settings()
