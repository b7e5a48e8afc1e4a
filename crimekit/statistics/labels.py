"""The labels of a measure: this quarter, the past year, the past three years, each with its change and its range.

How much a count wobbles beyond chance is a property of the measure and is learnt from all forces, from earlier
quarters only. A direction is printed where the force's own change is beyond that noise and where it stays so when it
is weighted towards the newest quarters and drawn towards what the other forces saw. What that is worth was measured
on published figures: ``tests/benchmarks/track_record.py``.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from crimekit.errors import DataError
from crimekit.statistics.noise import normal_quantile
from crimekit.statistics.panel import Array, Counts, Flags, Panel, panel_of
from crimekit.statistics.results import Label, Shown, TrendLabels
from crimekit.statistics.settings import DEFAULTS, Settings

COLUMNS = (
    *("force", "period", "horizon", "label", "now", "then", "change", "lower", "upper"),
    *("noise", "statistic", "p", "base", "reason"),
)
_NUMBERS = ("now", "then", "change", "lower", "upper", "confidence", "noise", "statistic", "pooled", "p")
_TESTED = ("lower", "upper", "statistic", "pooled", "p")
_MAD = 1.4826  # of a normal distribution, the standard deviation over the median absolute deviation
_NOT_CONFIRMED = "the newest quarters, or the other forces, do not bear it out"
_YEARS_BACK = (4, 8, 12)  # quarters; the nearest year that can be compared
_THREE_YEARS_BACK = (8, 12, 16, 20)
_NEWEST = (2.0, 3.0, 4.0, 5.0)  # weights of the four quarters where the newest count most

Judged: TypeAlias = dict[str, NDArray[Any]]
Words: TypeAlias = tuple[str, str, str, str]  # more, fewer, the same, cannot tell


@dataclass(frozen=True, slots=True)
class Noise(Shown):
    """How much a count of a measure moves from quarter to quarter beyond chance, and its season.

    `wobble` is a standard deviation of the log count; `season` has the usual log level of each quarter of the year,
    counted back from the quarter judged (the last is its own).
    """

    wobble: float
    season: tuple[float, float, float, float]
    pairs: int  # of neighbouring quarters it was learnt from
    forces: int


def noise(panel: Panel, at: int = -1, settings: Settings = DEFAULTS) -> Noise:
    """Learn a measure's noise from its forces, up to the quarter at position `at` and never from later ones.

    From differences of the log count between neighbouring quarters, less what most forces share in that quarter: the
    median absolute deviation, less the part that Poisson counts explain. Differences forget drift and steps, the
    median forgets spikes. Few pairs are drawn towards a usual value.

    Examples
    --------
    >>> steady = pd.DataFrame({"a": [100, 120] * 10, "b": [200, 240] * 10})
    >>> found = noise(panel_of(steady))
    >>> found.pairs, [round(level, 2) for level in found.season]
    (38, [-0.09, 0.09, -0.09, 0.09])
    """
    end = range(len(panel.quarters))[at] + 1
    rows = slice(max(0, end - settings.noise_window), end)
    counts = np.where(panel.usable[rows] & panel.resident, panel.counts[rows], np.nan)
    if not panel.resident.any():
        counts = np.where(panel.usable[rows], panel.counts[rows], np.nan)
    with warnings.catch_warnings(), np.errstate(invalid="ignore", divide="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # a quarter without any pair has no median
        steps = np.diff(np.log(counts + 0.5), axis=0)
        pairs = np.isfinite(steps) & ~panel.breaks[rows][1:]
        pairs &= np.minimum(counts[1:], counts[:-1]) >= settings.noise_from
        steps = np.where(pairs, steps, np.nan)
        to = np.arange(len(steps) - 1, -1, -1) % 4  # quarters of the year back from the one judged
        usual = np.nan_to_num([np.nanmedian(steps[to == back]) for back in range(4)])
        shared = np.where(pairs.sum(axis=1) >= settings.noise_forces, np.nanmedian(steps, axis=1), usual[to])
        rest = (steps - shared[:, None])[pairs]
        chance = (1 / counts[1:] + 1 / counts[:-1])[pairs]
    known = 0.0
    if len(rest):
        known = max(0.0, (_MAD * np.median(np.abs(rest))) ** 2 - np.median(chance)) / 2
    weight, prior = len(rest), settings.noise_prior_pairs
    wobble2 = (weight * known + prior * settings.noise_prior**2) / (weight + prior)
    level = np.cumsum((usual - usual.mean())[::-1])  # oldest first, the quarter judged last
    season = level - level.mean()
    return Noise(
        float(np.sqrt(wobble2)),
        (float(season[0]), float(season[1]), float(season[2]), float(season[3])),
        int(pairs.sum()),
        int(pairs.any(axis=0).sum()),
    )


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
    >>> quarters = [f"202{year}-2{year + 1} Q{number}" for year in (1, 2) for number in (1, 2, 3, 4)]
    >>> frame = labels_frame(panel_of(pd.DataFrame({"a": [100] * 4 + [150] * 4}, index=quarters)), at=[7])
    >>> frame[["label", "now", "base"]].values.tolist()[:2]
    [['Higher than expected', 150.0, '2022-23 Q3'], ['Increasing', 600.0, '2021-22 Q4']]
    """
    every = range(len(panel.quarters))
    places = every if at is None else [every[place] for place in at]
    names = np.array([*panel.quarters, ""], dtype=object)  # the last, -1, for none
    columns: dict[str, list[NDArray[Any]]] = {name: [] for name in COLUMNS}
    for place in places:
        for horizon, found in judge(panel, place, settings).items():
            words = {"period": panel.quarters[place], "horizon": horizon}
            given = found | {name: np.full(len(panel.forces), word, dtype=object) for name, word in words.items()}
            given |= {"force": np.array(panel.forces, dtype=object), "base": names[found["then_rows"].max(axis=0)]}
            for name, parts in columns.items():
                parts.append(given[name])
    return pd.DataFrame({name: np.concatenate(parts) if parts else [] for name, parts in columns.items()})


