"""Blocks as data: what comes back from JSON is what went in, and nothing else gets through."""

import json
import math

import numpy as np
import pytest

from crimekit import blocks as b
from crimekit.blocks import Blocks, Cell, Column, Heading, Table, data, from_data
from crimekit.errors import DataError

ROBBERY = (Cell("Robbery", link="robbery"), Cell("0.13", 0.13, "note", "worse", "up", sparkline=(1.0, None, 2.0)))
TABLE = Table(
    "t", "Caption", "Subtitle", (Column("Measure"), Column("Rate", "number")), (ROBBERY,), ("A note.",), "Home Office"
)
HEADING = Heading("h", "Title")
BLOCKS = [
    TABLE,
    HEADING,
    b.Figure("f", "Headline", "Subtitle", "Alternative text", "<svg/>", "<svg/>", TABLE),
    b.KeyFigures("k", "Heading", (b.KeyFigure("Latest", "3.09", "note"),)),
    b.Prose("p", "Force action", "*Text*", quotation=True, note="Example"),
    b.Sentences("s", "What the figures show", ("One.", "Two.")),
    b.Definitions("d", "Glossary", (("Rate", "A count by residents."),)),
]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.kind)
def test_every_block_comes_back_from_json_as_it_was(block):
    assert from_data(json.loads(json.dumps(data(block)))) == (block,)
    assert from_data(json.loads(json.dumps(data(Blocks((block, HEADING)))))) == (block, HEADING)


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
        (data(TABLE) | {"columns": [{"title": "A"}]}, "table t: row 1: found 2 cells; expected 1, one for each column"),
        (data(TABLE) | {"rows": "x" * 100}, "block t: rows: found '" + "x" * 58 + "…"),
        (data(TABLE) | {"rows": [[{"text": "A", "value": True}]]}, "block t: rows.0.0.value"),
    ],
)
def test_data_that_does_not_fit_is_refused_with_its_place(payload, message):
    with pytest.raises(DataError) as error:
        from_data(payload)
    assert str(error.value).startswith(message)
