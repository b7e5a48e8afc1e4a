"""The list of all reports: every one found, the newest first, drafts marked, written in one step."""

import json
import os
import re

import pytest

from crimekit.page.check import check
from crimekit.runs.index import write_index


def written(outputs):
    write_index(outputs)
    return (outputs / "index.html").read_text(encoding="utf-8")


def test_every_report_is_listed_the_newest_first_and_then_those_of_each_force_which_has_an_address(tmp_path, sealed):
    (sealed(tmp_path, "surrey", "2023-24 Q1") / "report.html").unlink()
    sealed(tmp_path, "gwent", "2023-24 Q1").rename(tmp_path / "gwent" / ".2023-24-q1~abc")  # neither is finished
    write_index(tmp_path)
    assert not (tmp_path / "index.html").exists()
    for force, quarter in (("gwent", "2022-23 Q4"), ("kent", "2023-24 Q1"), ("gwent", "2023-24 Q1")):
        sealed(tmp_path, force, quarter)
    years, _, forces = written(tmp_path).partition('<h2 id="forces">')
    places = ("gwent/2023-24-q1", "kent/2023-24-q1", "gwent/2022-23-q4")
    assert re.findall(r'<a href="([^"]+)/report\.html"', years) == list(places)
    named = re.findall(r'<th scope="row"><a href="#([^"]+)">(\w+)</a>', forces)
    assert named == [("force-gwent", "Gwent"), ("force-kent", "Kent")]
    own = forces[forces.index('<table id="force-gwent"') :]
    assert re.findall(r'<a href="([^"]+)/report\.html"', own) == [places[0], places[2], places[1]]


def test_the_list_may_be_published_marks_drafts_shows_markings_where_they_differ_and_hostile_names_as_text(
    tmp_path, sealed
):
    sealed(tmp_path, "gwent", "2023-24 Q1", draft="Texts are draft.")
    assert "Marking</th>" not in written(tmp_path)
    sealed(tmp_path, "kent", "2023-24 Q1", marking="OFFICIAL-SENSITIVE", title='<script>x</script>"><img onerror=x>')
    html = written(tmp_path)
    assert check(html) == ()
    assert html.count("<script") == 1  # the search box's own, which `check` knows
    assert "2 reports, the newest first; 1 of them a draft" in html
    pills = re.findall(r'<span class="ck-pill[^>]*>(\w+)</span>', html.partition("By force</h2>")[0])
    assert pills == ["Draft", "Approved"]
    assert all(text in html for text in ("Texts are draft.", "OFFICIAL-SENSITIVE</td>"))
    sealed(tmp_path, "gwent", "2022-23 Q4")
    assert written(tmp_path).count("Marking</th>") == 4  # of each year and force, though only one force has others


NESTED = "[" * 200_000


@pytest.mark.parametrize(
    "forged",
    [
        lambda record: "{",
        lambda record: NESTED,
        lambda record: json.dumps({**record, "page": {**record["page"], "title": "\ud800"}}),
        lambda record: json.dumps({**record, "page": {**record["page"], "draft": ""}}, indent=2) + "\n",
        lambda record: json.dumps({**record, "page": 1, "run": []}),
    ],
)
def test_a_record_that_cannot_be_read_is_listed_as_such_and_stops_no_other(published, sealed, command, forged):
    bad = sealed(published.outputs, "essex", "2023-24 Q1", draft="Texts are draft.")
    path = bad / "run.json"
    path.write_text(forged(json.loads(path.read_bytes())), encoding="utf-8")
    assert command()[0] == 0
    html = (published.outputs / "index.html").read_text(encoding="utf-8")
    assert check(html) == ()
    listed, _, unreadable = html.partition("Reports that cannot be read</h2>")
    assert "kent/2025-26-q3/report.html" in listed
    assert '<a href="essex/2023-24-q1/report.html">essex/2023-24-q1</a>' in unreadable
    assert ">Approved<" not in unreadable


def test_the_same_reports_leave_the_list_and_one_not_fit_to_publish_is_listed_by_its_folder(tmp_path, sealed):
    sealed(tmp_path, "gwent", "2023-24 Q1")
    index, before = tmp_path / "index.html", written(tmp_path)
    assert before.count("gwent/2023-24-q1/report.html") == 1  # a list of one force does not say everything twice
    assert "search of your browser" in before.partition("<footer")[2]
    assert not re.search("chart|Published by", before.partition("<footer")[2])  # it speaks of a list
    time = index.stat().st_mtime_ns
    (tmp_path / ".index.html~").write_text("half")  # left by a run that was killed
    assert (written(tmp_path), index.stat().st_mtime_ns) == (before, time)
    sealed(tmp_path, "kent", "2023-24 Q1", title="Rates of nan")
    html = written(tmp_path)
    assert check(html) == ()
    assert "Reports that cannot be read" in html
    assert ">kent/2023-24-q1</a>" in html
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["index.html"]


@pytest.mark.skipif(os.name != "posix", reason="links")
@pytest.mark.parametrize("kind", ["page", "link", "folder"])
def test_a_page_of_somebody_else_is_not_written_over(published, command, kind):
    index = published.outputs / "index.html"
    index.unlink(missing_ok=True)
    make = {"page": lambda: index.write_text("<h1>My own</h1>"), "link": lambda: index.symlink_to("x")}
    make.get(kind, index.mkdir)()
    told = "found a link, or a page of somebody else, as index.html; expected the list of reports"
    assert command()[::2] == (2, f"crimekit: outputs: {told}\n")
    assert kind != "page" or index.read_text() == "<h1>My own</h1>"
