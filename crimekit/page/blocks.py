"""What a result shows: frozen blocks of data that a page, a notebook or a spreadsheet can be drawn from.

A notebook cell that ends in a block leaves its **data** in the output (`application/vnd.crimekit+json`), so that
the published page is drawn from data and hostile text never becomes markup.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Literal

MIME = "application/vnd.crimekit+json"

Tone = Literal["", "better", "worse", "neutral", "unknown"]
Arrow = Literal["", "up", "down", "level"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: what is printed, and the number behind it, unrounded."""

    text: str
    value: float | int | str | None = None  # None: there is no figure
    note: str = ""  # a second, smaller line
    tone: Tone = ""  # a pill around the text, where it is a label
    arrow: Arrow = ""
    link: str = ""  # the key of a block on the same page
    sparkline: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    title: str
    kind: Literal["text", "number"] = "text"


@dataclass(frozen=True)
class Table:
    """A captioned table; the first cell of each row is its header."""

    kind: ClassVar[str] = "table"
    key: str
    caption: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Figure:
    """A picture drawn twice (wide, narrow), what it says, and the data behind it."""

    kind: ClassVar[str] = "figure"
    key: str
    headline: str  # what the data say
    subtitle: str  # what is drawn: statistic, unit, force, period
    alt: str  # at least 40 characters, with the latest value
    wide: str  # SVG
    narrow: str  # SVG, about 340 px wide
    data: Table
    notes: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One number, large."""

    label: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class KeyFigures:
    """The few numbers a section leads with."""

    kind: ClassVar[str] = "key-figures"
    key: str
    heading: str
    items: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Prose:
    """Text that a person typed, in Markdown; never trusted as markup."""

    kind: ClassVar[str] = "prose"
    key: str
    heading: str
    markdown: str
    quotation: bool = False  # the commissioner's own words, set apart
    note: str = ""  # who is responsible, or that it is an example


@dataclass(frozen=True)
class Sentences:
    """Sentences written from the figures."""

    kind: ClassVar[str] = "sentences"
    key: str
    heading: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """The start of a section (level 2) of the page."""

    kind: ClassVar[str] = "heading"
    key: str  # its anchor
    title: str
    subtitle: str = ""  # the force and the quarter in words


@dataclass(frozen=True)
class Definitions:
    """Terms and their meanings: a glossary."""

    kind: ClassVar[str] = "definitions"
    key: str
    heading: str
    items: tuple[tuple[str, str], ...]


Block = Table | Figure | KeyFigures | Prose | Sentences | Heading | Definitions


@dataclass(frozen=True)
class Page:
    """Everything around the blocks: what a whole published page needs besides them."""

    title: str  # "National Police and Crime Measures"
    force: str
    publisher: str  # "Police and Crime Commissioner for Gwent"
    period: str  # "Q1 2023-24 (April to June 2023)"
    marking: str = "OFFICIAL"
    draft: str = ""  # why this is a draft; empty: approved
    provenance: tuple[tuple[str, str], ...] = ()  # "Recorded crime": "release of 19 October 2023, SHA-256 …"
    contents: tuple[str, ...] = field(default=())  # keys of the headings listed; empty: all


def data(block: Block) -> dict[str, Any]:
    """The block as plain JSON data, with its kind."""
    return {"kind": block.kind, **asdict(block)}
