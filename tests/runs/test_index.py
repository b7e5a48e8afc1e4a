"""The list of all reports: every one found, the newest first, drafts marked, written in one step."""

import json
import re

import pytest

from crimekit.errors import DataError
from crimekit.page.check import check
from crimekit.runs.index import write_index


def report(outputs, force, quarter, *, draft="", title="National Police and Crime Measures", marking="OFFICIAL"):
    folder = outputs / force.lower() / quarter.lower().replace(" ", "-")
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("<!doctype html>", encoding="utf-8")
    page = {"title": title, "force": f"{force} Police", "period": quarter, "draft": draft, "marking": marking}
    record = {"run": {"quarter": quarter}, "page": page}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def written(outputs):
    write_index(outputs)
    return (outputs / "index.html").read_text(encoding="utf-8")


def test_every_report_is_listed_the_newest_first_and_may_be_reached(tmp_path):
    for force, quarter in (("Gwent", "2022-23 Q4"), ("Kent", "2023-24 Q1"), ("Essex", "2023-24 Q1")):
        report(tmp_path, force, quarter)
    links = re.findall(r'<a href="([^"]+\.html)"', written(tmp_path))
    assert links == [f"{place}/report.html" for place in ("essex/2023-24-q1", "kent/2023-24-q1", "gwent/2022-23-q4")]


def test_the_list_may_be_published_marks_drafts_shows_markings_where_they_differ_and_hostile_names_as_text(tmp_path):
    report(tmp_path, "Gwent", "2023-24 Q1", draft="Texts are draft.")
    assert "Marking</th>" not in written(tmp_path)
    report(tmp_path, "Kent", "2023-24 Q1", marking="OFFICIAL-SENSITIVE", title='<script>x</script>"><img onerror=x>')
    html = written(tmp_path)
    assert check(html) == ()
    assert "<script" not in html
    assert "2 reports, the newest first; 1 of them a draft" in html
    assert re.findall(r'<span class="ck-pill[^>]*>(\w+)</span>', html) == ["Draft", "Approved"]
    assert all(text in html for text in ("Texts are draft.", "Marking</th>", "OFFICIAL-SENSITIVE</td>"))


def test_what_is_no_finished_report_is_left_out(tmp_path):
    kept = report(tmp_path, "Gwent", "2023-24 Q1")
    (report(tmp_path, "Kent", "2023-24 Q1") / "run.json").write_text("{", encoding="utf-8")
    (report(tmp_path, "Essex", "2023-24 Q1") / "run.json").write_text('{"run": {}, "page": {}}', encoding="utf-8")
    (report(tmp_path, "Surrey", "2023-24 Q1") / "report.html").unlink()
    kept.rename(tmp_path / "gwent" / ".2023-24-q2~abc")
    write_index(tmp_path)
    assert not (tmp_path / "index.html").exists()


def test_the_same_reports_leave_the_list_and_one_not_fit_to_publish_is_refused(tmp_path):
    report(tmp_path, "Gwent", "2023-24 Q1")
    index, before = tmp_path / "index.html", written(tmp_path)
    time = index.stat().st_mtime_ns
    assert (written(tmp_path), index.stat().st_mtime_ns) == (before, time)
    report(tmp_path, "Kent", "2023-24 Q1", title="Rates of nan")
    with pytest.raises(DataError, match=r"index\.html: not fit to publish: .*found 'nan' where a number"):
        write_index(tmp_path)
    assert index.read_text(encoding="utf-8") == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["index.html"]
