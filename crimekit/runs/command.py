"""What a command means: which reports to make, and where; what is done and said before, meanwhile and after."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import get_args

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from crimekit.errors import CrimekitError, ParameterError, RunError, SectionsFailedError, StoppedError, find
from crimekit.parameters import read_run
from crimekit.parameters.project import working_folder
from crimekit.parameters.values import Parameters, Run
from crimekit.periods import Quarter
from crimekit.reports.commentary.approval import refuse_unready
from crimekit.runs.assemble import PAGE
from crimekit.runs.execute import Options, Outcome
from crimekit.runs.index import refuse_own_list, write_index
from crimekit.runs.notebooks import without_places
from crimekit.runs.pdf import browser
from crimekit.runs.plan import Plan, Task, plan
from crimekit.runs.publish import failed_folder, refuse_other_report, shown
from crimekit.runs.record import apart, read_record
from crimekit.runs.reuse import fingerprints, page_fingerprint, parameters_digest, reusable
from crimekit.runs.run import Result, State, Watch, carry_out
from crimekit.runs.texts import check_texts
from crimekit.runs.upload import is_url, opened, uploaded
from crimekit.words import counted


def chosen(
    paths: Sequence[Path], parameters: Parameters, *, forces: str, quarter: str, report: str, release: str
) -> list[Run]:
    """The runs that a command names: run files, or a report and a quarter for some forces."""
    if quarter and len(paths) == 1 and re.fullmatch("[Qq][1-4]", paths[0].name):  # typed without quotes
        quarter, paths = f"{quarter} {paths[0].name}", ()
    if bool(paths) == bool(forces) or bool(forces) != bool(quarter):
        raise RunError("run: expected runs (crimekit list runs names them), or --forces with --quarter")
    if paths:
        return [read_run(path, parameters) for path in paths]
    return runs_of(forces, parameters, quarter=quarter, report=report, release=release)


def runs_of(forces: str, parameters: Parameters, *, quarter: str, report: str, release: str) -> list[Run]:
    """A run for each force: ``all``, or keys with commas between.

    Examples
    --------
    >>> from crimekit.parameters import read_parameters
    >>> chosen = {"quarter": "2025-26 Q3", "report": "national-measures", "release": "latest"}
    >>> [run.key for run in runs_of("gwent, kent", read_parameters(), **chosen)]
    ['gwent-2025-26-q3', 'kent-2025-26-q3']
    """
    reported = Quarter.parse(quarter)
    find(report, parameters.reports, "--report")
    keys = list(parameters.forces) if forces == "all" else [key.strip() for key in forces.split(",") if key.strip()]
    if not keys:
        raise ParameterError(f"--forces: found '{forces}'; expected 'all', or forces with commas between")
    for key in keys:
        find(key, {**parameters.forces, "all": None}, "--forces")
    return [Run(f"{key}-{reported.slug}", report, key, reported, release) for key in dict.fromkeys(keys)]


def planned(
    runs: Sequence[Run], parameters: Parameters, outputs: Path, *, texts_required: bool, only: Sequence[str] = ()
) -> tuple[tuple[Plan, ...], tuple[Result, ...]]:
    """The plans of the runs that can be carried out, and of each other why it cannot.

    A single run is refused with its own error, and so is the second of two that would stand in one folder.
    """
    plans: dict[Path, Plan] = {}
    refused, rules = [], parameters_digest(parameters.folder)
    for run in runs:
        try:
            found = plan(run, parameters, outputs, texts_required=texts_required)
            first = plans.get(found.folder, found)
            if first.run != run:
                place = f"{found.folder.parent.name}/{found.folder.name}"
                raise RunError(f"{run.key}: '{first.run.key}' makes the report at '{place}' too; give one of the two")
            refuse_other_report(run.report, found.folder)
            sections = fingerprints(found)
            made, whole = reusable(found, sections, only=only), page_fingerprint(found, sections, rules)
            if read_record(found.folder).holds.get("fingerprint") != whole:  # else they were checked when it was made
                check_texts(found, made=made)
            plans[found.folder] = found
        except CrimekitError as error:
            if len(runs) == 1:
                raise
            refused.append(Result(run.key, "failed", error=str(error)))
    return tuple(plans.values()), tuple(refused)


def destination(outputs: str | None, parameters: Parameters) -> tuple[Path, str]:
    """The folder for reports on this machine, and the URL that they are to be copied to from the project's own."""
    own = working_folder(parameters.folder) / "outputs"
    if outputs and is_url(outputs):
        return own.resolve(), outputs
    return (Path(outputs) if outputs else own).resolve(), ""


