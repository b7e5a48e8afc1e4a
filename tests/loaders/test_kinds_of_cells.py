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


def rewritten(path, **parts):
    """The same workbook with some texts of its parts replaced, as another program would write them."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            for old, new in parts.get("replace", {}).items():
                content = content.replace(old.encode(), new.encode())
            archive.writestr(name.replace("/", "\\") if parts.get("backslashes") else name, content)
    return path


def xlsx(folder, value, *, beside="", number_format="General", hidden=False, worked_out=0, **parts):
    path = folder / "local.xlsx"
    with Workbook(path) as book:
        cover, sheet = book.add_worksheet("Contents"), book.add_worksheet("figures")
        cover.write_formula("A1", '=HYPERLINK("#figures!A1","figures")')  # without its value, and no table holds it
        for column, name in enumerate(HEADER):
            sheet.write(0, column, name)
        for column, cell in enumerate(["gwent", "happy", "2023-24 Q1", value, 312, "Own survey", beside]):
            look = book.add_format({"num_format": number_format}) if column == 3 else None
            if str(cell).startswith("="):
                sheet.write_formula(1, column, cell, look, worked_out)
            else:
                sheet.write(1, column, cell, look)
        if hidden is True:
            sheet.hide()
        elif hidden == "row":
            sheet.set_row(1, None, None, {"hidden": True})
        elif hidden == "columns":
            sheet.set_column(3, 6, None, None, {"hidden": True})
    return rewritten(path, **parts)


def string(said):
    return f"<table:table-cell office:value-type='string'><text:p>{said}</text:p></table:table-cell>"


def ods(folder, cell, beside="<table:table-cell/>", columns="", row_says=""):
    names = "".join(f' xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    figure = "".join(map(string, ("gwent", "happy", "2023-24 Q1")))
    base = "<table:table-cell office:value-type='float' office:value='312'/>"
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


def csv(folder, value, beside=""):
    line = ",".join(["gwent", "happy", "2023-24 Q1", value, "312", "Own survey", beside])
    (folder / "local.csv").write_text(f"{','.join(HEADER)}\n{line}\n", encoding="utf-8")
    return folder / "local.csv"


ODS_CELL = "<table:table-cell office:value-type='percentage' office:value='%s'><text:p>%s</text:p></table:table-cell>"


@pytest.mark.parametrize(
    ("write", "value"),
    [
        (lambda folder: xlsx(folder, 0.79, number_format="0%"), 79),
        (lambda folder: xlsx(folder, 0.843, number_format="0.0%"), 84.3),
        (lambda folder: xlsx(folder, 0.57, number_format="[Red]0.00 %;-0.00 %"), 57),
        (lambda folder: xlsx(folder, 79, number_format='0" %"'), 79),  # the sign is only written beside it
        (lambda folder: xlsx(folder, 79), 79),
        (lambda folder: ods(folder, ODS_CELL % (0.79, "79%")), 79),
        (lambda folder: ods(folder, ODS_CELL % (0.843, "84%")), 84.3),
        (lambda folder: csv(folder, "79%"), 79),
        (lambda folder: csv(folder, "84.3 %"), 84.3),
    ],
)
def test_a_percentage_is_what_the_sheet_shows(tmp_path, write, value):
    assert read_local_figures(write(tmp_path), FORCES)["value"].tolist() == [value]


def old(folder, change):
    """An .xls of the Home Office's layout with one cell of counts, or the look of all of them, changed."""
    content = bytearray((DATA / "official.xls").read_bytes())
    at = content.find(b"\x7e\x02\x0a\x00")
    while struct.unpack_from("<HH", content, at + 4) != (5, 7):  # the count of Devon and Cornwall
        at = content.find(b"\x7e\x02\x0a\x00", at + 1)
    change(content, at, *struct.unpack_from("<HHH", content, at + 4))
    (folder / "prc.xls").write_bytes(content)
    return folder / "prc.xls"


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


ZERO, SAYS_SO = "<f>31+31</f><v>0</v>", '<calcPr calcId="124519" fullCalcOnLoad="1"/>'
ODS_ERROR = (
    "<table:table-cell table:formula='of:=1/0' office:value-type='string' office:string-value='' "
    "calcext:value-type='error'><text:p>%s</text:p></table:table-cell>"
)
ODS_FORMULA = "<table:table-cell table:formula='of:=31+31' %s/>"
ERROR, NO_VALUE = "a formula that ends in an error (%s); expected", "a formula without its value (=31+31); expected"
FORMULA, IN_ROW = "=31+31", "sheet figures, row %d, value: found "
UNKNOWN = {ZERO: "<f>31+31</f>"}, {ZERO: "<f>31+31</f><v/>"}, {ZERO: "<f>31+31</f><v></v>"}, {SAYS_SO: ""}, {"-": "-"}
EMPTY = "", "office:value-type='float'", "office:value-type='float' office:value='0'"


def an_xlsx(**more):
    return lambda folder: xlsx(folder, FORMULA, **more)


