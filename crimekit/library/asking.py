"""What the answers to a survey say: percentages with their intervals, which draw themselves."""

from __future__ import annotations

import math
from dataclasses import astuple
from typing import TYPE_CHECKING, Any, overload

import pandas as pd

from crimekit import words
from crimekit.errors import DataError
from crimekit.library.frames import need
from crimekit.statistics.results import SurveyResult
from crimekit.statistics.surveys import survey_result

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
        period = f"{words.number(self.respondents)} asked"
        shown = [None if part is None else 100 * part for part in (self.share, self.lower, self.upper)]
        columns = ["period", "value", "lower", "upper", "missing"]
        return Waves([[period, *shown, self.reason]], columns=columns).figure()


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
