"""The latest quarter: whether it lies off what the quarters before it predict.

A note beside a figure, never a direction: it takes a year for a change to show as a trend. The prediction is a
quasi-Poisson regression on season and time, and the count is placed in the negative binomial distribution that has
the prediction's mean and variance (the approach of Farrington and others, 1996, at quarterly scale).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtr

from crimekit.statistics.noise import LineFit, design_matrix, fit_line, mid_z, negative_binomial, normal_quantile
from crimekit.statistics.results import Unusual
from crimekit.statistics.series import Series
from crimekit.statistics.settings import DEFAULTS, Settings

METHOD = (
    "this quarter against its prediction from {quarters} earlier quarters: quasi-Poisson regression on season "
    "and time, mid-p of a negative binomial count, Student's t, one in {chance:g}"
)


def unusual_quarter(series: Series, settings: Settings = DEFAULTS) -> Unusual:
    """Compare the current quarter with its own prediction.

    Examples
    --------
    >>> from crimekit.statistics.series import series_of
    >>> unusual_quarter(series_of([50, 51, 49, 50] * 4 + [95])).unusual
    True
    """
    used = np.flatnonzero(series.usable[:-1])
    method = METHOD.format(quarters=len(used), chance=1 / settings.unusual_alpha)
    reason = _reason(series, used, settings)
    if reason:
        return Unusual(unusual=False, method=method, reason=reason)
    design, offset = _design(series, used, settings)
    fit = fit_line(series.counts[used], design[:-1], offset[:-1])
    if fit is None or fit.df < settings.fewest_degrees:
        return Unusual(unusual=False, method=method, reason="too few earlier quarters to predict this one")
    return _judge(float(series.counts[-1]), fit, design[-1], offset=float(offset[-1]), method=method, settings=settings)


def _reason(series: Series, used: NDArray[np.intp], settings: Settings) -> str:
    """Why nothing can be said; empty where something can."""
    if series.current_fault:
        return series.current_fault
    if not len(used) or series.counts[used].mean() < settings.unusual_from_mean:
        return f"fewer than {settings.unusual_from_mean:g} offences a quarter"
    if any(at > used[-1] for at in series.breaks):
        return "recording change in this quarter"
    return ""


def _design(
    series: Series, used: NDArray[np.intp], settings: Settings
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the columns and offsets of the earlier quarters and, last, of the current one."""
    every = np.append(used, len(series) - 1)
    seasonal = bool(series.counts[used].mean() >= settings.season_from_mean)
    design = design_matrix(every, breaks=series.breaks, seasonal=seasonal)
    offset = np.log(series.population[every])
    return design if len(used) >= settings.unusual_trend_from else design[:, :-1], offset - offset.mean()


def _judge(
    count: float, fit: LineFit, row: NDArray[np.float64], *, offset: float, method: str, settings: Settings
) -> Unusual:
    """Place the count in the distribution its prediction gives."""
    expected = math.exp(offset + float(row @ fit.coefficients))
    dispersion = 1 + settings.short_excess * max(0.0, fit.dispersion - 1)
    uncertainty = dispersion * float(row @ fit.covariance @ row)
    variance = max(1.0, fit.dispersion) * expected + uncertainty * expected**2
    predicted = negative_binomial(expected, variance)
    limit = normal_quantile(1 - settings.unusual_alpha, fit.df)
    z = mid_z(predicted, count)
    lower, upper = predicted.ppf(ndtr(-limit)), predicted.isf(ndtr(-limit))  # by whole p; by mid-p the same or one off
    return Unusual(
        unusual=abs(z) > limit,
        method=method,
        count=count,
        expected=expected,
        lower=int(lower) + (mid_z(predicted, lower) < -limit),
        upper=int(upper) - (mid_z(predicted, upper) > limit),
        statistic=z,
        p=2 * float(stdtr(fit.df, -abs(z))),
        df=fit.df,
        dispersion=dispersion,
    )
