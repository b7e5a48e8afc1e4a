"""The page that lists every report in the outputs folder: the newest first, drafts marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from crimekit import words
from crimekit.blocks import Block, Cell, Column, Heading, Page, Table
from crimekit.errors import CrimekitError, RunError
from crimekit.page.document import render
from crimekit.periods import Quarter
from crimekit.runs.assemble import PAGE
from crimekit.runs.publish import held
from crimekit.runs.record import RECORD, Record, read_record

INDEX = "index.html"
_PAGES = f"[!.]*/[!.]*/{PAGE}"
_OURS = b'<body class="ck ck-page">'
_PATIENCE = 60  # seconds that another run may take to write the list
_WHY = f"{RECORD} is missing, damaged, changed by hand or of an older crimekit; run the report again"
_ABOUT = (
    "Made anew from the record of each report whenever one is published here. Its search box needs nothing from "
    "elsewhere; where scripts do not run, the search of your browser (Ctrl+F, or ⌘F on a Mac) does the same."
)
_TEXTS = ("title", "force", "period", "draft", "marking")


@dataclass(frozen=True, slots=True)
class Listed:
    """One report as the list shows it."""

    address: str  # from the outputs folder
    quarter: Quarter
    page: Page


def write_index(outputs: Path) -> None:
    """Write the list of every report under `outputs` in one step, where it changed and there is any to list.

    Raises
    ------
    RunError
        If it cannot be written; the reports stand.
    """
    path = outputs / INDEX
    if not any(outputs.glob(_PAGES)):
        return
    with held(path, patience=_PATIENCE):
        pages = sorted(outputs.glob(_PAGES))
        before = path.read_bytes() if path.exists() else b""
        html = index_html({page.relative_to(outputs).as_posix(): read_record(page.parent) for page in pages}, before)
        unfinished = path.with_name(f".{INDEX}~")  # perhaps left by a run that was killed: none writes it now
        try:
            if html != before:
                unfinished.write_bytes(html)
                unfinished.replace(path)
        except OSError as error:
            raise RunError(f"outputs: cannot write {INDEX} ({error.strerror}); it is as it was") from None
        finally:
            unfinished.unlink(missing_ok=True)


def refuse_own_list(outputs: Path) -> None:
    """Refuse to write the list over a file that somebody else made.

    Raises
    ------
    RunError
        If there is one.
    """
    path = outputs / INDEX
    if path.is_symlink() or (path.exists() and not (path.is_file() and _OURS in path.read_bytes())):
        raise RunError(f"outputs: found a link, or a page of somebody else, as {INDEX}; expected the list of reports")


def index_html(records: Mapping[str, Record], before: bytes = b"") -> bytes:
    """The list of the reports of these records, by the address of their page; `before` is the list that stands.

    A record that cannot be read, or with which the list would not be fit to publish, stops no other: its report is
    listed by the name of its folder.
    """
    found = {address: _listed(address, record) for address, record in records.items()}
    html = _html(found)
    if html.encode() != before:
        from crimekit.page.check import check  # loaded when there is something to check

        if check(html):
            unfit = [address for address, report in found.items() if check(_html({address: report}))]
            html = _html(found | dict.fromkeys(unfit))
    return html.encode()


def _listed(address: str, record: Record) -> Listed | None:
    try:
        texts: dict[str, Any] = {name: str(record.holds["page"][name]) for name in _TEXTS}
        return Listed(address, Quarter.parse(record.holds["run"]["quarter"]), Page(publisher="", **texts))
    except (CrimekitError, LookupError, TypeError):
        return None


def _html(found: Mapping[str, Listed | None]) -> str:
    by_force = sorted(filter(None, found.values()), key=lambda report: (report.page.force, report.page.title))
    reports = sorted(by_force, key=lambda report: report.quarter, reverse=True)
    unreadable = [address for address, report in found.items() if not report]
    return render(_page(reports, unreadable), tuple(_blocks(reports, unreadable)))


def _page(reports: Sequence[Listed], unreadable: Sequence[str]) -> Page:
    forces, markings = {report.page.force for report in reports}, {report.page.marking for report in reports}
    drafts = sum(bool(report.page.draft) for report in reports)
    state = f"{drafts} of them {'a draft' if drafts == 1 else 'drafts'}" if drafts else "none of them a draft"
    state += f"; {len(unreadable)} more cannot be read" if unreadable else ""
    return Page(
        title="All reports",
        force="",
        publisher=f"Reports of {len(forces)} forces" if len(forces) != 1 else reports[0].page.force,
        period=f"{words.counted(len(reports), 'report', 'reports')}, the newest first; {state}",
        about=(("This list", _ABOUT),),
        marking=markings.pop() if len(markings) == 1 else "",
        search=True,
    )


def _blocks(reports: Sequence[Listed], unreadable: Sequence[str]) -> Iterator[Block]:
    marked = len({report.page.marking for report in reports}) > 1  # otherwise the page says it above

    def table(key: str, caption: str, some: Iterable[Listed], *titles: str) -> Table:
        titles += ("Period", "State", "Marking") if marked else ("Period", "State")
        rows = tuple(tuple(_cells(report)[title] for title in titles) for report in some)
        return Table(key, caption, "", tuple(map(Column, titles)), rows)

    for year, group in groupby(reports, key=lambda report: report.quarter.financial_year):
        yield Heading(f"year-{year}", f"Financial year {year}")
        yield table(f"reports-{year}", f"Reports of {year}", group, "Report", "Force")
    force_of = attrgetter("page.force")
    by_force = {force: tuple(group) for force, group in groupby(sorted(reports, key=force_of), key=force_of)}
    if len(by_force) > 1:
        yield Heading("forces", "By force")
        keys = {force: f"force-{force.casefold()}" for force in by_force}
        rows = tuple((Cell(force, link=keys[force]), Cell(words.number(len(own)))) for force, own in by_force.items())
        yield Table("forces-list", "Forces, A to Z", "", (Column("Force"), Column("Reports", "number")), rows)
        for force, own in by_force.items():
            yield table(keys[force], force, own, "Report")
    if unreadable:
        yield Heading("unreadable", "Reports that cannot be read")
        names = {address: address.removesuffix(f"/{PAGE}").encode(errors="replace").decode() for address in unreadable}
        rows = tuple((Cell(name, link=address), Cell(_WHY)) for address, name in names.items())
        yield Table("reports-unreadable", "Reports that cannot be read", "", (Column("Folder"), Column("Why")), rows)


def _cells(report: Listed) -> dict[str, Cell]:
    """The cells of a report by their columns."""
    page = report.page
    return {
        "Report": Cell(f"{page.title}, {page.force}, {report.quarter}", link=report.address),
        "Force": Cell(page.force),
        "Period": Cell(page.period),
        "State": Cell("Draft", note=page.draft, tone="unknown") if page.draft else Cell("Approved", tone="neutral"),
        "Marking": Cell(page.marking or "None"),
    }
