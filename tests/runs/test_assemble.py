"""The executed sections of a report put together: its pages and its tables."""

from dataclasses import replace

import pytest

from crimekit.blocks import Cell, Column, Figure, Heading, Table
from crimekit.errors import DataError, RunError
from crimekit.parameters import read_parameters
from crimekit.runs.assemble import own_pages, refuse_unfit, table_csv, tables

ROWS = (
    (Cell("=HYPERLINK()"), Cell("2.13", 2.1251)),
    (Cell("@sum"), Cell("−3", -3)),
    (Cell("a, b"), Cell("Not available")),
)
TABLE = Table("rates", "Rates", "", (Column("Measure"), Column("+Rate", "number")), ROWS)


def test_a_csv_holds_unrounded_numbers_and_no_formula():
    assert table_csv(TABLE).splitlines() == [
        "Measure,'+Rate",
        "'=HYPERLINK(),2.1251",
        "'@sum,-3",
        '"a, b",Not available',
    ]


def test_the_data_behind_a_figure_is_a_table_too_and_each_has_a_file_of_its_own():
    figure = Figure("trend", "Up", "by quarter", "A line chart of forty characters or more, 2.13", "", "", TABLE)
    assert tables([Heading("h", "H"), figure]) == {"rates.csv": TABLE}
    with pytest.raises(RunError, match=r"tables: two tables are called 'rates\.csv'; expected each key once"):
        tables([figure, TABLE])


def test_a_lone_section_gets_no_page_of_its_own():
    report = read_parameters().reports["national-measures"]
    assert own_pages(report)[0] == ("homicide", "sections/homicide.html")
    assert own_pages(replace(report, sections=report.sections[:1])) == ()


def test_a_page_that_is_not_fit_is_refused():
    with pytest.raises(DataError, match=r"sections/homicide\.html: not fit to publish: .*found 'nan'"):
        refuse_unfit("<p>A rate of nan.</p>", "sections/homicide.html")
