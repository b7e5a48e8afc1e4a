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
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from crimekit.errors import DataError, nearest

WORKBOOKS = (".ods", ".xlsx", ".xls", ".xlsm")
KINDS = (".csv", ".parquet", *WORKBOOKS)
LARGEST = 512 * 1024**2  # bytes of a file, and of all files in a zip; the recorded crime table has thirty million
MOST_MEMBERS = 10_000
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


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
    if path.is_dir():
        raise DataError(f"{path}: found a folder; expected an input file")
    if not path.exists():
        raise DataError(f"{path}: found no such file; expected an input file{_similar(path)}")
    if not path.is_file():
        raise DataError(f"{path}: found a device or a pipe; expected an input file")
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
    paths = sorted(path for path in folder.iterdir() if _is_table(path.name))
    place = folder.resolve()
    for path in paths:
        if not path.resolve().is_relative_to(place):
            raise DataError(f"{folder.name}: found {path.name}, a link out of the folder; expected files in it")
    return _some(folder.name, [read_file(path) for path in paths])


def _zip_files(file: SourceFile) -> tuple[SourceFile, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            members = [member for member in checked_members(archive, file.name) if _is_table(member.filename)]
            found = [SourceFile(PurePosixPath(member.filename).name, archive.read(member)) for member in members]
    except BROKEN_ZIP as error:
        raise no_zip(file.name, error) from error
    return _some(file.name, found)


def _is_table(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = path.name.startswith((".", "~")) or "__MACOSX" in path.parts
    return path.suffix.casefold() in KINDS and not hidden


def _some(name: str, files: Sequence[SourceFile]) -> tuple[SourceFile, ...]:
    if not files:
        raise DataError(f"{name}: found no table in it; expected files of the kinds {', '.join(KINDS)}")
    names = [file.name for file in files]
    again = next((name for name in names if names.count(name) > 1), "")
    if again:
        raise DataError(f"{name}: found two files called {again}; expected each name once")
    return tuple(files)


def checked_members(archive: zipfile.ZipFile, name: str, *, largest: int = LARGEST) -> tuple[zipfile.ZipInfo, ...]:
    """The files in a zip called `name`, or a `DataError` where there is one that no publisher would put there.

    No member gives more bytes than it announces, so `largest` holds for what is read, too.
    """
    members = [member for member in archive.infolist() if not member.filename.endswith("/")]
    if len(members) > MOST_MEMBERS:
        raise DataError(f"{name}: found {len(members):,} files in the zip; expected at most {MOST_MEMBERS:,}")
    for member in members:
        if problem := _problem(member):
            raise DataError(f"{name}: found {problem}")
    content = sum(member.file_size for member in members)
    if content > largest:
        raise DataError(f"{name}: found {content:,} bytes when unpacked; expected at most {largest:,}")
    return tuple(members)


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


def no_zip(name: str, error: Exception) -> DataError:
    """What to say of a zip that turned out to be none."""
    reason = " ".join(str(error).split())[:200]
    return DataError(f"{name}: found no zip that can be read ({reason}); expected a whole one")
