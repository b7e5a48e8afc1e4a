import datetime as dt
import hashlib
from pathlib import Path

import pandas as pd
import pytest

from crimekit.loaders.names import Force
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.loaders.store import Offence
from crimekit.parameters import read_parameters
from crimekit.periods import Quarter
from crimekit.statistics.rates import count_table

DATA = Path(__file__).parents[1] / "data"
FORCES = {key: force for key, force in read_parameters().forces.items() if key in ("devon-and-cornwall", "gwent")}
HEADER = "FY,Quarter,Force Name,Offence Description,Offence Group,Offence Sub-group,Offence Code,Number\n"


def read(tmp_path, content, forces=FORCES):
    path = tmp_path / "prc.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
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


MERGED = row("1/4.1/4.10/4.2", "Homicide", 1)  # the release of 2018 lists murder, manslaughter, infanticide like this
NO_COUNT = ("1 row without a count left out", "no count, and no sum with it, for 45 of Gwent in 2020-21 Q1")
BELOW = "counts further below nought than any published: 45 of Gwent in 2020-21 Q1 (-50)"
PADDED = row("45", "Theft – all", '" 1,234 "')
UNSEEN = ("\u200b", "\ufeff", "\u00ad", "\u00a0", "\u2028", "\x0b", "\u200e")
BETWEEN = [("" if letter.isspace() else letter) for letter in UNSEEN]


@pytest.mark.parametrize(
    ("content", "code", "count", "warning"),
    [
        (HEADER + row("28A", "Burglary", 5) + row("28A", "Burglary (outcome only)", 0), "28A", 5, ()),
        (HEADER + MERGED * 2 + row("1/4.1/4.10/4.2", "Homicide", 3), "1/4.1/4.10/4.2", 5, ()),
        (HEADER + row("45", "Theft", 5) * 3, "45", 5, ("2 rows repeating another exactly left out",)),
        (HEADER + row("45", "Theft", "N/a") + row("48", "Theft", 0), "48", 0, NO_COUNT),  # missing is no nought
        (HEADER + row("45", "Theft", -2), "45", -2, ()),
        (HEADER + row("45", "Theft", -50), "45", -50, (BELOW,)),
        (f"Sex,{HEADER}All persons,{row('45', 'Theft', 5)}", "45", 5, ()),  # no breakdown
        *((f"{HEADER}{PADDED}".encode(encoding), "45", 1234, ()) for encoding in ("utf-8", "utf-8-sig", "cp1252")),
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


def quarters_of(force, code, offence="Theft", **counts):
    """A row for each quarter: Q1=9, Q2="N/a"."""
    return "".join(f"2020/21,{quarter[1]},{force},{offence},T,T,{code},{count}\n" for quarter, count in counts.items())


OTHER = quarters_of("Gwent", 48, Q1=1, Q2=1, Q3=1)


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        *((quarters_of("Gwent", 45, Q1=9, Q2=cell, Q3=9), "2020-21 Q2") for cell in ("N/a", "", "[x]", "..")),
        (quarters_of("Gwent", 45, Q1=9, Q3=9), "2020-21 Q2"),
        (quarters_of("Devon & Cornwall", 45, Q1=1, Q2=1, Q3=1) + quarters_of("Gwent", 45, Q1=9, Q2=9), "2020-21 Q3"),
        (quarters_of("Gwent", 45, Q1=9, Q2="N/a", Q3=9) + quarters_of("Gwent", 45, "Other", Q2=3), "2020-21 Q2"),
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
