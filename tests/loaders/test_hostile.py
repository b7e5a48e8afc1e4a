"""Files made to harm: each ends in one `DataError`, and none takes the program, the memory or the afternoon with it."""

import contextlib
import io
import multiprocessing
import os
import signal
import struct
import subprocess
import sys
import time
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimekit.errors import DataError
from crimekit.loaders.cells import text
from crimekit.loaders.files import SourceFile, checked_members, read_file, read_package
from crimekit.loaders.sheets import read_sheets

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/%s" Target="%s"/></Relationships>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ODS = "urn:oasis:names:tc:opendocument:xmlns"


def zipped(members):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def xlsx(rows, declared="", **more):
    sheet = f'<?xml version="1.0"?>{declared}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets>'
    return zipped(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELATIONSHIPS % ("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f"{book}</workbook>",
            "xl/_rels/workbook.xml.rels": RELATIONSHIPS % ("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": sheet,
            **more,
        }
    )


def ods(rows, declared="", end="</table:table></office:spreadsheet></office:body></office:document-content>"):
    names = "".join(f' xmlns:{name}="{ODS}:{name}:1.0"' for name in ("office", "table", "text"))
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{ODS}:manifest:1.0"/>',
            "content.xml": f'<?xml version="1.0"?>{declared}<office:document-content{names}><office:body>'
            f'<office:spreadsheet><table:table table:name="A">{rows}{end}',
        }
    )


def cells(name, content):
    return [list(row) for sheet in read_sheets(SourceFile(name, content)) for row in sheet.rows]


ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
FILLED = '<table:table-cell office:value-type="float" office:value="1"%s/>'


def test_the_workbooks_made_here_are_read():
    assert cells("a.xlsx", xlsx(ONE)) == [[1.0]]
    assert cells("a.ods", ods(f"<table:table-row>{FILLED % ''}</table:table-row>")) == [[1.0]]


TOO_MUCH = r"found a workbook (of more than 10,000,000 cells|that takes more than 2 GB of memory); expected a table: a"
REPEATED = '<table:table-row table:number-rows-repeated="%d">%s</table:table-row>'


