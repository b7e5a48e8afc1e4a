"""Files, folders and frames of figures, read into tidy frames with what they came from in ``attrs``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pandas as pd

from crimekit.library.frames import dated
from crimekit.library.opened import release_key
from crimekit.loaders import local, population, recorded_crime
from crimekit.loaders.files import read_package
from crimekit.loaders.inputs import own_store
from crimekit.loaders.monthly import count_street_crime, street_notes
from crimekit.loaders.store import SHIPPED, find_release, read_observations
from crimekit.parameters import read_parameters

Source: TypeAlias = "str | Path | pd.DataFrame"


def read_recorded_crime(source: Source = "bundled", *, release: str | dt.date = "latest") -> pd.DataFrame:
    """Police recorded crime by force, quarter and offence code.

    Parameters
    ----------
    source
        ``bundled``, the shipped figures; a file, folder or zip as the Home Office publishes it; a frame of its columns.
    release
        The date of a shipped release, or ``latest``.

    Returns
    -------
    pandas.DataFrame
        force, period, start (the first day of the quarter), offence, count. A count that should be there and is not is
        NaN. ``attrs`` has source, file, sha256, release and unit.

    Raises
    ------
    DataError
        If the file cannot be read: each bad cell is named.

    Examples
    --------
    >>> crime = read_recorded_crime(release="2023-10-19")
    >>> crime.query("force == 'gwent' and offence == '34B' and period == '2023-24 Q1'")["count"].item()
    62
    """
    with _path(source, SHIPPED) as path:
        store = path if path == SHIPPED else own_store(path, read_parameters().forces)
        info = find_release(store, release_key(release))
        held = read_observations(store, release=info.key)
    held = held.rename(columns={"series": "offence", "value": "count"})
    known = {"file": info.source, "sha256": info.sha256, "release": info.key, "notes": info.notes}
    return dated(held, {"source": "Home Office, police recorded crime", **known, "unit": "offences"})


def read_population(source: Source = "bundled") -> pd.DataFrame:
    """Mid-year estimates of the residents of each force.

    Parameters
    ----------
    source
        ``bundled``, a file as the Office for National Statistics lays it out, or a frame: code, year, population.

    Returns
    -------
    pandas.DataFrame
        force, year, population, source; ``attrs`` has file, sha256 and unit.

    Examples
    --------
    >>> read_population().query("force == 'gwent' and year == 2022")["population"].item()
    591504
    """
    with _path(source, SHIPPED / "population.csv") as path:
        return _said(population.read_population(path, read_parameters().forces), path, "residents")


def read_local(source: Source = "bundled") -> pd.DataFrame:
    """A force's own figures, in the one tidy layout of local files.

    Parameters
    ----------
    source
        ``bundled``, a file, a folder of files, or a frame: force, measure, period, value, source, and where there are
        any base, stated, note.

    Returns
    -------
    pandas.DataFrame
        force, period (a quarter or a month), start, measure, value, base, effective, stated, source, note.

    Examples
    --------
    >>> own = pd.DataFrame({"force": ["Gwent"], "measure": ["calls"], "period": ["2023-04"], "value": [812],
    ...                     "source": ["Control room"]})
    >>> read_local(own)[["force", "start", "value"]].astype(str).values.tolist()
    [['gwent', '2023-04-01', '812.0']]
    """
    with _path(source, SHIPPED / "local") as path:
        return _said(local.read_local_figures(path, read_parameters().forces), path, "as stated")


def read_survey(source: Source) -> pd.DataFrame:
    """Percentages of a survey from a row a respondent: force, question, period, answer, weight, source.

    Returns
    -------
    pandas.DataFrame
        force, period, start, measure, value (a percentage), base (respondents), effective (what weighted answers are
        worth), source, note. `survey` adds the intervals.

    Examples
    --------
    >>> asked = pd.DataFrame({"force": "gwent", "question": "safe", "period": "2023-24 Q1", "answer": ["yes", "no"],
    ...                       "source": "Survey"})
    >>> read_survey(asked)[["measure", "value", "base"]].values.tolist()
    [['safe', 50.0, 2.0]]
    """
    with _path(source) as path:
        found = local.read_respondents(path, read_parameters().forces).reset_index(drop=True)
        return _said(found[[name for name in local.COLUMNS if name != "stated"]], path, "percent of respondents")


def read_outcomes(path: str | Path) -> pd.DataFrame:
    """A Home Office table of outcomes, in a file, folder or zip: force, period, code, group, outcome, type, value.

    `code` is empty where the file has none; a count that is missing, or has a missing part, is NaN.
    """
    return recorded_crime.read_outcomes(Path(path), read_parameters().forces)


def read_street(path: str | Path) -> pd.DataFrame:
    """Street-level crime of data.police.uk, in a file, folder or zip: force, period (month), series (its type), value.

    ``attrs["notes"]`` tells what was left out, and each quarter that is more than a tenth from shipped recorded crime.
    """
    found = count_street_crime(Path(path), read_parameters().forces)
    recorded = read_observations(SHIPPED, forces=sorted(found["force"].unique()))
    found.attrs["notes"] = street_notes(found, recorded)
    return found


@contextmanager
def _path(source: Source, shipped: Path | None = None) -> Iterator[Path]:
    """Where the figures lie; a frame is written down, so that one reader checks all."""
    if isinstance(source, pd.DataFrame):
        with TemporaryDirectory() as folder:
            path = Path(folder, "frame.csv")
            source.to_csv(path, index=False)
            yield path
    else:
        yield shipped if shipped and source == "bundled" else Path(source)


def _said(frame: pd.DataFrame, path: Path, unit: str) -> pd.DataFrame:
    """The frame with its dates and what it came from."""
    package = read_package(path)
    return dated(frame, {"file": package.name, "sha256": package.sha256, "unit": unit})
