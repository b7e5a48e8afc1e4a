"""What a page takes out of executed notebooks, and the page of one that nbconvert makes."""

import nbformat
import pytest
from nbconvert.exporters import get_exporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from crimekit.blocks import MIME, Blocks, Heading, Sentences, data
from crimekit.errors import RunError
from crimekit.page.check import check
from crimekit.page.notebooks import results

HEADING = Heading("cyber", "Tackle cyber crime")


def shows(block):
    return {"output_type": "execute_result", "data": {MIME: data(block), "text/plain": "…"}, "metadata": {}}


def code(*outputs):
    return {"cell_type": "code", "source": "secret()", "outputs": list(outputs), "metadata": {}}


def test_results_come_in_order_also_several_of_one_cell():
    several = Blocks((HEADING, Heading("b", "B")))
    assert results({"cells": [code(shows(several)), code(shows(HEADING))]}) == (*several, HEADING)


def test_warnings_stay_behind():
    stream = {"output_type": "stream", "name": "stderr", "text": "/home/analyst/x.py:1: UserWarning"}
    assert results({"cells": [code(stream), code(shows(HEADING), stream)]}) == (HEADING,)


def test_a_notebook_that_failed_is_refused_with_its_cell_and_error():
    error = {"output_type": "error", "ename": "DataError", "evalue": "no figures", "traceback": []}
    with pytest.raises(RunError) as raised:
        results({"cells": [code(shows(HEADING)), code(error)]}, name="cyber.ipynb")
    assert str(raised.value) == (
        "cyber.ipynb: cell 2 failed with DataError: no figures; a page is made of a notebook that ran"
    )


def executed(*blocks):
    parameters = new_code_cell("secret = 1", metadata={"tags": ["parameters"]})
    return new_notebook(cells=[parameters, *(new_code_cell("show", outputs=[new_output(**shows(b))]) for b in blocks)])


def test_nbconvert_makes_an_executed_notebook_a_draft_page_without_its_code():
    exporter = get_exporter("crimekit")()
    html, resources = exporter.from_notebook_node(executed(Sentences("s", "", ("Down 3%.",)), HEADING))
    for text in ("<h1>Tackle cyber crime</h1>", "Down 3%.", "Made from a single notebook."):
        assert text in html
    assert "secret" not in html
    assert resources["output_extension"] == ".html"
    assert check(html) == ()


def test_a_notebook_without_results_is_refused_by_its_name(tmp_path):
    nbformat.write(executed(), tmp_path / "cyber.ipynb")
    with pytest.raises(RunError, match="cyber: found no results; expected a notebook that has been run"):
        get_exporter("crimekit")().from_filename(str(tmp_path / "cyber.ipynb"))


def test_nbconvert_runs_a_notebook_first_where_it_is_told_to_and_else_takes_no_page_without_figures(tmp_path):
    shown = "import crimekit as ck\nck.recommendations(force='gwent', quarter='2021-22 Q1').heading"
    nbformat.write(new_notebook(cells=[new_markdown_cell("Typed."), new_code_cell(shown)]), tmp_path / "own.ipynb")
    with pytest.raises(RunError, match="own: found no results; expected a notebook that has been run"):
        get_exporter("crimekit")().from_filename(str(tmp_path / "own.ipynb"))
    told = Config({"ExecutePreprocessor": {"enabled": True}})  # what --execute does
    html, _ = get_exporter("crimekit")(config=told).from_filename(str(tmp_path / "own.ipynb"))
    assert "<h1>Recommendations" in html
