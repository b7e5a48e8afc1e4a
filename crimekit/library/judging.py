"""What series of one's own say: their trend, their place in a group, where a year will end; a survey's percentages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, field, fields, replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, get_args, overload

import numpy as np
import pandas as pd

from crimekit import words
from crimekit.charts.data import Bar, Comparison
from crimekit.errors import DataError, ParameterError, find, nearest
from crimekit.library import figures
from crimekit.library.figures import Figures
from crimekit.library.working import rate
from crimekit.parameters import read_parameters
from crimekit.periods import Quarter, financial_year_quarters
from crimekit.statistics import benchmarks, projections, results
from crimekit.statistics.labels import labels_of
from crimekit.statistics.panel import Counts, panel_of
from crimekit.statistics.rates import survey_result
from crimekit.statistics.results import Direction
from crimekit.statistics.settings import DEFAULTS, Settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True, repr=False)
class Trend(results.TrendLabels):
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
    if isinstance(counts, (pd.DataFrame, pd.Series)):
        frame = figures.one_series(counts)
        known, rules = figures.panel(frame), settings or read_parameters().settings
        values = tuple(None if np.isnan(value) else float(value) for value in frame["count"])
        dated = tuple(map(Quarter.parse, frame["period"])), values
    else:
        given = figures.numbers(pd.Series([*figures.several(counts)], dtype=object))
        known, rules, dated = panel_of(given.to_frame()), settings or DEFAULTS, ((), ())
    if not known.quarters:
        raise DataError("trend: found no counts; expected at least one quarter")
    new = known.breaks.copy()
    new[[place for place in breaks if 0 < place < len(new)]] = True
    judged = replace(known, breaks=new)
    if population is not None:
        people = figures.numbers(pd.Series([*figures.several(population)], dtype=object), "population")
        judged = replace(judged, residents=np.array(people, dtype=float)[:, None])
    if mask is not None:
        judged = replace(judged, masked=np.array([*mask] or [False] * len(new))[:, None])
    found = labels_of(judged, known.forces[0], settings=rules)
    return Trend(found.quarter, found.year, found.three_years, *dated)


@dataclass(frozen=True, slots=True)
class Benchmark(results.Benchmark):
    """A benchmark that knows whose it is."""

    force: str = field(default="", repr=False)

    def figure(self) -> Figure:
        """A bar for each force of the group, the highest first, with their average; a figure of matplotlib."""
        from crimekit.charts.bars import draw_bars

        forces = read_parameters().forces
        named = {key: forces[key].name if key in forces else key for key in self.to_frame()["force"]}
        rates = sorted(self.rates, key=lambda held: -held[1])
        bars = [Bar(named[force], rate) for force, rate in rates] + [Bar(named[force], None) for force in self.missing]
        shown = Comparison("", tuple(bars), self.average, partial(words.rate, among=[rate for _, rate in rates]))
        return draw_bars([shown], leading=[named[self.force]], average_name="Average")


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
    if better not in get_args(Direction):
        raise ParameterError(f"better: no '{better}'{nearest(better, get_args(Direction))}")
    frame = figures.by_quarter(rates)
    if "force" not in frame:
        raise DataError("benchmark: found no column force; expected one, with the forces to compare")
    frame = frame if "population" in frame else rate(frame)
    own, short_name = figures.force_named(force, parameters).key, "group"
    if isinstance(group, str):
        peers = find(group, parameters.peer_groups, "group")
        members, short_name = list(peers.members), peers.short
    else:
        members = figures.forces_named(group, key="group")
    if members and own not in members:
        raise ParameterError(f"group: found {words.joined(members)}; expected '{own}' among them")
    found = figures.panel(frame)
    held = [name for name, residents in zip(found.forces, found.residents[-1], strict=True) if residents > 0]
    members, rules = [name for name in members or held if name in held], settings or parameters.settings
    place = benchmarks.benchmark(found, own, members, better=better, per=per, group=short_name, settings=rules)
    return Benchmark(**{each.name: getattr(place, each.name) for each in fields(place)}, force=own)


@dataclass(frozen=True, slots=True)
class Projection(projections.Projection):
    """A projection that knows its year and those before."""

    year: str = field(default="", repr=False)
    quarters: int = field(default=0, repr=False)  # of the year that are known
    before: tuple[tuple[str, float | None], ...] = field(default=(), repr=False, compare=False)  # whole years

    def explain(self, nouns: str = "offences") -> str:
        """Where the year will end and from what, or why that cannot be said."""
        if self.outturn is None or self.known is None:
            return f"{self.year}: not projected, {self.reason}."
        if self.quarters == 4:
            return f"{self.year}: {words.number(self.known)} {nouns}, the year is complete."
        so_far = f"{words.number(self.known)} {nouns} in {words.counted(self.quarters, 'quarter', 'quarters')}"
        likely = f"{words.number(self.lower80)} to {words.number(self.upper80)} 8 times in 10"
        nearly = f"{words.number(self.lower95)} to {words.number(self.upper95)} 19 times in 20"
        return f"{self.year}: {so_far}, {words.number(self.outturn)} projected by its end ({likely}, {nearly})."

    def figure(self) -> Figure:
        """A bar for each whole year, this one so far, and its end with the range of 19 times in 20; of matplotlib."""
        from crimekit.charts.bars import draw_bars

        bars = [Bar(year, total) for year, total in self.before]
        if self.quarters == 4:
            bars.append(Bar(self.year, self.known))
        else:
            bars.append(Bar(f"{self.year}, so far", self.known))
            bars.append(Bar(f"{self.year}, projected", self.outturn, self.lower95, self.upper95))
        return draw_bars([Comparison("", tuple(bars), None, words.number)], leading=[bars[-1].name])


def project(counts: Figures, *, year: str = "", settings: Settings | None = None) -> Projection:
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
        The outturn with the intervals that hold 8 times in 10 and 19 in 20, or a ``reason`` where there is none;
        ``.explain()`` says it in a sentence, ``.figure()`` draws it beside the years before.

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
    frame = figures.one_series(counts)
    held = dict(zip(map(Quarter.parse, frame["period"]), frame["count"], strict=True))
    last = max(held)
    if not last.is_financial:
        raise DataError(f"counts: found '{last}'; expected quarters of the financial year")
    left_out = {at for at, masked in zip(held, figures.panel(frame).masked[:, 0], strict=True) if masked}
    whole = financial_year_quarters(year or last.financial_year)
    so_far, before = [at for at in whole if at in held], []
    for name, of_year in groupby((at for at in held if at < whole[0]), lambda at: at.financial_year):
        if len(parts := list(of_year)) == 4:
            total = sum(held[at] for at in parts)
            unused = len(so_far) < 4 and left_out & {*parts}  # a sum rests on no earlier year
            before.append((f"{name}, left out" if unused else name, None if np.isnan(total) else total))
    found = projections.project_outturn(
        held, so_far, left_out=left_out, settings=settings or read_parameters().settings
    )
    return Projection(**asdict(found), year=whole[0].financial_year, quarters=len(so_far), before=tuple(before))


class Waves(pd.DataFrame):
    """A frame of a survey's percentages that draws itself, also filtered or sorted."""

    @property
    def _constructor(self) -> type[Waves]:
        return Waves

    def to_frame(self) -> pd.DataFrame:
        """It as a plain frame."""
        return pd.DataFrame(self)

    def _shown(self) -> pd.DataFrame:
        """What may be shown: no percentage of too few respondents."""
        frame = self.to_frame()
        numbers = [name for name in ("value", "lower", "upper") if name in frame and "missing" in frame]
        return frame.assign(**{name: frame[name].where(frame["missing"] == "") for name in numbers})

    def _repr_html_(self) -> Any:
        return self._shown()._repr_html_()  # type: ignore[operator]

    def figure(self) -> Figure:
        """A bar for each percentage with its interval, in the order of the rows, as a figure of matplotlib."""
        from crimekit.charts.bars import draw_percentages

        figures.need(self, "period", "value", "lower", "upper", "missing")
        if self.empty:
            raise DataError("survey: found no rows; expected at least one to draw")
        named = [name for name in ("force", "measure") if name in self and self[name].nunique() > 1]
        names = self[[*named, "period"]].astype(str).agg(", ".join, axis=1)
        numbers = self._shown()[["value", "lower", "upper"]].astype(object)
        rows = numbers.where(numbers.notna(), None).itertuples(index=False, name=None)
        return draw_percentages([Bar(name, *row) for name, row in zip(names, rows, strict=True)], words.percent)


