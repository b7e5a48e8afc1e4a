"""Finished reports copied to another place, such as a bucket or a network share: any that fsspec knows.

Such places have no move of a whole folder. So the record of a report, ``run.json``, goes first and comes last: while
there is none, the report there is not whole, and the next upload copies it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from crimekit.errors import CrimekitError, RunError, nearest
from crimekit.runs.assemble import PAGE
from crimekit.runs.index import INDEX, index_html
from crimekit.runs.publish import shown
from crimekit.runs.record import RECORD, contents, record_in

_REPORT = re.compile(rf"[^./][^/]*/[^./][^/]*/{re.escape(RECORD)}")


def is_url(place: str) -> bool:
    """Whether a place is meant as a URL; a letter alone before a colon is a Windows drive.

    Examples
    --------
    >>> is_url("s3://bucket/reports"), is_url("C:/reports"), is_url("outputs")
    (True, False, False)
    """
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", place) is not None


def opened(url: str) -> Any:
    """The place that `url` names, as fsspec's mapping of the files there to what they hold; nothing is written.

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
        return fsspec.get_mapper(url)
    except ImportError as error:
        raise RunError(f"outputs: cannot use '{kind}': {error}") from None
    except Exception as error:  # noqa: BLE001 - each kind of place has errors of its own, some with the whole URL in it
        raise RunError(f"outputs: cannot use '{kind}' ({_reason(error)}): {_told(url)}") from None


def uploaded(reports: Iterable[Path], outputs: Path, place: Any) -> Iterator[str]:
    """Copy the reports from `outputs` to a place, and list all that are there; a line for each that was not there yet.

    Raises
    ------
    RunError
        If the place refuses; what is in `outputs` is whole, and the next upload begins with what is missing.
    """
    for report in reports:
        name = report.relative_to(outputs).as_posix()
        with _refusal(place, name, kept=f"the report is whole in {shown(report)}"):
            place.fs.invalidate_cache()
            copied = _copied(report, place.fs.get_mapper(f"{place.root}/{name}"))
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
    with _refusal(place, PurePosixPath(place.root).name, kept="nothing was compared"):
        return dict(place)


@contextmanager
def _refusal(place: Any, name: str, *, kept: str) -> Iterator[None]:
    """Say what was refused; each kind of place has errors of its own."""
    try:
        yield
    except CrimekitError:
        raise
    except Exception as error:  # noqa: BLE001 - see above
        kind, _, _ = place.fs.unstrip_protocol("").partition(":")
        raise RunError(f"outputs: {name}: {kind} refused ({_reason(error)}); {kept}") from None


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


def _copied(report: Path, there: Any) -> bool:
    """Copy one report, its record last; False where the same record is there already."""
    made = {name: content for name, content in contents(report).items() if isinstance(content, bytes)}
    record = made.pop(RECORD)
    before = there.get(RECORD)
    if before == record:
        return False
    if before is not None:
        del there[RECORD]
    for folder in {PurePosixPath(there.root, name).parent for name in made}:
        there.fs.makedirs(str(folder), exist_ok=True)
    there.setitems(made)
    for name in set(there) - made.keys():  # of a report before
        del there[name]
    there[RECORD] = record
    return True


def _write_list(there: Any) -> None:
    """List every whole report that is there, whoever made it."""
    there.fs.invalidate_cache()
    names = set(there)
    reports = [name.removesuffix(RECORD) for name in names if _REPORT.fullmatch(name)]
    found = {f"{at}{PAGE}": record_in(there[f"{at}{RECORD}"]) for at in sorted(reports) if f"{at}{PAGE}" in names}
    if found:
        there[INDEX] = index_html(found)
