"""Blocks as data, where what comes back is what went in, and as JupyterLab and a terminal show them."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest

from crimekit import blocks as b
from crimekit.blocks import Blocks, Cell, Column, Heading, Table, data, from_data
from crimekit.errors import DataError
from crimekit.page.html import mime_bundle, plain

COLUMNS = (Column("Measure"), Column("Rate", "number"), Column("Past year"))
ROBBERY = (
    Cell("Robbery", link="robbery"),
    Cell("0.13", 0.13, sparkline=(1.0, None, 2.0)),
    Cell("Increasing", note="worsening", tone="worse", arrow="up"),
)
VEHICLES = (Cell("Vehicle crime"), Cell("1.81"), Cell(""))
TABLE = Table("t", "Rates", "", COLUMNS, (ROBBERY, VEHICLES), source="Home Office")
ALIGNED = """\
Rates
Measure        Rate  Past year
-------------  ----  --------------------
Robbery        0.13  Increasing worsening
Vehicle crime  1.81
Source: Home Office"""
HEADING = Heading("h", "Cyber", "Gwent")
SVG = '<svg viewBox="0 0 9 9"/>'
FIGURE = b.Figure("f", "Down 3%", "Rate", "A line chart.", SVG, SVG, Table("v", "Rates", "", COLUMNS, (VEHICLES,)))


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (TABLE, ALIGNED),
        (HEADING, "Cyber\nGwent"),
        (FIGURE, "Down 3%\nRate\nA line chart."),
        (b.KeyFigures("k", "", (b.KeyFigure("Latest", "3.09"),)), "Latest: 3.09"),
        (b.Prose("p", "Action", "Some *words*", quotation=True, note="Example"), "Action\nSome *words*\nExample"),
        (b.Sentences("s", "", ("One.", "Two.")), "One.\nTwo."),
        (b.Definitions("d", "Glossary", (("Rate", "A count."),)), "Glossary\nRate: A count."),
    ],
)
def test_every_block_comes_back_from_json_as_it_was_and_is_read_in_words(block, text):
    assert from_data(json.loads(json.dumps(data(block)))) == (block,)
    assert from_data(json.loads(json.dumps(data(Blocks((block, HEADING)))))) == (block, HEADING)
    assert plain(block) == text


def test_data_is_plain_json_whatever_the_numbers_were():
    values = (np.int64(3), np.float64(0.5), np.float32(0.25), math.nan, np.float64("inf"), 7)
    row = tuple(Cell("a", value, sparkline=values) for value in values)
    table = Table("t", "Caption", "", tuple(Column("a") for _ in values), (row,))
    cells = json.loads(json.dumps(data(table), allow_nan=False))["rows"][0]
    expected = [3, 0.5, 0.25, None, None, 7]
    assert [cell["value"] for cell in cells] == expected
    assert cells[0]["sparkline"] == expected
    assert [type(value) for value in cells[0]["sparkline"]] == [type(value) for value in expected]


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        ({"kind": "headin"}, "block: kind: found 'headin'; expected a kind of block; did you mean 'heading'?"),
        ({"kind": ["table"]}, "block: kind: found ['table']; expected a kind of block"),
        ([], "block: kind: found None"),
        ({"kind": "blocks", "items": [data(TABLE), {"kind": "evil"}]}, "block: kind: found 'evil'"),
        ({"kind": "blocks", "items": [{"kind": "blocks", "items": []}]}, "block: kind: found 'blocks'"),
        ({"kind": "heading", "key": "h"}, "block h: title: found"),
        ({"kind": "heading", "key": "h", "title": 3}, "block h: title: found 3; Input should be a valid string"),
        ({"kind": "heading", "key": "h", "title": "T", "onload": "x"}, "block h: onload: found 'x'; Unexpected"),
        ({"kind": "heading", "key": "h", "title": math.nan}, "block h: found what is not JSON; expected plain data"),
        ({"kind": "heading", "key": "h", "title": {1, 2}}, "block h: found what is not JSON; expected plain data"),
        (data(TABLE) | {"columns": [{"title": "A", "kind": "script"}]}, "block t: columns.0.kind: found 'script'"),
        (data(TABLE) | {"columns": [{"title": "A"}]}, "table t: row 1: found 3 cells; expected 1, one for each column"),
        (data(TABLE) | {"rows": "x" * 100}, "block t: rows: found '" + "x" * 58 + "…"),
        (data(TABLE) | {"rows": [[{"text": "A", "value": True}]]}, "block t: rows.0.0.value"),
    ],
)
def test_data_that_does_not_fit_is_refused_with_its_place(payload, message):
    with pytest.raises(DataError) as error:
        from_data(payload)
    assert str(error.value).startswith(message)


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
