"""An input file read once: its name, its bytes and their hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from crimekit.errors import DataError, nearest

LARGEST = 512 * 1024**2  # bytes; the whole recorded crime table has about thirty million


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