def make(
    runs: Sequence[Run], parameters: Parameters, options: Options, *, outputs: str | None, texts_required: bool
) -> None:
    """Make the reports of these runs, list all that are there, and copy them where `outputs` is a URL.

    What would be refused at the end is refused before anything runs: texts that are not ready, a PDF without a browser,
    a place of no use. What went wrong, and what somebody should look at, is told as it is known.

    Raises
    ------
    CrimekitError
        If nothing can be made.
    SectionsFailedError
        If a report is missing.
    """
    place, url = destination(outputs, parameters)
    plans, refused = planned(runs, parameters, place, texts_required=texts_required, only=options.only)
    refuse_own_list(place)
    for ready in plans if options.publish else ():
        refuse_unready(ready.run, ready.report, ready.commentary, ready.parameters, ready.welsh)
    if options.pdf:
        browser()
    elsewhere = opened(url) if url else None
    project, console = working_folder(parameters.folder), Console(stderr=True)
    try:
        made = carry_out_with_progress(plans, options, project=project, outputs=place, console=console)
    except KeyboardInterrupt:
        raise StoppedError("stopped; what is published is as it was, and what is finished need not run again") from None
    results = (*refused, *made)
    for result in results:
        for outcome in result.failed:
            typer.echo(f"crimekit: {result.key}: {outcome.title}: {outcome.why}", err=True)
        if result.error:
            typer.echo(f"crimekit: {result.key}: {result.error.removeprefix(f'{result.key}: ')}", err=True)
    write_index(place)
    reports = [result.plan for result in results if result.plan and result.state != "failed"]
    for report in reports:
        for line in (*report.warnings, *apart(read_record(report.folder).holds)):
            typer.echo(f"note: {report.run.key}: {line}", err=True)
    if url:
        for line in uploaded([report.folder for report in reports], place, elsewhere):
            typer.echo(f"note: {line}", err=True)
    if len(results) > 1:
        Console().print(summary(results))
    first = results[0]
    if len(results) == 1 and first.failed and first.plan:
        raise SectionsFailedError(
            f"{len(first.failed)} of {len(first.outcomes)} sections failed; nothing was published. "
            f"The notebooks are in {shown(failed_folder(first.plan.folder))}"
        )
    if len(reports) < len(results):
        raise SectionsFailedError("not every report was made; what was published before stands")
    if len(results) == 1:
        same = " (nothing had changed)" if first.state == "unchanged" else ""
        typer.echo(f"The report is at {shown(reports[0].folder / PAGE)}{same}")


LOG = "run.log"  # runs at the same time write to the same file
_LOG = logging.getLogger("crimekit")
_LONGEST = 1_000_000  # bytes, after which a new log is begun; the one before is kept


def carry_out_with_progress(
    plans: Sequence[Plan], options: Options, *, project: Path, outputs: Path, console: Console
) -> tuple[Result, ...]:
    """Carry out the plans; tell `console`, if it is a terminal, what begins and ends, and the log in any case."""
    started, end = time.monotonic(), "stopped"
    with suppress(OSError):
        outputs.mkdir(parents=True, exist_ok=True)
    with closing(_Handler(outputs / LOG, project)) as handler, ExitStack() as stack:
        _LOG.setLevel(logging.INFO)
        _LOG.addHandler(handler)
        where = "on a cluster" if options.scheduler else f"{options.workers} at once"
        _LOG.info("started: %s, %s", counted(len(plans), "report", "reports"), where)
        try:
            watch = Watch()
            if console.is_terminal:
                watch = Shown(plans, stack.enter_context(bar(console, by_itself=bool(options.scheduler))))
            results = carry_out(plans, options, watch)
            end = f"ended: {_tally(results)}"
            return results
        finally:
            _LOG.info("%s, %.1f s", end, time.monotonic() - started)
            _LOG.removeHandler(handler)


