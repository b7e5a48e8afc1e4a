"""A cell says the same whichever workbook it stands in, and workbooks made to harm end in one `DataError`."""

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
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from crimekit.errors import DataError
from crimekit.loaders.cells import text
from crimekit.loaders.files import SourceFile, read_sheets
from crimekit.loaders.local import read_local_figures
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.parameters import read_parameters

OFFICIAL = (Path(__file__).parents[1] / "data" / "official.xls").read_bytes()
FORCES = read_parameters().forces
HEADER = ["force", "measure", "period", "value", "base", "source", "working"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"


def zipped(members):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def xlsx(value, *, beside="", number_format="General", hidden="", worked_out=0, replace={}, slash="/", parts={}):  # noqa: B006
    """A workbook of XlsxWriter with a figure; texts of its parts are replaced, as another program would write them."""
    written = io.BytesIO()
    with Workbook(written) as book:
        cover, sheet = book.add_worksheet("Contents"), book.add_worksheet("figures")
        cover.write_formula("A1", '=HYPERLINK("#figures!A1","figures")')  # without its value, and no table holds it
        sheet.write_row(0, 0, HEADER)
        for column, cell in enumerate(["gwent", "happy", "2023-24 Q1", value, 312, "Own survey", beside]):
            look = book.add_format({"num_format": number_format}) if column == 3 else None
            result = [worked_out] if str(cell).startswith("=") else []
            sheet.write(1, column, cell, look, *result)
        if hidden == "sheet":
            sheet.hide()
        sheet.set_row(1, None, None, {"hidden": hidden == "row"})
        sheet.set_column(3, 6, None, None, {"hidden": hidden == "columns"})
    with zipfile.ZipFile(written) as archive:
        contents = {name.replace("/", slash): archive.read(name).decode() for name in archive.namelist()}
    for old, new in replace.items():
        contents = {name: content.replace(old, new) for name, content in contents.items()}
    return zipped({**contents, **parts})


def sheet(rows, declared="", calculation="", **parts):
    """A workbook with these rows in its first sheet, and what is said of working formulas out."""
    said = f'<?xml version="1.0"?>{declared}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return xlsx(79, replace={RECALCULATED: calculation}, parts={"xl/worksheets/sheet1.xml": said, **parts})


def ods(rows, declared="", end="</table:table></office:spreadsheet></office:body></office:document-content>", said=""):
    names = "".join(f' xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest:all xmlns:manifest="{ODF}:manifest:1.0">{said}</manifest:all>',
            "content.xml": f'<?xml version="1.0"?>{declared}<office:document-content{names} xmlns:calcext="{CALC}">'
            '<office:body><office:spreadsheet><table:table table:name="empty"/><table:table table:name="figures">'
            f"{rows}{end}",
        }
    )


def string(said):
    return f"<table:table-cell office:value-type='string'><text:p>{said}</text:p></table:table-cell>"


def figure(cell, beside="<table:table-cell/>", columns="", row_says=""):
    """A workbook with the same figure, in its fourth row."""
    before = "".join(map(string, ("gwent", "happy", "2023-24 Q1")))
    after = f"<table:table-cell office:value-type='float' office:value='312'/>{string('Own survey')}{beside}"
    blank = '<table:table-cell table:number-columns-repeated="9"/>'
    rows = f"<table:table-row>{''.join(map(string, HEADER))}</table:table-row>"
    row = f"<table:table-row {row_says}>{before}{cell}{after}</table:table-row>"
    return ods(f'{columns}<table:table-row table:number-rows-repeated="2">{blank}</table:table-row>{rows}{row}')


def xls(change):
    """The Home Office's layout with one cell of counts, or the look of all of them, changed."""
    content = bytearray(OFFICIAL)
    at = content.find(b"\x7e\x02\x0a\x00")
    while struct.unpack_from("<HH", content, at + 4) != (5, 7):  # the count of Devon and Cornwall
        at = content.find(b"\x7e\x02\x0a\x00", at + 1)
    change(content, at, *struct.unpack_from("<HHH", content, at + 4))
    return bytes(content)


def an_error(content, at, row, column, look):
    content[at : at + 14] = struct.pack("<HHHHHBB", 0x205, 10, row, column, look, 7, 1) + b"\0\0"


