"""The line of a medium-term trend, to draw: what the label's yearly change makes of the level of its own quarters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from crimekit.statistics.results import Trend
from crimekit.statistics.settings import DEFAULTS, Settings
from crimekit.statistics.trends.series import Counts, Series, read_series

Values = tuple[float | None, ...]


def trend_path(
    trend: Trend,
    counts: Counts,
    *,
    population: Sequence[float] | None = None,
    mask: Sequence[bool] = (),
    breaks: Sequence[int] = (),
    settings: Settings = DEFAULTS,
) -> tuple[Values, Values, Values] | None:
    """The line for each quarter, for each resident, with the least and the most that its yearly change leaves open.

    None outside the window of the medium term, and instead of it all where the trend has no direction. Between two
    recording changes it is a constant yearly change, at the level at which it adds up to the usable counts. Lines of
    the lower and the upper yearly change are made alike; of the three the smallest value is the least, the largest
    the most, so that they meet in the middle and part towards both ends. Other arguments as for `medium_term`.

    Examples
    --------
    >>> counts = [100, 100, 100, 100, 110, 110, 110, 110, 121, 121, 121, 121]
    >>> trend = Trend("medium", "Increasing", "", change=0.1, lower=0.0, upper=0.2)
    >>> line, least, most = trend_path(trend, counts)
    >>> round(line[0], 1), round(line[-1], 1), round(least[-1], 1), round(most[0], 1)
    (96.5, 125.4, 110.3, 110.3)
    """
    changes = (trend.change, trend.lower, trend.upper)
    if trend.label not in ("Increasing", "Decreasing") or any(change is None for change in changes):
        return None
    whole = read_series(counts, population=population, mask=mask, breaks=breaks)
    window = whole.since(max(0, len(whole) - settings.medium_window))
    before: Values = (None,) * (len(whole) - len(window))
    middle, slower, faster = (_line(window, change or 0.0) for change in changes)
    all_three = np.array([middle, slower, faster])
    line, least, most = ((*before, *_given(v)) for v in (middle, all_three.min(axis=0), all_three.max(axis=0)))
    return line, least, most


def _given(values: NDArray[np.float64]) -> Values:
    return tuple(None if np.isnan(value) else float(value) for value in values)


def _line(window: Series, change: float) -> NDArray[np.float64]:
    """One line through the window, a stretch between recording changes at a time."""
    growth = (1 + change) ** (np.arange(len(window)) / 4)
    edges = [0, *sorted(set(window.breaks)), len(window)]
    values = np.full(len(window), np.nan)
    for start, end in pairwise(edges):
        stretch = slice(start, end)
        values[stretch] = growth[stretch] * _level(window, growth, stretch)
    return values


def _level(window: Series, growth: NDArray[np.float64], stretch: slice) -> float:
    """The level at which a stretch adds up to its usable counts; NaN where it has none."""
    usable = window.usable[stretch]
    fitted = (window.population * growth)[stretch][usable].sum()
    return float(window.counts[stretch][usable].sum() / fitted) if fitted > 0 else np.nan
