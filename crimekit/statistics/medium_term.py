"""The medium term: the yearly slope of the last five years, and the line to draw of it.

Quasi-Poisson regression on season, annotated recording changes and time, with the excess dispersion widened because
neighbouring quarters resemble each other. A window of five years because a slope over everything still says
"increasing" years after a rise has ended.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Unpack

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from crimekit.statistics.noise import design_matrix, fit_line, growth, normal_quantile
from crimekit.statistics.results import Trend
from crimekit.statistics.series import Counts, Parts, Series, series_of
from crimekit.statistics.settings import DEFAULTS, Settings
from crimekit.statistics.wording import shrink, worded

METHOD = (
    "yearly slope of the last {span} quarters: quasi-Poisson regression on {terms}, excess dispersion x {excess:g}, "
    "Student's t interval"
)

Values = tuple[float | None, ...]


def medium_term(counts: Counts | Series, *, settings: Settings = DEFAULTS, **parts: Unpack[Parts]) -> Trend:
    """Judge the slope of the last five years; arguments as for `short_term`.

    Examples
    --------
    >>> trend = medium_term([344, 284, 278, 286, 293, 294, 249, 270, 253, 244, 204, 223, 256, 231, 240, 229])
    >>> trend.label, round(100 * trend.change, 1)
    ('Decreasing', -8.2)
    """
    series = series_of(counts, **parts)
    start = max(0, len(series) - settings.medium_window)
    window = series.since(start)
    used = np.flatnonzero(window.usable)
    seasonal = bool(len(used)) and bool(window.counts[used].mean() >= settings.season_from_mean)
    terms = [*(["season"] if seasonal else []), *(["recording changes"] if window.breaks else []), "time"]
    newest, oldest = used[used >= len(window) - 4], used[used < 4]
    trend = Trend(
        term="medium",
        label="Not known",
        method=METHOD.format(span=len(window), terms=" and ".join(terms), excess=settings.medium_excess),
        reason=_reason(used, window.counts[used], settings),
        now=float(window.counts[newest].sum()) if len(newest) == 4 else None,
        then=float(window.counts[oldest].sum()) if len(oldest) == 4 else None,
        now_quarters=tuple(int(at) + start for at in newest),
        then_quarters=tuple(int(at) + start for at in oldest),
    )
    return trend if trend.reason else _fit(trend, window, used, seasonal=seasonal, settings=settings)


def _reason(used: NDArray[np.intp], counts: NDArray[np.float64], settings: Settings) -> str:
    """Why no slope can be given; empty where one can."""
    if len(used) < settings.medium_fewest_quarters:
        return f"fewer than {settings.medium_fewest_quarters} usable quarters"
    if used[-1] - used[0] + 1 < settings.medium_shortest_span:
        return f"the usable quarters span fewer than {settings.medium_shortest_span}"
    if counts.sum() == 0:
        return "none recorded"
    if counts.sum() < settings.medium_smallest_total:
        return f"fewer than {settings.medium_smallest_total:g} offences in all"
    return ""


def _fit(trend: Trend, window: Series, used: NDArray[np.intp], *, seasonal: bool, settings: Settings) -> Trend:
    """Give the trend its slope with test and interval, or say why there is none."""
    design = design_matrix(used, breaks=window.breaks, seasonal=seasonal)
    offset = np.log(window.population[used])
    fit = fit_line(window.counts[used], design, offset - offset.mean())
    if fit is None:
        return replace(trend, reason="the quarters left cannot tell a trend from season and recording changes")
    if fit.df < settings.fewest_degrees:
        return replace(trend, reason="too few quarters to know how much the series varies")
    dispersion = 1 + settings.medium_excess * max(0.0, fit.dispersion - 1)
    slope, error = float(fit.coefficients[-1]), math.sqrt(dispersion * fit.covariance[-1, -1])
    margin, statistic = normal_quantile(1 - settings.alpha, fit.df) * error, slope / error
    tested = {
        "change": growth(slope),
        "lower": growth(slope - margin),
        "upper": growth(slope + margin),
        "shrunk": shrink(slope, statistic),
        "statistic": statistic,
        "p": 2 * float(stdtr(fit.df, -abs(statistic))),
        "dispersion": dispersion,
    }
    return replace(worded(trend, tested, settings), df=fit.df)


def trend_path(
    trend: Trend, whole: Series, settings: Settings = DEFAULTS, *, per: float = 1
) -> tuple[Values, Values, Values] | None:
    """The line for each quarter, for `per` residents, with the least and the most that its yearly change leaves open.

    None outside the window of the medium term, and instead of it all where the trend has no direction. Between two
    recording changes it is a constant yearly change, at the level at which it adds up to the usable counts. Lines of
    the lower and the upper yearly change are made alike; of the three the smallest value is the least, the largest
    the most, so that they meet in the middle and part towards both ends.

    Examples
    --------
    >>> from crimekit.statistics.series import series_of
    >>> counts = [100, 100, 100, 100, 110, 110, 110, 110, 121, 121, 121, 121]
    >>> trend = Trend("medium", "Increasing", "", change=0.1, lower=0.0, upper=0.2)
    >>> line, least, most = trend_path(trend, series_of(counts))
    >>> round(line[0], 1), round(line[-1], 1), round(least[-1], 1), round(most[0], 1)
    (96.5, 125.4, 110.3, 110.3)
    """
    changes = (trend.change, trend.lower, trend.upper)
    if trend.label not in ("Increasing", "Decreasing") or any(change is None for change in changes):
        return None
    window = whole.since(max(0, len(whole) - settings.medium_window))
    before: Values = (None,) * (len(whole) - len(window))
    lines = np.array([_line(window, change or 0.0) for change in changes])
    line, least, most = ((*before, *_given(v, per)) for v in (lines[0], lines.min(axis=0), lines.max(axis=0)))
    return line, least, most


def _given(values: NDArray[np.float64], per: float) -> Values:
    return tuple(None if np.isnan(value) else float(value) * per for value in values)


def _line(window: Series, change: float) -> NDArray[np.float64]:
    """One line through the window; each stretch between recording changes adds up to its usable counts, or is NaN."""
    rise = (1 + change) ** (np.arange(len(window)) / 4)
    stretch = np.searchsorted(window.breaks, np.arange(len(window)), side="right")
    counted = np.bincount(stretch, np.where(window.usable, window.counts, 0))
    fitted = np.bincount(stretch, np.where(window.usable, window.population * rise, 0))
    levels = np.divide(counted, fitted, out=np.full(len(fitted), np.nan), where=fitted > 0)
    line: NDArray[np.float64] = rise * levels[stretch]
    return line
