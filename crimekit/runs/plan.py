"""What a run will do, checked before any notebook starts."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from crimekit.errors import DataError, ParameterError, RunError
from crimekit.library.figures import located
from crimekit.loaders.inputs import Inputs, open_inputs
from crimekit.loaders.names import Force
from crimekit.loaders.store import SHIPPED, find_release
from crimekit.parameters import commentary_path, read_commentary
from crimekit.parameters.values import Commentary, Parameters, Report, Run
from crimekit.parameters.yaml import file_name
from crimekit.reports.cases.case import Case, case_of
from crimekit.reports.cases.notes import Account, accounts, check_force_quarter
from crimekit.runs.notebooks import check_parameters


@dataclass(frozen=True, slots=True)
class Task:
    """One notebook to execute with its parameters."""

    key: str
    title: str
    notebook: Path
    parameters: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Plan:
    """Everything a run needs, found and checked."""

    run: Run
    parameters: Parameters
    report: Report
    force: Force
    tasks: tuple[Task, ...]
    inputs: Inputs
    commentary: Commentary | None  # None: nobody has written anything yet
    folder: Path  # where the report will stand
    accounts: tuple[Account, ...] = ()  # what became of each file of the inputs folder
    welsh: Commentary | None = None  # what somebody has written in Welsh, for a run that makes Welsh pages

    @cached_property
    def case(self) -> Case:
        """The figures of this run, opened once."""
        return case_of(self.run, self.inputs, self.parameters)

    @property
    def warnings(self) -> tuple[str, ...]:
        """The files handed in of which nothing is in the report, with the reason, and what is odd in the others."""
        return (*(str(account) for account in self.accounts if account.unread), *self.inputs.notes)

    @property
    def period(self) -> str:
        """What the report is about, in words: a quarter, a year, or the state of things on a day."""
        if self.report.kind == "outturn":
            from crimekit.reports.outturn.figures import year_title  # it draws, so it is loaded for an outturn only

            return year_title(self.run.quarter)
        if self.report.kind == "register":
            from crimekit.reports.registers.items import as_at

            return as_at(self.run.quarter)
        return self.run.quarter.title


def plan(run: Run, parameters: Parameters, outputs: Path, *, texts_required: bool = True) -> Plan:
    """Check that `run` can be carried out and say what it takes; nothing is executed or written.

    A report of measures needs a file of texts; where texts are missing in it, or are not required, the report is a
    draft that says so.
    """
    report, force = parameters.reports[run.report], parameters.forces[run.force]
    folder = outputs / run.force / folder_name(run, report)
    _check_outputs(folder)
    try:
        inputs, head = open_for(run, report, parameters)
    except ParameterError as error:
        raise ParameterError(f"{file_name(run.path)}: {error}" if run.path else str(error)) from None
    if report.kind != "register":
        _check_quarter(run, inputs)
        check_force_quarter(inputs, run, parameters)
    check_previous(run, inputs)
    commentary = head or read_commentary(parameters, run.force, run.quarter)
    if commentary is None and texts_required and report.kind == "measures":
        where = file_name(commentary_path(parameters, run.force, run.quarter))
        sections = ", ".join(section.key for section in report.sections)
        raise RunError(f"{run.key}: no commentary: expected {where}, with a text for {sections}")
    tasks = _tasks(run, report, parameters)
    for task in tasks:
        check_parameters(task.notebook, [name for name, _ in task.parameters])
    files = () if report.kind == "register" else accounts(run, inputs, parameters)
    welsh = read_commentary(parameters, run.force, run.quarter, "cy") if run.language == "cy" else None
    return Plan(run, parameters, report, force, tasks, inputs, commentary, folder, files, welsh)


def open_for(run: Run, report: Report, parameters: Parameters) -> tuple[Inputs, Commentary | None]:
    """The figures of a run, their sources the files that a report of this kind reads, found and checked.

    With them who answers for the words of a register, which stands in its file; None for other reports.
    """
    inputs = open_inputs(located(run.inputs, parameters), release=run.release, forces=parameters.forces)
    if report.kind == "outturn":
        from crimekit.reports.outturn.section import check_outturn

        tables = [source for at, source in enumerate(inputs.sources) if at < 2 or source.released]  # no local figures
        return replace(inputs, sources=(*tables, *check_outturn(run, inputs, parameters))), None
    if report.kind == "register":
        from crimekit.reports.registers.registers import check_register

        registers = [check_register(run, section, parameters) for section in report.sections]
        return replace(inputs, sources=tuple(source for source, _ in registers)), registers[0][1]
    elsewhere = {f"{force}.csv" for force in parameters.forces if force != run.force}
    used = (source for source in inputs.sources if not (source.shipped and source.name in elsewhere))
    return replace(inputs, sources=tuple(used)), None


def folder_name(run: Run, report: Report) -> str:
    """The folder of a report: the quarter for the measures, with the report's name for any other.

    Examples
    --------
    >>> from crimekit.periods import Quarter
    >>> run = Run("year", "outturn", "gwent", Quarter.parse("2019-20 Q4"))
    >>> folder_name(run, Report("outturn", "Annual Outturn", (), run.quarter, kind="outturn"))
    'outturn-2019-20'
    """
    if report.kind == "measures":
        return run.quarter.slug
    whole_year = report.kind == "outturn" and run.quarter.number == 4
    return f"{report.key}-{run.quarter.financial_year if whole_year else run.quarter.slug}"


def _check_outputs(folder: Path) -> None:
    """Refuse a place that nothing can be written to, before anything is worked out."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        name = f"{folder.parent.name}/{folder.name}"
        raise RunError(f"outputs: '{name}' is a link or a file; expected a folder, or nothing yet")
    for wanted in (folder.parent, folder.parent.parent):  # the second one for the list of all reports
        existing = next(place for place in (wanted, *wanted.parents) if place.exists())
        if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
            expected = "expected a folder that can be written; nothing was published"
            raise RunError(f"outputs: cannot write to '{existing.name}'; {expected}")


def _tasks(run: Run, report: Report, parameters: Parameters) -> tuple[Task, ...]:
    given = {"force": run.force, "quarter": run.quarter.label}
    if report.kind != "register":
        given |= {name: getattr(run, name) for name in ("report", "release", "peer_group")}
        given["inputs"] = located(run.inputs, parameters)  # whole: a section runs beside its notebook
    notebooks = parameters.folder.parent / "notebooks"

    def task(key: str, title: str, notebook: str, **more: str) -> Task:
        return Task(key, title, notebooks / f"{notebook}.ipynb", tuple({**more, **given}.items()))

    if report.kind == "register":
        return tuple(task(each.key, each.title, each.notebook) for each in report.sections)
    sections = tuple(task(each.key, each.title, each.notebook, section=each.key) for each in report.sections)
    return (task("overview", "At a glance", "overview"), *sections) if report.kind == "measures" else sections


def _check_quarter(run: Run, inputs: Inputs) -> None:
    held = inputs.release.quarters
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


def check_previous(run: Run, inputs: Inputs) -> None:
    """Refuse a previous release that the store does not hold, or that is not older than the one reported from."""
    if not run.previous_release:
        return
    previous = find_release(SHIPPED, run.previous_release)
    reported = inputs.release.released
    if previous.released is None or (reported is not None and previous.released >= reported):
        raise ParameterError(
            f"{run.key}: previous_release: found '{run.previous_release}'; expected a release before the one "
            f"reported from, '{inputs.release.key}'"
        )
