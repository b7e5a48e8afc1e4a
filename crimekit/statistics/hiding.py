"""Small counts that are not printed, and the others that have to be hidden so that nobody can work them out."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import numpy as np

from crimekit.statistics.intervals import Array


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
