"""Blocks as HTML, for a page and for a notebook, where they are data and plain text too.

Everything is escaped here, by the templates; only typed text and drawings, cleaned, are markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import nh3
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from crimekit import blocks
from crimekit.blocks import MIME, Block, Blocks, Cell, data
from crimekit.errors import DataError

_HERE = Path(__file__).parent
_NOTHING = "Nothing to show here."
_RELATIVE = re.compile(r"(?:\.\./)*[\w.-]+(?:/[\w.-]+)*/?(?:#[\w-]+)?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands on its page."""

    anchor: str
    level: int = 3  # of its heading
    label: str = ""  # "Table 1", "Figure 7"
    links: Mapping[str, str] = field(default_factory=dict)  # key of a block: its anchor
    csv: str = ""  # the address of its CSV
    up: str = ""  # the way to the folder that the links of cells start from: "../"
    narrow: bool = True  # whether the drawing for a phone goes with it

    def href(self, cell: Cell) -> str:
        """Where a cell leads: to a block of this page or to a page beside it; nowhere, if neither."""
        if cell.link in self.links:
            return f"#{self.links[cell.link]}"
        return address(self.up + cell.link) if "." in cell.link else ""


def address(text: str) -> str:
    """A relative address, or nothing where the text is anything else.

    Examples
    --------
    >>> address("../index.html"), address("javascript:alert(1)"), address("//example.org/x")
    ('../index.html', '', '')
    """
    return text if _RELATIVE.fullmatch(text) else ""


def anchor(key: str) -> str:
    """A key as an id that works in an address.

    Examples
    --------
    >>> anchor("neighbourhood-crime"), anchor("2023-24 Q1 <b>")
    ('neighbourhood-crime', 'b-2023-24-Q1-b')
    """
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", key).strip("-")
    return slug if slug[:1].isalpha() else f"b-{slug}"


@cache
def stylesheet(*names: str) -> Markup:
    """The stylesheet of a page, or the sheets of these names, without comments and blanks that mean nothing.

    A blank before a colon means a descendant, so it stays.
    """
    text = "".join((_HERE / name).read_text(encoding="utf-8") for name in names or ("page.css",))
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s*([{};>+])\s*", r"\1", text).strip()
    return Markup(re.sub(r"(?<=[:,]) |;(?=})", "", text))  # noqa: S704 - our own files


_ELEMENTS = {"svg", "g", "path", "text"}  # what `charts` writes
_DROPPED = {"a", "desc", "foreignObject", "metadata", "script", "style", "title"}  # with all in them
_ATTRIBUTES = {
    *("viewBox", "d", "x", "y", "transform", "class", "fill", "stroke", "stroke-width", "stroke-dasharray"),
    *("stroke-linecap", "font-size", "font-weight", "text-anchor"),
}
_HARMLESS = re.compile(r"(?!.*url\()[\w\s.,#%()+-]*", re.IGNORECASE | re.DOTALL)
_DRAWING = re.compile(r"<svg [^>]*viewBox=(?:(?!<svg).)*</svg>", re.DOTALL)
_VIEW = re.compile(r'viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"')
_TALL = 1.3  # the height over the width from which on a drawing cannot stand beside another on paper
_WIDE = 720.0  # the usual width of a drawing; one that is wider takes the whole width of the page
_WIDTH, _HEIGHT, _EDGE = 104.0, 24.0, 4.0  # of a sparkline


def clean(svg: str, label: str) -> Markup:
    """The drawing with only the shapes, the text and the presentation attributes that are known to be harmless.

    No part of it has a name, or refers to another. `label` is what a screen reader says instead of the drawing.

    Raises
    ------
    DataError
        If this is not one `svg` element that says how large it is.

    Examples
    --------
    >>> hostile = '<svg viewBox="0 0 9 9"><script>alert(1)</script><path d="M0 0L9 9" onclick="x()"/></svg>'
    >>> print(clean(hostile, "A line"))
    <svg viewBox="0 0 9 9" role="img" aria-label="A line"><path d="M0 0L9 9"/></svg>
    """

    def harmless(_element: str, name: str, value: str) -> str | None:
        if name == "class":  # the role of a colour
            return " ".join(re.findall(r"(?<!\S)[fs]-[a-z]+(?!\S)", value)) or None
        return value if _HARMLESS.fullmatch(value) else None

    cleaned = nh3.clean(
        svg,
        tags=_ELEMENTS,
        clean_content_tags=_DROPPED,
        attributes={"*": _ATTRIBUTES},
        attribute_filter=harmless,
    )
    if not _DRAWING.fullmatch(cleaned):
        raise DataError(f"drawing: found {svg[:40]!r}; expected one svg element with a viewBox, and nothing else")
    labelled = f' role="img" aria-label="{escape(label)}">'
    return Markup(cleaned.replace("></path>", "/>").replace(">", labelled, 1))  # noqa: S704 - just cleaned


def room(wide: str, narrow: str) -> str:
    """The classes of a figure that say how much room its drawings take.

    Examples
    --------
    >>> room('<svg viewBox="0 0 720 320"/>', '<svg viewBox="0 0 340 300"/>')
    'ck-figure ck-beside'
    """
    found = [_VIEW.search(svg) for svg in (wide, narrow)]
    (width, _), (across, down) = ((float(view[1]), float(view[2])) if view else (0.0, 1.0) for view in found)
    return "ck-figure" + (" ck-beside" if down <= _TALL * across else "") + (" ck-broad" if width > _WIDE else "")


