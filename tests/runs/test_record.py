"""The record of a report: its labels, and whether the report is still as it says."""

import json

import pytest

from crimekit.errors import RunError
from crimekit.runs.record import differences, labels_of, since_last_report

GLANCE = "Measure,Latest quarter,Past year,Past three years\nRobbery,62,Stable,Lower\nRape,148,Increasing,Higher\n"
CHANGES = (
    "Measure,Past year,Past year: quarter before,Past year: why it differs\n"
    "Robbery,Stable,Stable,\nRape,Increasing,Stable,new quarter\nFraud,As stated: up,,\n"
)


@pytest.fixture
def tables(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "at-a-glance-measures.csv").write_text(GLANCE, encoding="utf-8")
    return tmp_path


def test_each_label_stands_with_its_measure_and_each_change_with_its_reason(tables):
    printed = {"Robbery": "Stable", "Rape": "Increasing"}
    assert labels_of(tables) == {"printed": printed, "changed": []}
    (tables / "tables" / "at-a-glance-measures.csv").write_text(CHANGES, encoding="utf-8")
    changed = {"measure": "Rape", "before": "Stable", "now": "Increasing", "why": "new quarter"}
    assert labels_of(tables) == {"printed": {**printed, "Fraud": "As stated: up"}, "changed": [changed]}
    (tables / "tables" / "at-a-glance-measures.csv").write_text("Force,State\nGwent,done\n", encoding="utf-8")
    assert labels_of(tables) == {}  # another kind of report


LAST = {"labels": {"printed": {"Robbery": "Stable", "Rape": "No clear change"}}, "inputs": [{"sha256": "ab"}]}
NOW = {
    "printed": {"Robbery": "Stable", "Rape": "Increasing"},
    "changed": [{"measure": "Rape", "before": "Stable"}],
}


@pytest.mark.parametrize(
    ("sources", "why"),
    [(["ab"], "method: the inputs are the same"), (["cd"], "revision or method: the inputs are others")],
)
def test_a_label_that_the_last_report_printed_otherwise_is_held_against_its_cause(sources, why):
    assert since_last_report(NOW, LAST, sources) == [
        {"measure": "Rape", "recorded": "No clear change", "worked out now": "Stable", "why": why}
    ]
    assert since_last_report(NOW, {}, sources) == []  # no last report


# printf page | sha256sum
PAGE = "3660315a9af3df255d8f19ab077e4797822b41488a0e2a04bc6af71213c23274"


@pytest.fixture
def report(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "report.html").write_text("page", encoding="utf-8")
    (tmp_path / "run.json").write_text(json.dumps({"files": {"report.html": PAGE}}), encoding="utf-8")
    return tmp_path


def test_a_changed_a_missing_and_an_added_file_are_named(report):
    assert differences(report) == ()
    record = {"files": {"report.html": "0" * 64, "tables/a.csv": PAGE}}
    (report / "run.json").write_text(json.dumps(record), encoding="utf-8")
    (report / "note.txt").write_text("mine", encoding="utf-8")
    assert differences(report) == (
        "note.txt: not part of the report",
        f"report.html: changed: SHA-256 {PAGE[:12]}…, recorded 000000000000…",
        "tables/a.csv: missing",
    )


@pytest.mark.parametrize("text", ["", "[]", '{"files": {}}'])
def test_a_folder_without_a_record_is_refused(report, text):
    (report / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match=r"found no run\.json with the hashes of a report; expected a published report"):
        differences(report)
