"""Input files as they are handed over, one, a folder or a zip of them, and each of any kind as sheets of cells.

They are read once into memory. Nothing is ever written to disk, so a path in a zip that climbs out has nowhere to go;
it is refused because no publisher writes one.
"""

from __future__ import annotations

import csv
import hashlib
import io
import pickle
import signal
import stat
import subprocess
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from crimekit.errors import DataError, nearest
from crimekit.loaders.problems import readable
from crimekit.loaders.workbooks import TOO_LARGE, TOO_MUCH_MEMORY, Sheet

WORKBOOKS = (".ods", ".xlsx", ".xls", ".xlsm")
KINDS = (".csv", ".parquet", *WORKBOOKS)
LARGEST = 512 * 1024**2  # bytes of a file, and of all files in a zip; the recorded crime table has thirty million
MOST_MEMBERS = 10_000
MOST_ROWS = 20_000_000  # of a Parquet file, which can announce any number in a few bytes
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
_BROKEN_PARQUET = (pa.ArrowException, OSError, ValueError, MemoryError, NotImplementedError)
_SECONDS, _SECONDS_A_MEGABYTE, _MOST_SECONDS = 5, 6, 300  # of a processor; recorded crime needs two a megabyte
_PATIENCE = 4  # times as many by the clock, for a busy machine and for systems without limits
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0)
_PROGRAM = "import sys; sys.path.append({!r}); from crimekit.loaders.workbooks import main; main()"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The bytes of one file, under its name alone: where it lay is nobody's business."""

    name: str
    content: bytes = field(repr=False)

    @property
    def kind(self) -> str:
        """Its ending in lower case: ``.csv``."""
        return Path(self.name).suffix.casefold()

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def read_file(path: Path) -> SourceFile:
    """The file at `path`, or a `DataError` where there is none, it is a folder, it is empty or it cannot be read.

    Examples
    --------
    >>> read_file(Path("absent.ods"))
    Traceback (most recent call last):
    crimekit.errors.DataError: absent.ods: found no such file; expected an input file
    """
    if not path.is_file():
        found = "a folder" if path.is_dir() else "a device or a pipe" if path.exists() else "no such file"
        beside = [file.name for file in path.parent.glob("*") if file.is_file()]
        hint = nearest(path.name, beside)
        raise DataError(f"{path}: found {found}; expected an input file{hint if 'did you mean' in hint else ''}")
    try:
        if path.stat().st_size > LARGEST:
            raise DataError(f"{path}: found {path.stat().st_size:,} bytes; expected at most {LARGEST:,}")
        content = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"{path}: found a file that cannot be read ({error.strerror}); expected one that can"
        ) from error
    if not content:
        raise DataError(f"{path}: found an empty file; expected figures")
    return SourceFile(path.name, content)


def read_package(path: Path) -> tuple[SourceFile, tuple[SourceFile, ...]]:
    """What lies at `path`, and the tables in it where it is a folder or a zip; files of other kinds are passed over.

    The bytes of a folder are the list of its files and their hashes.

    Raises
    ------
    DataError
        There is nothing there that can be read, or a folder or zip holds no table, a link or too much.
    """
    if path.is_dir():
        for file in tables_in(path):
            if not file.resolve().is_relative_to(path.resolve()):
                raise DataError(f"{path.name}: found {file.name}, a link out of the folder; expected files in it")
        files = tuple(map(read_file, tables_in(path)))
        whole = SourceFile(path.name, "\n".join(f"{file.name} {file.sha256}" for file in files).encode())
    else:
        whole = read_file(path)
        files = _zip_files(whole) if whole.kind == ".zip" else (whole,)
    if not files:
        raise DataError(f"{path.name}: found no table in it; expected files of the kinds {', '.join(KINDS)}")
    name, times = Counter(file.name for file in files).most_common(1)[0]
    if times > 1:
        raise DataError(f"{path.name}: found two files called {name}; expected each name once")
    return whole, files


def tables_in(folder: Path) -> tuple[Path, ...]:
    """The files of a folder that may be tables by their names, in order."""
    return tuple(sorted(path for path in folder.iterdir() if _is_table(path.name)))


def _zip_files(file: SourceFile) -> tuple[SourceFile, ...]:
    with opened_zip(io.BytesIO(file.content), file.name, largest=LARGEST) as archive:
        members = [member for member in archive.infolist() if _is_table(member.filename)]
        return tuple(SourceFile(PurePosixPath(member.filename).name, archive.read(member)) for member in members)


def _is_table(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = path.name.startswith((".", "~")) or "__MACOSX" in path.parts
    return path.suffix.casefold() in KINDS and not hidden


@contextmanager
def opened_zip(content: Path | IO[bytes], name: str, *, largest: int) -> Iterator[zipfile.ZipFile]:
    """A zip called `name`, or a `DataError` where it is broken or holds what no publisher would put there.

    No member gives more bytes than it announces, so `largest` holds for what is read, too.
    """
    with readable(name, "zip", "expected a whole one", _BROKEN_ZIP), zipfile.ZipFile(content) as archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS:
            raise DataError(f"{name}: found {len(members):,} files in the zip; expected at most {MOST_MEMBERS:,}")
        for member in members:
            if problem := _problem(member):
                raise DataError(f"{name}: found {problem}")
        size = sum(member.file_size for member in members)
        if size > largest:
            raise DataError(f"{name}: found {size:,} bytes when unpacked; expected at most {largest:,}")
        yield archive


def _problem(member: zipfile.ZipInfo) -> str:
    path = PurePosixPath(member.filename)
    shown = repr(member.filename[:60])
    if path.is_absolute() or ".." in path.parts or "\\" in member.filename:
        return f"the path {shown} in the zip, which leads out of it; expected plain names"
    if stat.S_ISLNK(member.external_attr >> 16):
        return f"{shown} in the zip, which is a link; expected files"
    if member.flag_bits & 1:
        return f"{shown} in the zip locked with a password; expected a zip without one"
    return ""


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
    with readable(file.name, "Parquet file", "expected a whole one", _BROKEN_PARQUET):
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