class _Handler(RotatingFileHandler):
    """A log without line breaks in a line or folders of this machine; where it cannot be written, it stops nothing."""

    def __init__(self, path: Path, project: Path) -> None:
        super().__init__(path, maxBytes=_LONGEST, backupCount=1, encoding="utf-8", delay=True)
        self.project, self.outputs = project, path.parent

    def format(self, record: logging.LogRecord) -> str:
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(record.created))
        return f"{stamp} UTC  {' '.join(without_places(record.getMessage(), self.project, self.outputs).split())}"

    def close(self) -> None:
        with suppress(OSError):  # the disk is full: what it was about to write is lost
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging calls it so
        return


def bar(console: Console, *, by_itself: bool = False) -> Progress:
    """A bar for all sections with the time left, and a line for each under way; a thread moves it, or whoever waits."""
    cut, whole = Column(no_wrap=True, overflow="ellipsis"), Column(no_wrap=True, min_width=7)
    return Progress(
        TextColumn("{task.description}", markup=False, table_column=cut),
        BarColumn(12),
        MofNCompleteColumn(table_column=whole),
        TimeRemainingColumn(table_column=whole),
        console=console,
        transient=True,
        auto_refresh=by_itself,
    )


class Shown(Watch):
    """Who is told how runs go on: the log, and whoever looks at the bar."""

    def __init__(self, plans: Sequence[Plan], progress: Progress) -> None:
        self.bar, self.one = progress, len(plans) == 1
        self.total = progress.add_task("Sections", total=sum(len(plan.tasks) for plan in plans))
        self.rows: dict[tuple[str, str], TaskID] = {}

    def begins(self, plan: Plan, task: Task) -> None:
        """Show a line for the section."""
        name = task.title if self.one else f"{plan.run.key}: {task.title}"
        self.rows[plan.run.key, task.key] = self.bar.add_task(f"  {name}", total=1)
        self.bar.refresh()

    def waits(self) -> None:
        """Move the time that is left."""
        self.bar.refresh()

    def section(self, plan: Plan, outcome: Outcome) -> None:
        """Take the line of the section away, and say what became of it where it is not one of many."""
        super().section(plan, outcome)
        if row := self.rows.pop((plan.run.key, outcome.key), None):
            self.bar.remove_task(row)
        if self.one:
            mark = "same  " if outcome.reused else "done  " if outcome.ok else "FAILED"
            self.say(f"  {mark} {outcome.title} ({outcome.seconds:.1f} s)")
        self.bar.advance(self.total)

    def report(self, result: Result) -> None:
        """Say what became of a report."""
        super().report(result)
        if result.state == "unchanged":
            self.bar.advance(self.total, len(result.outcomes))
        if not self.one:
            self.say(f"  {result.state:9} {result.key}")

    def say(self, line: str) -> None:
        """A line above the bar."""
        self.bar.console.print(line, highlight=False, markup=False)


def summary(results: Sequence[Result]) -> Table:
    """What every report came to."""
    table = Table("Report", "Result", "Sections", title=_tally(results), title_justify="left", highlight=False)
    table.add_column("Seconds", justify="right")
    for result in results:
        ran = f"{len(result.outcomes) - len(result.failed)} of {len(result.plan.tasks)}" if result.plan else "none"
        table.add_row(result.key, result.state, ran, f"{result.seconds:.1f}" if result.plan else "")
    return table


def _tally(results: Sequence[Result]) -> str:
    states = [result.state for result in results]
    return ", ".join(f"{states.count(state)} {state}" for state in get_args(State))
