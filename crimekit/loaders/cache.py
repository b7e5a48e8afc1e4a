"""Releases already read, kept in the user's cache folder, so that a workbook is parsed once.

An entry goes by the SHA-256 of the file and of everything else the result rests on: the spellings of the forces and
the loaders' own source. It carries its own hash, so one that was cut short or changed is made again. Entries are
written beside and moved into place, so two processes at once each see a whole one. The folder can be deleted at any
time.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from crimekit.loaders.packages import Package
from crimekit.loaders.releases import Offence, Release, ReleaseInfo

VARIABLE = "CRIMEKIT_CACHE"
_METADATA = b"crimekit"
_HASH = 32


def cache_folder() -> Path | None:
    """Where entries lie: ``CRIMEKIT_CACHE``, or ``crimekit`` in the cache folder of the system; None where neither is.

    Examples
    --------
    >>> import os
    >>> os.environ[VARIABLE] = "somewhere"
    >>> cache_folder().name
    'somewhere'
    """
    if named := os.environ.get(VARIABLE):
        return Path(named)
    if base := os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if os.name == "nt" else None):
        return Path(base) / "crimekit"
    try:
        return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "crimekit"
    except RuntimeError:
        return None


def cached_release(package: Package, spellings: Mapping[str, str], make: Callable[[], Release]) -> Release:
    """The release that `make` reads from `package`, from the cache where it holds it; `make` gives it no date."""
    folder = cache_folder()
    if folder is None:
        return make()
    entry = folder / f"{_key(package, spellings)}.release"
    found = _read(entry)
    if found is None:
        found = make()
        with suppress(OSError):  # a full or read-only disk costs time, not the figures
            _write(found, entry)
    return found


def _key(package: Package, spellings: Mapping[str, str]) -> str:
    parts = [package.name, package.sha256, sorted(spellings.items()), _source(), pa.__version__]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@cache
def _source() -> str:
    """The hash of the loaders themselves: when they change, so may what they read."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _write(release: Release, entry: Path) -> None:
    entry.parent.mkdir(parents=True, exist_ok=True)
    known = {
        "info": dataclasses.asdict(release.info),
        "offences": list(map(dataclasses.astuple, release.offences.values())),
    }
    written = io.BytesIO()
    table = pa.Table.from_pandas(release.observations, preserve_index=False)
    metadata = {**(table.schema.metadata or {}), _METADATA: json.dumps(known)}
    pq.write_table(table.replace_schema_metadata(metadata), written, compression="zstd")
    content = written.getvalue()
    handle, name = tempfile.mkstemp(dir=entry.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(content).digest() + content)
        Path(name).replace(entry)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _read(entry: Path) -> Release | None:
    """The release of an entry; None where there is none or it is not as it was written."""
    try:
        content = entry.read_bytes()
    except OSError:
        return None
    digest, content = content[:_HASH], content[_HASH:]
    if hashlib.sha256(content).digest() != digest:
        return None
    table = pq.read_table(pa.BufferReader(content))
    known = json.loads(table.schema.metadata[_METADATA])
    offences = {offence[0]: Offence(*offence) for offence in known["offences"]}
    return Release(_info(known["info"]), table.to_pandas(), offences)


def _info(known: Mapping[str, Any]) -> ReleaseInfo:
    released: dt.date | None = known["released"]
    tuples = {name: tuple(known[name]) for name in ("periods", "forces", "warnings")}
    return ReleaseInfo(**{**known, **tuples, "released": released})
