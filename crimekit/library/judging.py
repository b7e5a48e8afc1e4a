"""What series of one's own say: their trend, their noise, their place in a group, where the year will end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from crimekit.errors import DataError, ParameterError, nearest
from crimekit.library.frames import Figures, by_quarter, forces_named, one_series, panel
from crimekit.library.working import rate
from crimekit.parameters import read_parameters
from crimekit.periods import Quarter, financial_year_quarters, quarters_between
from crimekit.reports.cases.case import force_named
from crimekit.reports.cases.telling import drawn
from crimekit.statistics import benchmarks, labels, projections
from crimekit.statistics.panel import Counts
from crimekit.statistics.results import Benchmark, Direction, TrendLabels
from crimekit.statistics.settings import DEFAULTS, Settings
from crimekit.words import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class Trend(TrendLabels):
    """The labels of one series, with the counts by quarter that they are of."""

    quarters: tuple[Quarter, ...] = field(default=(), repr=False)
    counts: tuple[float | None, ...] = field(default=(), repr=False)

    def figure(self) -> Axes:
        """The counts by quarter, as axes of matplotlib."""
        known = [each for each in read_parameters().breaks.values() if not each.measures and not each.forces]
        return drawn("Count", self.quarters, self.counts, "Count", number, known)


def trend(
    counts: Figures | Counts,
    *,
    population: Sequence[float] | None = None,
    mask: Sequence[bool] | None = None,
    breaks: Sequence[int] = (),
    settings: Settings | None = None,
) -> TrendLabels:
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
    TrendLabels
        ``.explain()`` says why in two sentences, ``.to_frame()`` has the numbers, ``.figure()`` draws a dated series.

    Raises
    ------
    DataError
        If a series is not in quarters, sorted and without gaps, or lengths differ.

    Examples
    --------
    >>> months = pd.period_range("2021-04", periods=8, freq="Q")
    >>> trend(pd.Series([100, 95, 105, 100, 130, 125, 135, 128], months)).year.label
    'Increasing'
    >>> trend([100, 95, 105]).year.reason
    'fewer than 3 quarters of the year and of one before it'
    """
    if not isinstance(counts, (pd.DataFrame, pd.Series)):
        return labels.trend(
            counts, population=population, mask=mask or (), breaks=breaks, settings=settings or DEFAULTS
        )
    frame = one_series(counts)
    if population is None and "population" in frame:
        population = frame["population"].tolist()
    known = panel(frame)
    values = tuple(None if np.isnan(value) else float(value) for value in frame["count"])
    found = labels.trend(
        values,
        population=population,
        mask=known.masked[:, 0].tolist() if mask is None else mask,
        breaks=[*breaks, *np.flatnonzero(known.breaks[:, 0]).tolist()],
        settings=settings or read_parameters().settings,
    )
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
        The label, the rate beside the average, the rank and the places it could be; ``.to_frame()`` has every force.

    Raises
    ------
    ParameterError, DataError
        If a name is not known, or the force has no figures in the frame.

    Examples
    --------
    >>> from crimekit.library.reading import read_recorded_crime
    >>> from crimekit.library.working import count
    >>> counts = count(read_recorded_crime(release="2023-10-19"), "vehicle-crime")
    >>> place = benchmark(counts, force="Gwent", group="welsh-forces")
    >>> place.label, place.rank.position, place.rank.of
    ('higher than Wales average rates', 3, 4)
    """
    parameters = read_parameters()
    settings = settings or parameters.settings
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
    found = panel(frame)
    at = {name: column for column, name in enumerate(found.forces)}
    members = [name for name in members or at if name in at and np.isfinite(found.residents[-1, at[name]])]
    window = slice(-settings.group_window, None)
    columns = {name: [None if np.isnan(n) else float(n) for n in found.counts[window, at[name]]] for name in members}
    return benchmarks.benchmark(
        own,
        columns,
        {name: float(found.residents[-1, at[name]]) for name in members},
        better=better,
        per=per,
        group=short_name,
        mask=found.masked[window, at[own]].tolist() if own in at else (),
        settings=settings,
    )


def project(counts: Figures, *, year: str = "", settings: Settings | None = None) -> projections.Projection:
    """Where a financial year will end, from its quarters so far and the years before.

    Parameters
    ----------
    counts
        One force or series: period or start, count; or a Series with a PeriodIndex or dates. Quarters that a report
        leaves out of every measure (the pandemic) are no guide.
    year
        Such as ``2023-24``; that of the last quarter unless given.

    Returns
    -------
    Projection
        The outturn with the intervals that hold 8 and 19 times in 20; a ``reason`` where none can be given.

    Raises
    ------
    ParameterError, DataError
        If the year is none, or the series is not in quarters, sorted and without gaps.

    Examples
    --------
    >>> quarters = pd.period_range("2014-04", periods=13, freq="Q")
    >>> found = project(pd.Series([10, 14, 9, 12, 13, 11, 12, 15, 9, 16, 10, 11, 14], quarters))
    >>> round(found.outturn), found.lower80, found.upper80
    (52, 40.0, 66.0)
    """
    frame = one_series(counts)
    masked = panel(frame).masked[:, 0]
    quarters = [Quarter.parse(period) for period in frame["period"]]
    if not quarters[-1].is_financial:
        raise DataError(f"counts: found '{quarters[-1]}'; expected quarters of the financial year")
    held = dict(zip(quarters, [None if np.isnan(n) else float(n) for n in frame["count"]], strict=True))
    guide = {at: None if left else held[at] for at, left in zip(quarters, masked, strict=True)}
    asked = financial_year_quarters(year or quarters[-1].financial_year)
    before = quarters_between(quarters[0] - (quarters[0].number - 1), asked[0] - 1) if quarters[0] < asked[0] else ()
    history = [[guide.get(at) for at in before[first : first + 4]] for first in range(0, len(before), 4)]
    return projections.project_outturn(
        history, [held[at] for at in asked if at in held], settings=settings or read_parameters().settings
    )
