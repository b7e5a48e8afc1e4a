"""The labels of a measure: this quarter, the past year, the past three years, each with its change and its range.

How much a count wobbles beyond chance is a property of the measure and is learnt from all forces, from earlier
quarters only. A direction is printed where the force's own change is beyond that noise and where it stays so when it
is weighted towards the newest quarters and drawn towards what the other forces saw. What that is worth was measured
on published figures: ``tests/benchmarks/track_record.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from crimekit.statistics.intervals import Array, normal_quantile
from crimekit.statistics.panel import Flags, Noise, Panel, noise
from crimekit.statistics.results import Label, TrendLabels
from crimekit.statistics.settings import DEFAULTS, Settings

COLUMNS = (
    *("force", "period", "horizon", "label", "now", "then", "change", "lower", "upper"),
    *("noise", "statistic", "p", "base", "reason"),
)
_NUMBERS = ("now", "then", "change", "lower", "upper", "confidence", "noise", "statistic", "pooled", "p")


def labels_frame(panel: Panel, at: Iterable[int] | None = None, settings: Settings = DEFAULTS) -> pd.DataFrame:
    """Every label of a panel: a row for each force, quarter and horizon.

    Parameters
    ----------
    at
        Positions of the quarters to judge; all unless given.

    Returns
    -------
    pandas.DataFrame
        force, period, horizon ("quarter", "year", "three years"), label, now and then (the counts compared; for
        "quarter", `then` is the count expected), change (a fraction, of the rate where there are residents), lower
        and upper (its range), noise (a standard deviation of the log count), statistic and p (of the force's own
        change), base (the last quarter of what it is compared with), reason.

    Examples
    --------
    >>> from crimekit.statistics.panel import panel_of
    >>> quarters = [f"202{year}-2{year + 1} Q{number}" for year in (1, 2) for number in (1, 2, 3, 4)]
    >>> frame = labels_frame(panel_of(pd.DataFrame({"a": [100] * 4 + [150] * 4}, index=quarters)), at=[7])
    >>> frame[["label", "now", "base"]].values.tolist()[:2]
    [['As expected', 150.0, '2022-23 Q3'], ['Increasing', 600.0, '2021-22 Q4']]
    """
    every = range(len(panel.quarters))
    names = np.array([*panel.quarters, ""], dtype=object)  # the last, -1, for none
    parts = []
    for place in every if at is None else at:
        for horizon, found in judge(panel, every[place], settings).items():
            base = names[found["then_rows"].max(axis=0)]
            given = {"force": panel.forces, "period": panel.quarters[place], "horizon": horizon, "base": base}
            parts.append(pd.DataFrame({name: found[name] if name in found else given[name] for name in COLUMNS}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def labels_of(panel: Panel, force: str, at: int = -1, settings: Settings = DEFAULTS) -> TrendLabels:
    """The three labels of one force in one quarter, the last unless another is given."""
    column, place = panel.forces.index(force), range(len(panel.quarters))[at]
    return TrendLabels(*(_one(parts, column) for parts in judge(panel, place, settings).values()))


def _one(parts: Judged, column: int) -> Label:
    """One force's label of the arrays of all."""
    own = {name: values[..., column] for name, values in parts.items()}
    numbers = {name: float(own[name]) if np.isfinite(own[name]) else None for name in _NUMBERS}
    now, then = (tuple(int(row) for row in own[name] if row >= 0) for name in ("now_rows", "then_rows"))
    return Label(str(own["label"]), str(own["reason"]), **numbers, now_quarters=now, then_quarters=then)


_TESTED = ("lower", "upper", "statistic", "pooled", "p")
_NOT_CONFIRMED = ("its newest quarters differ", "its newest quarters or the other forces differ")  # alone, among others
_YEARS_BACK = (4, 8, 12)  # quarters; the nearest year that can be compared
_THREE_YEARS_BACK = (8, 12, 16, 20)
_NEWEST = (2.0, 2.0, 3.0, 4.0)  # weights of the four quarters where the newest count most

