"""How much chance moves a count: the Poisson fit that measures its scatter, and intervals in closed form."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

_MOST_STEPS = 200
_SETTLED = 1e-10


class TableFit(NamedTuple):
    """The scatter of counts around year and season: Pearson's statistic, its degrees of freedom, the mean count."""

    pearson: float
    df: int
    mean: float

    @property
    def dispersion(self) -> float:
        """Variance over mean, 1 for Poisson counts; needs at least one degree of freedom."""
        return self.pearson / self.df


def year_blocks(counts: Array) -> Array:
    """Arrange counts as rows of four quarters that end with the newest, oldest row first; an odd start is left out.

    Examples
    --------
    >>> year_blocks(np.arange(9.0)).tolist()
    [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]
    """
    return counts[len(counts) % 4 :].reshape(-1, 4)


def fit_table(blocks: Array) -> TableFit:
    """Fit year and season to rows of four quarters, NaN where a quarter is not usable.

    A row with fewer than two usable quarters says nothing about scatter and is left out.

    Examples
    --------
    >>> fit = fit_table(np.array([[12.0, 8, 10, 10], [8, 12, 10, 10]]))
    >>> round(fit.pearson, 6), fit.df
    (1.6, 3)
    """
    kept = blocks[np.isfinite(blocks).sum(axis=1) >= 2]
    usable = np.isfinite(kept)
    cells = int(usable.sum())
    if not cells:
        return TableFit(pearson=0.0, df=0, mean=0.0)
    counts = np.where(usable, kept, 0.0)
    fitted = _scale(counts, usable)
    inside = fitted > 0
    pearson = float((((counts - fitted)[inside]) ** 2 / fitted[inside]).sum())
    parameters = len(kept) + int(usable.any(axis=0).sum()) - 1
    return TableFit(pearson=pearson, df=cells - parameters, mean=float(counts.sum() / cells))


def _scale(counts: Array, usable: NDArray[np.bool_]) -> Array:
    """Fit the main effects of a table with holes, by scaling rows and columns in turn to the observed sums."""
    fitted = usable.astype(float)
    for _ in range(_MOST_STEPS):
        before = fitted
        for axis in (1, 0):
            with np.errstate(invalid="ignore"):  # none of a sum of none
                ratio = counts.sum(axis, keepdims=True) / fitted.sum(axis, keepdims=True)
            fitted = fitted * np.nan_to_num(ratio)
        if np.abs(fitted - before).max() <= _SETTLED * counts.max():
            break
    return fitted


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


def poisson_interval(counts: ArrayLike, confidence: float = 0.95) -> tuple[Array, Array]:
    """Give the exact interval of the mean behind each count (Garwood 1936); right at zero, NaN below it.

    Examples
    --------
    >>> lower, upper = poisson_interval([0, 20])
    >>> upper.round(3).tolist()
    [3.689, 30.888]
    """
    from scipy.special import gammainccinv, gammaincinv

    given, tail = np.asarray(counts, dtype=float), (1 - confidence) / 2
    count = np.where(np.isfinite(given) & (given >= 0), given, np.nan)
    return np.where(count == 0, 0.0, gammaincinv(count, tail)), gammainccinv(count + 1, tail)


def wilson_interval(share: ArrayLike, size: ArrayLike, quantile: float) -> tuple[Array, Array]:
    """Give the score interval of each share of `size` cases (Wilson 1927); `size` need not be whole.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in wilson_interval(0.65, 100, quantile=1.959964)]
    [0.5525, 0.7364]
    """
    part, spread = np.asarray(share, dtype=float), quantile**2 / np.asarray(size, dtype=float)
    middle = (part + spread / 2) / (1 + spread)
    half = np.sqrt(part * (1 - part) * spread + spread**2 / 4) / (1 + spread)
    lower, upper = np.maximum(0, middle - half), np.minimum(1, middle + half)
    return np.where(part == 0, 0.0, lower), np.where(part == 1, 1.0, upper)
