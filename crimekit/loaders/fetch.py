"""The newest release from GOV.UK into the store: only when somebody asks, and only what turns out to be a release.

Nothing else in crimekit touches the network.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from crimekit.errors import DataError, RunError
from crimekit.loaders.names import Force
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.loaders.store import SHIPPED, releases, write_store

RECORD = "downloads.json"
LARGEST = 200 * 1024**2  # bytes; the workbook of 2026 has about twenty million
_ANSWER = 5 * 1024**2  # bytes of an answer of the content API; the page has some hundred thousand
_REDIRECTS = 5
_PIECE = 64 * 1024
_BEGINNING = b"PK\x03\x04"  # of every ODS and XLSX
_WORKBOOK = re.compile(r"prc-pfa-.*onwards.*\.(?:ods|xlsx)", re.IGNORECASE)
_LINK = re.compile(r"""href=["']([^"']+)["']""")

Told = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Site:
    """Where figures may be asked for, and how long to wait."""

    page: str  # the content API's address of the page that lists the tables
    allowed: tuple[str, ...]  # how every address must begin
    seconds: float = 30.0  # without a single byte


GOV_UK = Site(
    "https://www.gov.uk/api/content/government/statistical-data-sets/"
    "police-recorded-crime-and-outcomes-open-data-tables",
    ("https://www.gov.uk/", "https://assets.publishing.service.gov.uk/"),
)


@dataclass(frozen=True, slots=True)
class Publication:
    """A workbook that can be downloaded."""

    name: str
    url: str
    released: dt.date  # the day on which the page says it was updated
    size: int | None = None  # in bytes, where the page says so


def update(
    forces: Mapping[str, Force],
    *,
    to: Path | None = None,
    site: Site = GOV_UK,
    told: Told = lambda _so_far, _total: None,
) -> str:
    """Add the newest release to the store in the folder `to` (the shipped one unless given); what was done, in words.

    The workbook is downloaded, read whole, and only then added; `told` hears how far the download is. The address, the
    day and the hash of the download are recorded beside the figures, in ``downloads.json``.

    Raises
    ------
    RunError
        The site cannot be reached, or the store cannot be written.
    DataError
        What was downloaded is no release, or lacks a force.
    """
    store = to or SHIPPED
    published = newest(site)
    held = [info.released for info in releases(store)] if any(store.glob("recorded-crime-*.parquet")) else []
    if any(date is not None and date >= published.released for date in held):
        return f"The store already holds the release of {published.released}; nothing was downloaded"
    try:
        with TemporaryDirectory() as folder:
            path = fetch(published, Path(folder), site, told=told)
            release = read_recorded_crime(path, forces, released=published.released)
            size = path.stat().st_size
        absent = sorted(set(forces) - set(release.info.forces))
        if absent:
            raise DataError(f"{published.name}: found no figures of {', '.join(absent)}; expected every force")
        write_store([release], store)
        _record(store / RECORD, published, sha256=release.info.sha256, size=size)
    except OSError as error:
        raise RunError(f"{error.filename or store}: cannot be written ({error.strerror}); nothing was added") from error
    info = release.info
    return f"Added the release of {info.released}: {info.first} to {info.last}, from {published.url}"


def _record(path: Path, published: Publication, *, sha256: str, size: int) -> None:
    earlier = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    entry = {
        "released": published.released.isoformat(),
        "url": published.url,
        "downloaded": dt.datetime.now(dt.UTC).date().isoformat(),
        "sha256": sha256,
        "bytes": size,
    }
    path.write_text(json.dumps([*earlier, entry], indent=2) + "\n", encoding="utf-8")


def newest(site: Site) -> Publication:
    """The newest table of recorded crime by police force area, by the content API of GOV.UK.

    Raises
    ------
    RunError
        The site cannot be reached or does not answer as it should.
    DataError
        Its answer names no such table or no date.
    """
    with _asked(site.page, site) as answer:
        content = b"".join(_pieces(answer, _ANSWER))
    try:
        page = json.loads(content)
        released = dt.datetime.fromisoformat(page["public_updated_at"]).date()
        found = dict(_attachments(page, site))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{site.page}: found an answer that is not as documented ({type(error).__name__})") from error
    for url, size in found.items():
        name = PurePosixPath(urlsplit(url).path).name
        if _WORKBOOK.fullmatch(name):
            return Publication(name, url, released, size)
    raise DataError(f"{site.page}: found no workbook 'prc-pfa-…-onwards…' of .ods or .xlsx among {len(found)} links")


def _attachments(page: Mapping[str, Any], site: Site) -> list[tuple[str, int | None]]:
    """The address and size of each file: those listed, then those only linked in the text."""
    details = page["details"]
    listed = [(urljoin(site.page, file["url"]), file.get("file_size")) for file in details.get("attachments", ())]
    linked = [(urljoin(site.page, url), None) for url in _LINK.findall(str(details.get("body", "")))]
    return [*[pair for pair in linked if pair[0] not in dict(listed)], *listed]


def fetch(publication: Publication, folder: Path, site: Site, *, told: Told = lambda _so_far, _total: None) -> Path:
    """Download the workbook into `folder`; `told` hears how far it is.

    Raises
    ------
    RunError
        The site does not answer or breaks off.
    DataError
        What comes is no workbook, or not as many bytes as it should be.
    """
    url, path = publication.url, folder / publication.name
    with _asked(url, site) as answer, path.open("wb") as file:
        if answer.headers.get("Content-Type", "").partition(";")[0].strip() == "text/html":
            raise DataError(f"{url}: found a web page; expected a workbook")
        length = answer.headers.get("Content-Length", "")
        expected = publication.size or (int(length) if length.isdigit() else None)
        if (expected or 0) > LARGEST:
            raise _too_large(url, LARGEST)
        for number, piece in enumerate(_pieces(answer, LARGEST)):
            if not number and not piece.startswith(_BEGINNING):
                raise DataError(f"{url}: found something else than an ODS or XLSX workbook; expected one")
            file.write(piece)
            told(file.tell(), expected)
        so_far = file.tell()
    if expected is not None and so_far != expected:
        raise DataError(f"{url}: found {so_far:,} bytes; expected {expected:,}, as the site announces")
    return path


@contextmanager
def _asked(url: str, site: Site) -> Iterator[requests.Response]:
    """The answer to a request, redirects followed to known addresses only; what goes wrong is one `RunError`."""
    headers = {"User-Agent": f"crimekit/{version('crimekit')}", "Accept-Encoding": "identity"}
    try:
        with requests.Session() as session:
            for _ in range(_REDIRECTS):
                if not url.startswith(site.allowed):
                    begins = " or ".join(site.allowed)
                    raise RunError(f"{url}: found an address elsewhere; expected one that begins with {begins}")
                answer = session.get(url, headers=headers, stream=True, timeout=site.seconds, allow_redirects=False)
                if not answer.is_redirect:
                    break
                url = urljoin(url, answer.headers["Location"])
            if answer.status_code != 200:
                raise RunError(f"{url}: the site answered {answer.status_code} {answer.reason}; try again later")
            yield answer
    except requests.RequestException as error:
        raise RunError(f"{url}: {_reason(error)}; check the connection and try again") from None


def _reason(error: Exception) -> str:
    """The end of what the innermost error says: before it stand the pool of connections and how often it was tried."""
    cause = error.args[0] if error.args else error
    cause = getattr(cause, "reason", cause)
    said = str(cause.args[0] if isinstance(cause, Exception) and cause.args else cause)
    return said.rpartition(": ")[2].rstrip(".")[:200] or type(error).__name__


def _pieces(answer: requests.Response, largest: int) -> Iterator[bytes]:
    so_far = 0
    for piece in answer.iter_content(_PIECE):
        so_far += len(piece)
        if so_far > largest:
            raise _too_large(answer.url, largest)
        yield piece


def _too_large(url: str, largest: int) -> DataError:
    return DataError(f"{url}: found more than {largest:,} bytes; expected a workbook of at most that")
