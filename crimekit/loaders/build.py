"""Source files into a store: the one that ships with crimekit, another, or the user's own of what was read before."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from crimekit.errors import DataError, ParameterError, RunError
from crimekit.loaders.files import read_package
from crimekit.loaders.monthly import MONTHLY, read_monthly_crime
from crimekit.loaders.names import Force, force_names
from crimekit.loaders.population import COLUMNS, read_population
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.loaders.releases import Release
from crimekit.loaders.store import SHIPPED, read_observations, read_offences, write_store

CACHE = "CRIMEKIT_CACHE"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NOT_KEPT: list[TemporaryDirectory[str]] = []  # stores that go with this process


def own_store(path: Path, forces: Mapping[str, Force]) -> Path:
    """A store with the release at `path` alone; a date in the name of the file is the date of its release.

    A workbook takes seconds to read, and each section of a run opens it: so the store is kept in the user's cache
    folder, by the SHA-256 of the file and of all else that the figures rest on, the spellings of the forces and the
    source of the loaders. One that cannot be read is made again; the folder can be deleted at any time.
    """
    released, package = _date(path), read_package(path)
    known = [package.name, package.sha256, sorted(force_names(forces).forces.items()), _source(), pa.__version__]
    folder = _cache_folder() / hashlib.sha256(json.dumps(known).encode()).hexdigest()
    with suppress(DataError):
        read_observations(folder)
        read_offences(folder)
        return folder
    read = read_monthly_crime if path.name.casefold().startswith(MONTHLY) else read_recorded_crime
    release = read(path, forces, released=released)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        with TemporaryDirectory(dir=folder.parent, prefix=".writing-", ignore_cleanup_errors=True) as beside:
            write_store([release], Path(beside) / "store")
            (Path(beside) / "store").rename(folder)  # so another process sees all of it or nothing
    except OSError:  # a full or read-only disk costs time, not the figures
        _NOT_KEPT.append(TemporaryDirectory(prefix="crimekit-"))
        folder = Path(_NOT_KEPT[-1].name)
        write_store([release], folder)
    return folder


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path("~", ".cache").expanduser()
    return Path(os.environ.get(CACHE) or Path(base, "crimekit"))


@cache
def _source() -> str:
    """The hash of the loaders themselves: when they change, so may what they read."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _date(path: Path) -> dt.date | None:
    written = _DATE.search(path.stem)
    try:
        return dt.date.fromisoformat(written[0]) if written else None
    except ValueError as error:
        raise DataError(f"{path.name}: found no date in '{path.stem}'; expected one such as 2026-04-23") from error


def build(
    sources: Sequence[Path],
    *,
    released: Sequence[str | dt.date],
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
    estimates = _population_as_csv(population, forces) if population else ""
    folder = to or SHIPPED
    try:
        written = write_store(read, folder)
        if estimates:
            (folder / "population.csv").write_text(estimates, encoding="utf-8", newline="\n")
    except OSError as error:
        raise RunError(f"{folder}: cannot be written ({error.strerror}); expected a folder that can") from error
    lines = [line for release in read for line in _told(release)]
    lines += [f"Populations of {population.name}"] if population else []
    return "\n".join(
        [*lines, f"Written to {folder}: {sum(path.stat().st_size for path in written):,} bytes of releases"]
    )


def _dates(sources: Sequence[Path], released: Sequence[str | dt.date]) -> list[dt.date]:
    if len(sources) != len(released):
        raise ParameterError(f"released: found {len(released)} dates for {len(sources)} sources; expected one for each")
    try:
        dates = [dt.date.fromisoformat(str(date)) for date in released]
    except ValueError as error:
        raise ParameterError(f"released: {error}; expected a date such as '2026-04-23'") from error
    if len(set(dates)) < len(dates):
        raise ParameterError("released: found one date for two sources; expected a date of its own for each")
    return dates


def _told(release: Release) -> list[str]:
    info = release.info
    left_out = (
        ", ".join(f"{body} ({rows:,} {'row' if rows == 1 else 'rows'})" for body, rows in info.excluded.items())
        or "nobody"
    )
    return [
        f"{info.source}: release of {info.released}, {info.first} to {info.last}, {len(info.forces)} forces, "
        f"{len(release.observations):,} counts; left out: {left_out}",
        *(f"  warning: {warning}" for warning in info.warnings),
    ]


def _population_as_csv(path: Path, forces: Mapping[str, Force]) -> str:
    estimates = read_population(path, forces)
    codes = estimates["force"].map({force.key: force.code for force in forces.values()})
    return estimates.assign(code=codes).loc[:, ["code", *COLUMNS]].to_csv(index=False, lineterminator="\n")
