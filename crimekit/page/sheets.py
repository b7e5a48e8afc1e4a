"""Tables as they stand on their sheets: plain values, no blank cell, nothing that could be taken for a link."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from crimekit.blocks import Block, Cell, Column, Figure, Table

_SHORTHAND = {"Not available": "[x]", "Not known": "[x]", "Not stated": "[x]", "Not applicable": "[z]"}
_NUMBER = re.compile(r"\d[\d,]*(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as it stands on its sheet; `formats` are the number formats of its columns."""

    name: str  # "Table 1", as the report numbers it
    title: str
    about: tuple[str, ...]
    notes: tuple[str, ...]
    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]
    formats: tuple[str, ...]


def sheets(blocks: Sequence[Block]) -> Iterator[Sheet]:
    """Every table with a row, and the data behind every figure, numbered as the report numbers them.

    Examples
    --------
    >>> rows = ((Cell("Robbery"), Cell("2.13", 2.125)), (Cell("=cmd"), Cell("Not available")))
    >>> (sheet,) = sheets([Table("t", "Rates", "", (Column("Measure"), Column("Rate", "number")), rows)])
    >>> sheet.name, sheet.rows, sheet.formats
    ('Table 1', (('Robbery', 2.125), ('=cmd', '[x]')), ('', '#,##0.00'))
    """
    counted: Counter[str] = Counter()
    for block in blocks:
        if isinstance(block, (Figure, Table)):
            counted[block.kind] += 1
            if (block.data if isinstance(block, Figure) else block).rows:
                yield _sheet(f"{block.kind.capitalize()} {counted[block.kind]}", block)


def _sheet(name: str, block: Table | Figure) -> Sheet:
    if isinstance(block, Figure):
        table, title, about = block.data, block.headline, [block.data.caption, block.data.subtitle]
        notes, source = (*block.notes, *table.notes), block.source or table.source
    else:
        table, title, about, notes, source = block, block.caption, [block.subtitle], block.notes, block.source
    titles, values, formats = zip(*_columns(table), strict=True)
    return Sheet(
        name,
        title=f"{name}. {plain(title)}",
        about=tuple(plain(text) for text in about if text),
        notes=tuple(map(plain, notes)),
        source=plain(source) if source else "",
        columns=_distinct(titles),
        rows=tuple(zip(*values, strict=True)),
        formats=formats,
    )


def _columns(table: Table) -> Iterator[tuple[str, list[str | int | float], str]]:
    """Title, values and number format of each column; a remark stands in a column of its own, a picture in none."""
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
    return cell.value if isinstance(cell.value, (int, float)) else _SHORTHAND.get(cell.text, plain(cell.text))


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


def _distinct(titles: Sequence[str]) -> tuple[str, ...]:
    """The titles, a number after each that was there before."""
    made: dict[str, str] = {}
    for title in titles:
        names = (title if number == 1 else f"{title} ({number})" for number in count(1))
        name = next(name for name in names if name.casefold() not in made)
        made[name.casefold()] = name
    return tuple(made.values())
