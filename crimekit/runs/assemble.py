"""Put the executed sections of a report together: its page, a page for each section, its tables, its spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from crimekit import words
from crimekit.blocks import Block, Cell, Data, Datum, Figure, Heading, Page, Sentences, Table
from crimekit.errors import DataError, RunError
from crimekit.loaders.inputs import Source
from crimekit.loaders.problems import safe
from crimekit.page.document import render
from crimekit.page.notebooks import results
from crimekit.parameters.values import Commentary
from crimekit.reports.cases.notes import figure_notes
from crimekit.reports.commentary.approval import draft_reason
from crimekit.runs.plan import Plan, open_for
from crimekit.runs.record import NOTEBOOKS, RECORD, SEAL
from crimekit.runs.texts import typed_figures, welsh_addresses, welsh_pages

PAGE = "report.html"
METHODS = "methods.html"  # beside it: how every figure is made, and how often the labels are wrong
SPREADSHEET = "tables.xlsx"
DATA = "data"  # every figure as a row, .csv and .parquet
_STATUS = {
    "provisional": "they may still be corrected",
    "revised": "corrected since they were first published",
    "final": "no more corrections are expected",
}
_ORDER = (
    "The Elected Local Policing Bodies (Specified Information) Order 2011, as amended by SI 2021/547: Schedule, "
    "paragraphs 7A and 7B"
)
_LICENCE = (
    "Figures of the Home Office and the Office for National Statistics: contains public sector information licensed "
    "under the Open Government Licence v3.0"
)
_NO_RELEASE = dt.date(2000, 1, 1)


def put_together(plan: Plan, place: Path) -> tuple[Page, list[dict[str, str]], tuple[str, ...]]:
    """Make the pages and the tables in `place`, out of the executed notebooks that are there.

    Returns what surrounds the page, the typed figures that its sections do not print, and what its pages in Welsh lack.

    Raises
    ------
    DataError
        If a page is not fit to publish, or an input was replaced while the notebooks ran.
    """
    from crimekit.page.check import check  # loaded when there is something to put together
    from crimekit.page.document import section_pages
    from crimekit.page.workbook import write_spreadsheet
    from crimekit.reports.measures.methods import closing_blocks, methods_page
    from crimekit.reports.revisions import revisions_of

    page, parameters = page_of(plan), plan.parameters
    shown: dict[str, tuple[Block, ...]] = {}
    for task in plan.tasks:
        notebook = json.loads((place / NOTEBOOKS / f"{task.key}.ipynb").read_text(encoding="utf-8"))
        shown[task.key] = results(notebook, name=task.key)
    blocks = [_led(block, plan.folder) for section in shown.values() for block in section]
    blocks += revisions_of(plan.run, plan.inputs, parameters)
    blocks += closing_blocks(plan.report, parameters, plan.run.quarter)
    if plan.report.kind == "measures" and (notes := figure_notes(plan.inputs, plan.run, parameters)):
        told = Sentences("figures-notes-sentences", "", tuple(map(words.sentence, notes)))
        blocks += [Heading("figures-notes", "Notes on the figures"), told]
    footed = replace(
        page, provenance=(*page.provenance, (f"The record of this report, {RECORD}", f"Seal {SEAL.decode()}"))
    )
    pages = {PAGE: render(footed, blocks), **section_pages(footed, blocks, name=PAGE)}
    if plan.report.kind == "measures":
        pages[METHODS] = methods_page(parameters, report=PAGE)
    lacking: tuple[str, ...] = ()
    if plan.run.language == "cy":
        about, draft = _about(plan, plan.welsh), _draft(plan, plan.welsh)
        made, lacking = welsh_pages(plan, replace(footed, about=about, draft=draft), blocks)
        pages |= made
    for address, html in pages.items():
        if problems := check(html):
            raise DataError(f"{address}: not fit to publish: {'; '.join(problems[:10])}")
    _check_inputs(plan)
    files = {**pages, **{f"tables/{name}": table_csv(table) for name, table in tables(blocks).items()}}
    (place / "tables").mkdir()
    for name, text in files.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    released = max((source.released for source in plan.inputs.sources if source.released), default=_NO_RELEASE)
    write_spreadsheet(place / SPREADSHEET, page, blocks, created=released)
    if plan.report.kind != "register":
        _write_data(place, blocks)
    return page, typed_figures(plan, shown), lacking


def _write_data(place: Path, blocks: Sequence[Block]) -> None:
    """Write every figure of the blocks as a row, once, in the two files of data: unrounded, empty where there is none.

    Every text is safe to open in a spreadsheet.
    """
    rows = dict.fromkeys(row for block in blocks if isinstance(block, Data) for row in block.rows)
    written = [
        {name: (safe(part) or None) if isinstance(part, str) else part for name, part in row._asdict().items()}
        for row in rows
    ]
    kinds = {name: pa.float64() if name in ("value", "lower", "upper") else pa.string() for name in Datum._fields}
    table = pa.Table.from_pylist(written, pa.schema(kinds.items()))
    pq.write_table(table, place / f"{DATA}.parquet")
    table.to_pandas().to_csv(place / f"{DATA}.csv", index=False, lineterminator="\n")


def _led(block: Block, folder: Path) -> Block:
    """The block without links to other reports that do not stand beside `folder`, the report's own."""
    if not isinstance(block, Table):
        return block

    def cell_led(cell: Cell) -> Cell:
        elsewhere = "." in cell.link and not Path(os.path.normpath(folder / cell.link)).exists()
        return replace(cell, link="") if elsewhere else cell

    return replace(block, rows=tuple(tuple(map(cell_led, row)) for row in block.rows))


