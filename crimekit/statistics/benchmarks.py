"""One force among others: its rate against the average of its most similar group, and its rank.

Twelve months against the mean of the other forces, with the variance of both counted and taken from each force's own
quarters over time; the spread between forces is what is reported, so it cannot be the yardstick. Where the forces
are alike it names a side for at most 4.7 % in any setting; a band of 10 % alone does for up to 89 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from crimekit.errors import DataError, nearest
from crimekit.statistics.intervals import TableFit, fit_table, normal_quantile, year_blocks
from crimekit.statistics.panel import Counts
from crimekit.statistics.results import Benchmark, ChangeRank, Direction, Rank
from crimekit.statistics.settings import DEFAULTS, Settings

METHOD = (
    "twelve months against the mean of the other forces' rates: quasi-Poisson z-test, dispersion of the forces' own "
    "quarters pooled, excess x {excess:g}; average: unweighted mean of the rates, the force included"
)
_TIE = 1e-12  # rates closer than this share of themselves are the same


def benchmark(
    own: str,
    counts: Mapping[str, Counts],
    populations: Mapping[str, float],
    *,
    better: Direction,
    per: float = 1000,
    group: str = "MSG",
    mask: Sequence[bool] = (),
    settings: Settings = DEFAULTS,
) -> Benchmark:
    """Place one force's last four quarters among its group's.

    Parameters
    ----------
    own
        A key of `counts`.
    counts
        Of every force in the group, `own` included: quarters, the last one current. A force without all of the last
        four is left out of the comparison and named. The earlier ones give the dispersion.
    populations
        Residents of each force, of one mid-year.
    better
        Which way rank 1 lies; where neither can be said, the lowest rate is first.
    group
        The short name of the group, for the label.
    mask
        Quarters the dispersion leaves out.

    Raises
    ------
    DataError
        Where `own` has no counts, a force no residents, or `mask` another length than the counts.

    Examples
    --------
    >>> quarters = {"a": [78, 80, 66, 97, 80], "b": [78, 91, 83, 96, 57], "c": [48, 47, 54, 45, 49]}
    >>> result = benchmark("b", quarters, {"a": 590e3, "b": 940e3, "c": 640e3}, better="lower")
    >>> result.label, result.rank.position, result.reason
    ('Not known', 2, 'fewer than 4 forces with figures')
    """
    years = _twelve_months(own, counts, populations, mask, settings)
    bare = Benchmark(
        label="Not known",
        method=METHOD.format(excess=settings.group_excess),
        per=per,
        rates=tuple((force, year.rate * per) for force, year in years.items()),
        missing=tuple(force for force in counts if force not in years),
    )
    if own not in years:
        return replace(bare, reason="no figures of the force itself for the twelve months")
    return _compared(bare, own, years, better=better, group=group, settings=settings)


def _compared(
    bare: Benchmark, own: str, years: Mapping[str, _TwelveMonths], *, better: Direction, group: str, settings: Settings
) -> Benchmark:
    """Set the rate beside the average, and name the side it is on, or say why none can be named."""
    average = sum(year.rate for year in years.values()) / len(years)
    difference = years[own].rate / average - 1 if average else None
    expected, z = _test(own, years)
    p = None if z is None else 2 * float(ndtr(-abs(z)))
    reason = _reason(years, expected, settings)
    return replace(
        bare,
        label="Not known" if reason else _label(difference or 0.0, p, group=group, settings=settings),
        reason=reason,
        rank=_rank_of(own, years, better=better, settings=settings),
        rate=years[own].rate * bare.per,
        average=average * bare.per,
        difference=difference,
        expected=expected,
        statistic=z,
        p=p,
        dispersion=years[own].dispersion,
    )


def _test(own: str, years: Mapping[str, _TwelveMonths]) -> tuple[float | None, float | None]:
    """Give the count that the mean of the others would bring, and how far the force's own is from it."""
    others = [year for force, year in years.items() if force != own]
    if not others:
        return None, None
    mine, scale = years[own], years[own].population
    expected = scale * sum(year.rate for year in others) / len(others)
    if mine.dispersion is None or expected == 0:
        return expected, None
    reference = sum((year.dispersion or 1.0) * year.count / year.population**2 for year in others) / len(others) ** 2
    return expected, (mine.count - expected) / math.sqrt(mine.dispersion * expected + scale**2 * reference)


def _reason(years: Mapping[str, _TwelveMonths], expected: float | None, settings: Settings) -> str:
    """Say why no side can be named; empty where one can."""
    if len(years) < settings.group_fewest_forces or expected is None:
        return f"fewer than {settings.group_fewest_forces} forces with figures"
    if expected < settings.group_smallest_expected:
        return f"fewer than {settings.group_smallest_expected:g} offences expected"
    if any(year.dispersion is None for year in years.values()):
        return "too few quarters to know how much the rates vary"
    return ""


def _label(difference: float, p: float | None, *, group: str, settings: Settings) -> str:
    if p is None or p >= settings.alpha or abs(difference) < settings.group_material:
        return f"Similar to {group} average rates"
    return f"higher than {group} average rates" if difference > 0 else f"below {group} average rates"


def _rank_of(own: str, years: Mapping[str, _TwelveMonths], *, better: Direction, settings: Settings) -> Rank:
    """Rank the force, with the places it could hold by pairwise tests where the dispersion is known."""
    place = rank(own, {force: year.rate for force, year in years.items()}, better=better)
    mine = years[own]
    if mine.dispersion is None:
        return place
    limit = normal_quantile(settings.rank_confidence)
    sign = -1 if better == "higher" else 1
    others = [year for force, year in years.items() if force != own]
    z = [sign * (year.rate - mine.rate) / math.sqrt(year.variance + mine.variance) for year in others]
    low = 1 + sum(value < -limit for value in z)
    high = len(years) - sum(value > limit for value in z)
    return Rank(place.position, place.of, low, high, place.tied)


@dataclass(frozen=True, slots=True)
class _TwelveMonths:
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


def _twelve_months(
    own: str, counts: Mapping[str, Counts], populations: Mapping[str, float], mask: Sequence[bool], settings: Settings
) -> dict[str, _TwelveMonths]:
    """Sum the last four quarters of each force that has them all, with the dispersion of the forces' own quarters."""
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
    return {force: _TwelveMonths(given[force], populations[force], spread.get(force)) for force in given}


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
    """Rank one force's change among all, and count the forces that went up.

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
        missing=tuple(force for force in changes if force not in known),
    )
