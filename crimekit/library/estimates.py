"""What is estimated: percentages of a survey with their intervals, where a year will end; each draws itself."""

from __future__ import annotations

import math
from dataclasses import asdict, astuple, dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import pandas as pd

from crimekit import words
from crimekit.errors import DataError
from crimekit.library.frames import Figures, need, one_series, panel
from crimekit.parameters import read_parameters
from crimekit.periods import Quarter, financial_year_quarters
from crimekit.statistics import projections
from crimekit.statistics.rates import survey_result
from crimekit.statistics.results import SurveyResult
from crimekit.statistics.settings import Settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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
        from crimekit.charts.data import Bar

        need(self, "period", "value", "lower", "upper", "missing")
        if self.empty:
            raise DataError("survey: found no rows; expected at least one to draw")
        named = [name for name in ("force", "measure") if name in self and self[name].nunique() > 1]
        names = self[[*named, "period"]].astype(str).agg(", ".join, axis=1)
        numbers = self._shown()[["value", "lower", "upper"]].astype(object)
        rows = numbers.where(numbers.notna(), None).itertuples(index=False, name=None)
        return draw_percentages([Bar(name, *row) for name, row in zip(names, rows, strict=True)], words.percent)


class Wave(SurveyResult):
    """A share of respondents that draws itself."""

    __slots__ = ()

    def figure(self) -> Figure:
        """A bar with its interval, as a figure of matplotlib; none where too few were asked."""
        from crimekit.charts.bars import draw_percentages
        from crimekit.charts.data import Bar

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
        return Wave(*astuple(survey_result(answers, respondents, effective=effective)))
    need(answers, "value", "base")
    rows = zip(answers["value"], answers["base"], answers.get("effective", answers["base"]), strict=True)
    waves = pd.DataFrame([_wave(*row) for row in rows], answers.index, ["lower", "upper", "missing"])
    return Waves(answers.assign(**waves))


def _wave(value: float, base: float, worth: float) -> tuple[float, float, str]:
    """The limits of a percentage, and why it is not shown; without a base there are none."""
    if pd.isna(value) or pd.isna(base):
        return math.nan, math.nan, "no figure" if pd.isna(value) else ""
    found = survey_result(value / 100 * base, base, effective=base if pd.isna(worth) else worth)
    lower, upper = (math.nan if limit is None else 100 * limit for limit in (found.lower, found.upper))
    return lower, upper, found.reason


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
        from crimekit.charts.data import Bar, Comparison

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
    frame = one_series(counts)
    held = dict(zip(map(Quarter.parse, frame["period"]), frame["count"], strict=True))
    last = max(held)
    if not last.is_financial:
        raise DataError(f"counts: found '{last}'; expected quarters of the financial year")
    left_out = {at for at, masked in zip(held, panel(frame).masked[:, 0], strict=True) if masked}
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
