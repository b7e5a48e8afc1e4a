"""Blocks as plain text, for a terminal and for whatever cannot show more."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit.blocks import Block, Cell, Column, Definitions, Figure, Heading, KeyFigures, Page, Prose, Table


def plain(block: Block | Page) -> str:
    """The block as text: a table in aligned columns, a figure as its headline and its alternative text.

    Examples
    --------
    >>> rows = ((Cell("Robbery"), Cell("0.13")), (Cell("Vehicle crime"), Cell("1.81")))
    >>> print(plain(Table("t", "Rates", "Gwent", (Column("Measure"), Column("Rate", "number")), rows)))
    Rates
    Gwent
    Measure        Rate
    -------------  ----
    Robbery        0.13
    Vehicle crime  1.81
    """
    return "\n".join(line.rstrip() for line in _lines(block) if line.strip())


def _lines(block: Block | Page) -> Sequence[str]:
    match block:
        case Table():
            source = [f"Source: {block.source}"] if block.source else []
            return [block.caption, block.subtitle, *_aligned(block.columns, block.rows), *block.notes, *source]
        case Figure():
            return [block.headline, block.subtitle, block.alt, *block.notes]
        case KeyFigures():
            return [block.heading, *(f"{item.label}: {item.text}  {item.note}" for item in block.items)]
        case Prose():
            return [block.heading, block.markdown, block.note]
        case Heading():
            return [block.title, block.subtitle]
        case Definitions():
            return [block.heading, *(f"{term}: {meaning}" for term, meaning in block.items)]
        case Page():
            return [block.title, block.force, block.period, block.draft]
    return [block.heading, *block.items]


def _aligned(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[str]:
    texts = [[" ".join(f"{cell.text} {cell.note}".split()) for cell in row] for row in rows]
    titles = [column.title for column in columns]
    widths = [max(len(row[place]) for row in [titles, *texts]) for place in range(len(columns))]

    def line(row: Sequence[str]) -> str:
        cells = zip(row, widths, columns, strict=True)
        return "  ".join(f"{text:>{size}}" if col.kind == "number" else f"{text:<{size}}" for text, size, col in cells)

    return [line(titles), "  ".join("-" * size for size in widths), *map(line, texts)]
