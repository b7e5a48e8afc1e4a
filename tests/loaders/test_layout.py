import pytest

from crimekit.errors import DataError
from crimekit.loaders.files import SourceFile
from crimekit.loaders.tables import Layout, read_tables

LAYOUT = Layout({"Force Name": ("Force",), "Year": (), "Number": ("n",), "Note": ()}, optional=frozenset({"Note"}))
NOTED = Layout({"Force Name": (), "Number": ()}, notes=True)


def tables(written, layout=LAYOUT):
    return read_tables(SourceFile("a.csv", written.encode()), layout)


def test_the_header_is_found_by_its_names():
    (table,) = tables("Police recorded crime\n\n n ,FORCE [note 1],year,other\n3,Gwent,2020,x\n\n4,Kent,2021,x\n")
    assert dict(table.columns) == {"Force Name": ["Gwent", "Kent"], "Year": ["2020", "2021"], "Number": ["3", "4"]}
    assert table.rows == [4, 6]


def test_repeated_and_empty_header_columns():
    (table,) = tables("Force,Year,n,,n,n\nGwent,2020,3,,,3\n")
    assert table.columns["Number"] == ["3"]


def test_repeated_columns_that_differ():
    with pytest.raises(DataError, match=r"a.csv: found 2 columns 'Number' that differ; expected one"):
        tables("Force,Year,n,n\nGwent,2020,3,4\n")


def test_short_rows_are_filled_up():
    (table,) = tables("Force,Year,n\nGwent,2020\n")
    assert table.columns["Number"] == [None]


def test_a_note_below_the_table_is_passed_over_where_the_layout_says_so():
    (table,) = tables("Force Name,Number\nGwent,3\nSource: Home Office\n", NOTED)
    assert table.columns["Force Name"] == ["Gwent"]
    (table,) = tables("Force,Year,n\nGwent,2020,3\nKent\n")
    assert table.columns["Force Name"] == ["Gwent", "Kent"]


def test_a_missing_column():
    with pytest.raises(DataError, match=r"a.csv: found the columns 'Force', 'Yeer', 'n'; expected also 'Year'"):
        tables("Force,Yeer,n\nGwent,2020,3\n")


def test_no_table_at_all():
    with pytest.raises(DataError, match=r"a.csv: found no table with the columns Force Name, Year, Number"):
        tables("hello\nworld\n")


def test_rows_are_chosen():
    (table,) = tables("Force,Year,n\nGwent,2020,3\nKent,2020,4\n")
    kept = table.where([False, True])
    assert (kept.rows, kept.columns["Number"]) == ([3], ["4"])
