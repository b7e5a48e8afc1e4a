"""Whether a published report is still what its run made."""

import json

import pytest

from crimekit.errors import RunError
from crimekit.runs.verify import differences

# printf page | sha256sum
PAGE = "3660315a9af3df255d8f19ab077e4797822b41488a0e2a04bc6af71213c23274"


@pytest.fixture
def report(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "report.html").write_text("page", encoding="utf-8")
    (tmp_path / "run.json").write_text(json.dumps({"files": {"report.html": PAGE}}), encoding="utf-8")
    return tmp_path


def test_a_report_as_it_was_published_has_no_difference(report):
    assert differences(report) == ()


def test_a_changed_a_missing_and_an_added_file_are_named(report):
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
