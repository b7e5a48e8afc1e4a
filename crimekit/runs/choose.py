"""What the words of a command mean: which reports to make, and where they go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crimekit.errors import CrimekitError, ParameterError, nearest
from crimekit.parameters.model import Parameters, Run
from crimekit.quarters import Quarter
from crimekit.runs.plan import Plan, plan
from crimekit.runs.reuse import fingerprints, reusable
from crimekit.runs.texts import check_texts

ALL = "all"


@dataclass(frozen=True, slots=True)
class Refused:
    """A run that cannot be carried out, and why."""

    run: Run
    error: str


def typed_quarter(quarter: str, paths: Sequence[Path]) -> tuple[str, tuple[Path, ...]]:
    """The quarter and the run files as they were meant, where the blank in the quarter stood without quotes.

    Examples
    --------
    >>> typed_quarter("2025-26", [Path("Q3")])
    ('2025-26 Q3', ())
    """
    if quarter and len(paths) == 1 and re.fullmatch("[Qq][1-4]", paths[0].name):
        return f"{quarter} {paths[0].name}", ()
    return quarter, tuple(paths)


def runs_of(forces: str, parameters: Parameters, *, quarter: str, report: str, release: str = "latest") -> list[Run]:
    """A run for each force: ``all``, or keys with commas between.

    Examples
    --------
    >>> from crimekit.parameters import read_parameters
    >>> runs = runs_of("gwent, kent", read_parameters(), quarter="2025-26 Q3", report="national-measures")
    >>> [run.key for run in runs]
    ['gwent-2025-26-q3', 'kent-2025-26-q3']
    """
    reported = Quarter.parse(quarter)
    if report not in parameters.reports:
        raise ParameterError(f"--report: no '{report}'{nearest(report, parameters.reports)}")
    keys = list(parameters.forces) if forces == ALL else [key.strip() for key in forces.split(",") if key.strip()]
    if not keys:
        raise ParameterError(f"--forces: found '{forces}'; expected '{ALL}', or forces with commas between")
    for key in keys:
        if key not in parameters.forces:
            raise ParameterError(f"--forces: no '{key}'{nearest(key, [*parameters.forces, ALL])}")
    return [Run(f"{key}-{reported.slug}", report, key, reported, release) for key in dict.fromkeys(keys)]


def planned(
    runs: Sequence[Run], parameters: Parameters, outputs: Path, *, texts_required: bool = True
) -> tuple[tuple[Plan, ...], tuple[Refused, ...]]:
    """The plans of the runs that can be carried out, and the others; a single run is refused with its own error."""
    plans: dict[Path, Plan] = {}
    refused = []
    for run in runs:
        try:
            found = plan(run, parameters, outputs, texts_required=texts_required)
            check_texts(found, parameters, made=reusable(found, fingerprints(found, parameters)))
            plans.setdefault(found.folder, found)
        except CrimekitError as error:
            if len(runs) == 1:
                raise
            refused.append(Refused(run, str(error)))
    return tuple(plans.values()), tuple(refused)


def outputs_folder(outputs: str | None, parameters: Parameters) -> Path:
    """The folder for reports on this machine: the project's own, where they are to be copied to a URL."""
    own = parameters.folder.parent / "outputs"
    return (Path(outputs) if outputs and not is_url(outputs) else own).resolve()


def is_url(place: str) -> bool:
    """Whether a place is meant as a URL; a letter alone before a colon is a Windows drive.

    Examples
    --------
    >>> is_url("s3://bucket/reports"), is_url("C:/reports"), is_url("outputs")
    (True, False, False)
    """
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", place) is not None


def shown(path: Path) -> str:
    """A path as a reader at this terminal would type it.

    Examples
    --------
    >>> shown(Path.cwd() / "outputs" / "gwent")
    'outputs/gwent'
    """
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