def labels_of(panel: Panel, force: str, at: int = -1, settings: Settings = DEFAULTS) -> TrendLabels:
    """The three labels of one force in one quarter, the last unless another is given."""
    column, place = panel.forces.index(force), range(len(panel.quarters))[at]
    return TrendLabels(*(_one(parts, column) for parts in judge(panel, place, settings).values()))


def _one(parts: Judged, column: int) -> Label:
    """One force's label of the arrays of all."""
    numbers = {name: float(parts[name][column]) for name in _NUMBERS}
    rows = {name: parts[f"{name}_rows"][:, column] for name in ("now", "then")}
    return Label(
        label=str(parts["label"][column]),
        reason=str(parts["reason"][column]),
        now_quarters=tuple(int(row) for row in rows["now"] if row >= 0),
        then_quarters=tuple(int(row) for row in rows["then"] if row >= 0),
        **{name: value if np.isfinite(value) else None for name, value in numbers.items()},
    )


@dataclass(frozen=True, slots=True)
class Apart(Shown):
    """A change far off those of all other forces at the same quarter: it may be one of recording."""

    back: int  # quarters
    times: float  # the count over the earlier one
    others: float  # the median of the other forces' ratios
    statistic: float


def apart(panel: Panel, force: str, settings: Settings = DEFAULTS) -> Apart | None:
    """Whether the newest count stands apart from the other forces' by its change on a quarter or a year before.

    The log ratio less the median of the other forces', over a spread that is the median of theirs over three years
    (median absolute deviations) and Poisson's.

    Examples
    --------
    >>> table = pd.DataFrame({f"f{n}": [400 + 5 * n + at % 3 for at in range(20)] for n in range(12)})
    >>> table.loc[19, "f3"] = 900
    >>> found = apart(panel_of(table, residents=table * 0 + 1e6), "f3")
    >>> found.back, round(found.times, 1), apart(panel_of(table, residents=table * 0 + 1e6), "f4")
    (4, 2.2, None)
    """
    own = panel.forces.index(force)
    counts = np.where(panel.usable & panel.resident, panel.counts, np.nan)
    counts[:, own] = np.where(panel.usable[:, own], panel.counts[:, own], np.nan)
    found = []
    for back in (4, 1):
        if len(counts) <= back or not counts[-1 - back, own] > 0 or not counts[-1, own] > 0:
            continue
        with warnings.catch_warnings(), np.errstate(invalid="ignore", divide="ignore"):
            warnings.simplefilter("ignore", RuntimeWarning)  # a quarter without any figure has no median
            ratios = np.log(counts[back:] / counts[:-back])[-12:]
            ratios = np.where(np.isfinite(ratios), ratios, np.nan)
            others = np.delete(ratios, own, axis=1)
            middle = np.nanmedian(others, axis=1)
            spread = np.nanmedian(_MAD * np.nanmedian(np.abs(others - middle[:, None]), axis=1))
        if np.isfinite(others[-1]).sum() < settings.apart_forces:
            continue
        chance = 1 / counts[-1, own] + 1 / counts[-1 - back, own]
        z = (ratios[-1, own] - middle[-1]) / np.sqrt(spread**2 + chance)
        if abs(z) > settings.apart_from and abs(ratios[-1, own] - middle[-1]) > np.log(settings.apart_times):
            found.append(Apart(back, float(np.exp(ratios[-1, own])), float(np.exp(middle[-1])), float(z)))
    return max(found, key=lambda one: abs(one.statistic), default=None)


