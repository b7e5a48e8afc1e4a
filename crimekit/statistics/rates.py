"""Counts, rates, changes and surveys: what was counted, against what, how sure one can be of it, what is not printed.

`count_table` and `share` take tidy frames, the others one figure at a time. Two waves of a survey are compared by the
interval of their difference, never by whether their own intervals overlap.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from crimekit.errors import DataError
from crimekit.statistics.intervals import Array, normal_quantile, poisson_interval, wilson_interval
from crimekit.statistics.results import Change, Rate, SurveyDifference, SurveyResult
from crimekit.statistics.settings import DEFAULTS, Settings


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
    part, whole = counts["numerator"], counts["denominator"]
    faults = {
        "no count": part.isna() | whole.isna(),
        "no percentage: there is nothing to take it of": ~(whole > 0),
        "no interval: the count is below zero or above the whole": ~((part >= 0) & (part <= whole)),
    }
    method = np.select(list(faults.values()), list(faults), "Wilson 95% interval")
    some = whole.where(whole > 0)
    found = part / some
    lower, upper = wilson_interval(found.where(method == "Wilson 95% interval"), some, normal_quantile(0.95))
    return counts.assign(value=found * 100, lower=100 * lower, upper=100 * upper, method=method)


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


VERY_SMALL = "sample size very small, indicator ONLY"
SMALL = "small sample, treat with caution"
BLUNT = "differences under about 20 points are usually missed"


def survey_result(
    positive: float,
    respondents: float,
    *,
    effective: float | None = None,
    settings: Settings = DEFAULTS,
) -> SurveyResult:
    """Work out the share who answered so, with Wilson's interval.

    Parameters
    ----------
    positive, respondents
        Those who answered so, of those who answered; with weights, the weighted share times the respondents.
    effective
        The respondents that weighted answers are worth (`effective_respondents`).

    Raises
    ------
    DataError
        Where the parts cannot be parts.

    Examples
    --------
    >>> wave = survey_result(18, 22)
    >>> round(100 * wave.share), wave.note
    (82, 'sample size very small, indicator ONLY')
    """
    size = respondents if effective is None else effective
    if not (0 <= positive <= respondents and 0 <= size <= respondents):
        raise DataError(
            f"survey: found {positive:g} of {respondents:g} respondents, worth {size:g}; "
            "expected a part between zero and the whole"
        )
    method = f"share of respondents, Wilson {100 * (1 - settings.alpha):g}% interval"
    shown = size >= settings.survey_shown_from
    reason = "" if shown else f"fewer than {settings.survey_shown_from:g} respondents"
    if size == 0:
        return SurveyResult(None, positive, respondents, size, None, None, shown, VERY_SMALL, method, reason)
    share = positive / respondents
    lower, upper = map(float, wilson_interval(share, size, normal_quantile(1 - settings.alpha)))
    note = _note(size, settings)
    return SurveyResult(share, positive, respondents, size, lower, upper, shown, note, method, reason)


def survey_difference(now: SurveyResult, then: SurveyResult, *, settings: Settings = DEFAULTS) -> SurveyDifference:
    """Compare two waves by Newcombe's interval of the difference (1998, method 10).

    Examples
    --------
    >>> change = survey_difference(survey_result(310, 400), survey_result(262, 400))
    >>> change.label, round(100 * change.difference)
    ('Stat Sig increase', 12)
    """
    method = f"difference of the shares, Newcombe {100 * (1 - settings.alpha):g}% interval"
    note = _note(min(now.effective, then.effective), settings)
    if not (now.shown and then.shown):
        which = "this wave" if not now.shown else "the earlier wave"
        reason = f"fewer than {settings.survey_shown_from:g} respondents in {which}"
        label = f"Not shown (fewer than {settings.survey_shown_from:g} responses)"
        return SurveyDifference(label, None, None, None, now, then, note, method, reason)
    difference, lower, upper = newcombe_interval(now, then)
    label = "Stat Sig increase" if lower > 0 else "Stat Sig decrease" if upper < 0 else "Not Stat Sig"
    told = f"{note}; {BLUNT}" if note and label == "Not Stat Sig" else note
    label = f"{label}; {note}" if note else label
    return SurveyDifference(label, difference, lower, upper, now, then, told, method)


def newcombe_interval(now: SurveyResult, then: SurveyResult) -> tuple[float, float, float]:
    """Give the difference of two shares and its limits, from the limits of each.

    Examples
    --------
    >>> limits = newcombe_interval(survey_result(56, 70), survey_result(48, 80))
    >>> [round(limit, 4) for limit in limits]
    [0.2, 0.0524, 0.3339]
    """
    if now.share is None or now.lower is None or now.upper is None:
        raise DataError("survey: found nobody who answered this wave; expected respondents in both waves")
    if then.share is None or then.lower is None or then.upper is None:
        raise DataError("survey: found nobody who answered the earlier wave; expected respondents in both waves")
    difference = now.share - then.share
    below = math.hypot(now.share - now.lower, then.upper - then.share)
    above = math.hypot(now.upper - now.share, then.share - then.lower)
    return difference, difference - below, difference + above


def effective_respondents(weights: Sequence[float]) -> float:
    """Count the respondents that weighted answers are worth (Kish 1965).

    Examples
    --------
    >>> effective_respondents([1, 1, 1, 1]), effective_respondents([3, 1])
    (4.0, 1.6)
    """
    if not weights or min(weights) < 0 or sum(weights) == 0:
        raise DataError("survey: weights: found none, or one below zero; expected weights from zero, some above it")
    return sum(weights) ** 2 / sum(weight**2 for weight in weights)


def _note(size: float, settings: Settings) -> str:
    """Say what a sample of this size allows; empty where it is large enough."""
    if size < settings.survey_small_from:
        return VERY_SMALL
    return SMALL if size < settings.survey_plain_from else ""


def hidden(
    counts: Mapping[str, float], codes: Mapping[str, Collection[str]], below: Mapping[str, float]
) -> frozenset[str]:
    """The names of the counts of one quarter that may not be printed.

    A count from 1 to less than what it is hidden `below` is hidden. While the others leave a single number that it can
    be, one more is: the smallest that shares offences with it, or with a sum that does, and whose hiding is enough.

    Parameters
    ----------
    counts
        NaN where there is no figure; a name without a threshold is hidden for the sake of others only.
    codes
        The offence codes that each count adds up: what makes one of them a part of another.

    Examples
    --------
    >>> codes = {"theft": ["39", "44", "45"], "person": ["39"], "bicycle": ["44"], "vehicle": ["45"]}
    >>> sorted(hidden({"theft": 103, "person": 3, "bicycle": 20, "vehicle": 80}, codes, {"person": 5}))
    ['bicycle', 'person']
    """
    small = {name for name, count in counts.items() if 1 <= count < below.get(name, 1)}
    if not small:
        return frozenset()
    names = sorted((name for name, count in counts.items() if not math.isnan(count)), key=lambda name: counts[name])
    parts = {tuple(code in codes[name] for name in names) for name in names for code in codes[name]}
    matrix, gone = np.array(sorted(parts), dtype=float).T, set(small)  # a part: offences that the same names count

    def open_with(at: int, more: Collection[str] = ()) -> bool:
        """Whether two numbers or more would do for a small count, these too hidden."""
        limits = [
            (1, below[name] - 1) if name in small else (-np.inf, np.inf) if name in gone or name in more else (n, n)
            for name, n in ((name, counts[name]) for name in names)
        ]
        return _width(matrix, at, np.array(limits)) >= 1

    for at, name in enumerate(names):
        near = ((matrix @ matrix.T > 0).astype(int) @ (matrix @ matrix[at] > 0)) > 0
        while name in small and not open_with(at):
            left = [other for other, close in zip(names, near, strict=True) if close and other not in gone]
            if not left:
                break
            gone.add(next((other for other in left if open_with(at, {other})), left[0]))
    return frozenset(gone)


def _width(matrix: Array, at: int, limits: Array) -> float:
    """How far apart the least and the largest whole number are that one of some sums can be, given all their limits."""
    from scipy.optimize import Bounds, milp  # loaded when there is something to hide

    for floor in (0.0, -np.inf):  # a part below nought (records cancelled) is thought of where there must be one
        ends = [
            milp(way * matrix[at], integrality=1, bounds=Bounds(floor, np.inf), constraints=(matrix, *limits.T)).fun
            for way in (1, -1)
        ]
        if None not in ends:
            return float(-sum(ends))
    return 0.0
