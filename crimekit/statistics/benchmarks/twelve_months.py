"""The last twelve months of each force in a group, with how much their counts vary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crimekit.errors import DataError, nearest
from crimekit.statistics.fits import TableFit, fit_table, year_blocks
from crimekit.statistics.settings import Settings

Counts = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class TwelveMonths:
    """One force's twelve months."""

    count: float
    population: float
    dispersion: float | None

    @property
    def rate(self) -> float:
        """Offences for each resident."""
        return self.count / self.population

    @property
    def variance(self) -> float:
        """The variance of its rate, that of half an offence where there was none."""
        return (self.dispersion or 1.0) * max(self.count, 0.5) / self.population**2


def twelve_months(
    own: str,
    counts: Mapping[str, Counts],
    populations: Mapping[str, float],
    *,
    mask: Sequence[bool],
    settings: Settings,
) -> dict[str, TwelveMonths]:
    """Sum the last four quarters of each force that has them all, with the dispersion of the forces' own quarters.

    Raises
    ------
    DataError
        Where `own` has no counts, a force no residents, or `mask` another length than the counts.

    Examples
    --------
    >>> years = twelve_months("a", {"a": [1, 2, 3, 4], "b": [5, None, 7, 8]}, {"a": 1000}, mask=(), settings=Settings())
    >>> years
    {'a': TwelveMonths(count=10.0, population=1000, dispersion=None)}
    """
    if own not in counts:
        raise DataError(f"benchmark: found no counts of '{own}'{nearest(own, counts)}")
    quarters = {name: np.array([np.nan if n is None else n for n in row], float) for name, row in counts.items()}
    sums = {force: float(row[-4:].sum()) for force, row in quarters.items() if len(row) >= 4}
    given = {force: total for force, total in sums.items() if total >= 0}
    for force in given:
        if not populations.get(force, 0) > 0:
            raise DataError(f"benchmark: found no residents of '{force}'; expected a population above zero")
    fits = {force: _fit(quarters[force], mask, settings) for force in given}
    spread = _dispersions(fits, settings)
    return {force: TwelveMonths(given[force], populations[force], spread.get(force)) for force in given}


def _fit(row: np.ndarray, mask: Sequence[bool], settings: Settings) -> TableFit:
    if len(mask) not in (0, len(row)):
        raise DataError(f"benchmark: mask: found {len(mask)} quarters; expected {len(row)}, as many as counts")
    usable = row >= 0
    if len(mask):
        usable &= ~np.array(mask, dtype=bool)
    return fit_table(year_blocks(np.where(usable, row, np.nan)), season_from_mean=0)


def _dispersions(fits: Mapping[str, TableFit], settings: Settings) -> dict[str, float]:
    """Pool the forces' excess dispersion, as the same for all or as growing with the count, whichever is larger.

    Empty where no force has enough quarters.
    """
    known = [fit for fit in fits.values() if fit.df >= settings.fewest_degrees]
    if not known:
        return {}
    excess = [fit.dispersion - 1 for fit in known]
    same = max(0.0, sum(excess) / len(known))
    total = sum(fit.mean for fit in known)
    growing = max(0.0, sum(excess) / total) if total else 0.0
    return {force: 1 + settings.group_excess * max(same, growing * fit.mean) for force, fit in fits.items()}
