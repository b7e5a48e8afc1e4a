"""The program that opens a workbook in a process of its own: the bytes of the file come in, its sheets go out.

The reader of workbooks lays a sheet out as one block from its first cell to its last. One cell in the far corner, or
one row repeated a thousand million times, asks for more memory than there is; a file cut short within a sheet keeps it
busy for ever, and nothing in the same process could stop it. It drops errors, formulas that nobody worked out, that a
cell is a percentage and what is hidden: these marks are read from the parts of the file. No more of crimekit is
imported than `cells`.
"""

from __future__ import annotations

import io
import pickle
import posixpath
import re
import sys
import zipfile
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Any
from xml.etree.ElementTree import Element, fromstring, iterparse

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from crimekit.loaders.cells import ERROR

MOST_CELLS = 10_000_000  # of a workbook, repeats counted; recorded crime of all years and forces has 3 million
MEMORY = 2 * 1024**3
TOO_LARGE = "found a workbook %s; expected a table: delete the empty rows and columns below and beside it, and save it"
TOO_MUCH_MEMORY = TOO_LARGE % "that takes more than 2 GB of memory"
LARGEST = 2 * 1024**3  # bytes, all parts unpacked
_UNKNOWN = "#ERROR!"
_PIECE = 1024**2
_OVERLAP = 512  # bytes that two pieces share, so that nothing hides on their border
PERCENTAGE, HIDDEN = "%", "hidden"
EVERY = range(16_384)  # rows of a hidden column, columns of a hidden row
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
_OLD = b"\xd0\xcf\x11\xe0"  # how a workbook of the old binary kind begins
_LITERAL = re.compile(r"""\\.|"[^"]*"|\[[^\]]*\]""")  # of a number format: shown as it stands
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_MARKED_ODS = re.compile(rb""":visibility=|\bformula=|value-type=["'](?:percentage|error)["']""")
_OFFICE, _TABLE = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table"))
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"

Mark = tuple[str, range, range, str]  # sheet, rows and columns, and what their cells say or what they are


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name (empty for CSV and Parquet) and its cells, row by row."""

    name: str
    rows: Sequence[list[Any]] = field(repr=False)
    first_row: int = 1  # the number of the first of `rows` as the reader of the file counts
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)  # places in `rows`
    hidden_columns: set[int] = field(default_factory=set)


class Refused(Exception):  # noqa: N818 - it never leaves this program
    """What is found in the workbook, and what was expected."""


def limit(seconds: int) -> None:
    """Take no more than this, where the system knows limits; a lower limit of whoever started this stays."""
    with suppress(ImportError):
        import resource

        limits = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0))
        for kind, most in limits:
            now, highest = resource.getrlimit(kind)
            with suppress(ValueError, OSError):
                if now == resource.RLIM_INFINITY or most < now:
                    resource.setrlimit(kind, (most, highest))


def check_parts(content: bytes) -> None:
    """Read every part to its end, which checks its length and checksum, and look for what no spreadsheet writes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = sum(part.file_size for part in archive.infolist())
        if size > LARGEST:
            raise Refused(f"found {size:,} bytes when unpacked; expected at most {LARGEST:,}")
        for part in archive.infolist():
            for number, piece in enumerate(pieces(archive, part)):
                if number == 0 and piece.startswith(_OTHER_ENCODINGS) and not part.filename.startswith("customXml/"):
                    raise Refused(f"found {part.filename} in UTF-16; expected UTF-8, as spreadsheets write it")
                if b"<!ENTITY" in piece:
                    raise Refused(f"found XML entities in {part.filename}; expected none in a workbook")


def pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part, some at a time."""
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def sheets(content: bytes) -> list[Sheet]:
    """The cells of each sheet; equal texts are one object, which keeps what is sent small."""
    texts: dict[str, str] = {}
    found = []
    cells = 0
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        for known in workbook.sheets_metadata:
            if known.typ != SheetTypeEnum.WorkSheet:  # a chart
                continue
            sheet = workbook.get_sheet_by_name(known.name)
            row, column = sheet.end or (-1, -1)
            cells += (row + 1) * (column + 1)
            if cells > MOST_CELLS:
                raise Refused(TOO_LARGE % f"of more than {MOST_CELLS:,} cells")
            rows = sheet.to_python(skip_empty_area=False)
            shared = [[texts.setdefault(c, c) if type(c) is str else c for c in r] for r in rows]
            found.append(Sheet(known.name, shared, hidden=known.visible != SheetVisibleEnum.Visible))
    return found


def mark(read: Sequence[Sheet], content: bytes) -> None:
    """Write into the cells what the reader of workbooks drops, and beside them which rows and columns are hidden.

    An error and a formula that no program has worked out stand as in a CSV, as ``#DIV/0!`` and ``=A1+A2``; a percentage
    is a text with its unit, ``79%``, as the sheet shows it.
    """
    known = {sheet.name: sheet for sheet in read}
    for name, down, across, said in marks(content):
        sheet = known.get(name, Sheet(name, ()))
        if said is HIDDEN and down is EVERY:
            sheet.hidden_columns.update(across[: len(EVERY)])
        elif said is HIDDEN:
            sheet.hidden_rows.update(down[: len(sheet.rows)])
        for row in sheet.rows[down.start : down.stop] if said is not HIDDEN else ():
            for column in range(across.start, min(across.stop, len(row))):
                if said is not PERCENTAGE:
                    row[column] = said
                elif type(row[column]) in (int, float):
                    row[column] = f"{(Decimal(repr(row[column])) * 100).normalize():f}%"


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
    marked = re.compile(rf""" hidden=|<(?:\w{{1,20}}:)?f[\s/>]|\bt=["']e|\bs=["'](?:{styled})["']""".encode())
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        target = next((targets.get(value, "") for key, value in sheet.items() if key.endswith("}id")), "")
        part = parts.get(posixpath.normpath(posixpath.join("/xl", target)).lstrip("/"))
        if part and any(map(marked.search, pieces(archive, part))):
            for down, across, element in _placed_in_xlsx(archive.open(part)):
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
    if any(map(_MARKED_ODS.search, pieces(archive, parts["content.xml"]))):
        for sheet, down, across, element in _placed_in_ods(archive.open(parts["content.xml"])):
            if said := _said_in_ods(element):
                yield sheet, down, across, said


def _placed_in_ods(stream: IO[bytes]) -> Iterator[tuple[str, range, range, Element]]:
    """Each row, column and cell with its sheet and its rows and columns from nought, repeated ones once."""
    name, row, column, rows = "", 0, 0, 1
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
        for sheet, down, across, element in _placed_in_ods(archive.open("content.xml")):
            value = element.get(f"{_OFFICE}value", "0")
            if not _NUMBER.fullmatch(value):
                place = f"sheet {sheet}, row {down.start + 1}, column {across.start + 1}"
                return f"{place}: found {value[:60]!r} as the number of the cell; expected digits: type it again"
    return ""


def main() -> None:
    """Answer with the sheets, or with a sentence that says what is wrong."""
    limit(int(sys.argv[1]))
    content = sys.stdin.buffer.read()
    answer: list[Sheet] | str
    try:
        if content.startswith(b"PK"):  # and not the old binary kind, which has no parts
            check_parts(content)
        answer = sheets(content)
        mark(answer, content)
    except Refused as error:
        answer = str(error)
    except MemoryError:
        answer = TOO_MUCH_MEMORY
    except BaseException as error:  # noqa: BLE001 - a panic of the reader is no Exception
        reason = " ".join(str(error).split())[:200]
        answer = wrong_number(content) or (
            f"found no workbook that can be read ({reason}); expected a whole {sys.argv[2]} file without a password, "
            "so download it again"
        )
    pickle.dump(answer, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
