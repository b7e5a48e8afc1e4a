import datetime as dt
import hashlib
from pathlib import Path

import pandas as pd
import pytest

from crimekit.errors import DataError
from crimekit.loaders.names import Force
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.loaders.store import Offence
from crimekit.parameters import read_parameters
from crimekit.periods import Quarter
from crimekit.statistics.rates import count_table

DATA = Path(__file__).parents[1] / "data"
FORCES = {key: force for key, force in read_parameters().forces.items() if key in ("devon-and-cornwall", "gwent")}
HEADER = "FY,Quarter,Force Name,Offence Description,Offence Group,Offence Sub-group,Offence Code,Number\n"


def read(tmp_path, content, encoding="utf-8", forces=FORCES):
    path = tmp_path / "prc.csv"
    path.write_bytes(content.encode(encoding))
    return read_recorded_crime(path, forces)


def counts(release):
    return list(release.observations.dropna().itertuples(index=False, name=None))


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
    assert info.quarters == tuple(map(Quarter.parse, ("2012-13 Q1", "2012-13 Q2", "2013-14 Q1")))
    assert info.excluded == {"Action Fraud": 1, "British Transport Police": 1}
    assert info.warnings == (
        "1 row without a count left out",
        "no count, and no sum with it, for 37.2 of Devon and Cornwall in 2012-13 Q1, 28A of Devon and Cornwall in "
        "2013-14 Q1, 4.1 of Devon and Cornwall in 2013-14 Q1, 4.10 of Devon and Cornwall in 2013-14 Q1, 26 of Gwent in "
        "2012-13 Q2 and 1 more",
        "no figures for Devon and Cornwall in 2012-13 Q2",
    )


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_with_padded_numbers(tmp_path, encoding):
    line = "2020/21,1,%s,Murder – all,Violence,Homicide,1,%s\n"
    content = HEADER + line % ("Gwent", '" 1,234 "') + line % ("Devon & Cornwall", -2)
    assert counts(read(tmp_path, content, encoding)) == [
        ("devon-and-cornwall", "2020-21 Q1", "1", -2),
        ("gwent", "2020-21 Q1", "1", 1234),
    ]


def test_parquet_with_renamed_columns(tmp_path):
    header = "FY,Financial Quarter,Force,Offence Description,Group,Offence Subgroup,Offence Code,n,territorial"
    taking = ["2020/21", 1.0, "Gwent", "Aggravated vehicle taking", "Theft", "Theft", "37.200000000000003", 5.0, True]
    fraud = ["2020/21", 1.0, "Cifas", "Fraud offences recorded by CIFAS", "Fraud", "Fraud: CIFAS", "CIFAS", 9.0, False]
    pd.DataFrame([taking, fraud], columns=header.split(",")).to_parquet(tmp_path / "prc.parquet")
    release = read_recorded_crime(tmp_path / "prc.parquet", {"gwent": FORCES["gwent"]})
    assert counts(release) == [("gwent", "2020-21 Q1", "37.2", 5)]
    assert release.info.excluded == {"CIFAS": 1}


def test_the_newest_description_wins(tmp_path):
    new, old = "2021/22,1,%s,Theft%s,Theft offences,New,45,1\n", "2020/21,1,%s,Old theft,Theft offences,N/a,45,1\n"
    rows = new % ("Gwent", " [note 1]") + old % "Gwent" + old % "Devon & Cornwall" + new % ("Devon & Cornwall", "")
    assert read(tmp_path, HEADER + rows).offences == {"45": Offence("45", "Theft", "Theft offences", "New")}


def row(code, description, count, quarter=1):
    return f"2020/21,{quarter},Gwent,{description},Group,Subgroup,{code},{count}\n"


def with_column(name, *cells):
    """Rows of Gwent that differ in a column of this name only."""
    lines = [f"{cell},{row('45', 'Theft', 5)}" for cell in cells]
    return f"{name},{HEADER}{''.join(lines)}"


MERGED = row("1/4.1/4.10/4.2", "Homicide", 1)  # the release of 2018 lists murder, manslaughter, infanticide like this
NO_COUNT = ("1 row without a count left out", "no count, and no sum with it, for 45 of Gwent in 2020-21 Q1")
UNSEEN = ("\u200b", "\ufeff", "\u00ad", "\u00a0", "\u2028", "\x0b", "\u200e")
BETWEEN = [("" if letter.isspace() else letter) for letter in UNSEEN]


@pytest.mark.parametrize(
    ("content", "code", "count", "warning"),
    [
        (HEADER + row("28A", "Burglary", 5) + row("28A", "Burglary (outcome only)", 0), "28A", 5, ()),
        (HEADER + MERGED * 2 + row("1/4.1/4.10/4.2", "Homicide", 3), "1/4.1/4.10/4.2", 5, ()),
        (HEADER + row("45", "Theft", 5) * 3, "45", 5, ("2 rows repeating another exactly left out",)),
        (HEADER + row("45", "Theft", "N/a") + row("48", "Theft", 0), "48", 0, NO_COUNT),  # missing is no nought
        (with_column("Sex", "All persons"), "45", 5, ()),  # no breakdown
        *(
            (f"{HEADER}2020/21,1{c},{c}Gwent,Theft,T,T,45{c},1{inside}2\n", "45", 12, ())
            for c, inside in zip(UNSEEN, BETWEEN, strict=True)
        ),
    ],
)
def test_rows_of_one_force_and_quarter(tmp_path, content, code, count, warning):
    release = read(tmp_path, content)
    assert counts(release) == [("gwent", "2020-21 Q1", code, count)]
    assert release.info.warnings == (*warning, "no figures for Devon and Cornwall")


