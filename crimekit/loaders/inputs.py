"""All that one notebook needs: the shipped figures, or a folder of an analyst's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from crimekit.errors import DataError, ParameterError
from crimekit.loaders.build import own_store
from crimekit.loaders.files import KINDS, read_file
from crimekit.loaders.local import local_files, read_local_figures
from crimekit.loaders.names import Force
from crimekit.loaders.population import read_population
from crimekit.loaders.releases import Offence, ReleaseInfo
from crimekit.loaders.store import SHIPPED, find_release, read_observations, read_offences, releases
from crimekit.quarters import Quarter


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

    def observations(self, codes: Sequence[str], forces: Sequence[str] | None = None) -> pd.DataFrame:
        """Recorded crime of these offence codes, of these forces or of all."""
        return read_observations(self.store, release=self.release.key, forces=forces, series=codes)

    def local(self, force: str) -> pd.DataFrame:
        """The local figures of one force, as they were supplied; no row where there are none."""
        return self.local_figures[self.local_figures["force"] == force].reset_index(drop=True)

    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters that the release covers, in time order."""
        return self.release.quarters

    def releases(self) -> tuple[ReleaseInfo, ...]:
        """Every release to choose from, oldest first."""
        return releases(self.store)

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
    info = _only_release(store, release) if recorded else find_release(store, release)
    population, local = population or SHIPPED / "population.csv", local or SHIPPED / "local"
    files = (population, *local_files(local))
    return Inputs(
        "the shipped figures" if inputs == "bundled" else f"the figures in {Path(inputs).name}",
        info,
        (Source(info.source, info.sha256, info.released, shipped=recorded is None), *map(_source, files)),
        read_population(population, forces),
        store,
        read_local_figures(local, forces),
    )


def _own(folder: Path) -> tuple[Path | None, Path | None, Path | None]:
    """Recorded crime, population and local figures of a folder; None for what the shipped figures stand in for."""
    if folder.is_file():
        return folder, None, None
    if not folder.is_dir():
        raise ParameterError(f"inputs: found no folder '{folder}'; expected 'bundled' or a folder of input files")
    local = folder / "local"
    has_local = local.is_dir() and any(path.suffix.casefold() in KINDS for path in local.iterdir())
    recorded = _only(folder, "recorded-crime*", "recorded crime")
    population = _only(folder, "population.*", "population")
    if not (recorded or population or has_local):
        raise DataError(
            f"{folder.name}: found none of the input files; expected recorded-crime* ({', '.join(KINDS)}), "
            "population.csv or tables in local/"
        )
    return recorded, population, local if has_local else None


def _only(folder: Path, pattern: str, what: str) -> Path | None:
    """The one table, zip or folder of a kind; None where there is none."""
    found = sorted(path for path in folder.glob(pattern) if path.suffix.casefold() in (*KINDS, ".zip") or path.is_dir())
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise DataError(f"{folder.name}: found {len(found)} files of {what} ({names}); expected one")
    return found[0] if found else None


def _only_release(store: Path, release: str) -> ReleaseInfo:
    """An analyst's own release, which must be the one asked for."""
    (info,) = releases(store)
    if release not in ("latest", info.key):
        raise ParameterError(
            f"release: no '{release}' in the inputs; found {info.source}, released "
            f"{info.released or 'on an unknown date'}; expected 'latest' or '{info.key}'"
        )
    return info


def _source(path: Path) -> Source:
    return Source(path.name, read_file(path).sha256, shipped=path.is_relative_to(SHIPPED))
