"""Write the tables of a report as one workbook: a cover, contents, notes, one table a sheet."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from crimekit.page.blocks import Block, Page
from crimekit.spreadsheet.sheets import Sheet, plain, sheets

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MEANING = {
    "[x]": "Shorthand: [x] means that the figure is not available.",
    "[z]": "Shorthand: [z] means not applicable: there is nothing that could stand in the cell.",
}
_UNROUNDED = "Numbers are given as they were worked out and shown rounded; the report prints them rounded."
_WIDEST = 44  # letters


def write_spreadsheet(path: Path, page: Page, blocks: Sequence[Block], *, created: dt.date) -> None:
    """Write the tables of `blocks`, and the data behind their figures, to `path`; the same blocks give the same bytes.

    `created` is the date in the properties of the file.
    """
    made = tuple(sheets(blocks))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # gptables leaves a file open and calls pandas in ways on their way out
        book = _workbook(path, page, made)
    _finish(book, made)
    book.set_properties(
        {
            "title": f"{page.title}, {page.force}, {page.period}",
            "subject": "Tables of the report",
            "author": page.publisher,
            "company": page.publisher,
            "category": page.marking,
            "created": dt.datetime.combine(created, dt.time()),
        }
    )
    book.close()


def _workbook(path: Path, page: Page, made: Sequence[Sheet]) -> Any:
    import gptables

    noted = dict.fromkeys([_UNROUNDED, *(note for sheet in made for note in sheet.notes)])
    notes = {note: f"n{number}" for number, note in enumerate(noted)}
    return gptables.produce_workbook(
        str(path),
        {sheet.name: gptables.GPTable(**_parts(sheet, notes)) for sheet in made},
        cover=gptables.Cover(**_cover(page)),
        notes_table=pd.DataFrame({"Note": list(notes.values()), "Note text": list(notes)}),
        auto_width=False,
        workbook_options=_OPTIONS,
    )


def _parts(sheet: Sheet, notes: dict[str, str]) -> dict[str, Any]:
    marks = dict.fromkeys(notes[note] for note in (_UNROUNDED, *sheet.notes))
    used = {value for row in sheet.rows for value in row}
    formats = [
        {"column": {"columns": [title], "format": {"num_format": shown}}}
        for title, shown in zip(sheet.columns, sheet.formats, strict=True)
        if shown
    ]
    return {
        "table": pd.DataFrame(list(sheet.rows), columns=list(sheet.columns), dtype=object),
        "table_name": sheet.name.replace(" ", "_").lower(),
        "title": sheet.title,
        "subtitles": list(sheet.about),
        "instructions": "This worksheet contains one table. Notes are on the worksheet Notes: "
        + "".join(f"$${mark}$$" for mark in marks),
        "legend": [meaning for mark, meaning in _MEANING.items() if mark in used],
        "source": f"Source: {plain(sheet.source)}" if sheet.source else None,
        "index_columns": {2: 0},
        "additional_formatting": formats,
    }


def _cover(page: Page) -> dict[str, Any]:
    draft = [f"Draft. {plain(page.draft)}"] if page.draft else []
    sources = [f"{plain(what)}: {plain(source)}" for what, source in page.provenance]
    return {
        "title": f"{plain(page.title)}: tables",
        "intro": [*map(plain, filter(None, (page.force, page.period, page.publisher, page.marking))), *draft],
        "about": [
            "Each worksheet holds one table, numbered as in the report; of a figure it holds the data behind it.",
            *_MEANING.values(),
            *sources,
        ],
        "contact": [plain(page.contact)] if page.contact else None,
    }


def _finish(book: Any, made: Sequence[Sheet]) -> None:
    """Widths, and a page set up for printing."""
    book.get_worksheet_by_name("Contents").set_column(0, 0, 14)
    book.get_worksheet_by_name("Contents").set_column(1, 1, 90)
    book.get_worksheet_by_name("Notes").set_column(0, 0, 14)
    book.get_worksheet_by_name("Notes").set_column(1, 1, 110, book.add_format({"text_wrap": True}))
    for sheet in made:
        written = book.get_worksheet_by_name(sheet.name)
        for place, title in enumerate(sheet.columns):
            longest = max(len(str(value)) for value in (*(row[place] for row in sheet.rows), *title.split()))
            written.set_column(place, place, min(max(longest, 12) + 2, _WIDEST))
    for written in book.worksheets():
        written.set_landscape()
        written.set_paper(9)
        written.fit_to_pages(1, 0)
