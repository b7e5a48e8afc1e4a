"""Two rates beside each other: their ratio and their difference, with test and interval.

These take the dispersion as given. Recorded crime varies more than Poisson counts do, so for a change over time
`crimekit.statistics.trends.short_term`, which takes it from the series, is the one to print.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from crimekit.errors import DataError
from crimekit.statistics.intervals import normal_quantile, poisson_interval, wilson_interval


@dataclass(frozen=True, slots=True)
class Comparison:
    """The ratio of two rates, or their difference, with its interval and test."""

    estimate: float | None
    lower: float | None
    upper: float | None
    statistic: float | None
    p: float | None
    df: float
    dispersion: float
    method: str
    reason: str = ""


def rate_ratio(
    now: float,
    then: float,
    *,
    populations: tuple[float, float] = (1.0, 1.0),
    dispersion: float = 1.0,
    confidence: float = 0.95,
) -> Comparison:
    """Compare two counts as a ratio of rates: score test and score interval.

    Examples
    --------
    >>> ratio = rate_ratio(120, 150)
    >>> ratio.estimate, round(ratio.p, 3)
    (0.8, 0.068)
    """
    _check_pair(now, then, populations)
    method = f"ratio of the rates; score test, score {100 * confidence:g}% interval, dispersion {dispersion:g}"
    total, share = now + then, populations[0] / sum(populations)
    odds = populations[1] / populations[0]
    if total == 0:
        return Comparison(None, None, None, None, None, math.inf, dispersion, method, "none recorded in either period")
    z = (now - share * total) / math.sqrt(total * share * (1 - share) * dispersion)
    low, high = wilson_interval(now / total, total / dispersion, normal_quantile(confidence))
    return Comparison(
        estimate=now / then * odds if then else None,
        lower=low / (1 - low) * odds,
        upper=high / (1 - high) * odds if high < 1 else None,
        statistic=z,
        p=2 * float(ndtr(-abs(z))),
        df=math.inf,
        dispersion=dispersion,
        method=method,
        reason="" if then else "none recorded in the earlier period, so no ratio",
    )


def rate_difference(
    now: float, then: float, *, populations: tuple[float, float] = (1, 1), per: float = 1000, confidence: float = 0.95
) -> Comparison:
    """Compare two counts as a difference of rates per `per` residents.

    The interval joins the exact Poisson intervals of both by squaring and adding (Zou and Donner 2008).

    Examples
    --------
    >>> difference = rate_difference(120, 150, populations=(100_000, 100_000))
    >>> [round(number, 3) for number in (difference.estimate, difference.lower, difference.upper)]
    [-0.3, -0.631, 0.029]
    """
    _check_pair(now, then, populations)
    rates = np.array([now, then]) / populations * per
    lower, upper = (np.array(limit) / populations * per for limit in poisson_interval([now, then], confidence))
    estimate = float(rates[0] - rates[1])
    below = math.hypot(rates[0] - lower[0], upper[1] - rates[1])
    above = math.hypot(upper[0] - rates[0], rates[1] - lower[1])
    z = _difference_z(now, then, populations)
    return Comparison(
        estimate=estimate,
        lower=estimate - below,
        upper=estimate + above,
        statistic=z,
        p=None if z is None else 2 * float(ndtr(-abs(z))),
        df=math.inf,
        dispersion=1,
        method=f"difference of the rates; square-and-add of exact Poisson {100 * confidence:g}% intervals",
    )


def _difference_z(now: float, then: float, populations: tuple[float, float]) -> float | None:
    """Give the score statistic of equal rates, None where nothing was recorded."""
    total, share = now + then, populations[0] / sum(populations)
    return (now - share * total) / math.sqrt(total * share * (1 - share)) if total else None


def _check_pair(now: float, then: float, populations: tuple[float, float]) -> None:
    if not (now >= 0 and then >= 0 and min(populations) > 0):
        raise DataError(
            f"rates: found counts {now:g} and {then:g} with populations {populations[0]:g} and {populations[1]:g}; "
            "expected counts from zero and populations above zero"
        )
