import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from crimekit.loaders.cache import cache_folder
from crimekit.loaders.names import Force
from crimekit.loaders.recorded_crime import read_recorded_crime

DATA = Path(__file__).parents[1] / "data"
GWENT = Force("gwent", "Gwent", "W15000002", "Wales", "Gwent Police", "")
DEVON = Force("devon-and-cornwall", "Devon and Cornwall", "E23000035", "England", "", "")
FORCES = {"devon-and-cornwall": DEVON, "gwent": GWENT}
SOURCE = DATA / "official.ods"


def entries():
    return sorted(cache_folder().glob("*"))


def test_what_comes_back_is_what_was_read():
    read, again = (read_recorded_crime(SOURCE, FORCES, released=dt.date(2014, 7, 17)) for _ in range(2))
    assert len(entries()) == 1
    assert_frame_equal(again.observations, read.observations)
    assert (again.info, again.offences) == (read.info, read.offences)


def test_the_second_time_nothing_is_parsed():
    read_recorded_crime(SOURCE, FORCES)
    (entry,) = entries()
    written = entry.stat().st_mtime_ns
    assert read_recorded_crime(SOURCE, FORCES, released=dt.date(2020, 1, 1)).info.released == dt.date(2020, 1, 1)
    assert [path.stat().st_mtime_ns for path in entries()] == [written]


def test_other_forces_and_other_bytes_are_other_entries(tmp_path):
    read_recorded_crime(SOURCE, FORCES)
    read_recorded_crime(DATA / "official.xlsx", FORCES)
    alias = Force("gwent", "Gwent", "W15000002", "Wales", "Gwent Police", "", aliases=("Heddlu Gwent",))
    read_recorded_crime(SOURCE, {**FORCES, "gwent": alias})
    assert len(entries()) == 3


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "other"])
def test_a_corrupt_entry_is_made_again(damage):
    expected = read_recorded_crime(SOURCE, FORCES)
    (entry,) = entries()
    content = bytearray(entry.read_bytes())
    content[len(content) // 2] ^= 1
    entry.write_bytes({"cut": content[:-9], "flip": content, "empty": b"", "other": b"PAR1" * 20}[damage])
    assert_frame_equal(read_recorded_crime(SOURCE, FORCES).observations, expected.observations)
    assert entry.read_bytes() not in (content, content[:-9], b"")


def test_the_folder_can_be_deleted():
    read_recorded_crime(SOURCE, FORCES)
    (entry,) = entries()
    entry.unlink()
    entry.parent.rmdir()
    read_recorded_crime(SOURCE, FORCES)
    assert entries() == [entry]


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path, monkeypatch):
    (tmp_path / "in-the-way").write_text("a file")
    monkeypatch.setenv("CRIMEKIT_CACHE", str(tmp_path / "in-the-way" / "cache"))
    assert len(read_recorded_crime(SOURCE, FORCES).observations) == 8


def test_two_processes_at_once():
    program = (
        "import sys; from pathlib import Path; from crimekit.loaders.recorded_crime import read_recorded_crime\n"
        "from crimekit.parameters import read_parameters\n"
        "print(len(read_recorded_crime(Path(sys.argv[1]), read_parameters().forces).observations))"
    )
    command = [sys.executable, "-c", program, str(SOURCE)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) for _ in range(2)]
    assert [process.communicate(timeout=60)[0] for process in both] == ["8\n", "8\n"]
    assert len(entries()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="where Linux keeps caches")
def test_where_the_folder_is(monkeypatch):
    monkeypatch.delenv("CRIMEKIT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "somewhere")
    assert cache_folder() == Path("somewhere") / "crimekit"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "home")
    assert cache_folder() == Path("home") / ".cache" / "crimekit"
