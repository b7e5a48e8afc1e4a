"""What a result shows: frozen blocks of data that a page, a notebook or a spreadsheet can be drawn from.

A notebook cell that ends in a block leaves its **data** in the output (`application/vnd.crimekit+json`), so that
the published page is drawn from data and hostile text never becomes markup.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, TypeAlias, get_args

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

import crimekit
from crimekit.errors import DataError, cut, nearest

if TYPE_CHECKING:
    import pandas as pd

MIME = "application/vnd.crimekit+json"
SHORTEST_ALT = 40  # letters of an alternative text, which must say the latest value

Tone = Literal["", "better", "worse", "neutral", "unknown"]
Arrow = Literal["", "up", "down", "level"]


def _plain(value: Any) -> Any:
    """A number of numpy as one of Python's own; None where it is none (NaN) or not finite."""
    own = value.item() if hasattr(value, "item") else value
    return None if isinstance(own, float) and not math.isfinite(own) else own


_Usual = Annotated[float, Field(allow_inf_nan=False)] | int | None
_Number: TypeAlias = _Usual | Annotated[float | int | None, BeforeValidator(_plain)]  # the usual first: it is quick
_STRICT = ConfigDict(strict=True, extra="forbid")  # only known fields, each of its own type


@dataclass(frozen=True, config=_STRICT)
class Shown:
    """What shows itself in JupyterLab: as data for the published page, as HTML for the eye, as plain text."""

    kind: ClassVar = ""
    key: str  # its anchor on a page

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.key!r})"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return crimekit.mime_bundle(self)  # the door: what draws blocks is built on them, so it cannot be imported here


@dataclass(frozen=True, slots=True, config=_STRICT)
class Cell:
    """One cell of a table: what is printed, and the number behind it, unrounded."""

    text: str
    value: str | _Number = None  # None: there is no figure
    note: str = ""  # a second, smaller line
    tone: Tone = ""  # a pill around the text, where it is a label
    arrow: Arrow = ""
    link: str = ""  # the key of a block on the same page, or an address from the report's folder: "gwent/index.html"
    sparkline: tuple[_Number, ...] = ()
    behind: tuple[tuple[str, str | _Number], ...] = ()  # what the note says, unrounded, by name: columns of the CSV


@dataclass(frozen=True, slots=True, config=_STRICT)
class Column:
    """One column of a table."""

    title: str
    kind: Literal["text", "number"] = "text"


@dataclass(frozen=True, repr=False, config=_STRICT)
class Table(Shown):
    """A captioned table; the first cell of each row is its header."""

    kind: ClassVar = "table"
    caption: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()  # without which it would be misread
    source: str = ""
    caveats: tuple[str, ...] = ()  # what else there is to know: a page folds it away, with the sources

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise DataError(
                    f"table {self.key}: row {number}: found {len(row)} cells; "
                    f"expected {len(self.columns)}, one for each column"
                )


@dataclass(frozen=True, repr=False, config=_STRICT)
class Figure(Shown):
    """A picture drawn twice (wide, narrow), what it says, and the data behind it."""

    kind: ClassVar = "figure"
    headline: str  # what the data say
    subtitle: str  # what is drawn: statistic, unit, force, period
    alt: str  # at least 40 characters, with the latest value
    wide: str  # SVG
    narrow: str  # SVG, about 340 px wide
    data: Table
    notes: tuple[str, ...] = ()
    source: str = ""
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, config=_STRICT)
class Picture(Shown):
    """A picture that an analyst added."""

    kind: ClassVar = "picture"
    headline: str  # empty: it has no number
    alt: str  # at least 40 characters, with the latest value
    image: str = Field(repr=False, pattern=r"^data:image/(png|jpeg|svg\+xml);base64,[A-Za-z0-9+/=]+$")
    source: str = ""


@dataclass(frozen=True, slots=True, config=_STRICT)
class KeyFigure:
    """One number, large."""

    label: str
    text: str
    note: str = ""


@dataclass(frozen=True, repr=False, config=_STRICT)
class KeyFigures(Shown):
    """The few numbers a section leads with."""

    kind: ClassVar = "key-figures"
    heading: str
    items: tuple[KeyFigure, ...]


@dataclass(frozen=True, repr=False, config=_STRICT)
class Prose(Shown):
    """Text that a person typed, in Markdown; never trusted as markup."""

    kind: ClassVar = "prose"
    heading: str
    markdown: str
    quotation: bool = False  # the commissioner's own words, set apart
    note: str = ""  # who is responsible, or that it is an example


@dataclass(frozen=True, repr=False, config=_STRICT)
class Sentences(Shown):
    """Sentences written from the figures."""

    kind: ClassVar = "sentences"
    heading: str
    items: tuple[str, ...]


@dataclass(frozen=True, config=_STRICT)
class Heading(Shown):
    """The start of a section (level 2) of the page."""

    kind: ClassVar = "heading"
    title: str
    subtitle: str = ""  # the force and the quarter in words
    folded: bool = False  # whether its section is folded on a screen: to be looked up, not read


@dataclass(frozen=True, repr=False, config=_STRICT)
class Definitions(Shown):
    """Terms and their meanings: a glossary."""

    kind: ClassVar = "definitions"
    heading: str
    items: tuple[tuple[str, str], ...]


