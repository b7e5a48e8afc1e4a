"""What analysts do now: rules that read a direction off a quarterly series, 1 up, -1 down, 0 none.

They stand here to be measured beside the labels, never to be printed. A series may hold NaN where a quarter is
missing; a rule that needs that quarter then names no direction.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]
Rule = Callable[[Counts], int]

_LIMIT = 2.66  # mean moving ranges from the centre to a limit of an individuals chart
_SCREEN = 3.267  # moving ranges above this many means are left out of the mean
_RUN = 7  # points


def beyond_ten_percent(now: float, then: float) -> int:
    """More or less by a tenth; from nothing to something is up.

    Examples
    --------
    >>> beyond_ten_percent(112, 100), beyond_ten_percent(95, 100), beyond_ten_percent(1, 2)
    (1, 0, -1)
    """
    return int(now > 1.1 * then) - int(now < 0.9 * then)


def poisson_year(counts: Counts) -> int:
    """The usual test of two Poisson counts: the last year against the one before.

    Examples
    --------
    >>> poisson_year(np.array([25.0] * 4 + [40.0] * 4)), poisson_year(np.array([25.0] * 4 + [30.0] * 4))
    (1, 0)
    """
    now, then = counts[-4:].sum(), counts[-8:-4].sum()
    return int(np.sign(now - then)) if abs(now - then) > 1.96 * np.sqrt(now + then) else 0


def control_chart(counts: Counts) -> int:
    """The rules of an individuals chart (XmR) at its newest point: limits, runs, drifts, two of three near a limit.

    Examples
    --------
    >>> control_chart(np.array([50.0, 52, 48, 51, 49, 50, 52, 48, 90])), control_chart(np.array([50.0, 52, 48, 51, 49]))
    (1, 0)
    """
    given = counts[np.isfinite(counts)]
    moves = np.abs(np.diff(given))
    typical = moves[moves <= _SCREEN * moves.mean()].mean() if moves.any() else 0.0
    off, near = given - given.mean(), 2 / 3 * _LIMIT * typical
    for sign in (1, -1):
        beyond = sign * off
        outside = beyond[-1] > _LIMIT * typical
        run = len(given) >= _RUN and (beyond[-_RUN:] > 0).all()
        drift = len(given) >= _RUN and (sign * np.diff(given[-_RUN:]) > 0).all()
        pair = beyond[-1] > near and (beyond[-3:] > near).sum() >= 2
        if outside or run or drift or pair:
            return sign
    return 0


EVERYDAY: dict[str, Rule] = {
    "year on year, 10 % either way": lambda counts: beyond_ten_percent(counts[-4:].sum(), counts[-8:-4].sum()),
    "same quarter last year, 10 %": lambda counts: beyond_ten_percent(counts[-1], counts[-5]),
    "last quarter, 10 %": lambda counts: beyond_ten_percent(counts[-1], counts[-2]),
    "year on year, Poisson z": poisson_year,
    "control chart (XmR), all rules": control_chart,
}
