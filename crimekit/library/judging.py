"""What series of one's own say: their trend, their noise, their place in a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd

from crimekit import words
from crimekit.errors import DataError, ParameterError, nearest
from crimekit.library.frames import (
    NAME,
    Figures,
    by_quarter,
    force_named,
    forces_named,
    numbers,
    one_series,
    panel,
    several,
)
from crimekit.library.working import rate
from crimekit.parameters import read_parameters
from crimekit.periods import Quarter
from crimekit.statistics import benchmarks, results
from crimekit.statistics.labels import labels_of
from crimekit.statistics.panel import Counts, panel_of
from crimekit.statistics.results import Direction, TrendLabels
from crimekit.statistics.settings import DEFAULTS, Settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True, repr=False)
class Trend(TrendLabels):
    """The labels of one series, with the counts by quarter that they are of, where it has dates."""

    quarters: tuple[Quarter, ...] = field(default=(), repr=False)
    counts: tuple[float | None, ...] = field(default=(), repr=False)

    def figure(self) -> Figure:
        """The counts by quarter, as a figure of matplotlib in the house style."""
        if not self.quarters:
            raise DataError("trend: found counts without quarters; expected a frame, or a Series with dates, to draw")
        known = [each for each in read_parameters().breaks.values() if not each.measures and not each.forces]
        from crimekit.charts.trend import draw_series

        return draw_series("Count", self.quarters, self.counts, "Count", words.number, known)


@dataclass(frozen=True, slots=True)
class Benchmark(results.Benchmark):
    """A benchmark that knows whose it is."""

    force: str = field(default="", repr=False)

    def figure(self) -> Figure:
        """A bar for each force of the group, the highest first, with their average; a figure of matplotlib."""
        from crimekit.charts.bars import draw_bars
        from crimekit.charts.data import Bar, Comparison

        named = {key: force.name for key, force in read_parameters().forces.items()}
        rates = sorted(self.rates, key=lambda held: -held[1])
        bars = [Bar(named[force], rate) for force, rate in rates] + [Bar(named[force], None) for force in self.missing]
        shown = Comparison("", tuple(bars), self.average, partial(words.rate, among=[rate for _, rate in rates]))
        return draw_bars([shown], leading=[named[self.force]], average_name="Average")


def trend(
    counts: Figures | Counts,
    *,
    population: Sequence[float] | None = None,
    mask: Sequence[bool] | None = None,
    breaks: Sequence[int] = (),
    settings: Settings | None = None,
) -> Trend:
    """The labels of one series by itself, one of your own too: the quarter, the past year, the past three years.

    Without other forces to learn from and to compare with, its own quarters give the noise, and a direction needs a
    change beyond the wider of the ranges; `labels` gives those that a report prints.

    Parameters
    ----------
    counts
        period or start, count, and where there is one population; a Series with a PeriodIndex or dates; or plain
        numbers by quarter, None where missing. The last is the current quarter's.
    population
        Residents by quarter: the labels are then those of the rate.
    mask
        Which quarters to leave out; unless given, those that a report leaves out of every measure (the pandemic), where
        the series has dates.
    breaks
        Positions from which the level is not comparable.

    Returns
    -------
    Trend
        ``.explain()`` says why in two sentences, ``.to_frame()`` has the numbers, ``.figure()`` draws a dated series.

    Raises
    ------
    DataError
        If a count is no number, a series is not in quarters, sorted and without gaps, or lengths differ.

    Examples
    --------
    >>> months = pd.period_range("2021-04", periods=8, freq="Q")
    >>> trend(pd.Series([100, 95, 105, 100, 130, 125, 135, 128], months)).year.label
    'Increasing'
    >>> trend([100, 95, 105]).year.reason
    'fewer than 3 quarters of the year and of one before it'
    """
    frame = one_series(counts) if isinstance(counts, (pd.DataFrame, pd.Series)) else None
    if frame is None:
        known = panel_of(pd.DataFrame({NAME: numbers(pd.Series([*several(counts)], dtype=object))}))
    else:
        known = panel(frame)
    if not known.quarters:
        raise DataError("trend: found no counts; expected at least one quarter")
    new = known.breaks.copy()
    new[[place for place in breaks if 0 < place < len(new)]] = True
    judged = replace(known, breaks=new)
    if population is not None:
        judged = replace(judged, residents=np.array(population, dtype=float)[:, None])
    if mask is not None:
        judged = replace(judged, masked=np.array([*mask] or [False] * len(new))[:, None])
    if frame is None:
        found = labels_of(judged, NAME, settings=settings or DEFAULTS)
        return Trend(found.quarter, found.year, found.three_years)
    found = labels_of(judged, known.forces[0], settings=settings or read_parameters().settings)
    values = tuple(None if np.isnan(value) else float(value) for value in frame["count"])
    quarters = tuple(map(Quarter.parse, frame["period"]))
    return Trend(found.quarter, found.year, found.three_years, quarters, values)


def benchmark(
    rates: pd.DataFrame,
    *,
    force: str,
    group: str | Sequence[str] = (),
    better: Direction = "lower",
    per: float = 1000,
    settings: Settings | None = None,
) -> Benchmark:
    """Place one force's last twelve months among its group's.

    Parameters
    ----------
    rates
        force, period or start, count, and where there is one population; the shipped estimates unless given.
    force
        The key, name or ONS code of one of them.
    group
        A key of ``parameters/peer_groups.yml``, or names of forces; all in the frame with residents unless given.
    better
        Which way rank 1 lies: ``lower``, ``higher``, ``neither``.
    per
        Residents that the rates are of.

    Returns
    -------
    Benchmark
        The label, the rate beside the average, the rank and the places it could be; ``.to_frame()`` has every force,
        ``.figure()`` draws them.

    Raises
    ------
    ParameterError, DataError
        If a name is not known, the force is not of the group, or has no figures in the frame.

    Examples
    --------
    >>> from crimekit.library.working import read_recorded_crime
    >>> from crimekit.library.working import count
    >>> counts = count(read_recorded_crime(release="2023-10-19"), "vehicle-crime")
    >>> place = benchmark(counts, force="Gwent", group="welsh-forces")
    >>> place.label, place.rank.position, place.rank.of
    ('higher than Wales average rates', 3, 4)
    """
    parameters = read_parameters()
    settings = settings or parameters.settings
    if better not in get_args(Direction):
        raise ParameterError(f"better: no '{better}'{nearest(better, get_args(Direction))}")
    frame = by_quarter(rates)
    if "force" not in frame:
        raise DataError("benchmark: found no column force; expected one, with the forces to compare")
    frame = frame if "population" in frame else rate(frame)
    own, short_name = force_named(force, parameters).key, "group"
    if not isinstance(group, str):
        members = forces_named(group, key="group")
    elif group in parameters.peer_groups:
        members, short_name = list(parameters.peer_groups[group].members), parameters.peer_groups[group].short
    else:
        raise ParameterError(f"group: no '{group}'{nearest(group, parameters.peer_groups)}")
    if members and own not in members:
        raise ParameterError(f"group: found {words.joined(members)}; expected '{own}' among them")
    found = panel(frame)
    held = [name for name, residents in zip(found.forces, found.residents[-1], strict=True) if residents > 0]
    place = benchmarks.benchmark(
        found,
        own,
        [name for name in members or held if name in held],
        better=better,
        per=per,
        group=short_name,
        settings=settings,
    )
    return Benchmark(**{each.name: getattr(place, each.name) for each in fields(place)}, force=own)
