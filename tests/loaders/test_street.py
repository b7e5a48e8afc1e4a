import zipfile

import pandas as pd
import pytest

from crimekit.errors import DataError
from crimekit.loaders.names import Force
from crimekit.loaders.street import count_street_crime, street_notes

FORCES = {"gwent": Force("gwent", "Gwent", "W15000002", "Wales", "Gwent Police", "")}
HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context\n"
)


def rows(month, *kinds):
    line = "{0},Gwent Police,Gwent Police,-3.0,51.5,On or near High Street,W01,Newport 001A,{1},Unknown,"
    return HEADER + "".join(f",{line.format(month, kind)}\n" for kind in kinds)


JUNE = rows("2023-06", "Burglary", "Burglary", "Anti-social behaviour")
JULY = rows("2023-07", "Burglary")


def counted(frame):
    return list(frame.itertuples(index=False, name=None))


def test_a_folder_of_months_and_equal_rows_are_not_copies(tmp_path):
    for month, text in (("2023-06", JUNE), ("2023-07", JULY)):
        (tmp_path / month).mkdir()
        (tmp_path / month / f"{month}-gwent-street.csv").write_text(text, encoding="utf-8")
        (tmp_path / month / f"{month}-gwent-outcomes.csv").write_text("another kind", encoding="utf-8")
    assert counted(count_street_crime(tmp_path, FORCES)) == [
        ("gwent", "2023-06", "Anti-social behaviour", 1),
        ("gwent", "2023-06", "Burglary", 2),
        ("gwent", "2023-07", "Burglary", 1),
    ]


def test_a_zip_and_a_single_file(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2023-07/2023-07-gwent-street.csv", JULY)
    (tmp_path / "2023-07-gwent-street.csv").write_text(JULY, encoding="utf-8")
    for name in ("a.zip", "2023-07-gwent-street.csv"):
        assert counted(count_street_crime(tmp_path / name, FORCES)) == [("gwent", "2023-07", "Burglary", 1)]


def test_many_rows_in_many_blocks(tmp_path):
    line = JULY.splitlines()[1] + "\n"
    (tmp_path / "2023-07-gwent-street.csv").write_text(HEADER + line * 60_000, encoding="utf-8")  # 6 MB, blocks of 4
    assert counted(count_street_crime(tmp_path, FORCES)) == [("gwent", "2023-07", "Burglary", 60_000)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (JULY.replace("Gwent Police", "Gwennt Police"), "street.csv: Falls within: found 'Gwennt Police'; expected"),
        (JULY.replace("2023-07", "July"), "street.csv: Month: found 'July'; expected a month such as '2021-11'"),
        (JULY.replace("Crime type", "Kind"), "street.csv: found no street-level file that can be read .*Crime type"),
        (HEADER + "one,two\n", "street.csv: found no street-level file that can be read"),
    ],
)
def test_what_is_no_street_level_file(tmp_path, text, message):
    (tmp_path / "2023-07-gwent-street.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        count_street_crime(tmp_path, FORCES)


def test_nothing_there_and_the_same_twice(tmp_path):
    with pytest.raises(DataError, match=r"found no street-level file; expected names such as 2023-06-gwent-street.csv"):
        count_street_crime(tmp_path, FORCES)
    with pytest.raises(DataError, match=r"absent: found no such file; expected a file, a folder or a zip"):
        count_street_crime(tmp_path / "absent", FORCES)
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "2023-07-gwent-street.csv").write_text(JULY, encoding="utf-8")
    with pytest.raises(DataError, match=r"found 2023-07-gwent-street.csv twice; expected each file once"):
        count_street_crime(tmp_path, FORCES)


def test_a_broken_zip(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(DataError, match=r"a.zip: found no zip that can be read .*; expected a whole one"):
        count_street_crime(tmp_path / "a.zip", FORCES)


def observations(*values):
    return pd.DataFrame(values, columns=["force", "period", "series", "value"])


def test_more_than_a_tenth_apart_is_told_with_the_known_reason():
    months = [("2023-04", 30), ("2023-05", 30), ("2023-06", 29), ("2023-10", 36), ("2023-11", 36), ("2023-12", 37)]
    street = observations(
        *[("gwent", month, "Burglary", n) for month, n in months],
        *[("gwent", month, "Anti-social behaviour", 500) for month, _ in months],
    )
    recorded = observations(("gwent", "2023-24 Q1", "45", 100), ("gwent", "2023-24 Q3", "45", 99))
    assert street_notes(street, recorded) == (
        "gwent in 2023-24 Q1: 89 street-level crimes against 100 recorded, more than 10% apart; Gwent's feed was "
        "incomplete to September 2023",
        "gwent in 2023-24 Q3: 109 street-level crimes against 99 recorded, more than 10% apart; no reason is known",
    )


def test_a_tenth_apart_is_not_told():
    street = observations(*[("kent", month, "Burglary", 30) for month in ("2023-04", "2023-05", "2023-06")])
    assert street_notes(street, observations(("kent", "2023-24 Q1", "45", 100))) == ()
