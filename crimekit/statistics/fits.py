"""The two Poisson fits behind the labels: the year by season table and the log-linear line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_MOST_STEPS = 200
_SETTLED = 1e-10


@dataclass(frozen=True, slots=True)
class TableFit:
    """The scatter of counts around year and season: Pearson's statistic, its degrees of freedom, the mean count."""

    pearson: float
    df: int
    mean: float
    seasonal: bool

    @property
    def dispersion(self) -> float:
        """Variance over mean, 1 for Poisson counts; needs at least one degree of freedom."""
        return self.pearson / self.df


@dataclass(frozen=True, eq=False)
class LineFit:
    """A fitted log-linear mean; the covariance is that of Poisson counts."""

    coefficients: Array
    covariance: Array
    dispersion: float
    df: int


def year_blocks(counts: Array) -> Array:
    """Arrange counts as rows of four quarters that end with the newest, oldest row first; an odd start is left out.

    Examples
    --------
    >>> year_blocks(np.arange(9.0)).tolist()
    [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]
    """
    return counts[len(counts) % 4 :].reshape(-1, 4)


def fit_table(blocks: Array, *, season_from_mean: float) -> TableFit:
    """Fit year and season to rows of four quarters, NaN where a quarter is not usable.

    A row with fewer than two usable quarters says nothing about scatter and is left out. Below `season_from_mean`
    the season is not fitted.

    Examples
    --------
    >>> fit = fit_table(np.array([[12.0, 8, 10, 10], [8, 12, 10, 10]]), season_from_mean=0)
    >>> round(fit.pearson, 6), fit.df
    (1.6, 3)
    """
    kept = blocks[np.isfinite(blocks).sum(axis=1) >= 2]
    usable = np.isfinite(kept)
    cells = int(usable.sum())
    if not cells:
        return TableFit(pearson=0.0, df=0, mean=0.0, seasonal=False)
    counts = np.where(usable, kept, 0.0)
    mean = float(counts.sum() / cells)
    seasonal = mean >= season_from_mean
    fitted = _scale(counts, usable) if seasonal else usable * _ratio(counts.sum(axis=1), usable.sum(axis=1))[:, None]
    inside = fitted > 0
    pearson = float((((counts - fitted)[inside]) ** 2 / fitted[inside]).sum())
    parameters = len(kept) + (int(usable.any(axis=0).sum()) - 1 if seasonal else 0)
    return TableFit(pearson=pearson, df=cells - parameters, mean=mean, seasonal=seasonal)


def _ratio(top: Array, bottom: NDArray[np.float64 | np.int_]) -> Array:
    """Divide, giving 0 for 0 over 0."""
    quotient: Array = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
    return quotient


def _scale(counts: Array, usable: NDArray[np.bool_]) -> Array:
    """Fit the main effects of a table with holes, by scaling rows and columns in turn to the observed sums."""
    fitted = usable.astype(float)
    for _ in range(_MOST_STEPS):
        before = fitted
        rows = fitted * _ratio(counts.sum(axis=1), fitted.sum(axis=1))[:, None]
        fitted = rows * _ratio(counts.sum(axis=0), rows.sum(axis=0))
        if np.abs(fitted - before).max() <= _SETTLED * counts.max():
            break
    return fitted


def fit_line(counts: Array, design: Array, offset: Array) -> LineFit | None:
    """Poisson regression with a log link, by iteratively reweighted least squares.

    None where the columns of `design` cannot be told apart or the fit does not settle.

    Examples
    --------
    >>> fit = fit_line(np.array([10.0, 20.0, 40.0]), np.column_stack([np.ones(3), [0.0, 1, 2]]), np.zeros(3))
    >>> [round(value, 6) for value in np.exp(fit.coefficients).tolist()]
    [10.0, 2.0]
    """
    quarters, columns = design.shape
    if quarters <= columns or np.linalg.matrix_rank(design) < columns:
        return None
    mean = counts + counts.mean() / 4
    for _ in range(_MOST_STEPS):
        before = mean
        response = np.log(mean) - offset + (counts - mean) / mean
        covariance = np.linalg.inv((design.T * mean) @ design + 1e-9 * np.eye(columns))
        coefficients = covariance @ (design.T @ (mean * response))
        mean = np.exp(np.clip(offset + design @ coefficients, -30, 30))
        if np.abs(mean - before).max() <= _SETTLED * max(1.0, counts.max()):
            df = quarters - columns
            dispersion = float(((counts - mean) ** 2 / mean).sum() / df)
            covariance = np.linalg.inv((design.T * mean) @ design + 1e-9 * np.eye(columns))
            return LineFit(coefficients, covariance, dispersion, df)
    return None


def design_matrix(at: NDArray[np.intp], *, breaks: Sequence[int], seasonal: bool) -> NDArray[np.float64]:
    """Columns for season (or a constant), each distinct recording change, and time in years, for positions `at`.

    A change before the first or after the last position given is no column, nor is a second one between the same
    two positions.

    Examples
    --------
    >>> design_matrix(np.arange(3), breaks=[2], seasonal=False).tolist()
    [[1.0, 0.0, -0.25], [1.0, 0.0, 0.0], [1.0, 1.0, 0.25]]
    """
    seasons = [at % 4 == season for season in sorted(set(at % 4))] if seasonal else [np.ones(len(at))]
    first_after = {int(np.searchsorted(at, step)) for step in breaks}
    steps = [np.arange(len(at)) >= first for first in sorted(first_after) if 0 < first < len(at)]
    return np.column_stack([*seasons, *steps, (at - at.mean()) / 4]).astype(float)
