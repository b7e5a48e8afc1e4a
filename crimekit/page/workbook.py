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
from crimekit.page.sheets import Sheet, plain, sheets

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
    notes = tuple(dict.fromkeys([_UNROUNDED, *(note for sheet in made for note in sheet.notes)]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # gptables leaves a file open and calls pandas in ways on their way out
        book = _workbook(path, page, made, notes)
    book.get_worksheet_by_name("Cover").set_column(0, 0, _PAGE)
    _set_list(book.get_worksheet_by_name("Contents"), [sheet.title for sheet in made])
    _set_list(book.get_worksheet_by_name("Notes"), notes, book.add_format({"text_wrap": True}))
    for sheet in made:
        _set_table(book.get_worksheet_by_name(sheet.name), sheet)
    for written in book.worksheets():  # for printing
        written.set_landscape()
        written.set_paper(9)
        written.fit_to_pages(1, 0)
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


def _workbook(path: Path, page: Page, made: Sequence[Sheet], notes: Sequence[str]) -> Any:
    import gptables

    marks = {note: f"n{number}" for number, note in enumerate(notes)}
    theme = copy.deepcopy(gptables.gptheme)
    theme.apply_config({part: {"valign": "top"} for part in ("index_1", "index_2", "data")})
    return gptables.produce_workbook(
        str(path),
        {sheet.name: gptables.GPTable(**_parts(sheet, marks)) for sheet in made},
        cover=gptables.Cover(**_cover(page)),
        notes_table=pd.DataFrame({"Note": list(marks.values()), "Note text": list(marks)}),
        auto_width=False,
        workbook_options=_OPTIONS,
        theme=theme,
    )


def _parts(sheet: Sheet, marks: dict[str, str]) -> dict[str, Any]:
    noted = "".join(f"$${mark}$$" for mark in dict.fromkeys(marks[note] for note in (_UNROUNDED, *sheet.notes)))
    looks = [
        {"column": {"columns": [title], "format": {"num_format": shown} if shown else {"indent": 1}}}
        for title, shown in zip(sheet.columns[1:], sheet.formats[1:], strict=True)
    ]
    return {
        "table": pd.DataFrame(list(sheet.rows), columns=list(sheet.columns), dtype=object),
        "table_name": sheet.name.replace(" ", "_").lower(),
        "title": sheet.title,
        "subtitles": list(sheet.about),
        "instructions": f"This worksheet contains one table. Notes are on the worksheet Notes: {noted}",
        "legend": _shorthand(sheet),
        "source": f"Source: {sheet.source}" if sheet.source else None,
        "index_columns": {2: 0},
        "additional_formatting": looks,
    }


def _shorthand(sheet: Sheet) -> list[str]:
    """What the marks mean that stand on a sheet."""
    used = {value for row in sheet.rows for value in row}
    return [meaning for mark, meaning in _MEANING.items() if mark in used]


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


def _set_list(written: Any, texts: Sequence[str], look: Any = None) -> None:
    """The widths and heights of a sheet that lists texts below its title, its instructions and its headings."""
    written.set_column(0, 0, 14)
    written.set_column(1, 1, _PAGE, look)
    for row, text in enumerate(texts, 3):
        _set_height(written, row, [text], [_PAGE])


def _set_table(written: Any, sheet: Sheet) -> None:
    """The widths and heights of a sheet with a table."""
    widths = []
    for place, values in enumerate(zip(*sheet.rows, strict=True)):
        longest = max(len(str(value)) for value in (*values, *sheet.columns[place].split()))
        widths.append(min(max(longest, 12) + 3, _WIDEST))
        written.set_column(place, place, widths[-1])
    above = 2 + len(sheet.about) + len(_shorthand(sheet)) + bool(sheet.source)  # title and instructions are the two
    for number, row in enumerate((sheet.columns, *sheet.rows), above):
        _set_height(written, number, map(str, row), widths)


def _set_height(written: Any, row: int, texts: Iterable[str], widths: Sequence[int]) -> None:
    """As high as the texts need in columns of these widths; some programs leave it to the file."""
    lines = max(len(textwrap.wrap(text, width - 2)) for text, width in zip(texts, widths, strict=True))
    if lines > 1:
        written.set_row(row, _LINE * lines)
