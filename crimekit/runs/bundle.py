"""The files of a project that its sections read, so that another machine needs no folder in common with this one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from crimekit.errors import RunError
from crimekit.runs.execute import Job
from crimekit.runs.reuse import sealed
from crimekit.runs.scrubbing import scrubbed

_ELSEWHERE = "elsewhere"
_INJECTED = "injected-parameters"


@dataclass(frozen=True, slots=True)
class Bundle:
    """Files by their path inside the project, and how its sections are told of their inputs."""

    files: tuple[tuple[str, bytes], ...] = field(repr=False)
    inputs: str

    def unpack(self, folder: Path) -> None:
        """Write the files into `folder`."""
        for name, content in self.files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)


def bundle(project: Path, inputs: str) -> Bundle:
    """The parameters, notebooks and inputs of a project; inputs that lie elsewhere come to lie inside it.

    Raises
    ------
    RunError
        If a file cannot be read.
    """
    try:
        files = dict(_project_files(project))
        if inputs == "bundled":
            return Bundle(tuple(files.items()), inputs)
        place = (project / inputs).resolve()
        inside = not Path(inputs).is_absolute() and place.is_relative_to(project.resolve())
        name = inputs if inside else f"{_ELSEWHERE}/{place.name}"
        files |= {Path(name, path).as_posix(): content for path, content in _input_files(place)}
    except OSError as error:
        raise RunError(f"--scheduler: {Path(error.filename or 'a file').name}: {error.strerror}") from None
    return Bundle(tuple(files.items()), name)


def _project_files(project: Path) -> Iterator[tuple[str, bytes]]:
    """All parameters but the runs, which a plan holds, and all notebooks."""
    for path in sorted((project / "parameters").rglob("*")):
        name = path.relative_to(project)
        if path.is_file() and name.parts[1] != "runs":
            yield name.as_posix(), path.read_bytes()
    for path in sorted((project / "notebooks").glob("*.ipynb")):
        yield path.relative_to(project).as_posix(), path.read_bytes()


def _input_files(place: Path) -> Iterator[tuple[str, bytes]]:
    """One file, or all of a folder that are not hidden, by their path inside it."""
    if place.is_file():
        yield "", place.read_bytes()
    for path in sorted(place.rglob("*")):
        name = path.relative_to(place)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            yield name.as_posix(), path.read_bytes()


def inputs_of(job: Job) -> str:
    """The inputs that a section is told of."""
    return dict(job.task.parameters).get("inputs", "bundled")


def sent(job: Job, inputs: str) -> Job:
    """The job as another machine gets it: its paths inside the project, its inputs called `inputs`."""
    named = tuple((name, inputs if name == "inputs" else value) for name, value in job.task.parameters)
    notebook = Path(job.task.notebook.parent.name, job.task.notebook.name)
    return replace(job, task=replace(job.task, notebook=notebook, parameters=named), target=Path(job.target.name))


def returned(content: bytes, job: Job, inputs: str) -> bytes:
    """The executed notebook as if it had been executed here: with the inputs that the job names, not `inputs`."""
    if inputs == inputs_of(job):
        return content
    notebook = json.loads(content)
    notebook["cells"] = [_cell(cell, job, inputs) for cell in notebook["cells"]]
    if "crimekit" in notebook["metadata"]:
        notebook = sealed(notebook, job.fingerprint)
    return f"{json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)}\n".encode()


def _cell(cell: dict[str, Any], job: Job, inputs: str) -> dict[str, Any]:
    if _INJECTED not in cell["metadata"].get("tags", ()):
        return cell
    from papermill.translators import PythonTranslator

    before, after = (f"inputs = {PythonTranslator.translate(value)}\n" for value in (inputs, inputs_of(job)))
    source = "".join(cell["source"])
    given = {**cell, "source": source.replace(before, after).splitlines(keepends=True)}
    there: dict[str, Any] = scrubbed({"cells": [given], "metadata": {}}, job.task.notebook.parent.parent)["cells"][0]
    return there
