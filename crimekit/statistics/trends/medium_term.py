"""The medium and the long term: the yearly slope of the last five years, and of all quarters.

Quasi-Poisson regression on season, annotated recording changes and time, with the excess dispersion widened because
neighbouring quarters resemble each other. A window of five years because a slope over everything still says
"increasing" years after a rise has ended.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from crimekit.statistics.fits import fit_line
from crimekit.statistics.intervals import growth, normal_quantile
from crimekit.statistics.results import Term, Trend
from crimekit.statistics.settings import DEFAULTS, Settings
from crimekit.statistics.trends.series import Counts, Series, read_series
from crimekit.statistics.trends.wording import phrase, shrink, word_medium_term

METHOD = (
    "yearly slope of {span}: quasi-Poisson regression on {terms}, excess dispersion x {excess:g}, Student's t interval"
)


def medium_term(
    counts: Counts,
    *,
    population: Sequence[float] | None = None,
    mask: Sequence[bool] = (),
    breaks: Sequence[int] = (),
    settings: Settings = DEFAULTS,
) -> Trend:
    """Judge the slope of the last five years; arguments as for `short_term`.

    Examples
    --------
    >>> trend = medium_term([344, 284, 278, 286, 293, 294, 249, 270, 253, 244, 204, 223, 256, 231, 240, 229])
    >>> trend.label, round(100 * trend.change, 1)
    ('Decreasing', -8.2)
    """
    series = read_series(counts, population=population, mask=mask, breaks=breaks)
    return _slope(series.since(max(0, len(series) - settings.medium_window)), "medium", len(series), settings)


def long_term(
    counts: Counts,
    *,
    population: Sequence[float] | None = None,
    mask: Sequence[bool] = (),
    breaks: Sequence[int] = (),
    settings: Settings = DEFAULTS,
) -> Trend:
    """Judge the slope of all quarters; arguments as for `short_term`.

    Examples
    --------
    >>> long_term([50, 51, 49, 50] * 8).label
    'Stable'
    """
    series = read_series(counts, population=population, mask=mask, breaks=breaks)
    return _slope(series, "long", len(series), settings)


def _slope(window: Series, term: Term, quarters: int, settings: Settings) -> Trend:
    """Fit the window and put its slope into words; positions are those of the whole series."""
    start = quarters - len(window)
    used = np.flatnonzero(window.usable)
    counts = window.counts[used]
    seasonal = bool(len(used)) and counts.mean() >= settings.season_from_mean
    reason = _reason(used, counts, settings)
    tested: dict[str, float] = {}
    if not reason:
        tested, reason = _fit(window, used, seasonal=seasonal, settings=settings)
    df = int(tested.pop("df")) if tested else None
    label = word_medium_term(tested, settings) if tested else "Not known"
    finite = {name: value for name, value in tested.items() if math.isfinite(value)}
    newest, oldest = used[used >= len(window) - 4], used[used < 4]
    return Trend(
        term=term,
        label=label,
        words=phrase(label, tested, settings),
        method=_method(window, term, seasonal=seasonal, settings=settings),
        reason=reason,
        df=df,
        now=float(window.counts[newest].sum()) if len(newest) == 4 else None,
        then=float(window.counts[oldest].sum()) if len(oldest) == 4 else None,
        now_quarters=tuple(int(at) + start for at in newest),
        then_quarters=tuple(int(at) + start for at in oldest),
        **finite,
    )


def _method(window: Series, term: Term, *, seasonal: bool, settings: Settings) -> str:
    terms = [*(["season"] if seasonal else []), *(["recording changes"] if window.breaks else []), "time"]
    span = f"the last {len(window)} quarters" if term == "medium" else f"all {len(window)} quarters"
    return METHOD.format(span=span, terms=" and ".join(terms), excess=settings.medium_excess)


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


def _fit(window: Series, used: NDArray[np.intp], *, seasonal: bool, settings: Settings) -> tuple[dict[str, float], str]:
    """Give the slope with its test and interval, and why there is none where there is none."""
    design = design_matrix(used, breaks=window.breaks, seasonal=seasonal)
    offset = np.log(window.population[used])
    fit = fit_line(window.counts[used], design, offset - offset.mean())
    if fit is None:
        return {}, "the quarters left cannot tell a trend from season and recording changes"
    if fit.df < settings.fewest_degrees:
        return {}, "too few quarters to know how much the series varies"
    dispersion = 1 + settings.medium_excess * max(0.0, fit.dispersion - 1)
    slope, error = float(fit.coefficients[-1]), math.sqrt(dispersion * fit.covariance[-1, -1])
    quantile = normal_quantile(1 - settings.alpha, fit.df)
    statistic = slope / error
    return {
        "change": growth(slope),
        "lower": growth(slope - quantile * error),
        "upper": growth(slope + quantile * error),
        "shrunk": shrink(slope, statistic),
        "statistic": statistic,
        "p": 2 * float(stdtr(fit.df, -abs(statistic))),
        "dispersion": dispersion,
        "df": fit.df,
    }, ""
