"""One section of a report: what a notebook shows, one property a cell.

What draws is imported when there is something to draw: a run that puts executed notebooks together draws nothing.

Examples
--------
>>> section = measure_section(
...     "neighbourhood-crime", force="gwent", quarter="2023-24 Q1", release="2023-10-19"
... )
>>> [(figure.label, figure.text) for figure in section.key_figures[0].items][:2]
[('Latest quarter', '1,258'), ('Rate', '2.13')]
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from crimekit import words
from crimekit.blocks import Blocks, Heading, KeyFigure, KeyFigures, Sentences, Table
from crimekit.errors import ParameterError, nearest
from crimekit.parameters.values import SectionSpec
from crimekit.reports.cases.assessment import Assessment, assess
from crimekit.reports.cases.brief import Brief
from crimekit.reports.cases.case import Case, open_case
from crimekit.reports.cases.labels import change_among_forces
from crimekit.reports.cases.telling import newest
from crimekit.reports.commentary.figures import measure_figures
from crimekit.reports.commentary.texts import typed_texts
from crimekit.reports.narrative.sentences import sentences
from crimekit.reports.tables.cells import change_text, quarter_text, reason_text
from crimekit.reports.tables.measures import leading, measures_table, survey_table
from crimekit.statistics.results import Change

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, repr=False)
class Section(Brief):
    """One section: its measures worked out, each part of the page a property."""

    spec: SectionSpec
    case: Case
    assessments: tuple[Assessment, ...]

    def __getitem__(self, measure: str) -> Assessment:
        """The assessment of one measure."""
        for assessment in self.assessments:
            if assessment.measure.key == measure:
                return assessment
        known = [assessment.measure.key for assessment in self.assessments]
        raise ParameterError(f"{self.spec.key}: no measure '{measure}'{nearest(measure, known)}")

    def _ipython_key_completions_(self) -> list[str]:
        return [assessment.measure.key for assessment in self.assessments]

    def __repr__(self) -> str:
        said = newest(leading(self.spec, self.assessments))
        return f"{self.spec.title}, {self.case.force.name}, {self.case.quarter}: {said}"

    def _shown(self) -> Blocks:
        return Blocks((*self.key_figures, *self.measures_tables))

    def to_frame(self) -> pd.DataFrame:
        """The figures of every measure by quarter."""
        return pd.concat([assessment.to_frame() for assessment in self.assessments], ignore_index=True)

    def explain(self) -> str:
        """Why the headline measure is labelled so."""
        return leading(self.spec, self.assessments).explain()

    def figure(self) -> Axes:
        """The headline measure by quarter, as axes of matplotlib."""
        return leading(self.spec, self.assessments).figure()

    @property
    def heading(self) -> Blocks:
        """The section's title."""
        return Blocks((Heading(self.spec.key, self.spec.title, f"{self.case.force.name}, {self.case.quarter.title}"),))

    @property
    def key_figures(self) -> Blocks:
        """The few numbers of the headline measure; nothing where it has no figure."""
        headline = leading(self.spec, self.assessments)
        if headline.count is None:
            return Blocks(())
        return Blocks((KeyFigures(f"{self.spec.key}-key-figures", headline.measure.title, _key_figures(headline)),))

    @cached_property
    def named_figures(self) -> dict[str, str]:
        """Its figures as they are printed, by the names that texts ask for them with."""
        return measure_figures(self.assessments)

    @property
    def actions(self) -> Blocks:
        """What the force does and plans, as people wrote it."""
        return self._texts([text for text in self.spec.texts if text != "comments"])

    @property
    def comments(self) -> Blocks:
        """The commissioner's comments."""
        return self._texts([text for text in self.spec.texts if text == "comments"])

    def _texts(self, names: Sequence[str]) -> Blocks:
        return typed_texts(self.spec.key, names, self.case, lambda: self.named_figures)

    @property
    def sentences(self) -> Blocks:
        """The headline measure in sentences."""
        items = sentences(leading(self.spec, self.assessments), self.case, self.assessments)
        return Blocks((Sentences(f"{self.spec.key}-sentences", "What the figures say", items),) if items else ())

    @property
    def measures_tables(self) -> Blocks:
        """The tables of measures."""
        return Blocks(tuple(self._table(number) for number in range(len(self.spec.tables))))

    def _table(self, number: int) -> Table:
        spec = self.spec.tables[number]
        chosen = [self[measure] for measure in spec.measures]
        table = survey_table if _is_survey(chosen) else measures_table
        return table(f"{self.spec.key}-measures-{number + 1}", spec.title, chosen, self.case)

    @property
    def survey_charts(self) -> Blocks:
        """The percentages of each survey table as a picture; one without any figure is left out."""
        from crimekit.reports.measures.pictures import survey_picture

        chosen = [(spec.title, [self[measure] for measure in spec.measures]) for spec in self.spec.tables]
        charts = [
            survey_picture(f"{self.spec.key}-survey-{number}", title, assessments, self.case)
            for number, (title, assessments) in enumerate(chosen, 1)
            if _is_survey(assessments)
        ]
        return Blocks(tuple(chart for chart in charts if chart is not None))

    @property
    def trend_charts(self) -> Blocks:
        """The quarterly rates as pictures; a chart without any figure is left out."""
        from crimekit.reports.measures.pictures import trend_picture

        charts = [
            trend_picture(
                f"{self.spec.key}-trend-{number}", spec.title, [self[measure] for measure in spec.measures], self.case
            )
            for number, spec in enumerate(self.spec.charts, 1)
        ]
        return Blocks(tuple(chart for chart in charts if chart is not None))

    @property
    def benchmark_charts(self) -> Blocks:
        """The force among its peers over twelve months; nothing where no group is configured."""
        from crimekit.reports.measures.pictures import benchmark_pictures

        return Blocks(
            benchmark_pictures(self.spec.key, [self[measure] for measure in self.spec.benchmark_charts], self.case)
        )


