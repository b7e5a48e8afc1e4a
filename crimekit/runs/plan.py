"""What a run will do, checked before any notebook starts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from crimekit.errors import DataError, RunError
from crimekit.loaders.inputs import Inputs
from crimekit.loaders.names import Force
from crimekit.parameters.model import Commentary, Parameters, Report, Run
from crimekit.reports.cases.notes import check_force_quarter
from crimekit.reports.revisions.comparison import check_previous
from crimekit.runs.kinds import folder_name, open_for, texts
from crimekit.runs.notebooks import check_parameters
from crimekit.runs.texts import check_texts

OVERVIEW = "overview"


@dataclass(frozen=True, slots=True)
class Task:
    """One notebook to execute with its parameters."""

    key: str
    title: str
    notebook: Path
    parameters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a run needs, found and checked."""

    run: Run
    report: Report
    force: Force
    tasks: tuple[Task, ...]
    inputs: Inputs
    commentary: Commentary | None  # None: nobody has written anything yet
    folder: Path  # where the report will stand


def plan(run: Run, parameters: Parameters, outputs: Path, *, texts_required: bool = True) -> Plan:
    """Check that `run` can be carried out and say what it takes; nothing is executed or written.

    A report of measures needs a file of texts; where texts are missing in it, or are not required, the report is a
    draft that says so.
    """
    report, force = parameters.reports[run.report], parameters.forces[run.force]
    _check_outputs(run, outputs)
    inputs = open_for(run, report, parameters)
    if report.kind != "register":
        _check_quarter(run, inputs)
        check_force_quarter(inputs, run, parameters)
    check_previous(run, inputs)
    commentary = texts(run, report, parameters)
    if commentary is None and texts_required and report.kind == "measures":
        where = f"parameters/commentary/{run.force}/{run.quarter.slug}.yml"
        sections = ", ".join(section.key for section in report.sections)
        raise RunError(f"{run.key}: no commentary: expected {where}, with a text for {sections}")
    tasks = _tasks(run, report, parameters.folder.parent / "notebooks")
    for task in tasks:
        check_parameters(task.notebook, [name for name, _ in task.parameters])
    found = Plan(run, report, force, tasks, inputs, commentary, outputs / run.force / folder_name(run, report))
    check_texts(found, parameters)
    return found


def _check_outputs(run: Run, outputs: Path) -> None:
    """Refuse a place that nothing can be written to, before anything is worked out."""
    wanted = outputs / run.force
    existing = next(place for place in (wanted, *wanted.parents) if place.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise RunError(f"outputs: cannot write to '{existing.name}'; expected a folder that can be written")


def _tasks(run: Run, report: Report, notebooks: Path) -> tuple[Task, ...]:
    shown = {"force": run.force, "quarter": run.quarter.label}
    if report.kind == "register":
        return tuple(
            Task(s.key, s.title, notebooks / f"{s.notebook}.ipynb", tuple(shown.items())) for s in report.sections
        )
    shared = {
        **shown,
        "report": run.report,
        "release": run.release,
        "peer_group": run.peer_group,
        "inputs": run.inputs,
    }
    overview = Task(OVERVIEW, "At a glance", notebooks / f"{OVERVIEW}.ipynb", tuple(shared.items()))
    sections = tuple(
        Task(
            section.key,
            section.title,
            notebooks / f"{section.notebook}.ipynb",
            (("section", section.key), *shared.items()),
        )
        for section in report.sections
    )
    return (overview, *sections) if report.kind == "measures" else sections


def _check_quarter(run: Run, inputs: Inputs) -> None:
    held = inputs.quarters()
    if run.quarter in held:
        return
    if not run.quarter.is_financial:
        raise DataError(
            f"{run.key}: quarter: found '{run.quarter}'; {inputs.name} hold recorded crime by financial quarter, and "
            f"none ends in that month; expected a quarter such as '{max(held)}', or the months "
            f"{', '.join(run.quarter.months)} in inputs (recorded-crime-months.csv)"
        )
    raise DataError(
        f"{run.key}: quarter: no figures for '{run.quarter}'; {inputs.name} hold '{min(held)}' to '{max(held)}'"
    )
