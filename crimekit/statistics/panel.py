"""The counts of one measure by quarter and force, with what labels rest on: residents, masks, breaks, the noise."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crimekit.errors import DataError
from crimekit.statistics.intervals import Array
from crimekit.statistics.results import Shown
from crimekit.statistics.settings import DEFAULTS, Settings

Counts = Sequence[float | None]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Panel:
    """Quarters by forces, the oldest quarter first; each part has the shape of `counts`.

    A count is NaN where it is missing. A force without residents in any quarter is judged by its counts, and tells
    nothing about the others. `breaks` are true where a new level begins.
    """

    quarters: tuple[str, ...]
    forces: tuple[str, ...]
    counts: Array
    residents: Array
    masked: Flags
    breaks: Flags

    def __post_init__(self) -> None:
        shape = (len(self.quarters), len(self.forces))
        for name, part in {"population": self.residents, "mask": self.masked, "breaks": self.breaks}.items():
            if part.shape != shape:
                raise DataError(f"trend: {name}: found {len(part)} quarters; expected {shape[0]}, as many as counts")
        for row, _ in np.argwhere(np.isinf(self.counts)):
            raise DataError(f"trend: found an infinite count in quarter {self.quarters[row]}; expected counts")
        for row, column in np.argwhere(self.residents <= 0):
            raise DataError(
                f"trend: population: found {self.residents[row, column]:g} in quarter {self.quarters[row]}; "
                "expected residents above zero"
            )

    @cached_property
    def resident(self) -> Flags:
        """Which forces have residents."""
        return np.asarray(np.isfinite(self.residents).any(axis=0))

    @cached_property
    def weights(self) -> Array:
        """Residents, or one for each quarter of a force without any; NaN where a quarter's are not known."""
        return np.where(self.resident, self.residents, 1.0)

    @cached_property
    def usable(self) -> Flags:
        """Which counts may be used: given, not below zero (records cancelled), not masked, with residents."""
        known = np.isfinite(self.counts) & (np.nan_to_num(self.counts) >= 0) & np.isfinite(self.weights)
        return np.asarray(known & ~self.masked)


def panel_of(
    counts: pd.DataFrame,
    *,
    residents: pd.DataFrame | None = None,
    masked: Flags | None = None,
    breaks: Flags | None = None,
) -> Panel:
    """A panel of a table of counts: a row for each quarter, oldest first, a column for each force.

    Parameters
    ----------
    residents
        A table of the same shape; without one the labels are those of the counts.
    masked, breaks
        Which quarters to leave out, and where a new level begins; of the same shape.

    Examples
    --------
    >>> counts = pd.DataFrame({"gwent": [3, float("nan"), 4]}, index=["2023-24 Q1", "2023-24 Q2", "2023-24 Q3"])
    >>> panel_of(counts).usable[:, 0].tolist()
    [True, False, True]
    """
    values = counts.to_numpy(dtype=float)
    none = np.zeros(values.shape, dtype=bool)
    return Panel(
        tuple(map(str, counts.index)),
        tuple(map(str, counts.columns)),
        values,
        np.full(values.shape, np.nan) if residents is None else residents.to_numpy(dtype=float),
        none if masked is None else masked,
        none if breaks is None else breaks,
    )


_MAD = 1.4826  # of a normal distribution, the standard deviation over the median absolute deviation


class Noise(NamedTuple):
    """How much a count of a measure moves from quarter to quarter beyond chance, and its season.

    `wobble` is a standard deviation of the log count; `season` has the usual log level of each quarter of the year,
    counted back from the quarter judged (the last is its own).
    """

    wobble: float
    season: tuple[float, ...]
    pairs: int  # of neighbouring quarters it was learnt from
    forces: int


def noise(panel: Panel, at: int = -1, settings: Settings = DEFAULTS) -> Noise:
    """Learn a measure's noise from its forces, up to the quarter at position `at` and never from later ones.

    From differences of the log count between neighbouring quarters, less what most forces share in that quarter: the
    median absolute deviation, less the part that Poisson counts explain. Differences forget drift and steps, the
    median forgets spikes. Where nearly all counts are small, from the median scatter of all pairs over that of
    Poisson counts. Few pairs are drawn towards a usual value.

    Examples
    --------
    >>> steady = pd.DataFrame({"a": [100, 120] * 10, "b": [200, 240] * 10})
    >>> found = noise(panel_of(steady))
    >>> found.pairs, [round(level, 2) for level in found.season]
    (38, [-0.09, 0.09, -0.09, 0.09])
    """
    from scipy.special import chdtri  # loaded when there is something to learn: a check needs none

    end = range(len(panel.quarters))[at] + 1
    rows = slice(max(0, end - settings.noise_window), end)
    among = panel.resident if panel.resident.any() else ~panel.resident
    counts = np.where(panel.usable[rows] & among, panel.counts[rows], np.nan)
    with warnings.catch_warnings(), np.errstate(invalid="ignore", divide="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # a quarter without any pair has no median
        steps = np.diff(np.log(counts + 0.5), axis=0)
        every = np.isfinite(steps) & ~panel.breaks[rows][1:]
        pairs = every & (np.minimum(counts[1:], counts[:-1]) >= settings.noise_from)
        steps = np.where(pairs, steps, np.nan)
        to = np.arange(len(steps) - 1, -1, -1) % 4  # quarters of the year back from the one judged
        seasons = [steps[to == back][pairs[to == back]] for back in range(4)]
        usual = np.array([np.median(each) if len(each) > 1 else 0.0 for each in seasons])
        shared = np.where(pairs.sum(axis=1) >= settings.noise_forces, np.nanmedian(steps, axis=1), usual[to])
        rest = (steps - shared[:, None])[pairs]
        chance = (1 / counts[1:] + 1 / counts[:-1])[pairs]
        sums = np.where(every, counts[1:] + counts[:-1], 0.0)
        some = sums >= 2 * settings.fewest_a_quarter
        scatter = np.diff(counts, axis=0)[some] ** 2 / sums[some]  # chi-square for Poisson counts
    found, weight, prior = 0.0, len(rest), settings.noise_prior_pairs
    if len(rest) < settings.noise_pairs and some.any(axis=0).sum() >= settings.noise_forces:
        found = max(0.0, np.median(scatter) / chdtri(1, 0.5) - 1) / (sums[some].mean() / 2)
        weight = len(scatter)
    elif len(rest):
        found = max(0.0, (_MAD * np.median(np.abs(rest))) ** 2 - np.median(chance)) / 2
    wobble2 = (weight * found + prior * settings.noise_prior**2) / (weight + prior)
    level = np.cumsum((usual - usual.mean())[::-1])  # oldest first, the quarter judged last
    season = level - level.mean()
    return Noise(float(np.sqrt(wobble2)), tuple(season.tolist()), int(pairs.sum()), int(pairs.any(axis=0).sum()))


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
    >>> import pandas as pd
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
