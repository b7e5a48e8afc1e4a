"""Rates and changes: what was counted, against what, and how sure one can be of it.

* `rate`: observations into figures; `sum_periods` before it, for a year;
* `poisson_rate`, `proportion`, `year_on_year`: one figure at a time;
* `rate_ratio`, `rate_difference`: two rates beside each other.
"""

from crimekit.statistics.rates.comparisons import Comparison, rate_difference, rate_ratio
from crimekit.statistics.rates.figures import mid_year, rate, sum_periods
from crimekit.statistics.rates.values import poisson_rate, proportion, year_on_year

__all__ = [
    "Comparison",
    "mid_year",
    "poisson_rate",
    "proportion",
    "rate",
    "rate_difference",
    "rate_ratio",
    "sum_periods",
    "year_on_year",
]
