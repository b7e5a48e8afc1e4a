import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crimekit.errors import DataError
from crimekit.loaders.files import SourceFile, read_file
from crimekit.loaders.sheets import read_sheets

DATA = Path(__file__).parents[1] / "data"


def sheets(name, content):
    return list(read_sheets(SourceFile(name, content)))


def as_parquet(columns):
    written = io.BytesIO()
    pq.write_table(pa.table(columns), written)
    return written.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "force,n\nYnys Môn,1\n".encode(),
        "\ufeffforce,n\nYnys Môn,1\n".encode(),
        "force,n\r\nYnys Môn,1\r\n".encode("cp1252"),
    ],
)
def test_csv_in_three_encodings(content):
    (sheet,) = sheets("a.csv", content)
    assert list(sheet.rows) == [["force", "n"], ["Ynys Môn", "1"]]


def test_parquet_is_a_sheet_with_a_header():
    (sheet,) = sheets("a.parquet", as_parquet({"force": ["gwent", None], "n": [1, 2]}))
    assert list(sheet.rows) == [["force", "n"], ("gwent", 1), (None, 2)]


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_workbooks_keep_their_row_numbers(kind):
    found = list(read_sheets(read_file(DATA / f"official.{kind}")))
    assert [sheet.name for sheet in found] == ["Cover", "Notes", "2012-13", "2013_14"]
    assert found[2].rows[2][0] == "Financial Year"  # below a title and an empty row


@pytest.mark.parametrize("kind", [".xlsx", ".ods", ".xls"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
def test_a_truncated_workbook(kind, share):
    content = (DATA / f"official{kind}").read_bytes()
    with pytest.raises(DataError, match=rf"broken{kind}: found no workbook that can be read .*download it again"):
        sheets(f"broken{kind}", content[: int(len(content) * share)])


def test_a_workbook_with_a_password():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
            "</manifest:manifest>",
        )
        file.writestr("content.xml", "encrypted")
    with pytest.raises(DataError, match=r"a\.ods: found no workbook .* expected a whole \.ods file without a password"):
        sheets("a.ods", written.getvalue())


@pytest.mark.parametrize("name", ["a.ods", "a.xlsx", "a.xls", "a.parquet"])
def test_what_is_no_such_file(name):
    with pytest.raises(DataError, match=rf"{name}: found no .* that can be read"):
        sheets(name, b"police recorded crime\n" * 50)


@pytest.mark.parametrize("name", ["a.ods", "a.csv"])
def test_a_web_page_in_place_of_the_file(name):
    with pytest.raises(DataError, match=r"found a web page; expected the file itself"):
        sheets(name, b"\n<!DOCTYPE html><html><title>404</title></html>")


def test_a_kind_that_is_not_read():
    with pytest.raises(
        DataError, match=r"a.pdf: found a file of the kind '.pdf'; expected one of .csv, .parquet, .ods"
    ):
        sheets("a.pdf", b"%PDF")


def test_text_in_no_known_encoding():
    with pytest.raises(DataError, match="found text in neither UTF-8 nor Windows-1252"):
        sheets("a.csv", b"force\x81\x8d,n\n")


@pytest.mark.parametrize("rows", ['"gwent,1\nkent,2\n', 'gwent,1\n"ke"nt,2\n'])
def test_a_stray_quotation_mark_swallows_no_rows(rows):
    with pytest.raises(DataError, match=r"a.csv: found no CSV that can be read .*; expected rows of cells"):
        sheets("a.csv", f"force,n\n{rows}".encode())


def test_a_cell_without_end():
    with pytest.raises(DataError, match="found no CSV that can be read"):
        sheets("a.csv", b'force,n\n"' + b"x" * 200_000)
