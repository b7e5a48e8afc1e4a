"""The spreadsheet, read back: every number, no blank cell, nothing that runs."""

import datetime as dt
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from crimekit.blocks import Cell, Column, Figure, Heading, Page, Picture, Table
from crimekit.page.workbook import columns, write_spreadsheet

PAGE = Page(
    "National Police and Crime Measures",
    "Gwent Police",
    "Police and Crime Commissioner for Gwent",
    "Q1 2023-24 (April to June 2023)",
    draft="Texts are draft.",
    provenance=(("recorded.parquet", "SHA-256 9f86"),),
)
COLUMNS = (Column("Measure"), Column("Rate", "number"), Column("Change", "number"), Column("Outlook"), Column("Line"))
CHANGE, LABEL = Cell("+93 (+8.0%)", 93), Cell("Stable", note="improving")
ROBBERY = (Cell("Robbery"), Cell("2.13", 2.125), CHANGE, LABEL, Cell("", sparkline=(1.0, 2.0)))
THEFT = tuple(map(Cell, ("Theft", "Not available", "Not applicable", "Not known", "No series")))
TABLE = Table("rates", "Rates", "Gwent, Q1", COLUMNS, (ROBBERY, THEFT), ("Robbery is of persons.",), "Home Office")
DATA = Table("trend", "Rates by quarter", "", COLUMNS[:2], ((Cell("Q1"), Cell("1", 1)),))
FIGURE = Figure("trend", "Robbery is up", "by quarter", "A line chart of forty letters or more, 2.13", "", "", DATA)
DAY = dt.date(2023, 10, 19)


def parts(path):
    """What each part of a workbook says."""
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


@pytest.fixture
def read(tmp_path):
    def write_and_read(*blocks, page=PAGE):
        write_spreadsheet(tmp_path / "tables.xlsx", page, blocks, created=DAY)
        book = CalamineWorkbook.from_path(tmp_path / "tables.xlsx")
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}

    return write_and_read


def test_one_table_a_sheet_numbered_as_the_report_numbers_them(read, tmp_path):
    own = Picture("map", "Where it rose", "A map of forty letters or more, an analyst's", "data:image/png;base64,AA==")
    found = read(Heading("h", "H"), TABLE, own, FIGURE)
    assert list(found) == ["Cover", "Contents", "Notes", "Table 1", "Figure 2"]  # the picture is Figure 1
    assert found["Contents"][3:] == [["Table 1", "Table 1. Rates"], ["Figure 2", "Figure 2. Robbery is up"]]
    marked = [text for name, text in parts(tmp_path / "tables.xlsx").items() if name.startswith("xl/tables/")]
    names = {re.search(r' displayName="(\w+)"', text)[1] for text in marked}  # a table each for screen readers
    assert names == {"contents_table", "notes_table", "table_1", "figure_2"}


def test_the_sheet_of_a_table_holds_unrounded_numbers_shorthand_notes_and_source_and_no_blank_cell(read):
    found = read(TABLE)
    above, rows = [row[0] for row in found["Table 1"][:6]], found["Table 1"][6:]
    assert above[:2] == ["Table 1. Rates", "Gwent, Q1"]
    assert above[2].endswith("Notes are on the worksheet Notes: [note 1][note 2]")
    assert above[3] == "Shorthand: [x] means that the figure is not available."
    assert above[4].startswith("Shorthand: [z] means not applicable")
    assert above[5] == "Source: Home Office"
    assert rows == [
        ["Measure", "Rate", "Change", "Change: remark", "Outlook", "Outlook: remark"],
        ["Robbery", 2.125, 93.0, "+93 (+8.0%)", "Stable", "improving"],
        ["Theft", "[x]", "[z]", "[z]", "Not known", "[z]"],
    ]
    assert [shown for _, shown in columns(TABLE).values()] == ["", "#,##0.00", "#,##0", "", "", ""]  # as on the page
    assert found["Notes"][-1] == [2.0, "Robbery is of persons."]
    cover = [row[0] for row in found["Cover"]]
    assert cover[0] == "National Police and Crime Measures: tables"
    assert {"Gwent Police", "OFFICIAL", "Draft. Texts are draft.", "recorded.parquet: SHA-256 9f86"} <= set(cover)


HOSTILE = ["=cmd|'/C calc'!A0", "+1", "-1+1", "@SUM(1)", "https://example.org", "[x](https://example.org)", "$$n9$$"]


@pytest.mark.parametrize("text", [*HOSTILE, "\x00\x07", "—", "mailto:a@example.org", "{=1}"])
def test_hostile_text_stays_text(read, tmp_path, text):
    table = Table("t", text, text, (Column(text), Column(text)), ((Cell(text), Cell(text, note=text)),), (text,), text)
    found = read(table, page=Page(text, text, text, text, text, text, ((text, text),)))
    last = found["Table 1"][-1]
    assert all(isinstance(value, str) and value for value in last)
    for name, part in parts(tmp_path / "tables.xlsx").items():
        assert "<f>" not in part
        assert not re.findall(r'Target="([^"]*)" TargetMode="External"', part), name


def test_the_properties_are_set_and_the_same_blocks_give_the_same_bytes(tmp_path):
    for name in ("one.xlsx", "two.xlsx"):
        write_spreadsheet(tmp_path / name, PAGE, [TABLE, FIGURE], created=DAY)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    core = parts(tmp_path / "one.xlsx")["docProps/core.xml"]
    assert "<dc:title>National Police and Crime Measures, Gwent Police, Q1 2023-24 (April to June 2023)<" in core
    assert "<dc:creator>Police and Crime Commissioner for Gwent<" in core
    assert "2023-10-19T00:00:00Z" in core


def test_columns_of_one_title_are_told_apart_and_a_table_without_rows_has_no_sheet(read):
    twice = Table("t", "T", "", (Column("A"), Column("a"), Column("A")), ((Cell("1"), Cell("2"), Cell("3")),))
    found = read(Table("e", "E", "", (Column("A"),), ()), twice)
    assert list(found) == ["Cover", "Contents", "Notes", "Table 2"]
    assert found["Table 2"][-2] == ["A", "a (2)", "A (3)"]


def test_rows_whose_text_wraps_are_high_enough_and_numbers_keep_away_from_texts(read, tmp_path):
    long = "Chwilio am eiriau hir " * 14
    table = Table("t", "T", "", COLUMNS[:2], ((Cell(long), Cell("1", 1)), (Cell("short"), Cell("2", 2))), notes=(long,))
    read(table, FIGURE)
    book = parts(tmp_path / "tables.xlsx")
    notes, rows = (book[f"xl/worksheets/sheet{number}.xml"] for number in (3, 4))
    assert re.findall(r'<row r="(\d+)"[^>]*? ht="(\d+)"', notes) == [("5", "45")]
    assert re.findall(r'<row r="(\d+)"[^>]*? ht="(\d+)"', rows) == [("4", "120")]
