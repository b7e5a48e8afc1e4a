"""Tables are found by the names of their columns; rows are read cell by cell, and every fault is told at once."""

import time

import pytest

from crimekit.errors import DataError
from crimekit.loaders.cells import whole_number
from crimekit.loaders.files import SourceFile
from crimekit.loaders.names import force_reader
from crimekit.loaders.problems import RefusedError
from crimekit.loaders.tables import Column, Layout, Table, read_rows, rows_of
from crimekit.parameters import read_parameters

COLUMNS = {
    "force": Column("Force Name", also=("Force",)),
    "year": Column("Year"),
    "n": Column("Number", lambda n, _: whole_number(n), also=("n",), beside=("note",)),
    "note": Column("Note", default="none"),
}


@pytest.mark.parametrize(
    ("written", "notes", "found"),
    [
        (
            "Police recorded crime\n\n n ,FORCE [note 1],year,other\n3,Gwent,2020,x\n\nN/a,Kent,2021,x\n",
            False,
            [["Gwent", "2020", 3, "none", 4], ["Kent", "2021", None, "none", 6]],
        ),
        (
            "Force,Year,n,,n,n\nGwent,2020,3,,,3\nKent,2021\n",
            False,
            [["Gwent", "2020", 3, "none", 2], ["Kent", "2021", None, "none", 3]],
        ),
        ("Force,Year,n\nGwent,2020,3\nSource: Home Office\n", True, [["Gwent", "2020", 3, "none", 2]]),
        ("Force,Year,n\nKent\n", False, [["Kent", "", None, "none", 2]]),
    ],
    ids=["the header is found by its names", "a column twice and a short row", "a note", "no note"],
)
def test_rows_become_a_frame_with_the_place_of_each(written, notes, found):
    frame = read_rows([SourceFile("a.csv", written.encode())], Layout(COLUMNS, unique=["force"], notes=notes)).frame
    assert frame[[*COLUMNS, "row"]].to_numpy().tolist() == found
    assert set(frame["file"]) == {"a.csv"}


def read(cells, reader):
    table = Table("a.csv", "", range(2, 2 + len(cells)), {"n": cells})
    return rows_of([table], Layout({"n": Column("n", reader)})).frame


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
