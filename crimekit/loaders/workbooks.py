"""The program that opens a workbook in a process of its own: the bytes of the file come in, its sheets go out.

The reader of workbooks lays a sheet out as one block from its first cell to its last. One cell in the far corner, or
one row repeated a thousand million times, asks for more memory than there is; a file cut short within a sheet keeps it
busy for ever, and nothing in the same process could stop it. It is run as a script, so nothing of crimekit is imported.
"""

from __future__ import annotations

import io
import pickle
import re
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress

from python_calamine import CalamineWorkbook, SheetTypeEnum

MOST_CELLS = 10_000_000  # of a workbook, repeats counted; recorded crime of all years and forces has 3 million
MEMORY = 2 * 1024**3
TOO_LARGE = (
    "found a workbook %s; expected a table: a cell far below or beside it is enough, so delete the empty rows and "
    "columns and save it"
)
TOO_MUCH_MEMORY = TOO_LARGE % "that takes more than 2 GB of memory"
LARGEST = 2 * 1024**3  # bytes, all parts unpacked
_FORMULA = re.compile(rb"(?:</f>|<f[^<>]{0,300}/>)\s{0,20}(?:<v\s{0,5}/>|<v>\s{0,20}</v>)?\s{0,20}</c>")
_NOUGHT = re.compile(rb"(?:</f>|<f[^<>]{0,300}/>)\s{0,20}<v>0</v>")  # what programs write that work nothing out,
_NOT_WORKED_OUT = re.compile(rb"""\bfullCalcOnLoad\s{0,5}=\s{0,5}["'](?:1|true)""")  # with this
_ERROR = re.compile(rb"""<c\s[^<>]{0,300}?\bt\s{0,5}=\s{0,5}["']e["']""")
_PIECE = 1024**2
_OVERLAP = 512  # bytes that two pieces share, so that nothing hides on their border
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")

Sheets = list[tuple[str, list[list[object]]]]


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
    """Read every part to its end, which checks its length and checksum, and look for what would be read wrongly."""
    wrong = {"a formula without its value": _FORMULA, "a formula that ends in an error": _ERROR}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = sum(part.file_size for part in archive.infolist())
        if size > LARGEST:
            raise Refused(f"found {size:,} bytes when unpacked; expected at most {LARGEST:,}")
        for part in archive.infolist():
            if part.filename == "xl/workbook.xml" and _NOT_WORKED_OUT.search(archive.read(part)):
                wrong["a formula that was never worked out"] = _NOUGHT
        for part in archive.infolist():
            for number, piece in enumerate(_pieces(archive, part)):
                if number == 0 and piece.startswith(_OTHER_ENCODINGS):
                    raise Refused(f"found {part.filename} in UTF-16; expected UTF-8, as spreadsheets write it")
                if b"<!ENTITY" in piece:
                    raise Refused(f"found XML entities in {part.filename}; expected none in a workbook")
                for what, pattern in wrong.items() if part.filename.startswith("xl/worksheets/") else ():
                    if pattern.search(piece):
                        expected = "expected figures: open it in a spreadsheet, mend the cell, save it"
                        raise Refused(f"found {what} in {part.filename}; {expected}")


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def sheets(content: bytes) -> Sheets:
    """The name and the cells of each sheet; equal texts are one object, which keeps what is sent small."""
    texts: dict[str, str] = {}
    found, cells = [], 0
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
            found.append((known.name, [[texts.setdefault(c, c) if type(c) is str else c for c in r] for r in rows]))
    return found


def main() -> None:
    """Answer with the sheets, or with a sentence that says what is wrong."""
    limit(int(sys.argv[1]))
    content = sys.stdin.buffer.read()
    answer: Sheets | str
    try:
        if content.startswith(b"PK"):  # and not the old binary kind, which has no parts
            check_parts(content)
        answer = sheets(content)
    except Refused as error:
        answer = str(error)
    except MemoryError:
        answer = TOO_MUCH_MEMORY
    except BaseException as error:  # noqa: BLE001 - a panic of the reader is no Exception
        reason = " ".join(str(error).split())[:200]
        answer = (
            f"found no workbook that can be read ({reason}); expected a whole {sys.argv[2]} file without a password, "
            "so download it again"
        )
    pickle.dump(answer, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main()
