"""What an executed notebook holds for its page: the results of its cells and what an analyst added, in order.

Text, pictures and tables become blocks; what cannot be shown is refused. A comment in the cell says what only its
author knows: ``# caption:`` and ``# alt:``, and ``# source:``.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count, zip_longest
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag

from crimekit import words
from crimekit.blocks import MIME, SHORTEST_ALT, Block, Cell, Column, Figure, Picture, Prose, Sentences, Table, from_data
from crimekit.errors import RunError, readable
from crimekit.page.html import dropped

_KEPT_BACK = {"parameters", "injected-parameters", "guide", "explore"}  # tags of cells that speak to the analyst
_SAID = re.compile(r"^#[ \t]?(caption|alt|source):[ \t]*(.*(?:\n#[ \t]{2,}.*)*)", re.IGNORECASE | re.MULTILINE)
_ATTACHED = re.compile(r"!\[([^\]]*)\]\(attachment:([^)\s]+)\)")
_KINDS = ("image/svg+xml", "image/png", "image/jpeg")  # of pictures, the drawing first
_MISSING = {"nan", "none", "<na>", "nat", ""}
_NONE = ("", words.NOT_AVAILABLE)  # what a cell without a number says
_NUMBER = re.compile(r"[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-−]?\d+(?:\.\d+)?")
_CUT = re.compile(r"(\d+) rows × \d+ columns")
_SHAPE = re.compile(r"shape: \([\d_]+, \d+\)")  # as polars begins a frame
_MOST_ROWS = 200


def results(notebook: Mapping[str, Any], *, name: str = "notebook") -> tuple[Block, ...]:
    """Collect what the cells of an executed notebook show, and their Markdown.

    Code and warnings stay behind, and so do cells tagged ``guide`` or ``explore``. Whatever else a cell shows is on the
    page, or refused.

    Raises
    ------
    RunError
        If a cell failed, or shows what cannot stand on a page: a table without a caption or cut short, a picture
        without an alternative text, a script, anything else. The message names the notebook, the cell and why.
    DataError
        If a result is not what crimekit writes.

    Examples
    --------
    >>> heading = {"kind": "heading", "key": "cyber", "title": "Tackle cyber crime"}
    >>> output = {"output_type": "execute_result", "data": {"application/vnd.crimekit+json": heading}}
    >>> [block.title for block in results({"cells": [{"cell_type": "code", "outputs": [output]}]})]
    ['Tackle cyber crime']
    """
    found: list[Block] = []
    for number, cell in enumerate(notebook.get("cells", ()), start=1):
        for output in cell.get("outputs", ()):
            if output.get("output_type") == "error":
                said = f"{output.get('ename', 'error')}: {output.get('evalue', '')}"
                raise RunError(f"{name}: cell {number} failed with {said}; a page is made of a notebook that ran")
        if _KEPT_BACK.isdisjoint(cell.get("metadata", {}).get("tags", ())):
            found += _Cell(cell, f"{name}: cell {number}", f"{name}-cell-{number}").blocks()
    return tuple(found)


class _Cell:
    """One cell, and what its comments say of what it shows; each thing that it shows takes the next of them."""

    def __init__(self, cell: Mapping[str, Any], where: str, key: str) -> None:
        self.cell = cell
        self.where = where  # "neighbourhood-crime: cell 5"
        self.keys = chain([key], (f"{key}-{number}" for number in count(2)))
        self.source = _text(cell.get("source", ""))
        self.said: dict[str, list[str]] = {"caption": [], "alt": [], "source": []}
        for found in _SAID.finditer(self.source):  # a comment goes on in the lines below that are further indented
            self.said[found[1].casefold()].append(" ".join(found[2].replace("\n#", " ").split()))

    def blocks(self) -> list[Block]:
        """Whatever it shows; refused where a caption or an alternative text is left that nothing has taken."""
        if self.cell.get("cell_type") == "markdown":
            return list(self._markdown())
        shown = list(self._outputs(self.cell.get("outputs", ())))
        for kind in ("caption", "alt"):
            if shown and self.said[kind]:
                raise self._refused(f"has '# {kind}: {self.said[kind][0]}', which nothing that it shows takes")
        return shown

    def _refused(self, problem: str) -> RunError:
        """The error that stops the page for what this cell shows."""
        return RunError(f"{self.where} {problem}")

    def _next(self, kind: str) -> str:
        return self.said[kind].pop(0) if self.said[kind] else ""

    def _markdown(self) -> Iterator[Block]:
        """Its text, and the pictures that were dragged into it."""
        attached, parts = self.cell.get("attachments", {}), _ATTACHED.split(self.source)
        for text, alt, name in zip_longest(parts[::3], parts[1::3], parts[2::3]):
            if text.strip():
                yield self._prose(text.strip())
            if name:
                if not (kind := _picture_in(attached.get(name, {}))):
                    raise self._refused(f"shows '{name}', which is not attached to it; drag the picture into the cell")
                self.said["alt"] = [alt]
                yield self._picture(kind, _text(attached[name][kind]))

    def _outputs(self, outputs: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
        pictured = any(kind.startswith("image/") for output in outputs for kind in output.get("data", ()))
        for output in outputs:
            data = output.get("data", {})
            if output.get("name") == "stdout" and _text(output["text"]).strip():
                data = {"text/plain": output["text"]}
            elif pictured and set(data) == {"text/plain"}:  # it names the axes of the picture
                continue
            if data:
                yield from self._shown(data)

    def _shown(self, data: Mapping[str, Any]) -> Iterator[Block]:
        """One output as blocks: a result of crimekit, or what it is made into."""
        if MIME in data:
            for block in from_data(data[MIME]):
                yield replace(block, alt=self._alt()) if isinstance(block, Figure) and self.said["alt"] else block
        elif kind := _picture_in(data):
            yield self._picture(kind, _text(data[kind]))
        elif "text/markdown" in data:
            yield self._prose(_text(data["text/markdown"]))
        elif "text/html" in data:
            yield from self._tables(BeautifulSoup(_text(data["text/html"]), "html.parser"))
        else:
            found = readable(_text(data.get("text/plain", ", ".join(data))).strip())[:60].replace("'", "’")
            raise self._refused(
                f"shows '{found}'; expected a result of crimekit, a table, a picture or Markdown, or the tag 'explore' "
                "on a cell that is not for the page"
            )

    def _prose(self, markdown: str) -> Prose:
        if problems := dropped(markdown):
            raise self._refused(f"cannot be shown: {'; '.join(problems)}")
        return Prose(next(self.keys), "", markdown)

    def _alt(self) -> str:
        alt = self._next("alt")
        if len(alt) < SHORTEST_ALT:
            found = f"the alternative text '{alt}'" if alt else "none"
            raise self._refused(
                f"shows a picture; found {found}; expected a line '# alt: …' in the cell that says in {SHORTEST_ALT} "
                "letters or more what it shows, with its latest value"
            )
        return alt

    def _picture(self, kind: str, content: str) -> Picture:
        try:
            raw = content.encode() if kind == "image/svg+xml" else base64.b64decode(content)
        except ValueError:
            raw = b""
        if not raw:
            raise self._refused(f"shows a broken picture ({kind})")
        alt, image = self._alt(), f"data:{kind};base64,{base64.b64encode(raw).decode()}"
        return Picture(next(self.keys), self._next("caption"), alt, image, self._next("source"))

    def _tables(self, page: BeautifulSoup) -> Iterator[Table | Sentences]:
        """The tables, after what is said beside them; a style and the shape of a frame say nothing."""
        if page.find(class_="ck-cell"):  # what a `Brief` shows an analyst
            raise self._refused(
                "shows a whole part of the report; expected its blocks (such as result.measures_tables), one a cell, "
                "or the tag 'explore' on a cell that is not for the page"
            )
        tables = page("table")
        if page(["script", "iframe"]) or not tables:
            raise self._refused(
                "shows HTML that needs a script or holds no table; expected a table or a picture "
                "(a chart of another library: its PNG or SVG)"
            )
        if cut := _CUT.search(page.get_text()):
            rows = f"a part of a table of {cut[1]} rows"
            raise self._refused(f"shows {rows}; expected all of it: take fewer rows, or head()")
        for beside in page(["table", "style"]):
            beside.extract()
        if said := " ".join(_SHAPE.sub("", page.get_text(" ")).split()):
            yield Sentences(next(self.keys), "", (said,))
        yield from map(self._table, tables)

    def _table(self, table: Tag) -> Table:
        heads, rows, feet = (_grid(table.select(f"{part} tr")) for part in ("thead", "tbody", "tfoot"))
        own = [_said(each) for each in (*table("caption"), *(row[0] for row in heads if _is_one(row)))]
        caption = self._next("caption") or ". ".join(filter(None, own))
        if not caption:
            raise self._refused("shows a table without a caption; expected a line '# caption: …' in the cell")
        shown = f"shows a table, '{readable(caption)[:60]}'"
        heads = [row for row in heads if not _is_one(row)]
        if not heads or not rows:
            lacks = "rows" if heads else "a row of headings; expected one (<thead>)"
            raise self._refused(f"{shown}, without {lacks}")
        if len(heads[0]) != len(rows[0]):
            found = f"{len(heads[0])} headings over {len(rows[0])} columns"
            raise self._refused(f"{shown}, with {found}; expected one over each")
        if len(rows) > _MOST_ROWS:
            raise self._refused(f"shows a table of {len(rows)} rows; expected {_MOST_ROWS} at most")
        named = [list(dict.fromkeys(filter(None, map(_said, column)))) for column in zip(*heads, strict=True)]
        titles = [
            ", ".join(names[-1:] if cell.name == "th" else names)  # of the names of rows the last one
            for names, cell in zip(named, rows[0], strict=True)
        ]
        if not titles[0] and [_said(row[0]) for row in rows] == [str(at) for at in range(len(rows))]:
            titles, rows = titles[1:], [row[1:] for row in rows]  # the numbers of rows are no figures
        if "" in titles:
            raise self._refused(
                f"{shown}, whose column {titles.index('') + 1} has no heading; "
                "expected a name: rename_axis('…') names the rows"
            )
        cells = tuple(map(_cells, rows))
        columns = tuple(
            Column(
                title,
                "number" if at and all(cell.value is not None or cell.text in _NONE for cell in column) else "text",
            )
            for at, (title, column) in enumerate(zip(titles, zip(*cells, strict=True), strict=True))
        )
        notes = tuple(filter(None, (" ".join(dict.fromkeys(map(_said, row))) for row in feet)))
        return Table(next(self.keys), caption, "", columns, cells, notes, self._next("source"))


def _grid(rows: Sequence[Tag]) -> list[list[Tag]]:
    """The cells of some rows at every place that they cover, so that each row has a cell for each column."""
    grid: dict[tuple[int, int], Tag] = {}
    for down, row in enumerate(rows):
        across = 0
        for cell in row.find_all(["td", "th"], recursive=False):
            while (down, across) in grid:
                across += 1
            wide, high = (_span(cell, name) for name in ("colspan", "rowspan"))
            grid |= {(down + y, across + x): cell for y in range(high) for x in range(wide)}
            across += wide
    width = 1 + max((x for _, x in grid), default=-1)
    return [[grid.get((y, x)) or Tag(name="td") for x in range(width)] for y in range(len(rows)) if grid]


def _span(cell: Tag, name: str) -> int:
    given = str(cell.get(name, "1"))
    return min(int(given), _MOST_ROWS) if given.isdecimal() and given.isascii() else 1


def _said(cell: Tag) -> str:
    return cell.get_text(" ", strip=True)


def _is_one(row: Sequence[Tag]) -> bool:
    """Whether a row is one cell over all columns: a title."""
    return len(row) > 1 and len(set(map(id, row))) == 1


def _cells(row: Sequence[Tag]) -> tuple[Cell, ...]:
    if _is_one(row):
        return (Cell(_said(row[0])), *(Cell("") for _ in row[1:]))
    return tuple(
        Cell(words.NOT_AVAILABLE) if text.casefold() in _MISSING else Cell(text, _value(text))
        for text in map(_said, row)
    )


def _value(text: str) -> float | None:
    return float(text.replace(",", "").replace("−", "-")) if _NUMBER.fullmatch(text) else None


def _picture_in(data: Mapping[str, Any]) -> str:
    """The kind of the picture that is there; empty where there is none."""
    return next((kind for kind in _KINDS if kind in data), "")


def _text(source: Any) -> str:
    return source if isinstance(source, str) else "".join(map(str, source))
