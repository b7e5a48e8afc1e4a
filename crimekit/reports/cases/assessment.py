"""Everything the figures say of one measure for one force and quarter, and how it shows itself to an analyst."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from crimekit import words
from crimekit.parameters.values import Break, Measure
from crimekit.periods import Quarter
from crimekit.statistics.panel import Apart, Panel
from crimekit.statistics.results import (
    Benchmark,
    Change,
    ChangeRank,
    Course,
    Label,
    Rate,
    SurveyDifference,
    SurveyResult,
    TrendLabels,
)
from crimekit.statistics.settings import DEFAULTS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from crimekit.charts.data import Bar

_RATES = {"population": "denominator", "rate": "value", "lower": "lower", "upper": "upper"}
_STATED = ["period", "value", "base", "stated", "source"]


@dataclass(frozen=True, slots=True)
class LocalFigure:
    """A figure that a force or another body stated: never worked out here. Without a period there is none."""

    period: str = ""
    value: float | None = None
    base: float | None = None
    stated: str = ""  # what the source says in words
    source: str = ""
    note: str = ""
    effective: float | None = None  # respondents that weighted answers are worth; None: as many as the base


NO_FIGURE = LocalFigure()


_NO_SERIES = TrendLabels(*[Label("Not known", "no series of figures")] * 3)


@dataclass(frozen=True, slots=True, repr=False)
class Assessment:
    """One measure, worked out; where there is no figure, `reason` says why."""

    measure: Measure
    quarters: tuple[Quarter, ...] = ()  # oldest first; the last is the one reported
    counts: tuple[float | None, ...] = ()  # none: it has no series of figures
    rates: tuple[Rate, ...] = ()
    same_quarter: Change | None = None
    to_date: Change | None = None
    twelve_months: Change | None = None
    trend: TrendLabels = _NO_SERIES
    apart: Apart | None = None  # from the other forces: the change may be one of recording
    benchmark: Benchmark | None = None
    national: Change | None = None  # the change over twelve months of all forces that compare
    among_forces: ChangeRank | None = None  # the change over twelve months, among all forces
    nation: Benchmark | None = None  # the rate over twelve months, among all forces
    local: LocalFigure = NO_FIGURE  # of a measure of recorded crime: what the force itself said of its trend
    survey: SurveyResult | None = None
    survey_change: SurveyDifference | None = None  # on the same quarter of the year before
    breaks: tuple[Break, ...] = ()
    percent_base: float = DEFAULTS.percent_base  # the earlier count from which a change has a percentage
    reason: str = ""
    absent: str = words.NOT_AVAILABLE  # what is printed where the quarter reported has no number
    panel: Panel | None = None  # the counts of all forces, with what the labels rest on
    force: str = ""

    @property
    def course(self) -> Course:
        """Whether the past year is good news."""
        return self.trend.course(self.measure.better)

    @property
    def count(self) -> float | None:
        """Offences in the quarter reported."""
        return self.counts[-1] if self.counts else None

    @property
    def rate(self) -> Rate | None:
        """The rate of the quarter reported."""
        return self.rates[-1] if self.rates else None

    @property
    def rate_value(self) -> float | None:
        """That rate as a number."""
        return self.rate.value if self.rate else None

    @property
    def rate_values(self) -> tuple[float | None, ...]:
        """Every rate of the series, as numbers."""
        return tuple(rate.value for rate in self.rates)

    @property
    def drawn(self) -> tuple[float | None, ...]:
        """What a chart shows by quarter: the rates, or the counts of a measure or force without rates."""
        return self.rate_values or self.counts

    @property
    def unit(self) -> str:
        """The unit of what is drawn."""
        rate, nouns = f"Offences per {words.number(self.measure.per)} residents", self.measure.nouns
        return rate if self.rates else nouns[:1].upper() + nouns[1:]

    def printed(self, value: float | None) -> str:
        """A drawn value as it is printed."""
        return words.rate(value, self.rate_values) if self.rates else words.number(value)

    @property
    def has_figure(self) -> bool:
        """Whether there is a figure of the quarter reported."""
        return self.count is not None or self.local.value is not None

    @property
    def hidden(self) -> bool:
        """Whether so few were asked that a percentage of theirs is not shown."""
        return self.survey is not None and not self.survey.shown

    def since(self, first: Quarter) -> int:
        """The position of `first` in `quarters`, or 0 where the figures begin later."""
        return self.quarters.index(first) if first in self.quarters else 0

    def __repr__(self) -> str:
        return f"{self.measure.title}, {self.force}: {self.newest}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """The line; in JupyterLab why it is labelled so and the newest rows."""
        rows = self.to_frame().dropna(axis="columns", how="all").tail(8).to_html(index=False)
        caption = f"<caption>{escape(f'{self.measure.title}, {self.force}')}</caption>"
        rows = rows.replace("<thead>", f"{caption}<thead>", 1)
        return {"text/plain": repr(self), "text/html": f"<p>{escape(self.explain())}</p>{rows}"}

    @property
    def newest(self) -> str:
        """The newest figure and the label of the past year, or why there is none."""
        if self.count is not None:
            counted = words.counted(self.count, self.measure.noun, self.measure.nouns)
            return f"{counted} in {self.quarters[-1]}; past year {self.trend.year.label}"
        if self.local.value is None or self.hidden:
            return (self.survey.reason if self.survey else self.reason) or "no figure"
        printed = words.percent if self.measure.statistic == "percent" else words.number
        return f"{printed(self.local.value, 0)} in {self.local.period}"

    def explain(self) -> str:
        """Why these labels, in two sentences with the numbers; or why there are none."""
        if self.counts:
            return f"{self.measure.title}. {self.trend.explain(self.measure.nouns)}"
        wave, change = self.survey, self.survey_change
        if wave is None or self.hidden:
            return f"{self.measure.title}: {self.newest}"
        now = f"{self.measure.title}: {wave.explain(self.measure.nouns)}"
        if change is None or change.then.share is None:
            return f"{now} There is no wave of a year before to compare with."
        before = f": {words.percent(100 * change.then.share)} a year before" if change.then.shown else ""
        return f"{now} {change.label.partition(';')[0]}{before}."

    def to_frame(self) -> pd.DataFrame:
        """Its figures by quarter: counts and rates, or the figure that was stated; unrounded."""
        named = {"force": self.force, "measure": self.measure.key}
        if not self.quarters:
            rows = [[getattr(self.local, name) for name in _STATED]] if self.local.period else []
            return pd.DataFrame(rows, columns=_STATED).assign(**named)[[*named, *_STATED]]
        starts = pd.to_datetime([quarter.start for quarter in self.quarters])
        quarters = {"period": [quarter.label for quarter in self.quarters], "start": starts}
        numbers = {"count": list(self.counts)}
        if self.rates:
            numbers |= {name: [getattr(rate, part) for rate in self.rates] for name, part in _RATES.items()}
        frame = pd.DataFrame(quarters | numbers).astype(dict.fromkeys(numbers, "float64"))
        return frame.assign(**named)[[*named, *quarters, *numbers]]

    def figure(self) -> Figure:
        """Its rates by quarter (the counts where there are none), or its percentage, as a figure of matplotlib."""
        if self.measure.statistic == "percent" and self.local.value is not None and not self.hidden:
            from crimekit.charts.bars import draw_percentages

            return draw_percentages([self.bar(self.local.period)], words.percent)
        from crimekit.charts.trend import draw_series

        return draw_series(self.measure.title, self.quarters, self.drawn, self.unit, self.printed, self.breaks)

    def bar(self, name: str) -> Bar:
        """The percentage of a survey to be drawn, with its interval where what it is of is known."""
        from crimekit.charts.data import Bar

        survey, value = self.survey, self.local.value
        if survey is None or survey.lower is None or survey.upper is None:
            return Bar(name, value)
        return Bar(name, value, 100 * survey.lower, 100 * survey.upper)