def line(values: Sequence[float | None]) -> tuple[str, str, str]:
    """The path of the values on a sparkline, lowest at the bottom, a missing one a gap, and where the newest lies.

    Examples
    --------
    >>> line((1, None, 3)), line((None,))
    (('M4.0 20.0M100.0 4.0', '100.0', '4.0'), ('', '', ''))
    """
    known = [value for value in values if value is not None]
    low, spread = min(known, default=0), max(known, default=0) - min(known, default=0)
    step = (_WIDTH - 2 * _EDGE) / max(len(values) - 1, 1)
    path = x = y = ""
    for place, value in enumerate(values):
        if value is not None:
            x = f"{_EDGE + place * step:.1f}"
            y = f"{_HEIGHT - _EDGE - ((value - low) / spread if spread else 0.5) * (_HEIGHT - 2 * _EDGE):.1f}"
            path += f"{'L' if place and values[place - 1] is not None else 'M'}{x} {y}"
    return path, x, y


_TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "br", "hr"}
_TAGS |= {"h2", "h3", "h4", "h5", "h6"}
_DEEPEST = 6
_NESTED = 100  # lists and quotes in one another, a list being two; the parser drops what is deeper
_TIMES = re.compile(r"(`+).*?\1|(?<=[0-9])\*+(?=[0-9])", re.DOTALL)  # code, or a star that is no emphasis
_LINKS = ("https://", "mailto:")
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "maxNesting": _NESTED})


def from_markdown(text: str, level: int = 4) -> Markup:
    r"""The text as HTML that is safe in any page.

    HTML in the text stays text. Headings begin at `level` and never skip one, so that they fit the outline of the
    page. Links may go to ``https`` and ``mailto`` only; pictures are left out: `dropped` says so beforehand.

    Examples
    --------
    >>> print(from_markdown("# Plan\n\nA **safer** <b>Gwent</b>"))
    <h4>Plan</h4>
    <p>A <strong>safer</strong> &lt;b&gt;Gwent&lt;/b&gt;</p>
    >>> print(from_markdown("[a](javascript:alert) [b](https://example.org)"))
    <p>[a](javascript:alert) <a href="https://example.org" rel="noopener noreferrer">b</a></p>
    """
    tokens, now = _tokens(text), level - 1
    for token in tokens:
        if token.type == "heading_open":
            now = min(level + int(token.tag[1]) - 1, now + 1, _DEEPEST)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{now}"
    cleaned = nh3.clean(
        _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}),
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"https", "mailto"},
        attribute_filter=lambda _tag, name, value: value if name != "href" or _allowed(value) else None,
        link_rel="noopener noreferrer",
    )
    return Markup(cleaned.strip())  # noqa: S704 - just cleaned


def dropped(text: str) -> list[str]:
    """What of a text its page would not show, so that it can be refused where it is typed.

    Examples
    --------
    >>> dropped("![a map](map.png) and [a page](http://example.org)")
    ["found the picture 'map.png'; expected text", "found a link to 'http://example.org'; expected https:// or mailto:"]
    """
    found = []
    for token in _tokens(text):
        if token.level >= _NESTED - 1:
            found.append("found lists or quotes too deep in one another")
        for inner in token.children or ():
            to = str(inner.attrGet("href" if inner.type == "link_open" else "src"))
            if inner.type == "image":
                found.append(f"found the picture '{to}'; expected text")
            elif inner.type == "link_open" and not _allowed(to):
                found.append(f"found a link to '{to}'; expected {' or '.join(_LINKS)}")
    return list(dict.fromkeys(found))


def _tokens(text: str) -> list[Token]:
    printable = "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
    return _MARKDOWN.parse(_TIMES.sub(lambda found: found[0] if found[1] else r"\*" * len(found[0]), printable))


def _allowed(address: str) -> bool:
    return address.casefold().startswith(_LINKS)


TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
TEMPLATES.filters |= {"markdown": from_markdown, "drawing": clean, "line": line}
TEMPLATES.globals["room"] = room
TEMPLATES.tests["address"] = address


def fragment(block: Block, place: Place) -> Markup:
    """The block at its place, without a stylesheet."""
    drawn = TEMPLATES.get_template("blocks.html.j2").module.block(block, place)  # type: ignore[attr-defined]
    return Markup(drawn)  # noqa: S704 - the templates escaped it


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
    >>> columns = blocks.Column("Measure"), blocks.Column("Rate", "number")
    >>> print(plain(blocks.Table("t", "Rates", "Gwent", columns, rows)))
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
            return [block.caption, block.subtitle, *_aligned(block), *said]
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


def _aligned(table: blocks.Table) -> Iterator[str]:
    rows = [[" ".join(f"{cell.text} {cell.note}".split()) for cell in row] for row in table.rows]
    columns = []
    for at, column in enumerate(table.columns):
        texts = [column.title, *(row[at] for row in rows)]
        width, adjusted = max(map(len, texts)), str.rjust if column.kind == "number" else str.ljust
        columns.append([adjusted(text, width) for text in (texts[0], "-" * width, *texts[1:])])
    return map("  ".join, zip(*columns, strict=True))
