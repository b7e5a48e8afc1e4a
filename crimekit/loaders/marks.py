"""What the reader of workbooks drops: errors, formulas nobody worked out, percentages, hidden rows and columns.

Part of the program that opens workbooks, so nothing of crimekit is imported.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from typing import IO
from xml.etree.ElementTree import Element, fromstring, iterparse

ERROR = re.compile(r"#(?:N/A|GETTING_DATA|[A-Z/0]{3,12}[!?])|Err:[0-9]{3}")  # as spreadsheets show it
PERCENTAGE, HIDDEN = "%", "hidden"
EVERY = range(16_384)  # rows of a hidden column, columns of a hidden row
_UNKNOWN = "#ERROR!"
_PIECE = 1024**2
_OVERLAP = 512  # bytes that two pieces share, so that nothing hides on their border
_OLD = b"\xd0\xcf\x11\xe0"  # how a workbook of the old binary kind begins
_LITERAL = re.compile(r"""\\.|"[^"]*"|\[[^\]]*\]""")  # of a number format: shown as it stands
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_OFFICE, _TABLE = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table"))
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"

Mark = tuple[str, range, range, str]  # sheet, rows and columns, and what their cells say or what they are


def marks(content: bytes) -> Iterator[Mark]:
    """What is dropped, and where: an error, a formula, that cells are percentages, that rows or columns are hidden."""
    if content.startswith(_OLD):
        yield from _marks_of_old(content)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part.filename.replace("\\", "/").lstrip("/"): part for part in archive.infolist()}
            read_marks = _marks_of_ods if "content.xml" in parts else _marks_of_xlsx
            yield from read_marks(archive, parts)


def _is_percentage(number_format: str) -> bool:
    return "%" in _LITERAL.sub("", number_format)


