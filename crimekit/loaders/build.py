"""Source files into the store that ships with crimekit, or into another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from crimekit.errors import ParameterError, RunError
from crimekit.loaders.inputs import SHIPPED
from crimekit.loaders.names import Force
from crimekit.loaders.population import COLUMNS, read_population
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.loaders.releases import Release
from crimekit.loaders.store import write_store


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
