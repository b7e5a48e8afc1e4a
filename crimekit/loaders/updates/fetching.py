"""A workbook brought here piece by piece; what was broken off goes on where it stopped."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crimekit.errors import DataError, RunError
from crimekit.loaders.updates.publication import Publication
from crimekit.loaders.updates.requests import Site, opened

LARGEST = 200 * 1024**2  # bytes; the workbook of 2026 has about twenty million
_PIECE = 64 * 1024
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
_BEGINNING = b"PK\x03\x04"  # of every ODS and XLSX

Told = Callable[[int, int | None], None]


def fetch(publication: Publication, folder: Path, site: Site, *, told: Told = lambda _so_far, _total: None) -> Path:
    """Download the workbook into `folder`, from where an earlier attempt stopped; `told` hears how far it is.

    Raises
    ------
    RunError
        The site does not answer, breaks off (what came is kept for the next attempt) or sends too much.
    DataError
        What comes is no workbook.
    """
    folder.mkdir(parents=True, exist_ok=True)
    finished = folder / publication.name
    part = folder / f"{hashlib.sha256(publication.url.encode()).hexdigest()[:16]}.part"
    held = part.stat().st_size if part.exists() else 0
    if not (publication.size and held == publication.size):
        try:
            _continue(publication, part, site, told=told)
        except DataError:
            part.unlink(missing_ok=True)
            raise
    part.replace(finished)
    return finished


def _continue(publication: Publication, part: Path, site: Site, *, told: Told) -> None:
    held = part.stat().st_size if part.exists() else 0
    with opened(publication.url, site, headers={"Range": f"bytes={held}-"} if held else {}) as answer:
        start, total = _extent(answer, held)
        if str(answer.headers.get_content_type()) == "text/html":
            raise DataError(f"{publication.url}: found a web page; expected a workbook")
        expected = publication.size or total
        _check_size(publication, expected or 0)
        so_far = _write(publication, answer, part, start=start, told=lambda size: told(size, expected))
    if expected is not None and so_far < expected:
        raise RunError(
            f"{publication.url}: broke off after {so_far:,} of {expected:,} bytes; they are kept, "
            "so run it again to go on"
        )
    if expected is not None and so_far > expected:
        raise DataError(f"{publication.url}: found {so_far:,} bytes; expected {expected:,}, as the site announces")


def _extent(answer: Any, held: int) -> tuple[int, int | None]:
    """Where the answer begins, and how long the whole file is: a site may send the rest, or all of it again."""
    found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if answer.status == 206 and found and int(found[1]) == held:
        return held, int(found[2])
    length = answer.headers.get("Content-Length", "")
    return 0, int(length) if length.isdigit() else None


def _write(publication: Publication, answer: Any, part: Path, *, start: int, told: Callable[[int], None]) -> int:
    so_far = start
    with part.open("r+b" if start else "wb") as file:
        file.seek(start)
        while piece := answer.read1(_PIECE):
            if so_far == 0 and not piece.startswith(_BEGINNING):
                raise DataError(f"{publication.url}: found something else than an ODS or XLSX workbook; expected one")
            so_far += len(piece)
            _check_size(publication, so_far)
            file.write(piece)
            told(so_far)
    return so_far


def _check_size(publication: Publication, size: int) -> None:
    if size > LARGEST:
        raise DataError(f"{publication.url}: found more than {LARGEST:,} bytes; expected a workbook of at most that")
