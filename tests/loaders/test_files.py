import hashlib
import os

import pytest

from crimekit.errors import DataError
from crimekit.loaders.files import read_file


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
