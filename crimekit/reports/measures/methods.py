"""How every figure and label is made, and how often the labels are wrong: a page beside each report."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from crimekit import words
from crimekit.blocks import Block, Blocks, Brief, Cell, Column, Definitions, Heading, Page, Sentences, Table, from_data
from crimekit.library.opened import open_figures
from crimekit.loaders.store import SHIPPED
from crimekit.page.document import render
from crimekit.parameters import read_parameters
from crimekit.parameters.values import Measure, Parameters, Report
from crimekit.periods import Quarter
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.cases.notes import unclaimed_codes
from crimekit.reports.tables.notes import source_text
from crimekit.statistics.intervals import Array
from crimekit.statistics.labels import labels_of
from crimekit.statistics.panel import noise
from crimekit.statistics.results import Label
from crimekit.statistics.settings import Settings

_FORCE, _MEASURE, _QUARTER, _RELEASE = "gwent", "vehicle-crime", "2023-24 Q2", "2026-04-23"  # the example


@dataclass(frozen=True, repr=False)
class Methods(Brief):
    """The methods of the labels, each part of the page a property."""

    parameters: Parameters

    def _shown(self) -> Blocks:
        return Blocks((*self.labels, *self.thresholds))

    @cached_property
    def _steps(self) -> dict[str, tuple[Block, ...]]:
        steps = method_steps(self.parameters).items()
        return {
            key: (Heading(key, title), Sentences(f"{key}-steps", "Step by step", told)) for key, (title, told) in steps
        }

    @property
    def track_record(self) -> Blocks:
        """What became of the labels on published figures."""
        heading = Heading("track-record", "How the labels did on published figures")
        return Blocks((heading, *_measured("track_record")))

    @property
    def calibration(self) -> Blocks:
        """What the simulation gave."""
        heading = Heading("calibration", "How often the labels are wrong: simulation")
        return Blocks((heading, *_measured("calibration")))

    @property
    def noise(self) -> Blocks:
        """How the noise of a measure is learnt, and how large it is."""
        return Blocks((*self._steps["noise"], *_measured("noise")))

    @property
    def labels(self) -> Blocks:
        """What each label means, how it is made, and an example to redo."""
        items = tuple(self.parameters.labels.items())
        meanings = (Heading("labels", "What the labels mean"), Definitions("labels-meanings", "", items))
        parts = [self._steps[key] for key in ("past-year", "this-quarter", "three-years", "words")]
        return Blocks((*meanings, *chain(*parts)))

    @property
    def example(self) -> Blocks:
        """The numbers behind three labels, worked out from the shipped figures; none where a project lacks them."""
        return Blocks(_example(self.parameters))

    @property
    def group(self) -> Blocks:
        """The benchmark and the rank."""
        return Blocks(self._steps["group"])

    @property
    def figures(self) -> Blocks:
        """Rates, survey percentages, the outturn."""
        return Blocks((*self._steps["rates"], *self._steps["outturn"]))

    @property
    def thresholds(self) -> Blocks:
        """Every threshold in force."""
        return Blocks((Heading("thresholds", "Thresholds"), _thresholds(self.parameters.settings)))

    @property
    def blocks(self) -> Blocks:
        """The whole page in order."""
        parts = (self.track_record, self.calibration, self.noise, self.labels, self.example, self.group, self.figures)
        return Blocks(chain(*parts, self.thresholds))


@cache
def _shipped() -> dict[str, Any]:
    """What the benches measured, with the thresholds that ship: ``tests/benchmarks/methods_tables.py`` writes it."""
    found: dict[str, Any] = json.loads((SHIPPED / "methods.json").read_text(encoding="utf-8"))
    return found


def _measured(part: str) -> tuple[Block, ...]:
    return from_data(_shipped()[part])


def method_steps(parameters: Parameters, quarter: Quarter | None = None) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The parts of ``methods.md.j2`` by key: the title of each and its steps, with the thresholds in force.

    Examples
    --------
    >>> from dataclasses import replace
    >>> title, steps = method_steps(replace(read_parameters(), settings=Settings(stable=0.15)))["past-year"]
    >>> title, "lies within −15% and +15%" in steps[4]
    ('Past year', True)
    """
    templates = Environment(autoescape=False, undefined=StrictUndefined)  # noqa: S701 - what is made is text, not HTML
    templates.filters |= {
        "plain": lambda value: f"{value:g}",
        "number": words.number,
        "percent": lambda share: words.percent(100 * share).replace(".0%", "%"),
        "whole_percent": lambda share: words.percent(100 * share, 0),
    }
    template = templates.from_string(Path(__file__).with_name("methods.md.j2").read_text(encoding="utf-8"))
    text = template.render(
        s=parameters.settings,
        m=_shipped()["claims"],
        quarter=quarter or Quarter.parse("2023-24 Q1"),
        unclaimed=words.joined(unclaimed_codes(parameters)),
        hiding=words.joined([f"{measure.title} (below {measure.hide_below})" for measure in _hiding(parameters)]),
    )
    found = {}
    for part in f"\n{text}".split("\n# ")[1:]:
        first, *paragraphs = part.split("\n\n")
        key, title = first.split(": ", 1)
        found[key] = title.strip(), tuple(" ".join(text.split()) for text in paragraphs if text.strip())
    return found