def an_ods(cell):
    return lambda folder: ods(folder, cell)


def a_csv(cell):
    return lambda folder: csv(folder, cell)


@pytest.mark.parametrize(
    ("write", "told"),
    [
        *((an_xlsx(worked_out=error), IN_ROW % 2 + ERROR % error) for error in ("#N/A", "#DIV/0!")),
        *((an_xlsx(replace=other), IN_ROW % 2 + NO_VALUE) for other in UNKNOWN),
        *((an_ods(ODS_ERROR % error), IN_ROW % 4 + ERROR % error) for error in ("#DIV/0!", "#REF!", "Err:502")),
        *((an_ods(ODS_FORMULA % said), IN_ROW % 4 + NO_VALUE) for said in EMPTY),
        *((a_csv(error), f"row 2, value: found {ERROR % error}") for error in ("#DIV/0!", "#N/A", "#VALUE!")),
        (a_csv(FORMULA), f"row 2, value: found {NO_VALUE}"),
    ],
)
def test_an_error_and_a_formula_that_nobody_worked_out_are_refused_where_a_table_holds_them(tmp_path, write, told):
    with pytest.raises(DataError) as refused:
        read_local_figures(write(tmp_path), FORCES)
    assert str(refused.value).partition(": ")[2].startswith(told)


@pytest.mark.parametrize(
    "write",
    [
        lambda folder: xlsx(folder, 79, beside=FORMULA),
        lambda folder: xlsx(folder, 79, beside=FORMULA, worked_out="#REF!"),
        lambda folder: xlsx(folder, 79, beside=FORMULA, backslashes=True),
        lambda folder: xlsx(folder, FORMULA, worked_out=79),
        lambda folder: ods(folder, ODS_CELL % (0.79, "79%"), beside=ODS_ERROR % "#REF!"),
        lambda folder: csv(folder, "79", beside="#REF!"),
    ],
)
def test_what_no_table_holds_refuses_nothing(tmp_path, write):
    assert read_local_figures(write(tmp_path), FORCES)["value"].tolist() == [79]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (an_error, f"row 6, Number of Offences: found {ERROR % '#DIV/0!'}"),
        (no_value, "row 6, Number of Offences: found a formula without its value"),
        (percentages, "row 6, Number of Offences: found '0%'; expected a whole number"),
    ],
)
def test_an_old_workbook(tmp_path, change, told):
    with pytest.raises(DataError) as refused:
        read_recorded_crime(old(tmp_path, change), FORCES)
    assert told in str(refused.value)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_table_in_a_hidden_sheet_is_told(tmp_path, state):
    path = xlsx(tmp_path, 79, hidden=True, replace={'state="hidden"': f'state="{state}"'})
    with pytest.raises(
        DataError, match=r"local.xlsx: sheet figures: found a table in a hidden sheet; expected it shown"
    ):
        read_local_figures(path, FORCES)


FLOAT = "<table:table-cell office:value-type='float' office:value='%s'><text:p>79</text:p></table:table-cell>"
SHOWN = "<table:table-column table:number-columns-repeated='3'/>"
HIDDEN = "<table:table-column table:visibility='collapse' table:number-columns-repeated='16381'/>"


def hidden_row(content, at, row, *_):
    where = content.rfind(struct.pack("<HHH", 0x208, 16, row), 0, at)
    content[where + 16] |= 0x20


@pytest.mark.parametrize(
    ("write", "told"),
    [
        (lambda folder: xlsx(folder, 79, hidden="row"), "row 2"),
        (lambda folder: xlsx(folder, 79, hidden="columns"), "column 'value', 'base', 'source'"),
        (lambda folder: ods(folder, FLOAT % 79, row_says="table:visibility='filter'"), "row 4"),
        (
            lambda folder: ods(folder, FLOAT % 79, columns=SHOWN + HIDDEN),
            "column 'value', 'base', 'source'",
        ),
    ],
)
def test_what_is_hidden_and_read_is_told(tmp_path, write, told):
    path = write(tmp_path)
    found = read_local_figures(path, FORCES)
    assert found["value"].tolist() == [79]
    assert found.attrs["notes"] == (
        f"{path.name}: sheet figures: read as any other though hidden: {told}; show it, or delete it",
    )


def test_a_hidden_row_of_an_old_workbook_is_told(tmp_path):
    (note,) = read_recorded_crime(old(tmp_path, hidden_row), FORCES).info.notes
    assert note == "prc.xls: sheet 2013_14: read as any other though hidden: row 6; show it, or delete it"


@pytest.mark.parametrize("value", ["", "abc", "1,5", " 5 ", "7 %"])
def test_an_ods_cell_with_a_number_that_is_none_is_named(tmp_path, value):
    told = f"local.ods: sheet figures, row 4, column 4: found '{value}' as the number of the cell; expected digits"
    with pytest.raises(DataError) as refused:
        read_local_figures(ods(tmp_path, FLOAT % value), FORCES)
    assert str(refused.value).startswith(told)


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
