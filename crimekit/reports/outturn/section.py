"""One section of an annual outturn: what the notebook shows, one property a cell.

Examples
--------
>>> section = outturn_section("community-cohesion", force="gwent", quarter="2019-20 Q4", release="2023-10-19")
>>> [cell.text for cell in section.local_tables[0].rows[-1]][:3]
['All strands', '1,061', '991']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from crimekit.blocks import Blocks, Brief, Data, Heading, Sentences
from crimekit.errors import DataError, ParameterError
from crimekit.library.figures import located
from crimekit.loaders.files import read_file
from crimekit.loaders.inputs import Inputs, Source
from crimekit.loaders.store import SHIPPED
from crimekit.parameters.values import Parameters, Run, SectionSpec
from crimekit.reports.cases.case import Case, case_of, open_case
from crimekit.reports.commentary.texts import table_figures, typed_texts
from crimekit.reports.outturn import figures as files
from crimekit.reports.outturn import recorded as crime
from crimekit.reports.outturn.figures import Content, LocalFigure, LocalTable, read_content, year_title
from crimekit.reports.outturn.goals import Target, findings, goals_table, read_targets
from crimekit.reports.outturn.printing import current, local_picture, local_rows, local_table
from crimekit.reports.outturn.reconciliation import Statement, check_statements, read_statements, reconciliation
from crimekit.reports.outturn.recorded import Group, Recorded

if TYPE_CHECKING:
    import matplotlib.figure


@dataclass(frozen=True, repr=False)
class OutturnSection(Brief):
    """One section of the year: each part of the page a property."""

    spec: SectionSpec
    contents: Mapping[str, Content]  # of every section
    case: Case
    recorded: Recorded
    figures: tuple[LocalFigure, ...]
    statements: tuple[Statement, ...]
    targets: tuple[Target, ...]  # of the year, of every section

    @property
    def content(self) -> Content:
        """What this section shows."""
        return self.contents[self.spec.key]

    def __repr__(self) -> str:
        return f"{self.spec.title}, {self.case.force.name}, {year_title(self.case.quarter)}"

    def _shown(self) -> Blocks:
        return Blocks((*self.recorded_tables, *self.local_tables, *self.goals))

    def explain(self) -> str:
        """What rose and fell in the year, and what of the section cannot be told."""
        missing = (item for block in self.sentences if isinstance(block, Sentences) for item in block.items)
        return " ".join((*self._changes(), *missing)) or repr(self)

    def figure(self) -> matplotlib.figure.Figure:
        """Its first chart, recorded crime by quarter, as a figure of matplotlib."""
        from crimekit.charts.trend import draw_trend

        for spec in self.content.charts:
            if trend := crime.by_quarter(spec, self.recorded):
                return draw_trend(trend)
        raise DataError(f"{self.spec.title}: found no series of figures; expected one to draw")

    @property
    def heading(self) -> Blocks:
        """The section's title and the year; before the first one, the key points of the whole report."""
        period = f"{self.case.force.name}, {year_title(self.case.quarter)}"
        title = Heading(self.spec.key, self.spec.title, period)
        if self.spec != self.case.report.sections[0]:
            return Blocks((title,))
        points = Sentences("at-a-glance-sentences", "Key points", tuple(filter(None, self._key_points())))
        return Blocks((Heading("at-a-glance", "At a glance", period), points, title))

    def _key_points(self) -> Iterator[str]:
        """What rose, what fell, how the targets stand, and what cannot be told."""
        yield crime.part_year(self.case)
        yield from self._changes()
        yield findings(self.targets, self.case)
        local = [spec for content in self.contents.values() for spec in content.local]
        held = sum(bool(current(spec, self.figures, self.case)) for spec in local)
        if held < len(local):
            gone = f"{len(local) - held} of {len(local)}" if held else f"all {len(local)}"
            year = self.case.quarter.financial_year
            yield f"Cannot be told: {gone} tables of the force's own have no figure of {year}."

    def _changes(self) -> list[str]:
        if not self._lead:
            return []
        groups = [self.recorded.group(key) for table in self.content.years[:1] for key in table.offences]
        return crime.changes_told(self._lead, groups)

    @property
    def key_figures(self) -> Blocks:
        """The few numbers of the group of offences that the section opens with."""
        return Blocks((crime.lead_figures(f"{self.spec.key}-key-figures", self._lead),) if self._lead else ())

    @property
    def sentences(self) -> Blocks:
        """That a year has not ended, and which tables of the force's own have no figure for it."""
        absent = "; ".join(spec.title for spec, figures in self._local if not figures)
        year = self.case.quarter.financial_year
        none = f"No local figure of {year} was supplied of: {absent}." if absent else ""
        if absent and not (self.content.lead or self.local_tables):
            own = "this section rests on figures of the force's own"
            none = f"There is nothing to show: {own}, and none of {year} was supplied of: {absent}."
        part = crime.part_year(self.case)
        items, heading = tuple(filter(None, (part, none))), "What the figures say" if part else "What is missing"
        return Blocks((Sentences(f"{self.spec.key}-sentences", heading, items),) if items else ())

    @property
    def actions(self) -> Blocks:
        """What the force did, as people wrote it."""
        return self._texts([text for text in self.spec.texts if text != "comments"])

    @cached_property
    def recorded_tables(self) -> Blocks:
        """The tables of recorded crime; for a year that has not ended, its projection in place of the growth."""
        grown = crime.growth_table if self.case.quarter.number == 4 else crime.projection_table
        return Blocks(
            (
                *(crime.years_table(spec, self.recorded) for spec in self.content.years),
                *(crime.rolling_table(spec, self.recorded) for spec in self.content.rolling),
                *(grown(spec, self.recorded) for spec in self.content.growth),
            )
        )

    @property
    def charts(self) -> Blocks:
        """Recorded crime by quarter as pictures; one without any figure is left out."""
        pictures = (crime.quarters_picture(spec, self.recorded) for spec in self.content.charts)
        return Blocks(filter(None, pictures))

    @property
    def local_tables(self) -> Blocks:
        """The force's own figures: each table that has one for this year, with its picture."""
        found = [(spec, figures) for spec, figures in self._local if figures]
        blocks = ((local_table(*each, self.case), local_picture(*each, self.case)) for each in found)
        return Blocks(filter(None, chain.from_iterable(blocks)))

    @property
    def goals(self) -> Blocks:
        """The targets of the section; nothing where it has none for this year."""
        targets = [target for target in self.targets if target.section == self.spec.key]
        return Blocks((goals_table(f"{self.spec.key}-targets", targets, self.case),) if targets else ())

    @property
    def closing(self) -> Blocks:
        """What closes the section: the stated figures checked and how all were made, the commissioner's comments."""
        comments = self._texts([text for text in self.spec.texts if text == "comments"])
        if not self.content.reconciliation:
            return comments
        return Blocks((*reconciliation(self.spec.key, self.statements, self.figures, self.recorded), *comments))

    @property
    def data(self) -> Blocks:
        """Its counts of recorded crime and the force's own figures by period, unrounded, for the report's data file."""
        rows = [*crime.recorded_rows(self.content, self.recorded)]
        rows += [row for _, figures in self._local for row in local_rows(figures)]
        return Blocks((Data(f"{self.spec.key}-data", tuple(rows)),))

    @cached_property
    def named_figures(self) -> dict[str, str]:
        """The numbers of its tables as they are printed, by the names that texts ask for them with."""
        local = [local_table(spec, figures, self.case) for spec, figures in self._local if figures]
        return table_figures([*self.recorded_tables, *local])

    @property
    def _lead(self) -> Group | None:
        return self.recorded.group(self.content.lead) if self.content.lead else None

    @cached_property
    def _local(self) -> tuple[tuple[LocalTable, tuple[LocalFigure, ...]], ...]:
        """Each table of the force's own with the figures that it prints this year, which may be none."""
        return tuple((spec, current(spec, self.figures, self.case)) for spec in self.content.local)

    def _texts(self, names: Sequence[str]) -> Blocks:
        return typed_texts(self.spec.key, names, self.case, lambda: self.named_figures)


