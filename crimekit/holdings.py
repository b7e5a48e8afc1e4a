"""The commands on what crimekit knows and holds: list it, compare it, build the store of figures or add to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from crimekit.errors import CrimekitError

data = typer.Typer(help="The store of figures that crimekit works from.", no_args_is_help=True)


What = Literal["forces", "measures", "sections", "peer-groups", "quarters", "reports", "releases", "runs"]


def list_(what: Annotated[What, typer.Argument(help="What to list", metavar="WHAT")]) -> None:
    """List what crimekit knows: the names that run files, commands and notebooks take."""
    rows = _rows(what)
    width = max(map(len, rows), default=0)
    for key, text in rows.items():
        typer.echo(f"{key:<{width}}  {text}")


def _rows(what: What) -> dict[str, str]:
    """Every name of a kind, with what it stands for."""
    from crimekit.loaders.inputs import open_inputs
    from crimekit.parameters import read_parameters, read_runs

    known = read_parameters()
    match what:
        case "forces":
            return {force.key: f"{force.police}, {force.country}" for force in known.forces.values()}
        case "measures":
            return {measure.key: f"{measure.title} ({measure.source})" for measure in known.measures.values()}
        case "sections":
            reports = sorted(known.reports.values(), key=lambda report: report.key, reverse=True)
            return {part.key: f"{part.title} ({report.key})" for report in reports for part in report.sections}
        case "peer-groups":
            return {group.key: f"{group.name}: {', '.join(group.members)}" for group in known.peer_groups.values()}
        case "reports":
            return {report.key: report.title for report in known.reports.values()}
        case "runs":
            return {
                run.key: f"{known.reports[run.report].title}, {known.forces[run.force].name}, {run.quarter.label}"
                for run in read_runs(known)
            }
    inputs = open_inputs("bundled", release="latest", forces=known.forces)
    if what == "quarters":
        return {quarter.label: quarter.words for quarter in inputs.quarters()}
    return {str(of.released): f"{of.first} to {of.last}, {of.source}" for of in inputs.releases()}


def named(what: What) -> Callable[[str], list[tuple[str, str]]]:
    """What a shell offers where such a name is typed, or several with commas between."""

    def offered(typed: str) -> list[tuple[str, str]]:
        before = typed[: typed.rfind(",") + 1]
        try:
            return [(before + name, text) for name, text in _rows(what).items()]
        except CrimekitError:  # whoever runs the command is told
            return []

    return offered


def compare(
    old: Annotated[
        str,
        typer.Argument(
            help="A release by its date, a file of recorded crime, or a report's folder",
            metavar="OLD",
            autocompletion=named("releases"),
        ),
    ],
    new: Annotated[str, typer.Argument(help="The same, newer", metavar="NEW", autocompletion=named("releases"))],
    force: Annotated[
        str, typer.Option(help="The force: its key, name or ONS code", metavar="FORCE", autocompletion=named("forces"))
    ] = "gwent",
    peer_group: Annotated[
        str,
        typer.Option(help="A key of parameters/peer_groups.yml", metavar="GROUP", autocompletion=named("peer-groups")),
    ] = "",
    report: Annotated[
        str,
        typer.Option(help="The report whose measures are compared", metavar="REPORT", autocompletion=named("reports")),
    ] = "national-measures",
    rows: Annotated[int, typer.Option(min=1, help="How many rows of each table", metavar="NUMBER")] = 20,
) -> None:
    """Show what a newer release, or a newer report, changes."""
    from crimekit.page.show import plain
    from crimekit.parameters import read_parameters
    from crimekit.reports.revisions.blocks import comparison_blocks
    from crimekit.reports.revisions.comparison import compare_references
    from crimekit.reports.revisions.reports import is_report, report_blocks

    if is_report(Path(old)) and is_report(Path(new)):
        blocks = report_blocks(Path(old), Path(new), rows=rows)
    else:
        compared = compare_references(old, new, read_parameters(), force=force, report=report, peer_group=peer_group)
        older, newer = (release.released for release in compared.releases)
        if older and newer and older > newer:
            typer.echo(
                f"note: {old} is newer than {new}, so this goes backwards; expected the older one first", err=True
            )
        blocks = comparison_blocks(compared, rows=rows)
    typer.echo("\n\n".join(plain(block) for block in blocks))


@data.command(epilog="Example: crimekit data build prc-pfa.ods --released 2026-04-23 --to figures")
def build(
    sources: Annotated[
        list[Path], typer.Argument(help="Home Office recorded-crime tables: ODS, XLSX, CSV or Parquet", metavar="FILE")
    ],
    released: Annotated[
        list[str], typer.Option(help="The date each was released, such as 2026-04-23, in order", metavar="DATE")
    ],
    population: Annotated[
        Path | None, typer.Option(help="Mid-year population estimates by force, CSV", metavar="FILE")
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="The folder to write; the shipped store unless given", metavar="FOLDER")
    ] = None,
) -> None:
    """Turn releases of recorded crime into crimekit's own store."""
    from crimekit.loaders.build import build as build_store
    from crimekit.parameters import read_parameters

    with Console(stderr=True).status("Reading …"):
        summary = build_store(sources, released=released, population=population, to=to, forces=read_parameters().forces)
    typer.echo(summary)


@data.command(epilog="Example: crimekit data update")
def update(
    to: Annotated[
        Path | None, typer.Option(help="The folder of the store; the shipped one unless given", metavar="FOLDER")
    ] = None,
) -> None:
    """Download the newest release of recorded crime from GOV.UK, check it, and add it to the store."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    from crimekit.loaders.build import update as add_newest
    from crimekit.parameters import read_parameters

    columns = (TextColumn("Downloading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        bar = progress.add_task("Downloading", total=None)
        summary = add_newest(
            read_parameters().forces,
            to=to,
            told=lambda so_far, total: progress.update(bar, completed=so_far, total=total),
        )
    typer.echo(summary)
