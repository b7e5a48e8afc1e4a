"""Confidence intervals of counts and shares, in closed form."""

from __future__ import annotations

import math

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


def byar_interval(counts: ArrayLike, confidence: float = 0.95) -> Interval:
    """Byar's approximation to the exact interval (Breslow and Day 1987); NaN below zero.

    Examples
    --------
    >>> lower, upper = byar_interval([65])
    >>> float(lower[0].round(3)), float(upper[0].round(3))
    (50.163, 82.849)
    """
    count = np.asarray(counts, dtype=float)
    z = normal_quantile(confidence)
    valid = np.isfinite(count) & (count >= 0)
    some = np.where(valid & (count > 0), count, 1.0)
    more = np.where(valid, count, 0.0) + 1
    lower = np.where(count > 0, some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3, 0.0)
    upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return np.where(valid, np.maximum(lower, 0.0), np.nan), np.where(valid, upper, np.nan)


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
