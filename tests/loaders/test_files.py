import hashlib
import os
import zipfile
from pathlib import Path

import pytest

from crimekit.errors import DataError
from crimekit.loaders.files import read_file, read_package
from crimekit.loaders.names import Force
from crimekit.loaders.recorded_crime import read_recorded_crime


def test_a_file_is_its_name_its_bytes_and_their_hash(tmp_path):
    (tmp_path / "Figures.CSV").write_bytes(b"a,b\n")
    file = read_file(tmp_path / "Figures.CSV")
    assert (file.name, file.kind, file.content) == ("Figures.CSV", ".csv", b"a,b\n")
    assert file.sha256 == hashlib.sha256(b"a,b\n").hexdigest()
    assert str(tmp_path) not in repr(file)


def test_an_absent_file_and_its_nearest_spelling(tmp_path):
    (tmp_path / "recorded-crime.ods").write_bytes(b"x")
    with pytest.raises(DataError, match=r"found no such file; .*did you mean 'recorded-crime.ods'"):
        read_file(tmp_path / "recorded-crme.ods")
    with pytest.raises(DataError, match=r"found no such file; expected an input file$"):
        read_file(tmp_path / "nowhere" / "figures.csv")


def test_a_folder(tmp_path):
    with pytest.raises(DataError, match="found a folder; expected an input file"):
        read_file(tmp_path)


def test_an_empty_file(tmp_path):
    (tmp_path / "figures.csv").touch()
    with pytest.raises(DataError, match=r"figures.csv: found an empty file; expected figures"):
        read_file(tmp_path / "figures.csv")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="a superuser reads everything")
def test_an_unreadable_file(tmp_path):
    (tmp_path / "figures.csv").write_bytes(b"x")
    (tmp_path / "figures.csv").chmod(0)
    with pytest.raises(DataError, match="found a file that cannot be read"):
        read_file(tmp_path / "figures.csv")


DATA = Path(__file__).parents[1] / "data"
FORCES = {
    "devon-and-cornwall": Force("devon-and-cornwall", "Devon and Cornwall", "E23000035", "England", "", ""),
    "gwent": Force("gwent", "Gwent", "W15000002", "Wales", "Gwent Police", ""),
}
HEADER = (
    "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,"
    "Offence Code,Number of Offences\n"
)
FIRST = f"{HEADER}2020/21,1,Gwent,Theft from vehicle,Theft,Vehicle,45,5\n"
SECOND = f"{HEADER}2021/22,1,Gwent,Theft from vehicle,Theft,Vehicle,45,7\n"


def a_folder(place, **files):
    place.mkdir()
    for name, text in files.items():
        (place / f"{name}.csv").write_text(text, encoding="utf-8")
    return place


def a_zip(path, **files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"tables/{name}.csv", text)
        archive.writestr("read me.txt", "not a table")
        archive.writestr("__MACOSX/tables/._a.csv", "not a table either")
    return path


@pytest.mark.parametrize("make", [a_folder, a_zip])
def test_a_release_of_several_files(tmp_path, make):
    release = read_recorded_crime(make(tmp_path / "recorded.zip", a=FIRST, b=SECOND), FORCES)
    assert list(release.observations.itertuples(index=False, name=None)) == [
        ("gwent", "2020-21 Q1", "45", 5),
        ("gwent", "2021-22 Q1", "45", 7),
    ]
    assert release.info.source == "recorded.zip"
    assert release.info.warnings == ("no figures for devon-and-cornwall",)


def test_the_hash_of_a_zip_and_of_a_folder(tmp_path):
    path = a_zip(tmp_path / "a.zip", a=FIRST)
    assert read_package(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    one, other = a_folder(tmp_path / "one", a=FIRST), a_folder(tmp_path / "other", a=SECOND)
    assert read_package(one).sha256 != read_package(other).sha256
    assert [file.name for file in read_package(one).files] == ["a.csv"]


def test_a_workbook_in_a_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(DATA / "official.ods", "official.ods")
    assert len(read_recorded_crime(tmp_path / "a.zip", FORCES).observations) == 8


def test_a_force_quarter_in_two_files(tmp_path):
    folder = a_folder(tmp_path / "figures", a=FIRST, b=FIRST)
    with pytest.raises(DataError, match=r"b.csv: found gwent in 2020-21 Q1, which another file holds too; expected it"):
        read_recorded_crime(folder, FORCES)


def test_a_link_out_of_the_folder(tmp_path):
    folder = a_folder(tmp_path / "figures", a=FIRST)
    (tmp_path / "outside.csv").write_text(SECOND, encoding="utf-8")
    (folder / "b.csv").symlink_to(tmp_path / "outside.csv")
    with pytest.raises(DataError, match=r"figures: found b.csv, a link out of the folder; expected files in it"):
        read_package(folder)


def test_nothing_to_read(tmp_path):
    with pytest.raises(DataError, match=r"empty: found no table in it; expected files of the kinds .csv"):
        read_package(a_folder(tmp_path / "empty"))


def test_a_zip_that_is_none(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(DataError, match=r"a.zip: found no zip that can be read .*; expected a whole one"):
        read_package(tmp_path / "a.zip")


def test_two_files_of_one_name(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("old/a.csv", FIRST)
        archive.writestr("new/a.csv", SECOND)
    with pytest.raises(DataError, match=r"a.zip: found two files called a.csv; expected each name once"):
        read_package(tmp_path / "a.zip")


def test_a_zip_of_more_than_a_table(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            with archive.open(f"{number}.csv", "w") as file:
                for line in range(100):
                    file.write(bytes([48 + line % 10, 49 + (line * 7) % 10]) * 500_000)
    with pytest.raises(DataError, match=r"a.zip: found .*when unpacked; expected at most"):
        read_package(tmp_path / "a.zip")
