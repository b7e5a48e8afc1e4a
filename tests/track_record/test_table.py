"""The tables of the methods page: written, read, refused."""

import pytest

from crimekit.errors import DataError
from crimekit.reports.track_record import (
    CALIBRATION,
    TRACK_RECORD,
    Measured,
    Row,
    Tally,
    read_measured,
    read_rows,
    write_measured,
    write_rows,
)

ROW = Row("short term", "level", "3 to 15", Tally(20, 5, 4, 3, 16, 2), "2026-04-23", "0.1.0")
MEASURED = Measured("short term", "stable", "all", 270, 2000, 0.024, 0.052, "0.1.0", "2026-11-22")


def test_shares_are_of_dates_of_judged_and_of_pairs():
    assert (ROW.printed, ROW.held, ROW.flips) == (0.25, 0.75, 0.125)


def test_nothing_counted_is_no_share():
    empty = Row("short term", "all", "", Tally(), "2026-04-23", "0.1.0")
    assert (empty.printed, empty.held, empty.flips) == (None, None, None)


def test_what_is_written_is_read(tmp_path):
    write_rows([ROW], tmp_path / "record.csv")
    write_measured([MEASURED], tmp_path / "bench.csv")
    assert read_rows(tmp_path / "record.csv") == (ROW,)
    assert read_measured(tmp_path / "bench.csv") == (MEASURED,)


@pytest.mark.parametrize("read", [read_rows, read_measured])
def test_other_columns_are_refused(tmp_path, read):
    path = tmp_path / "table.csv"
    path.write_text("rule,share\nshort term,0.2\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"table.csv: found the columns rule, share; expected rule, "):
        read(path)


@pytest.mark.parametrize(
    ("read", "write", "row", "message"),
    [
        (read_rows, write_rows, ROW, r"table.csv: found a number that is none \(.*'many'\)"),
        (
            read_measured,
            write_measured,
            MEASURED,
            r"found a number that is none \(.*'many'\)",
        ),
    ],
)
def test_a_count_that_is_none_is_refused(tmp_path, read, write, row, message):
    path = tmp_path / "table.csv"
    write([row], path)
    text = path.read_text(encoding="utf-8").replace(",20,", ",many,").replace(",2000,", ",many,")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read(path)


def test_the_shipped_tables_say_what_made_them():
    assert {row.release for row in read_rows(TRACK_RECORD)} == {"2026-04-23"}
    assert all(row.version and row.measured for row in read_measured(CALIBRATION))
