"""Put the executed sections of a report together: its page, its tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from crimekit import words
from crimekit.blocks import Block, Page, Sentences
from crimekit.errors import DataError, RunError
from crimekit.loaders.inputs import Source
from crimekit.page.check import check
from crimekit.page.document import render
from crimekit.page.notebooks import results
from crimekit.parameters.model import Parameters
from crimekit.reports.cases.notes import figure_notes
from crimekit.reports.commentary import draft_reason
from crimekit.runs.companions import SPREADSHEET, own_pages, write_companions
from crimekit.runs.kinds import open_for, period
from crimekit.runs.plan import Plan
from crimekit.runs.publish import table_csv, tables

PAGE = "report.html"
METHODS = "methods.html"  # beside it: how every figure is made, and how often the labels are wrong


def put_together(plan: Plan, parameters: Parameters, place: Path) -> None:
    """Make the page and the tables in `place`, out of the executed notebooks that are there.

    Raises
    ------
    DataError
        If the page is not fit to publish, or an input was replaced while the notebooks ran.
    """
    from crimekit.reports.measures import closing_blocks, methods_page  # loaded when there is something to put together
    from crimekit.reports.revisions.blocks import revisions_of

    blocks = [block for task in plan.tasks for block in _blocks(place / "notebooks" / f"{task.key}.ipynb")]
    blocks += revisions_of(plan.run, plan.inputs, parameters)
    blocks += closing_blocks(plan.report, parameters, plan.run.quarter)
    blocks += _notes(plan, parameters)
    html = render(page_of(plan), blocks)
    problems = check(html)
    if problems:
        raise DataError(f"{PAGE}: not fit to publish: " + "; ".join(problems[:10]))
    _check_inputs(plan, parameters)
    (place / PAGE).write_text(html, encoding="utf-8")
    if plan.report.kind == "measures":
        (place / METHODS).write_text(methods_page(parameters, report=PAGE), encoding="utf-8")
    _write_tables(blocks, place / "tables")
    write_companions(plan, page_of(plan), blocks, place, name=PAGE)


def _notes(plan: Plan, parameters: Parameters) -> tuple[Block, ...]:
    """What is odd about the figures of a report of measures."""
    notes = figure_notes(plan.inputs, plan.run, parameters) if plan.report.kind == "measures" else ()
    return (Sentences("figures-notes", "Notes on the figures", tuple(map(words.sentence, notes))),) if notes else ()


def _check_inputs(plan: Plan, parameters: Parameters) -> None:
    """Refuse figures that changed between two sections; the shipped ones are the package's own."""
    if plan.run.inputs == "bundled":
        return
    now = open_for(plan.run, plan.report, parameters)
    changed = [after.name for after in now.sources if after not in plan.inputs.sources]
    if changed:
        raise DataError(f"{changed[0]}: replaced while the report was being made; nothing was published, run it again")


def _blocks(notebook: Path) -> tuple[Block, ...]:
    return results(json.loads(notebook.read_text(encoding="utf-8")), name=notebook.stem).blocks


def _write_tables(blocks: Sequence[Block], folder: Path) -> None:
    folder.mkdir()
    for name, table in tables(blocks).items():
        if (folder / name).exists():
            raise RunError(f"tables: two tables are called '{name}'; expected each key once")
        (folder / name).write_text(table_csv(table), encoding="utf-8")


def page_of(plan: Plan) -> Page:
    """What surrounds the sections on the page."""
    return Page(
        title=plan.report.title,
        force=plan.force.police,
        publisher=plan.force.publisher,
        period=period(plan.run, plan.report),
        marking=plan.run.marking,
        draft=draft_reason(plan.report, plan.commentary),
        provenance=tuple((source.name, _provenance(source)) for source in plan.inputs.sources),
        csv_folder="tables",
        trail=(("All reports", "../../index.html"),),
        downloads=(("All tables of this report as a spreadsheet", SPREADSHEET),),
        pages=own_pages(plan.report),
    )


def _provenance(source: Source) -> str:
    released = f"released {words.date(source.released)}, " if source.released else ""
    return f"{released}{'shipped with crimekit, ' if source.shipped else ''}SHA-256 {source.sha256}"