_YEAR = ("Increasing", "Decreasing", "Stable", "No clear change")  # more, fewer, the same, cannot tell
_THREE_YEARS = ("Higher", "Lower", "About the same", "No clear change")
_QUARTER = ("Higher than expected", "Lower than expected", "As expected", "As expected")
_FAR = ("Far higher than expected", "Far lower than expected")
LABELS = tuple(dict.fromkeys((*_YEAR, "Not known", *_QUARTER, *_FAR, *_THREE_YEARS, "Not comparable")))

Judged: TypeAlias = dict[str, NDArray[Any]]
Faults: TypeAlias = dict[str, Flags]  # why a force has no label, or no direction
Changes: TypeAlias = tuple[Array, Array]  # of the log rate of every force, and their variances


def judge(panel: Panel, at: int, settings: Settings = DEFAULTS) -> dict[str, Judged]:
    """The three labels of every force in one quarter: for each horizon, arrays with an entry for each force."""
    found = noise(panel, at, settings)
    year, three = settings.year_confidence, settings.three_confidence
    return {
        "quarter": _this_quarter(panel, at, found, settings),
        "year": _compared(panel, at, _YEARS_BACK, found, year, settings, _YEAR),
        "three years": _compared(panel, at, _THREE_YEARS_BACK, found, three, settings, _THREE_YEARS),
    }


def _rows(values: NDArray[Any], rows: NDArray[np.intp], fill: Any) -> NDArray[Any]:
    """The entries of these rows, a matrix of rows by force; `fill` where the series had not begun."""
    return np.asarray(np.where(rows >= 0, values[rows.clip(0), np.arange(values.shape[1])], fill))


def _compared(
    panel: Panel, at: int, lags: Sequence[int], found: Noise, confidence: float, settings: Settings, said: Sequence[str]
) -> Judged:
    """The last four quarters against the same ones of the nearest earlier year that can be compared."""
    rows = np.arange(at - 3, at + 1)[:, None] + np.zeros(len(panel.forces), dtype=int)
    now, unmasked = _rows(panel.usable, rows, False), ~_rows(panel.masked, rows, True)
    needed = np.minimum(settings.fewest_matched, unmasked.sum(axis=0))
    both, lag = np.zeros(rows.shape, dtype=bool), np.zeros(len(panel.forces), dtype=int)
    for back in lags:
        matched = now & _rows(panel.usable, rows - back, False)
        take = (lag == 0) & (needed > 0) & (matched.sum(axis=0) >= needed)
        both, lag = np.where(take, matched, both), np.where(take, back, lag)
    places = np.arange(len(panel.breaks))[:, None]
    crossed = (panel.breaks & (places > at - 3 - lag) & (places <= at)).any(axis=0)  # into a new level
    counts, before = (np.where(both, _rows(panel.counts, of, 0.0), 0.0) for of in (rows, rows - lag))
    residents, residents_before = (np.where(both, _rows(panel.weights, of, 0.0), 0.0) for of in (rows, rows - lag))
    sum_now, sum_then = (np.where(lag > 0, values.sum(axis=0), np.nan) for values in (counts, before))
    quarters = both.sum(axis=0)
    weights = both * np.array(_NEWEST)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        weights /= weights.sum(axis=0)
        scale = residents_before.sum(axis=0) / residents.sum(axis=0)
        own = _log_ratio(sum_now, sum_then, scale)
        variance = 1 / (sum_now + 0.5) + 1 / (sum_then + 0.5) + 2 * found.wobble**2 / quarters
        each = np.where(both, _log_ratio(counts, before, residents_before / residents), 0.0)
        each_variance = 1 / (counts + 0.5) + 1 / (before + 0.5) + 2 * found.wobble**2
        newest = np.where(crossed, np.nan, (weights * each).sum(axis=0))  # tells nothing about the other forces
        newest_variance = (weights**2 * each_variance).sum(axis=0)
        change = np.where(sum_then > 0, sum_now / sum_then * scale - 1, np.nan)
    absent = _current_faults(panel, at) | {
        "no quarter of the year can be used": needed == 0,
        f"fewer than {settings.fewest_matched} quarters of the year and of one before it": lag == 0,
        "recording change": crossed,
        f"fewer than {settings.fewest_a_year:g} offences a year": 4 * (sum_now + sum_then)
        < 2 * quarters * settings.fewest_a_year,
    }
    few = f"fewer than {settings.fewest_a_quarter:g} offences a quarter"
    small = {few: sum_now + sum_then < 2 * quarters * settings.fewest_a_quarter}
    changes = (own, variance), (newest, newest_variance)
    parts = _tested(*changes, found, panel, confidence, settings, expected=False) | {
        "now": sum_now,
        "then": sum_then,
        "change": change,
        "now_rows": np.where(both, rows, -1),
        "then_rows": np.where(both, rows - lag, -1),
    }
    return _worded(parts, said, absent, small)


