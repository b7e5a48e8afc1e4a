"""The command line: check, plan and run reports; list what is known; build the store of figures."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from crimekit import __version__
from crimekit.errors import CrimekitError, RunError, StoppedError
from crimekit.holdings import argument, compare, data, list_, option, verify
from crimekit.runs import DEFAULTS
from crimekit.start import init, new

if TYPE_CHECKING:
    from crimekit.runs.plan import Plan

_STOPPED = StoppedError("stopped; nothing was changed")
_SELDOM = 100_000  # new objects between two looks for garbage: imports make many and leave none

app = typer.Typer(
    help="Turn published and local figures into the National Police and Crime Measures report.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(data, name="data")

RunFile = Annotated[Path, argument("RUN", "A run: its file, or its name in parameters/runs: gwent-2023-24-q1", "runs")]
Outputs = Annotated[
    str | None,
    option("FOLDER", "The folder for reports, outputs/ of the project unless given; or a URL to copy them to from it"),
]


@app.callback(invoke_without_command=True)
def _start(version: Annotated[bool, typer.Option("--version", help="Print the version and stop")] = False) -> None:
    if version:
        typer.echo(f"crimekit {__version__}")
        raise typer.Exit


@app.command(epilog="Example: crimekit run gwent-2023-24-q1")
def run(
    paths: Annotated[
        list[Path] | None, argument("RUN", "Runs: their files, or their names in parameters/runs", "runs")
    ] = None,
    outputs: Outputs = None,
    workers: Annotated[int, option("NUMBER", "How many notebooks run at once on this machine", min=1, max=64)] = 2,
    forces: Annotated[
        str, option("FORCES", "Instead of run files: 'all', or forces with commas between", "forces")
    ] = "",
    quarter: Annotated[str, option("QUARTER", "With --forces: the quarter, such as '2025-26 Q3'")] = "",
    report: Annotated[str, option("REPORT", "With --forces: the report", "reports")] = "national-measures",
    release: Annotated[str, option("DATE", "With --forces: the date of the release", "releases")] = "latest",
    only: Annotated[list[str] | None, option("SECTION", "Execute this section, and no other", "sections")] = None,
    force_rerun: Annotated[bool, typer.Option("--force-rerun", help="Execute what has not changed too")] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first section that fails")] = False,
    timeout: Annotated[float, option("SECONDS", "Seconds that a section may take; 0: any", min=0, max=1e6)] = 600,
    memory: Annotated[float, option("GIGABYTES", "Gigabytes that a section may use; 0: any", min=0, max=1e6)] = 8,
    engine: Annotated[
        Literal["crimekit", "nbclient"],
        typer.Option(help="What executes the cells; nbclient: a kernel for each section"),
    ] = "crimekit",
    scheduler: Annotated[
        str, option("ADDRESS", "Run sections on this dask cluster, such as tcp://host:8786, and not on this machine")
    ] = "",
    publish: Annotated[
        bool, typer.Option("--publish", help="Stop unless all texts are approved, new and borne out")
    ] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="Print each report to report.pdf too, with Chromium")] = False,
) -> None:
    """Run reports: check everything, execute what has changed, publish each page in one step."""
    from crimekit.parameters import read_parameters
    from crimekit.runs.command import chosen, make
    from crimekit.runs.execute import Options

    parameters = read_parameters()
    runs = chosen(paths or [], parameters, forces=forces, quarter=quarter, report=report, release=release)
    options = Options(
        workers, tuple(only or ()), force_rerun, fail_fast, timeout, memory, scheduler, engine, pdf, publish
    )
    make(runs, parameters, options, outputs=outputs, texts_required=not forces)


@app.command(epilog="Example: crimekit check gwent-2023-24-q1")
def check(
    path: RunFile,
    outputs: Outputs = None,
    faults: Annotated[Path | None, option("FILE", "Write every fault of an input file to this CSV")] = None,
) -> None:
    """Check a run file, its figures and its commentary; run nothing."""
    from crimekit.loaders.problems import RefusedError, problems_csv
    from crimekit.reports.cases.notes import code_notes, figure_notes
    from crimekit.reports.commentary.approval import draft_reason, missing_texts

    try:
        planned = _planned(path, outputs)
    except RefusedError as error:
        if faults is not None:
            faults.write_text(problems_csv(error.problems), encoding="utf-8")
        raise
    typer.echo(f"{planned.run.key}: all is there for {len(planned.tasks)} sections")
    if reason := draft_reason(planned.report, planned.commentary):
        typer.echo(f"draft: {reason}")
        for section, text in missing_texts(planned.report, planned.commentary):
            typer.echo(f"  {section}: {text}: no text")
    if planned.run.language == "cy":
        for section, text in missing_texts(planned.report, planned.welsh):
            typer.echo(f"  {section}: {text}: no text in Welsh")
    for account in planned.accounts:
        typer.echo(str(account))
    inputs, parameters = planned.inputs, planned.parameters
    for note in (*inputs.notes, *figure_notes(inputs, planned.run, parameters), *code_notes(inputs, parameters)):
        typer.echo(f"note: {note}")


@app.command(epilog="Example: crimekit plan gwent-2023-24-q1")
def plan(path: RunFile, outputs: Outputs = None) -> None:
    """Show what a run would do: which sections it would execute, and which are as they were."""
    from crimekit.runs.publish import shown
    from crimekit.runs.reuse import fingerprints, reusable

    planned = _planned(path, outputs)
    same = reusable(planned, fingerprints(planned))
    title = f"{planned.report.title}: {planned.force.name}, {planned.period}"
    table = Table("Section", "Title", "Notebook", "Would be", title=title, title_justify="left")
    for task in planned.tasks:
        table.add_row(task.key, task.title, task.notebook.name, "unchanged" if task.key in same else "executed")
    Console().print(table)
    typer.echo(f"Would write {shown(planned.folder)}")
    for source in planned.inputs.sources:
        typer.echo(f"From {source.name}" + (f", released {source.released}" if source.released else ""))


@app.command(epilog="Example: crimekit figures gwent-2023-24-q1")
def figures(path: RunFile) -> None:
    """List the figures that texts can ask for, as {{ name }}, and what each is printed as."""
    from crimekit.parameters import read_parameters, read_run
    from crimekit.runs.texts import figure_lines

    parameters = read_parameters()
    for line in figure_lines(read_run(path, parameters), parameters):
        typer.echo(line)


app.command(name="list", epilog="Example: crimekit list forces")(list_)
app.command(epilog="Example: crimekit compare 2023-10-19 2026-04-23 --force gwent")(compare)
app.command(epilog="Example: crimekit verify outputs/gwent/2023-24-q1")(verify)
app.command(epilog="Example: crimekit init reports")(init)
app.command(epilog='Example: crimekit new kent-2025-26-q3 --force kent --quarter "2025-26 Q3"')(new)


def _planned(path: Path, outputs: str | None) -> Plan:
    from crimekit.parameters import read_parameters, read_run
    from crimekit.runs.command import destination, planned

    parameters = read_parameters()
    place, _ = destination(outputs, parameters)
    (found,), _ = planned([read_run(path, parameters)], parameters, place, texts_required=True)
    return found


def main() -> None:
    """Run the command line: one clear message and a code other than zero when something is wrong."""
    os.environ.update({**DEFAULTS, **os.environ})  # before what reads it is imported
    gc.set_threshold(_SELDOM)
    atexit.register(gc.freeze)  # and at the end there is nothing to tidy: the process is over
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a name that this terminal has no letters for
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # to be told to end is the same as Ctrl-C
    try:
        app()
    except SystemExit as error:
        if error.code == _STOPPED.code:  # typer says nothing of Ctrl-C
            _stop(_STOPPED)
        raise
    except KeyboardInterrupt:
        _stop(_STOPPED)
    except CrimekitError as error:
        _stop(error)
    except OSError as error:
        _stop(RunError(f"{error.filename or 'a file'}: {error.strerror or error}"))


def _stop(error: CrimekitError) -> None:
    if error.code == _STOPPED.code:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # another Ctrl-C would find Python half taken down
    typer.echo(f"crimekit: {error}", err=True)
    sys.exit(error.code)
