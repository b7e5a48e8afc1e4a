"""How every figure and label is made, and how often the labels are wrong: a page beside each report."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
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
from crimekit.reports.tables.cells import in_percent, number_cell
from crimekit.reports.tables.notes import source_text
from crimekit.statistics.intervals import Array
from crimekit.statistics.labels import labels_of
from crimekit.statistics.panel import noise
from crimekit.statistics.results import Label
from crimekit.statistics.settings import Settings

_FORCE, _MEASURE, _QUARTER, _RELEASE = "gwent", "vehicle-crime", "2023-24 Q2", "2026-04-23"  # the example


def _part(about: str, *keys: str) -> property:
    """One or more parts of the page as a property."""

    def shown(self: Methods) -> Blocks:
        return Blocks(chain.from_iterable(self._parts[key] for key in keys))

    return property(shown, doc=about)


@dataclass(frozen=True, repr=False)
class Methods(Brief):
    """The methods of the labels, each part of the page a property."""

    parameters: Parameters

    track_record = _part("What became of the labels on published figures.", "track-record")
    calibration = _part("What the simulation gave.", "calibration")
    noise = _part("How the noise of a measure is learnt, and how large it is.", "noise")
    labels = _part(
        "What each label means, how it is made.", "labels", "past-year", "this-quarter", "three-years", "words"
    )
    example = _part("The numbers behind three labels; none where a project lacks the figures.", "example")
    group = _part("The benchmark and the rank.", "group")
    figures = _part("Rates, survey percentages, the outturn.", "rates", "outturn")
    thresholds = _part("Every threshold in force.", "thresholds")

    @property
    def blocks(self) -> Blocks:
        """The whole page in order."""
        return Blocks(chain.from_iterable(self._parts.values()))

    def _shown(self) -> Blocks:
        return Blocks((*self.labels, *self.thresholds))

    @cached_property
    def _parts(self) -> dict[str, tuple[Block, ...]]:
        """The parts of the page by key: of each its heading, its steps, what is worked out and what was measured."""
        beside = {
            "labels": (Definitions("labels-meanings", "", tuple(self.parameters.labels.items())),),
            "example": _example(self.parameters),
            "thresholds": (_thresholds(self.parameters.settings),),
        }
        parts = {}
        for key, (title, steps) in method_steps(self.parameters).items():
            told = (Sentences(f"{key}-steps", "Step by step", steps),) if steps else ()
            below = (*told, *beside.get(key, ()), *_measured(key))
            parts[key] = (Heading(key, title), *below) if below else ()
        del parts["report"]  # it closes a report
        return parts


@cache
def _shipped() -> dict[str, Any]:
    """What the benches measured, with the thresholds that ship: ``tests/benchmarks/methods_tables.py`` writes it."""
    found: dict[str, Any] = json.loads((SHIPPED / "methods.json").read_text(encoding="utf-8"))
    return found


def _measured(part: str) -> tuple[Block, ...]:
    return from_data(_shipped()[part]) if part in _shipped() else ()


def method_steps(parameters: Parameters, quarter: Quarter | None = None) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The parts of ``methods.md.j2`` by key: the title of each and its steps, with the thresholds in force.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from crimekit.statistics.settings import Settings
    >>> title, steps = method_steps(replace(read_parameters(), settings=Settings(stable=0.15)))["past-year"]
    >>> title, "lies within −15% and +15%" in steps[4]
    ('Past year', True)
    """
    templates = Environment(autoescape=False, undefined=StrictUndefined)  # noqa: S701 - what is made is text, not HTML
    templates.filters |= {
        "plain": "{:g}".format,
        "number": words.number,
        "percent": lambda share: words.percent(100 * share).replace(".0%", "%"),
    }
    template = templates.from_string(Path(__file__).with_name("methods.md.j2").read_text(encoding="utf-8"))
    text = template.render(
        s=parameters.settings,
        m=_shipped()["claims"],
        quarter=quarter or Quarter.parse(_QUARTER),
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


def closing_blocks(report: Report, parameters: Parameters, quarter: Quarter) -> Iterator[Block]:
    """What closes a report: its glossary, where it has one, and how the figures of its measures were made."""
    terms, measured = [parameters.glossary[key] for key in report.glossary], report.kind == "measures"
    if terms:
        yield Heading("glossary", "Glossary", folded=measured)
        yield Definitions("glossary-terms", "", tuple((each.term, each.meaning) for each in terms))
    if measured:
        title, steps = method_steps(parameters, quarter)["report"]
        yield Heading("methods", title, folded=True)
        yield Sentences("methods-sentences", "", steps)
        yield from _measured("report")
        page = Cell("How the figures and labels are made", link="methods.html")
        columns = (Column("Page"), Column("What it holds"))
        rows = ((page, Cell("Formulas, thresholds, all results")),)
        yield Table("methods-page", "The whole account", "A page beside this one", columns, rows)


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


def _example(parameters: Parameters) -> tuple[Table, ...]:
    """The counts of one series and the numbers of its three labels."""
    if _FORCE not in parameters.forces or _MEASURE not in parameters.measures or _hiding(parameters):
        return ()
    measure, force = parameters.measures[_MEASURE], parameters.forces[_FORCE]
    inputs, report = open_figures(parameters, release=_RELEASE).inputs, next(iter(parameters.reports.values()))
    case = Case(parameters, inputs, Quarter.parse(_QUARTER), report, force, None)
    panel = case.panel(measure, case.counts(measure))
    labels, season = labels_of(panel, _FORCE, settings=case.settings), noise(panel, settings=case.settings).season
    own, last = panel.forces.index(_FORCE), len(panel.quarters)
    counts, residents = panel.counts[:, own], panel.residents[:, own]
    series = {
        panel.quarters[at]: (
            number_cell(counts[at]),
            number_cell(residents[at]),
            number_cell(season[(at - last) % 4], 4),
        )
        for at in range(min(labels.three_years.then_quarters), last)
    }
    numbers = [_numbers(label, residents) for label in (labels.quarter, labels.year, labels.three_years)]
    steps = {step: tuple(each[step] for each in numbers) for step in numbers[0]}
    name, source = f"{measure.title.lower()} in {force.name}, {_QUARTER}", source_text([Assessment(measure)], case)

    def table(
        key: str, caption: str, levels: str, titles: Sequence[str], rows: Mapping[str, tuple[Cell, ...]]
    ) -> Table:
        columns = (Column(titles[0]), *(Column(title, "number") for title in titles[1:]))
        body = tuple((Cell(head), *row) for head, row in rows.items())
        return Table(key, f"{caption}: {name}", levels, columns, body, source=source)

    season_is = "Season: the usual level of the log count in that quarter of the year"
    counted, judged = (
        ("Quarter", "Offences", "Residents", "Season"),
        ("Step", "This quarter", "Past year", "Past three years"),
    )
    return (
        table("methods-example-counts", "The counts of the example", season_is, counted, series),
        table("methods-example", "Example", "", judged, steps),
    )


def _numbers(label: Label, residents: Array) -> dict[str, Cell]:
    """Each number behind a label, by what it is called in the steps, and the label."""
    return {
        "A, or y: offences": number_cell(label.now),
        "B, or the number expected": number_cell(label.then, 1),
        "R, residents of A's quarters added up": number_cell(sum(residents[list(label.now_quarters)])),
        "S, residents of B's quarters added up": number_cell(sum(residents[list(label.then_quarters)])),
        "τ, the noise": number_cell(label.noise, 4),
        "z, of its own change": number_cell(label.statistic, 4),
        "z′, the newest quarters and the other forces weighed in": number_cell(label.pooled, 4),
        "Confidence of the range, percent": number_cell(in_percent(label.confidence), 1),
        "Change, percent": number_cell(in_percent(label.change), 2),
        "Lower limit, percent": number_cell(in_percent(label.lower), 2),
        "Upper limit, percent": number_cell(in_percent(label.upper), 2),
        "Label": Cell(label.label),
    }
