"""What a notebook cell shows of a block: its data for the published page, HTML for the eye, plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crimekit import blocks
from crimekit.blocks import MIME, Block, Blocks, Cell, Column, data
from crimekit.page.html import Place, anchor, fragment, stylesheet

_NOTHING = "Nothing to show here."


def mime_bundle(shown: Block | Blocks) -> dict[str, Any]:
    """The block, or each of several under one stylesheet, in the three forms that JupyterLab chooses from.

    Examples
    --------
    >>> bundle = mime_bundle(blocks.Heading("cyber", "Tackle <b>cyber</b> crime"))
    >>> bundle["text/html"].splitlines()[-2], bundle["text/plain"]
    ('<h2 id="cyber">Tackle &lt;b&gt;cyber&lt;/b&gt; crime</h2>', 'Tackle <b>cyber</b> crime')
    """
    items = shown if isinstance(shown, Blocks) else (shown,)
    if not items:
        return {MIME: data(shown), "text/html": f"<p>{_NOTHING}</p>", "text/plain": _NOTHING}
    drawn = (fragment(block, Place(anchor(block.key), narrow=False)).strip() for block in items)
    style, inside = stylesheet("page.css", "lab.css"), "\n".join(drawn)
    return {
        MIME: data(shown),
        "text/html": f'<div class="ck ck-cell"><style>{style}</style>\n{inside}\n</div>',
        "text/plain": "\n\n".join(map(plain, items)),
    }


def plain(block: Block) -> str:
    """The block as text: a table in aligned columns, a figure as its headline and its alternative text.

    Examples
    --------
    >>> rows = ((Cell("Robbery"), Cell("0.13")), (Cell("Vehicle crime"), Cell("1.81")))
    >>> print(plain(blocks.Table("t", "Rates", "Gwent", (Column("Measure"), Column("Rate", "number")), rows)))
    Rates
    Gwent
    Measure        Rate
    -------------  ----
    Robbery        0.13
    Vehicle crime  1.81
    """
    return "\n".join(line.rstrip() for line in _lines(block) if line.strip())


def _lines(block: Block) -> Sequence[str]:
    match block:
        case blocks.Table():
            said = [*block.notes, *block.caveats, *([f"Source: {block.source}"] if block.source else [])]
            return [block.caption, block.subtitle, *_aligned(block.columns, block.rows), *said]
        case blocks.Figure():
            return [block.headline, block.subtitle, block.alt, *block.notes, *block.caveats]
        case blocks.Picture():
            return [block.headline, block.alt]
        case blocks.KeyFigures():
            return [block.heading, *(f"{item.label}: {item.text}  {item.note}" for item in block.items)]
        case blocks.Prose():
            return [block.heading, block.markdown, block.note]
        case blocks.Heading():
            return [block.title, block.subtitle]
        case blocks.Data():
            return [f"{len(block.rows)} rows of the data file"]
        case blocks.Definitions():
            return [block.heading, *(f"{term}: {meaning}" for term, meaning in block.items)]
    return [block.heading, *block.items]


def _aligned(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[str]:
    texts = [[" ".join(f"{cell.text} {cell.note}".split()) for cell in row] for row in rows]
    titles = [column.title for column in columns]
    widths = [max(len(row[place]) for row in [titles, *texts]) for place in range(len(columns))]

    def line(row: Sequence[str]) -> str:
        cells = zip(row, widths, columns, strict=True)
        return "  ".join(f"{text:>{size}}" if col.kind == "number" else f"{text:<{size}}" for text, size, col in cells)

    return [line(titles), "  ".join("-" * size for size in widths), *map(line, texts)]
