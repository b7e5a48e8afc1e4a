"""The record of a report: its labels, and whether the report is still as it says."""

import json
import os
import re
import subprocess
import sys

import pytest

from crimekit.runs.record import SEAL, hashes, labels, seal, text_of

GLANCE = (
    "Measure,Past year,Past year: quarter before,Past year: why it differs\n"
    "Robbery,Stable,Stable,\nRape,Increasing,Stable,new quarter\nFraud,As stated: up,,\n"
)
LAST = {"labels": {"printed": {"Robbery": "Stable", "Rape": "No clear change"}}, "inputs": [{"sha256": "ab"}]}


def labels_of(folder, text, inputs=(), last=()):
    (folder / "tables").mkdir(exist_ok=True)
    (folder / "tables" / "at-a-glance-measures.csv").write_text(text, encoding="utf-8")
    return labels(folder, [{"sha256": sha256} for sha256 in inputs], dict(last))


def test_each_label_stands_with_its_measure_and_each_change_with_its_reason(tmp_path):
    assert labels(tmp_path, (), {}) == {}
    assert labels_of(tmp_path, "Force,State\nGwent,done\n") == {}  # another kind of report
    assert labels_of(tmp_path, GLANCE) == {
        "printed": {"Robbery": "Stable", "Rape": "Increasing", "Fraud": "As stated: up"},
        "changed": [{"measure": "Rape", "before": "Stable", "now": "Increasing", "why": "new quarter"}],
        "since last report": [],
    }


@pytest.mark.parametrize(
    ("inputs", "why"),
    [(["ab"], "method: the inputs are the same"), (["cd"], "revision or method: the inputs are others")],
)
def test_a_label_that_the_last_report_printed_otherwise_is_held_against_its_cause(tmp_path, inputs, why):
    assert labels_of(tmp_path, GLANCE, inputs, LAST)["since last report"] == [
        {"measure": "Rape", "recorded": "No clear change", "worked out now": "Stable", "why": why}
    ]


def seal_of(report):
    """The seal at the foot of the page, as a reader finds it."""
    (found,) = re.findall(r"Seal ([0-9a-f]{64})<", (report / "report.html").read_text(encoding="utf-8"))
    return found


def said(report):
    return json.loads((report / "run.json").read_bytes())


def test_verify_prints_the_seal_that_stands_at_the_foot_of_the_page(published, typed):
    report, own = published.report, seal_of(published.report)
    whole = f"2025-26-q3: every file is as it was published; its seal is {own}\n"
    assert typed("verify", str(report)) == (0, whole, "")
    assert typed("verify", str(report), "--seal", f" {own.upper()} ")[0] == 0


# printf page | sha256sum
PAGE = "3660315a9af3df255d8f19ab077e4797822b41488a0e2a04bc6af71213c23274"


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
def test_what_is_changed_missing_added_or_no_file_is_named(published, typed, tmp_path):
    report = published.report
    recorded = said(report)["files"]["report.html"][:12]
    (report / "report.html").write_text("page", encoding="utf-8")
    (tmp_path / "page.html").write_bytes((report / "methods.html").read_bytes())
    (report / "methods.html").unlink()
    (report / "methods.html").symlink_to(tmp_path / "page.html")  # the same bytes
    (report / "tables.xlsx").unlink()
    (report / "note.txt").write_text("mine", encoding="utf-8")
    (report / "extra").symlink_to(tmp_path)
    (report / "lost").symlink_to(tmp_path / "nowhere")
    (report / "empty").mkdir()
    os.mkfifo(report / "pipe")
    code, out, _ = typed("verify", str(report))
    assert (code, out.splitlines()) == (
        1,
        [
            "empty: found an empty folder",
            "extra: found a link; expected no link in a report",
            "lost: found a link; expected no link in a report",
            "methods.html: found a link; expected no link in a report",
            "note.txt: not part of the report",
            "pipe: found neither a file nor a folder",
            f"report.html: changed: SHA-256 {PAGE[:12]}…, recorded {recorded}…",
            "tables.xlsx: missing",
        ],
    )


def changes(record, place=()):
    """A copy of the record for each value in it, with that value changed."""
    items = record.items() if isinstance(record, dict) else enumerate(record)
    for key, value in items:
        if isinstance(value, dict | list) and value:
            yield from changes(value, (*place, key))
        else:
            yield (*place, key), "" if value else "forged"


UNSEALED = "run.json: changed: its seal does not stand for what it says"


def test_every_change_of_the_record_is_found_and_the_next_run_makes_it_again(published, typed, command):
    path, text = published.report / "run.json", (published.report / "run.json").read_bytes()
    found = list(changes(json.loads(text)))
    assert len(found) > 40
    for place, value in found:
        forged = json.loads(text)
        inner = forged
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = value
        path.write_bytes(text_of(forged))
        code, out, _ = typed("verify", str(published.report))
        assert code
        assert UNSEALED in out or place[0] == "files"
    turned = json.dumps(json.loads(text), indent=2, ensure_ascii=False, sort_keys=True).encode() + b"\n"
    for forged in (text + b" ", turned, text.replace(b'"draft": "', b'"draft": "", "draft": "')):
        path.write_bytes(forged)
        assert typed("verify", str(published.report))[0] == 1
    assert command()[0] == 0
    assert path.read_bytes() == text


def test_a_page_and_a_record_forged_together_have_another_seal(published, typed):
    """The page's hash in the record alone is not enough, and a whole forgery cannot keep the seal."""
    report, kept = published.report, seal_of(published.report)
    page = (report / "report.html").read_bytes().replace(b"Section one", b"Section won")
    (report / "report.html").write_bytes(page)
    record = {**said(report), "files": hashes(report)}
    (report / "run.json").write_bytes(text_of(record))
    assert typed("verify", str(report))[1] == "report.html: changed: the seal of run.json does not stand for it\n"
    for name in record["unsealed"]:
        (report / name).write_bytes((report / name).read_bytes().replace(kept.encode(), SEAL))
    seal(report, {name: value for name, value in record.items() if name not in ("seal", "files", "unsealed")})
    assert typed("verify", str(report))[0] == 0  # which it cannot know
    other = f"run.json: another report: its seal is {seal_of(report)}, and not the one that was kept\n"
    assert typed("verify", str(report), "--seal", kept)[:2] == (1, other)


@pytest.mark.parametrize("name", ["mine.pdf", "report.pdf"])
def test_a_file_put_there_and_into_the_record_is_found(published, typed, name):
    (published.report / name).write_text("mine", encoding="utf-8")
    (published.report / "run.json").write_bytes(text_of({**said(published.report), "files": hashes(published.report)}))
    assert typed("verify", str(published.report))[:2] == (1, f"{UNSEALED}\n")


@pytest.mark.parametrize("text", ["", "[]", '{"files": {}}', "[" * 200_000, '{"files": "\\ud800"}'])
def test_a_folder_without_a_record_is_refused(tmp_path, typed, monkeypatch, text):
    (tmp_path / "q1").mkdir()
    if text:
        (tmp_path / "q1" / "run.json").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "q1")
    refused = "crimekit: q1: found no run.json with the hashes of a report; expected a published report\n"
    assert typed("verify", ".") == (2, "", refused)


def test_a_name_that_the_terminal_has_no_letters_for_is_printed_all_the_same(tmp_path, sealed):
    report = sealed(tmp_path, files={"ł.txt": "x"})
    (report / "ł.txt").rename(report / "ń.txt")
    command = [sys.executable, "-m", "crimekit", "verify", str(report)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    assert done.stdout == "\\u0142.txt: missing\n\\u0144.txt: not part of the report\n"
