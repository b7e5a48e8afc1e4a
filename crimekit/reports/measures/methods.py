"""How every figure and label is made, and how often the labels are wrong: a page beside each report."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from crimekit import words
from crimekit.blocks import Block, Blocks, Cell, Column, Definitions, Heading, Page, Sentences, Table
from crimekit.page.document import render
from crimekit.parameters import read_parameters
from crimekit.parameters.values import Parameters, Report
from crimekit.quarters import Quarter
from crimekit.reports.cases.assessment import Assessment, assess
from crimekit.reports.cases.case import Case, newest_case
from crimekit.reports.measures import measured
from crimekit.reports.tables.notes import source_text
from crimekit.statistics.results import Label as Trend
from crimekit.statistics.settings import Settings

_FORCE, _MEASURE, _RELEASE = "gwent", "neighbourhood-crime", "2023-10-19"  # the example


@dataclass(frozen=True)
class Methods:
    """The methods of the labels, each part of the page a property."""

    parameters: Parameters

    @cached_property
    def _steps(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        return method_steps(self.parameters.settings)

    @property
    def labels(self) -> Blocks:
        """What each label means."""
        items = tuple(self.parameters.labels.items())
        return Blocks((Heading("labels", "What the labels mean"), Definitions("labels-meanings", "", items)))

    @property
    def short_term(self) -> Blocks:
        """The short-term label, with an example to redo."""
        return Blocks((*self._part("short-term"), *_example("short", self.parameters)))

    @property
    def medium_term(self) -> Blocks:
        """The medium-term label, with an example to redo."""
        return Blocks((*self._part("medium-term"), *_example("medium", self.parameters)))

    @property
    def other_labels(self) -> Blocks:
        """The words, the note on the latest quarter, the benchmark and rank."""
        return Blocks((*self._part("words"), *self._part("latest-quarter"), *self._part("group")))

    @property
    def figures(self) -> Blocks:
        """Rates, survey percentages, the outturn."""
        return Blocks((*self._part("rates"), *self._part("outturn")))

    @property
    def chance(self) -> Blocks:
        """How many labels are wrong by chance, and what leads a report."""
        return Blocks((*self._part("chance"), measured.chance_table()))

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

    def _part(self, key: str) -> tuple[Block, ...]:
        title, steps = self._steps[key]
        return Heading(key, title), Sentences(f"{key}-steps", "Step by step", steps)


def method_steps(settings: Settings, quarter: Quarter | None = None) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The parts of ``methods.md.j2`` by key: the title of each and its steps, with the thresholds in force.

    Examples
    --------
    >>> title, steps = method_steps(Settings(medium_window=24))["medium-term"]
    >>> title, steps[0]
    ('Medium-term label', 'Take the usable quarters among the last 24.')
    """
    templates = Environment(autoescape=False, undefined=StrictUndefined)  # noqa: S701 - what is made is text, not HTML
    templates.filters |= {
        "plain": lambda value: f"{value:g}",
        "number": words.number,
        "percent": lambda share: words.percent(100 * share).replace(".0%", "%"),
        "whole_percent": lambda share: words.percent(100 * share, 0),
    }
    template = templates.from_string(Path(__file__).with_name("methods.md.j2").read_text(encoding="utf-8"))
    text = template.render(s=settings, quarter=quarter or Quarter.parse("2023-24 Q1"))
    found = {}
    for part in f"\n{text}".split("\n# ")[1:]:
        first, *paragraphs = part.split("\n\n")
        key, title = first.split(": ", 1)
        found[key] = title.strip(), tuple(" ".join(text.split()) for text in paragraphs if text.strip())
    return found


def closing_blocks(report: Report, parameters: Parameters, quarter: Quarter) -> tuple[Block, ...]:
    """What closes a report: its glossary, where it has one, and how the figures of its measures were made."""
    defined = (parameters.glossary[key] for key in report.glossary)
    glossary = tuple((term.term, term.meaning) for term in defined)
    terms: tuple[Block, ...] = (
        (Heading("glossary", "Glossary"), Definitions("glossary-terms", "", glossary)) if glossary else ()
    )
    if report.kind != "measures":
        return terms
    title, steps = method_steps(parameters.settings, quarter)["report"]
    row = (Cell("How the figures and labels are made", link="methods.html"), Cell("Formulas, thresholds, all results"))
    columns = (Column("Page"), Column("What it holds"))
    way = Table("methods-page", "The whole account", "A page beside this one", columns, (row,))
    return (*terms, Heading("methods", title), Sentences("methods-sentences", "", steps), measured.summary_table(), way)


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
    case = newest_case(parameters, release=_RELEASE)
    case = replace(case, force=parameters.forces[_FORCE])
    found = assess(parameters.measures[_MEASURE], case)
    if found.trend is None:
        return ()
    trend = found.trend.year
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