def _check_inputs(plan: Plan) -> None:
    """Refuse figures that changed between two sections; the shipped ones are the package's own."""
    if plan.run.inputs == "bundled":
        return
    now, _ = open_for(plan.run, plan.report, plan.parameters)
    changed = [after.name for after in now.sources if after not in plan.inputs.sources]
    if changed:
        raise DataError(f"{changed[0]}: replaced while the report was being made; nothing was published, run it again")


def page_of(plan: Plan) -> Page:
    """What surrounds the sections on the page; each has a page of its own too, where there are several."""
    keys = [section.key for section in plan.report.sections]
    pages = tuple((key, f"sections/{key}.html") for key in keys) if len(keys) > 1 else ()
    downloads = [("All tables of this report as a spreadsheet", SPREADSHEET)]
    if plan.report.kind != "register":
        told = "Every figure of this report, a row each, as"
        downloads += [(f"{told} CSV", f"{DATA}.csv"), (f"{told} Parquet", f"{DATA}.parquet")]
    return Page(
        title=plan.report.title,
        force=plan.force.police,
        publisher=plan.force.publisher,
        period=plan.period,
        marking=plan.run.marking,
        draft=_draft(plan, plan.commentary),
        about=_about(plan, plan.commentary),
        provenance=tuple((source.name, _provenance(source)) for source in plan.inputs.sources),
        csv_folder="tables",
        trail=(("All reports", "../../index.html"),),
        downloads=tuple(downloads),
        pages=pages,
        twins=welsh_addresses(PAGE, *(to for _, to in pages)) if plan.run.language == "cy" else (),
    )


def _draft(plan: Plan, texts: Commentary | None) -> str:
    """Why a page with these texts is a draft, and what is not in it; of a report that is none nothing is said."""
    draft, left_out = draft_reason(plan.report, texts), [each.file for each in plan.accounts if each.unread]
    return f"{draft} Not read: {words.joined(left_out)}." if draft and left_out else draft


def _about(plan: Plan, texts: Commentary | None) -> tuple[tuple[str, str], ...]:
    """What a page says of its publication, as it stands beside its texts."""
    said = texts and texts.publication
    published = said and (
        ("Published", words.date(said.date)),
        ("Next report", said.next),
        ("Contact", said.contact),
        ("Figures", f"{said.status.capitalize()}: {_STATUS[said.status]}"),
        ("Another format", said.formats or f"Ask {said.contact}"),
        ("Latest inspections", said.inspections or ""),
    )
    required = plan.report.kind == "measures" and plan.run.quarter.months[-1] >= "2021-05"
    return (*(published or ()), ("Required by", _ORDER if required else ""), ("Licence", _LICENCE))


def _provenance(source: Source) -> str:
    released = f"released {words.date(source.released)}, " if source.released else ""
    return f"{released}{'shipped with crimekit, ' if source.shipped else ''}SHA-256 {source.sha256}"


def tables(blocks: Sequence[Block]) -> dict[str, Table]:
    """Every table of the blocks, and the data behind every figure, by the name of its file.

    Raises
    ------
    RunError
        If two have the same key.
    """
    named: dict[str, Table] = {}
    shown = [block.data if isinstance(block, Figure) else block for block in blocks]
    for table in (block for block in shown if isinstance(block, Table)):
        if f"{table.key}.csv" in named:
            raise RunError(f"tables: two tables are called '{table.key}.csv'; expected each key once")
        named[f"{table.key}.csv"] = table
    return named


def table_csv(table: Table) -> str:
    """A table as CSV: the numbers unrounded, every text safe to open in a spreadsheet.

    Examples
    --------
    >>> from crimekit.blocks import Column
    >>> rows = ((Cell("Robbery"), Cell("2.13", 2.1251)), (Cell("=cmd"), Cell("Not available")))
    >>> print(table_csv(Table("t", "Rates", "", (Column("Measure"), Column("Rate", "number")), rows)), end="")
    Measure,Rate
    Robbery,2.1251
    '=cmd,Not available
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    titles = [column.title for column in table.columns]
    names = [list(dict.fromkeys(name for row in table.rows for name, _ in row[at].behind)) for at in range(len(titles))]
    writer.writerow(
        safe(title)
        for column, more in zip(titles, names, strict=True)
        for title in (column, *(f"{column}: {name}" for name in more))
    )
    for row in table.rows:
        written: list[str | int | float] = []
        for cell, more in zip(row, names, strict=True):
            known = dict(cell.behind)
            written += [_written(cell), *("" if known.get(name) is None else known[name] or 0 for name in more)]
        writer.writerow(written)
    return text.getvalue()


def _written(cell: Cell) -> str | int | float:
    return cell.value if isinstance(cell.value, (int, float)) else safe(cell.text)