class Wave(results.SurveyResult):
    """A share of respondents that draws itself."""

    __slots__ = ()

    def figure(self) -> Figure:
        """A bar with its interval, as a figure of matplotlib; none where too few were asked."""
        from crimekit.charts.bars import draw_percentages

        parts = (None if part is None or self.reason else 100 * part for part in (self.share, self.lower, self.upper))
        return draw_percentages([Bar(f"{words.number(self.respondents)} asked", *parts)], words.percent)


@overload
def survey(answers: pd.DataFrame) -> Waves: ...
@overload
def survey(answers: float, respondents: float, *, effective: float | None = None) -> Wave: ...
def survey(
    answers: pd.DataFrame | float, respondents: float | None = None, *, effective: float | None = None
) -> Waves | Wave:
    """The share who answered so, with Wilson's interval and what so few respondents allow.

    Parameters
    ----------
    answers
        Those who answered so; or percentages as `read_survey` gives them.
    respondents
        Those who answered.
    effective
        The respondents that weighted answers are worth.

    Returns
    -------
    SurveyResult or pandas.DataFrame
        Fractions; or the frame with lower and upper (percentages), and in `missing` why a percentage is not shown. Each
        has ``.figure()``, also the frame once it is filtered or sorted.

    Examples
    --------
    >>> wave = survey(246, 312)
    >>> round(wave.share, 3), round(wave.lower, 3), round(wave.upper, 3)
    (0.788, 0.74, 0.83)
    """
    if not isinstance(answers, pd.DataFrame):
        if respondents is None:
            raise DataError("survey: respondents: found none; expected how many answered")
        positive, asked = (figures.number(given, "survey") for given in (answers, respondents))
        return Wave(*astuple(survey_result(positive, asked, effective=effective)))
    figures.need(answers, "value", "base")
    columns = (figures.numbers(answers.get(name, answers["base"]), name) for name in ("value", "base", "effective"))
    waves = pd.DataFrame(list(map(_wave, *columns)), answers.index, ["lower", "upper", "missing"])
    return Waves(answers.assign(**waves))


def _wave(value: float, base: float, worth: float) -> tuple[float, float, str]:
    """The limits of a percentage, and why it is not shown; without a base there are none."""
    if pd.isna(value) or pd.isna(base):
        return math.nan, math.nan, "no figure" if pd.isna(value) else ""
    found = survey_result(value / 100 * base, base, effective=base if pd.isna(worth) else worth)
    lower, upper = (math.nan if limit is None else 100 * limit for limit in (found.lower, found.upper))
    return lower, upper, found.reason
