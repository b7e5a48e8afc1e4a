"""How every figure and label is made, and how often the labels are wrong: a page beside each report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from crimekit import words
from crimekit.blocks import Block, Blocks, Brief, Cell, Column, Definitions, Heading, Page, Sentences, Table, from_data
from crimekit.loaders.store import SHIPPED
from crimekit.page.document import render
from crimekit.parameters import read_parameters
from crimekit.parameters.values import Measure, Parameters, Report
from crimekit.periods import Quarter
from crimekit.reports.cases.notes import unclaimed_codes
from crimekit.statistics.settings import DEFAULTS, Settings


def _part(about: str, *keys: str) -> property:
    """One or more parts of the page as a property."""

    def shown(self: Methods) -> Blocks:
        return Blocks(chain.from_iterable(self._parts.get(key, ()) for key in keys))

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
    example = _part("The numbers behind three labels; none with thresholds or hidden numbers of one's own.", "example")
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
            "thresholds": (_thresholds(self.parameters.settings),),
        }
        parts = {}
        for key, (title, steps) in method_steps(self.parameters).items():
            told = (Sentences(f"{key}-steps", "Step by step", steps),) if steps else ()
            parts[key] = (Heading(key, title), *told, *beside.get(key, ()), *_measured(key))
        del parts["report"]  # it closes a report
        if self.parameters.settings != DEFAULTS or _hiding(self.parameters):
            del parts["example"]  # it is of the thresholds that ship, and gives counts
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
