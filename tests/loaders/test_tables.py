"""Tables are found by the names of their columns; rows are read cell by cell, and every fault is told at once."""

import time

import pytest

from crimekit.errors import DataError
from crimekit.loaders.cells import text, whole_number
from crimekit.loaders.files import SourceFile
from crimekit.loaders.names import force_reader
from crimekit.loaders.problems import RefusedError
from crimekit.loaders.tables import Layout, Table, read_rows, read_tables
from crimekit.parameters import read_parameters

LAYOUT = Layout({"Force Name": ("Force",), "Year": (), "Number": ("n",), "Note": ()}, optional={"Note": "none"})
NOTED = Layout({"Force Name": (), "Number": ()}, notes=True)


def tables(written, layout=LAYOUT):
    return read_tables(SourceFile("a.csv", written.encode()), layout)


def test_the_header_is_found_by_its_names():
    (table,) = tables("Police recorded crime\n\n n ,FORCE [note 1],year,other\n3,Gwent,2020,x\n\n4,Kent,2021,x\n")
    found = {"Force Name": ["Gwent", "Kent"], "Year": ["2020", "2021"], "Number": ["3", "4"], "Note": ["none"] * 2}
    assert dict(table.columns) == found
    assert table.rows == [4, 6]


def test_a_column_named_twice_counts_once_and_short_rows_are_filled_up():
    (table,) = tables("Force,Year,n,,n,n\nGwent,2020,3,,,3\nKent,2021\n")
    assert table.columns["Number"] == ["3", None]


def test_a_note_below_the_table_is_passed_over_where_the_layout_says_so():
    (table,) = tables("Force Name,Number\nGwent,3\nSource: Home Office\n", NOTED)
    assert table.columns["Force Name"] == ["Gwent"]
    (table,) = tables("Force,Year,n\nGwent,2020,3\nKent\n")
    assert table.columns["Force Name"] == ["Gwent", "Kent"]


ROWS = {"force": ("Force Name", text), "year": ("Year", text), "n": (("Note", "Number"), lambda _, n: whole_number(n))}


def test_rows_become_a_frame_with_the_place_of_each():
    frame = read_rows(tables("Force,Year,n\nGwent,2020,3\nKent,2020,N/a\n"), ROWS, unique=["force"])
    assert frame.drop(columns="beside").to_numpy().tolist() == [
        ["Gwent", "2020", 3, "a.csv", "", 2],
        ["Kent", "2020", None, "a.csv", "", 3],
    ]


def read(cells, reader):
    return read_rows([Table("a.csv", "", range(2, 2 + len(cells)), {"n": cells})], {"n": ("n", reader)})


def test_equal_cells_are_read_once_but_one_is_not_true():
    asked = []
    found = read(["a", "a", 1, True, 1.0], lambda cell: asked.append(cell) or repr(cell))
    assert (found["n"].tolist(), len(asked)) == (["'a'", "'a'", "1", "True", "1.0"], 4)


def test_a_column_of_a_hundred_thousand_wrong_names_is_refused_soon():
    started = time.monotonic()
    with pytest.raises(RefusedError) as refused:
        read([f"Gwennt {n}" for n in range(100_000)], force_reader(read_parameters().forces))
    assert len(refused.value.problems) == 100_000
    assert "expected a table" in refused.value.problems[-1].rule
    assert time.monotonic() - started < 15


def test_a_cell_as_long_as_a_book_is_not_read():
    with pytest.raises(DataError, match="found a cell of more than 5,000 characters") as refused:
        read(["x" * 100_000], str)
    assert len(str(refused.value)) < 400