def trend(
    counts: Counts,
    *,
    population: Sequence[float] | None = None,
    mask: Sequence[bool] = (),
    breaks: Sequence[int] = (),
    settings: Settings = DEFAULTS,
) -> TrendLabels:
    """The labels of one series by itself; the last count is the current quarter's.

    Without other forces to learn from and to compare with, its own quarters give the noise, and a direction needs a
    change beyond the wider of the ranges.

    Parameters
    ----------
    counts
        By quarter, None where missing.
    population
        Residents by quarter: the labels are then those of the rate.
    mask
        Which quarters to leave out (the pandemic).
    breaks
        Positions from which the level is not comparable.

    Raises
    ------
    DataError
        Where lengths differ, a count is infinite, or residents are not above zero.

    Examples
    --------
    >>> trend([100, 95, 105, 100, 130, 125, 135, 128]).year.label
    'Increasing'
    >>> trend([100, 95, 105]).year.reason
    'fewer than 3 quarters of the year and of one before it'
    """
    if not len(counts):
        raise DataError("trend: found no counts; expected at least one quarter")
    table = pd.DataFrame({"series": [np.nan if count is None else count for count in counts]}, dtype=float)
    new = np.zeros((len(table), 1), dtype=bool)
    new[[place for place in breaks if 0 < place < len(table)]] = True
    return labels_of(
        panel_of(
            table,
            residents=None if population is None else pd.DataFrame({"series": population}),
            masked=np.array(mask, dtype=bool)[:, None] if len(mask) else None,
            breaks=new,
        ),
        "series",
        settings=settings,
    )


def judge(panel: Panel, at: int, settings: Settings = DEFAULTS) -> dict[str, Judged]:
    """The three labels of every force in one quarter: for each horizon, arrays with an entry for each force."""
    found = noise(panel, at, settings)
    year = _compared(panel, at, _YEARS_BACK, found, settings.year_confidence, settings)
    three = _compared(panel, at, _THREE_YEARS_BACK, found, settings.three_confidence, settings)
    return {
        "quarter": _this_quarter(panel, at, found, settings),
        "year": _worded(year, ("Increasing", "Decreasing", "Stable", "No clear change")),
        "three years": _worded(three, ("Higher", "Lower", "About the same", "No clear change")),
    }


def _rows(values: NDArray[Any], rows: NDArray[np.intp], fill: Any) -> NDArray[Any]:
    """The entries of these rows, a matrix of rows by force; `fill` where the series had not begun."""
    return np.asarray(np.where(rows >= 0, values[rows.clip(0), np.arange(values.shape[1])], fill))