def quarters_of(force, code, **counts):
    """A row for each quarter: Q1=9, Q2="N/a"."""
    line = "2020/21,{},{},Theft,Theft,Theft,{},{}\n"
    return "".join(line.format(quarter[1], force, code, count) for quarter, count in counts.items())


OTHER = quarters_of("Gwent", 48, Q1=1, Q2=1, Q3=1)


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        *((quarters_of("Gwent", 45, Q1=9, Q2=cell, Q3=9), "2020-21 Q2") for cell in ("N/a", "", "[x]", "..")),
        (quarters_of("Gwent", 45, Q1=9, Q3=9), "2020-21 Q2"),
        (quarters_of("Devon & Cornwall", 45, Q1=1, Q2=1, Q3=1) + quarters_of("Gwent", 45, Q1=9, Q2=9), "2020-21 Q3"),
        (
            quarters_of("Gwent", 45, Q1=9, Q2="N/a", Q3=9)
            + quarters_of("Gwent", 45, Q2=3).replace("Theft,Theft,Theft", "Theft (other),Theft,Theft"),
            "2020-21 Q2",
        ),
    ],
    ids=["N/a", "blank", "shorthand", "dots", "no row in between", "others have it", "one of two descriptions"],
)
def test_a_sum_with_a_part_that_has_no_count_is_missing(tmp_path, rows, missing):
    release = read(tmp_path, HEADER + rows + OTHER)
    counts = count_table(release.observations)["gwent"]
    assert counts.index[counts.isna()].tolist() == [missing]
    assert counts.dropna().tolist() == [10, 10]
    assert any(f"45 of Gwent in {missing}" in warning for warning in release.info.warnings)


def test_a_code_that_is_new_is_not_missing_before(tmp_path):
    """As the Home Office brought in 8T and 8U: one force had them in 2019-20, all others from 2020-21."""
    kent = FORCES | {key: Force(key, key.title(), "", "England", "", "") for key in ("kent", "essex")}
    forces = ("Gwent", "Kent", "Essex", "Devon & Cornwall")
    rows = "".join(quarters_of(force, "8N", Q1=9, Q2=9) + quarters_of(force, "8T", Q2=9) for force in forces)
    release = read(tmp_path, HEADER + rows + quarters_of("Kent", "8T", Q1=1), forces=kent)
    counts = count_table(release.observations)
    assert counts.to_dict("index") == {
        "2020-21 Q1": {"devon-and-cornwall": 9, "essex": 9, "gwent": 9, "kent": 10},
        "2020-21 Q2": dict.fromkeys(["devon-and-cornwall", "essex", "gwent", "kent"], 18),
    }


def test_a_count_further_below_nought_than_any_published_is_kept_and_told(tmp_path):
    release = read(tmp_path, HEADER + row("34B", "Robbery", -50) + row("45", "Theft", -2))
    assert counts(release) == [("gwent", "2020-21 Q1", "34B", -50), ("gwent", "2020-21 Q1", "45", -2)]
    assert "counts further below nought than any published: 34B of Gwent in 2020-21 Q1 (-50)" in release.info.warnings


FINER = r"found the column '%s' \(such as '%s'\), by which the rows are parts of a figure; expected whole ones: add"
AGAIN = "row 3, Number of Offences: found 5 after another count for gwent, 2020-21 Q1, 45; expected one "
TABLE = HEADER + row(45, "T", 5)
NO_TABLE = "found no table with the columns Financial Year, .*: .*"
SEPARATED = NO_TABLE + "found cells separated by %s"
LONG = NO_TABLE + "found them in row 51; expected them in the first 40 rows, so delete those above"
OTHERS = NO_TABLE + "found the columns 'Area', 'Crimes'; expected also 'Financial Year'"
INVISIBLE = r"prc.csv: row 2, Offence Description: found the invisible character U\+%04X in .*; expected"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (with_column("CSP Name", "Newport", "Torfaen"), FINER % ("CSP Name", "Newport")),
        (with_column("Local authority", "Newport", "Torfaen"), FINER % ("Local authority", "Newport")),
        (with_column("Victim sex", "Female"), FINER % ("Victim sex", "Female")),
        (with_column("Beat", "NP1", "NP2"), AGAIN + r"\(see row 2\); they differ in 'Beat', which is not read"),
        (TABLE.replace(",", ";"), SEPARATED % "semicolons; expected commas"),
        ("sep=;\n" + TABLE.replace(",", ";"), SEPARATED % "semicolons"),
        (TABLE.replace(",", "|"), SEPARATED % "bars; expected commas"),
        ("A title\n" * 50 + HEADER, LONG),
        ("A title\nArea,Crimes\nGwent,5\n", OTHERS),
        (
            "A title,\nForce Nam,Offence Cod\nGwent,5\n",
            NO_TABLE + r"'Force Name' \(is it 'Force Nam'\?\), .*Code' \(is it",
        ),
        *((TABLE.replace("T,", f"T{c}t,", 1), INVISIBLE % ord(c)) for c in ("\x00", "\x1f", "\x7f", "\ufffd")),
    ],
)
def test_a_table_that_is_refused(tmp_path, content, told):
    with pytest.raises(DataError, match=told):
        read(tmp_path, content)


def test_tabs_in_utf_16_are_told(tmp_path):
    with pytest.raises(DataError, match=SEPARATED % "tabs; expected commas"):
        read(tmp_path, TABLE.replace(",", "\t"), "utf-16")
