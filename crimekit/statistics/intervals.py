"""Confidence intervals of counts and shares, in closed form, and the distribution of a count to come."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Interval = tuple[NDArray[np.float64], NDArray[np.float64]]


def normal_quantile(confidence: float, df: float = math.inf) -> float:
    """Give the half-width of a two-sided interval in standard errors; Student's t where `df` is finite.

    Examples
    --------
    >>> round(normal_quantile(0.95), 4), round(normal_quantile(0.95, df=12), 4)
    (1.96, 2.1788)
    """
    from scipy.special import ndtri, stdtrit  # loaded when there is something to work out: a check needs none

    tail = (1 + confidence) / 2
    return float(ndtri(tail) if math.isinf(df) else stdtrit(df, tail))


def growth(log_ratio: float) -> float:
    """Give the change that a log ratio stands for, as a fraction; infinite where it is beyond any number.

    Examples
    --------
    >>> round(growth(0.0953), 3)
    0.1
    """
    return math.expm1(log_ratio) if log_ratio < 700 else math.inf


def poisson_interval(counts: ArrayLike, confidence: float = 0.95) -> Interval:
    """Give the exact interval of the mean behind each count (Garwood 1936); right at zero, NaN below it.

    Examples
    --------
    >>> lower, upper = poisson_interval([0, 20])
    >>> upper.round(3).tolist()
    [3.689, 30.888]
    """
    from scipy.special import gammainccinv, gammaincinv

    count = np.asarray(counts, dtype=float)
    tail = (1 - confidence) / 2
    valid = np.isfinite(count) & (count >= 0)
    safe = np.where(valid, count, 1.0)
    lower = np.where(safe > 0, gammaincinv(np.where(safe > 0, safe, 1.0), tail), 0.0)
    upper = gammainccinv(safe + 1, tail)
    return np.where(valid, lower, np.nan), np.where(valid, upper, np.nan)


def wilson_interval(share: float, size: float, quantile: float) -> tuple[float, float]:
    """Give the score interval of a share of `size` cases (Wilson 1927); `size` need not be whole.

    Examples
    --------
    >>> [round(limit, 4) for limit in wilson_interval(0.65, 100, quantile=1.959964)]
    [0.5525, 0.7364]
    """
    spread = quantile**2 / size
    middle = (share + spread / 2) / (1 + spread)
    half = math.sqrt(share * (1 - share) * spread + spread**2 / 4) / (1 + spread)
    return max(0.0, middle - half) if share > 0 else 0.0, min(1.0, middle + half) if share < 1 else 1.0


def negative_binomial(mean: float, variance: float) -> Any:
    """The distribution of a count with this mean and a variance above it, as scipy has it.

    Examples
    --------
    >>> int(negative_binomial(mean=38.5, variance=81.7).ppf(0.925))
    52
    """
    from scipy.stats import nbinom

    return nbinom(mean**2 / (variance - mean), mean / variance)


def mid_z(predicted: Any, count: float) -> float:
    """Give the normal deviate of the mid-p of `count`: half its own chance counts as below it.

    Examples
    --------
    >>> round(mid_z(negative_binomial(mean=38.5, variance=81.7), 60), 2)
    2.16
    """
    from scipy.special import ndtri

    half = predicted.pmf(count) / 2
    upper, lower = predicted.sf(count) + half, predicted.cdf(count - 1) + half
    return float(-ndtri(max(upper, 1e-300)) if upper < lower else ndtri(max(lower, 1e-300)))
