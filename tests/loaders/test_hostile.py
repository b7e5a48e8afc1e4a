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
from xlsxwriter import Workbook

from crimekit.errors import DataError
from crimekit.loaders.cells import text
from crimekit.loaders.files import SourceFile, read_package, read_sheets

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ODS = "urn:oasis:names:tc:opendocument:xmlns"


def marked(content, part, mark, offset, form, *values):
    """The same zip with something else written into what it says of a part."""
    changed = bytearray(content)
    at = changed.rindex(mark, 0, changed.rindex(part) if mark == b"PK\x01\x02" else changed.index(part))
    struct.pack_into(form, changed, at + offset, *values)
    return bytes(changed)


def zipped(members):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


RECALCULATED = '<calcPr calcId="124519" fullCalcOnLoad="1"/>'  # of XlsxWriter and openpyxl, which work nothing out
EXCEL = '<calcPr calcId="191029"/>'


def xlsx(rows, declared="", calculation="", **more):
    """A workbook of XlsxWriter with another sheet in place of its own, and what is said of working formulas out."""
    written = io.BytesIO()
    with Workbook(written) as book:
        book.add_worksheet("A")
    with zipfile.ZipFile(written) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(RECALCULATED, calculation)
    sheet = f'<?xml version="1.0"?>{declared}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return zipped({**parts, "xl/worksheets/sheet1.xml": sheet, **more})


def ods(rows, declared="", end="</table:table></office:spreadsheet></office:body></office:document-content>", said=""):
    names = "".join(f' xmlns:{name}="{ODS}:{name}:1.0"' for name in ("office", "table", "text"))
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest:all xmlns:manifest="{ODS}:manifest:1.0">{said}</manifest:all>',
            "content.xml": f'<?xml version="1.0"?>{declared}<office:document-content{names}><office:body>'
            f'<office:spreadsheet><table:table table:name="A">{rows}{end}',
        }
    )


def cells(name, content):
    return [list(row) for sheet in read_sheets(SourceFile(name, content)) for row in sheet.rows]


ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
FILLED = '<table:table-cell office:value-type="float" office:value="1"%s/>'
REPEATED = '<table:table-row table:number-rows-repeated="%d">%s</table:table-row>'
ROW = f"<table:table-row>{FILLED % ''}</table:table-row>"
EMPTY = '<table:table-cell table:number-columns-repeated="16384"/>'


FORMULA = '<row r="1"><c r="A1"><f>1+1</f><v>%d</v></c></row>'


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.xlsx", xlsx(ONE), 1.0),
        ("a.ods", ods(ROW), 1.0),
        ("a.ods", ods(ROW + REPEATED % (1_048_575, EMPTY)), 1.0),  # to the end
        ("a.xlsx", xlsx(FORMULA % 7), 7.0),  # never worked out here
        ("a.xlsx", xlsx(FORMULA % 7, calculation=RECALCULATED), 7.0),
        ("a.xlsx", xlsx(FORMULA % 0, calculation=EXCEL), 0.0),
        ("a.xlsx", xlsx(ONE, **{"xl/media.bin": b"\0" * 30_000_000}), 1.0),  # a thousand times as large unpacked
    ],
)
def test_what_is_read(name, content, found):
    assert [row[:1] for row in cells(name, content)][:1] == [[found]]


MANY = (
    "found a workbook (of more than 10,000,000 cells|that takes more than 2 GB of memory|that is not read within 5 "
    "seconds); expected a table: delete"
)
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
BORDER = f"<x>{os.urandom(1024**2 // 2 - 40).hex():x<{1024**2 - 8}}<!ENTITY a 'b'></x>"  # of two pieces that are read
MEDIA = xlsx(ONE, **{"xl/media.bin": os.urandom(3_000_000)})
MORE = marked(MEDIA, b"xl/media.bin", b"PK\x01\x02", 20, "<II", 2**31, 2**32 - 2)
LESS = marked(xlsx(ONE, **{"xl/media.bin": b"\0" * 3_000_000}), b"xl/media.bin", b"PK\x01\x02", 24, "<I", 1000)
LOCKED = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
WIDE = f'<worksheet xmlns="{MAIN}"/>'.encode("utf-16")
WORKBOOKS = {
    "last cell": (xlsx(ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), MANY),
    "far row": (xlsx(ONE + '<row r="1000000000"><c r="B1000000000"><v>1</v></c></row>'), MANY),
    "far column": (xlsx(ONE + "<row r='900000'><c r='ZZ900000'><v>1</v></c></row>"), MANY),
    "rows": (ods(REPEATED % (1_000_000_000, FILLED % ' table:number-columns-repeated="30"')), MANY),
    "rows of three digits": (ods(REPEATED % (999, FILLED % ' table:number-columns-repeated="999"') * 20), MANY),
    "entities": (xlsx(ONE, BOMB), "found XML entities in .*; expected none in a workbook"),
    "entities in ods": (ods(ONE, BOMB), "found XML entities in .*; expected none in a workbook"),
    "entities on a border": (xlsx(ONE, **{"other.xml": BORDER}), "found XML entities in other.xml; expected none"),
    "utf-16": (xlsx(ONE, **{"other.xml": WIDE}), "found other.xml in UTF-16; expected UTF-8"),
    "announces less": (LESS, r"found no workbook that can be read \(Bad CRC"),
    "announces more": (MORE, "found [0-9,]+ bytes when unpacked; expected at most 2,147,483,648"),
    "password": (ods(ROW, said=LOCKED), "found no workbook .* expected a whole .ods file without a password"),
}


