"""One force among others: its rate against the average of its most similar group, and its rank.

Twelve months against the mean of the other forces, with the variance of both counted and taken from each force's own
quarters over time; the spread between forces is what is reported, so it cannot be the yardstick. Where the forces
are alike it names a side for at most 4.7 % in any setting; a band of 10 % alone does for up to 89 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from crimekit.errors import DataError, nearest
from crimekit.statistics.intervals import Array, fit_table, normal_quantile, year_blocks
from crimekit.statistics.panel import Panel
from crimekit.statistics.results import Benchmark, ChangeRank, Direction, Rank
from crimekit.statistics.settings import DEFAULTS, Settings

METHOD = (
    "twelve months against the mean of the other forces' rates: quasi-Poisson z-test, dispersion of the forces' own "
    "quarters pooled, excess x {excess:g}; average: unweighted mean of the rates, the force included"
)


def benchmark(
    panel: Panel,
    own: str,
    members: Sequence[str],
    *,
    better: Direction,
    per: float = 1000,
    group: str = "MSG",
    settings: Settings = DEFAULTS,
) -> Benchmark:
    """Place one force's last four quarters among its group's.

    Parameters
    ----------
    panel
        The counts of the forces with their residents. The last quarter is the current one; the earlier ones, less those
        that are masked for `own`, give the dispersion.
    own, members
        The force, and every force of its group, itself included. A force without all of the last four quarters is left
        out of the comparison and named.
    better
        Which way rank 1 lies; where neither can be said, the lowest rate is first.
    group
        The short name of the group, for the label.

    Raises
    ------
    DataError
        Where `own` is no member, or a force has no residents.

    Examples
    --------
    >>> import pandas as pd
    >>> from crimekit.statistics.panel import panel_of
    >>> counts = pd.DataFrame({"a": [78, 80, 66, 97, 80], "b": [78, 91, 83, 96, 57], "c": [48, 47, 54, 45, 49]})
    >>> panel = panel_of(counts, residents=pd.DataFrame({"a": 590e3, "b": 940e3, "c": 640e3}, counts.index))
    >>> result = benchmark(panel, "b", panel.forces, better="lower")
    >>> result.label, result.rank.position, result.reason
    ('Not known', 2, 'fewer than 4 forces with figures')
    """
    if own not in members:
        raise DataError(f"benchmark: found no counts of '{own}'{nearest(own, members)}")
    quarters = panel.counts[-settings.group_window :]
    years = quarters[-4:].sum(axis=0) if len(quarters) >= 4 else np.full(len(panel.forces), np.nan)
    given = [force for force in members if years[panel.forces.index(force)] >= 0]
    columns = [panel.forces.index(force) for force in given]
    counts, residents = years[columns], panel.residents[-1, columns]
    for at in np.flatnonzero(~(residents > 0)):
        raise DataError(
            f"benchmark: found no residents of '{given[at]}' for {panel.quarters[-1]}; expected an estimate above zero"
        )
    rates = counts / residents
    bare = Benchmark(
        label="Not known",
        method=METHOD.format(excess=settings.group_excess),
        per=per,
        rates=tuple(zip(given, (rates * per).tolist(), strict=True)),
        missing=tuple(force for force in members if force not in given),
    )
    if own not in given:
        return replace(bare, reason="no figures of the force itself for the twelve months")
    if given == [own]:
        return replace(bare, reason="no other force has figures for the twelve months")
    left_out = panel.masked[-settings.group_window :, panel.forces.index(own), None]
    spread = _dispersions(np.where(left_out, np.nan, quarters[:, columns]), settings)
    me, others = given.index(own), [at for at, force in enumerate(given) if force != own]
    average, scale = sum(rates) / len(rates), residents[me]
    difference = float(rates[me] / average - 1) if average else None
    expected = float(scale * sum(rates[others]) / len(others))
    z = p = None
    if expected and spread is not None:
        reference = sum((spread * counts / residents**2)[others]) / len(others) ** 2
        z = float((counts[me] - expected) / math.sqrt(spread[me] * expected + scale**2 * reference))
        p = 2 * float(ndtr(-abs(z)))
    reason = ""
    if len(given) < settings.group_fewest_forces:
        reason = f"fewer than {settings.group_fewest_forces} forces with figures"
    elif expected < settings.group_smallest_expected:
        reason = f"fewer than {settings.group_smallest_expected:g} offences expected"
    elif spread is None:
        reason = "too few quarters to know how much the rates vary"
    place = rank(own, dict(zip(given, rates.tolist(), strict=True)), better=better)
    if spread is not None:  # the places that pairwise tests leave open
        variance = spread * np.maximum(counts, 0.5) / residents**2  # that of half an offence where there was none
        place = with_range(place, rates, variance, me, better=better, settings=settings)
    return replace(
        bare,
        label="Not known" if reason else _label(difference or 0.0, p, group=group, settings=settings),
        reason=reason,
        rank=place,
        rate=float(rates[me] * per),
        average=float(average * per),
        difference=difference,
        expected=expected,
        statistic=z,
        p=p,
        dispersion=None if spread is None else float(spread[me]),
    )


def _label(difference: float, p: float | None, *, group: str, settings: Settings) -> str:
    if p is None or p >= settings.alpha or abs(difference) < settings.group_material:
        return f"Similar to {group} average rates"
    return f"higher than {group} average rates" if difference > 0 else f"below {group} average rates"


def _dispersions(quarters: Array, settings: Settings) -> Array | None:
    """Pool the forces' excess dispersion, as the same for all or as growing with the count, whichever is larger.

    None where no force has enough quarters.
    """
    usable = np.where(quarters >= 0, quarters, np.nan)
    fits = [fit_table(year_blocks(column)) for column in usable.T]
    known = [fit for fit in fits if fit.df >= settings.fewest_degrees]
    if not known:
        return None
    excess = sum(fit.dispersion - 1 for fit in known)
    same, total = max(0.0, excess / len(known)), sum(fit.mean for fit in known)
    growing = max(0.0, excess / total) if total else 0.0
    return np.array([1 + settings.group_excess * max(same, growing * fit.mean) for fit in fits])


def rank(own: str, values: Mapping[str, float], *, better: Direction) -> Rank:
    """Rank one force among all, 1 the best; equal values share the better place.

    Examples
    --------
    >>> rank("kent", {"kent": 2.0, "essex": 2.0, "sussex": 1.5}, better="lower")
    Rank(position=2, of=3, low=None, high=None)
    """
    if own not in values:
        raise DataError(f"rank: found no value of '{own}'{nearest(own, values)}")
    ahead = [value > values[own] if better == "higher" else value < values[own] for value in values.values()]
    return Rank(position=1 + sum(ahead), of=len(values))


def with_range(
    place: Rank, values: Array, variances: Array, me: int, *, better: Direction, settings: Settings = DEFAULTS
) -> Rank:
    """The rank of the value at `me` with the places it could be: those that no pairwise test rules out.

    Examples
    --------
    >>> place, values = Rank(2, 3), np.array([1.0, 2.0, 9.0])
    >>> with_range(place, values, np.array([0.5, 0.5, 0.5]), 1, better="lower")
    Rank(position=2, of=3, low=1, high=2)
    """
    apart = (values - values[me]) / np.sqrt(variances + variances[me])  # nought for `me` itself
    apart, limit = -apart if better == "higher" else apart, normal_quantile(settings.rank_confidence)
    return replace(place, low=1 + int((apart < -limit).sum()), high=len(values) - int((apart > limit).sum()))


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
