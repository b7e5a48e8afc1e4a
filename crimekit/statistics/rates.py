"""Counts, rates and changes: what was counted, against what, and how sure one can be of it.

`count_table` and `share` take tidy frames, `poisson_rate` and `year_on_year` one figure at a time.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from crimekit.errors import DataError
from crimekit.statistics.intervals import normal_quantile, poisson_interval, wilson_interval
from crimekit.statistics.results import Change, Rate
from crimekit.statistics.settings import DEFAULTS


def count_table(observations: pd.DataFrame, expected: pd.DataFrame | None = None) -> pd.DataFrame:
    """Offences by quarter: a row for each period, a column for each force, summed over the series.

    A sum with a missing part is missing, and so is a force and quarter without any row; neither is ever zero. A part is
    missing where its count is, or where it has no row and most forces of the quarter have one, or it is `expected`
    (columns period, series).

    Examples
    --------
    >>> import pandas as pd
    >>> observations = pd.DataFrame({"force": "gwent", "period": ["2023-24 Q1", "2023-24 Q1", "2023-24 Q2"],
    ...                              "series": ["45", "48", "45"], "value": [3.0, 4.0, float("nan")]})
    >>> count_table(observations)["gwent"].tolist()
    [7.0, nan]
    """
    given = observations[:0] if expected is None else expected
    (at, periods), (of, series) = (
        pd.factorize(pd.concat([observations[name], given[name]]).astype(str), sort=True)
        for name in ("period", "series")
    )
    force, forces = pd.factorize(observations["force"].astype(str), sort=True)
    period, part = at[: len(observations)], of[: len(observations)]
    totals = np.zeros((len(periods), len(series), len(forces)))
    there = np.zeros(totals.shape, dtype=bool)
    np.add.at(totals, (period, part, force), observations["value"].to_numpy(dtype=float))  # NaN: a missing count
    there[period, part, force] = True
    needed = 2 * there.sum(axis=2) > there.any(axis=1).sum(axis=1)[:, None]
    needed[at[len(observations) :], of[len(observations) :]] = True
    whole = there.any(axis=1) & (there | ~needed[:, :, None]).all(axis=1)
    held = np.flatnonzero(there.any(axis=(1, 2)))
    index, columns = pd.Index(periods[held], name="period"), pd.Index(forces, name="force")
    return pd.DataFrame(np.where(whole, totals.sum(axis=1), np.nan)[held], index, columns)


def _method(count: float) -> str:
    """Say how the interval of a count was made, or why it has none."""
    if math.isnan(count):
        return "no count"
    return "no interval: the count is below zero" if count < 0 else "exact Poisson 95% interval"


def share(counts: pd.DataFrame) -> pd.DataFrame:
    """Work out what percentage of each `denominator` its `numerator` is, with the score interval (Wilson 1927).

    Parameters
    ----------
    counts
        Columns force, period, numerator, denominator.

    Returns
    -------
    pandas.DataFrame
        `counts` with value (the percentage), lower, upper and method. A missing count, or none to take a percentage
        of, leaves none; the method says so.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"force": ["gwent"], "period": ["2024-25"], "numerator": [65.0], "denominator": [100.0]})
    >>> share(counts)[["value", "lower", "upper", "method"]].round(2).values.tolist()
    [[65.0, 55.25, 73.64, 'Wilson 95% interval']]
    """
    part, whole, quantile = counts["numerator"], counts["denominator"], normal_quantile(0.95)
    faults = {
        "no count": part.isna() | whole.isna(),
        "no percentage: there is nothing to take it of": ~(whole > 0),
        "no interval: the count is below zero or above the whole": ~((part >= 0) & (part <= whole)),
    }
    method = np.select(list(faults.values()), list(faults), "Wilson 95% interval")
    limits = [
        wilson_interval(one / of, of, quantile) if how.startswith("Wilson") else (math.nan, math.nan)
        for one, of, how in zip(part, whole, method, strict=True)
    ]
    lower, upper = 100 * np.array(limits).reshape(-1, 2).T
    return counts.assign(value=part / whole.where(whole > 0) * 100, lower=lower, upper=upper, method=method)


def poisson_rate(count: float | None, population: float | None, *, per: float = 1000) -> Rate:
    """Work out one rate per `per` residents with its exact Poisson interval; none below zero or without residents.

    Examples
    --------
    >>> one = poisson_rate(20, 100, per=100)
    >>> [round(number, 2) for number in (one.value, one.lower, one.upper)]
    [20.0, 12.22, 30.89]
    """
    if population is None:
        return Rate(None, None, None, None, "no population estimate")
    if not population > 0:
        raise DataError(f"rate: population: found {population:g}; expected residents above zero")
    counted = math.nan if count is None else count
    figures = (float(number) / population * per for number in (counted, *poisson_interval(counted)))
    value, lower, upper = (None if math.isnan(figure) else figure for figure in figures)
    return Rate(value, population, lower, upper, _method(counted))


def year_on_year(
    now: float | None, then: float | None, *, base: float = DEFAULTS.percent_base, comparable: bool = True
) -> Change:
    """Set a count beside that of a year earlier.

    There is no percentage below a `base` of earlier offences, nor where the way of recording changed in between.

    Examples
    --------
    >>> year_on_year(120, 150).percent, year_on_year(60, 50).percent, year_on_year(60, 49).percent
    (-20.0, 20.0, None)
    >>> year_on_year(3, 0).reason
    'none recorded in the earlier period, so no percentage'
    """
    method = f"difference of the counts; percentage where the earlier one is {base:g} or more"
    now, then = (None if count is None or math.isnan(count) else float(count) for count in (now, then))
    reason = ""
    if now is None or then is None:
        absent = "both periods" if now is then else "this period" if now is None else "the earlier period"
        return Change(now, then, None, None, method, f"no figures for {absent}")
    if then == 0:
        reason = "none recorded in the earlier period, so no percentage"
    elif not comparable:
        reason = "recording change in between: counts only"
    elif then < base:
        reason = f"fewer than {base:g} in the earlier period: counts only"
    return Change(now, then, now - then, None if reason else (now - then) / then * 100, method, reason)
