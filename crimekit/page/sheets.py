"""The columns of a table as they stand on a sheet: plain values, no blank cell, nothing that could be a link."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count

from crimekit.blocks import Cell, Column, Table

SHORTHAND = {  # words that stand for no figure
    "Not available": "[x]",
    "Not known": "[x]",
    "Not stated": "[x]",
    "Not applicable": "[z]",
    "No series": "[z]",
}
_NUMBER = re.compile(r"\d[\d,]*(?:\.(\d+))?")

Values = list[str | int | float]


def columns(table: Table) -> dict[str, tuple[Values, str]]:
    """The values and the number format of each column, by titles no two of which are the same to a spreadsheet.

    Examples
    --------
    >>> rows = ((Cell("Robbery"), Cell("2.13", 2.125)), (Cell("=cmd"), Cell("Not available")))
    >>> columns(Table("t", "Rates", "", (Column("Measure"), Column("Rate", "number")), rows))
    {'Measure': (['Robbery', '=cmd'], ''), 'Rate': ([2.125, '[x]'], '#,##0.00')}
    """
    made: dict[str, tuple[Values, str]] = {}
    for title, values, shown in _columns(table):
        taken = {name.casefold() for name in made}
        names = (title if number == 1 else f"{title} ({number})" for number in count(1))
        made[next(name for name in names if name.casefold() not in taken)] = (values, shown)
    return made


def _columns(table: Table) -> Iterator[tuple[str, Values, str]]:
    """Each column with its title; a remark stands in a column of its own, a picture in none."""
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in table.rows]
        if any(cell.sparkline for cell in cells):
            continue  # a picture
        yield plain(column.title), [_value(cell, column) for cell in cells], _format(cells, column)
        remarks = [_remark(cell) for cell in cells]
        if any(remarks):
            yield plain(f"{column.title}: remark"), [plain(remark) for remark in remarks], ""


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
