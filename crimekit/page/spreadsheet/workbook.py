"""Write the tables of a report as one workbook: a cover, contents, notes, one table a sheet."""

from __future__ import annotations

import copy
import datetime as dt
import textwrap
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from crimekit.blocks import Block, Page
from crimekit.page.spreadsheet.sheets import Sheet, plain, sheets

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MEANING = {
    "[x]": "Shorthand: [x] means that the figure is not available.",
    "[z]": "Shorthand: [z] means not applicable: there is nothing that could stand in the cell.",
}
_UNROUNDED = "Numbers are given as they were worked out and shown rounded; the report prints them rounded."
_WIDEST = 44  # letters
_PAGE = 110  # letters, of a sheet that is read as a page
_LINE = 15.0  # points


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

    notes = {note: f"n{number}" for number, note in enumerate(_noted(made))}
    theme = copy.deepcopy(gptables.gptheme)
    theme.apply_config({part: {"valign": "top"} for part in ("index_1", "index_2", "data")})
    return gptables.produce_workbook(
        str(path),
        {sheet.name: gptables.GPTable(**_parts(sheet, notes)) for sheet in made},
        cover=gptables.Cover(**_cover(page)),
        notes_table=pd.DataFrame({"Note": list(notes.values()), "Note text": list(notes)}),
        auto_width=False,
        workbook_options=_OPTIONS,
        theme=theme,
    )


def _noted(made: Sequence[Sheet]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([_UNROUNDED, *(note for sheet in made for note in sheet.notes)]))


def _shorthand(sheet: Sheet) -> list[str]:
    """What the marks mean that stand on a sheet."""
    used = {value for row in sheet.rows for value in row}
    return [meaning for mark, meaning in _MEANING.items() if mark in used]


def _parts(sheet: Sheet, notes: dict[str, str]) -> dict[str, Any]:
    marks = dict.fromkeys(notes[note] for note in (_UNROUNDED, *sheet.notes))
    looks = ({"num_format": shown} if shown else {"indent": 1} for shown in sheet.formats[1:])
    formats = [
        {"column": {"columns": [title], "format": look}} for title, look in zip(sheet.columns[1:], looks, strict=True)
    ]
    return {
        "table": pd.DataFrame(list(sheet.rows), columns=list(sheet.columns), dtype=object),
        "table_name": sheet.name.replace(" ", "_").lower(),
        "title": sheet.title,
        "subtitles": list(sheet.about),
        "instructions": "This worksheet contains one table. Notes are on the worksheet Notes: "
        + "".join(f"$${mark}$$" for mark in marks),
        "legend": _shorthand(sheet),
        "source": f"Source: {plain(sheet.source)}" if sheet.source else None,
        "index_columns": {2: 0},
        "additional_formatting": formats,
    }


def _cover(page: Page) -> dict[str, Any]:
    draft = [f"Draft. {plain(page.draft)}"] if page.draft else []
    sources = [
        f"{plain(what)}: {part}"
        for what, source in page.provenance
        for part in plain(source).replace(", SHA-256 ", "\nSHA-256 ").split("\n")
    ]
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
    """Widths, the heights of rows whose text wraps, and a page set up for printing."""
    book.get_worksheet_by_name("Cover").set_column(0, 0, _PAGE)
    _listed(book.get_worksheet_by_name("Contents"), [sheet.title for sheet in made])
    _listed(book.get_worksheet_by_name("Notes"), _noted(made), book.add_format({"text_wrap": True}))
    for sheet in made:
        written = book.get_worksheet_by_name(sheet.name)
        widths = [_width(sheet, place) for place in range(len(sheet.columns))]
        for place, width in enumerate(widths):
            written.set_column(place, place, width)
        _set_height(written, _above(sheet), zip(sheet.columns, widths, strict=True))
        for number, row in enumerate(sheet.rows, _above(sheet) + 1):
            _set_height(written, number, zip(map(str, row), widths, strict=True))
    for written in book.worksheets():
        written.set_landscape()
        written.set_paper(9)
        written.fit_to_pages(1, 0)


def _listed(written: Any, texts: Sequence[str], look: Any = None) -> None:
    """Set up a sheet that lists texts below its title, its instructions and its headings."""
    written.set_column(0, 0, 14)
    written.set_column(1, 1, _PAGE, look)
    for row, text in enumerate(texts, 3):
        _set_height(written, row, [(text, _PAGE)])


def _width(sheet: Sheet, place: int) -> int:
    longest = max(len(str(value)) for value in (*(row[place] for row in sheet.rows), *sheet.columns[place].split()))
    return min(max(longest, 12) + 3, _WIDEST)


def _above(sheet: Sheet) -> int:
    """How many rows stand above the headings: title, subtitles, instructions, shorthand, source."""
    return 2 + len(sheet.about) + len(_shorthand(sheet)) + bool(sheet.source)


def _set_height(written: Any, row: int, cells: Iterable[tuple[str, int]]) -> None:
    """As high as the texts need in columns of these widths; some programs leave it to the file."""
    lines = max(len(textwrap.wrap(text, width - 2)) for text, width in cells)
    if lines > 1:
        written.set_row(row, _LINE * lines)