def _is_survey(assessments: Sequence[Assessment]) -> bool:
    """Whether these measures are percentages."""
    return bool(assessments) and all(assessment.measure.statistic == "percent" for assessment in assessments)


def _key_figures(headline: Assessment) -> tuple[KeyFigure, ...]:
    items = [KeyFigure("Latest quarter", words.number(headline.count), quarter_text(headline))]
    if headline.rate is not None:
        rate = words.rate(headline.rate_value, headline.rate_values)
        items.append(KeyFigure("Rate", rate, f"per {words.number(headline.measure.per)} residents"))
    year = headline.trend.year if headline.trend else None
    if year is not None:
        items.append(KeyFigure("Past year", year.label, change_text(year, headline) or reason_text(year, headline)))
    change = headline.same_quarter
    if change is not None and change.then is not None:
        label = "Change on same quarter"
        items.append(KeyFigure(label, words.number(change.difference, signed=True), _between(change)))
    return tuple(items)


def _between(change: Change) -> str:
    share = "" if change.percent is None else f"{words.percent(change.percent, signed=True)}, "
    return f"{share}from {words.number(change.then)} to {words.number(change.now)}"


def measure_section(
    section: str,
    *,
    force: str,
    quarter: object,
    report: str = "national-measures",
    release: str | dt.date = "latest",
    peer_group: str = "",
    inputs: str | Path = "bundled",
) -> Section:
    """One section of a report, worked out for a force and a quarter.

    Parameters
    ----------
    section
        The key of a section of the report, such as ``neighbourhood-crime``.
    force
        The key, name or ONS code of a force.
    report, peer_group
        Keys under ``parameters/``; `peer_group` may be empty.
    quarter
        Such as ``2023-24 Q1``, ``Q1 2023-24``, ``April to June 2023`` or a Timestamp: see `Quarter.parse`.
    release
        The date of a shipped release of recorded crime (a date or its text), or ``latest``.
    inputs
        ``bundled``, or a folder of input files.

    Raises
    ------
    ParameterError, DataError
        If a name is not known or a figure that must be there is not.
    """
    case = open_case(force=force, quarter=quarter, report=report, release=release, peer_group=peer_group, inputs=inputs)
    return work_out(case.report.section(section), case)


def work_out(spec: SectionSpec, case: Case) -> Section:
    """The section of a case that is already open."""
    charted = [measure for chart in spec.charts for measure in chart.measures]
    keys = dict.fromkeys([spec.headline, *spec.measures, *charted, *spec.benchmark_charts])
    return Section(spec, case, tuple(_one(key, spec, case) for key in keys))


def _one(key: str, spec: SectionSpec, case: Case) -> Assessment:
    """One measure; the headline also has its place among all forces."""
    measure = case.measures[key]
    found = assess(measure, case)
    return replace(found, among_forces=change_among_forces(found, case)) if key == spec.headline else found
