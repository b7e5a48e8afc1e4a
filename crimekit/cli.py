"""The command line: check, plan and run reports; list what is known; build the store of figures."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from crimekit import __version__
from crimekit.errors import CrimekitError, RunError

if TYPE_CHECKING:
    from crimekit.model import Parameters
    from crimekit.runs.plan import Plan

app = typer.Typer(
    help="Turn published and local figures into the National Police and Crime Measures report.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
data = typer.Typer(help="The store of figures that crimekit works from.", no_args_is_help=True)
app.add_typer(data, name="data")

RunFile = Annotated[
    Path, typer.Argument(help="A run file, such as parameters/runs/gwent-2023-24-q1.yml", metavar="RUN")
]
Outputs = Annotated[Path | None, typer.Option(help="The folder for reports; outputs/ of the project unless given")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="How many notebooks run at once")]


@app.callback(invoke_without_command=True)
def _start(version: Annotated[bool, typer.Option("--version", help="Print the version and stop")] = False) -> None:
    if version:
        typer.echo(f"crimekit {__version__}")
        raise typer.Exit


@app.command()
def run(path: RunFile, outputs: Outputs = None, workers: Workers = 2) -> None:
    """Run a report: check everything, execute its notebooks, publish the page."""
    from crimekit.runs.progress import carry_out_with_progress

    planned, parameters = _planned(path, outputs)
    console = Console(stderr=True)
    result = carry_out_with_progress(planned, parameters, workers=workers, console=console)
    for outcome in result.failed:
        where = f"cell {outcome.cell}: " if outcome.cell else ""
        typer.echo(f"crimekit: {outcome.title}: {where}{outcome.error}", err=True)
    if result.page is None:
        kept = planned.folder.with_name(f"{planned.folder.name}-failed")
        raise _SectionsFailedError(
            f"{len(result.failed)} of {len(result.outcomes)} sections failed; nothing was published. "
            f"The notebooks are in {_shown(kept)}"
        )
    typer.echo(f"The report is at {_shown(result.page)}")


@app.command()
def check(path: RunFile, outputs: Outputs = None) -> None:
    """Check a run file, its figures and its commentary; run nothing."""
    planned, _ = _planned(path, outputs)
    typer.echo(f"{planned.run.key}: all is there for {len(planned.tasks)} sections")
    for warning in planned.inputs.release.warnings:
        typer.echo(f"note: {warning}")


@app.command()
def plan(path: RunFile, outputs: Outputs = None) -> None:
    """Show what a run would do."""
    planned, _ = _planned(path, outputs)
    table = Table(
        title=f"{planned.report.title}: {planned.force.name}, {planned.run.quarter.title}", title_justify="left"
    )
    for heading in ("Section", "Title", "Notebook"):
        table.add_column(heading)
    for task in planned.tasks:
        table.add_row(task.key, task.title, task.notebook.name)
    Console().print(table)
    typer.echo(f"Would write {_shown(planned.folder)}")
    for source in planned.inputs.sources:
        typer.echo(f"From {source.name}" + (f", released {source.released}" if source.released else ""))


@app.command(name="list")
def list_(
    what: Annotated[
        Literal["forces", "measures", "quarters", "reports", "releases"], typer.Argument(help="What to list")
    ],
) -> None:
    """List the forces, measures, quarters, reports or releases that crimekit knows."""
    from crimekit.listings import listing

    for line in listing(what, _parameters()):
        typer.echo(line)


@app.command()
def compare(
    old: Annotated[str, typer.Argument(help="A release by its date, a file of recorded crime, or a report's folder")],
    new: Annotated[str, typer.Argument(help="The same, newer")],
    force: Annotated[str, typer.Option(help="A key of parameters/forces.yml")] = "gwent",
    peer_group: Annotated[str, typer.Option(help="A key of parameters/peer_groups.yml")] = "",
    report: Annotated[str, typer.Option(help="The report whose measures are compared")] = "national-measures",
    rows: Annotated[int, typer.Option(min=1, help="How many rows of each table")] = 20,
) -> None:
    """Show what a newer release, or a newer report, changes."""
    from crimekit.page.text import plain
    from crimekit.revisions import compare_references, comparison_blocks, is_report, report_blocks

    if is_report(Path(old)) and is_report(Path(new)):
        blocks = report_blocks(Path(old), Path(new), rows=rows)
    else:
        compared = compare_references(
            old, new, _parameters(), force=force, report=report, peer_group=peer_group
        )
        blocks = comparison_blocks(compared, rows=rows)
    typer.echo("\n\n".join(plain(block) for block in blocks))


@data.command()
def build(
    sources: Annotated[list[Path], typer.Argument(help="Home Office recorded-crime tables: ODS, XLSX, CSV or Parquet")],
    released: Annotated[list[str], typer.Option(help="The date each was released, such as 2026-04-23, in order")],
    population: Annotated[Path | None, typer.Option(help="Mid-year population estimates by force, CSV")] = None,
    to: Annotated[Path | None, typer.Option(help="The folder to write; the shipped store unless given")] = None,
) -> None:
    """Turn releases of recorded crime into crimekit's own store."""
    from crimekit.loaders.build import build as build_store

    with Console(stderr=True).status("Reading …"):
        summary = build_store(sources, released=released, population=population, to=to, forces=_parameters().forces)
    typer.echo(summary)


class _SectionsFailedError(CrimekitError):
    """Sections failed: the command was right, the result is not."""


def _parameters() -> Parameters:
    from crimekit.parameters import read_parameters

    return read_parameters()


def _planned(path: Path, outputs: Path | None) -> tuple[Plan, Parameters]:
    from crimekit.parameters import read_run
    from crimekit.runs.plan import plan as make_plan

    parameters = _parameters()
    folder = outputs or parameters.folder.parent / "outputs"
    return make_plan(read_run(path, parameters), parameters, folder.resolve()), parameters


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def main() -> None:
    """Run the command line: one clear message and a code other than zero when something is wrong."""
    try:
        app()
    except _SectionsFailedError as error:
        _stop(str(error), 1)
    except CrimekitError as error:
        _stop(str(error), 2)
    except KeyboardInterrupt:
        _stop("stopped; nothing already published was changed", 130)
    except OSError as error:
        _stop(str(RunError(f"{error.filename or 'a file'}: {error.strerror}")), 2)


def _stop(message: str, code: int) -> None:
    typer.echo(f"crimekit: {message}", err=True)
    sys.exit(code)
