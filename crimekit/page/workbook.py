"""Write the tables of a report as one workbook: a cover, contents, notes, one table a sheet.

It follows the Government Analysis Function's guidance on spreadsheets: no blank cells, shorthand explained where it
stands, notes on a sheet of their own, every table marked as one. What looks like a formula or a link stays text.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
import textwrap
import warnings
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

from crimekit.blocks import Block, Cell, Column, Figure, Page, Table
from crimekit.page.document import SHORTHAND, numbered

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MEANING = {
    "[x]": "Shorthand: [x] means that the figure is not available.",
    "[z]": "Shorthand: [z] means not applicable: there is nothing that could stand in the cell.",
    "[c]": "Shorthand: [c] means confidential: the number is hidden.",
}
_UNROUNDED = "Numbers are given as they were worked out and shown rounded; the report prints them rounded."
_NUMBER = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_WIDEST = 44  # letters
_PAGE = 110  # letters, of a sheet that is read as a page
_LINE = 15.0  # points


def write_spreadsheet(path: Path, page: Page, blocks: Sequence[Block], *, created: dt.date) -> None:
    """Write the tables of `blocks`, and the data behind their figures, to `path`; the same blocks give the same bytes.

    `created` is the date in the properties of the file.
    """
    told = zip(numbered(blocks), blocks, strict=True)
    shown = {number: block for number, block in told if isinstance(block, Table | Figure) and _table(block).rows}
    texts = dict.fromkeys([_UNROUNDED, *(note for block in shown.values() for note in _notes(block))])
    marks = {text: f"n{number}" for number, text in enumerate(texts)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # gptables leaves a file open and calls pandas in ways on their way out
        import gptables

        theme = copy.deepcopy(gptables.gptheme)
        theme.apply_config({part: {"valign": "top"} for part in ("index_1", "index_2", "data")})
        sheets = {name: gptables.GPTable(**_sheet(name, block, marks)) for name, block in shown.items()}
        book = gptables.produce_workbook(
            str(path),
            sheets,
            cover=gptables.Cover(**_cover(page), width=_PAGE),
            notes_table=pd.DataFrame({"Note": list(marks.values()), "Note text": list(marks)}),
            auto_width=False,
            workbook_options=_OPTIONS,
            theme=theme,
        )
    called = book.get_worksheet_by_name
    _fit(called("Contents"), [("Sheet", "Title"), *((name, sheet.title) for name, sheet in sheets.items())], 2, _PAGE)
    _fit(called("Notes"), [("Note", "Text"), *((mark, text) for text, mark in marks.items())], 2, _PAGE)
    for name, sheet in sheets.items():
        rows = [sheet.table.columns, *sheet.table.itertuples(index=False)]
        _fit(called(name), rows, sheet.data_range[0], _WIDEST)
    for written in book.worksheets():  # for printing
        written.set_landscape()
        written.set_paper(9)
        written.fit_to_pages(1, 0)
    book.set_properties(
        {
            "title": f"{page.title}, {page.force}, {page.period}",
            "author": page.publisher,
            "category": page.marking,
            "created": dt.datetime.combine(created, dt.time()),
        }
    )
    book.close()


def _table(block: Table | Figure) -> Table:
    return block.data if isinstance(block, Figure) else block


def _notes(block: Table | Figure) -> tuple[str, ...]:
    table = _table(block)
    return tuple(dict.fromkeys(map(plain, (*block.notes, *block.caveats, *table.notes, *table.caveats))))


def _sheet(name: str, block: Table | Figure, marks: dict[str, str]) -> dict[str, Any]:
    """What gptables is told of one sheet."""
    table, source, found = _table(block), block.source or _table(block).source, columns(_table(block))
    title, *about = [block.headline, table.caption] if isinstance(block, Figure) else [table.caption]
    noted = "".join(f"$${marks[note]}$$" for note in (_UNROUNDED, *_notes(block)))
    looks = [
        {"column": {"columns": [column], "format": {"num_format": shown} if shown else {"indent": 1}}}
        for column, (_, shown) in [*found.items()][1:]
    ]
    used = {value for values, _ in found.values() for value in values}
    return {
        "table": pd.DataFrame({column: values for column, (values, _) in found.items()}, dtype=object),
        "table_name": name.replace(" ", "_").lower(),
        "title": f"{name}. {plain(title)}",
        "subtitles": [plain(text) for text in (*about, table.subtitle) if text],
        "instructions": f"This worksheet contains one table. Notes are on the worksheet Notes: {noted}",
        "legend": [meaning for mark, meaning in _MEANING.items() if mark in used],
        "source": f"Source: {plain(source)}" if source else None,
        "index_columns": {2: 0},
        "additional_formatting": looks,
    }


def _cover(page: Page) -> dict[str, Any]:
    draft = f"Draft. {page.draft}" if page.draft else ""
    return {
        "title": f"{plain(page.title)}: tables",
        "intro": [plain(text) for text in (page.force, page.period, page.publisher, page.marking, draft) if text],
        "about": [
            "Each worksheet holds one table, numbered as in the report; of a figure it holds the data behind it.",
            *_MEANING.values(),
            *(f"{plain(what)}: {plain(source)}" for what, source in page.provenance),
        ],
    }


def _fit(written: Any, rows: Iterable[Iterable[Any]], above: int, widest: int) -> None:
    """Make columns as wide as the words of their titles and what they hold, up to `widest` letters, and rows as high.

    The titles stand below `above` rows. Some programs leave the height to the file.
    """
    texts = [[str(text) for text in row] for row in rows]
    widths = [
        min(max(12, *map(len, (*title.split(), *values))) + 3, widest) for title, *values in zip(*texts, strict=True)
    ]
    for place, width in enumerate(widths):
        written.set_column(place, place, width)
    for number, row in enumerate(texts, above):
        lines = max(len(textwrap.wrap(text, width - 2)) for text, width in zip(row, widths, strict=True))
        if lines > 1:
            written.set_row(number, _LINE * lines)


def columns(table: Table) -> dict[str, tuple[list[str | int | float], str]]:
    """The values and the number format of each column, by titles no two of which are the same to a spreadsheet.

    Examples
    --------
    >>> rows = ((Cell("Robbery"), Cell("2.13", 2.125)), (Cell("=cmd"), Cell("Not available")))
    >>> columns(Table("t", "Rates", "", (Column("Measure"), Column("Rate", "number")), rows))
    {'Measure': (['Robbery', '=cmd'], ''), 'Rate': ([2.125, '[x]'], '#,##0.00')}
    """
    made: dict[str, tuple[list[str | int | float], str]] = {}
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in table.rows]
        if any(cell.sparkline for cell in cells):  # which is a picture
            continue
        remarks = [_remark(cell) for cell in cells]
        found = {column.title: ([_value(cell, column) for cell in cells], _format(cells, column))}
        if any(remarks):  # they stand in a column of their own
            found[f"{column.title}: remark"] = [plain(remark) for remark in remarks], ""
        for title, values in found.items():
            names = (plain(title) if number == 1 else f"{plain(title)} ({number})" for number in count(1))
            taken = {name.casefold() for name in made}
            made[next(name for name in names if name.casefold() not in taken)] = values
    return made


def _remark(cell: Cell) -> str:
    """The second line of a cell, and what is printed beside its number: the percentage of a change."""
    printed = cell.text if isinstance(cell.value, (int, float)) and "(" in cell.text else ""
    return "; ".join(part for part in (printed, cell.note) if part)


def _value(cell: Cell, column: Column) -> str | int | float:
    if column.kind == "text":
        return plain(cell.text)
    return cell.value if isinstance(cell.value, (int, float)) else SHORTHAND.get(cell.text, plain(cell.text))


def _format(cells: Sequence[Cell], column: Column) -> str:
    """The number format with the decimals that the page prints."""
    if column.kind == "text":
        return ""
    printed = [_NUMBER.search(cell.text) for cell in cells if isinstance(cell.value, (int, float))]
    places = max((len(found[1] or "") for found in printed if found), default=0)
    return f"#,##0.{'0' * places}" if places else "#,##0"


def plain(text: str) -> str:
    """The text as gptables takes for neither a link, a reference nor a blank."""
    shown = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    shown = shown.replace("](", "] (").replace("$$", "$ $")
    if not shown:
        return "[z]"
    return shown if re.search(r"[a-zA-Z0-9]", shown) else f"Text: {shown}"
