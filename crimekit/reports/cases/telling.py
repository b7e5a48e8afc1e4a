"""How parts of a report show themselves to an analyst: in a line, in two sentences, as a frame, as a picture."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

import crimekit
from crimekit import words
from crimekit.blocks import Blocks, Heading, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from crimekit.charts.data import Bar
    from crimekit.reports.cases.assessment import Assessment

_RATES = {"population": "denominator", "rate": "value", "lower": "lower", "upper": "upper"}
_STATED = ["period", "value", "base", "stated", "source"]


def in_a_line(found: Assessment) -> str:
    """What it is of, its newest figure and the label of the past year, or why there is none."""
    return f"{found.measure.title}, {found.force}: {newest(found)}"


def newest(found: Assessment) -> str:
    """The newest figure and the label of the past year, or why there is none."""
    if found.count is not None:
        counted = words.counted(found.count, found.measure.noun, found.measure.nouns)
        return f"{counted} in {found.quarters[-1]}; past year {found.trend.year.label}"
    if found.local.value is None or found.hidden:
        return (found.survey.reason if found.survey else found.reason) or "no figure"
    printed = words.percent if found.measure.statistic == "percent" else words.number
    return f"{printed(found.local.value, 0)} in {found.local.period}"


def explain(found: Assessment) -> str:
    """Why these labels, in two sentences with the numbers; or why there are none."""
    if found.counts:
        return f"{found.measure.title}. {found.trend.explain(found.measure.nouns)}"
    wave, change = found.survey, found.survey_change
    if wave is None or found.hidden:
        return f"{found.measure.title}: {newest(found)}"
    now = f"{found.measure.title}: {wave.explain(found.measure.nouns)}"
    if change is None or change.then.share is None:
        return f"{now} There is no wave of a year before to compare with."
    before = f": {words.percent(100 * change.then.share)} a year before" if change.then.shown else ""
    return f"{now} {change.label.partition(';')[0]}{before}."


def to_frame(found: Assessment) -> pd.DataFrame:
    """Its figures by quarter: counts and rates, or the figure that was stated; unrounded."""
    named = {"force": found.force, "measure": found.measure.key}
    if not found.quarters:
        rows = [[getattr(found.local, name) for name in _STATED]] if found.local.period else []
        return pd.DataFrame(rows, columns=_STATED).assign(**named)[[*named, *_STATED]]
    starts = pd.to_datetime([quarter.start for quarter in found.quarters])
    quarters = {"period": [quarter.label for quarter in found.quarters], "start": starts}
    numbers = {"count": list(found.counts)}
    if found.rates:
        numbers |= {name: [getattr(rate, field) for rate in found.rates] for name, field in _RATES.items()}
    frame = pd.DataFrame(quarters | numbers).astype(dict.fromkeys(numbers, "float64"))
    return frame.assign(**named)[[*named, *quarters, *numbers]]


def figure(found: Assessment) -> Figure:
    """Its rates by quarter (the counts where there are none), or its percentage, as a figure of matplotlib."""
    if found.measure.statistic == "percent" and found.local.value is not None and not found.hidden:
        from crimekit.charts.bars import draw_percentages

        return draw_percentages([bar(found, found.local.period)], words.percent)
    from crimekit.charts.trend import draw_series

    return draw_series(found.measure.title, found.quarters, found.drawn, found.unit, found.printed, found.breaks)


def bar(found: Assessment, name: str) -> Bar:
    """The percentage of a survey to be drawn, with its interval where what it is of is known."""
    from crimekit.charts.data import Bar

    survey, value = found.survey, found.local.value
    if survey is None or survey.lower is None or survey.upper is None:
        return Bar(name, value)
    return Bar(name, value, 100 * survey.lower, 100 * survey.upper)


def mime_bundle(found: Assessment, include: object = None, exclude: object = None) -> dict[str, str]:
    """The line; in JupyterLab why it is labelled so and the newest rows."""
    rows = to_frame(found).dropna(axis="columns", how="all").tail(8).to_html(index=False)
    caption = f"<caption>{escape(f'{found.measure.title}, {found.force}')}</caption>"
    rows = rows.replace("<thead>", f"{caption}<thead>", 1)
    return {"text/plain": in_a_line(found), "text/html": f"<p>{escape(explain(found))}</p>{rows}"}


class Brief:
    """A part of a report as an object: a line of text, its blocks in JupyterLab, its tables as a frame.

    What it shows is for whoever looks at it in a notebook, and no part of the published page.
    """

    def _shown(self) -> Blocks:
        """What JupyterLab shows of it."""
        raise NotImplementedError

    def __repr__(self) -> str:
        titles = [block.title for block in self._shown() if isinstance(block, Heading)]
        return f"{type(self).__name__}: {', '.join(titles)}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": crimekit.mime_bundle(self._shown())["text/html"]}

    def to_frame(self) -> pd.DataFrame:
        """The tables that it shows as one frame: numbers unrounded, words as printed."""
        tables = [_frame(block) for block in self._shown() if isinstance(block, Table)]
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _frame(table: Table) -> pd.DataFrame:
    is_number = [column.kind == "number" for column in table.columns]
    rows = [
        [cell.value if number else cell.text for cell, number in zip(row, is_number, strict=True)] for row in table.rows
    ]
    return pd.DataFrame(rows, columns=[column.title for column in table.columns])
