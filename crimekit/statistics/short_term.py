"""The short term: the last four quarters against the same four a year earlier.

The score test of two rates, with the dispersion of the series' own year by season table instead of Poisson's; its
excess is widened because neighbouring quarters resemble each other. In simulation it named a direction for at most
4.8 % of stable series in any setting, where "10 % up or down on last year" did for up to 91 %.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Unpack

from scipy.special import stdtr

from crimekit.statistics.noise import TableFit, fit_table, normal_quantile, wilson_interval, year_blocks
from crimekit.statistics.results import Trend
from crimekit.statistics.series import Counts, Parts, Series, series_of
from crimekit.statistics.settings import DEFAULTS, Settings
from crimekit.statistics.wording import shrink, worded

METHOD = (
    "last four quarters against the same quarters of an earlier year: quasi-Poisson score test, "
    "excess dispersion x {excess:g}, Student's t; score interval of the rate ratio"
)


def short_term(counts: Counts | Series, *, settings: Settings = DEFAULTS, **parts: Unpack[Parts]) -> Trend:
    """Judge the last four quarters; the last count is the current quarter's, and seasons are counted back from it.

    Parameters
    ----------
    counts
        By quarter, None where missing; or a series that holds its parts.
    **parts
        `population`, residents by quarter; `mask`, which quarters to leave out (the pandemic); `breaks`, positions
        from which the level is not comparable. A quarter that is missing, masked or below zero (records transferred
        or cancelled) is not used, nor is its season in the year compared.

    Examples
    --------
    >>> trend = short_term([44, 36, 48, 46, 48, 46, 39, 53, 52, 50, 37, 37, 67, 68, 86, 79])
    >>> trend.label, trend.now, trend.then
    ('Increasing', 300.0, 176.0)
    """
    series = series_of(counts, **parts)
    unknown = Trend(term="short", label="Not known", method=METHOD.format(excess=settings.short_excess))
    if len(series) < settings.short_fewest_quarters:
        return replace(unknown, reason=f"fewer than {settings.short_fewest_quarters} quarters")
    if series.current_fault:
        return replace(unknown, reason=series.current_fault)
    matched = _matched_quarters(series, settings)
    if not matched:
        reason = f"fewer than {settings.short_fewest_matched} quarters have a match a year earlier"
        return replace(unknown, reason=reason)
    return _compare(unknown, series, *matched, settings=settings)


def _matched_quarters(series: Series, settings: Settings) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Positions of the newest usable quarters and of their match in the most recent year that has enough."""
    newest = range(len(series) - 4, len(series))
    for back in range(1, settings.short_furthest_back + 1):
        if len(series) < 4 * (back + 1):
            break
        pairs = [(at, at - 4 * back) for at in newest if series.usable[at] and series.usable[at - 4 * back]]
        if len(pairs) >= settings.short_fewest_matched:
            return tuple(now for now, _ in pairs), tuple(then for _, then in pairs)
    return None


def _compare(
    unknown: Trend, series: Series, newest: tuple[int, ...], earlier: tuple[int, ...], *, settings: Settings
) -> Trend:
    """Test the two sums, or say why they cannot be tested."""
    table = fit_table(year_blocks(series.usable_counts), season_from_mean=settings.season_from_mean)
    now, then = float(series.counts[list(newest)].sum()), float(series.counts[list(earlier)].sum())
    dispersion = 1 + settings.short_excess * max(0.0, table.dispersion - 1) if table.df > 0 else None
    reason = _reason(series, earlier, total=now + then, table=table, settings=settings)
    compared = replace(
        unknown,
        reason=reason,
        df=table.df,
        dispersion=dispersion,
        now=now,
        then=then,
        now_quarters=newest,
        then_quarters=earlier,
    )
    if reason or dispersion is None:
        return compared
    share = float(series.population[list(newest)].sum())
    share /= share + float(series.population[list(earlier)].sum())
    tested = _test(now, then, share=share, dispersion=dispersion, df=table.df, settings=settings)
    return worded(compared, tested, settings)


def _reason(series: Series, earlier: tuple[int, ...], *, total: float, table: TableFit, settings: Settings) -> str:
    """Why no direction can be given; empty where one can."""
    if table.df < settings.fewest_degrees:
        return "too few quarters to know how much the series varies"
    if total == 0:
        return "none recorded in the two years"
    if total < settings.short_smallest_total:
        return f"fewer than {settings.short_smallest_total:g} offences in the two years"
    block_start = len(series) - 4 * ((len(series) - 1 - earlier[-1]) // 4 + 1)
    if any(at > block_start for at in series.breaks):
        return "recording change between the years compared"
    return ""


def _test(now: float, then: float, *, share: float, dispersion: float, df: int, settings: Settings) -> dict[str, float]:
    """Score test and interval of the rate ratio, given the newest year's `share` of the residents."""
    total = now + then
    z = (now - share * total) / math.sqrt(total * share * (1 - share) * dispersion)
    quantile = normal_quantile(1 - settings.alpha, df)
    low, high = wilson_interval(now / total, total / dispersion, quantile)
    odds = (1 - share) / share
    half = 0.5 if min(now, then) == 0 else 0.0
    ratio = (now + half) / (then + half) * odds
    return {
        "change": ratio - 1,
        "lower": low / (1 - low) * odds - 1,
        "upper": high / (1 - high) * odds - 1 if high < 1 else math.inf,
        "shrunk": shrink(math.log(ratio), z),
        "statistic": z,
        "p": 2 * float(stdtr(df, -abs(z))),
    }
