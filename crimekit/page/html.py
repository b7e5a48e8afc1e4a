"""Blocks as HTML. Everything is escaped here, by the templates; only what was cleaned goes in as markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from crimekit.blocks import Block, Cell
from crimekit.page import drawings, markdown

_HERE = Path(__file__).parent
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
def environment() -> Environment:
    """The templates, with everything they may call."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["room"] = drawings.room
    made.filters |= {
        "markdown": markdown.html,
        "drawing": drawings.clean,
        "sparkline": lambda cell: drawings.sparkline(cell.sparkline, _spoken(cell)),
    }
    made.tests["address"] = address
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


def fragment(block: Block, place: Place) -> Markup:
    """The block at its place, without a stylesheet."""
    blocks = environment().get_template("blocks.html.j2").module
    return Markup(blocks.block(block, place))  # type: ignore[attr-defined]  # noqa: S704 - the templates escaped it


def _spoken(cell: Cell) -> str:
    """What a screen reader says instead of a line; nothing, where the figure stands beside it."""
    return "" if cell.text else cell.note or f"A line of {len(cell.sparkline)} values"
