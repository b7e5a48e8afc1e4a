"""What a notebook accepts."""

import ast
import json
import re
from pathlib import Path

import pytest

from crimekit.errors import ParameterError, RunError
from crimekit.runs.notebooks import accepted_parameters, check_parameters

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def written(folder: Path, *sources: str, tags: tuple[str, ...] = ("parameters",)) -> Path:
    cells = [
        {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": source.splitlines(keepends=True)}
        for source in sources
    ]
    path = folder / "made.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


def test_typed_and_plain_parameters_are_found_in_order(tmp_path):
    path = written(tmp_path, 'force: str = "gwent"  # a key\nlabel = "a=b"\n')
    assert accepted_parameters(path) == ("force", "label")


def test_a_misspelt_parameter_is_refused_with_the_nearest(tmp_path):
    path = written(tmp_path, 'force: str = "gwent"')
    with pytest.raises(ParameterError, match=r"made\.ipynb: takes no parameter 'forse'; did you mean 'force'"):
        check_parameters(path, ["forse"])


def test_a_notebook_without_a_parameters_cell_is_refused(tmp_path):
    with pytest.raises(RunError, match="found 0 cells tagged 'parameters'; expected one"):
        accepted_parameters(written(tmp_path, "x = 1", tags=()))


def test_a_parameters_cell_that_is_no_python_is_refused(tmp_path):
    with pytest.raises(RunError, match=r"made\.ipynb: the parameters cell is not Python, line 1"):
        accepted_parameters(written(tmp_path, "force: ="))


def test_a_file_that_is_no_notebook_is_refused(tmp_path):
    path = tmp_path / "made.ipynb"
    path.write_text("no JSON", encoding="utf-8")
    with pytest.raises(RunError, match=r"made\.ipynb: not a notebook that can be read"):
        accepted_parameters(path)


def test_an_absent_notebook_is_refused_with_the_nearest():
    with pytest.raises(RunError, match="no notebook 'mesure'; did you mean 'measure'"):
        accepted_parameters(NOTEBOOKS / "mesure.ipynb")


SHIPPED = sorted(NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_notebook_is_a_page_not_a_program(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(code) <= 10
    assert not [cell for cell in notebook["cells"] if cell.get("outputs") or cell.get("execution_count")]
    nodes = {type(node) for source in code for node in ast.walk(ast.parse(source))}
    assert not nodes & {ast.FunctionDef, ast.ClassDef, ast.For, ast.If, ast.ListComp}
    tagged = [cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", ())]
    parameters = "".join(tagged[0]["source"]) if tagged else ""  # the methods have none
    assert all(re.fullmatch(r"\w+: [\w\[\]]+ = .+  # .+", line) for line in parameters.splitlines())


def test_the_notebooks_of_the_design_are_shipped():
    assert {"measure", "satisfaction", "overview", "explore"} <= {path.stem for path in SHIPPED}
