"""What a result shows: frozen blocks of data that a page, a notebook or a spreadsheet can be drawn from.

A notebook cell that ends in a block leaves its **data** in the output (`application/vnd.crimekit+json`), so that
the published page is drawn from data and hostile text never becomes markup.
"""

from __future__ import annotations

import math
import numbers
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Literal, cast

from crimekit.errors import DataError

MIME = "application/vnd.crimekit+json"


class Checked:
    """What can be read back from JSON: only known fields, each of its own type (for `payload.from_data`)."""

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "strict": True}


class Shown(Checked):
    """What shows itself in JupyterLab: as data for the published page, as HTML for the eye, as plain text."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        from crimekit.page import html, text  # both draw blocks, so they are above this module

        block = cast("Block | Page", self)
        return {MIME: data(block), "text/html": html.block_html(block), "text/plain": text.plain(block)}


Tone = Literal["", "better", "worse", "neutral", "unknown"]
Arrow = Literal["", "up", "down", "level"]


@dataclass(frozen=True, slots=True)
class Cell(Checked):
    """One cell of a table: what is printed, and the number behind it, unrounded."""

    text: str
    value: float | int | str | None = None  # None: there is no figure
    note: str = ""  # a second, smaller line
    tone: Tone = ""  # a pill around the text, where it is a label
    arrow: Arrow = ""
    link: str = ""  # the key of a block on the same page, or the relative address of another page: "gwent/index.html"
    sparkline: tuple[float | None, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether its text is all there is to show."""
        return not (self.note or self.tone or self.arrow or self.link or self.sparkline)


@dataclass(frozen=True, slots=True)
class Column(Checked):
    """One column of a table."""

    title: str
    kind: Literal["text", "number"] = "text"


@dataclass(frozen=True)
class Table(Shown):
    """A captioned table; the first cell of each row is its header."""

    kind: ClassVar[str] = "table"
    key: str
    caption: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise DataError(
                    f"table {self.key}: row {number}: found {len(row)} cells; "
                    f"expected {len(self.columns)}, one for each column"
                )


@dataclass(frozen=True)
class Figure(Shown):
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
class KeyFigure(Checked):
    """One number, large."""

    label: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class KeyFigures(Shown):
    """The few numbers a section leads with."""

    kind: ClassVar[str] = "key-figures"
    key: str
    heading: str
    items: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Prose(Shown):
    """Text that a person typed, in Markdown; never trusted as markup."""

    kind: ClassVar[str] = "prose"
    key: str
    heading: str
    markdown: str
    quotation: bool = False  # the commissioner's own words, set apart
    note: str = ""  # who is responsible, or that it is an example


@dataclass(frozen=True)
class Sentences(Shown):
    """Sentences written from the figures."""

    kind: ClassVar[str] = "sentences"
    key: str
    heading: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Heading(Shown):
    """The start of a section (level 2) of the page."""

    kind: ClassVar[str] = "heading"
    key: str  # its anchor
    title: str
    subtitle: str = ""  # the force and the quarter in words


@dataclass(frozen=True)
class Definitions(Shown):
    """Terms and their meanings: a glossary."""

    kind: ClassVar[str] = "definitions"
    key: str
    heading: str
    items: tuple[tuple[str, str], ...]


Block = Table | Figure | KeyFigures | Prose | Sentences | Heading | Definitions


@dataclass(frozen=True)
class Page(Shown):
    """Everything around the blocks: what a whole published page needs besides them."""

    kind: ClassVar[str] = "page"
    title: str  # "National Police and Crime Measures"
    force: str
    publisher: str  # "Police and Crime Commissioner for Gwent"
    period: str  # "Q1 2023-24 (April to June 2023)"
    marking: str = "OFFICIAL"
    draft: str = ""  # why this is a draft; empty: approved
    provenance: tuple[tuple[str, str], ...] = ()  # "Recorded crime": "release of 19 October 2023, SHA-256 …"
    contents: tuple[str, ...] = field(default=())  # keys of the headings listed; empty: all
    trail: tuple[tuple[str, str], ...] = ()  # the pages above this one: (text, relative address)
    contact: str = ""  # how to ask for another format: a mail address, a telephone number
    accessibility: str = ""  # the accessibility statement; empty: the usual one
    csv_folder: str = ""  # where the CSV of each table lies, from the page: "tables"; empty: no links
    downloads: tuple[tuple[str, str], ...] = ()  # files beside the page: (text, relative address)
    pages: tuple[tuple[str, str], ...] = ()  # sections with a page of their own: (key of the heading, its address)


def data(block: Block | Page) -> dict[str, Any]:
    """The block as plain JSON data, with its kind; a number that is none (NaN) is missing, so null."""
    plain: dict[str, Any] = _plain({"kind": block.kind, **asdict(block)})
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, numbers.Integral) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        return float(value) if math.isfinite(value) else None
    return value
