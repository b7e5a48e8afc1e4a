"""Finished reports copied to another place, such as a bucket or a network share: any that fsspec knows.

Such places have no move of a whole folder. So the record of a report, ``run.json``, goes first and comes last: while
there is none, the report there is not whole, and the next upload copies it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from crimekit.errors import CrimekitError, RunError, nearest
from crimekit.runs.assemble import PAGE
from crimekit.runs.index import INDEX, index_html
from crimekit.runs.publish import shown
from crimekit.runs.seal import RECORD, hashes, parsed

_REPORT = re.compile(rf"[^./][^/]*/[^./][^/]*/{re.escape(RECORD)}")


@dataclass(frozen=True, slots=True)
class Place:
    """A folder somewhere else; what its URL says beyond that, a password perhaps, is not shown."""

    system: Any
    folder: str
    name: str  # the kind of place, for messages

    def files(self, **options: int) -> dict[str, str]:
        """The path of every file there, by its name inside the folder."""
        self.system.invalidate_cache()
        start = str(self.system._strip_protocol(self.folder)).rstrip("/")
        return {path.removeprefix(f"{start}/"): path for path in self.system.find(start, **options)}


def is_url(place: str) -> bool:
    """Whether a place is meant as a URL; a letter alone before a colon is a Windows drive.

    Examples
    --------
    >>> is_url("s3://bucket/reports"), is_url("C:/reports"), is_url("outputs")
    (True, False, False)
    """
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", place) is not None


def opened(url: str) -> Place:
    """The place that `url` names; nothing is written.

    Raises
    ------
    RunError
        If fsspec, or what it needs for this kind of place, is not installed, or there is no such kind.
    """
    kind, found, _ = url.partition("://")
    if not found or not kind:
        raise RunError(f"outputs: found '{_told(url)}'; expected a folder, or a URL such as s3://bucket/reports")
    try:
        import fsspec
    except ImportError:
        raise RunError("outputs: a URL needs the package fsspec: pip install 'crimekit[cloud]'") from None
    known = fsspec.available_protocols()
    if kind not in known:
        raise RunError(f"outputs: no kind of place '{kind}'{nearest(kind, known)}")
    try:
        system, folder = fsspec.core.url_to_fs(url)
    except ImportError as error:
        raise RunError(f"outputs: cannot use '{kind}': {error}") from None
    except Exception as error:  # noqa: BLE001 - each kind of place has errors of its own, some with the whole URL in it
        raise RunError(f"outputs: cannot use '{kind}' ({_reason(error)}): {_told(url)}") from None
    return Place(system, folder.rstrip("/"), kind)


def uploaded(reports: Iterable[Path], outputs: Path, place: Place) -> Iterator[str]:
    """Copy the reports from `outputs`, and list all that are there; a line for each that was not there yet.

    Raises
    ------
    RunError
        If the place refuses; what is in `outputs` is whole, and the next upload begins with what is missing.
    """
    for report in reports:
        name = report.relative_to(outputs).as_posix()
        with _refusal(place, name, kept=f"the report is whole in {shown(report)}"):
            copied = _copied(report, place, f"{place.folder}/{name}")
        if copied:
            yield f"{name}: uploaded"
    with _refusal(place, "the list of reports", kept=f"the reports are whole in {shown(outputs)}"):
        _write_list(place)


def contents_at(url: str) -> dict[str, bytes]:
    """The bytes of every file of the report at `url`, by its name.

    Raises
    ------
    RunError
        If it cannot be read.
    """
    place = opened(url)
    name = PurePosixPath(place.folder).name
    with _refusal(place, name, kept="nothing was compared"):
        return {file: place.system.cat_file(path) for file, path in place.files().items()}


@contextmanager
def _refusal(place: Place, name: str, *, kept: str) -> Iterator[None]:
    """Say what was refused; each kind of place has errors of its own."""
    try:
        yield
    except CrimekitError:
        raise
    except Exception as error:  # noqa: BLE001 - see above
        raise RunError(f"outputs: {name}: {place.name} refused ({_reason(error)}); {kept}") from None


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__


def _told(url: str) -> str:
    """A URL without the name and password in it.

    Examples
    --------
    >>> _told("ftp://ann:a#b@host/reports")
    'ftp://…@host/reports'
    """
    return re.sub(r"(:/*)[^/].*@", r"\1…@", url)


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
    system.put([str(report / file) for file in names], [f"{target}/{file}" for file in names])
    for file, path in Place(system, target, place.name).files().items():
        if file not in names:  # of a report before
            system.rm_file(path)
    system.pipe_file(record, content)
    return True


def _write_list(place: Place) -> None:
    """List every whole report that is there, whoever made it."""
    files = place.files(maxdepth=3)
    pages = {f"{name.removesuffix(RECORD)}{PAGE}": path for name, path in files.items() if _REPORT.fullmatch(name)}
    found = {page: parsed(place.system.cat_file(path)) for page, path in pages.items() if page in files}
    if found:
        place.system.pipe_file(f"{place.folder}/{INDEX}", index_html(found))
