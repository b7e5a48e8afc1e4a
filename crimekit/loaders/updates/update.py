"""The newest release into the store: downloaded, read whole, and only then added."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

from crimekit.errors import DataError, RunError
from crimekit.loaders.cache import cache_folder
from crimekit.loaders.inputs import SHIPPED
from crimekit.loaders.names import Force
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.loaders.releases import Release
from crimekit.loaders.store import releases, write_store
from crimekit.loaders.updates.fetching import Told, fetch
from crimekit.loaders.updates.publication import Publication, newest
from crimekit.loaders.updates.requests import GOV_UK, Site

RECORD = "downloads.json"


def update(
    forces: Mapping[str, Force],
    *,
    to: Path | None = None,
    site: Site = GOV_UK,
    told: Told = lambda _so_far, _total: None,
) -> str:
    """Add the newest release to the store in the folder `to` (the shipped one unless given); what was done, in words.

    The address, the day and the hash of the download are recorded beside the figures, in ``downloads.json``.

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
        path = fetch(published, (cache_folder() or store) / "downloads", site, told=told)
        release = _read(path, published, forces)
        write_store([release], store)
        _record(store, published, release, size=path.stat().st_size)
        path.unlink()
    except OSError as error:
        raise RunError(f"{error.filename or store}: cannot be written ({error.strerror}); nothing was added") from error
    info = release.info
    return f"Added the release of {info.released}: {info.first} to {info.last}, from {published.url}"


def _read(path: Path, published: Publication, forces: Mapping[str, Force]) -> Release:
    try:
        release = read_recorded_crime(path, forces, released=published.released)
        absent = sorted(set(forces) - set(release.info.forces))
        if absent:
            raise DataError(f"{path.name}: found no figures of {', '.join(absent)}; expected every force")
    except DataError:
        path.unlink()
        raise
    return release


def _record(store: Path, published: Publication, release: Release, *, size: int) -> None:
    path = store / RECORD
    earlier = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    entry = {
        "released": published.released.isoformat(),
        "url": published.url,
        "downloaded": dt.datetime.now(dt.UTC).date().isoformat(),
        "sha256": release.info.sha256,
        "bytes": size,
    }
    path.write_text(json.dumps([*earlier, entry], indent=2) + "\n", encoding="utf-8")
