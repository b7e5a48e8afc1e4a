"""What JupyterLab and a terminal show of a block."""

import subprocess
import sys

import pytest

from crimekit import blocks as b
from crimekit.blocks import Blocks, Cell, Column, Figure, Heading, Table
from crimekit.page.show import mime_bundle, plain

COLUMNS = (Column("Measure"), Column("Rate", "number"), Column("Past year"))
ROWS = (
    (Cell("Robbery"), Cell("0.13"), Cell("Increasing", note="worsening")),
    (Cell("Vehicle crime"), Cell("1.81"), Cell("")),
)
TABLE = Table("t", "Rates", "", COLUMNS, ROWS, source="Home Office")
SVG = '<svg viewBox="0 0 9 9"/>'
FIGURE = Figure("f", "Down 3%", "Rate", "A line chart.", SVG, SVG, TABLE)


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (
            TABLE,
            "Rates\n"
            "Measure        Rate  Past year\n"
            "-------------  ----  --------------------\n"
            "Robbery        0.13  Increasing worsening\n"
            "Vehicle crime  1.81\n"
            "Source: Home Office",
        ),
        (FIGURE, "Down 3%\nRate\nA line chart."),
        (b.KeyFigures("k", "", (b.KeyFigure("Latest", "3.09"),)), "Latest: 3.09"),
        (b.Prose("p", "Action", "Some *words*"), "Action\nSome *words*"),
        (b.Sentences("s", "", ("One.", "Two.")), "One.\nTwo."),
        (Heading("h", "Cyber", "Gwent"), "Cyber\nGwent"),
        (b.Definitions("d", "Glossary", (("Rate", "A count."),)), "Glossary\nRate: A count."),
    ],
)
def test_each_block_is_read_in_words_and_a_table_is_aligned(block, text):
    assert plain(block) == text


def test_in_jupyterlab_a_figure_is_drawn_once_and_several_blocks_stand_under_one_style():
    html = mime_bundle(FIGURE)["text/html"]
    assert html.count("<svg") == 1
    assert html.startswith('<div class="ck ck-cell"><style>')
    assert "Data behind this figure" in html
    shown = mime_bundle(Blocks((Heading("a", "A"), Heading("b", "B"))))
    assert (shown["text/html"].count("<style>"), shown["text/plain"]) == (1, "A\n\nB")
    none = mime_bundle(Blocks())
    assert (none["text/html"], none["text/plain"]) == ("<p>Nothing to show here.</p>", "Nothing to show here.")


def test_a_block_shows_itself_where_nothing_but_blocks_was_imported():
    code = 'from crimekit.blocks import Heading; print(Heading("a", "A")._repr_mimebundle_()["text/html"][-30:])'
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert '<h2 id="a">A</h2>' in done.stdout
