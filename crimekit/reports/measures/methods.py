"""How every figure and label is made, and how often the labels are wrong: a page beside each report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from crimekit import words
from crimekit.blocks import Block, Cell, Column, Definitions, Heading, Page, Sentences, Table
from crimekit.page.document import render
from crimekit.page.group import Blocks
from crimekit.parameters import read_parameters
from crimekit.parameters.model import Parameters
from crimekit.reports.cases.assessment import Assessment, assess
from crimekit.reports.cases.case import Case
from crimekit.reports.measures import measured
from crimekit.reports.narrative import method_steps as steps
from crimekit.reports.tables import source_text
from crimekit.reports.track_record.shipped import shipped_case
from crimekit.statistics.results import Trend
from crimekit.statistics.settings import Settings

_FORCE, _MEASURE, _RELEASE = "gwent", "neighbourhood-crime", "2023-10-19"  # the example


@dataclass(frozen=True)
class Methods:
    """The methods of the labels, each part of the page a property."""

    parameters: Parameters

    @property
    def labels(self) -> Blocks:
        """What each label means."""
        items = tuple(self.parameters.labels.items())
        return Blocks((Heading("labels", "What the labels mean"), Definitions("labels-meanings", "", items)))

    @property
    def short_term(self) -> Blocks:
        """The short-term label, with an example to redo."""
        example = _example("short", self.parameters)
        return self._steps("short-term", "Short-term label", steps.short_term_steps, *example)

    @property
    def medium_term(self) -> Blocks:
        """The medium-term label, with an example to redo."""
        example = _example("medium", self.parameters)
        return self._steps("medium-term", "Medium-term label", steps.medium_term_steps, *example)

    @property
    def other_labels(self) -> Blocks:
        """The words, the note on the latest quarter, the benchmark and rank."""
        return Blocks(
            (
                *self._steps("words", "From numbers to words", steps.word_steps),
                *self._steps("latest-quarter", "Note on the latest quarter", steps.latest_steps),
                *self._steps("group", "Benchmark and rank", steps.group_steps),
            )
        )

    @property
    def figures(self) -> Blocks:
        """Rates, survey percentages, the outturn."""
        rates = self._steps("rates", "Rates, changes and survey percentages", steps.rate_steps)
        return Blocks((*rates, *self._steps("outturn", "Outturn of a financial year", steps.outturn_steps)))

    @property
    def chance(self) -> Blocks:
        """How many labels are wrong by chance, and what leads a report."""
        return self._steps("chance", "Many labels at once", steps.chance_steps, measured.chance_table())

    @property
    def calibration(self) -> Blocks:
        """What the bench measured."""
        heading = Heading("calibration", "How often the labels are wrong: simulation")
        return Blocks((heading, measured.false_alarm_table(), measured.power_table()))

    @property
    def track_record(self) -> Blocks:
        """What became of the labels on published figures."""
        heading = Heading("track-record", "How the labels did on published figures")
        tables = (measured.track_record_table(), measured.level_table(), measured.measure_table(self.parameters))
        return Blocks((heading, *tables))

    @property
    def thresholds(self) -> Blocks:
        """Every threshold in force."""
        return Blocks((Heading("thresholds", "Thresholds"), _thresholds(self.parameters.settings)))

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The whole page in order."""
        parts = (self.labels, self.short_term, self.medium_term, self.other_labels, self.figures, self.chance)
        rest = (self.calibration, self.track_record, self.thresholds)
        return tuple(block for part in (*parts, *rest) for block in part)

    def _steps(self, key: str, title: str, make: Callable[[Settings], steps.Steps], *tables: Table) -> Blocks:
        items = make(self.parameters.settings)
        return Blocks((Heading(key, title), Sentences(f"{key}-steps", "Step by step", items), *tables))


def methods() -> Methods:
    """The methods with the thresholds of the project.

    Examples
    --------
    >>> methods().chance[0].title
    'Many labels at once'
    """
    return Methods(read_parameters())


