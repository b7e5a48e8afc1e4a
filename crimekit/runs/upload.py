"""Finished reports copied to another place, such as a bucket or a network share: any that fsspec knows.

Such places have no move of a whole folder. So the record of a report, ``run.json``, goes first and comes last: while
there is none, the report there is not whole, and the next upload copies it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crimekit.errors import RunError, nearest
from crimekit.runs.index import INDEX
from crimekit.runs.record import RECORD, hashes


@dataclass(frozen=True, slots=True)
class Place:
    """A folder somewhere else; what its URL says beyond that, a password perhaps, is not shown."""

    system: Any
    folder: str
    name: str  # the kind of place, for messages


def opened(url: str) -> Place:
    """The place that `url` names; nothing is written.

    Raises
    ------
    RunError
        If fsspec, or what it needs for this kind of place, is not installed, or there is no such kind.
    """
    kind, found, _ = url.partition("://")
    if not found or not kind:
        raise RunError(f"--upload: found '{url}'; expected a URL, such as s3://bucket/reports or file:///srv/reports")
    try:
        import fsspec
    except ImportError:
        raise RunError("--upload: needs the package fsspec: pip install 'crimekit[cloud]'") from None
    known = fsspec.available_protocols()
    if kind not in known:
        raise RunError(f"--upload: no kind of place '{kind}'{nearest(kind, known)}")
    try:
        system, folder = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError, OSError) as error:
        raise RunError(f"--upload: cannot use '{kind}': {error}") from None
    return Place(system, folder.rstrip("/"), kind)


def uploaded(reports: Iterable[Path], outputs: Path, place: Place) -> Iterator[str]:
    """Copy the reports, and the list of all of them, from `outputs`; a line for each that was not there yet.

    Raises
    ------
    RunError
        If the place refuses; what is in `outputs` is whole, and the next upload begins with what is missing.
    """
    name = "the list of reports"
    try:
        for report in reports:
            name = report.relative_to(outputs).as_posix()
            if _copied(report, place, f"{place.folder}/{name}"):
                yield f"{name}: uploaded"
        if (outputs / INDEX).exists():
            name = "the list of reports"
            place.system.pipe_file(f"{place.folder}/{INDEX}", (outputs / INDEX).read_bytes())
    except Exception as error:  # noqa: BLE001 - each kind of place has errors of its own
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise RunError(f"--upload: {name}: {place.name} refused ({reason}); the report here is whole") from None


def _copied(report: Path, place: Place, target: str) -> bool:
    """Copy one report, its record last; False where the same record is there already."""
    system, record = place.system, f"{target}/{RECORD}"
    content = (report / RECORD).read_bytes()
    if system.exists(record):
        if system.cat_file(record) == content:
            return False
        system.rm_file(record)
    names = hashes(report)
    for file in names:
        system.makedirs(f"{target}/{file}".rpartition("/")[0], exist_ok=True)
        system.pipe_file(f"{target}/{file}", (report / file).read_bytes())
    _remove_others(system, target, names)
    system.pipe_file(record, content)
    return True


def _remove_others(system: Any, target: str, names: Iterable[str]) -> None:
    """Remove what a report of before had and this one has not."""
    start = str(system._strip_protocol(target)).rstrip("/")
    for path in system.find(start):
        if path.removeprefix(f"{start}/") not in names:
            system.rm_file(path)
