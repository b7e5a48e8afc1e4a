"""A column read cell by cell: equal cells once, and a wrong column does not take all day."""

import time

from crimekit.errors import DataError
from crimekit.loaders.tables import Table
from crimekit.loaders.names import force_names
from crimekit.loaders.tables import read_column
from crimekit.parameters import read_parameters


def a_table(*cells):
    return Table("a.csv", "", range(2, 2 + len(cells)), {"n": list(cells)})


def test_equal_cells_are_read_once_but_one_is_not_true():
    asked = []
    values, problems = read_column(
        a_table("a", "a", 1, True, 1.0), ["n"], lambda cell: asked.append(cell) or repr(cell)
    )
    assert (values, problems) == (["'a'", "'a'", "1", "True", "1.0"], [])
    assert len(asked) == 4


def test_each_wrong_cell_has_its_row_and_its_value():
    def refuse(cell):
        raise DataError(f"found {cell}; expected nothing")

    _, (first, second) = read_column(a_table("x", "y"), ["n"], refuse)
    assert (first.row, first.value, first.rule) == (2, "x", "found x; expected nothing")
    assert second.row == 3


def test_a_column_of_a_hundred_thousand_wrong_names_is_refused_soon():
    names = force_names(read_parameters().forces)
    started = time.monotonic()
    _, problems = read_column(a_table(*(f"Gwennt {n}" for n in range(100_000))), ["n"], names.key)
    assert len(problems) == 100_000
    assert "expected a table" in problems[-1].rule
    assert time.monotonic() - started < 15


def test_a_cell_as_long_as_a_book_is_not_read():
    _, (problem,) = read_column(a_table("x" * 100_000), ["n"], lambda cell: cell)
    assert "found a cell of more than 5,000 characters" in problem.rule
    assert len(str(problem)) < 400
