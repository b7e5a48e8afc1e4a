"""A cell says the same whichever kind of file it stands in: its unit, its error, and that nobody worked it out."""

import struct
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from xlsxwriter import Workbook

from crimekit.errors import DataError
from crimekit.loaders.local import read_local_figures
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.parameters import read_parameters

DATA = Path(__file__).parents[1] / "data"
FORCES = read_parameters().forces
HEADER = ["force", "measure", "period", "value", "base", "source", "working"]
ODF = "urn:oasis:names:tc:opendocument:xmlns"
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"


def xlsx(value, *, beside="", number_format="General", hidden="", worked_out=0, replace={}, backslashes=False):  # noqa: B006
    """What writes such a workbook; some texts of its parts are replaced, as another program would write them."""

    def write(folder):
        path = folder / "local.xlsx"
        with Workbook(path) as book:
            cover, sheet = book.add_worksheet("Contents"), book.add_worksheet("figures")
            cover.write_formula("A1", '=HYPERLINK("#figures!A1","figures")')  # without its value, and no table holds it
            sheet.write_row(0, 0, HEADER)
            for column, cell in enumerate(["gwent", "happy", "2023-24 Q1", value, 312, "Own survey", beside]):
                look = book.add_format({"num_format": number_format}) if column == 3 else None
                if str(cell).startswith("="):
                    sheet.write_formula(1, column, cell, look, worked_out)
                else:
                    sheet.write(1, column, cell, look)
            if hidden == "sheet":
                sheet.hide()
            sheet.set_row(1, None, None, {"hidden": hidden == "row"})
            sheet.set_column(3, 6, None, None, {"hidden": hidden == "columns"})
        with zipfile.ZipFile(path) as archive:
            contents = {name: archive.read(name).decode() for name in archive.namelist()}
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in contents.items():
                for old, new in replace.items():
                    content = content.replace(old, new)
                archive.writestr(name.replace("/", "\\") if backslashes else name, content)
        return path

    return write


def string(said):
    return f"<table:table-cell office:value-type='string'><text:p>{said}</text:p></table:table-cell>"


