"""A workbook looked over before it is opened: unpacked size, what its XML declares, how far its cells reach.

The reader of workbooks lays a sheet out as one block from its first cell to its last. One cell in the far corner, or
one row repeated a thousand million times, asks for more memory than there is, and the reader then takes the whole
program down with it. So a file that may do this is first opened in a process of its own, which may not.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile

from crimekit.errors import DataError
from crimekit.loaders.archives import BROKEN_ZIP, checked_members, chunks
from crimekit.loaders.files import SourceFile

MOST_CELLS = 10_000_000  # of a sheet; the recorded crime of all years in one sheet has 3 million
_MEMORY = 2 * 1024**3
_SECONDS = 120
_FAR = re.compile(rb"""r\s*=\s*["'](?:[A-Za-z]{2,}[0-9]|[A-Za-z]?[0-9]{7})""")  # past column Z, past row 999,999
_REPEATED = re.compile(rb"""-repeated\s*=\s*["'][0-9]{4}""")
_FORMULA = re.compile(rb"(?:</f>|<f[^<>]{0,300}/>)\s{0,20}</c>")
_ERROR = re.compile(rb"""<c\s[^<>]{0,300}?\bt\s{0,5}=\s{0,5}["']e["']""")
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
_ATTEMPT = f"""
import io, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({_MEMORY}, {_MEMORY}))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass
from python_calamine import CalamineWorkbook
workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
for name in workbook.sheet_names:
    try:
        sheet = workbook.get_sheet_by_name(name)
    except MemoryError:
        sys.exit(3)
    except Exception:
        continue
    row, column = sheet.end or (0, 0)
    if (row + 1) * (column + 1) > {MOST_CELLS}:
        sys.exit(3)
"""


def check_workbook(file: SourceFile) -> None:
    """Do nothing for a workbook that can be opened safely, damaged or not; otherwise a `DataError` that says why."""
    if not file.content.startswith(b"PK"):
        _attempt(file)  # the old binary kind, small and without an index to look over
        return
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            members = checked_members(archive, file.name)
            far = [_look_over(file, archive, member) for member in members]
    except BROKEN_ZIP as error:
        reason = " ".join(str(error).split())[:200]
        raise DataError(
            f"{file.name}: found no workbook that can be read ({reason}); expected a whole {file.kind} file without a "
            "password, so download it again"
        ) from error
    if any(far):
        _attempt(file)


def _look_over(file: SourceFile, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether a part of the workbook has cells that may reach far."""
    far = False
    for number, piece in enumerate(chunks(archive, member)):
        if not number and piece.startswith(_OTHER_ENCODINGS):
            raise DataError(f"{file.name}: found {member.filename} in UTF-16; expected UTF-8, as spreadsheets write it")
        if b"<!ENTITY" in piece:
            raise DataError(f"{file.name}: found XML entities in {member.filename}; expected none in a workbook")
        if member.filename.startswith("xl/worksheets/"):
            _refuse_formulas(file, member, piece)
        far = far or bool(_FAR.search(piece) or _REPEATED.search(piece))
    return far


def _refuse_formulas(file: SourceFile, member: zipfile.ZipInfo, piece: bytes) -> None:
    """A formula without its value, or whose value is an error, would read as an empty cell."""
    for pattern, what in ((_FORMULA, "a formula without its value"), (_ERROR, "a formula that ends in an error")):
        if pattern.search(piece):
            raise DataError(
                f"{file.name}: found {what} in {member.filename}; expected figures: open it in a spreadsheet, mend the "
                "cell, save it"
            )


def _attempt(file: SourceFile) -> None:
    """Open the workbook in a process that may not take much memory or time."""
    try:
        done = subprocess.run(  # noqa: S603 - this Python, and a program without any input but the bytes of the file
            [sys.executable, "-P", "-c", _ATTEMPT],
            input=file.content,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise _too_large(file) from None
    if done.returncode == 3 or done.returncode < 0:
        raise _too_large(file)


def _too_large(file: SourceFile) -> DataError:
    return DataError(
        f"{file.name}: found a sheet that announces more than {MOST_CELLS:,} cells; expected a table: a cell far below "
        "or beside it is enough, so delete the empty rows and columns and save it"
    )