@pytest.mark.parametrize(
    "content",
    [
        xlsx(ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        xlsx(ONE + '<row r="1000000000"><c r="B1000000000"><v>1</v></c></row>'),
        xlsx(ONE + "<row r='900000'><c r='ZZ900000'><v>1</v></c></row>"),
        ods(REPEATED % (1_000_000_000, FILLED % ' table:number-columns-repeated="30"')),
        ods(REPEATED % (999, FILLED % ' table:number-columns-repeated="999"') * 20),
    ],
    ids=["last cell", "far row", "far column", "rows", "rows of three digits"],
)
def test_more_cells_than_any_table_has(content):
    started = time.monotonic()
    with pytest.raises(DataError, match=rf"a.(xlsx|ods): {TOO_MUCH}"):
        cells("a.xlsx" if b"xl/workbook.xml" in content else "a.ods", content)
    assert time.monotonic() - started < 60


CUT = ods("", end="")  # cut short within its table: the reader of workbooks looks for the end for ever


@pytest.mark.skipif(sys.platform == "win32", reason="without limits on the processor, twenty seconds by the clock")
def test_a_sheet_without_end():
    used = os.times()
    with pytest.raises(DataError, match=r"a.ods: found a workbook that is not read within 5 seconds; expected a table"):
        cells("a.ods", CUT)
    now = os.times()
    assert now.children_user + now.children_system - used.children_user - used.children_system < 10


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_ctrl_c_works_while_a_workbook_is_read(tmp_path):
    (tmp_path / "a.ods").write_bytes(CUT)
    program = (
        "import sys; from pathlib import Path; from crimekit.loaders.files import read_file\n"
        "from crimekit.loaders.sheets import read_sheets\n"
        "file = read_file(Path(sys.argv[1])); print('reads', flush=True); read_sheets(file)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "a.ods")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reading:
        assert reading.stdout.readline() == b"reads\n"
        time.sleep(0.5)
        reading.send_signal(signal.SIGINT)
        asked = time.monotonic()
        assert reading.wait(60) == -signal.SIGINT
        assert time.monotonic() - asked < 4  # and not when the workbook has come to its limit


def _read_with_little_memory(content, found):
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (3 * 1024**3 // 2,) * 2)
    found.put(cells("a.ods", content))


@pytest.mark.skipif(sys.platform != "linux", reason="as sections are run on Linux")
def test_a_workbook_in_a_daemon_with_a_limit_of_its_own():
    context = multiprocessing.get_context("forkserver")
    found = context.SimpleQueue()
    content = ods(f"<table:table-row>{FILLED % ''}</table:table-row>")
    process = context.Process(target=_read_with_little_memory, args=(content, found), daemon=True)
    process.start()
    process.join(60)
    assert (process.exitcode, found.empty() or found.get()) == (0, [[1.0]])


def test_empty_rows_to_the_end_of_the_sheet_are_no_harm():
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = f"<table:table-row>{FILLED % ''}</table:table-row>"
    assert cells("a.ods", ods(f'{rows}<table:table-row table:number-rows-repeated="1048575">{empty}</table:table-row>'))


@pytest.mark.parametrize("make", [xlsx, ods])
def test_xml_entities(make):
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    with pytest.raises(DataError, match=r"found XML entities in .*; expected none in a workbook"):
        cells(f"a.{make.__name__}", make(ONE, bomb))


def test_entities_on_the_border_of_two_pieces():
    padding = os.urandom(1024**2 // 2 - 40).hex()
    with pytest.raises(DataError, match=r"found XML entities in other.xml"):
        cells("a.xlsx", xlsx(ONE, **{"other.xml": f"<x>{padding:x<{1024**2 - 8}}<!ENTITY a 'b'></x>"}))


def test_xml_in_utf_16():
    content = f'<worksheet xmlns="{MAIN}"/>'.encode("utf-16")
    with pytest.raises(DataError, match=r"found other.xml in UTF-16; expected UTF-8"):
        cells("a.xlsx", xlsx(ONE, **{"other.xml": content}))


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ('<c r="A1"><f>SUM(B1:B9)</f></c>', "a formula without its value"),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "a formula that ends in an error"),
    ],
)
def test_formulas_that_say_nothing(cell, what):
    with pytest.raises(DataError, match=f"found {what} in xl/worksheets/sheet1.xml; expected figures"):
        cells("a.xlsx", xlsx(f'<row r="1">{cell}</row>'))


def test_a_formula_counts_as_its_value_and_is_never_worked_out():
    assert cells("a.xlsx", xlsx('<row r="1"><c r="A1"><f>1+1</f><v>7</v></c></row>')) == [[7.0]]


def test_a_part_that_is_a_thousand_times_as_large_when_unpacked():
    assert cells("a.xlsx", xlsx(ONE, **{"xl/media.bin": b"\0" * 30_000_000})) == [[1.0]]


def test_a_zip_that_announces_less_than_it_holds():
    content = bytearray(xlsx(ONE, **{"xl/media.bin": b"\0" * 3_000_000}))
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/media.bin"))
    struct.pack_into("<I", content, at + 24, 1000)  # the size when unpacked, in the list of contents
    with pytest.raises(DataError, match=r"a.xlsx: found no workbook that can be read \(Bad CRC"):
        cells("a.xlsx", bytes(content))


def test_a_zip_that_announces_more_than_any_computer_has():
    content = bytearray(xlsx(ONE, **{"xl/media.bin": os.urandom(20_000_000 // 8)}))
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/media.bin"))
    struct.pack_into("<II", content, at + 20, 2**31, 2**32 - 2)
    with pytest.raises(DataError, match=r"a.xlsx: found [0-9,]+ bytes when unpacked; expected at most 2,147,483,648"):
        cells("a.xlsx", bytes(content))


def test_too_many_files_in_a_zip():
    content = zipped({str(number): "" for number in range(10_001)})
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        pytest.raises(DataError, match=r"a.zip: found 10,001 files in"),
    ):
        checked_members(archive, "a.zip")


@pytest.mark.parametrize("path", ["../../etc/cron.d/x.csv", "/etc/x.csv", "a/../../x.csv", "..\\x.csv"])
def test_a_path_that_climbs_out_of_a_zip(tmp_path, path):
    (tmp_path / "a.zip").write_bytes(zipped({path: "a,b\n"}))
    with pytest.raises(DataError, match=r"a.zip: found the path .* which leads out of it; expected plain names"):
        read_package(tmp_path / "a.zip")
    assert [item.name for item in tmp_path.iterdir()] == ["a.zip"]


def test_a_link_and_a_member_without_a_name_in_a_zip(tmp_path):
    link, nameless = zipfile.ZipInfo("x.csv"), zipfile.ZipInfo("x")
    link.external_attr, nameless.filename = 0o120777 << 16, ""
    for member, message in (
        (link, "a.zip: found 'x.csv' in the zip, which is a link; expected files"),
        (nameless, "a.zip: found no table in it"),
    ):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr(member, "/etc/passwd")
        with pytest.raises(DataError, match=message):
            read_package(tmp_path / "a.zip")


def test_a_zip_with_a_password(tmp_path):
    content = bytearray(zipped({"x.csv": "a,b\n"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(DataError, match=r"a.zip: found 'x.csv' in the zip locked with a password"):
        read_package(tmp_path / "a.zip")


def test_a_parquet_file_of_a_thousand_million_rows():
    written = io.BytesIO()
    table = pa.table({"a": pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int8()), pa.array(["x"]))})
    with pq.ParquetWriter(written, table.schema) as file:
        for _ in range(21):
            file.write_table(table)
    with pytest.raises(DataError, match=r"a.parquet: found 21,000,000 rows; expected at most 20,000,000"):
        cells("a.parquet", written.getvalue())


@pytest.mark.parametrize("cell", [[1, 2], {"n": 1}])
def test_a_parquet_file_with_more_than_one_value_in_a_cell(cell):
    written = io.BytesIO()
    pq.write_table(pa.table({"force": ["gwent"], "n": [cell]}), written)
    with pytest.raises(DataError, match=r"a.parquet: found lists or records in the column 'n'; expected a value"):
        cells("a.parquet", written.getvalue())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_and_a_device(tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    with pytest.raises(DataError, match=r"a.csv: found a device or a pipe; expected an input file"):
        read_file(tmp_path / "a.csv")


def test_a_link_that_leads_nowhere_or_to_itself(tmp_path):
    for name, target in (("a.csv", "absent.csv"), ("b.csv", "b.csv")):
        (tmp_path / name).symlink_to(tmp_path / target)
        with pytest.raises(DataError, match=rf"{name}: found no such file"):
            read_file(tmp_path / name)


def test_a_file_larger_than_any_table(tmp_path):
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(600 * 1024**2)
    with pytest.raises(DataError, match=r"a.csv: found 629,145,600 bytes; expected at most 536,870,912"):
        read_file(tmp_path / "a.csv")


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B", "ZZ", "XFE", ""]), st.integers(-1, 2**40), st.sampled_from(["n", "s", "x"])
        ),
        max_size=4,
    )
)
def test_any_address_of_a_cell_ends_in_cells_or_in_a_data_error(places):
    rows = "".join(f'<row r="{row}"><c r="{column}{row}" t="{kind}"><v>1</v></c></row>' for column, row, kind in places)
    try:
        found = cells("a.xlsx", xlsx(rows))
    except DataError:
        return
    assert sum(map(len, found)) <= 10_000_000


@pytest.mark.parametrize("piece", ["<f", "<c ", "<c t", "</f> ", "r  ", "[a]"])
def test_what_would_keep_a_pattern_busy_for_hours(piece):
    """Each is written a million times over: looking it over takes a moment, whatever it is."""
    started = time.monotonic()
    padded = f"{piece * (1_000_000 // len(piece))}{os.urandom(4000).hex()}"
    with contextlib.suppress(DataError):
        cells("a.xlsx", xlsx(ONE, **{"xl/worksheets/sheet2.xml": f"<x>{padded}"}))
    text("[a]" * 40_000 + "x")
    assert time.monotonic() - started < 10
