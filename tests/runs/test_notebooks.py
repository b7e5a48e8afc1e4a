"""What a notebook accepts and shows, and what is kept of an executed one."""

import ast
import json
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient
from nbconvert.exporters import get_exporter

import crimekit as ck
from crimekit.blocks import Picture, Prose
from crimekit.errors import ParameterError, RunError
from crimekit.page.check import check
from crimekit.page.notebooks import results
from crimekit.runs.execute import Job, execute
from crimekit.runs.notebooks import check_parameters, sections_shown
from crimekit.runs.plan import Task

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def written(folder: Path, parameters: str, *sources: str, tag: str = "parameters", name: str = "made") -> Path:
    """A notebook of a cell with this tag, and others."""
    cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in (parameters, *sources)]
    cells[0]["metadata"] = {"tags": [tag]}
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


def test_typed_and_plain_parameters_are_taken_and_a_misspelt_one_is_refused(tmp_path):
    path = written(tmp_path, 'force: str = "gwent"  # a = key\nlabel = "a=b"\nkind: Literal["x", "y=z"] = "x"\n')
    check_parameters(path, ["force", "label", "kind"])
    with pytest.raises(ParameterError, match=r"made\.ipynb: takes no parameter 'forse'; did you mean 'force'"):
        check_parameters(path, ["forse"])
    with pytest.raises(ParameterError, match="takes no parameter 'y'; known: force, kind, label"):
        check_parameters(path, ["y"])


def test_what_is_no_notebook_with_one_parameters_cell_is_refused(tmp_path):
    (tmp_path / "other.ipynb").write_text("no JSON", encoding="utf-8")
    for path, message in (
        (written(tmp_path, "x = 1", tag="other"), r"^made\.ipynb: found 0 cells tagged 'parameters'; expected one"),
        (written(tmp_path, "force: =", name="wrong"), r"^wrong\.ipynb: the parameters cell is not Python, line 1"),
        (tmp_path / "other.ipynb", r"^other\.ipynb: not a notebook that can be read"),
        (NOTEBOOKS / "mesure.ipynb", "no notebook 'mesure'; did you mean 'measure'"),
    ):
        with pytest.raises(RunError, match=message):
            check_parameters(path, [])


SHIPPED = sorted(NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_notebook_is_a_page_not_a_program(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    kept = [cell for cell in cells if "skip-execution" not in cell["metadata"].get("tags", ())]  # in a batch run
    code = ["".join(cell["source"]) for cell in kept]
    assert len(code) <= 11
    assert not [cell for cell in notebook["cells"] if cell.get("outputs") or cell.get("execution_count")]
    nodes = {type(node) for source in code for node in ast.walk(ast.parse(source))}
    assert not nodes & {ast.FunctionDef, ast.ClassDef, ast.For, ast.If, ast.ListComp}
    tagged = [cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", ())]
    parameters = "".join(tagged[0]["source"]) if tagged else ""  # the methods have none
    assert all(re.fullmatch(r"\w+: [\w\[\]]+ = .+  # .+", line) for line in parameters.splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_cell_of_a_shipped_notebook_can_be_run_twice_in_jupyter_and_the_whole_is_a_page(path):
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, resources={"metadata": {"path": str(NOTEBOOKS)}}, skip_cells_with_tag="")
    with client.setup_kernel():
        for number, cell in enumerate(notebook.cells):
            for _ in range(2):
                client.execute_cell(cell, number)
    page, _ = get_exporter("crimekit")().from_notebook_node(notebook)
    assert check(page) == ()


def test_exploring_takes_any_measure_and_a_file_of_ones_own(tmp_path):
    months = Path(ck.__file__).parents[1] / "docs" / "bicycle-thefts.csv"
    given = (("measure", "rape"), ("force", "West Midlands Police"), ("own", str(months)))
    job = Job(Task("explore", "Explore", NOTEBOOKS / "explore.ipynb", given), tmp_path / "out.ipynb", "f")
    ((_, outcome),) = execute(iter([job]))
    assert outcome.error == ""
    found = results(json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8")))
    assert [type(block) for block in found] == [Picture, Prose, Picture]
    # 2024-25 Q4 to 2025-26 Q3 in the file, and the four quarters before
    now, then = (pd.read_csv(months)["thefts"].iloc[at].sum() for at in (slice(-12, None), slice(-24, -12)))
    assert f"{now} offences against {then} in the same 4 quarters" in found[1].markdown


SHOWS = "import crimekit as ck\nregister = ck.recommendations(force=force)"


@pytest.mark.parametrize(
    "cell",
    [
        "import pandas",
        "%run other.ipynb",
        "print(1)",
        "force = 'kent'",
        "ck.forces()",
        "register.case",
        "register = ck.recommendations(force='kent')",
        "register = ck.recommendations(force=quarter)",
        "other = ck.inspections(force=force, quarter=quarter)",
        "found = ck.labels(force)",
        "open('parameters/measures.yml').read()",
        "f'{register.table}'",
    ],
)
def test_of_a_notebook_that_does_anything_else_it_is_not_said_what_it_reads(tmp_path, cell):
    assert sections_shown(written(tmp_path, "force: str = ''", SHOWS, cell), ["force"]) == set()
