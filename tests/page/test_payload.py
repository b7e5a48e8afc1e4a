import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimekit.blocks import (
    Cell,
    Column,
    Definitions,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Page,
    Prose,
    Sentences,
    Table,
    data,
)
from crimekit.errors import DataError
from crimekit.page.payload import from_data

TABLE = Table(
    "t",
    "Caption",
    "Subtitle",
    (Column("Measure"), Column("Rate", "number")),
    ((Cell("Robbery", link="robbery"), Cell("0.13", 0.13, "note", "worse", "up", sparkline=(1.0, None, 2.0))),),
    ("A note.",),
    "Home Office",
)
BLOCKS = [
    TABLE,
    Figure("f", "Headline", "Subtitle", "Alternative text", "<svg/>", "<svg/>", TABLE),
    KeyFigures("k", "Heading", (KeyFigure("Latest", "3.09", "note"),)),
    Prose("p", "Force action", "*Text*", quotation=True, note="Example"),
    Sentences("s", "What the figures show", ("One.", "Two.")),
    Heading("h", "Title"),
    Definitions("d", "Glossary", (("Rate", "A count by residents."),)),
    Page(
        "Measures",
        "Gwent",
        "Commissioner",
        "Q1",
        provenance=(("Figures", "Home Office"),),
        trail=(("All", "../x.html"),),
    ),
]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.kind)
def test_every_block_comes_back_from_json_as_it_was(block):
    assert from_data(json.loads(json.dumps(data(block)))) == block


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (
            {"kind": "headin", "key": "h"},
            "block: kind: found 'headin'; expected a kind of block; did you mean 'heading'?",
        ),
        ({"kind": ["table"]}, "block: kind: found ['table']; expected a kind of block"),
        ({}, "block: kind: found None"),
        ([], "block: kind: found None"),
        ({"kind": "heading", "key": "h"}, "block h: title: found"),
        ({"kind": "heading", "key": "h", "title": 3}, "block h: title: found 3; Input should be a valid string"),
        ({"kind": "heading", "key": "h", "title": "T", "onload": "x"}, "block h: onload: found 'x'; Unexpected"),
        ({"kind": "heading", "key": "h", "title": math.nan}, "block h: found what is not JSON; expected plain data"),
        ({"kind": "heading", "key": "h", "title": {1, 2}}, "block h: found what is not JSON; expected plain data"),
        (data(TABLE) | {"columns": [{"title": "A", "kind": "script"}]}, "block t: columns.0.kind: found 'script'"),
        (data(TABLE) | {"columns": [{"title": "A"}]}, "table t: row 1: found 2 cells; expected 1"),
        (data(TABLE) | {"rows": "x" * 100}, "block t: rows: found '" + "x" * 58 + "…"),
    ],
)
def test_data_that_does_not_fit_is_refused_with_its_place(payload, message):
    with pytest.raises(DataError) as error:
        from_data(payload)
    assert str(error.value).startswith(message)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
)


@settings(max_examples=60)
@given(
    st.sampled_from([block.kind for block in BLOCKS]),
    st.dictionaries(st.sampled_from(["key", "title", "rows", "x"]), JSON),
)
def test_no_data_gets_through_but_blocks(kind, fields):
    try:
        block = from_data({"kind": kind, **fields})
    except DataError:
        return
    assert data(block)["kind"] == kind
