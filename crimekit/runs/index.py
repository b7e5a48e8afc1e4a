"""The page that lists every report in the outputs folder: the newest first, drafts marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from crimekit import words
from crimekit.blocks import Block, Cell, Column, Heading, Page, Table
from crimekit.errors import CrimekitError
from crimekit.page.document import render
from crimekit.quarters import Quarter
from crimekit.runs.assemble import PAGE, refuse_unfit
from crimekit.runs.record import read_record, write_whole

INDEX = "index.html"
_TEXTS = ("title", "force", "period", "draft", "marking")


@dataclass(frozen=True, slots=True)
class Listed:
    """One report as the list shows it."""

    address: str  # from the outputs folder
    quarter: Quarter
    title: str
    force: str
    period: str
    draft: str
    marking: str


def write_index(outputs: Path) -> None:
    """Write the list of every report under `outputs` in one step, where it changed and there is any to list.

    Raises
    ------
    DataError
        If the list is not fit to publish.
    """
    pages = sorted(outputs.glob(f"[!.]*/[!.]*/{PAGE}"))
    html = index_html({page.relative_to(outputs).as_posix(): read_record(page.parent) for page in pages})
    path = outputs / INDEX
    if not html or (path.exists() and path.read_bytes() == html.encode()):
        return
    refuse_unfit(html, INDEX)
    write_whole(path, html.encode(), beside=outputs)


def index_html(records: Mapping[str, Mapping[str, Any]]) -> str:
    """The list of the reports of these records, by the address of their page; empty where none can be read."""
    found = (_listed(address, record) for address, record in records.items())
    by_force = sorted(filter(None, found), key=lambda report: (report.force, report.title))
    reports = sorted(by_force, key=lambda report: report.quarter, reverse=True)
    return render(_page(reports), tuple(_blocks(reports))) if reports else ""


def _listed(address: str, record: Mapping[str, Any]) -> Listed | None:
    shown, run = record.get("page"), record.get("run")
    if not isinstance(shown, dict) or not isinstance(run, dict):
        return None
    try:
        return Listed(address, Quarter.parse(run["quarter"]), *(str(shown[name]) for name in _TEXTS))
    except (CrimekitError, KeyError, TypeError):
        return None


def _page(reports: Sequence[Listed]) -> Page:
    forces, markings = {report.force for report in reports}, {report.marking for report in reports}
    drafts = sum(bool(report.draft) for report in reports)
    state = f"{drafts} of them {'a draft' if drafts == 1 else 'drafts'}" if drafts else "none of them a draft"
    return Page(
        title="All reports",
        force="",
        publisher=f"Reports of {len(forces)} forces" if len(forces) > 1 else reports[0].force,
        period=f"{words.counted(len(reports), 'report', 'reports')}, the newest first; {state}",
        marking=markings.pop() if len(markings) == 1 else "",
    )


def _blocks(reports: Sequence[Listed]) -> Iterator[Block]:
    for year, group in groupby(reports, key=lambda report: report.quarter.financial_year):
        listed = tuple(group)
        several = len({report.marking for report in listed}) > 1
        titles = ("Report", "Force", "Period", "State", *(["Marking"] if several else []))
        rows = tuple(_row(report, several) for report in listed)
        yield Heading(f"year-{year}", f"Financial year {year}")
        yield Table(f"reports-{year}", f"Reports of {year}", "", tuple(map(Column, titles)), rows)


def _row(report: Listed, several: bool) -> tuple[Cell, ...]:
    state = Cell("Draft", note=report.draft, tone="unknown") if report.draft else Cell("Approved", tone="neutral")
    title = f"{report.title}, {report.force}, {report.quarter}"
    marking = (Cell(report.marking or "None"),) if several else ()
    return (Cell(title, link=report.address), Cell(report.force), Cell(report.period), state, *marking)