def _log_ratio(now: Array, then: Array, scale: Array) -> Array:
    return np.log((now + 0.5) / (then + 0.5) * scale)


def _tested(
    own: Changes, newest: Changes, found: Noise, panel: Panel, confidence: float, settings: Settings, expected: bool
) -> Judged:
    """The range of a change and its test, and the test of the change weighted to the newest and pooled.

    Where a change is from what was `expected`, its range already holds whether the pooled one is clear.
    """
    from scipy.special import ndtr  # loaded when there is something to judge: a check needs none

    change, alone = own[0], panel.resident.sum() < settings.noise_forces
    level = max(confidence, settings.alone_confidence) if alone else confidence
    limit, stable = normal_quantile(level), normal_quantile(settings.stable_confidence)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(own[1])
        chance = 1 if expected else settings.years_chance
        share, towards, pooled_error = _pooled(*newest, panel.resident & (not alone), chance)
        pooled = (share * newest[0] + (1 - share) * towards) / pooled_error
        up = down = reach = limit * error
        if expected:  # wide enough for the pooled change to be clear as well, at most so many times
            up, down = (
                np.clip((limit * pooled_error - side * (1 - share) * towards) / share, reach, settings.unborne * reach)
                for side in (1, -1)
            )
    lower, upper = np.expm1(change - up), np.expm1(change + down)
    low, high = np.expm1(change - stable * error), np.expm1(change + stable * error)
    return {
        "lower": lower,
        "upper": upper,
        "confidence": np.full(len(change), level),
        "noise": np.full(len(change), found.wobble),
        "statistic": change / error,
        "pooled": pooled,
        "p": 2 * ndtr(-np.abs(change / error)),
        "clear": (lower > 0) | (upper < 0),
        "borne_out": expected | ((change * pooled > 0) & (np.abs(pooled) > limit)),
        "unless": np.where(share < 1, *_NOT_CONFIRMED[::-1]),
        "within": (not expected) & (low >= -settings.stable) & (high <= settings.stable),
    }


def _pooled(changes: Array, variances: Array, among: Flags, chance: float) -> tuple[Array, float, Array]:
    """What share of its own change each force keeps, the mean change it is drawn towards, and the standard error.

    The more the forces differ beyond their noise, the more of its own a force keeps (DerSimonian and Laird 1986);
    `chance` times as much as independent quarters would differ by is not taken for a difference.
    """
    known = np.isfinite(changes) & np.isfinite(variances) & among
    if known.sum() < 2:
        return np.ones(len(changes)), 0.0, np.sqrt(variances)
    x, w = changes[known], 1 / variances[known]
    mean = (w * x).sum() / w.sum()
    excess = (w * (x - mean) ** 2).sum() - chance * (len(x) - 1)
    between = max(0.0, excess / (w.sum() - (w**2).sum() / w.sum()))
    w = 1 / (variances[known] + between)
    mean = float((w * x).sum() / w.sum())
    share = between / (between + variances)
    return share, mean, np.sqrt(share * variances + (1 - share) ** 2 / w.sum())