def no_value(content, at, row, column, look):
    """As xlwt writes a formula: what it is worked out to is an empty text; in the place of the code and the count."""
    formula = struct.pack("<HHHHHQHLHH", 0x06, 24, row, column, look, 0xFFFF000000000003, 0, 0, 0, 0)
    content[at - 14 : at + 14] = formula


def percentages(content, _at, _row, _column, look):
    at = -1
    for _ in range(look + 1):
        at = content.find(b"\xe0\x00\x14\x00", at + 1)
    struct.pack_into("<H", content, at + 6, 9)


def hidden_row(content, at, row, *_):
    where = content.rfind(struct.pack("<HHH", 0x208, 16, row), 0, at)
    content[where + 16] |= 0x20


def kind(content):
    return "xls" if content[:2] != b"PK" else "ods" if b"content.xml" in content else "xlsx"


def read(folder, content):
    path = folder / f"local.{kind(content)}"
    path.write_bytes(content)
    return (read_recorded_crime if content[:2] != b"PK" else read_local_figures)(path, FORCES)


RECALCULATED = '<calcPr calcId="124519" fullCalcOnLoad="1"/>'  # of XlsxWriter and openpyxl, which work nothing out
EXCEL = '<calcPr calcId="191029"/>'
ZERO, UNKNOWN = "<f>31+31</f><v>0</v>", [{RECALCULATED: ""}, {"-": "-"}]
UNKNOWN += [{ZERO: f"<f>31+31</f>{value}"} for value in ("", "<v/>", "<v></v>")]
PERCENT = "<table:table-cell office:value-type='percentage' office:value='%s'><text:p>%s</text:p></table:table-cell>"
FLOAT = "<table:table-cell office:value-type='float' office:value='%s'><text:p>79</text:p></table:table-cell>"
ODS_ERROR = (
    "<table:table-cell table:formula='of:=1/0' office:value-type='string' office:string-value='' "
    "calcext:value-type='error'><text:p>%s</text:p></table:table-cell>"
)
ODS_FORMULA = "<table:table-cell table:formula='of:=31+31' %s/>"
NO_RESULT = "", "office:value-type='float'", "office:value-type='float' office:value='0'"
FORMULA, ROW = "=31+31", "local.%s: sheet figures, row %d, value: found "
ERROR, NO_VALUE = "a formula that ends in an error (%s); expected", "a formula without its value (=31+31); expected"
XLSX_ROW, ODS_ROW = ROW % ("xlsx", 2), ROW % ("ods", 4)
XLS_ROW = "local.xls: sheet 2013_14, row 6, Number of Offences: "
NO_DIGITS = "local.ods: sheet figures, row 4, column 4: found '%s' as the number of the cell; expected digits"
MISSPELT = (
    "local.xlsx: sheet 2013_14: found the columns 'force', 'mesure', 'period', 'value', 'base', 'source', 'working'; "
    "expected also 'measure' (is it 'mesure'?)"
)
HIDDEN_SHEET = "local.xlsx: sheet figures: found a table in a hidden sheet; expected it shown"


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (xlsx(0.79, number_format="0%"), 79),
        (xlsx(0.843, number_format="0.0%"), 84.3),
        (xlsx(0.57, number_format="[Red]0.00 %;-0.00 %"), 57),
        (xlsx(79, number_format='0" %"'), 79),  # the sign is only written beside it
        (figure(PERCENT % (0.843, "84%")), 84.3),
        (xlsx(79, beside=FORMULA), 79),  # what no table holds refuses nothing
        (xlsx(79, beside=FORMULA, worked_out="#REF!"), 79),
        (xlsx(79, beside=FORMULA, slash="\\"), 79),
        (xlsx(FORMULA, worked_out=79), 79),
        (figure(PERCENT % (0.79, "79%"), beside=ODS_ERROR % "#REF!"), 79),
    ],
    ids=lambda given: kind(given) if isinstance(given, bytes) else str(given),
)
def test_a_percentage_is_what_the_sheet_shows(tmp_path, content, value):
    assert read(tmp_path, content)["value"].tolist() == [value]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        *((xlsx(FORMULA, worked_out=error), XLSX_ROW + ERROR % error) for error in ("#N/A", "#DIV/0!")),
        *((xlsx(FORMULA, replace=other), XLSX_ROW + NO_VALUE) for other in UNKNOWN),
        *((figure(ODS_ERROR % error), ODS_ROW + ERROR % error) for error in ("#DIV/0!", "#REF!", "Err:502")),
        *((figure(ODS_FORMULA % said), ODS_ROW + NO_VALUE) for said in NO_RESULT),
        *((figure(FLOAT % value), NO_DIGITS % value) for value in ("", "abc", "1,5", " 5 ", "7 %")),
        (xlsx(79, hidden="sheet"), HIDDEN_SHEET),
        (xlsx(79, hidden="sheet", replace={'"hidden"': '"veryHidden"'}), HIDDEN_SHEET),
        (xlsx(79, replace={"figures": "2013_14", "measure": "mesure"}), MISSPELT),
        (xls(an_error), f"{XLS_ROW}found {ERROR % '#DIV/0!'}"),
        (xls(no_value), f"{XLS_ROW}found a formula without its value"),
        (xls(percentages), f"{XLS_ROW.replace('2013_14', '2012-13')}found '0%'; expected a whole number"),
    ],
    ids=lambda given: kind(given) if isinstance(given, bytes) else str(given),
)
def test_an_error_a_formula_that_nobody_worked_out_and_a_hidden_sheet_are_refused(tmp_path, content, told):
    with pytest.raises(DataError) as refused:
        read(tmp_path, content)
    assert any(line.startswith(told) for line in str(refused.value).splitlines())


