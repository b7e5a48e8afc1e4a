import nbformat
import pytest
from nbconvert.exporters import get_exporter
from nbformat.v4 import new_code_cell, new_notebook, new_output

from crimekit.blocks import MIME, Heading, Page, Sentences, data
from crimekit.errors import RunError
from crimekit.page.check import check
from crimekit.page.exporter import CrimekitExporter

HEADING = Heading("cyber", "Tackle cyber crime", "Gwent, Q1 2023-24")


def notebook(*blocks):
    cells = [new_code_cell("secret = 1", metadata={"tags": ["parameters"]})]
    cells += [new_code_cell("section.show", outputs=[new_output("execute_result", {MIME: data(b)})]) for b in blocks]
    return new_notebook(cells=cells)


def test_nbconvert_finds_the_exporter_by_its_name():
    assert get_exporter("crimekit") is CrimekitExporter


def test_an_executed_notebook_becomes_a_page_without_its_code():
    page = Page("Measures", "Gwent", "Commissioner", "Q1 2023-24")
    html, resources = CrimekitExporter().from_notebook_node(notebook(page, HEADING, Sentences("s", "", ("Down 3%.",))))
    assert "<h1>Measures</h1>" in html
    assert "Down 3%." in html
    assert "secret" not in html
    assert resources["output_extension"] == ".html"
    assert check(html) == ()


def test_a_notebook_without_a_page_is_headed_by_its_first_heading_and_is_a_draft():
    html, _ = CrimekitExporter().from_notebook_node(notebook(HEADING))
    assert "<h1>Tackle cyber crime</h1>" in html
    assert "Made from a single notebook." in html
    assert check(html) == ()


def test_a_file_is_named_in_the_message(tmp_path):
    path = tmp_path / "cyber.ipynb"
    nbformat.write(notebook(), path)
    with pytest.raises(RunError, match="cyber: found no results; expected a notebook that has been run"):
        CrimekitExporter().from_filename(str(path))
