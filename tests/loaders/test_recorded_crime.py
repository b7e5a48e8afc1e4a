import datetime as dt
import hashlib
from pathlib import Path

import pandas as pd
import pytest

from crimekit.errors import DataError
from crimekit.loaders.names import Force
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.loaders.store import Offence
from crimekit.quarters import Quarter

DATA = Path(__file__).parents[1] / "data"
FORCES = {
    "devon-and-cornwall": Force("devon-and-cornwall", "Devon and Cornwall", "E23000035", "England", "", ""),
    "gwent": Force("gwent", "Gwent", "W15000002", "Wales", "Gwent Police", ""),
}
HEADER = "FY,Quarter,Force Name,Offence Description,Offence Group,Offence Sub-group,Offence Code,Number\n"


def read(tmp_path, rows, encoding="utf-8"):
    path = tmp_path / "prc.csv"
    path.write_bytes((HEADER + rows).encode(encoding))
    return read_recorded_crime(path, FORCES)


def counts(release):
    return list(release.observations.itertuples(index=False, name=None))


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_workbook_of_the_official_layout(kind):
    """Cover, notes, two spellings of sheet names, stray headers, codes as numbers: see make_workbooks.py."""
    release = read_recorded_crime(DATA / f"official.{kind}", FORCES, released=dt.date(2014, 7, 17))
    assert counts(release) == [
        ("devon-and-cornwall", "2012-13 Q1", "126", 0),
        ("devon-and-cornwall", "2013-14 Q1", "1", 3),
        ("gwent", "2012-13 Q1", "126", 1034),
        ("gwent", "2012-13 Q1", "37.2", 12),
        ("gwent", "2012-13 Q2", "126", -3),
        ("gwent", "2013-14 Q1", "28A", 7),  # two descriptions of one code
        ("gwent", "2013-14 Q1", "4.1", 1),
        ("gwent", "2013-14 Q1", "4.10", 2),
    ]
    info = release.info
    assert info.source == f"official.{kind}"
    assert info.sha256 == hashlib.sha256((DATA / f"official.{kind}").read_bytes()).hexdigest()
    assert info.released == dt.date(2014, 7, 17)
    assert info.forces == ("devon-and-cornwall", "gwent")
    assert (info.first, info.last) == (Quarter.parse("2012-13 Q1"), Quarter.parse("2013-14 Q1"))
    assert info.quarters == tuple(map(Quarter.parse, ("2012-13 Q1", "2012-13 Q2", "2013-14 Q1")))
    assert info.excluded == {"Action Fraud": 1, "British Transport Police": 1}
    assert info.warnings == ("1 row without a count left out", "no figures for devon-and-cornwall in 2012-13 Q2")


def test_every_fault_of_a_workbook_is_named():
    with pytest.raises(DataError) as refused:
        read_recorded_crime(DATA / "faults.ods", FORCES)
    place = "faults.ods: sheet 2013_14, "
    assert str(refused.value).removeprefix(place).split(f"\n{place}") == [
        "row 2, Force Name: found 'Gwennt'; expected the name or the code of a police force; did you mean 'Gwent'?",
        "row 3, Offence Code: found 4.1 as a number, described as 'Homicide'; it may be '4.1' (manslaughter) or '4.10' "
        "(corporate manslaughter); expected the code as text",
        "row 4, Number of Offences: found 'many'; expected a whole number",
        "row 5, Financial Quarter: found 5.0; expected the financial quarter 1, 2, 3 or 4",
        "row 6, Financial Year: found '2013/15'; expected a financial year such as '2023/24'",
    ]


def test_a_sheet_of_a_year_with_wrong_columns():
    expected = r"wrong-columns.xlsx: sheet 2013_14: found the columns .*expected also 'Force Name'"
    with pytest.raises(DataError, match=expected):
        read_recorded_crime(DATA / "wrong-columns.xlsx", FORCES)


def test_gwent_in_2017_18_as_released_in_2018():
    """The published total of that release; the rows of Gwent, cut from the CSV as published, padding and all."""
    release = read_recorded_crime(DATA / "recorded-crime-2017-18-gwent.csv", {"gwent": FORCES["gwent"]})
    assert release.observations["value"].sum() == 48_823
    assert release.info.warnings == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_with_padded_numbers(tmp_path, encoding):
    rows = (
        '2020/21,1,Gwent,Murder – all,Violence,Homicide,1," 1,234 "\n2020/21,1,Devon & Cornwall,Murder – all,V,H,1,-2\n'
    )
    assert counts(read(tmp_path, rows, encoding)) == [
        ("devon-and-cornwall", "2020-21 Q1", "1", -2),
        ("gwent", "2020-21 Q1", "1", 1234),
    ]


def test_parquet_with_renamed_columns(tmp_path):
    pd.DataFrame(
        {
            "FY": ["2020/21", "2020/21"],
            "Financial Quarter": [1.0, 1.0],
            "Force": ["Gwent", "Cifas"],
            "Offence Description": ["Aggravated vehicle taking", "Fraud offences recorded by CIFAS"],
            "Group": ["Theft offences", "Fraud offences"],
            "Offence Subgroup": ["Theft of a motor vehicle", "Fraud: CIFAS"],
            "Offence Code": ["37.200000000000003", "CIFAS"],
            "n": [5.0, 9.0],
            "territorial": [True, False],
        }
    ).to_parquet(tmp_path / "prc.parquet")
    release = read_recorded_crime(tmp_path / "prc.parquet", {"gwent": FORCES["gwent"]})
    assert counts(release) == [("gwent", "2020-21 Q1", "37.2", 5)]
    assert release.info.excluded == {"CIFAS": 1}


def test_the_newest_description_wins(tmp_path):
    rows = (
        "2021/22,1,Gwent,Theft [note 1],Theft offences,New,45,1\n"
        "2020/21,1,Gwent,Old theft,Theft offences,N/a,45,1\n"
        "2020/21,1,Devon & Cornwall,Old theft,Theft offences,N/a,45,1\n"
        "2021/22,1,Devon & Cornwall,Theft,Theft offences,New,45,1\n"
    )
    assert read(tmp_path, rows).offences == {"45": Offence("45", "Theft", "Theft offences", "New")}


def row(code, description, count, quarter=1):
    return f"2020/21,{quarter},Gwent,{description},Group,Subgroup,{code},{count}\n"


MERGED = row("1/4.1/4.10/4.2", "Homicide", 1)  # the release of 2018 lists murder, manslaughter, infanticide like this


@pytest.mark.parametrize(
    ("rows", "code", "count", "warning"),
    [
        (row("28A", "Burglary", 5) + row("28A", "Burglary (outcome only)", 0), "28A", 5, ()),
        (MERGED * 2 + row("1/4.1/4.10/4.2", "Homicide", 3), "1/4.1/4.10/4.2", 5, ()),
        (row("45", "Theft", 5) * 3, "45", 5, ("2 rows repeating another exactly left out",)),
        (row("45", "Theft", "N/a") + row("48", "Theft", 0), "48", 0, ("1 row without a count left out",)),
    ],
    ids=["two descriptions are added up", "so are rows of a merged code", "a repeated row", "missing is no nought"],
)
def test_rows_of_one_force_and_quarter(tmp_path, rows, code, count, warning):
    release = read(tmp_path, rows)
    assert counts(release) == [("gwent", "2020-21 Q1", code, count)]
    assert release.info.warnings == (*warning, "no figures for devon-and-cornwall")
