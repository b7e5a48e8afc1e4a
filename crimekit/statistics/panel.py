"""The counts of one measure by quarter and force, with what their labels rest on: residents, masks, breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crimekit.errors import DataError
from crimekit.statistics.intervals import Array

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