def _worded(found: Judged, said: Sequence[ArrayLike], absent: Faults, small: Faults) -> Judged:
    """The word of each change: a direction, the same, cannot tell, or not known or comparable; and the reason."""
    more, fewer, same, unclear = said
    faults = absent | small
    reason = np.select(list(faults.values()), list(faults), "")  # the first that holds
    gone = np.any(list(absent.values()), axis=0)
    clear = found["clear"] & ~np.any([np.zeros_like(gone), *small.values()], axis=0)
    named = clear & found["borne_out"]
    label = np.where(named, np.where(found["statistic"] > 0, more, fewer), np.where(found["within"], same, unclear))
    unknown = np.where((reason == "recording change") & (same == "About the same"), "Not comparable", "Not known")
    hidden = {name: np.where(gone, np.nan, found[name]) for name in ("change", *_TESTED)}
    words_of = {
        "label": np.where(gone, unknown, label),
        "reason": np.where(clear & ~named & ~found["within"] & ~gone, found["unless"], reason),
    }
    return found | hidden | words_of


def _this_quarter(panel: Panel, at: int, found: Noise, settings: Settings) -> Judged:
    """The quarter against the mean of the four before it, at its season."""
    rows = np.arange(at - 4, at)[:, None] + np.zeros(len(panel.forces), dtype=int)
    renewed = np.cumsum(_rows(panel.breaks, rows + 1, False)[::-1], axis=0)[::-1] > 0  # a new level after it
    used = _rows(panel.usable, rows, False) & ~renewed
    counts, residents = (np.where(used, _rows(values, rows, 0.0), 0.0) for values in (panel.counts, panel.weights))
    season = np.exp(np.array(found.season))
    sums, quarters, y = counts.sum(axis=0), used.sum(axis=0), panel.counts[at]
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = np.where(used, counts / residents / np.roll(season, 1)[:, None], 0.0)
        expected = rates.sum(axis=0) / quarters * panel.weights[at] * season[-1]
        own = _log_ratio(y, expected, np.ones(len(y)))
        variance = 1 / (y + 0.5) + 1 / (sums + 0.5) + found.wobble**2 * (1 + 1 / quarters)
        change = np.where(expected > 0, y / expected - 1, np.nan)
    absent = _current_faults(panel, at) | {
        "recording change": panel.breaks[at],
        f"fewer than {settings.fewest_before} of the four quarters before can be used": quarters
        < settings.fewest_before,
        f"fewer than {settings.fewest_a_quarter:g} offences a quarter": sums < quarters * settings.fewest_a_quarter,
    }
    changes = (own, variance)
    tested = _tested(changes, changes, found, panel, settings.quarter_confidence, settings, expected=True)
    far = tested["statistic"] * tested["pooled"] > 0
    far &= np.fmin(np.abs(tested["statistic"]), np.abs(tested["pooled"])) > normal_quantile(settings.far_confidence)
    parts = tested | {
        "now": y,
        "then": expected,
        "change": change,
        "now_rows": np.full((1, len(y)), at),
        "then_rows": np.where(used, rows, -1),
    }
    more, fewer = (np.where(far, word, plain) for word, plain in zip(_FAR, _QUARTER, strict=False))
    return _worded(parts, (more, fewer, *_QUARTER[2:]), absent, {})


def _current_faults(panel: Panel, at: int) -> Faults:
    """Why the quarter itself cannot be judged."""
    counts = panel.counts[at]
    return {
        "the current quarter is missing": np.isnan(counts),
        "the current quarter is below zero": np.nan_to_num(counts) < 0,
        "the current quarter is left out": panel.masked[at],
        "no residents are known for the current quarter": np.isnan(panel.weights[at]),
    }
