"""Files as they are handed over: one file, a folder of files or a zip of them, read as sheets of cells."""

import hashlib
import os
import zipfile
from contextlib import nullcontext
from pathlib import Path

import pytest

from crimekit.errors import DataError
from crimekit.loaders.files import SourceFile, read_file, read_package, read_sheets
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.parameters import read_parameters

DATA = Path(__file__).parents[1] / "data"
FORCES = read_parameters().forces


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("recorded-crme.ods", r"found no such file; expected an input file; did you mean 'recorded-crime.ods'\?$"),
        ("nowhere/figures.csv", "found no such file; expected an input file$"),
        (".", "found a folder; expected an input file$"),
        ("empty.csv", "empty.csv: found an empty file; expected figures$"),
        ("large.csv", "large.csv: found 629,145,600 bytes; expected at most 536,870,912$"),
        ("nowhere.csv", "nowhere.csv: found no such file"),
        ("itself.csv", "itself.csv: found no such file"),
    ],
)
def test_what_is_no_file(tmp_path, name, message):
    (tmp_path / "recorded-crime.ods").write_bytes(b"x")
    (tmp_path / "empty.csv").touch()
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(600 * 1024**2)
    for link, target in (("nowhere.csv", "absent"), ("itself.csv", "itself.csv")):
        (tmp_path / link).symlink_to(tmp_path / target)
    with pytest.raises(DataError, match=message):
        read_file(tmp_path / name)


@pytest.mark.skipif(os.name == "nt", reason="no pipes here, and no such rights")
def test_a_pipe_and_an_unreadable_file(tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    with pytest.raises(DataError, match=r"a.csv: found a device or a pipe; expected an input file"):
        read_file(tmp_path / "a.csv")
    (tmp_path / "figures.csv").write_bytes(b"x")
    (tmp_path / "figures.csv").chmod(0)
    with pytest.raises(DataError, match="found a file that cannot be read") if os.geteuid() else nullcontext():
        read_file(tmp_path / "figures.csv")  # a superuser reads everything


HEADER = "FY,Quarter,Force,Offence,Offence Group,Offence Subgroup,Offence Code,n\n"
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
            archive.writestr(f"tables {name}/{name[:1]}.csv", text)
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
    with pytest.raises(
        DataError, match=r"b.csv: row 2: found gwent, 2020-21 Q1 again; expected one file .*\(see a.csv, row 2\)"
    ):
        read_recorded_crime(make(tmp_path / "twice.zip", a=FIRST, b=FIRST), FORCES)
    with pytest.raises(DataError, match=r"empty.zip: found no table in it; expected files of the kinds .csv"):
        read_package(make(tmp_path / "empty.zip"))


def test_the_hash_of_a_zip_and_of_a_folder(tmp_path):
    path = a_zip(tmp_path / "a.zip", a=FIRST)
    assert read_package(path)[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    one, other = a_folder(tmp_path / "one", a=FIRST), a_folder(tmp_path / "other", a=SECOND)
    assert read_package(one)[0].sha256 != read_package(other)[0].sha256


def test_a_link_out_of_the_folder(tmp_path):
    folder = a_folder(tmp_path / "figures", a=FIRST)
    (tmp_path / "outside.csv").write_text(SECOND, encoding="utf-8")
    (folder / "b.csv").symlink_to(tmp_path / "outside.csv")
    with pytest.raises(DataError, match=r"figures: found b.csv, a link out of the folder; expected files in it"):
        read_package(folder)


def cut(kind, share):
    content = (DATA / f"official.{kind}").read_bytes()
    return content[: int(len(content) * share)]


BROKEN = "found no workbook that can be read .*download it again"
PAGE = b"\n<!DOCTYPE html><html><title>404</title></html>"
TEXT = b"police recorded crime\n" * 50


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        *((f"a.{kind}", TEXT, "found no .* that can be read") for kind in ("ods", "xlsx", "xls", "parquet")),
        *((f"a.{kind}", PAGE, "found a web page; expected the file itself") for kind in ("ods", "csv")),
        *((f"a.{kind}", cut(kind, share), BROKEN) for kind in ("xlsx", "ods", "xls") for share in (0.02, 0.5, 0.97)),
        ("a.pdf", b"%PDF", "found a file of the kind '.pdf'; expected one of .csv, .parquet, .ods"),
        ("a.csv", b"force,n\ngwent\x81,1\n", "found text in neither UTF-8 nor Windows-1252 in line 2; expected one"),
        ("a.csv", b'force,n\n"gwent,1\nkent,2\n', "found no CSV that can be read .*; expected rows of cells"),
        ("a.csv", b'force,n\ngwent,1\n"ke"nt,2\n', "found no CSV that can be read .*; expected rows of cells"),
        ("a.csv", b'force,n\n"' + b"x" * 200_000, "found no CSV that can be read"),
    ],
)
def test_what_is_not_what_its_name_promises(name, content, message):
    with pytest.raises(DataError, match=f"{name}: {message}"):
        read_sheets(SourceFile(name, content))
