"""All that one notebook needs: the shipped figures, or a folder of an analyst's own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from crimekit.errors import DataError, ParameterError
from crimekit.loaders.files import read_file
from crimekit.loaders.frames import OBSERVATIONS
from crimekit.loaders.local_figures import local_files, read_local_figures
from crimekit.loaders.monthly_crime import MONTHLY, read_monthly_crime
from crimekit.loaders.names import Force
from crimekit.loaders.population import read_population
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.loaders.releases import Offence, Release, ReleaseInfo
from crimekit.loaders.sheets import KINDS
from crimekit.loaders.store import find_release, read_observations, read_offences, releases
from crimekit.quarters import Quarter

SHIPPED = Path(__file__).resolve().parents[1] / "data"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


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
    figures: Release | Path = field(repr=False)  # an analyst's own release, or the store that holds it
    local_figures: pd.DataFrame = field(repr=False)

    def observations(self, codes: Sequence[str], forces: Sequence[str] | None = None) -> pd.DataFrame:
        """Recorded crime of these offence codes, of these forces or of all."""
        if isinstance(self.figures, Path):
            return read_observations(self.figures, release=self.release.key, forces=forces, series=codes)
        rows = self.figures.observations
        wanted = rows["series"].isin(codes) & (True if forces is None else rows["force"].isin(forces))
        return rows.loc[wanted, list(OBSERVATIONS)].reset_index(drop=True)

    def local(self, force: str) -> pd.DataFrame:
        """The local figures of one force, as they were supplied; no row where there are none."""
        return self.local_figures[self.local_figures["force"] == force].reset_index(drop=True)

    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters that the release covers, in time order."""
        return self.release.quarters

    def releases(self) -> tuple[ReleaseInfo, ...]:
        """Every release to choose from, oldest first."""
        return releases(self.figures) if isinstance(self.figures, Path) else (self.release,)

    def offences(self) -> Mapping[str, Offence]:
        """The meaning of each offence code in the release."""
        if isinstance(self.figures, Path):
            return read_offences(self.figures, release=self.release.key)
        return self.figures.offences


def open_inputs(inputs: str, *, release: str = "latest", forces: Mapping[str, Force]) -> Inputs:
    """The figures of ``bundled``, of a folder, or of one file of recorded crime.

    A folder may hold ``recorded-crime*`` (a workbook, CSV or Parquet, a folder or a zip of them, or months in
    ``recorded-crime-months*``; a date in its name is the date of its release), ``population.*`` and ``local/``. What
    it lacks comes from the shipped figures, each kind as a whole, and `Inputs.sources` says so.
    """
    own = _Own() if inputs == "bundled" else _own(Path(inputs))
    figures = _recorded(own.recorded, forces) if own.recorded else SHIPPED
    info = find_release(figures, release) if isinstance(figures, Path) else _checked(figures.info, release)
    population = own.population or SHIPPED / "population.csv"
    local = own.local or SHIPPED / "local"
    files = (population, *local_files(local))
    return Inputs(
        "the shipped figures" if inputs == "bundled" else f"the figures in {Path(inputs).name}",
        info,
        (Source(info.source, info.sha256, info.released, shipped=own.recorded is None), *map(_source, files)),
        read_population(population, forces),
        figures,
        read_local_figures(local, forces),
    )


@dataclass(frozen=True, slots=True)
class _Own:
    """What a folder of inputs holds; None for what the shipped figures stand in for."""

    recorded: Path | None = None
    population: Path | None = None
    local: Path | None = None


def _recorded(path: Path, forces: Mapping[str, Force]) -> Release:
    read = read_monthly_crime if path.name.casefold().startswith(MONTHLY) else read_recorded_crime
    return read(path, forces, released=_date(path))


def _own(folder: Path) -> _Own:
    if folder.is_file():
        return _Own(recorded=folder)
    if not folder.is_dir():
        raise ParameterError(f"inputs: found no folder '{folder}'; expected 'bundled' or a folder of input files")
    local = folder / "local"
    own = _Own(
        _only(folder, "recorded-crime*", "recorded crime"),
        _only(folder, "population.*", "population"),
        local if local.is_dir() and any(path.suffix.casefold() in KINDS for path in local.iterdir()) else None,
    )
    if own == _Own():
        raise DataError(
            f"{folder.name}: found none of the input files; expected recorded-crime* ({', '.join(KINDS)}), "
            "population.csv or tables in local/"
        )
    return own


def _only(folder: Path, pattern: str, what: str) -> Path | None:
    """The one table, zip or folder of a kind; None where there is none."""
    found = sorted(path for path in folder.glob(pattern) if path.suffix.casefold() in (*KINDS, ".zip") or path.is_dir())
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise DataError(f"{folder.name}: found {len(found)} files of {what} ({names}); expected one")
    return found[0] if found else None


def _date(path: Path) -> dt.date | None:
    written = _DATE.search(path.stem)
    try:
        return dt.date.fromisoformat(written[0]) if written else None
    except ValueError as error:
        raise DataError(f"{path.name}: found no date in '{path.stem}'; expected one such as 2026-04-23") from error


def _checked(info: ReleaseInfo, release: str) -> ReleaseInfo:
    """A folder's own release, which must be the one asked for."""
    if release not in ("latest", info.key):
        raise ParameterError(
            f"release: no '{release}' in the inputs; found {info.source}, released "
            f"{info.released or 'on an unknown date'}; expected 'latest' or '{info.key}'"
        )
    return info


def _source(path: Path) -> Source:
    return Source(path.name, read_file(path).sha256, shipped=path.is_relative_to(SHIPPED))
