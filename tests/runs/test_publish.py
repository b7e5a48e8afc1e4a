"""Putting a finished report into place."""

import json
import os
from pathlib import Path

import pytest

from crimekit.blocks import Cell, Column, Figure, Heading, Table
from crimekit.errors import RunError
from crimekit.runs.publish import move_into_place, table_csv, tables, workspace


def report(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"run": {"report": name}}), encoding="utf-8")
    (folder / "report.html").write_text(text, encoding="utf-8")
    return folder


def test_a_finished_folder_replaces_the_previous_one_whole(tmp_path):
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


def test_a_failed_move_leaves_the_previous_report(tmp_path):
    old = report(tmp_path / "gwent" / "2023-24-q1", "", "old")
    with pytest.raises(RunError, match="cannot replace '2023-24-q1'"):
        move_into_place(tmp_path / "gwent" / "never-made", old)
    assert (old / "report.html").read_text() == "old"


def test_the_workspace_is_gone_at_the_end(tmp_path):
    with workspace(tmp_path / "gwent" / "2023-24-q1") as place:
        assert place.parent.parent == tmp_path / "gwent"
        (place / "half.html").write_text("half")
    assert list((tmp_path / "gwent").iterdir()) == []


def test_an_outputs_folder_that_cannot_be_made_is_one_clear_message(tmp_path):
    (tmp_path / "outputs").write_text("a file where the folder should be")
    with (
        pytest.raises(RunError, match="outputs: cannot write to 'gwent'"),
        workspace(tmp_path / "outputs" / "gwent" / "q"),
    ):
        pass


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_permission_is_one_clear_message(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(RunError, match="outputs: cannot write to"), workspace(tmp_path / "gwent" / "q"):
        pass


ROWS = (
    (Cell("=HYPERLINK()"), Cell("2.13", 2.1251)),
    (Cell("@sum"), Cell("−3", -3)),
    (Cell("a, b"), Cell("Not available")),
)
TABLE = Table("rates", "Rates", "", (Column("Measure"), Column("+Rate", "number")), ROWS)


def test_a_csv_holds_unrounded_numbers_and_no_formula():
    assert table_csv(TABLE).splitlines() == [
        "Measure,'+Rate",
        "'=HYPERLINK(),2.1251",
        "'@sum,-3",
        '"a, b",Not available',
    ]


def test_the_data_behind_a_figure_is_a_table_too():
    figure = Figure("trend", "Up", "by quarter", "A line chart of forty characters or more, 2.13", "", "", TABLE)
    assert tables([Heading("h", "H"), figure]) == {"rates.csv": TABLE}