def _hiding(parameters: Parameters) -> list[Measure]:
    """The measures of which small numbers are hidden: their counts, or others', would be on a page with the example."""
    return [measure for measure in parameters.measures.values() if measure.hide_below > 1]


def closing_blocks(report: Report, parameters: Parameters, quarter: Quarter) -> tuple[Block, ...]:
    """What closes a report: its glossary, where it has one, and how the figures of its measures were made."""
    glossary = tuple((parameters.glossary[key].term, parameters.glossary[key].meaning) for key in report.glossary)
    measured, terms = report.kind == "measures", list[Block]()
    if glossary:
        terms = [Heading("glossary", "Glossary", folded=measured), Definitions("glossary-terms", "", glossary)]
    if not measured:
        return tuple(terms)
    title, steps = method_steps(parameters, quarter)["report"]
    row = (Cell("How the figures and labels are made", link="methods.html"), Cell("Formulas, thresholds, all results"))
    columns = (Column("Page"), Column("What it holds"))
    way = Table("methods-page", "The whole account", "A page beside this one", columns, (row,))
    return (
        *terms,
        Heading("methods", title, folded=True),
        Sentences("methods-sentences", "", steps),
        *_measured("summary"),
        way,
    )


def methods() -> Methods:
    """The methods with the thresholds of the project.

    Examples
    --------
    >>> methods().track_record[0].title
    'How the labels did on published figures'
    """
    return Methods(read_parameters())


def methods_page(parameters: Parameters, *, report: str) -> str:
    """The page of methods; `report` is the address of the report that it lies beside."""
    page = Page("How the figures and labels are made", "", "", "", marking="", trail=(("Report", report),))
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
    return Table("methods-thresholds", "Thresholds in force", "parameters/labels.yml", columns, rows)


def _example(parameters: Parameters) -> tuple[Block, ...]:
    """The counts of one series and the numbers of its three labels."""
    if _FORCE not in parameters.forces or _MEASURE not in parameters.measures or _hiding(parameters):
        return ()
    measure, force = parameters.measures[_MEASURE], parameters.forces[_FORCE]
    inputs, report = open_figures(parameters, release=_RELEASE).inputs, next(iter(parameters.reports.values()))
    case = Case(parameters, inputs, Quarter.parse(_QUARTER), report, force, None)
    panel = case.panel(measure, case.counts(measure))
    found = labels_of(panel, _FORCE, settings=case.settings)
    season = noise(panel, settings=case.settings).season
    column, first = panel.forces.index(_FORCE), min(found.three_years.then_quarters)
    counts, residents = panel.counts[:, column], panel.residents[:, column]
    rows = tuple(
        (
            Cell(panel.quarters[at]),
            Cell(words.number(counts[at]), counts[at]),
            Cell(words.number(residents[at]), residents[at]),
            Cell(words.number(season[(at - len(counts)) % 4], 4), season[(at - len(counts)) % 4]),
        )
        for at in range(first, len(counts))
    )
    name, source = (
        f"{measure.title.lower()} in {force.name}, {case.quarter.label}",
        source_text([Assessment(measure)], case),
    )
    columns = (Column("Quarter"), *(Column(title, "number") for title in ("Offences", "Residents", "Season")))
    caption = f"The counts of the example: {name}"
    levels = "Season: the usual level of the log count in that quarter of the year"
    horizons = {"This quarter": found.quarter, "Past year": found.year, "Past three years": found.three_years}
    steps = [_numbers(label, residents) for label in horizons.values()]
    made = tuple((Cell(step), *(numbers[step] for numbers in steps)) for step in steps[0])
    labels = (Cell("Label"), *(Cell(label.label) for label in horizons.values()))
    titles = (Column("Step"), *(Column(horizon, "number") for horizon in horizons))
    return (
        Heading("example", "An example to redo"),
        Table("methods-example-counts", caption, levels, columns, rows, source=source),
        Table("methods-example", f"Example: {name}", "", titles, (*made, labels), source=source),
    )


def _numbers(label: Label, residents: Array) -> dict[str, Cell]:
    """Each number behind a label, by what it is called in the steps."""
    given = {
        "A, or y: offences": (label.now, 0),
        "B, or the number expected": (label.then, 1),
        "R, residents of A's quarters added up": (sum(residents[list(label.now_quarters)]), 0),
        "S, residents of B's quarters added up": (sum(residents[list(label.then_quarters)]), 0),
        "τ, the noise": (label.noise, 4),
        "z, of its own change": (label.statistic, 4),
        "z′, the newest quarters and the other forces weighed in": (label.pooled, 4),
        "Confidence of the range, percent": (_percent(label.confidence), 1),
        "Change, percent": (_percent(label.change), 2),
        "Lower limit, percent": (_percent(label.lower), 2),
        "Upper limit, percent": (_percent(label.upper), 2),
    }
    return {name: Cell(words.number(value, places), value) for name, (value, places) in given.items()}


def _percent(change: float | None) -> float | None:
    return None if change is None else 100 * change
