"""What became of every file that was handed in: read, with what it holds, or not read, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from crimekit import words
from crimekit.errors import nearest
from crimekit.library.opened import located
from crimekit.loaders.files import KINDS
from crimekit.loaders.inputs import Inputs
from crimekit.loaders.problems import Problem, refuse
from crimekit.parameters.values import Parameters, Run
from crimekit.periods import Quarter

_NAMES = ("recorded-crime", "recorded-crime-months", "population", "local", "outturn")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_MANY = 4  # names that are listed before their number is


@dataclass(frozen=True, slots=True)
class Account:
    """One file of the inputs folder: what it holds, or why nothing of it is in the report."""

    file: str  # from the folder on, with slashes
    holds: str = ""
    unread: str = ""

    def __str__(self) -> str:
        return f"{self.file}: read: {self.holds}" if self.holds else f"{self.file}: not read, because {self.unread}"


def accounts(run: Run, inputs: Inputs, parameters: Parameters) -> tuple[Account, ...]:
    """Every file of a run's inputs folder, in the order of its name; none where the shipped figures are used.

    Raises
    ------
    DataError
        A row of local figures is of a measure that is not known.
    """
    folder = Path(located(run.inputs, parameters))
    if run.inputs == "bundled" or not folder.is_dir():
        return ()
    local = inputs.local_figures
    known = {series for measure in parameters.measures.values() for series in (measure.key, *measure.series)}
    if "file" in local.columns:
        unknown = local[~local["measure"].isin(known)].to_dict("records")
        nearby = [(row, f"no measure '{row['measure']}'{nearest(row['measure'], known)}") for row in unknown]
        refuse([Problem.at(row, "measure", rule) for row, rule in nearby])
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and not _of_the_system(path, folder))
    return tuple(_account(path.relative_to(folder), run, inputs, parameters) for path in found)


def _of_the_system(path: Path, folder: Path) -> bool:
    """Whether an operating or office system put it there."""
    hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in path.relative_to(folder).parts)
    return hidden or path.name.casefold() in ("thumbs.db", "desktop.ini", "icon\r")


def _account(path: Path, run: Run, inputs: Inputs, parameters: Parameters) -> Account:
    name, top = path.as_posix(), path.parts[0]
    folder = top if len(path.parts) == 2 else ""
    if top.casefold().startswith("recorded-crime"):
        info = inputs.release
        return Account(name, f"{_listed('force', info.forces)}, {info.periods[0]} to {info.periods[-1]}")
    if top.casefold().startswith("population."):
        years = inputs.population["year"]
        return Account(name, f"{_listed('force', inputs.population['force'])}, mid-{years.min()} to mid-{years.max()}")
    if folder == "local" and path.suffix.casefold() in KINDS:
        return _local(name, path.name, inputs.local_figures, run)
    if folder == "outturn" and path.name in (f"{run.force}-figures.csv", f"{run.force}-stated.csv"):
        read = parameters.reports[run.report].kind == "outturn"
        return Account(name, "annual figures" if read else "", unread="" if read else "only an outturn reads it")
    if path.suffix.casefold() not in (*KINDS, ".zip") and len(path.parts) == 1:
        return Account(name, unread=f"it is none of {', '.join((*KINDS, '.zip'))}")
    expected = ", ".join(f"{each}*" for each in _NAMES[:3])
    return Account(name, unread=f"no file is called so{nearest(path.stem, _NAMES)}; expected {expected} or local/")


def _local(name: str, file: str, figures: pd.DataFrame, run: Run) -> Account:
    rows = figures[figures["file"] == file]
    own = rows[rows["force"] == run.force]
    if own.empty:
        return Account(name, unread=f"its rows are of {_listed('force', rows['force'])}, the report of {run.force}")
    periods = sorted(
        own["period"].unique(), key=lambda told: told if _MONTH.fullmatch(told) else Quarter.parse(told).months[-1]
    )
    more = f"; {len(rows) - len(own)} of other forces are not used" if len(rows) > len(own) else ""
    span, counted = " to ".join(dict.fromkeys((periods[0], periods[-1]))), words.counted(len(own), "row", "rows")
    return Account(name, f"{counted}, {span}, {_listed('measure', own['measure'])}{more}")


def _listed(noun: str, values: Iterable[str]) -> str:
    """The names, or how many they are where they are many."""
    names = sorted(set(values))
    return ", ".join(names) if len(names) <= _MANY else words.counted(len(names), noun, f"{noun}s")