def methods_page(parameters: Parameters, *, report: str) -> str:
    """The page of methods; `report` is the address of the report that it lies beside."""
    page = Page(
        title="How the figures and labels are made",
        force="",
        publisher="",
        period="",
        marking="",
        trail=(("Report", report),),
    )
    return render(page, Methods(parameters).blocks)


def _thresholds(settings: Settings) -> Table:
    rows = tuple(
        (
            Cell(field.name),
            Cell(f"{getattr(settings, field.name):g}", getattr(settings, field.name)),
            Cell(words.sentence(field.metadata["meaning"]).removesuffix(".")),
        )
        for field in fields(settings)
    )
    columns = (Column("Key"), Column("Value", "number"), Column("What it is"))
    return Table("methods-thresholds", "Thresholds in force", "parameters/outlook.yml", columns, rows)


def _example(term: str, parameters: Parameters) -> tuple[Table, ...]:
    """The numbers behind one label, worked out from the shipped figures; none where a project lacks its parameters."""
    if _FORCE not in parameters.forces or _MEASURE not in parameters.measures:
        return ()
    case = shipped_case(parameters, release=_RELEASE)
    case = replace(case, force=parameters.forces[_FORCE])
    found = assess(parameters.measures[_MEASURE], case)
    if found.outlook is None:
        return ()
    trend = found.outlook.short if term == "short" else found.outlook.medium
    numbers = _numbers(trend, found)
    caption = f"Example: {found.measure.title.lower()} in {case.force.name}, {case.quarter.label}: {trend.label}"
    rows = tuple((Cell(name), Cell(words.number(value, places), value)) for name, value, places in numbers)
    columns = (Column("Step"), Column("Value", "number"))
    made = Table(
        f"methods-example-{term}",
        caption,
        words.sentence(trend.method).removesuffix("."),
        columns,
        rows,
        source=source_text([found], case),
    )
    return (made,) if term == "medium" else (_counts(found, case), made)


def _counts(found: Assessment, case: Case) -> Table:
    """The series that both examples are worked out from."""
    rows = tuple(
        (Cell(quarter.label), Cell(words.number(count), count), Cell(words.number(rate.denominator), rate.denominator))
        for quarter, count, rate in zip(found.quarters, found.counts, found.rates, strict=True)
    )
    columns = (Column("Quarter"), Column("Offences", "number"), Column("Residents", "number"))
    caption = f"The counts of the examples: {found.measure.title.lower()} in {case.force.name}"
    notes = tuple(
        f"Left out: {known.first} to {known.last} ({known.name})."
        if known.kind == "mask"
        else f"A new level from {known.first} ({known.name})."
        for known in found.breaks
    )
    return Table("methods-example-counts", caption, "", columns, rows, notes=notes, source=source_text([found], case))


def _numbers(trend: Trend, found: Assessment) -> list[tuple[str, float | None, int]]:
    """The name, value and decimals of each number."""
    sums = []
    if trend.term == "short":
        residents = [rate.denominator for rate in found.rates]
        sums = [
            ("A, offences of the newest year", trend.now, 0),
            ("B, offences of the year compared", trend.then, 0),
            ("R, residents of A's quarters added up", sum(residents[at] or 0 for at in trend.now_quarters), 0),
            ("S, residents of B's quarters added up", sum(residents[at] or 0 for at in trend.then_quarters), 0),
        ]
    return [
        *sums,
        ("d, degrees of freedom", trend.df, 0),
        ("φ*, widened dispersion", trend.dispersion, 4),
        ("z" if trend.term == "short" else "t", trend.statistic, 4),
        ("p", trend.p, 4),
        ("Change, percent", _percent(trend.change), 2),
        ("Lower limit, percent", _percent(trend.lower), 2),
        ("Upper limit, percent", _percent(trend.upper), 2),
    ]


def _percent(change: float | None) -> float | None:
    return None if change is None else 100 * change
