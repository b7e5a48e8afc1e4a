"""What the words of a command mean; what is refused before runs, and what is said after them."""

from dataclasses import replace
from pathlib import Path

import pytest

from crimekit.errors import CrimekitError, DataError, RunError, SectionsFailedError
from crimekit.parameters import read_parameters, read_run
from crimekit.runs.command import afterwards, beforehand, conclusion, planned, runs_of, typed_quarter
from crimekit.runs.execute import Outcome
from crimekit.runs.plan import plan
from crimekit.runs.record import write_record
from crimekit.runs.run import Result
from crimekit.runs.seal import hashes, sealed


@pytest.fixture(scope="module")
def parameters():
    return read_parameters()


def chosen(parameters, forces="all", quarter="2025-26 Q3", report="national-measures"):
    return runs_of(forces, parameters, quarter=quarter, report=report, release="latest")


def test_all_forces_are_forty_three_and_named_ones_are_made_once_each(parameters):
    runs = chosen(parameters)
    assert len({run.force for run in runs}) == 43
    expected = {("2025-26 Q3", "latest", "national-measures")}
    assert {(run.quarter.label, run.release, run.report) for run in runs} == expected
    assert [run.key for run in chosen(parameters, "kent, gwent,kent")] == ["kent-2025-26-q3", "gwent-2025-26-q3"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"forces": "kent,gwnt"}, "--forces: no 'gwnt'; did you mean 'gwent'"),
        ({"forces": " ,"}, r"^--forces: found ' ,'; expected 'all', or forces with commas between$"),
        ({"report": "national-measure"}, "--report: no 'national-measure'; did you mean 'national-measures'"),
        ({"quarter": "2025 Q5"}, "2025 Q5"),
    ],
)
def test_what_nobody_knows_is_refused(parameters, typed, message):
    with pytest.raises(CrimekitError, match=message):
        chosen(parameters, **typed)


def test_a_quarter_without_quotes_is_understood_and_a_run_file_left_alone():
    assert typed_quarter("2025-26", [Path("q3")]) == ("2025-26 q3", ())
    assert typed_quarter("2025-26 Q3", [Path("gwent.yml")]) == ("2025-26 Q3", (Path("gwent.yml"),))
    assert typed_quarter("", [Path("Q3")]) == ("", (Path("Q3"),))


def test_two_reports_for_one_folder_are_told_before_anything_runs(parameters, tmp_path):
    (gwent,) = chosen(parameters, "gwent")
    other = replace(gwent, key="with-peers", peer_group="welsh-forces")
    plans, refused = planned([gwent, other, gwent], parameters, tmp_path, texts_required=False)
    assert [plan.run.key for plan in plans] == ["gwent-2025-26-q3"]
    said = "with-peers: 'gwent-2025-26-q3' makes the report at 'gwent/2025-26-q3' too; give one of the two"
    assert refused == (("with-peers", said),)
    place = tmp_path / "gwent" / "2025-26-q3"
    place.mkdir(parents=True)
    write_record(place, {"run": {"report": "national-measures-benchmarked"}})
    with pytest.raises(RunError, match="holds the report 'national-measures-benchmarked'; this run makes"):
        planned([gwent], parameters, tmp_path, texts_required=False)


def test_of_several_runs_the_refused_are_told_and_the_others_planned_once_without_texts(parameters, tmp_path):
    runs = [*chosen(parameters, "kent", "1999-00 Q1"), *chosen(parameters, "gwent"), *chosen(parameters, "gwent")]
    plans, refused = planned(runs, parameters, tmp_path, texts_required=False)
    assert [(plan.run.force, plan.commentary) for plan in plans] == [("gwent", None)]
    assert refused[0][1].startswith("kent-1999-00-q1: quarter: no figures for '1999-00 Q1'")
    with pytest.raises(DataError, match="no figures for '1999-00 Q1'"):  # a single one, with its own error
        planned(runs[:1], parameters, tmp_path, texts_required=False)


@pytest.fixture
def gwent(parameters, tmp_path):
    return plan(read_run(Path("gwent-2023-24-q1"), parameters), parameters, tmp_path / "outputs")


def test_what_would_be_refused_at_the_end_is_refused_before_anything_runs(gwent, parameters, monkeypatch, tmp_path):
    beforehand([gwent], parameters, gwent.folder, publish=False, pdf=False, url="")
    with pytest.raises(RunError, match="gwent-2023-24-q1: not ready to publish: homicide: force_action: draft, not"):
        beforehand([gwent], parameters, gwent.folder, publish=True, pdf=False, url="")
    approved = replace(gwent, commentary=replace(gwent.commentary, state="approved", note=""))
    beforehand([approved], parameters, gwent.folder, publish=True, pdf=False, url="")
    with pytest.raises(RunError, match="outputs: no kind of place 'memori'"):
        beforehand([gwent], parameters, gwent.folder, publish=False, pdf=False, url="memori://reports")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RunError, match=r"--pdf: found no browser that can print; expected one of chromium, .*print it"):
        beforehand([gwent], parameters, gwent.folder, publish=False, pdf=True, url="")


def test_afterwards_all_reports_are_listed_and_each_typed_figure_that_is_not_borne_out_is_a_line(gwent, tmp_path):
    gwent.folder.mkdir(parents=True)
    (gwent.folder / "report.html").write_text("<!doctype html>", encoding="utf-8")
    page = {"title": "Measures", "force": "Gwent Police", "period": "Q1", "draft": "", "marking": "OFFICIAL"}
    typed = {"section": "homicide", "text": "comments", "sentence": "up by 27%.", "typed": "27%"}
    record = {"run": {"quarter": "2023-24 Q1"}, "page": page, "commentary": {"differences": [typed]}}
    write_record(gwent.folder, sealed(gwent.folder, {**record, "files": hashes(gwent.folder)}))
    outputs = tmp_path / "outputs"
    assert list(afterwards([Result(gwent, "done")], outputs, pdf=False, url="")) == [
        "gwent-2023-24-q1: homicide, comments: found '27%' in “up by 27%.”; the section prints no such number"
    ]
    assert "gwent/2023-24-q1/report.html" in (outputs / "index.html").read_text(encoding="utf-8")
    assert list(afterwards([Result(gwent, "failed")], outputs, pdf=False, url="")) == []


def test_one_report_is_named_with_its_place_and_failed_sections_are_counted(gwent, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    place = "The report is at outputs/gwent/2023-24-q1/report.html"
    assert conclusion([Result(gwent, "done")], refused=False) == place
    assert conclusion([Result(gwent, "unchanged")], refused=False) == f"{place} (nothing had changed)"
    assert conclusion([Result(gwent, "done")] * 2, refused=False) == ""
    outcomes = Outcome("one", "One"), Outcome("two", "Two", 1.0, 3, "ValueError: no")
    with pytest.raises(SectionsFailedError, match=r"^1 of 2 sections failed; nothing was published\. The notebooks "):
        conclusion([Result(gwent, "failed", outcomes)], refused=False)


@pytest.mark.parametrize(("states", "refused"), [(["done"], True), (["done", "failed"], False), (["failed"], False)])
def test_a_missing_report_is_a_failure(gwent, states, refused):
    with pytest.raises(SectionsFailedError, match="not every report was made; what was published before stands"):
        conclusion([Result(gwent, state) for state in states], refused=refused)