@pytest.mark.parametrize("case", WORKBOOKS)
def test_a_workbook_that_is_refused(case):
    content, message = WORKBOOKS[case]
    name = "a.xlsx" if b"xl/workbook.xml" in content else "a.ods"
    started = time.monotonic()
    with pytest.raises(DataError, match=f"{name}: {message}"):
        cells(name, content)
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
        "from crimekit.loaders.files import read_sheets\n"
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
    process = context.Process(target=_read_with_little_memory, args=(ods(ROW), found), daemon=True)
    process.start()
    process.join(60)
    assert (process.exitcode, found.empty() or found.get()) == (0, [[1.0]])


def special(**attributes):
    member = zipfile.ZipInfo("x.csv")
    for name, value in attributes.items():
        setattr(member, name, value)
    return zipped({member: "/etc/passwd"})


PAIR = {"x.csv": "a,b\n"}
HALF_LOCKED = marked(zipped(PAIR), b"x.csv", b"PK\x01\x02", 8, "<H", 1)
LOCKED_ZIP = marked(HALF_LOCKED, b"x.csv", b"PK\x03\x04", 6, "<H", 1)
BOMB_ZIP = marked(zipped(PAIR), b"x.csv", b"PK\x01\x02", 24, "<I", 600_000_000)
ZIPS = {
    **{
        path: (zipped({path: "a\n"}), "found the path .* which leads out of it; expected plain names")
        for path in ("../../etc/cron.d/x.csv", "/etc/x.csv", "a/../../x.csv", "..\\x.csv")
    },
    "link": (special(external_attr=0o120777 << 16), "found 'x.csv' in the zip, which is a link; expected files"),
    "no name": (special(filename=""), "found no table in it"),
    "password": (LOCKED_ZIP, "found 'x.csv' in the zip locked with a password"),
    "many files": (zipped(dict.fromkeys(map(str, range(10_001)), "")), "found 10,001 files in the zip; expected"),
    "cut": (b"PK\x03\x04 and nothing more", "found no zip that can be read .*; expected a whole one"),
    "one name": (zipped({"old/a.csv": "a\n", "new/a.csv": "a\n"}), "found two files called a.csv; expected each name"),
    "bomb": (BOMB_ZIP, "found 600,000,000 bytes when unpacked; expected at most 536,870,912"),
}


@pytest.mark.parametrize("case", ZIPS)
def test_a_zip_that_is_refused(tmp_path, case):
    content, message = ZIPS[case]
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(DataError, match=f"a.zip: {message}"):
        read_package(tmp_path / "a.zip")
    assert [item.name for item in tmp_path.iterdir()] == ["a.zip"]


def test_a_parquet_file_of_a_thousand_million_rows():
    written = io.BytesIO()
    table = pa.table({"a": pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int8()), pa.array(["x"]))})
    with pq.ParquetWriter(written, table.schema) as file:
        for _ in range(21):
            file.write_table(table)
    with pytest.raises(DataError, match=r"a.parquet: found 21,000,000 rows; expected at most 20,000,000"):
        cells("a.parquet", written.getvalue())


@pytest.mark.parametrize("piece", ["<f", "<c ", "<c t", "</f> ", "r  ", "[a]"])
def test_what_would_keep_a_pattern_busy_for_hours(piece):
    """Each is written a million times over: looking it over takes a moment, whatever it is."""
    started = time.monotonic()
    padded = f"{piece * (1_000_000 // len(piece))}{os.urandom(4000).hex()}"
    with contextlib.suppress(DataError):
        cells("a.xlsx", xlsx(ONE, **{"xl/worksheets/sheet2.xml": f"<x>{padded}"}))
    text("[a]" * 40_000 + "x")
    assert time.monotonic() - started < 10
