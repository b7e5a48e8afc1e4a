"""The commands that begin: a working folder of one's own, and a run in it with its texts to write."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from crimekit.errors import ParameterError, RunError, find
from crimekit.holdings import argument, option

_HERE = Path(__file__).parent
_FIRST_RUN = "gwent-2023-24-q1"
_LEFT_BEHIND = shutil.ignore_patterns(".*", "__pycache__")


def init(folder: Annotated[Path, argument("FOLDER", "The folder to make, such as reports")]) -> None:
    """Make a working folder: notebooks and parameters to change, and an example of each kind of own file."""
    from crimekit.parameters.project import shipped_project

    shipped = shipped_project()
    parts = {
        "notebooks": shipped / "notebooks",
        "parameters": shipped / "parameters",
        "figures": _HERE / "data" / "examples",
    }
    if folder.exists() and not folder.is_dir():
        raise RunError(f"init: '{folder}' is a file; expected a folder, or nothing yet")
    if there := [name for name in parts if (folder / name).exists()]:
        raise RunError(
            f"init: '{folder}' has {', '.join(there)} already, and was left as it is; expected another folder"
        )
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".init-") as beside:  # so that a full disk leaves nothing half made
        for name, source in parts.items():
            shutil.copytree(source, Path(beside, name), ignore=_LEFT_BEHIND, copy_function=shutil.copyfile)
        for name in parts:
            Path(beside, name).rename(folder / name)
    typer.echo(f"{folder} has notebooks, parameters, and in figures an example of each kind of own file. Next:")
    typer.echo(f"  cd {folder}\n  crimekit run {_FIRST_RUN}")
    typer.echo('Then a report of your own: crimekit new kent-2025-26-q3 --force kent --quarter "2025-26 Q3"')


def new(
    run: Annotated[str, argument("RUN", "What to call the run, such as kent-2025-26-q3")],
    force: Annotated[str, option("FORCE", "The force: its key, name or ONS code", "forces")],
    quarter: Annotated[str, option("QUARTER", "The quarter, such as '2025-26 Q3'")],
    report: Annotated[
        str, option("REPORT", "The report: crimekit list reports names them", "reports")
    ] = "national-measures",
) -> None:
    """Write a run file, and a file with every text of its report to fill in; never over a file."""
    from crimekit.library.figures import force_named
    from crimekit.loaders.store import SHIPPED, find_release
    from crimekit.parameters import commentary_path, read_parameters
    from crimekit.parameters.project import working_folder
    from crimekit.parameters.yaml import file_name
    from crimekit.periods import Quarter
    from crimekit.reports.commentary.approval import UNNAMED

    known = read_parameters()
    if working_folder(known.folder) != known.folder.parent:
        raise RunError("new: no parameters in this folder to add to; crimekit init FOLDER makes a folder with them")
    if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", run):
        raise ParameterError(f"RUN: found '{run}'; expected words joined by hyphens, such as kent-2025-26-q3")
    made = find(report, known.reports, "--report")
    whose, asked = force_named(force, known, key="--force"), Quarter.parse(quarter)
    newest = find_release(SHIPPED, "latest").key
    path = known.folder / "runs" / f"{run}.yml"
    texts = commentary_path(known, whose.key, asked)
    if path.exists():
        raise RunError(f"new: {file_name(path)} is there already, and was left as it is; expected another name")
    written = {path: "start-run.yml.j2"}
    if made.kind != "register":  # whose texts stand in its own file
        if texts.exists():
            typer.echo(f"note: {file_name(texts)} is there already, and was left as it is", err=True)
        else:
            written[texts] = "start-texts.yml.j2"
    said = {"run": run, "report": made, "force": whose, "quarter": asked, "release": newest, "author": UNNAMED}
    said |= {"titles": {section.key: section.title for section in made.sections}, "today": dt.date.today()}
    for file, template in written.items():
        content = _filled(template, said)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as opened:
            opened.write(content)
        typer.echo(f"{file_name(file)} is written")
    typer.echo(f"{whose.police}, {asked.words}. Next: crimekit check {run} says what is missing; crimekit run {run}")


def _filled(template: str, said: Mapping[str, object]) -> str:
    from jinja2 import StrictUndefined, Template

    text = (_HERE / template).read_text(encoding="utf-8")
    filled: str = Template(text, trim_blocks=True, keep_trailing_newline=True, undefined=StrictUndefined).render(said)
    return filled