SHOWN = "<table:table-column table:number-columns-repeated='3'/>"
HIDDEN = "<table:table-column table:visibility='collapse' table:number-columns-repeated='16381'/>"
THREE = "column 'value', 'base', 'source'"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (xlsx(79, hidden="row"), "figures: %s: row 2"),
        (xlsx(79, hidden="columns"), f"figures: %s: {THREE}"),
        (figure(FLOAT % 79, row_says="table:visibility='filter'"), "figures: %s: row 4"),
        (figure(FLOAT % 79, columns=SHOWN + HIDDEN), f"figures: %s: {THREE}"),
        (xls(hidden_row), "2013_14: %s: row 6"),
    ],
    ids=lambda given: kind(given) if isinstance(given, bytes) else str(given),
)
def test_what_is_hidden_and_read_is_told(tmp_path, content, told):
    found = read(tmp_path, content)
    notes = found.info.notes if kind(content) == "xls" else found.attrs["notes"]
    assert kind(content) == "xls" or found["value"].tolist() == [79]
    assert notes == (f"local.{kind(content)}: sheet {told % 'read as any other though hidden'}; show it, or delete it",)


def marked(content, part, mark, offset, form, *values):
    """The same zip with something else written into what it says of a part."""
    changed = bytearray(content)
    at = changed.rindex(mark, 0, changed.rindex(part) if mark == b"PK\x01\x02" else changed.index(part))
    struct.pack_into(form, changed, at + offset, *values)
    return bytes(changed)


def cells(content):
    return [list(row) for sheet in read_sheets(SourceFile(f"a.{kind(content)}", content)) for row in sheet.rows]


ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
FILLED = '<table:table-cell office:value-type="float" office:value="1"%s/>'
REPEATED = '<table:table-row table:number-rows-repeated="%d">%s</table:table-row>'
ROW = f"<table:table-row>{FILLED % ''}</table:table-row>"
EMPTY = '<table:table-cell table:number-columns-repeated="16384"/>'
WORKED_OUT = '<row r="1"><c r="A1"><f>1+1</f><v>%d</v></c></row>'


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (ods(ROW + REPEATED % (1_048_575, EMPTY)), 1.0),  # to the end
        (sheet(WORKED_OUT % 7), 7.0),  # never worked out here
        (sheet(WORKED_OUT % 0, calculation=EXCEL), 0.0),
        (sheet(ONE, **{"xl/media.bin": b"\0" * 30_000_000}), 1.0),  # a thousand times as large unpacked
    ],
    ids=lambda given: kind(given) if isinstance(given, bytes) else str(given),
)
def test_what_is_read(content, found):
    assert [row[:1] for row in cells(content)][:1] == [[found]]


