"""All that one notebook needs: the shipped figures, or a folder of an analyst's own."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa

from crimekit.errors import DataError, ParameterError
from crimekit.loaders.files import KINDS, read_file, read_package, tables_in
from crimekit.loaders.local import local_files, read_local_figures
from crimekit.loaders.names import Force
from crimekit.loaders.population import read_population
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.loaders.store import (
    SHIPPED,
    Offence,
    ReleaseInfo,
    find_release,
    read_observations,
    read_offences,
    write_store,
)

CACHE = "CRIMEKIT_CACHE"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNPRINTED = ("Cc", "Cf", "Cs")  # what a terminal or a reader would take for something else, and what is no letter
_NOT_KEPT: list[TemporaryDirectory[str]] = []  # stores that go with this process


@dataclass(frozen=True, slots=True)
class Source:
    """A file that figures came from."""

    name: str
    sha256: str
    released: dt.date | None = None
    shipped: bool = False  # with crimekit, and not in the folder of inputs


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """The figures of one run; recorded crime is read when it is asked for."""

    name: str  # as messages call it: "the shipped figures", "the figures in my-figures"
    release: ReleaseInfo
    sources: tuple[Source, ...]
    population: pd.DataFrame = field(repr=False)
    store: Path = field(repr=False)  # the shipped one, or one that holds an analyst's own release
    local_figures: pd.DataFrame = field(repr=False)
    lacking: tuple[str, ...] = ()  # the forces that an analyst's own file of recorded crime does not hold
    notes: tuple[str, ...] = ()  # what is odd in the files, for whoever handed them in

    def observations(self, codes: Sequence[str], forces: Sequence[str] | None = None) -> pd.DataFrame:
        """Recorded crime of these offence codes, of these forces or of all."""
        return read_observations(self.store, release=self.release.key, forces=forces, series=codes)

    def local(self, force: str) -> pd.DataFrame:
        """The local figures of one force, as they were supplied; no row where there are none."""
        return self.local_figures[self.local_figures["force"] == force].reset_index(drop=True)

    def offences(self) -> Mapping[str, Offence]:
        """The meaning of each offence code in the release."""
        return read_offences(self.store, release=self.release.key)


def open_inputs(inputs: str, *, release: str = "latest", forces: Mapping[str, Force]) -> Inputs:
    """The figures of ``bundled``, of a folder, or of one file of recorded crime.

    A folder may hold ``recorded-crime*`` (a workbook, CSV or Parquet, a folder or a zip of them, or months in
    ``recorded-crime-months*``; a date in its name is the date of its release), ``population.*`` and ``local/``. What
    it lacks comes from the shipped figures, each kind as a whole, and `Inputs.sources` says so.
    """
    recorded, population, local = (None, None, None) if inputs == "bundled" else _own(Path(inputs))
    store = own_store(recorded, forces) if recorded else SHIPPED
    info = find_release(store, release)
    population, local = population or SHIPPED / "population.csv", local or SHIPPED / "local"
    files = (population, *local_files(local))
    lacking = tuple(force for force in forces if recorded and force not in info.forces)
    others = [find_release(SHIPPED, "latest")] if lacking else []
    published = [Source(table.source, table.sha256, table.released, shipped=True) for table in others]
    residents, own = (
        _shipped(reader, path, tuple(forces.items())) if path.is_relative_to(SHIPPED) else reader(path, forces)
        for reader, path in ((read_population, population), (read_local_figures, local))
    )
    return Inputs(
        "the shipped figures" if inputs == "bundled" else f"the figures in {Path(inputs).name}",
        info,
        (Source(info.source, info.sha256, info.released, shipped=recorded is None), *map(_source, files), *published),
        residents,
        store,
        own,
        lacking,
        (*info.notes, *residents.attrs["notes"], *own.attrs["notes"]),
    )


@lru_cache(maxsize=4)
def _shipped(
    reader: Callable[[Path, Mapping[str, Force]], pd.DataFrame], path: Path, forces: tuple[tuple[str, Force], ...]
) -> pd.DataFrame:
    """A shipped table, read once: every section of a run opens it."""
    return reader(path, dict(forces))


def _own(folder: Path) -> tuple[Path | None, Path | None, Path | None]:
    """Recorded crime, population and local figures of a folder; None for what the shipped figures stand in for."""
    if os.path.isfile(folder):  # noqa: PTH113 - as below, Path's own raises where a name is too long
        return folder, None, None
    if not os.path.isdir(folder):  # noqa: PTH112
        raise ParameterError(f"inputs: found no folder '{folder}'; expected 'bundled' or a folder of input files")
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.name != "Icon\r")
    for name in names:
        if any(unicodedata.category(letter) in _UNPRINTED for letter in name):
            raise DataError(f"{folder.name}: found a file called {name!a}; expected a name that can be printed")
    local = folder / "local"
    recorded, population = _only(folder, "recorded-crime*"), _only(folder, "population.*")
    found = (recorded, population, local if local.is_dir() and tables_in(local) else None)
    if not any(found):
        raise DataError(
            f"{folder.name}: found none of the input files; expected recorded-crime* ({', '.join(KINDS)}), "
            "population.csv or tables in local/"
        )
    return found


def _only(folder: Path, pattern: str) -> Path | None:
    """The one table, zip or folder of a kind; None where there is none."""
    found = sorted(path for path in folder.glob(pattern) if path.suffix.casefold() in (*KINDS, ".zip") or path.is_dir())
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise DataError(f"{folder.name}: found {len(found)} of {pattern} ({names}); expected one")
    return found[0] if found else None


def _source(path: Path) -> Source:
    return Source(path.name, read_file(path).sha256, shipped=path.is_relative_to(SHIPPED))


def own_store(path: Path, forces: Mapping[str, Force]) -> Path:
    """A store with the release at `path` alone; a date in the name of the file is the date of its release.

    A workbook takes seconds to read, and each section of a run opens it: so the store is kept in the user's cache
    folder, by the SHA-256 of the file and of all else that the figures rest on, what is known of the forces and the
    source of the loaders. One that cannot be read is made again; the folder can be deleted at any time.
    """
    released, (package, _) = _date(path), read_package(path)
    known = (package.name, package.sha256, sorted(forces.items()), _loaders(), pa.__version__)
    caches = os.environ.get("XDG_CACHE_HOME") or Path("~", ".cache").expanduser()
    folder = Path(os.environ.get(CACHE) or Path(caches, "crimekit"), hashlib.sha256(repr(known).encode()).hexdigest())
    with suppress(DataError):
        read_observations(folder)
        read_offences(folder)
        return folder
    release = read_recorded_crime(path, forces, released=released)
    try:
        write_store([release], folder)
    except OSError:  # a full or read-only disk costs time, not the figures
        _NOT_KEPT.append(TemporaryDirectory(prefix="crimekit-"))
        folder = Path(_NOT_KEPT[-1].name)
        write_store([release], folder)
    return folder


@cache
def _loaders() -> str:
    """The hash of the loaders themselves: when they change, so may what they read."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _date(path: Path) -> dt.date | None:
    written = _DATE.search(path.stem)
    try:
        return dt.date.fromisoformat(written[0]) if written else None
    except ValueError as error:
        raise DataError(f"{path.name}: found no date in '{path.stem}'; expected one such as 2026-04-23") from error
