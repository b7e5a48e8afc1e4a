import json
import math

import numpy as np
import pytest

from crimekit.blocks import MIME, Cell, Column, Heading, Page, Table, data
from crimekit.errors import DataError


def test_a_block_shows_itself_as_data_html_and_text():
    shown = Heading("cyber", "Tackle cyber crime", "Gwent")._repr_mimebundle_()
    assert set(shown) == {MIME, "text/html", "text/plain"}
    assert shown[MIME] == {"kind": "heading", "key": "cyber", "title": "Tackle cyber crime", "subtitle": "Gwent"}
    assert '<h2 id="cyber">Tackle cyber crime</h2>' in shown["text/html"]
    assert shown["text/plain"] == "Tackle cyber crime\nGwent"


def test_a_page_shows_itself_too():
    assert Page("Measures", "Gwent", "Commissioner", "Q1")._repr_mimebundle_()[MIME]["kind"] == "page"


def test_data_is_plain_json_whatever_the_numbers_were():
    cells = (
        Cell("a", np.int64(3)),
        Cell("b", np.float64(0.5)),
        Cell("c", math.nan),
        Cell("d", sparkline=(1.0, math.inf)),
    )
    columns = tuple(Column(title) for title in "abcd")
    rows = json.loads(json.dumps(data(Table("t", "Caption", "", columns, (cells,))), allow_nan=False))["rows"]
    assert [cell["value"] for cell in rows[0]] == [3, 0.5, None, None]
    assert rows[0][3]["sparkline"] == [1.0, None]


def test_a_row_that_does_not_fit_the_columns_is_refused():
    with pytest.raises(DataError) as error:
        Table("rates", "Rates", "", (Column("Measure"), Column("Rate")), ((Cell("Robbery"),),))
    assert str(error.value) == "table rates: row 1: found 1 cells; expected 2, one for each column"
