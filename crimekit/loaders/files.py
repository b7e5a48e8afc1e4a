"""Input files as they are handed over: one file, a folder of files, or a zip of them, read once into memory.

Nothing is ever written to disk, so a path in a zip that climbs out has nowhere to go; it is refused because no
publisher writes one.
"""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from crimekit.errors import DataError, nearest
from crimekit.loaders.problems import readable

WORKBOOKS = (".ods", ".xlsx", ".xls", ".xlsm")
KINDS = (".csv", ".parquet", *WORKBOOKS)
LARGEST = 512 * 1024**2  # bytes of a file, and of all files in a zip; the recorded crime table has thirty million
MOST_MEMBERS = 10_000
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


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


@dataclass(frozen=True, slots=True)
class Package:
    """The files of one release, under one name and one hash."""

    name: str
    sha256: str  # of the file or the zip; of the names and hashes of a folder's files
    files: tuple[SourceFile, ...] = field(repr=False)


def read_file(path: Path) -> SourceFile:
    """The file at `path`, or a `DataError` where there is none, it is a folder, it is empty or it cannot be read.

    Examples
    --------
    >>> read_file(Path("absent.ods"))
    Traceback (most recent call last):
    crimekit.errors.DataError: absent.ods: found no such file; expected an input file
    """
    if not path.exists():
        raise DataError(f"{path}: found no such file; expected an input file{_similar(path)}")
    if not path.is_file():
        found = "a folder" if path.is_dir() else "a device or a pipe"
        raise DataError(f"{path}: found {found}; expected an input file")
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


def _similar(path: Path) -> str:
    beside = sorted(file.name for file in path.parent.glob("*") if file.is_file()) if path.parent.is_dir() else []
    hint = nearest(path.name, beside)
    return hint if "did you mean" in hint else ""


def read_package(path: Path) -> Package:
    """The file, the tables of the folder or the tables in the zip at `path`; files of other kinds are passed over.

    Raises
    ------
    DataError
        There is nothing there that can be read, or a folder or zip holds no table, a link or too much.
    """
    if path.is_dir():
        files = _folder_files(path)
        listed = "\n".join(f"{file.name} {file.sha256}" for file in files)
        return Package(path.name, hashlib.sha256(listed.encode()).hexdigest(), files)
    file = read_file(path)
    return Package(file.name, file.sha256, _zip_files(file) if file.kind == ".zip" else (file,))


def _folder_files(folder: Path) -> tuple[SourceFile, ...]:
    paths = tables_in(folder)
    for path in paths:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise DataError(f"{folder.name}: found {path.name}, a link out of the folder; expected files in it")
    return _some(folder.name, [read_file(path) for path in paths])


def tables_in(folder: Path) -> tuple[Path, ...]:
    """The files of a folder that may be tables by their names, in order."""
    return tuple(sorted(path for path in folder.iterdir() if _is_table(path.name)))


def _zip_files(file: SourceFile) -> tuple[SourceFile, ...]:
    with opened_zip(io.BytesIO(file.content), file.name, largest=LARGEST) as archive:
        members = [member for member in archive.infolist() if _is_table(member.filename)]
        files = [SourceFile(PurePosixPath(member.filename).name, archive.read(member)) for member in members]
    return _some(file.name, files)


def _is_table(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = path.name.startswith((".", "~")) or "__MACOSX" in path.parts
    return path.suffix.casefold() in KINDS and not hidden


def _some(name: str, files: Sequence[SourceFile]) -> tuple[SourceFile, ...]:
    if not files:
        raise DataError(f"{name}: found no table in it; expected files of the kinds {', '.join(KINDS)}")
    named = {file.name: file for file in files}
    for file in files:
        if named[file.name] is not file:
            raise DataError(f"{name}: found two files called {file.name}; expected each name once")
    return tuple(files)


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
