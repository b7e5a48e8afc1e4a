"""A release as its publisher hands it over: one file, a folder of files, or a zip of them."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from crimekit.errors import DataError
from crimekit.loaders.archives import BROKEN_ZIP, checked_members
from crimekit.loaders.files import LARGEST, SourceFile, read_file
from crimekit.loaders.sheets import KINDS


@dataclass(frozen=True, slots=True)
class Package:
    """The files of one release, under one name and one hash."""

    name: str
    sha256: str  # of the file or the zip; of the names and hashes of a folder's files
    files: tuple[SourceFile, ...] = field(repr=False)


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
            unpacked = sum(member.file_size for member in members)
            if unpacked > LARGEST:
                raise DataError(f"{file.name}: found {unpacked:,} bytes when unpacked; expected at most {LARGEST:,}")
            found = [SourceFile(PurePosixPath(member.filename).name, archive.read(member)) for member in members]
    except BROKEN_ZIP as error:
        reason = " ".join(str(error).split())[:200]
        raise DataError(f"{file.name}: found no zip that can be read ({reason}); expected a whole one") from error
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
