"""A file of any kind as sheets of cells: workbooks, CSV and Parquet alike."""

from __future__ import annotations

import csv
import io
import pickle
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from crimekit.errors import DataError
from crimekit.loaders.files import KINDS, WORKBOOKS, SourceFile
from crimekit.loaders.problems import readable
from crimekit.loaders.workbooks import TOO_LARGE, TOO_MUCH_MEMORY, Sheet

_BROKEN = (pa.ArrowException, OSError, ValueError, MemoryError, NotImplementedError)
MOST_ROWS = 20_000_000  # of a Parquet file, which can announce any number in a few bytes
_SECONDS, _SECONDS_A_MEGABYTE, _MOST_SECONDS = 5, 6, 300  # of a processor; recorded crime needs two a megabyte
_PATIENCE = 4  # times as many by the clock, for a busy machine and for systems without limits
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0)


_PROGRAM = "import sys; sys.path.append({!r}); from crimekit.loaders.workbooks import main; main()"


def read_sheets(file: SourceFile) -> Sequence[Sheet]:
    """The sheets of a file in their order, or a `DataError` where it is not what its name promises."""
    if file.content[:512].lstrip().lower().startswith((b"<!doctype", b"<html")):
        raise DataError(f"{file.name}: found a web page; expected the file itself, so download it again")
    if file.kind in WORKBOOKS:
        return _workbook(file)
    if file.kind == ".csv":
        return (_csv(file),)
    if file.kind == ".parquet":
        return (_parquet(file),)
    raise DataError(f"{file.name}: found a file of the kind '{file.kind}'; expected one of {', '.join(KINDS)}")


def _csv(file: SourceFile) -> Sheet:
    utf16 = file.content.startswith((b"\xff\xfe", b"\xfe\xff"))
    line = 0
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            written = io.StringIO(file.content.decode(encoding), newline="")
        except UnicodeDecodeError as error:
            line = file.content.count(b"\n", 0, error.start) + 1
            continue
        with readable(file.name, "CSV", "expected rows of cells", (csv.Error,)):
            return Sheet("", list(csv.reader(written, strict=True)))
    raise DataError(f"{file.name}: found text in neither UTF-8 nor Windows-1252 in line {line}; expected one of them")


def _parquet(file: SourceFile) -> Sheet:
    with readable(file.name, "Parquet file", "expected a whole one", _BROKEN):
        known = pq.ParquetFile(pa.BufferReader(file.content), page_checksum_verification=True)
        if known.metadata.num_rows > MOST_ROWS:
            raise DataError(f"{file.name}: found {known.metadata.num_rows:,} rows; expected at most {MOST_ROWS:,}")
        table = known.read()
        columns = [
            [f"several values: {cell}" for cell in column.to_pylist()]
            if pa.types.is_nested(column.type)
            else column.to_pylist()
            for column in table.itercolumns()
        ]
    return Sheet("", [table.column_names, *map(list, zip(*columns, strict=True))], first_row=0)


def _workbook(file: SourceFile) -> Sequence[Sheet]:
    """Opened by `crimekit.loaders.workbooks` in a process with limits on time, memory and cells.

    It answers with its sheets or with a sentence; where it came to its limits it cannot be asked.
    """
    seconds = min(_SECONDS + _SECONDS_A_MEGABYTE * len(file.content) // 1024**2, _MOST_SECONDS)
    answer: list[Sheet] | str = TOO_LARGE % f"that is not read within {seconds} seconds"
    program = _PROGRAM.format(str(Path(__file__).parents[2]))
    with suppress(subprocess.TimeoutExpired):
        done = subprocess.run(  # noqa: S603 - this Python, and a program without any input but the bytes of the file
            [sys.executable, "-P", "-c", program, str(seconds), file.kind],
            input=file.content,
            capture_output=True,
            check=False,
            timeout=_PATIENCE * seconds,
        )
        if not done.returncode:
            answer = pickle.loads(done.stdout)  # noqa: S301 - written by our own program
        elif done.returncode != _OUT_OF_TIME:
            answer = TOO_MUCH_MEMORY
    if isinstance(answer, str):
        raise DataError(f"{file.name}: {answer}")
    return answer
