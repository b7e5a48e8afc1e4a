"""The record of a report: its labels, and whether the report is still as it says."""

import json
import os
import re

import pytest

from crimekit.runs.record import labels_of, since_last_report, write_record
from crimekit.runs.seal import SEAL, hashes, sealed

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


KEPT = "2025-26-q3: every file is as it was published; its seal is "


def seal_of(report):
    """The seal at the foot of the page, as a reader finds it."""
    (seal,) = re.findall(r"Seal ([0-9a-f]{64})<", (report / "report.html").read_text(encoding="utf-8"))
    return seal


def test_verify_prints_the_seal_that_stands_at_the_foot_of_the_page(published, typed):
    report, seal = published.report, seal_of(published.report)
    assert typed("verify", str(report)) == (0, f"{KEPT}{seal}\n", "")
    assert typed("verify", str(report), "--seal", f" {seal.upper()} ")[0] == 0
    code, out, _ = typed("verify", str(report), "--seal", "0" * 64)
    assert (code, out) == (1, f"run.json: another report: its seal is {seal}, and not the one that was kept\n")


# printf page | sha256sum
PAGE = "3660315a9af3df255d8f19ab077e4797822b41488a0e2a04bc6af71213c23274"


def test_a_changed_a_missing_and_an_added_file_are_named(published, typed):
    report = published.report
    (report / "report.html").write_text("page", encoding="utf-8")
    (report / "tables.xlsx").unlink()
    (report / "note.txt").write_text("mine", encoding="utf-8")
    recorded = json.loads((report / "run.json").read_bytes())["files"]["report.html"][:12]
    code, out, _ = typed("verify", str(report))
    assert (code, out.splitlines()) == (
        1,
        [
            "note.txt: not part of the report",
            f"report.html: changed: SHA-256 {PAGE[:12]}…, recorded {recorded}…",
            "tables.xlsx: missing",
        ],
    )


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
def test_what_is_no_file_is_named(published, typed, tmp_path):
    report = published.report
    (tmp_path / "page.html").write_bytes((report / "report.html").read_bytes())
    (report / "report.html").unlink()
    (report / "report.html").symlink_to(tmp_path / "page.html")  # the same bytes
    (report / "extra").symlink_to(tmp_path)
    (report / "lost").symlink_to(tmp_path / "nowhere")
    (report / "empty").mkdir()
    os.mkfifo(report / "pipe")
    assert typed("verify", str(report))[1].splitlines() == [
        "empty: found an empty folder",
        "extra: found a link; expected no link in a report",
        "lost: found a link; expected no link in a report",
        "pipe: found neither a file nor a folder",
        "report.html: found a link; expected no link in a report",
    ]


def changes(record, place=()):
    """A copy of the record for each value in it, with that value changed."""
    items = record.items() if isinstance(record, dict) else enumerate(record)
    for key, value in items:
        if isinstance(value, dict | list) and value:
            yield from changes(value, (*place, key))
        else:
            yield (*place, key), "" if value else "forged"


def test_every_change_of_the_record_is_found_and_the_next_run_makes_it_again(published, typed, monkeypatch):
    monkeypatch.setenv("CRIMEKIT_HOME", str(published.folder))
    path, text = published.report / "run.json", (published.report / "run.json").read_bytes()
    found = list(changes(json.loads(text)))
    assert len(found) > 40
    for place, value in found:
        forged = json.loads(text)
        inner = forged
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = value
        path.write_text(json.dumps(forged, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        code, out, _ = typed("verify", str(published.report))
        assert code
        assert "run.json: changed: its seal does not stand for what it says" in out or place[0] == "files"
    for forged in (text + b" ", text.replace(b'"draft": "', b'"draft": "", "draft": "')):
        path.write_bytes(forged)
        assert typed("verify", str(published.report))[0] == 1
    assert typed(*published.command)[0] == 0
    assert path.read_bytes() == text


def test_a_page_and_a_record_forged_together_have_another_seal(published, typed):
    """The page's hash in the record alone is not enough, and a whole forgery cannot keep the seal."""
    report, kept = published.report, seal_of(published.report)
    page = (report / "report.html").read_bytes().replace(b"Section one", b"Section won")
    (report / "report.html").write_bytes(page)
    record = json.loads((report / "run.json").read_bytes())
    write_record(report, {**record, "files": hashes(report)})
    assert typed("verify", str(report))[1] == "report.html: changed: the seal of run.json does not stand for it\n"
    del record["seal"]
    for name in record["unsealed"]:
        (report / name).write_bytes((report / name).read_bytes().replace(kept.encode(), SEAL))
    write_record(report, sealed(report, {**record, "files": hashes(report)}))
    assert typed("verify", str(report))[0] == 0  # which it cannot know
    code, out, _ = typed("verify", str(report), "--seal", kept)
    assert (code, out) == (
        1,
        f"run.json: another report: its seal is {seal_of(report)}, and not the one that was kept\n",
    )


def test_a_file_put_there_and_into_the_record_is_found(published, typed):
    (published.report / "mine.pdf").write_text("mine", encoding="utf-8")
    record = json.loads((published.report / "run.json").read_bytes())
    write_record(published.report, {**record, "files": hashes(published.report)})
    assert typed("verify", str(published.report))[:2] == (
        1,
        "run.json: changed: its seal does not stand for what it says\n",
    )


@pytest.mark.parametrize("text", ["", "[]", '{"files": {}}', "[" * 200_000, '{"files": "\\ud800"}'])
def test_a_folder_without_a_record_is_refused(tmp_path, typed, text):
    (tmp_path / "q1").mkdir()
    (tmp_path / "q1" / "run.json").write_text(text, encoding="utf-8")
    assert typed("verify", str(tmp_path / "q1")) == (
        2,
        "",
        "crimekit: q1: found no run.json with the hashes of a report; expected a published report\n",
    )
