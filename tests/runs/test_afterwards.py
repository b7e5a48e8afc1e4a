"""What is done before reports that are to be published, and after reports were made."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from crimekit.errors import RunError, SectionsFailedError
from crimekit.parameters import read_parameters, read_run
from crimekit.runs.afterwards import afterwards, beforehand, conclusion
from crimekit.runs.execute import Outcome
from crimekit.runs.plan import plan
from crimekit.runs.run import Result


@pytest.fixture(scope="module")
def gwent_plan(tmp_path_factory):
    parameters = read_parameters()
    run = read_run(parameters.folder / "runs" / "gwent-2023-24-q1.yml", parameters)
    return plan(run, parameters, tmp_path_factory.mktemp("outputs")), parameters


def test_what_would_be_refused_at_the_end_is_refused_before_anything_runs(gwent_plan, monkeypatch, tmp_path):
    found, parameters = gwent_plan
    beforehand([found], parameters, publish=False, pdf=False)
    with pytest.raises(RunError, match="gwent-2023-24-q1: not ready to publish: homicide: force_action: draft, not"):
        beforehand([found], parameters, publish=True, pdf=False)
    approved = replace(found, commentary=replace(found.commentary, state="approved"))
    beforehand([approved], parameters, publish=True, pdf=False)
    with pytest.raises(RunError, match="outputs: no kind of place 'memori'"):
        beforehand([found], parameters, publish=False, pdf=False, url="memori://reports")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RunError, match="--pdf: found no browser"):
        beforehand([found], parameters, publish=False, pdf=True)


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


def test_reports_and_their_list_are_copied_when_they_are_there(gwent_plan, tmp_path):
    outputs, there = tmp_path / "outputs", tmp_path / "there"
    result = Result(replace(gwent_plan[0], folder=outputs / "gwent" / "2023-24-q1"), "done")
    published(result.plan.folder)
    assert list(afterwards([result], outputs, pdf=False, url=there.as_uri())) == ["gwent/2023-24-q1: uploaded"]
    assert (there / "index.html").read_bytes() == (outputs / "index.html").read_bytes()
    assert (there / "gwent" / "2023-24-q1" / "run.json").exists()


GOOD, BAD = Outcome("one", "One"), Outcome("two", "Two", 1.0, 3, "ValueError: no")


def test_one_report_is_named_with_its_place(gwent_plan, monkeypatch):
    plan = gwent_plan[0]
    monkeypatch.chdir(plan.folder.parents[2])
    place = f"The report is at {plan.folder.relative_to(Path.cwd())}/report.html"
    assert conclusion([Result(plan, "done")], refused=False) == place
    assert conclusion([Result(plan, "unchanged")], refused=False) == f"{place} (nothing had changed)"
    assert conclusion([Result(plan, "done")] * 2, refused=False) == ""


def test_failed_sections_are_counted_and_their_notebooks_named(gwent_plan):
    with pytest.raises(SectionsFailedError, match=r"^1 of 2 sections failed; nothing was published\. The notebooks "):
        conclusion([Result(gwent_plan[0], "failed", (GOOD, BAD))], refused=False)


@pytest.mark.parametrize(("states", "refused"), [(["done"], True), (["done", "failed"], False), (["failed"], False)])
def test_a_missing_report_is_a_failure(gwent_plan, states, refused):
    with pytest.raises(SectionsFailedError, match="not every report was made; what was published before stands"):
        conclusion([Result(gwent_plan[0], state) for state in states], refused=refused)
