"""What a zip holds, checked before it is unpacked: a workbook is one too, and so may a release be.

Nothing is ever written to disk, so a path that climbs out has nowhere to go; it is refused because no publisher
writes one.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from crimekit.errors import DataError

MOST_MEMBERS = 10_000
LARGEST_CONTENT = 2 * 1024**3  # bytes, all members unpacked
LARGEST_RATIO = 400  # unpacked to packed, of a member of more than a megabyte; tables of the Home Office reach 60
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
_MEGABYTE = 1024**2
_OVERLAP = 128  # bytes that two chunks share, so that nothing hides on their border


def checked_members(
    archive: zipfile.ZipFile, name: str, *, largest: int = LARGEST_CONTENT
) -> tuple[zipfile.ZipInfo, ...]:
    """The files in a zip called `name`, or a `DataError` where there is one that no publisher would put there."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise DataError(f"{name}: found {len(members):,} files in the zip; expected at most {MOST_MEMBERS:,}")
    for member in members:
        problem = _problem(member)
        if problem:
            raise DataError(f"{name}: found {problem}")
    content = sum(member.file_size for member in members)
    if content > largest:
        raise DataError(f"{name}: found {content:,} bytes when unpacked; expected at most {largest:,}")
    return tuple(member for member in members if not member.is_dir())


def _problem(member: zipfile.ZipInfo) -> str:
    path = PurePosixPath(member.filename)
    shown = repr(member.filename[:60])
    if path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in path.parts[0:1]:
        return f"the path {shown} in the zip, which leads out of it; expected plain names"
    if stat.S_ISLNK(member.external_attr >> 16):
        return f"{shown} in the zip, which is a link; expected files"
    if member.flag_bits & 1:
        return f"{shown} in the zip locked with a password; expected a zip without one"
    if member.file_size > _MEGABYTE and member.file_size > LARGEST_RATIO * max(member.compress_size, 1):
        ratio = member.file_size // max(member.compress_size, 1)
        return f"{shown} in the zip, {ratio:,} times as large when unpacked; expected at most {LARGEST_RATIO} times"
    return ""


def chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a member, a megabyte at a time, each with the end of the one before; never more than it announces.

    Reading to the end checks its length and its checksum, so that what follows can trust the size announced.
    """
    tail = b""
    with archive.open(member) as stream:
        while piece := stream.read(_MEGABYTE):
            yield tail + piece
            tail = piece[-_OVERLAP:]
