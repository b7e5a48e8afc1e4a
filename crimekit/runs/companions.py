"""What stands beside the page of a report: a page for each section, the tables as a spreadsheet; and what is noted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from crimekit.blocks import Block, Page
from crimekit.errors import DataError
from crimekit.page.check import check
from crimekit.parameters.model import Report
from crimekit.runs.plan import Plan
from crimekit.runs.record import read_record

SPREADSHEET = "tables.xlsx"
_NO_RELEASE = dt.date(2000, 1, 1)


def own_pages(report: Report) -> tuple[tuple[str, str], ...]:
    """The sections of a report that get a page of their own, with its address; a lone section is the report."""
    keys = [section.key for section in report.sections]
    return tuple((key, f"sections/{key}.html") for key in keys) if len(keys) > 1 else ()


def write_companions(plan: Plan, page: Page, blocks: Sequence[Block], place: Path, *, name: str) -> None:
    """Write the section pages and the spreadsheet of a report whose page is called `name`.

    Raises
    ------
    DataError
        If a section's page is not fit to publish.
    """
    from crimekit.page.document import section_pages
    from crimekit.page.workbook import write_spreadsheet

    for address, html in section_pages(page, blocks, name=name).items():
        if problems := check(html):
            raise DataError(f"{address}: not fit to publish: {'; '.join(problems[:10])}")
        (place / address).parent.mkdir(exist_ok=True)
        (place / address).write_text(html, encoding="utf-8")
    released = max((source.released for source in plan.inputs.sources if source.released), default=_NO_RELEASE)
    write_spreadsheet(place / SPREADSHEET, page, blocks, created=released)


def typed_notes(folder: Path) -> Iterator[str]:
    """A line for each typed number that the record of the report at `folder` lists."""
    commentary = read_record(folder).get("commentary") or {}
    for found in commentary.get("differences", ()):
        where = f"{found['section']}, {found['text']}"
        yield f"{where}: found '{found['typed']}' in “{found['sentence']}”; the section prints no such number"
