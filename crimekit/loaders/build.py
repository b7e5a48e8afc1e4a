"""Releases into a store: from files at hand, or the newest from GOV.UK, which is asked only when somebody wants it.

Nothing else in crimekit touches the network.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import urljoin, urlsplit

import requests

from crimekit import words
from crimekit.errors import DataError, ParameterError, RunError
from crimekit.loaders.names import Force
from crimekit.loaders.population import COLUMNS, read_population
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.loaders.store import SHIPPED, Release, releases, write_store

LARGEST = 200 * 1024**2  # bytes; the workbook of 2026 has about twenty million
_PAGE = 5 * 1024**2  # bytes of an answer of the content API; the page has some hundred thousand
_REDIRECTS = 5
_PIECE = 64 * 1024
_WORKBOOK = re.compile(r"prc-pfa-.*onwards.*\.(?:ods|xlsx)", re.IGNORECASE)
_LINK = re.compile(r"""href=["']([^"']+)["']""")


def build(
    sources: Sequence[Path],
    *,
    released: Sequence[str],
    population: Path | None = None,
    to: Path | None = None,
    forces: Mapping[str, Force],
) -> str:
    """Write each source as a release of its date, and the populations where they are given; what was written, in words.

    `to` is a folder, the shipped store unless given. Every source is read before anything is written.

    Raises
    ------
    ParameterError
        There is not one date for each source, or one is no date.
    DataError
        A source cannot be read.
    RunError
        The folder cannot be written.
    """
    dates = _dates(sources, released)
    read = [read_recorded_crime(path, forces, released=date) for path, date in zip(sources, dates, strict=True)]
    estimates = read_population(population, forces) if population else None
    folder = to or SHIPPED
    try:
        written = write_store(read, folder)
        if estimates is not None:
            coded = estimates.assign(code=[forces[force].code for force in estimates["force"]])
            coded.to_csv(folder / "population.csv", columns=["code", *COLUMNS], index=False, lineterminator="\n")
    except OSError as error:
        raise RunError(f"{folder}: cannot be written ({error.strerror}); expected a folder that can") from error
    lines = [line for release in read for line in _described(release)]
    lines += [f"Populations of {population.name}"] if population else []
    lines += [f"Written to {folder}: {sum(path.stat().st_size for path in written):,} bytes of releases"]
    return "\n".join(lines)


def _dates(sources: Sequence[Path], released: Sequence[str]) -> list[dt.date]:
    if len(sources) != len(released):
        raise ParameterError(f"released: found {len(released)} dates for {len(sources)} sources; expected one for each")
    try:
        dates = [dt.date.fromisoformat(date) for date in released]
    except ValueError as error:
        raise ParameterError(f"released: {error}; expected a date such as '2026-04-23'") from error
    if len(set(dates)) < len(dates):
        raise ParameterError("released: found one date for two sources; expected a date of its own for each")
    return dates


def _described(release: Release) -> list[str]:
    info = release.info
    bodies = [f"{body} ({words.counted(rows, 'row', 'rows')})" for body, rows in info.excluded.items()]
    span = f"{info.periods[0]} to {info.periods[-1]}"
    return [
        f"{info.source}: release of {info.released}, {span}, {len(info.forces)} forces, "
        f"{release.observations['value'].count():,} counts; left out: {', '.join(bodies) or 'nobody'}",
        *(f"  warning: {warning}" for warning in (*info.warnings, *info.notes)),
    ]


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


def update(forces: Mapping[str, Force], *, to: Path | None = None, site: Site = GOV_UK) -> str:
    """Add the newest release to the store in the folder `to` (the shipped one unless given); what was done, in words.

    The workbook is downloaded, read whole, and only then added. The address, the day and the hash of the download are
    recorded beside the figures, in ``downloads.json``.

    Raises
    ------
    RunError
        The site cannot be reached, or the store cannot be written.
    DataError
        What was downloaded is no release, or lacks a force.
    """
    store = to or SHIPPED
    url, date, size = _newest(site)
    if any(info.released and info.released >= date for info in releases(store)):
        return f"The store already holds the release of {date}; nothing was downloaded"
    content = _get(url, site, largest=LARGEST)
    if size is not None and len(content) != size:
        raise DataError(f"{url}: found {len(content):,} bytes; expected {size:,}, as the site announces")
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder, PurePosixPath(urlsplit(url).path).name)
            path.write_bytes(content)
            release = read_recorded_crime(path, forces, released=date)
        absent = sorted(set(forces) - set(release.info.forces))
        if absent:
            raise DataError(f"{path.name}: found no figures of {', '.join(absent)}; expected every force")
        write_store([release], store)
        _record(store / "downloads.json", url, release, len(content))
    except OSError as error:
        raise RunError(f"{error.filename or store}: cannot be written ({error.strerror}); nothing was added") from error
    info = release.info
    return f"Added the release of {info.released}: {info.periods[0]} to {info.periods[-1]}, from {url}"


def _record(path: Path, url: str, release: Release, size: int) -> None:
    earlier = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    entry = {
        "released": str(release.info.released),
        "url": url,
        "downloaded": dt.datetime.now(dt.UTC).date().isoformat(),
        "sha256": release.info.sha256,
        "bytes": size,
    }
    path.write_text(json.dumps([*earlier, entry], indent=2) + "\n", encoding="utf-8")


def _newest(site: Site) -> tuple[str, dt.date, int | None]:
    """The newest table of recorded crime by force: its address, the day of the page, its bytes where the page says."""
    content = _get(site.page, site, largest=_PAGE)
    try:
        page = json.loads(content)
        released = dt.datetime.fromisoformat(page["public_updated_at"]).date()
        details = page["details"]
        linked = dict.fromkeys(urljoin(site.page, url) for url in _LINK.findall(str(details.get("body", ""))))
        listed = {urljoin(site.page, file["url"]): file.get("file_size") for file in details.get("attachments", ())}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{site.page}: found an answer that is not as documented ({type(error).__name__})") from error
    files = linked | listed
    for url, size in files.items():
        if _WORKBOOK.fullmatch(PurePosixPath(urlsplit(url).path).name):
            return url, released, size
    raise DataError(f"{site.page}: found no workbook 'prc-pfa-…-onwards…' of .ods or .xlsx among {len(files)} links")


def _get(url: str, site: Site, *, largest: int) -> bytes:
    """What stands at an address, redirects followed to known addresses only; what goes wrong is one `RunError`."""
    headers = {"User-Agent": f"crimekit/{version('crimekit')}", "Accept-Encoding": "identity"}
    content = bytearray()
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
            with answer:
                if answer.status_code != 200:
                    raise RunError(f"{url}: the site answered {answer.status_code} {answer.reason}; try again later")
                announced = answer.headers.get("Content-Length", "")
                too_large = DataError(f"{url}: found more than {largest:,} bytes; expected at most that")
                if announced.isdecimal() and int(announced) > largest:
                    raise too_large
                for piece in answer.iter_content(_PIECE):
                    content += piece
                    if len(content) > largest:
                        raise too_large
    except requests.RequestException as error:
        raise RunError(f"{url}: {_reason(error)}; check the connection and try again") from None
    return bytes(content)


def _reason(error: Exception) -> str:
    """The end of what the innermost error says: before it stand the pool of connections and how often it was tried."""
    cause = error.args[0] if error.args else error
    cause = getattr(cause, "reason", cause)
    said = str(cause.args[0] if isinstance(cause, Exception) and cause.args else cause)
    return said.rpartition(": ")[2].rstrip(".")[:200] or type(error).__name__
