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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from crimekit import words
from crimekit.blocks import Blocks, Brief, Data, Heading, KeyFigure, KeyFigures, Sentences
from crimekit.errors import ParameterError, nearest
from crimekit.parameters.values import SectionSpec, Titled
from crimekit.reports.cases.assessing import assess, change_among_forces, rate_among_forces
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case, open_case
from crimekit.reports.commentary.texts import measure_figures, typed_texts
from crimekit.reports.measures.sentences import sentences
from crimekit.reports.measures.tables import figures_of, leading, measures_table, survey_table
from crimekit.reports.tables.cells import change_text, quarter_text, reason_text, since_text

if TYPE_CHECKING:
    import matplotlib.figure


@dataclass(frozen=True, repr=False)
class Section(Brief):
    """One section: its measures worked out, each part of the page a property."""

    spec: SectionSpec
    case: Case
    assessments: tuple[Assessment, ...]

    def __getitem__(self, measure: str) -> Assessment:
        """The assessment of one measure."""
        found = {assessment.measure.key: assessment for assessment in self.assessments}
        if measure not in found:
            raise ParameterError(f"{self.spec.key}: no measure '{measure}'{nearest(measure, found)}")
        return found[measure]

    def _ipython_key_completions_(self) -> list[str]:
        return [assessment.measure.key for assessment in self.assessments]

    def __repr__(self) -> str:
        return f"{self.spec.title}, {self.case.force.name}, {self.case.quarter}: {self._leading.newest}"

    def _shown(self) -> Blocks:
        return Blocks((*self.key_figures, *self.measures_tables))

    @property
    def _leading(self) -> Assessment:
        return leading(self.spec, self.assessments)

    def to_frame(self) -> pd.DataFrame:
        """The figures of every measure by quarter."""
        return pd.concat([assessment.to_frame() for assessment in self.assessments], ignore_index=True)

    def explain(self) -> str:
        """Why the headline measure is labelled so."""
        return self._leading.explain()

    def figure(self) -> matplotlib.figure.Figure:
        """The headline measure by quarter, as a figure of matplotlib."""
        return self._leading.figure()

    @property
    def heading(self) -> Blocks:
        """The section's title."""
        return Blocks((Heading(self.spec.key, self.spec.title, f"{self.case.force.name}, {self.case.quarter.title}"),))

    @property
    def key_figures(self) -> Blocks:
        """The few numbers of the headline measure; nothing where it has no figure."""
        lead = self._leading
        shown = KeyFigures(f"{self.spec.key}-key-figures", lead.measure.title, tuple(_key_figures(lead)))
        return Blocks((shown,) if shown.items else ())

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
        items = sentences(self._leading, self.case, self.assessments)
        return Blocks((Sentences(f"{self.spec.key}-sentences", "What the figures say", items),) if items else ())

    @property
    def measures_tables(self) -> Blocks:
        """The tables of measures."""
        made = []
        for key, listed, of in self._numbered("measures", self.spec.tables):
            table = survey_table if all(found.measure.statistic == "percent" for found in of) else measures_table
            made.append(table(key, listed.title, of, self.case))
        return Blocks(made)

    @property
    def survey_charts(self) -> Blocks:
        """The percentages of each survey table as a picture; one without any figure is left out."""
        return self._pictures("survey", self.spec.tables)

    @property
    def trend_charts(self) -> Blocks:
        """The quarterly rates as pictures; a chart without any figure is left out."""
        return self._pictures("trend", self.spec.charts)

    def _pictures(self, kind: Literal["survey", "trend"], listed: Sequence[Titled]) -> Blocks:
        """A picture of each table or chart, where there is anything to draw."""
        from crimekit.reports.measures.pictures import survey_picture, trend_picture

        draw = survey_picture if kind == "survey" else trend_picture
        drawn = (draw(key, one.title, of, self.case) for key, one, of in self._numbered(kind, listed))
        return Blocks(picture for picture in drawn if picture)

    def _numbered(self, kind: str, listed: Sequence[Titled]) -> Iterator[tuple[str, Titled, list[Assessment]]]:
        """Each table or chart with its key and its measures."""
        for number, one in enumerate(listed, 1):
            yield f"{self.spec.key}-{kind}-{number}", one, [self[measure] for measure in one.measures]

    @property
    def benchmark_charts(self) -> Blocks:
        """The force among its peers, or all forces, over twelve months; nothing where it has no rates."""
        from crimekit.reports.measures.pictures import benchmark_pictures

        found = [self[measure] for measure in self.spec.benchmark_charts]
        return Blocks(benchmark_pictures(self.spec.key, found, self.case))

    @property
    def data(self) -> Blocks:
        """Every figure of its measures, unrounded, for the report's data file."""
        rows = tuple(row for found in self.assessments for row in figures_of(found, self.spec, self.case))
        return Blocks((Data(f"{self.spec.key}-data", rows),))


def _key_figures(lead: Assessment) -> Iterator[KeyFigure]:
    year, change = lead.trend.year, lead.same_quarter
    if lead.count is None:
        return
    yield KeyFigure("Latest quarter", words.number(lead.count), quarter_text(lead))
    if lead.rates:
        yield KeyFigure("Rate", lead.printed(lead.rate_value), f"per {words.number(lead.measure.per)} residents")
    yield KeyFigure("Past year", year.label, change_text(year, lead) or reason_text(year, lead))
    if change is not None and change.then is not None:
        before, note = lead.counts[-2], f"{since_text(change)} to {words.number(change.now)}"
        anew = any(known.kind == "step" and known.first == lead.quarters[-1] for known in lead.breaks)
        if before is not None and not anew:
            note += f"; quarter before {words.number(before)}"
        yield KeyFigure("Change on same quarter", words.number(change.difference, signed=True), note)


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
    found = {key: assess(case.measures[key], case) for key in spec.used}
    lead = leading(spec, tuple(found.values())).measure.key
    for key in dict.fromkeys([lead, *spec.benchmark_charts]):  # these have their place among all forces too
        found[key] = replace(found[key], nation=rate_among_forces(found[key], case))
    found[lead] = replace(found[lead], among_forces=change_among_forces(found[lead], case))
    return Section(spec, case, tuple(found.values()))
