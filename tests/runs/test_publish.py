"""One run at a time for each report, and a finished one put into place whole."""

import subprocess
import sys
from functools import partial

import pytest

from crimekit.errors import RunError
from crimekit.runs.publish import held, move_into_place, workspace


def test_a_place_that_cannot_be_written_is_one_clear_message(tmp_path):
    (tmp_path / "outputs").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(RunError, match="outputs: cannot write to 'gwent'"), held(tmp_path / "outputs" / "gwent" / "q"):
        pass


@pytest.fixture(params=["linux", "win32"])
def anywhere(request, monkeypatch):
    """This system, and one whose folders cannot change places in one step."""
    if request.param != "linux":
        monkeypatch.setattr(sys, "platform", request.param)


def test_a_finished_folder_replaces_the_previous_one_whole_or_not_at_all_and_another_report_never(
    tmp_path, anywhere, sealed
):
    old = sealed(tmp_path, files={"tables/old.csv": ""}, report="")
    with pytest.raises(RunError, match="cannot replace '2023-24-q1'"):
        move_into_place(tmp_path / "gwent" / "never-made", old)
    assert (old / "tables" / "old.csv").exists()
    with workspace(old) as place:
        move_into_place(sealed(place, files={"report.html": "new"}), old)
    with pytest.raises(RunError, match=r"'gwent/2023-24-q1' holds the report 'national-measures'; this run makes"):
        move_into_place(sealed(tmp_path / "other", report="outturn"), old)
    assert (old / "report.html").read_text() == "new"
    assert sorted(path.name for path in old.parent.iterdir()) == ["2023-24-q1"]
    assert not (old / "tables" / "old.csv").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="one step")
def test_a_reader_never_finds_a_gap(tmp_path, sealed):
    """While the folders change places, another process reads 20,000 times: one of the two is always there."""
    one, other = sealed(tmp_path), sealed(tmp_path, quarter="2023-24 Q2")
    reads = f"for _ in range(20_000): open({str(one / 'report.html')!r}).read()"
    with subprocess.Popen([sys.executable, "-c", reads]) as reader:
        while reader.poll() is None:
            move_into_place(other, one)
    assert reader.returncode == 0
    assert sorted(path.name for path in one.parent.iterdir()) == ["2023-24-q1", "2023-24-q2"]


@pytest.mark.parametrize("record", ["whole", "damaged"])
def test_a_file_of_somebody_in_a_report_is_never_deleted(published, command, record):
    (published.report / "tables").mkdir(exist_ok=True)
    (published.report / "tables" / "mine.csv").write_text("mine", encoding="utf-8")
    (published.report / ".DS_Store").write_text("the system's", encoding="utf-8")
    if record == "damaged":
        (published.report / "run.json").write_text("{", encoding="utf-8")
    published.write("two", "'changed'")
    before = published.bytes()
    code, _, err = command()
    told = "crimekit: kent-2025-26-q3: outputs: 'kent/2025-26-q3' holds 'tables/mine.csv', which is no part of the "
    told += "report; nothing was published: move it to another folder and run again"
    assert (code, err.splitlines()[0]) == (1, told)
    assert published.bytes() == before
    (published.report / "tables" / "mine.csv").rename(published.outputs / "mine.csv")
    assert command()[0] == 0
    assert (published.outputs / "mine.csv").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="links")
@pytest.mark.parametrize("kind", ["link", "lost", "file"])
def test_a_link_or_a_file_where_a_report_would_stand_is_refused_and_stays(published, command, tmp_path, kind):
    published.report.rename(tmp_path / "elsewhere")
    if kind == "file":
        published.report.write_text("mine", encoding="utf-8")
    else:
        published.report.symlink_to(tmp_path / ("elsewhere" if kind == "link" else "nowhere"))
    said = "crimekit: outputs: 'kent/2025-26-q3' is a link or a file; expected a folder, or nothing yet\n"
    assert command() == (2, "", said)
    assert published.report.is_symlink() or published.report.read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_a_link_to_the_folder_of_a_force_is_followed(published, command, tmp_path):
    published.report.parent.rename(tmp_path / "elsewhere")
    published.report.parent.symlink_to(tmp_path / "elsewhere")
    published.write("two", "'changed'")
    assert command()[0] == 0
    assert published.report.parent.is_symlink()
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["2025-26-q3"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a disk that is mounted twice")
def test_with_outputs_read_only_nothing_is_published_and_the_line_says_so(published, command):
    """Only the folder of the force can be written to, so the list of all reports cannot be."""
    published.write("two", "'changed'")
    before, told = published.bytes(), "cannot write to 'outputs'; expected a folder that can be written"
    mount = partial(subprocess.run, cwd=published.folder, capture_output=True)
    if mount(["mount", "--bind", "outputs", "outputs"]).returncode:
        pytest.skip("only the superuser may mount a disk")
    mount(["mount", "-t", "tmpfs", "none", "outputs/kent"], check=True)
    mount(["mount", "-o", "remount,bind,ro", "outputs"], check=True)
    try:
        assert command() == (2, "", f"crimekit: outputs: {told}; nothing was published\n")
        assert list((published.outputs / "kent").iterdir()) == []
    finally:
        subprocess.run(["umount", published.outputs / "kent"], check=True)
        subprocess.run(["umount", published.outputs], check=True)
    assert published.bytes() == before
