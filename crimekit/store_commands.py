"""The commands on the store of figures: build it from files, or add the newest release to it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

data = typer.Typer(help="The store of figures that crimekit works from.", no_args_is_help=True)


@data.command()
def build(
    sources: Annotated[list[Path], typer.Argument(help="Home Office recorded-crime tables: ODS, XLSX, CSV or Parquet")],
    released: Annotated[list[str], typer.Option(help="The date each was released, such as 2026-04-23, in order")],
    population: Annotated[Path | None, typer.Option(help="Mid-year population estimates by force, CSV")] = None,
    to: Annotated[Path | None, typer.Option(help="The folder to write; the shipped store unless given")] = None,
) -> None:
    """Turn releases of recorded crime into crimekit's own store."""
    from crimekit.loaders.build import build as build_store
    from crimekit.parameters import read_parameters

    with Console(stderr=True).status("Reading …"):
        summary = build_store(sources, released=released, population=population, to=to, forces=read_parameters().forces)
    typer.echo(summary)


@data.command()
def update(
    to: Annotated[Path | None, typer.Option(help="The folder of the store; the shipped one unless given")] = None,
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
