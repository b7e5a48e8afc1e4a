"""What an analyst adds to a notebook - text, pictures, tables - as blocks of its page; what cannot be shown is refused.

A comment in the cell says what only its author knows: ``# caption:`` and ``# alt:``, and ``# source:``.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count, zip_longest
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag

from crimekit import words
from crimekit.blocks import SHORTEST_ALT, Block, Cell, Column, Figure, Picture, Prose, Sentences, Table
from crimekit.errors import RunError, readable
from crimekit.page.html import dropped

_SAID = re.compile(r"^#[ \t]?(caption|alt|source):[ \t]*(.*(?:\n#[ \t]{2,}.*)*)", re.IGNORECASE | re.MULTILINE)
_ATTACHED = re.compile(r"!\[([^\]]*)\]\(attachment:([^)\s]+)\)")
_KINDS = ("image/svg+xml", "image/png", "image/jpeg")
_MISSING = {"nan", "none", "<na>", "nat", ""}
_NUMBER = re.compile(r"[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-−]?\d+(?:\.\d+)?")
_CUT = re.compile(r"(\d+) rows × \d+ columns")
_SHAPE = re.compile(r"shape: \([\d_]+, \d+\)")  # as polars begins a frame
_MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Added:
    """One cell, and what its comments say of what it shows."""

    where: str  # "neighbourhood-crime: cell 5"
    name: str  # that its blocks are called by
    said: Mapping[str, list[str]]  # captions, alternative texts and sources, in order
    _counted: count[int] = field(default_factory=lambda: count(1))

    def _key(self) -> str:
        """The key of the next block of the cell."""
        number = next(self._counted)
        return self.name if number == 1 else f"{self.name}-{number}"

    @classmethod
    def of(cls, source: str, where: str, name: str) -> Added:
        """The cell of this source; a comment goes on in the lines below that are further indented."""
        said: dict[str, list[str]] = {"caption": [], "alt": [], "source": []}
        for found in _SAID.finditer(source):
            said[found[1].casefold()].append(" ".join(found[2].replace("\n#", " ").split()))
        return cls(where, name, said)

    def spent(self) -> None:
        """Refuse a caption or an alternative text that nothing of what the cell shows has taken."""
        for kind in ("caption", "alt"):
            if self.said[kind]:
                raise self.refused(f"has '# {kind}: {self.said[kind][0]}', which nothing that it shows takes")

    def _next(self, kind: str) -> str:
        return self.said[kind].pop(0) if self.said[kind] else ""

    def refused(self, problem: str) -> RunError:
        """The error that stops the page for what this cell shows."""
        return RunError(f"{self.where} {problem}")

    def described(self, figure: Figure) -> Figure:
        """A chart of crimekit, with the alternative text of the author where the cell has one."""
        return replace(figure, alt=self._alt()) if self.said["alt"] else figure

    def shown(self, data: Mapping[str, Any]) -> Iterator[Block]:
        """One output as a block; nothing for the text beside a picture.

        Raises
        ------
        RunError
            If it cannot stand on a page: a table without a caption or cut short, a picture without an alternative text,
            a script, anything else.
        """
        if kind := _picture_in(data):
            yield self._picture(kind, _text(data[kind]))
        elif "text/markdown" in data:
            yield self._prose(_text(data["text/markdown"]))
        elif "text/html" in data:
            yield from self._tables(_text(data["text/html"]))
        else:
            found = readable(_text(data.get("text/plain", ", ".join(data))).strip())[:60].replace("'", "’")
            raise self.refused(
                f"shows '{found}'; expected a result of crimekit, a table, a picture or Markdown, or the tag 'explore' "
                "on a cell that is not for the page"
            )

    def text(self, cell: Mapping[str, Any]) -> Iterator[Block]:
        """A Markdown cell: its text, and the pictures that were dragged into it."""
        attached = cell.get("attachments", {})
        parts = _ATTACHED.split(_text(cell.get("source", "")))
        for text, alt, name in zip_longest(parts[::3], parts[1::3], parts[2::3]):
            if text.strip():
                yield self._prose(text.strip())
            if name is None:
                continue
            kind = _picture_in(attached.get(name, {}))
            if not kind:
                raise self.refused(f"shows '{name}', which is not attached to it; drag the picture into the cell")
            self.said["alt"].append(alt)
            yield self._picture(kind, _text(attached[name][kind]))

    def _prose(self, markdown: str) -> Prose:
        if problems := dropped(markdown):
            raise self.refused(f"cannot be shown: {'; '.join(problems)}")
        return Prose(self._key(), "", markdown)

    def _alt(self) -> str:
        alt = self._next("alt")
        if len(alt) < SHORTEST_ALT:
            found = f"the alternative text '{alt}'" if alt else "none"
            raise self.refused(
                f"shows a picture; found {found}; expected a line '# alt: …' in the cell that says in {SHORTEST_ALT} "
                "letters or more what it shows, with its latest value"
            )
        return alt

    def _picture(self, kind: str, content: str) -> Picture:
        try:
            raw = content.encode() if kind == "image/svg+xml" else base64.b64decode(content, validate=False)
        except (binascii.Error, ValueError):
            raw = b""
        if not raw:
            raise self.refused(f"shows a broken picture ({kind})")
        alt = self._alt()
        image = f"data:{kind};base64,{base64.b64encode(raw).decode()}"
        return Picture(self._key(), self._next("caption"), alt, image, self._next("source"))

    def _tables(self, html: str) -> Iterator[Table | Sentences]:
        """The tables, after what is said beside them; a style and the shape of a frame say nothing."""
        page = BeautifulSoup(html, "html.parser")
        if page.find(class_="ck-cell"):  # what a `Brief` shows an analyst
            raise self.refused(
                "shows a whole part of the report; expected its blocks (such as result.measures_tables), one a cell, "
                "or the tag 'explore' on a cell that is not for the page"
            )
        tables = page.find_all("table")
        if page.find(("script", "iframe")) or not tables:
            raise self.refused(
                "shows HTML that needs a script or holds no table; expected a table or a picture "
                "(a chart of another library: its PNG or SVG)"
            )
        if cut := _CUT.search(page.get_text()):
            raise self.refused(
                f"shows a part of a table of {cut[1]} rows; expected all of it: take fewer rows, or head()"
            )
        for beside in page.find_all(("table", "style")):
            beside.extract()
        if said := " ".join(_SHAPE.sub("", page.get_text(" ")).split()):
            yield Sentences(self._key(), "", (said,))
        yield from map(self._table, tables)

    def _table(self, table: Tag) -> Table:
        spread = {part: _grid(table.select(f"{part} tr")) for part in ("thead", "tbody", "tfoot")}
        title = [_said(row[0]) for row in spread["thead"] if _is_one(row)]
        caption = table.find("caption")
        said = (
            self._next("caption")
            or (caption.get_text(" ", strip=True) if isinstance(caption, Tag) else "")
            or ". ".join(title)
        )
        if not said:
            raise self.refused("shows a table without a caption; expected a line '# caption: …' in the cell")
        heads = [row for row in spread["thead"] if not _is_one(row)]
        rows = [row for row in spread["tbody"] if row]
        if not heads or not rows:
            lacks = "rows" if heads else "a row of headings; expected one (<thead>)"
            raise self.refused(f"shows a table, '{readable(said)[:60]}', without {lacks}")
        if len(heads[0]) != len(rows[0]):
            found = f"a table, '{readable(said)[:60]}', with {len(heads[0])} headings over {len(rows[0])} columns"
            raise self.refused(f"shows {found}; expected one over each")
        if len(rows) > _MOST_ROWS:
            raise self.refused(f"shows a table of {len(rows)} rows; expected {_MOST_ROWS} at most")
        headers = sum(cell.name == "th" for cell in rows[0])
        titles = [_title(map(_said, column), index=at < headers) for at, column in enumerate(zip(*heads, strict=True))]
        if not titles[0] and [_said(row[0]) for row in rows] == [str(at) for at in range(len(rows))]:
            titles, rows = titles[1:], [row[1:] for row in rows]  # the numbers of rows are no figures
        if "" in titles:
            raise self.refused(
                f"shows a table, '{readable(said)[:60]}', whose column {titles.index('') + 1} has no heading; "
                "expected a name: rename_axis('…') names the rows"
            )
        columns = [[*map(_said, column)] for column in zip(*rows, strict=True)]
        numeric = [all(_value(text) is not None or _missing(text) for text in column) for column in columns]
        return Table(
            self._key(),
            said,
            "",
            tuple(
                Column(name, "number" if number and at else "text")
                for at, (name, number) in enumerate(zip(titles, numeric, strict=True))
            ),
            tuple(
                (Cell(_said(row[0])), *(Cell("") for _ in row[1:]))
                if _is_one(row)
                else tuple(_cell(_said(cell)) for cell in row)
                for row in rows
            ),
            tuple(filter(None, (" ".join(dict.fromkeys(map(_said, row))) for row in spread["tfoot"]))),
            self._next("source"),
        )


def _grid(rows: list[Tag]) -> list[list[Tag]]:
    """The cells of some rows at every place that they cover, so that each row has a cell for each column."""
    grid: dict[tuple[int, int], Tag] = {}
    for down, row in enumerate(rows):
        across = 0
        for cell in row.find_all(("td", "th"), recursive=False):
            while (down, across) in grid:
                across += 1
            wide, high = (_span(cell, name) for name in ("colspan", "rowspan"))
            grid |= {(down + y, across + x): cell for y in range(high) for x in range(wide)}
            across += wide
    width = 1 + max((x for _, x in grid), default=-1)
    return [[grid.get((y, x)) or Tag(name="td") for x in range(width)] for y in range(len(rows))]


def _span(cell: Tag, name: str) -> int:
    given = str(cell.get(name, "1"))
    return min(int(given), _MOST_ROWS) if given.isdecimal() and given.isascii() else 1


def _said(cell: Tag) -> str:
    return cell.get_text(" ", strip=True)


def _is_one(row: list[Tag]) -> bool:
    """Whether a row is one cell over all columns: a title."""
    return len(row) > 1 and len({id(cell) for cell in row}) == 1


def _title(texts: Iterable[str], *, index: bool) -> str:
    """The title of a column, of the one or several rows of headings; of the rows' names the last one."""
    found = list(dict.fromkeys(filter(None, texts)))
    return found[-1] if index and found else ", ".join(found)


def _picture_in(data: Mapping[str, Any]) -> str:
    """The kind of the picture that is there, the drawing first; empty where there is none."""
    return next((kind for kind in _KINDS if kind in data), "")


def _missing(text: str) -> bool:
    return text.casefold() in _MISSING


def _value(text: str) -> float | None:
    return float(text.replace(",", "").replace("−", "-")) if _NUMBER.fullmatch(text) else None


def _cell(text: str) -> Cell:
    return Cell(words.NOT_AVAILABLE) if _missing(text) else Cell(text, _value(text))


def _text(source: Any) -> str:
    return source if isinstance(source, str) else "".join(map(str, source))
