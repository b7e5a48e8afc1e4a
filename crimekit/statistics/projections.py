"""Where the financial year will end: this year's pace and the last whole year's total, weighed by their precision.

The pace so far is scaled by the share of a year that earlier years had recorded by then; the last total is
trusted less the more the level drifts from year to year. On recorded crime of 43 forces the interval meant to hold
8 times in 10 held 81 %, that for 19 in 20 held 95.5 %; scaling the year to date by 4/k held 45 % and 59 %.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import nbdtrik, ndtr

from crimekit.periods import Quarter
from crimekit.statistics.intervals import Array, fit_table, normal_quantile
from crimekit.statistics.results import Shown
from crimekit.statistics.settings import DEFAULTS, Settings

METHOD = (
    "year to date at its usual share of a year, blended by precision with the last whole year's total, drift {drift:g} "
    "a year; negative binomial interval of the rest of the year"
)


@dataclass(frozen=True, slots=True)
class Projection(Shown):
    """Where the financial year will end, with the intervals that hold 8 times in 10 and 19 times in 20."""

    known: float | None  # recorded so far
    outturn: float | None
    method: str
    reason: str = ""
    remaining: float | None = None
    lower80: float | None = None
    upper80: float | None = None
    lower95: float | None = None
    upper95: float | None = None
    share: float | None = None  # of a year that earlier years had recorded by now
    weight: float | None = None  # given to this year's pace; the rest goes to the last whole year's total
    variance: float | None = None
    dispersion: float | None = None
    df: int | None = None


def project_outturn(
    counts: Mapping[Quarter, float | None],
    so_far: Sequence[Quarter],
    *,
    left_out: Collection[Quarter] = (),
    settings: Settings = DEFAULTS,
) -> Projection:
    """Project the financial year's total from its quarters so far and the years before it.

    Parameters
    ----------
    counts
        By quarter. Missing and below zero (records transferred or cancelled) are no figures; an earlier year without
        all of its quarters is left out.
    so_far
        The quarters of this year, Q1 first; with all four the total is known.
    left_out
        Quarters that are no guide (the pandemic).

    Examples
    --------
    >>> first = Quarter.parse("2020-21 Q1")
    >>> held = {first + at: count for at, count in enumerate([10, 14, 9, 12, 13, 11, 12, 15, 9, 16, 10, 11, 14])}
    >>> year = project_outturn(held, [max(held)])
    >>> round(year.outturn), year.lower80, year.upper80
    (52, 40.0, 66.0)
    """
    method = METHOD.format(drift=settings.outturn_drift)
    quarters = _numbers(counts.get(at) for at in so_far)
    known = float(quarters.sum()) if np.isfinite(quarters).all() and len(quarters) else None
    if known is not None and len(quarters) == 4:
        return Projection(known, known, "sum of the four quarters", "", 0.0, known, known, known, known)
    usable = {at: count for at, count in counts.items() if at not in left_out}
    starts = [so_far[0] - 4 * back for back in range(len(counts) // 4, 0, -1)] if so_far else []
    years = np.array([_numbers(usable.get(start + at) for at in range(4)) for start in starts]).reshape(-1, 4)
    years = years[np.isfinite(years).all(axis=1)][-settings.outturn_years :]
    reason = _reason(years, quarters, settings)
    if known is None or reason:
        return Projection(known, None, method, reason)
    return _project(known, len(quarters), years, method=method, settings=settings)


def _numbers(counts: Iterable[float | None]) -> Array:
    numbers = np.array([np.nan if count is None else count for count in counts], dtype=float)
    return np.where(numbers >= 0, numbers, np.nan)


def _reason(years: Array, quarters: Array, settings: Settings) -> str:
    """Say why the year cannot be projected; empty where it can."""
    if not len(quarters) or not np.isfinite(quarters).all():
        return "a quarter of this year is missing" if len(quarters) else "no quarter of this year is known"
    if len(years) < settings.outturn_fewest_years:
        return f"fewer than {settings.outturn_fewest_years} complete earlier years"
    so_far, total = years[:, : len(quarters)].sum(), years.sum()
    if so_far in (0, total):
        return "earlier years do not say what share of a year to expect by now"
    if quarters.sum() + years[-1].sum() == 0:
        return "none recorded in the last whole year or this year so far"
    return ""


def _project(known: float, quarters: int, years: Array, *, method: str, settings: Settings) -> Projection:
    """Weigh this year's pace against the last whole year's total by their variances, relative to the level."""
    table, drift = fit_table(years), settings.outturn_drift**2
    dispersion = max(1.0, table.dispersion)
    so_far, total, last = float(years[:, :quarters].sum()), float(years.sum()), float(years[-1].sum())
    share = so_far / total
    level = (known + last) / (1 + share)
    pace_variance, last_variance = dispersion / (share * level), dispersion / level + drift
    weight = last_variance / (pace_variance + last_variance)
    remaining = (weight * known / share + (1 - weight) * last) * (1 - share)
    relative = weight * pace_variance + drift + dispersion * share / max(total - so_far, 0.5)
    variance = dispersion * remaining + remaining**2 * relative
    size, chance = remaining**2 / (variance - remaining), remaining / variance
    upper = [float(ndtr(normal_quantile(confidence, table.df))) for confidence in (0.80, 0.95)]
    limits = [float(np.ceil(nbdtrik(tail, size, chance))) for most in upper for tail in (1 - most, most)]
    if not limits[0] <= remaining <= limits[1]:  # nearly all in a few quarters: its mean says nothing
        return Projection(known, None, method, "earlier years differ too much to say what to expect")
    lower80, upper80, lower95, upper95 = (known + limit for limit in limits)
    found = Projection(known, known + remaining, method, "", remaining, lower80, upper80, lower95, upper95)
    return replace(found, share=share, weight=weight, variance=variance, dispersion=dispersion, df=table.df)