def outturn_section(
    section: str,
    *,
    force: str,
    quarter: str,
    report: str = "outturn",
    release: str = "latest",
    peer_group: str = "",
    inputs: str = "bundled",
) -> OutturnSection:
    """One section of the annual outturn of a force.

    Parameters
    ----------
    section
        The key of a section of the report, such as ``crime-prevention``.
    quarter
        The last quarter of the year, such as ``2019-20 Q4``; an earlier one makes a part-year, compared with the same
        part of the years before and projected to its end.
    force, report, release, peer_group, inputs
        As for `measure_section`.

    Raises
    ------
    ParameterError, DataError
        If a name is not known or a file of figures is wrong.
    """
    case = open_case(force=force, quarter=quarter, report=report, release=release, peer_group=peer_group, inputs=inputs)
    return open_section(case.report.section(section), case, inputs)


def open_section(spec: SectionSpec, case: Case, inputs: str) -> OutturnSection:
    """The section of a case that is already open."""
    if not case.quarter.is_financial:
        raise ParameterError(f"quarter: found '{case.quarter}'; an outturn ends with a quarter of the financial year")
    contents, year = read_content(case.parameters, case.report), case.quarter.financial_year
    folder = files.figures_folder(located(inputs, case.parameters))
    below = {table.key: table.hide_below for content in contents.values() for table in content.local}
    figures = tuple(each.shown(below.get(each.table, 1)) for each in files.read_local(folder, case.force.key))
    wanted = contents[spec.key].reconciliation and case.quarter.number == 4  # they are about the whole year
    statements = read_statements(folder, case.force.key, year) if wanted else ()
    check_statements(statements, figures, groups=case.parameters.offences, forces=case.parameters.forces)
    targets = read_targets(case.parameters, case.force.key, case.report).values()
    return OutturnSection(
        spec,
        contents,
        case,
        Recorded(case),
        figures,
        statements,
        tuple(target for target in targets if target.year == year),
    )


def check_outturn(run: Run, inputs: Inputs, parameters: Parameters) -> tuple[Source, ...]:
    """Open every section of the run, so that whatever is wrong is told now; the files of the force's own figures."""
    case = case_of(run, inputs, parameters)
    for section in case.report.sections:
        open_section(section, case, run.inputs)
    folder = files.figures_folder(located(run.inputs, parameters))
    paths = (folder / f"{run.force}-{kind}.csv" for kind in ("figures", "stated"))
    return tuple(
        Source(path.name, read_file(path).sha256, shipped=path.is_relative_to(SHIPPED))
        for path in paths
        if path.exists()
    )
