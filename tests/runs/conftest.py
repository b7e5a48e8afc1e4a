"""A project of three tiny notebooks."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from crimekit.parameters import read_parameters
from crimekit.parameters.values import Parameters, Run
from crimekit.periods import Quarter
from crimekit.runs.execute import Options
from crimekit.runs.plan import Plan, plan
from crimekit.runs.record import differences, seal
from crimekit.runs.run import Result, Watch, carry_out

PARAMETERS = Path(__file__).parents[2] / "parameters"
TAKEN = ("section", "force", "quarter", "report", "release", "peer_group", "inputs")
HEADING = 'from crimekit.blocks import Heading\nHeading("{key}", "Section {key}")'
REPORT = """\
title: Tiny report
first_quarter: 2018-19 Q1
sections:
  - {key: one, title: One, notebook: one, headline: homicide, tables: [{title: T, measures: [homicide]}]}
  - {key: two, title: Two, notebook: two, headline: homicide, tables: [{title: T, measures: [homicide]}]}
"""


def written(*sources: str) -> str:
    """The text of a notebook with a parameters cell and these code cells; those without a block are not for a page."""
    parameters = "".join(f'{name}: str = ""\n' for name in TAKEN)
    cells = [{"source": parameters, "metadata": {"tags": ["parameters"]}}]
    cells += [
        {"source": source, "metadata": {} if "crimekit.blocks" in source else {"tags": ["explore"]}}
        for source in sources
    ]
    fixed = {"cell_type": "code", "execution_count": None, "outputs": []}
    written = [{**fixed, **cell, "id": f"cell-{number}"} for number, cell in enumerate(cells)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    metadata = {**kernel, "language_info": {"name": "python"}}
    return json.dumps({"cells": written, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture(scope="session")
def notebook():
    """`written`, for tests."""
    return written


@dataclass(frozen=True)
class Project:
    """A folder with parameters and notebooks, like the project's own."""

    folder: Path
    command = ("run", "--quarter", "2025-26 Q3", "--report", "tiny", "--forces")

    @property
    def outputs(self) -> Path:
        return self.folder / "outputs"

    @property
    def report(self) -> Path:
        return self.outputs / "kent" / "2025-26-q3"

    def parameters(self) -> Parameters:
        return read_parameters(self.folder / "parameters")

    def write(self, key: str, *sources: str) -> None:
        """Write a notebook that shows its heading after these cells."""
        text = written(*sources, HEADING.format(key=key))
        (self.folder / "notebooks" / f"{key}.ipynb").write_text(text, encoding="utf-8")

    def texts(self, force: str = "kent", language: str = "", **said: Any) -> None:
        """Write the texts of a report."""
        path = self.folder / "parameters" / "commentary" / force / f"2025-26-q3{language}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = {"force": force, "quarter": "2025-26 Q3", "author": "Analyst", "date": "2026-01-05", "state": "draft"}
        path.write_text(yaml.safe_dump({**head, **said}), encoding="utf-8")

    def edit(self, file: str, old: str, new: str) -> None:
        """Change what a file of parameters says."""
        path = self.folder / "parameters" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def plan(self, force: str = "kent", **other: Any) -> Plan:
        run = Run(f"{force}-2025-26-q3", "tiny", force, Quarter.parse("2025-26 Q3"))
        return plan(replace(run, **other), self.parameters(), self.outputs, texts_required=False)

    def run(self, plan: Plan | None = None, **options: Any) -> Result:
        """Make the report, here."""
        return carry_out([plan or self.plan()], Options(**options), Watch())[0]

    @contextmanager
    def untouched(self) -> Iterator[None]:
        """What is published is afterwards as it was before, by its own record too."""
        before = self.bytes()
        yield
        assert self.bytes() == before
        assert differences(self.report) == ()

    def bytes(self) -> dict[str, bytes]:
        """What every file of the report holds."""
        files = (path for path in self.report.rglob("*") if path.is_file())
        return {path.relative_to(self.report).as_posix(): path.read_bytes() for path in files}


def begun(folder: Path) -> Project:
    """A project with nothing published."""
    for name in ("forces", "measures", "offences", "peer_groups", "breaks", "glossary", "labels"):
        (folder / "parameters").mkdir(parents=True, exist_ok=True)
        shutil.copy(PARAMETERS / f"{name}.yml", folder / "parameters")
    for name in ("reports", "runs"):
        (folder / "parameters" / name).mkdir()
    (folder / "parameters" / "reports" / "tiny.yml").write_text(REPORT, encoding="utf-8")
    (folder / "notebooks").mkdir()
    made = Project(folder)
    for key in ("overview", "one", "two"):
        made.write(key)
    return made


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return begun(tmp_path / "project")


@pytest.fixture(scope="session")
def _once(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = begun(tmp_path_factory.mktemp("published") / "project")
    assert made.run().state == "done"
    return made


@pytest.fixture
def published(_once: Project, tmp_path: Path) -> Project:
    """A project whose report is published, executed once for all tests."""
    shutil.copytree(_once.folder, tmp_path / "project")
    return Project(tmp_path / "project")


@pytest.fixture
def command(published: Project, typed, monkeypatch: pytest.MonkeyPatch):
    """Type the command that makes the report of the published project, in its folder, with these options."""
    monkeypatch.setenv("CRIMEKIT_HOME", str(published.folder))
    monkeypatch.chdir(published.folder)
    return lambda *options, forces="kent": typed(*published.command, forces, *options)


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The parameters and notebooks of the package in a project of their own."""
    for folder in ("parameters", "notebooks"):
        shutil.copytree(PARAMETERS.parent / folder, tmp_path / folder)
    monkeypatch.setenv("CRIMEKIT_HOME", str(tmp_path))
    return Project(tmp_path)


@pytest.fixture
def sealed():
    """A folder that looks like a report, with its record and these files."""

    def made(outputs: Path, force: str = "gwent", quarter: str = "2023-24 Q1", files: Any = (), **page: str) -> Path:
        report = page.pop("report", "national-measures")
        folder = outputs / force / quarter.lower().replace(" ", "-")
        for name, text in {"report.html": "<p>1</p>", "tables/rates.csv": "Rate\n2\n", **dict(files)}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        said = {"title": "Measures", "force": force.title(), "period": quarter, "draft": "", "marking": "OFFICIAL"}
        seal(folder, {"run": {"quarter": quarter, "report": report}, "page": {**said, **page}})
        return folder

    return made