CELLS, MEMORY = "of more than 10,000,000 cells", "that takes more than 2 GB of memory"
if sys.platform != "linux":  # where the limits are others, the reader may come to another one first
    CELLS = MEMORY = f"({CELLS}|{MEMORY}|that is not read within 5 seconds)"
MANY, FAR = (f"found a workbook {limit}; expected a table: delete" for limit in (CELLS, MEMORY))
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
BORDER = f"<x>{os.urandom(1024**2 // 2 - 40).hex():x<{1024**2 - 8}}<!ENTITY a 'b'></x>"  # of two pieces that are read
MEDIA = sheet(ONE, **{"xl/media.bin": os.urandom(3_000_000)})
MORE = marked(MEDIA, b"xl/media.bin", b"PK\x01\x02", 20, "<II", 2**31, 2**32 - 2)
LESS = marked(sheet(ONE, **{"xl/media.bin": b"\0" * 3_000_000}), b"xl/media.bin", b"PK\x01\x02", 24, "<I", 1000)
LOCKED = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
WIDE = f'<worksheet xmlns="{MAIN}"/>'.encode("utf-16")
CUT = ods("", end="")  # within its table: the reader of workbooks looks for the end for ever
WORKBOOKS = {
    "cut": (CUT, "found a workbook that is not read within 5 seconds; expected a table"),
    "last cell": (sheet(ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), FAR),
    "far row": (sheet(ONE + '<row r="1000000000"><c r="B1000000000"><v>1</v></c></row>'), FAR),
    "far column": (sheet(ONE + "<row r='900000'><c r='ZZ900000'><v>1</v></c></row>"), FAR),
    "rows": (ods(REPEATED % (1_000_000_000, FILLED % ' table:number-columns-repeated="30"')), MANY),
    "rows of three digits": (ods(REPEATED % (999, FILLED % ' table:number-columns-repeated="999"') * 20), MANY),
    "entities": (sheet(ONE, BOMB), "found XML entities in .*; expected none in a workbook"),
    "entities in ods": (ods(ONE, BOMB), "found XML entities in .*; expected none in a workbook"),
    "entities on a border": (sheet(ONE, **{"other.xml": BORDER}), "found XML entities in other.xml; expected none"),
    "utf-16": (sheet(ONE, **{"other.xml": WIDE}), "found other.xml in UTF-16; expected UTF-8"),
    "announces less": (LESS, r"found no workbook that can be read \(Bad CRC"),
    "announces more": (MORE, "found [0-9,]+ bytes when unpacked; expected at most 2,147,483,648"),
    "password": (ods(ROW, said=LOCKED), "found no workbook .* expected a whole .ods file without a password"),
}


@pytest.mark.parametrize("case", WORKBOOKS)
def test_a_workbook_that_is_refused(case):
    content, message = WORKBOOKS[case]
    started, used = time.monotonic(), os.times()
    with pytest.raises(DataError, match=f"a.{kind(content)}: {message}"):
        cells(content)
    now = os.times()
    assert time.monotonic() - started < 60
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
    found.put(cells(content))


@pytest.mark.skipif(sys.platform != "linux", reason="as sections are run on Linux")
def test_a_workbook_in_a_daemon_with_a_limit_of_its_own():
    context = multiprocessing.get_context("forkserver")
    found = context.SimpleQueue()
    process = context.Process(target=_read_with_little_memory, args=(ods(ROW), found), daemon=True)
    process.start()
    process.join(60)
    assert (process.exitcode, found.empty() or found.get()) == (0, [[1.0]])


@pytest.mark.parametrize("piece", ["<f", "<c ", "<c t", "</f> ", "r  ", "[a]"])
def test_what_would_keep_a_pattern_busy_for_hours(piece):
    """Each is written a million times over: looking it over takes a moment, whatever it is."""
    started = time.monotonic()
    padded = f"{piece * (1_000_000 // len(piece))}{os.urandom(4000).hex()}"
    with contextlib.suppress(DataError):
        cells(sheet(ONE, **{"xl/worksheets/sheet2.xml": f"<x>{padded}"}))
    text("[a]" * 40_000 + "x")
    assert time.monotonic() - started < 10
