"""One quarterly series, checked at the door: what was counted, against how many residents, and what to leave out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from crimekit.errors import DataError

Counts = Sequence[float | None]


@dataclass(frozen=True, eq=False)
class Series:
    """Counts by quarter, the last one current; `usable` counts are given, not below zero and not masked."""

    counts: NDArray[np.float64]
    population: NDArray[np.float64]
    masked: NDArray[np.bool_]
    breaks: tuple[int, ...]  # first positions of a new level, the first and the last quarter's included

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Which quarters may be used."""
        return np.isfinite(self.counts) & (np.nan_to_num(self.counts) >= 0) & ~self.masked

    @property
    def usable_counts(self) -> NDArray[np.float64]:
        """The counts, NaN where not usable."""
        return np.where(self.usable, self.counts, np.nan)

    @property
    def current_fault(self) -> str:
        """Why the current quarter cannot be judged; empty where it can."""
        if len(self) == 0 or np.isnan(self.counts[-1]):
            return "the current quarter is missing"
        if self.masked[-1]:
            return "the current quarter is left out"
        return "the current quarter is below zero" if self.counts[-1] < 0 else ""

    def since(self, start: int) -> Series:
        """Keep the quarters from position `start`, breaks renumbered."""
        breaks = tuple(at - start for at in self.breaks if at > start)
        return Series(self.counts[start:], self.population[start:], self.masked[start:], breaks)

    def until(self, end: int) -> Series:
        """Keep the quarters before position `end`: the series as it was when the one before it was current."""
        breaks = tuple(at for at in self.breaks if at < end)
        return Series(self.counts[:end], self.population[:end], self.masked[:end], breaks)


class Parts(TypedDict, total=False):
    """What may stand beside plain counts."""

    population: Sequence[float] | None  # residents by quarter: trends are then those of the rate
    mask: Sequence[bool]  # quarters to leave out (the pandemic)
    breaks: Sequence[int]  # positions from which the level is not comparable


def series_of(
    counts: Counts | Series,
    *,
    population: Sequence[float] | None = None,
    mask: Sequence[bool] = (),
    breaks: Sequence[int] = (),
) -> Series:
    """Check that the parts of a series fit together; None and NaN are missing counts, and a series is itself.

    Raises
    ------
    DataError
        Where lengths differ, a count is infinite, a usable quarter has no residents, or a series has parts beside it.

    Examples
    --------
    >>> series_of([3, None, 4]).usable.tolist()
    [True, False, True]
    """
    if isinstance(counts, Series):
        if population is not None or len(mask) or len(breaks):
            raise DataError("trend: found population, mask or breaks beside a series; expected them within it")
        return counts
    values = np.array([np.nan if count is None else count for count in counts], dtype=float)
    if np.isinf(values).any():
        raise DataError(f"trend: found an infinite count at position {int(np.isinf(values).argmax())}; expected counts")
    residents = np.ones(len(values)) if population is None else np.array(population, dtype=float)
    masked = np.array(mask, dtype=bool) if len(mask) else np.zeros(len(values), dtype=bool)
    for name, part in (("population", residents), ("mask", masked)):
        if len(part) != len(values):
            raise DataError(f"trend: {name}: found {len(part)} quarters; expected {len(values)}, as many as counts")
    steps = tuple(sorted({int(step) for step in breaks if 0 < step < len(values)}))
    series = Series(values, residents, masked, steps)
    bad = series.usable & ~(np.isfinite(residents) & (np.nan_to_num(residents) > 0))
    if bad.any():
        at = int(bad.argmax())
        raise DataError(f"trend: population: found {residents[at]} at position {at}; expected residents above zero")
    return series