class Datum(NamedTuple):
    """One figure of a report as a row of its data file, whose columns these are; None where there is none."""

    force: str
    quarter: str  # or another period
    measure: str
    statistic: str
    value: _Number
    lower: _Number
    upper: _Number
    unit: str
    label: str
    source: str


@dataclass(frozen=True, repr=False, config=_STRICT)
class Data(Shown):
    """Figures for the data file of a report; a page shows nothing of them."""

    kind: ClassVar = "data"
    rows: tuple[Datum, ...]


@dataclass(frozen=True, config=_STRICT)
class Page:
    """Everything around the blocks: what a whole published page needs besides them."""

    title: str  # "National Police and Crime Measures"
    force: str
    publisher: str  # "Police and Crime Commissioner for Gwent"
    period: str  # "Q1 2023-24 (April to June 2023)"
    marking: str = "OFFICIAL"
    draft: str = ""  # why this is a draft; empty: approved
    provenance: tuple[tuple[str, str], ...] = ()  # "Recorded crime": "release of 19 October 2023, SHA-256 …"
    trail: tuple[tuple[str, str], ...] = ()  # the pages above this one: (text, relative address)
    about: tuple[tuple[str, str], ...] = ()  # what a publication says of itself: (term, text or https address)
    csv_folder: str = ""  # where the CSV of each table lies, from the page: "tables"; empty: no links
    downloads: tuple[tuple[str, str], ...] = ()  # files beside the page: (text, relative address)
    pages: tuple[tuple[str, str], ...] = ()  # sections with a page of their own: (key of the heading, its address)
    search: bool = False  # whether a search box stands above its tables: on the list of reports
    language: Literal["en-GB", "cy"] = "en-GB"
    twins: tuple[tuple[str, str], ...] = ()  # address of this page and its sections', each with its other language


Block: TypeAlias = Table | Figure | Picture | KeyFigures | Prose | Sentences | Heading | Definitions | Data
_ADAPTERS: dict[str, TypeAdapter[Block]] = {block.kind: TypeAdapter(block) for block in get_args(Block)}


class Blocks(tuple[Block, ...]):
    """Several blocks that one notebook cell shows, in order; there may be none."""

    kind = "blocks"
    _repr_mimebundle_ = Shown._repr_mimebundle_


class Brief:
    """A part of a report as an object: a line of text, its blocks in JupyterLab, its tables as a frame.

    What it shows is for whoever looks at it in a notebook, and no part of the published page.
    """

    def _shown(self) -> Blocks:
        """What JupyterLab shows of it."""
        raise NotImplementedError

    def __repr__(self) -> str:
        titles = [block.title for block in self._shown() if isinstance(block, Heading)]
        return f"{type(self).__name__}: {', '.join(titles)}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": crimekit.mime_bundle(self._shown())["text/html"]}

    def to_frame(self) -> pd.DataFrame:
        """The tables that it shows as one frame: numbers unrounded, words as printed."""
        import pandas as pd

        tables = [table for table in self._shown() if isinstance(table, Table)]
        frames = [pd.DataFrame(_values(each), columns=[column.title for column in each.columns]) for each in tables]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _values(table: Table) -> list[list[str | float | None]]:
    numeric = [column.kind == "number" for column in table.columns]
    return [[cell.value if n else cell.text for cell, n in zip(row, numeric, strict=True)] for row in table.rows]


def data(shown: Block | Blocks) -> dict[str, Any]:
    """What is shown as plain JSON data, with its kind; `from_data` reads it again."""
    if isinstance(shown, Blocks):
        return {"kind": shown.kind, "items": [data(block) for block in shown]}
    return {"kind": shown.kind, **_ADAPTERS[shown.kind].dump_python(shown, mode="json")}


def from_data(payload: object) -> tuple[Block, ...]:
    """What `data` made this of: one block, or the several that one cell shows.

    Raises
    ------
    DataError
        If a kind is unknown, a field is missing, unknown or of another type, or a number is not finite.

    Examples
    --------
    >>> from_data({"kind": "heading", "key": "cyber", "title": "Tackle cyber crime"})[0].title
    'Tackle cyber crime'
    """
    fields = payload if isinstance(payload, Mapping) else {}
    items = fields.get("items")
    return tuple(map(_read, items if fields.get("kind") == Blocks.kind and isinstance(items, list) else [payload]))


def _read(payload: object) -> Block:
    fields = dict(payload) if isinstance(payload, Mapping) else {}
    kind = fields.pop("kind", None)
    if kind not in list(_ADAPTERS):
        raise DataError(f"block: kind: found {kind!r}; expected a kind of block{nearest(kind, _ADAPTERS)}")
    name = f"block {fields.get('key', kind)}"
    try:
        return _ADAPTERS[kind].validate_json(json.dumps(fields, allow_nan=False))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place, found = ".".join(map(str, first["loc"])), cut(repr(first["input"]), 60)
        raise DataError(f"{name}: {place}: found {found}; {first['msg']}") from None
    except (TypeError, ValueError) as error:
        raise DataError(f"{name}: found what is not JSON; expected plain data ({error})") from None
