"""The executed sections of a report put together: its tables."""

import pytest

from crimekit.blocks import Cell, Column, Figure, Heading, Table
from crimekit.errors import RunError
from crimekit.runs.assemble import table_csv, tables

ROWS = (
    (Cell("=HYPERLINK()"), Cell("2.13", 2.1251)),
    (Cell("@sum"), Cell("−3", -3)),
    (Cell("a, b"), Cell("Not available")),
)
TABLE = Table("rates", "Rates", "", (Column("Measure"), Column("+Rate", "number")), ROWS)


def test_a_csv_holds_unrounded_numbers_and_no_formula():
    lines = ["Measure,'+Rate", "'=HYPERLINK(),2.1251", "'@sum,-3", '"a, b",Not available']
    assert table_csv(TABLE).splitlines() == lines


def test_the_data_behind_a_figure_is_a_table_too_and_each_has_a_file_of_its_own():
    figure = Figure("trend", "Up", "by quarter", "A line chart of forty characters or more, 2.13", "", "", TABLE)
    assert tables([Heading("h", "H"), figure]) == {"rates.csv": TABLE}
    with pytest.raises(RunError, match=r"tables: two tables are called 'rates\.csv'; expected each key once"):
        tables([figure, TABLE])