def _marks_of_xlsx(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> Iterator[Mark]:
    names = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
    contents = (archive.read(parts[name]) if name in parts else b"<none/>" for name in names)
    book, related, styles = map(fromstring, contents)
    calculation = book.find("{*}calcPr")
    worked_out = calculation is not None and calculation.get("fullCalcOnLoad") not in ("1", "true")
    known = styles.iterfind("{*}numFmts/{*}numFmt")
    formats = {one.get("numFmtId") for one in known if _is_percentage(one.get("formatCode", ""))}
    kinds = enumerate(styles.iterfind("{*}cellXfs/{*}xf"))
    percentages = {str(number) for number, kind in kinds if kind.get("numFmtId") in {"9", "10", *formats}}
    targets = {one.get("Id"): one.get("Target", "").replace("\\", "/") for one in related}
    styled = "|".join(percentages) or "none"
    looked_for = re.compile(rf"""<(?:\w{{1,20}}:)?f[\s/>]|\bt=["']e|\bs=["'](?:{styled})["']""".encode())
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        target = next((targets.get(value, "") for key, value in sheet.items() if key.endswith("}id")), "")
        part = parts.get(posixpath.normpath(posixpath.join("/xl", target)).lstrip("/"))
        if part and any(b" hidden=" in piece or looked_for.search(piece) for piece in pieces(archive, part)):
            with archive.open(part) as stream:
                for down, across, element in _placed_in_xlsx(stream):
                    if said := _said_in_xlsx(element, percentages, worked_out=worked_out):
                        yield sheet.get("name", ""), down, across, said


def _placed_in_xlsx(stream: IO[bytes]) -> Iterator[tuple[range, range, Element]]:
    """Each row, column and cell with its place from nought; a cell without an address follows the one before."""
    row = column = -1
    for event, element in iterparse(stream, ("start", "end")):  # noqa: S314
        kind = element.tag.rpartition("}")[2]
        if event == "start" and kind == "row":
            row, column = int(element.get("r", row + 2)) - 1, -1
            yield range(row, row + 1), EVERY, element
        elif event == "end" and kind == "col":
            yield EVERY, range(int(element.get("min", 1)) - 1, int(element.get("max", 0))), element
        elif event == "end" and kind == "c":
            column += 1
            if address := _ADDRESS.fullmatch(element.get("r", "")):
                row = int(address[2]) - 1
                column = sum((ord(letter) - 64) * 26**place for place, letter in enumerate(reversed(address[1]))) - 1
            yield range(row, row + 1), range(column, column + 1), element
        elif event == "end" and kind == "row":
            element.clear()


def _said_in_xlsx(cell: Element, percentages: Container[str], *, worked_out: bool) -> str:
    if cell.tag.rpartition("}")[2] != "c":
        return HIDDEN if cell.get("hidden") in ("1", "true") else ""
    kind, formula, value = cell.get("t", "n"), cell.find("{*}f"), cell.findtext("{*}v", "").strip()
    if kind == "e":
        return value if ERROR.fullmatch(value) else _UNKNOWN
    unknown = not value and not (worked_out and kind == "str")  # a formula may end in an empty text
    if formula is not None and (unknown or (kind == "n" and not worked_out and float(value or 1) == 0)):
        return f"={formula.text or 'a formula'}"
    return PERCENTAGE if kind == "n" and cell.get("s", "") in percentages else ""


def _marks_of_ods(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> Iterator[Mark]:
    looked_for = re.compile(rb"""\bformula=|value-type=["'](?:percentage|error)["']""")
    content = pieces(archive, parts["content.xml"])
    if any(b":visibility=" in piece or looked_for.search(piece) for piece in content):
        for sheet, down, across, element in _placed_in_ods(archive):
            if said := _said_in_ods(element):
                yield sheet, down, across, said


def _placed_in_ods(archive: zipfile.ZipFile) -> Iterator[tuple[str, range, range, Element]]:
    """Each row, column and cell with its sheet and its rows and columns from nought, repeated ones once."""
    name, row, column, rows = "", 0, 0, 1
    with archive.open("content.xml") as stream:
        for event, element in iterparse(stream, ("start", "end")):  # noqa: S314
            kind = element.tag.removeprefix(_TABLE)
            columns = int(element.get(f"{_TABLE}number-columns-repeated", 1))
            if event == "start" and kind == "table":
                name, row, column = element.get(f"{_TABLE}name", ""), 0, 0
            elif event == "start" and kind == "table-row":
                column, rows = 0, int(element.get(f"{_TABLE}number-rows-repeated", 1))
                yield name, range(row, row + rows), EVERY, element
            elif event == "end" and kind == "table-column":
                yield name, EVERY, range(column, column + columns), element
                column += columns
            elif event == "end" and kind in ("table-cell", "covered-table-cell"):
                yield name, range(row, row + rows), range(column, column + columns), element
                column += columns
            elif event == "end" and kind == "table-row":
                row += rows
                element.clear()


def _said_in_ods(cell: Element) -> str:
    if cell.get(f"{_TABLE}visibility") in ("collapse", "filter"):  # of a row or a column
        return HIDDEN
    kind, formula = cell.get(f"{_OFFICE}value-type"), cell.get(f"{_TABLE}formula")
    shown = "".join("".join(line.itertext()) for line in cell if line.tag.endswith("}p"))
    if cell.get(_CALC) == "error" or (formula and ERROR.fullmatch(shown)):
        return shown if ERROR.fullmatch(shown) else _UNKNOWN
    value = cell.get(f"{_OFFICE}value", "").strip()
    is_number = kind in ("float", "percentage", "currency")
    if formula and (kind is None or (is_number and (not value or (not shown and float(value) == 0)))):
        return f"={formula.partition('=')[2]}"
    return PERCENTAGE if kind == "percentage" else ""


def _marks_of_old(content: bytes) -> Iterator[Mark]:
    import xlrd  # type: ignore[import-untyped]  # only where it is needed: each workbook starts a program

    book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    looks = [_is_percentage(book.format_map[look.format_key].format_str) for look in book.xf_list]
    for sheet in book.sheets():
        yield from ((sheet.name, range(n, n + 1), EVERY, HIDDEN) for n, row in sheet.rowinfo_map.items() if row.hidden)
        yield from ((sheet.name, EVERY, range(n, n + 1), HIDDEN) for n, col in sheet.colinfo_map.items() if col.hidden)
        for row in range(sheet.nrows):
            for column, cell in enumerate(sheet.row(row)):
                said = PERCENTAGE if cell.ctype == xlrd.XL_CELL_NUMBER and looks[cell.xf_index] else ""
                if cell.ctype == xlrd.XL_CELL_ERROR:
                    said = xlrd.error_text_from_code.get(cell.value, _UNKNOWN)
                elif cell.ctype == xlrd.XL_CELL_TEXT and not cell.value:
                    said = "=a formula"
                if said:
                    yield sheet.name, range(row, row + 1), range(column, column + 1), said


def wrong_number(content: bytes) -> str:
    """The first cell of an ODS with a number that is none, for which the reader of workbooks refuses it as a whole."""
    with suppress(Exception), zipfile.ZipFile(io.BytesIO(content)) as archive:
        for sheet, down, across, element in _placed_in_ods(archive):
            value = element.get(f"{_OFFICE}value", "0")
            if not _NUMBER.fullmatch(value):
                place = f"sheet {sheet}, row {down.start + 1}, column {across.start + 1}"
                return f"{place}: found {value[:60]!r} as the number of the cell; expected digits: type it again"
    return ""


def pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part, some at a time."""
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            yield tail + piece
            tail = piece[-_OVERLAP:]