def _compared(
    panel: Panel, at: int, lags: Sequence[int], found: Noise, confidence: float, settings: Settings
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
    counts, before = (np.where(both, _rows(panel.counts, of, 0.0), 0.0) for of in (rows, rows - lag))
    residents, residents_before = (np.where(both, _rows(panel.weights, of, 0.0), 0.0) for of in (rows, rows - lag))
    sum_now, sum_then, quarters = counts.sum(axis=0), before.sum(axis=0), both.sum(axis=0)
    weights = both * np.array(_NEWEST)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        weights /= weights.sum(axis=0)
        scale = residents_before.sum(axis=0) / residents.sum(axis=0)
        own = _log_ratio(sum_now, sum_then, scale)
        variance = 1 / (sum_now + 0.5) + 1 / (sum_then + 0.5) + 2 * found.wobble**2 / quarters
        each = np.where(both, _log_ratio(counts, before, residents_before / residents), 0.0)
        each_variance = 1 / (counts + 0.5) + 1 / (before + 0.5) + 2 * found.wobble**2
        newest, newest_variance = (weights * each).sum(axis=0), (weights**2 * each_variance).sum(axis=0)
        change = np.where(sum_then > 0, sum_now / sum_then * scale - 1, np.nan)
    crossed = _crosses(panel.breaks, at - 3 - lag, at)
    newest[crossed] = np.nan  # tells nothing about the other forces
    absent = _current_faults(panel, at) | {
        "no quarter of the year can be used": needed == 0,
        f"fewer than {settings.fewest_matched} quarters of the year and of one before it": lag == 0,
        "recording change": crossed,
        f"fewer than {settings.fewest_a_year:g} offences a year": 4 * (sum_now + sum_then)
        < 2 * quarters * settings.fewest_a_year,
    }
    small = sum_now + sum_then < 2 * quarters * settings.fewest_a_quarter
    return _tested(own, variance, newest, newest_variance, panel, confidence, settings) | {
        "reason": _reasons(absent, {f"fewer than {settings.fewest_a_quarter:g} offences a quarter": small}),
        "absent": np.any(list(absent.values()), axis=0),
        "small": small,
        "now": np.where(lag > 0, sum_now, np.nan),
        "then": np.where(lag > 0, sum_then, np.nan),
        "change": np.where(lag > 0, change, np.nan),
        "noise": np.full(len(lag), found.wobble),
        "now_rows": np.where(both, rows, -1),
        "then_rows": np.where(both, rows - lag, -1),
    }


def _log_ratio(now: Array, then: Array, scale: Array) -> Array:
    return np.log((now + 0.5) / (then + 0.5) * scale)


def _tested(
    own: Array,
    variance: Array,
    newest: Array,
    newest_variance: Array,
    panel: Panel,
    confidence: float,
    settings: Settings,
) -> Judged:
    """The range of a change and its test, and the test of the change weighted to the newest and pooled."""
    alone = panel.resident.sum() < settings.noise_forces
    level = max(confidence, settings.alone_confidence) if alone else confidence
    limit, stable = normal_quantile(level), normal_quantile(settings.stable_confidence)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(variance)
        share, towards, pooled_error = _pooled(newest, newest_variance, panel.resident & (not alone))
        pooled = (share * newest + (1 - share) * towards) / pooled_error
        reach = limit * error
        # how far from none the change must be for its pooled one to be clear as well: at most so many times its range
        up, down = (
            np.clip((limit * pooled_error - side * (1 - share) * towards) / share, reach, settings.unborne * reach)
            for side in (1, -1)
        )
    return {
        "lower": np.expm1(own - reach),
        "upper": np.expm1(own + reach),
        "least": np.expm1(own - up),
        "most": np.expm1(own + down),
        "confidence": np.full(len(own), level),
        "statistic": own / error,
        "pooled": pooled,
        "p": 2 * ndtr(-np.abs(own / error)),
        "clear": np.abs(own) > reach,
        "borne_out": (own * pooled > 0) & (np.abs(pooled) > limit),
        "within": (np.expm1(own - stable * error) >= -settings.stable)
        & (np.expm1(own + stable * error) <= settings.stable),
    }


def _pooled(changes: Array, variances: Array, among: Flags) -> tuple[Array, float, Array]:
    """What share of its own change each force keeps, the mean change it is drawn towards, and the standard error.

    The more the forces differ beyond their noise, the more of its own a force keeps (DerSimonian and Laird 1986).
    """
    known = np.isfinite(changes) & np.isfinite(variances) & among
    if known.sum() < 2:
        return np.ones(len(changes)), 0.0, np.sqrt(variances)
    x, w = changes[known], 1 / variances[known]
    mean = (w * x).sum() / w.sum()
    excess = (w * (x - mean) ** 2).sum() - (len(x) - 1)
    between = max(0.0, excess / (w.sum() - (w**2).sum() / w.sum()))
    w = 1 / (variances[known] + between)
    mean = float((w * x).sum() / w.sum())
    share = between / (between + variances)
    return share, mean, np.sqrt(share * variances + (1 - share) ** 2 / w.sum())


def _worded(found: Judged, words: Words) -> Judged:
    """The word of each change: a direction, the same, cannot tell, or not known or comparable."""
    more, fewer, same, unclear = words
    clear = found["clear"] & ~found["small"]
    named = clear & found["borne_out"]
    broken = found["reason"] == "recording change"
    absent = np.where(broken & (same == "About the same"), "Not comparable", "Not known")
    label = np.where(named, np.where(found["statistic"] > 0, more, fewer), np.where(found["within"], same, unclear))
    unconfirmed = clear & ~named & ~found["within"] & ~found["absent"]
    hidden = {name: np.where(found["absent"], np.nan, found[name]) for name in ("change", *_TESTED)}
    words_of = {
        "label": np.where(found["absent"], absent, label),
        "reason": np.where(unconfirmed, _NOT_CONFIRMED, found["reason"]),
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
    tested = _tested(own, variance, own, variance, panel, settings.quarter_confidence, settings)
    far = tested["statistic"] * tested["pooled"] > 0
    far &= np.fmin(np.abs(tested["statistic"]), np.abs(tested["pooled"])) > normal_quantile(settings.far_confidence)
    parts = tested | {
        "lower": tested["least"],
        "upper": tested["most"],
        "clear": (tested["least"] > 0) | (tested["most"] < 0),
        "borne_out": np.ones(len(y), dtype=bool),
        "within": np.zeros(len(y), dtype=bool),
        "reason": _reasons(absent),
        "absent": np.any(list(absent.values()), axis=0),
        "small": np.zeros(len(y), dtype=bool),
        "now": y,
        "then": expected,
        "change": change,
        "noise": np.full(len(y), found.wobble),
        "now_rows": np.full((1, len(y)), at),
        "then_rows": np.where(used, rows, -1),
    }
    named = _worded(parts, ("Higher than expected", "Lower than expected", "As expected", "As expected"))
    words = {"Higher than expected": "Far higher than expected", "Lower than expected": "Far lower than expected"}
    return named | {"label": np.where(far, [words.get(label, label) for label in named["label"]], named["label"])}


def _current_faults(panel: Panel, at: int) -> dict[str, Flags]:
    """Why the quarter itself cannot be judged."""
    counts = panel.counts[at]
    return {
        "the current quarter is missing": np.isnan(counts),
        "the current quarter is below zero": np.nan_to_num(counts) < 0,
        "the current quarter is left out": panel.masked[at],
        "no residents are known for the current quarter": np.isnan(panel.weights[at]),
    }


def _crosses(breaks: Flags, first: NDArray[np.int_], at: int) -> Flags:
    """Whether a new level begins after position `first` of each force, up to `at`."""
    places = np.arange(len(breaks))[:, None]
    return np.asarray((breaks & (places > first) & (places <= at)).any(axis=0))


def _reasons(*reasons: dict[str, Flags]) -> NDArray[Any]:
    """The first reason that holds, for each force; empty where none does."""
    every = {reason: flags for each in reasons for reason, flags in each.items()}
    return np.select(list(every.values()), list(every), "")
