"""What a reader, or whoever checks a run, should know of its figures; what became of each file that was handed in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from crimekit import words
from crimekit.errors import DataError, nearest
from crimekit.library.figures import located
from crimekit.loaders.files import KINDS
from crimekit.loaders.inputs import Inputs
from crimekit.loaders.problems import Problem, refuse
from crimekit.loaders.store import SHIPPED, Offence, read_offences, releases
from crimekit.parameters.values import Break, Parameters, Run
from crimekit.periods import Quarter
from crimekit.statistics.rates import count_table

FACTOR = 1.4  # between 2012-13 and 2025-26 only three forces with residents moved by as much in a quarter
_SHOWN = 8


def figure_notes(inputs: Inputs, run: Run, parameters: Parameters) -> tuple[str, ...]:
    """What the release itself is odd in, and where the totals of the force and its peers jump."""
    peers = parameters.peer_groups[run.peer_group].members if run.peer_group else ()
    forces = list(dict.fromkeys([run.force, *peers]))
    observations = inputs.observations(list(inputs.offences()), forces)
    names = {key: parameters.forces[key].name for key in forces}
    return (*inputs.release.warnings, *jump_warnings(observations, parameters.breaks.values(), names))


def check_force_quarter(inputs: Inputs, run: Run, parameters: Parameters) -> None:
    """Refuse a release that has no figure at all of the force in the quarter reported: it is missing, not nought."""
    held = inputs.observations(list(inputs.offences()), [run.force])
    if run.quarter.label not in set(held["period"]):
        force = parameters.forces[run.force].name
        raise DataError(
            f"{inputs.release.source}: found no figures of {force} in {run.quarter}, which {run.key} reports; expected "
            "some: ask the supplier, or report an earlier quarter"
        )


def jump_warnings(observations: pd.DataFrame, breaks: Iterable[Break], names: Mapping[str, str]) -> tuple[str, ...]:
    """Each force-quarter whose total is more than 1.4 times the one before, or less than its inverse.

    `names` are what to call the forces, by key.

    Examples
    --------
    >>> counts = pd.DataFrame({"force": "gwent", "period": ["2023-24 Q1", "2023-24 Q2"], "series": "45",
    ...                        "value": [100, 150]})
    >>> jump_warnings(counts, [], {"gwent": "Gwent"})
    ('Gwent in 2023-24 Q2: the total went from 100 to 150, more than 1.4 times; no break is known',)
    """
    totals: dict[Any, float] = count_table(observations).unstack().dropna().to_dict()
    found = {(force, Quarter.parse(period)): int(total) for (force, period), total in totals.items()}
    return tuple(
        f"{names[force]} in {quarter}: the total went from {then:,} to {now:,}, more than {FACTOR:g} times; "
        f"{_named(force, quarter, breaks)}"
        for (force, quarter), now in sorted(found.items())
        if (then := found.get((force, quarter - 1))) is not None and (now > FACTOR * then or then > FACTOR * now)
    )


def _named(force: str, quarter: Quarter, breaks: Iterable[Break]) -> str:
    """The breaks of every measure that touch this quarter or end just before it."""
    names = [
        f"{known.name} ({known.key})"
        for known in breaks
        if known.touches(force) and known.first <= quarter <= known.last + 1
    ]
    return f"known break: {', '.join(dict.fromkeys(names))}" if names else "no break is known"


def code_notes(inputs: Inputs, parameters: Parameters) -> tuple[str, ...]:
    """What somebody should look at: codes that are new, and which of them no measure counts; codes named in vain.

    New is what the oldest release that ships lacks. The older codes that no measure counts are the same in every run:
    they stand on the page of methods.
    """
    held, claimed = inputs.offences(), _claimed(parameters)
    known = read_offences(SHIPPED, release=releases(SHIPPED)[0].key)
    new = {code: offence for code, offence in held.items() if code not in known}
    notes = {
        "codes that no earlier release holds": _described(new),
        "codes of the release that no measure claims": _described(new, claimed),
        "codes of measures that the release does not hold": [
            f"{code} ({', '.join(keys)})" for code, keys in claimed.items() if code not in held
        ],
    }
    return tuple(f"{what}: {words.listed(codes, _SHOWN)}" for what, codes in notes.items() if codes)


def unclaimed_codes(parameters: Parameters) -> list[str]:
    """The codes of the newest published release that no measure counts, each with what it is."""
    return _described(read_offences(SHIPPED), _claimed(parameters))


def _claimed(parameters: Parameters) -> dict[str, list[str]]:
    """The offence codes that measures count, each with the keys of these measures."""
    recorded = (measure for measure in parameters.measures.values() if measure.source == "recorded-crime")
    return words.gathered((code, measure.key) for measure in recorded for code in measure.series)


def _described(offences: Mapping[str, Offence], without: Collection[str] = ()) -> list[str]:
    """Codes with what they are, but those whose outcomes alone are counted: none of them is recorded."""
    told = {code: offence.description for code, offence in offences.items() if code not in without}
    return [f"{code} ({said})" for code, said in told.items() if "outcomes only" not in said]


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
