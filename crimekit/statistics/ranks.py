"""Places among forces: 1 is the best, in the measure's own direction."""

from __future__ import annotations

import math
from collections.abc import Mapping

from crimekit.errors import DataError, nearest
from crimekit.statistics.results import ChangeRank, Direction, Rank

_TIE = 1e-12  # rates closer than this share of themselves are the same


def rank(own: str, values: Mapping[str, float], *, better: Direction) -> Rank:
    """Rank one force among all, 1 the best; equal values share the better place.

    Examples
    --------
    >>> rank("kent", {"kent": 2.0, "essex": 2.0, "sussex": 1.5}, better="lower")
    Rank(position=2, of=3, low=None, high=None, tied=('essex',))
    """
    if own not in values:
        raise DataError(f"rank: found no value of '{own}'{nearest(own, values)}")
    mine = values[own]
    tied = tuple(force for force, value in values.items() if force != own and math.isclose(value, mine, rel_tol=_TIE))
    ahead = [
        value > mine if better == "higher" else value < mine for force, value in values.items() if force not in tied
    ]
    return Rank(position=1 + sum(ahead), of=len(values), tied=tied)


def rank_of_change(own: str, changes: Mapping[str, float | None], *, better: Direction) -> ChangeRank:
    """Rank one force's change among all, and count the forces that went up, down and neither way.

    Examples
    --------
    >>> place = rank_of_change("gwent", {"gwent": 5.8, "kent": -2.0, "essex": 9.1, "dorset": None}, better="lower")
    >>> place.rank.position, place.rank.of, place.increased, place.missing
    (2, 3, 2, ('dorset',))
    """
    known = {force: change for force, change in changes.items() if change is not None and not math.isnan(change)}
    return ChangeRank(
        rank=rank(own, known, better=better),
        increased=sum(change > 0 for change in known.values()),
        decreased=sum(change < 0 for change in known.values()),
        unchanged=sum(change == 0 for change in known.values()),
        missing=tuple(force for force in changes if force not in known),
    )
