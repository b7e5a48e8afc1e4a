"""The program that opens a workbook in a process of its own: the bytes of the file come in, its sheets go out.

The reader of workbooks lays a sheet out as one block from its first cell to its last. One cell in the far corner, or
one row repeated a thousand million times, asks for more memory than there is; a file cut short within a sheet keeps it
busy for ever, and nothing in the same process could stop it. No more of crimekit is imported than `marks`.
"""

from __future__ import annotations

import io
import pickle
import sys
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from crimekit.loaders.marks import EVERY, HIDDEN, PERCENTAGE, marks, pieces, wrong_number

MOST_CELLS = 10_000_000  # of a workbook, repeats counted; recorded crime of all years and forces has 3 million
MEMORY = 2 * 1024**3
TOO_LARGE = "found a workbook %s; expected a table: delete the empty rows and columns below and beside it, and save it"
TOO_MUCH_MEMORY = TOO_LARGE % "that takes more than 2 GB of memory"
LARGEST = 2 * 1024**3  # bytes, all parts unpacked
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")


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
