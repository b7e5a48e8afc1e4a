"""What is done before reports that are to be published, and after reports were made."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from crimekit.blocks import Heading, Page, Sentences
from crimekit.errors import DataError, RunError
from crimekit.parameters import read_parameters, read_run
from crimekit.runs.afterwards import afterwards, beforehand
from crimekit.runs.companions import own_pages, write_companions
from crimekit.runs.plan import plan
from crimekit.runs.run import Result


@pytest.fixture(scope="module")
def gwent_plan(tmp_path_factory):
    parameters = read_parameters()
    run = read_run(parameters.folder / "runs" / "gwent-2023-24-q1.yml", parameters)
    return plan(run, parameters, tmp_path_factory.mktemp("outputs")), parameters


def test_a_report_whose_texts_are_draft_is_not_published(gwent_plan):
    found, parameters = gwent_plan
    beforehand([found], parameters, publish=False, pdf=False)
    with pytest.raises(RunError, match="gwent-2023-24-q1: not ready to publish: homicide: force_action: draft, not"):
        beforehand([found], parameters, publish=True, pdf=False)


def test_a_report_whose_texts_are_approved_is(gwent_plan):
    found, parameters = gwent_plan
    approved = replace(found, commentary=replace(found.commentary, state="approved"))
    beforehand([approved], parameters, publish=True, pdf=False)


def test_a_pdf_without_a_browser_is_refused_before_anything_runs(gwent_plan, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RunError, match="--pdf: found no browser"):
        beforehand([gwent_plan[0]], gwent_plan[1], publish=False, pdf=True)


def test_a_lone_section_gets_no_page_of_its_own(gwent_plan):
    report = gwent_plan[0].report
    assert own_pages(report)[0] == ("homicide", "sections/homicide.html")
    assert own_pages(replace(report, sections=report.sections[:1])) == ()


def test_a_section_page_that_is_not_fit_is_refused(gwent_plan, tmp_path):
    page = Page("M", "G", "C", "Q", pages=(("homicide", "sections/homicide.html"),))
    blocks = [Heading("homicide", "Homicide"), Sentences("s", "", ("A rate of nan.",))]
    with pytest.raises(DataError, match=r"sections/homicide\.html: not fit to publish: .*found 'nan'"):
        write_companions(gwent_plan[0], page, blocks, tmp_path, name="report.html")


def published(folder: Path, *differences: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("<!doctype html>", encoding="utf-8")
    page = {"title": "Measures", "force": "Gwent Police", "period": "Q1", "draft": "", "marking": "OFFICIAL"}
    record = {"run": {"quarter": "2023-24 Q1"}, "page": page, "commentary": {"differences": list(differences)}}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")


def test_afterwards_all_reports_are_listed_and_each_difference_is_a_line(gwent_plan):
    found, _ = gwent_plan
    difference = {"section": "homicide", "text": "comments", "sentence": "up by 27%.", "typed": "27%"}
    published(found.folder, difference)
    outputs = found.folder.parent.parent
    assert list(afterwards([Result(found, "done")], outputs, pdf=False)) == [
        "gwent-2023-24-q1: homicide, comments: found '27%' in “up by 27%.”; the section prints no such number"
    ]
    assert "gwent/2023-24-q1/report.html" in (outputs / "index.html").read_text(encoding="utf-8")


def test_after_a_failed_run_nothing_is_said_of_its_texts(gwent_plan, tmp_path):
    assert list(afterwards([Result(gwent_plan[0], "failed")], tmp_path, pdf=False)) == []


def test_after_a_run_that_changed_nothing_the_list_is_left_or_mended(gwent_plan, tmp_path):
    unchanged = [Result(replace(gwent_plan[0], folder=tmp_path / "gwent" / "2023-24-q1"), "unchanged")]
    published(tmp_path / "gwent" / "2023-24-q1")
    assert list(afterwards(unchanged, tmp_path, pdf=False)) == []
    index = tmp_path / "index.html"
    before = index.stat().st_mtime_ns
    assert list(afterwards(unchanged, tmp_path, pdf=False)) == []
    assert index.stat().st_mtime_ns == before
    published(tmp_path / "gwent" / "2023-24-q2")
    assert list(afterwards(unchanged, tmp_path, pdf=False)) == []
    assert "gwent/2023-24-q2/report.html" in index.read_text(encoding="utf-8")


def test_a_place_that_cannot_be_uploaded_to_is_refused_before_anything_runs(gwent_plan):
    with pytest.raises(RunError, match="outputs: no kind of place 'memori'"):
        beforehand([gwent_plan[0]], gwent_plan[1], publish=False, pdf=False, url="memori://reports")


def test_reports_and_their_list_are_copied_when_they_are_there(gwent_plan, tmp_path):
    outputs, there = tmp_path / "outputs", tmp_path / "there"
    result = Result(replace(gwent_plan[0], folder=outputs / "gwent" / "2023-24-q1"), "done")
    published(result.plan.folder)
    assert list(afterwards([result], outputs, pdf=False, url=there.as_uri())) == ["gwent/2023-24-q1: uploaded"]
    assert (there / "index.html").read_bytes() == (outputs / "index.html").read_bytes()
    assert (there / "gwent" / "2023-24-q1" / "run.json").exists()
