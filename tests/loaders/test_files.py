"""Files as they are handed over: one file, a folder of files or a zip of them, read as sheets of cells."""

import hashlib
import io
import os
import struct
import zipfile
from contextlib import nullcontext
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crimekit.errors import DataError
from crimekit.loaders.files import read_file, read_package, read_sheets
from crimekit.loaders.local import read_local_figures
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.parameters import read_parameters

DATA = Path(__file__).parents[1] / "data"
FORCES = read_parameters().forces


@pytest.mark.skipif(os.name == "nt", reason="no pipes here, and no such rights")
def test_a_folder_a_pipe_and_an_unreadable_file(tmp_path):
    with pytest.raises(DataError, match=r"found a folder; expected an input file$"):
        read_file(tmp_path)
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
    path, folder = a_zip(tmp_path / "a.zip", a=FIRST), a_folder(tmp_path / "a", a=FIRST)
    assert read_package(path)[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert read_package(folder)[0].sha256 != read_package(a_folder(tmp_path / "b", a=SECOND))[0].sha256


def test_a_link_out_of_the_folder(tmp_path):
    folder = a_folder(tmp_path / "figures", a=FIRST)
    (tmp_path / "outside.csv").write_text(SECOND, encoding="utf-8")
    (folder / "b.csv").symlink_to(tmp_path / "outside.csv")
    with pytest.raises(DataError, match=r"figures: found b.csv, a link out of the folder; expected files in it"):
        read_package(folder)


def cut(kind, share):
    content = (DATA / f"official.{kind}").read_bytes()
    return content[: int(len(content) * share)]


def misspelt(path):
    path.with_name("recorded-crime.ods").touch()


def large(path):
    path.touch()
    os.truncate(path, 600 * 1024**2)


def long(path):
    table = pa.table({"a": pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int8()), pa.array(["x"]))})
    with pq.ParquetWriter(path, table.schema) as file:
        for _ in range(21):
            file.write_table(table)


def zipped(*members):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(member, "a,b\n")
    return written.getvalue()


def marked(content, mark, offset, form, value):
    """The same zip with something else written into what it says of its member."""
    changed = bytearray(content)
    struct.pack_into(form, changed, changed.rindex(mark) + offset, value)
    return bytes(changed)


BROKEN = "found no workbook that can be read .*download it again"
PAGE = b"\n<!DOCTYPE html><html><title>404</title></html>"
TEXT = b"police recorded crime\n" * 50
ABSENT = "found no such file; expected an input file"
LARGE = "found 629,145,600 bytes; expected at most 536,870,912$"
NO_CSV, OUTSIDE = "found no CSV that can be read ", "found the path .* which leads out of it; expected plain names"
LINK, NAMELESS = zipfile.ZipInfo("x.csv"), zipfile.ZipInfo("x.csv")
LINK.external_attr, NAMELESS.filename = 0o120777 << 16, ""
LOCKED = marked(marked(zipped("x.csv"), b"PK\x01\x02", 8, "<H", 1), b"PK\x03\x04", 6, "<H", 1)
BOMB = marked(zipped("x.csv"), b"PK\x01\x02", 24, "<I", 600_000_000)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("recorded-crme.ods", misspelt, rf"{ABSENT}; did you mean 'recorded-crime.ods'\?$"),
        ("nowhere/figures.csv", lambda path: None, f"{ABSENT}$"),
        ("nowhere.csv", lambda path: path.symlink_to("absent"), "found no such file"),
        ("itself.csv", lambda path: path.symlink_to(path), "found no such file"),
        ("empty.csv", b"", "found an empty file; expected figures$"),
        ("large.csv", large, LARGE),
        *((f"a.{kind}", TEXT, "found no .* that can be read") for kind in ("ods", "xlsx", "xls", "parquet")),
        *((f"a.{kind}", PAGE, "found a web page; expected the file itself") for kind in ("ods", "csv")),
        *((f"a.{kind}", cut(kind, share), BROKEN) for kind in ("xlsx", "ods", "xls") for share in (0.02, 0.5, 0.97)),
        ("a.pdf", b"%PDF", "found a file of the kind '.pdf'; expected one of .csv, .parquet, .ods"),
        ("a.csv", b"force,n\ngwent\x81,1\n", "found text in neither UTF-8 nor Windows-1252 in line 2; expected one"),
        ("a.csv", b'force,n\n"gwent,1\nkent,2\n', f"{NO_CSV}.*; expected rows of cells"),
        ("a.csv", b'force,n\ngwent,1\n"ke"nt,2\n', f"{NO_CSV}.*; expected rows of cells"),
        ("a.csv", b'force,n\n"' + b"x" * 200_000, NO_CSV),
        ("a.parquet", long, "found 21,000,000 rows; expected at most 20,000,000"),
        *(("a.zip", zipped(path), OUTSIDE) for path in ("../../etc/x.csv", "/etc/x.csv", "a/../../x.csv", "..\\x.csv")),
        ("a.zip", zipped(LINK), "found 'x.csv' in the zip, which is a link; expected files"),
        ("a.zip", zipped(NAMELESS), "found no table in it; expected files of the kinds .csv"),
        ("a.zip", LOCKED, "found 'x.csv' in the zip locked with a password"),
        ("a.zip", zipped(*map(str, range(10_001))), "found 10,001 files in the zip; expected"),
        ("a.zip", b"PK\x03\x04 and nothing more", "found no zip that can be read .*; expected a whole one"),
        ("a.zip", zipped("old/a.csv", "new/a.csv"), "found two files called a.csv; expected each name once"),
        ("a.zip", BOMB, "found 600,000,000 bytes when unpacked; expected at most 536,870,912"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_is_not_what_its_name_promises(tmp_path, name, content, message):
    content(tmp_path / name) if callable(content) else (tmp_path / name).write_bytes(content)
    held = {*tmp_path.rglob("*")}
    with pytest.raises(DataError, match=f"{name}: {message}"):
        [read_sheets(file) for file in read_package(tmp_path / name)[1]]
    assert {*tmp_path.rglob("*")} == held


def test_parquet_with_decimals_and_with_several_values_in_a_cell(tmp_path):
    """DuckDB writes a sum as decimal(38, 0)."""
    path, count = tmp_path / "local.parquet", pa.array([79], pa.decimal128(38, 0))
    named = {"force": "gwent", "measure": "happy", "period": "2023-24 Q1", "base": 312, "source": "S", "other": [1, 2]}
    table = {name: [cell] for name, cell in named.items()} | {"value": count}
    pq.write_table(pa.table(table), path)
    assert read_local_figures(path, FORCES)["value"].tolist() == [79]
    pq.write_table(pa.table({**table, "value": [[79, 80]]}), path)
    with pytest.raises(DataError, match=r"row 1, value: found 'several values: \[79, 80\]'; expected a number"):
        read_local_figures(path, FORCES)