def ods(cell, beside="<table:table-cell/>", columns="", row_says=""):
    names = "".join(f' xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    figure = "".join(map(string, ("gwent", "happy", "2023-24 Q1")))
    base = "<table:table-cell office:value-type='float' office:value='312'/>"

    def write(folder):
        with zipfile.ZipFile(folder / "local.ods", "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{ODF}:manifest:1.0"/>')
            archive.writestr(
                "content.xml",
                f'<office:document-content{names} xmlns:calcext="{CALC}"><office:body><office:spreadsheet>'
                f'<table:table table:name="empty"/><table:table table:name="figures">{columns}'
                '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="9"/>'
                f"</table:table-row><table:table-row>{''.join(map(string, HEADER))}</table:table-row>"
                f"<table:table-row {row_says}>{figure}{cell}{base}{string('Own survey')}{beside}</table:table-row>"
                "</table:table></office:spreadsheet></office:body></office:document-content>",
            )
        return folder / "local.ods"

    return write


def xls(change):
    """What writes an .xls of the Home Office's layout with one cell of counts, or the look of all of them, changed."""

    def write(folder):
        content = bytearray((DATA / "official.xls").read_bytes())
        at = content.find(b"\x7e\x02\x0a\x00")
        while struct.unpack_from("<HH", content, at + 4) != (5, 7):  # the count of Devon and Cornwall
            at = content.find(b"\x7e\x02\x0a\x00", at + 1)
        change(content, at, *struct.unpack_from("<HHH", content, at + 4))
        (folder / "prc.xls").write_bytes(content)
        return folder / "prc.xls"

    return write


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


ZERO, SAYS_SO = "<f>31+31</f><v>0</v>", '<calcPr calcId="124519" fullCalcOnLoad="1"/>'
UNKNOWN = {ZERO: "<f>31+31</f>"}, {ZERO: "<f>31+31</f><v/>"}, {ZERO: "<f>31+31</f><v></v>"}, {SAYS_SO: ""}, {"-": "-"}
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
XLSX_ROW, ODS_ROW, XLS_ROW = ROW % ("xlsx", 2), ROW % ("ods", 4), "prc.xls: sheet 2013_14, row 6, Number of Offences: "
NO_DIGITS = "local.ods: sheet figures, row 4, column 4: found '%s' as the number of the cell; expected digits"
MISSPELT = (
    "local.xlsx: sheet 2013_14: found the columns 'force', 'mesure', 'period', 'value', 'base', 'source', 'working'; "
    "expected also 'measure' (is it 'mesure'?)"
)
HIDDEN_SHEET = "local.xlsx: sheet figures: found a table in a hidden sheet; expected it shown"


@pytest.mark.parametrize(
    ("write", "value"),
    [
        (xlsx(0.79, number_format="0%"), 79),
        (xlsx(0.843, number_format="0.0%"), 84.3),
        (xlsx(0.57, number_format="[Red]0.00 %;-0.00 %"), 57),
        (xlsx(79, number_format='0" %"'), 79),  # the sign is only written beside it
        (xlsx(79), 79),
        (ods(PERCENT % (0.79, "79%")), 79),
        (ods(PERCENT % (0.843, "84%")), 84.3),
        (xlsx(79, beside=FORMULA), 79),  # what no table holds refuses nothing
        (xlsx(79, beside=FORMULA, worked_out="#REF!"), 79),
        (xlsx(79, beside=FORMULA, backslashes=True), 79),
        (xlsx(FORMULA, worked_out=79), 79),
        (ods(PERCENT % (0.79, "79%"), beside=ODS_ERROR % "#REF!"), 79),
    ],
)
def test_a_percentage_is_what_the_sheet_shows(tmp_path, write, value):
    assert read_local_figures(write(tmp_path), FORCES)["value"].tolist() == [value]


@pytest.mark.parametrize(
    ("write", "told"),
    [
        *((xlsx(FORMULA, worked_out=error), XLSX_ROW + ERROR % error) for error in ("#N/A", "#DIV/0!")),
        *((xlsx(FORMULA, replace=other), XLSX_ROW + NO_VALUE) for other in UNKNOWN),
        *((ods(ODS_ERROR % error), ODS_ROW + ERROR % error) for error in ("#DIV/0!", "#REF!", "Err:502")),
        *((ods(ODS_FORMULA % said), ODS_ROW + NO_VALUE) for said in NO_RESULT),
        *((ods(FLOAT % value), NO_DIGITS % value) for value in ("", "abc", "1,5", " 5 ", "7 %")),
        *(
            (xlsx(79, hidden="sheet", replace={'"hidden"': f'"{state}"'}), HIDDEN_SHEET)
            for state in ("hidden", "veryHidden")
        ),
        (xlsx(79, replace={"figures": "2013_14", "measure": "mesure"}), MISSPELT),
        (xls(an_error), f"{XLS_ROW}found {ERROR % '#DIV/0!'}"),
        (xls(no_value), f"{XLS_ROW}found a formula without its value"),
        (xls(percentages), f"{XLS_ROW.replace('2013_14', '2012-13')}found '0%'; expected a whole number"),
    ],
)
def test_an_error_a_formula_that_nobody_worked_out_and_a_hidden_sheet_are_refused(tmp_path, write, told):
    path = write(tmp_path)
    with pytest.raises(DataError) as refused:
        (read_recorded_crime if path.suffix == ".xls" else read_local_figures)(path, FORCES)
    assert any(line.startswith(told) for line in str(refused.value).splitlines())


SHOWN = "<table:table-column table:number-columns-repeated='3'/>"
HIDDEN = "<table:table-column table:visibility='collapse' table:number-columns-repeated='16381'/>"
THREE = "column 'value', 'base', 'source'"


@pytest.mark.parametrize(
    ("write", "told"),
    [
        (xlsx(79, hidden="row"), "figures: %s: row 2"),
        (xlsx(79, hidden="columns"), f"figures: %s: {THREE}"),
        (ods(FLOAT % 79, row_says="table:visibility='filter'"), "figures: %s: row 4"),
        (ods(FLOAT % 79, columns=SHOWN + HIDDEN), f"figures: %s: {THREE}"),
        (xls(hidden_row), "2013_14: %s: row 6"),
    ],
)
def test_what_is_hidden_and_read_is_told(tmp_path, write, told):
    path = write(tmp_path)
    if path.suffix == ".xls":
        notes = read_recorded_crime(path, FORCES).info.notes
    else:
        found = read_local_figures(path, FORCES)
        notes = found.attrs["notes"]
        assert found["value"].tolist() == [79]
    assert notes == (f"{path.name}: sheet {told % 'read as any other though hidden'}; show it, or delete it",)


def test_parquet_with_decimals_and_with_several_values_in_a_cell(tmp_path):
    """DuckDB writes a sum as decimal(38, 0)."""
    path, count = tmp_path / "local.parquet", pa.array([79], pa.decimal128(38, 0))
    named = dict(zip(HEADER, ["gwent", "happy", "2023-24 Q1", None, 312, "Own survey", [1, 2]], strict=True))
    table = {name: [cell] for name, cell in named.items()} | {"value": count}
    pq.write_table(pa.table(table), path)
    assert read_local_figures(path, FORCES)["value"].tolist() == [79]
    pq.write_table(pa.table({**table, "value": [[79, 80]]}), path)
    with pytest.raises(DataError, match=r"row 1, value: found 'several values: \[79, 80\]'; expected a number"):
        read_local_figures(path, FORCES)
