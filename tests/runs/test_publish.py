"""One run at a time for each report, and a finished one put into place whole."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crimekit.errors import RunError
from crimekit.runs.publish import held, move_into_place, workspace


def test_reports_side_by_side_do_not_wait_and_nothing_is_left(tmp_path):
    for _ in range(2):
        with held(tmp_path / "2023-24-q1"), held(tmp_path / "2023-24-q2"):
            assert len(list(tmp_path.iterdir())) == 2
        assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_one_clear_message(tmp_path):
    (tmp_path / "outputs").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(RunError, match="outputs: cannot write to 'gwent'"), held(tmp_path / "outputs" / "gwent" / "q"):
        pass


def report(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"run": {"report": name}}), encoding="utf-8")
    (folder / "report.html").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(params=["linux", "win32"])
def anywhere(request, monkeypatch):
    """This system, and one whose folders cannot change places in one step."""
    if request.param != "linux":
        monkeypatch.setattr(sys, "platform", request.param)


def test_a_finished_folder_replaces_the_previous_one_whole(tmp_path, anywhere):
    old = report(tmp_path / "gwent" / "2023-24-q1", "national-measures", "old")
    (old / "tables").mkdir()
    with workspace(old) as place:
        place.rmdir()
        move_into_place(report(place, "national-measures", "new"), old)
    assert (old / "report.html").read_text() == "new"
    assert sorted(path.name for path in old.parent.iterdir()) == ["2023-24-q1"]
    assert not (old / "tables").exists()


def test_another_report_is_not_overwritten(tmp_path):
    old = report(tmp_path / "gwent" / "2023-24-q1", "national-measures", "old")
    new = report(tmp_path / "gwent" / ".new", "outturn", "new")
    with pytest.raises(RunError, match=r"'gwent/2023-24-q1' holds the report 'national-measures'; this run makes"):
        move_into_place(new, old)
    assert (old / "report.html").read_text() == "old"


def test_a_failed_move_leaves_the_previous_report(tmp_path, anywhere):
    old = report(tmp_path / "gwent" / "2023-24-q1", "", "old")
    with pytest.raises(RunError, match="cannot replace '2023-24-q1'"):
        move_into_place(tmp_path / "gwent" / "never-made", old)
    assert (old / "report.html").read_text() == "old"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="one step")
def test_a_reader_never_finds_a_gap(tmp_path):
    """While the folders change places, another process reads 20,000 times: one of the two is always there."""
    one, other = report(tmp_path / "a" / "q", "r", "one"), report(tmp_path / "a" / ".new", "r", "two")
    reads = f"for _ in range(20_000): open({str(one / 'report.html')!r}).read()"
    with subprocess.Popen([sys.executable, "-c", reads]) as reader:
        while reader.poll() is None:
            move_into_place(other, one)
    assert reader.returncode == 0
    assert sorted(path.name for path in one.parent.iterdir()) == [".new", "q"]
