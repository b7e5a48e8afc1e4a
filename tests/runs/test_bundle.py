"""What is sent of a project, and the notebook that comes back: as if it had been executed here."""

import json
from pathlib import Path

import pytest

from crimekit.errors import RunError
from crimekit.runs.bundle import bundle, returned, sent
from crimekit.runs.execute import Job
from crimekit.runs.plan import Task
from crimekit.runs.reuse import is_sealed, sealed


@pytest.fixture
def small(tmp_path):
    """A project of one file of each kind, and a folder of inputs inside and outside."""
    files = ("parameters/forces.yml", "parameters/commentary/kent/q1.yml", "parameters/runs/q1.yml")
    inputs = ("mine/population.csv", "mine/local/figures.csv", "mine/.hidden")
    for name in (*files, "notebooks/one.ipynb", "notebooks/notes.txt", *inputs, "../outside/population.csv"):
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path / "project"


PROJECT = {"parameters/forces.yml", "parameters/commentary/kent/q1.yml", "notebooks/one.ipynb"}


def test_parameters_and_notebooks_are_sent_but_no_runs(small):
    found = bundle(small, "bundled")
    assert (dict(found.files).keys(), found.inputs) == (PROJECT, "bundled")


def test_inputs_inside_the_project_keep_their_place(small):
    found = bundle(small, "mine")
    assert dict(found.files).keys() == PROJECT | {"mine/population.csv", "mine/local/figures.csv"}
    assert found.inputs == "mine"


@pytest.mark.parametrize("absolute", [True, False])
def test_inputs_outside_come_to_lie_inside_under_their_own_name(small, tmp_path, absolute):
    found = bundle(small, str(tmp_path / "outside") if absolute else "../outside")
    assert dict(found.files).keys() == PROJECT | {"elsewhere/outside/population.csv"}
    assert found.inputs == "elsewhere/outside"


def test_a_single_file_of_inputs_is_sent(small):
    found = bundle(small, "mine/population.csv")
    assert dict(found.files)["mine/population.csv"] == b"mine/population.csv"


def test_what_was_sent_is_unpacked_as_it_was(small, tmp_path):
    bundle(small, "mine").unpack(tmp_path / "there")
    assert (tmp_path / "there" / "mine" / "local" / "figures.csv").read_bytes() == b"mine/local/figures.csv"


def test_a_file_that_cannot_be_read_is_named(small):
    (small / "notebooks" / "two.ipynb").mkdir()
    with pytest.raises(RunError, match=r"^--scheduler: two\.ipynb: Is a directory$"):
        bundle(small, "bundled")


def job(project, inputs):
    task = Task("one", "One", project / "notebooks" / "one.ipynb", (("section", "one"), ("inputs", inputs)))
    return Job(task, project / "outputs" / "one.ipynb", fingerprint="f" * 64)


def test_a_job_is_sent_without_a_place_of_this_machine(small):
    there = sent(job(small, "/srv/figures"), "elsewhere/figures")
    assert (there.task.notebook, there.target) == (Path("notebooks/one.ipynb"), Path("one.ipynb"))
    assert there.task.parameters == (("section", "one"), ("inputs", "elsewhere/figures"))


def executed(inputs):
    """A notebook as it comes back from a worker."""
    source = ["# Parameters\n", 'section = "one"\n', f'inputs = "{inputs}"\n']
    cell = {"cell_type": "code", "id": "injected-parameters", "source": source, "outputs": []}
    cells = [{**cell, "metadata": {"tags": ["injected-parameters"]}}, {"source": ["1\n"], "metadata": {}}]
    notebook = sealed({"cells": cells, "metadata": {}}, "f" * 64)
    return f"{json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)}\n".encode()


@pytest.mark.parametrize(
    ("inputs", "shown"), [("/srv/figures", "/srv/figures"), ("{project}/figures", "<crimekit>/figures")]
)
def test_the_notebook_that_comes_back_names_the_inputs_of_here(small, inputs, shown):
    given = job(small, inputs.format(project=small))
    content = returned(executed("elsewhere/figures"), given, "elsewhere/figures")
    assert content == executed(shown)
    (small / "back.ipynb").write_bytes(content)
    assert is_sealed(small / "back.ipynb", "f" * 64)


def test_a_failed_notebook_stays_without_a_seal(small):
    notebook = json.loads(executed("elsewhere/figures"))
    del notebook["metadata"]["crimekit"]
    content = returned(json.dumps(notebook).encode(), job(small, "/srv/figures"), "elsewhere/figures")
    assert "crimekit" not in json.loads(content)["metadata"]


def test_a_notebook_whose_inputs_are_called_the_same_is_not_touched(small):
    assert returned(b"anything", job(small, "bundled"), "bundled") == b"anything"
