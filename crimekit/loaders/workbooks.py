"""The program that opens a workbook in a process of its own: the bytes of the file come in, its sheets go out.

The reader of workbooks lays a sheet out as one block from its first cell to its last. One cell in the far corner, or
one row repeated a thousand million times, asks for more memory than there is; a file cut short within a sheet keeps it
busy for ever, and nothing in the same process could stop it. It is run as a script, so nothing of crimekit is imported.
"""

from __future__ import annotations

import io
import pickle
import posixpath
import re
import sys
import zipfile
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import IO
from xml.etree.ElementTree import Element, fromstring, iterparse

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MOST_CELLS = 10_000_000  # of a workbook, repeats counted; recorded crime of all years and forces has 3 million
MEMORY = 2 * 1024**3
TOO_LARGE = "found a workbook %s; expected a table: delete the empty rows and columns below and beside it, and save it"
TOO_MUCH_MEMORY = TOO_LARGE % "that takes more than 2 GB of memory"
LARGEST = 2 * 1024**3  # bytes, all parts unpacked
_PIECE = 1024**2
_OVERLAP = 512  # bytes that two pieces share, so that nothing hides on their border
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
_OLD = b"\xd0\xcf\x11\xe0"  # how a workbook of the old binary kind begins
_LITERAL = re.compile(r"""\\.|"[^"]*"|\[[^\]]*\]""")  # of a number format: shown as it stands
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
ERROR = re.compile(r"#(?:N/A|GETTING_DATA|[A-Z/0]{3,12}[!?])|Err:[0-9]{3}")  # as spreadsheets show it
_UNKNOWN = "#ERROR!"
_PERCENTAGE, _HIDDEN = "%", "hidden"
_EVERY = range(16_384)  # rows of a hidden column, columns of a hidden row
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_OFFICE, _TABLE = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table"))
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"

Cells = list[list[object]]
Sheets = list[tuple[str, bool, Cells, set[int], set[int]]]  # name, whether it is hidden, rows, hidden rows and columns
Mark = tuple[str, range, range, str]  # sheet, rows and columns, and what their cells say or what they are


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
            for number, piece in enumerate(_pieces(archive, part)):
                if number == 0 and piece.startswith(_OTHER_ENCODINGS) and not part.filename.startswith("customXml/"):
                    raise Refused(f"found {part.filename} in UTF-16; expected UTF-8, as spreadsheets write it")
                if b"<!ENTITY" in piece:
                    raise Refused(f"found XML entities in {part.filename}; expected none in a workbook")


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def sheets(content: bytes) -> Sheets:
    """The name and the cells of each sheet; equal texts are one object, which keeps what is sent small."""
    texts: dict[str, str] = {}
    found: Sheets = []
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
            shared: Cells = [[texts.setdefault(c, c) if type(c) is str else c for c in r] for r in rows]
            found.append((known.name, known.visible != SheetVisibleEnum.Visible, shared, set(), set()))
    return found


def mark(read: Sheets, content: bytes) -> None:
    """Write into the cells what the reader of workbooks drops, and beside them which rows and columns are hidden.

    An error and a formula that no program has worked out stand as in a CSV, as ``#DIV/0!`` and ``=A1+A2``; a percentage
    is a text with its unit, ``79%``, as the sheet shows it.
    """
    known = {sheet[0]: sheet[2:] for sheet in read}
    for name, down, across, said in _marks(content):
        cells, hidden_rows, hidden_columns = known.get(name, ([], set(), set()))
        if said is _HIDDEN and down is _EVERY:
            hidden_columns.update(across[: len(_EVERY)])
        elif said is _HIDDEN:
            hidden_rows.update(down[: len(cells)])
        for row in cells[down.start : down.stop] if said is not _HIDDEN else ():
            for column in range(across.start, min(across.stop, len(row))):
                if said is not _PERCENTAGE:
                    row[column] = said
                elif type(row[column]) in (int, float):
                    row[column] = f"{(Decimal(repr(row[column])) * 100).normalize():f}%"


