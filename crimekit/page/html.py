"""Blocks as HTML. Everything is escaped here, by the templates; only what was cleaned goes in as markup."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from crimekit.blocks import Block, Cell, Page
from crimekit.page import drawing, markdown
from crimekit.page.sparkline import sparkline

_HERE = Path(__file__).parent
_TALL = 1.3  # its height over its width
_WIDE = 720.0  # the usual width of a drawing
_VIEW = re.compile(r'viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"')
_RELATIVE = re.compile(r"(?:\.\./)*[\w.-]+(?:/[\w.-]+)*/?(?:#[\w-]+)?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands on its page."""

    anchor: str
    level: int = 3  # of its heading
    label: str = ""  # "Table 1", "Figure 7"
    links: Mapping[str, str] = field(default_factory=dict)  # key of a block: its anchor
    csv: str = ""  # the address of its CSV
    narrow: bool = True  # whether the drawing for a phone goes with it

    def href(self, cell: Cell) -> str:
        """Where a cell leads: to a block of this page or to a page beside it; nowhere, if neither."""
        if cell.link in self.links:
            return f"#{self.links[cell.link]}"
        return address(cell.link) if "." in cell.link else ""


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
def environment() -> Environment:
    """The templates, with everything they may call."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "markdown": _markdown,
        "drawing": _drawing,
        "sparkline": _sparkline,
        "address": address,
        "is_tall": _is_tall,
        "is_broad": _is_broad,
    }
    made.tests["address"] = lambda text: bool(address(text))
    return made


@cache
def stylesheet(*names: str) -> Markup:
    """The stylesheet of a page, or the sheets of these names, without comments and blanks that mean nothing.

    A blank before a colon means a descendant, so it stays.
    """
    text = "".join((_HERE / name).read_text(encoding="utf-8") for name in names or ("page.css",))
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s*([{};>+])\s*", r"\1", text).strip()
    return Markup(re.sub(r"(?<=[:,]) |;(?=})", "", text))  # noqa: S704 - our own files


def fragment(block: Block | Page, place: Place) -> Markup:
    """The block at its place, without a stylesheet."""
    blocks = environment().get_template("blocks.html.j2").module
    return Markup(blocks.block(block, place))  # type: ignore[attr-defined]  # noqa: S704 - the templates escaped it


def block_html(block: Block | Page) -> str:
    """The block alone, with its stylesheet, as JupyterLab shows it in its light and its dark theme.

    Examples
    --------
    >>> from crimekit.blocks import Heading
    >>> block_html(Heading("cyber", "Tackle <b>cyber</b> crime")).splitlines()[-2]
    '<h2 id="cyber">Tackle &lt;b&gt;cyber&lt;/b&gt; crime</h2>'
    """
    return blocks_html((block,))


def blocks_html(blocks: Sequence[Block | Page]) -> str:
    """Several blocks, one after the other, under one stylesheet, as `block_html` shows one."""
    inside = "\n".join(
        fragment(block, Place(anchor(getattr(block, "key", "page")), narrow=False)).strip() for block in blocks
    )
    return f'<div class="ck ck-cell"><style>{stylesheet("page.css", "lab.css")}</style>\n{inside}\n</div>'


def _markdown(text: str, level: int) -> Markup:
    return Markup(markdown.html(text, level=level))  # noqa: S704 - went through the allow-list


def _drawing(svg: str, prefix: str, label: str) -> Markup:
    return Markup(drawing.clean(svg, prefix=prefix, label=label))  # noqa: S704 - went through the allow-list


def _is_tall(svg: str) -> bool:
    """Whether a drawing is too tall to stand beside another on paper."""
    found = _VIEW.search(svg)
    return not found or float(found[2]) > _TALL * float(found[1])


def _is_broad(svg: str) -> bool:
    """Whether a drawing takes the whole width of the page."""
    found = _VIEW.search(svg)
    return found is not None and float(found[1]) > _WIDE


def _sparkline(cell: Cell) -> Markup:
    label = "" if cell.text else cell.note or f"A line of {len(cell.sparkline)} values"
    return Markup(sparkline(cell.sparkline, label=label))  # noqa: S704 - only numbers, and an escaped label
