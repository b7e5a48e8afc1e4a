"""One rate, one share, one change."""

from __future__ import annotations

import math

from crimekit.errors import DataError
from crimekit.statistics.intervals import normal_quantile, poisson_interval, wilson_interval
from crimekit.statistics.results import Change, Rate
from crimekit.statistics.settings import DEFAULTS


def poisson_rate(count: float | None, population: float, *, per: float = 1000, confidence: float = 0.95) -> Rate:
    """Work out one rate per `per` residents with its exact Poisson interval; none below zero.

    Examples
    --------
    >>> one = poisson_rate(20, 100, per=100)
    >>> [round(number, 2) for number in (one.value, one.lower, one.upper)]
    [20.0, 12.22, 30.89]
    """
    if not population > 0:
        raise DataError(f"rate: population: found {population:g}; expected residents above zero")
    method = f"exact Poisson {100 * confidence:g}% interval"
    if count is None or math.isnan(count):
        return Rate(None, None, population, per, None, None, "no count")
    if count < 0:
        method = "no interval: the count is below zero"
        return Rate(count / population * per, count, population, per, None, None, method)
    lower, upper = (float(limit) / population * per for limit in poisson_interval(count, confidence))
    return Rate(count / population * per, count, population, per, lower, upper, method)


def proportion(part: float, whole: float, *, confidence: float = 0.95, per: float = 100) -> Rate:
    """Work out a share of a whole, with Wilson's interval; nothing of nothing is not a share.

    Examples
    --------
    >>> share = proportion(81, 263)
    >>> [round(number, 1) for number in (share.value, share.lower, share.upper)]
    [30.8, 25.5, 36.6]
    """
    if not 0 <= part <= whole:
        raise DataError(f"share: found {part:g} of {whole:g}; expected a part between zero and the whole")
    method = f"Wilson {100 * confidence:g}% interval"
    if whole == 0:
        return Rate(None, part, whole, per, None, None, method)
    lower, upper = wilson_interval(part / whole, whole, normal_quantile(confidence))
    return Rate(part / whole * per, part, whole, per, lower * per, upper * per, method)


def year_on_year(now: float | None, then: float | None, *, base: float = DEFAULTS.percent_base) -> Change:
    """Set a count beside that of a year earlier; below a `base` of earlier offences there is no percentage.

    Examples
    --------
    >>> year_on_year(120, 150).percent
    -20.0
    >>> year_on_year(3, 0).reason
    'none recorded in the earlier period, so no percentage'
    """
    method = f"difference of the counts; percentage where the earlier one is {base:g} or more"
    now, then = (None if count is None or math.isnan(count) else float(count) for count in (now, then))
    if now is None or then is None:
        absent = "both periods" if now is then else "this period" if now is None else "the earlier period"
        return Change(now, then, None, None, method, f"no figures for {absent}")
    if then == 0:
        return Change(now, then, now - then, None, method, "none recorded in the earlier period, so no percentage")
    if then < base:
        reason = f"fewer than {base:g} in the earlier period: counts only"
        return Change(now, then, now - then, None, method, reason)
    return Change(now, then, now - then, (now - then) / then * 100, method)