def _marks(content: bytes) -> Iterator[Mark]:
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
    looked_for = re.compile(
        rf"""<(?:\w{{1,20}}:)?f[\s/>]|\bt=["']e|\bhidden=["'][1t]|\bs=["'](?:{styled})["']""".encode()
    )
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        target = next((targets.get(value, "") for key, value in sheet.items() if key.endswith("}id")), "")
        part = parts.get(posixpath.normpath(posixpath.join("/xl", target)).lstrip("/"))
        if part and any(looked_for.search(piece) for piece in _pieces(archive, part)):
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
            yield range(row, row + 1), _EVERY, element
        elif event == "end" and kind == "col":
            yield _EVERY, range(int(element.get("min", 1)) - 1, int(element.get("max", 0))), element
        elif event == "end" and kind == "c":
            column += 1
            if address := _ADDRESS.fullmatch(element.get("r", "")):
                row = int(address[2]) - 1
                column = sum((ord(letter) - 64) * 26**place for place, letter in enumerate(reversed(address[1]))) - 1
            yield range(row, row + 1), range(column, column + 1), element
        elif event == "end" and kind == "row":
            element.clear()


def _said_in_xlsx(cell: Element, percentages: Container[str], *, worked_out: bool) -> str:
    if not cell.tag.endswith("}c"):
        return _HIDDEN if cell.get("hidden") in ("1", "true") else ""
    kind, formula, value = cell.get("t", "n"), cell.find("{*}f"), cell.findtext("{*}v", "").strip()
    if kind == "e":
        return value if ERROR.fullmatch(value) else _UNKNOWN
    unknown = not value and not (worked_out and kind == "str")  # a formula may end in an empty text
    if formula is not None and (unknown or (kind == "n" and not worked_out and float(value or 1) == 0)):
        return f"={formula.text or 'a formula'}"
    return _PERCENTAGE if kind == "n" and cell.get("s", "") in percentages else ""


def _marks_of_ods(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> Iterator[Mark]:
    looked_for = re.compile(rb"""\bformula=|value-type=["'](?:percentage|error)["']|visibility=["'][cf]""")
    if any(looked_for.search(piece) for piece in _pieces(archive, parts["content.xml"])):
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
                yield name, range(row, row + rows), _EVERY, element
            elif event == "end" and kind == "table-column":
                yield name, _EVERY, range(column, column + columns), element
                column += columns
            elif event == "end" and kind in ("table-cell", "covered-table-cell"):
                yield name, range(row, row + rows), range(column, column + columns), element
                column += columns
            elif event == "end" and kind == "table-row":
                row += rows
                element.clear()


def _said_in_ods(cell: Element) -> str:
    if cell.get(f"{_TABLE}visibility") in ("collapse", "filter"):  # of a row or a column
        return _HIDDEN
    kind, formula = cell.get(f"{_OFFICE}value-type"), cell.get(f"{_TABLE}formula")
    shown = "".join("".join(line.itertext()) for line in cell if line.tag.endswith("}p"))
    if cell.get(_CALC) == "error" or (formula and ERROR.fullmatch(shown)):
        return shown if ERROR.fullmatch(shown) else _UNKNOWN
    value = cell.get(f"{_OFFICE}value", "").strip()
    is_number = kind in ("float", "percentage", "currency")
    if formula and (kind is None or (is_number and (not value or (not shown and float(value) == 0)))):
        return f"={formula.partition('=')[2]}"
    return _PERCENTAGE if kind == "percentage" else ""


def _marks_of_old(content: bytes) -> Iterator[Mark]:
    import xlrd  # type: ignore[import-untyped]  # only where it is needed: each workbook starts a program

    book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    looks = [_is_percentage(book.format_map[look.format_key].format_str) for look in book.xf_list]
    for sheet in book.sheets():
        yield from (
            (sheet.name, range(n, n + 1), _EVERY, _HIDDEN) for n, row in sheet.rowinfo_map.items() if row.hidden
        )
        yield from (
            (sheet.name, _EVERY, range(n, n + 1), _HIDDEN) for n, col in sheet.colinfo_map.items() if col.hidden
        )
        for row in range(sheet.nrows):
            for column, cell in enumerate(sheet.row(row)):
                said = _PERCENTAGE if cell.ctype == xlrd.XL_CELL_NUMBER and looks[cell.xf_index] else ""
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


def main() -> None:
    """Answer with the sheets, or with a sentence that says what is wrong."""
    limit(int(sys.argv[1]))
    content = sys.stdin.buffer.read()
    answer: Sheets | str
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


if __name__ == "__main__":
    main()
