"""Totals that jump from one quarter to the next: a warning, with the known break where there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from crimekit.parameters.model import Break
from crimekit.quarters import Quarter

FACTOR = 1.4  # between 2012-13 and 2025-26 only three forces with residents moved by as much in a quarter


def jump_warnings(
    observations: pd.DataFrame,
    breaks: Sequence[Break] = (),
    *,
    names: Mapping[str, str] | None = None,
    factor: float = FACTOR,
) -> tuple[str, ...]:
    """Each force-quarter whose total is more than `factor` times the one before, or less than its inverse.

    `names` are what to call the forces, by key.

    Examples
    --------
    >>> counts = pd.DataFrame({"force": "gwent", "period": ["2023-24 Q1", "2023-24 Q2"], "series": "45",
    ...                        "value": [100, 150]})
    >>> jump_warnings(counts)
    ('gwent in 2023-24 Q2: the total went from 100 to 150, more than 1.4 times; no break is known',)
    """
    totals = observations.groupby(["force", "period"], as_index=False)["value"].sum()
    rows = totals[["force", "period", "value"]].itertuples(index=False, name=None)
    found = {(force, Quarter.parse(period)): int(total) for force, period, total in rows}
    return tuple(
        f"{(names or {}).get(force, force)} in {quarter}: the total went from {then:,} to {now:,}, "
        f"more than {factor:g} times; "
        f"{_named(force, quarter, breaks)}"
        for (force, quarter), now in sorted(found.items())
        if (then := found.get((force, quarter - 1))) is not None and _jumps(then, now, factor)
    )


def _jumps(then: int, now: int, factor: float) -> bool:
    return now > factor * then or then > factor * now


def _named(force: str, quarter: Quarter, breaks: Sequence[Break]) -> str:
    """The breaks of every measure that touch this quarter or end just before it."""
    names = [
        f"{known.name} ({known.key})"
        for known in breaks
        if not known.measures
        and (not known.forces or force in known.forces)
        and known.first <= quarter <= known.last + 1
    ]
    return f"known break: {', '.join(dict.fromkeys(names))}" if names else "no break is known"
