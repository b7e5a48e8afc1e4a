"""The commands on what crimekit knows and holds: list, compare and verify it, build the store or add to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console

from crimekit.errors import CrimekitError, SectionsFailedError

data = typer.Typer(help="The store of figures that crimekit works from.", no_args_is_help=True)


What = Literal["forces", "measures", "sections", "peer-groups", "quarters", "reports", "releases", "runs"]


def option(metavar: str, told: str, what: What | None = None, **more: Any) -> Any:
    """An option of a command; `what` is the kind of names that a shell completes it with."""
    return typer.Option(help=told, metavar=metavar, autocompletion=what and _completion(what), **more)


def argument(metavar: str, told: str, what: What | None = None) -> Any:
    """An argument of a command; `what` is the kind of names that a shell completes it with."""
    return typer.Argument(help=told, metavar=metavar, autocompletion=what and _completion(what))


def _completion(what: What) -> Callable[[str], list[tuple[str, str]]]:
    """What a shell offers for such a name, or for several with commas between."""

    def offered(typed: str) -> list[tuple[str, str]]:
        before = typed[: typed.rfind(",") + 1]
        try:
            return [(before + name, text) for name, text in _rows(what).items()]
        except CrimekitError:  # whoever runs the command is told
            return []

    return offered


def list_(what: Annotated[What, argument("WHAT", "What to list")]) -> None:
    """List what crimekit knows: the names that run files, commands and notebooks take."""
    rows = _rows(what)
    width = max(map(len, rows), default=0)
    for key, text in rows.items():
        typer.echo(f"{key:<{width}}  {text}")


def _rows(what: What) -> dict[str, str]:
    """Every name of a kind, with what it stands for."""
    from crimekit.loaders.store import SHIPPED, releases
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
    held = releases(SHIPPED)
    if what == "quarters":
        return {quarter.label: quarter.words for quarter in held[-1].quarters}
    return {str(of.released): f"{of.periods[0]} to {of.periods[-1]}, {of.source}" for of in held}


def compare(
    old: Annotated[
        str, argument("OLD", "A release by its date, a file of recorded crime, or a report's folder", "releases")
    ],
    new: Annotated[str, argument("NEW", "The same, newer", "releases")],
    force: Annotated[str, option("FORCE", "The force: its key, name or ONS code", "forces")] = "gwent",
    peer_group: Annotated[str, option("GROUP", "A key of parameters/peer_groups.yml", "peer-groups")] = "",
    report: Annotated[str, option("REPORT", "The report whose measures are compared", "reports")] = "national-measures",
    rows: Annotated[int, option("NUMBER", "How many rows of each table", min=1)] = 20,
) -> None:
    """Show what a newer release, or a newer report, changes."""
    from crimekit.page.html import plain
    from crimekit.parameters import read_parameters
    from crimekit.reports.revisions import compare_references, comparison_blocks, is_report, report_blocks

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


def verify(
    folder: Annotated[str, argument("FOLDER", "A published report, such as outputs/gwent/2023-24-q1, or its URL")],
    seal: Annotated[str, option("SEAL", "The seal kept when it was published, from the foot of its page")] = "",
) -> None:
    """Say what of a published report is no longer as its run made it.

    Every file is held against its hash in run.json, and run.json against its
    seal, the hash of all that it says. So any change of a file or of run.json is
    found, and any file, link or folder that was put there.

    Whoever forges a page, run.json and the seal together is not found by that.
    The seal stands at the foot of every page too: keep it, and give it as --seal,
    and a report that is not the one published then is found.

    Nothing here proves who made a report, or that its inputs were right.
    """
    from crimekit.runs.record import RECORD, compared, contents, record_in
    from crimekit.runs.upload import contents_at, is_url

    place = Path(folder).resolve()
    found = contents_at(folder) if is_url(folder) else contents(place)
    lines = compared(found, name=place.name, kept=seal)
    for line in lines:
        typer.echo(line)
    if lines:
        raise SectionsFailedError(f"{place.name}: {len(lines)} of its files are not as they were published")
    typer.echo(f"{place.name}: every file is as it was published; its seal is {record_in(found[RECORD]).holds['seal']}")


@data.command(epilog="Example: crimekit data build prc-pfa.ods --released 2026-04-23 --to figures")
def build(
    sources: Annotated[list[Path], argument("FILE", "Home Office recorded-crime tables: ODS, XLSX, CSV or Parquet")],
    released: Annotated[list[str], option("DATE", "The date each was released, such as 2026-04-23, in order")],
    population: Annotated[Path | None, option("FILE", "Mid-year population estimates by force, CSV")] = None,
    to: Annotated[Path | None, option("FOLDER", "The folder to write; the shipped store unless given")] = None,
) -> None:
    """Turn releases of recorded crime into crimekit's own store."""
    from crimekit.loaders.build import build as build_store
    from crimekit.parameters import read_parameters

    with Console(stderr=True).status("Reading …"):
        summary = build_store(sources, released=released, population=population, to=to, forces=read_parameters().forces)
    typer.echo(summary)


@data.command(epilog="Example: crimekit data update")
def update(
    to: Annotated[Path | None, option("FOLDER", "The folder of the store; the shipped one unless given")] = None,
) -> None:
    """Download the newest release of recorded crime from GOV.UK, check it, and add it to the store."""
    from crimekit.loaders.build import update as add_newest
    from crimekit.parameters import read_parameters

    with Console(stderr=True).status("Downloading …"):
        summary = add_newest(read_parameters().forces, to=to)
    typer.echo(summary)
