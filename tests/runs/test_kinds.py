"""Runs of the outturn and the registers: planned, checked and published by the code that runs every report."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from crimekit.cli import main
from crimekit.errors import CrimekitError, ParameterError
from crimekit.parameters import find_project, read_parameters, read_run
from crimekit.runs.kinds import period
from crimekit.runs.plan import Plan, plan

PROJECT = find_project()


def planned(name: str, outputs: Path) -> Plan:
    parameters = read_parameters()
    return plan(read_run(parameters.folder / "runs" / f"{name}.yml", parameters), parameters, outputs)


def test_a_year_is_planned_without_the_overview(tmp_path):
    found = planned("gwent-outturn-2019-20", tmp_path)
    assert [task.key for task in found.tasks] == [
        "crime-prevention", "supporting-victims", "community-cohesion", "anti-social-behaviour", "effective-service",
        "figures-checked",
    ]  # fmt: skip
    assert found.folder == tmp_path / "gwent" / "outturn-2019-20"
    assert [source.name for source in found.inputs.sources] == [
        found.inputs.release.source, "population.csv", "gwent-figures.csv", "gwent-stated.csv"
    ]  # fmt: skip
    assert period(found.run, found.report) == "2019-20 (April 2019 to March 2020)"


def test_a_second_year_needs_no_more_than_a_run_file(tmp_path):
    found = planned("gwent-outturn-2023-24", tmp_path)
    assert (found.commentary, found.run.quarter.label) == (None, "2023-24 Q4")


@pytest.mark.parametrize(
    ("name", "notebook", "shown", "folder"),
    [
        (
            "gwent-recommendations-2021-22-q1",
            "recommendations.ipynb",
            "As at 30 June 2021",
            "recommendations-2021-22-q1",
        ),
        ("gwent-inspections-2019-20-q4", "inspection.ipynb", "As at 31 March 2020", "inspections-2019-20-q4"),
    ],
)
def test_a_register_is_its_own_source_and_answers_for_its_words(tmp_path, name, notebook, shown, folder):
    found = planned(name, tmp_path)
    (task,) = found.tasks
    assert (task.notebook.name, [key for key, _ in task.parameters]) == (notebook, ["force", "quarter"])
    assert (period(found.run, found.report), found.folder.name) == (shown, folder)
    assert [source.name for source in found.inputs.sources] == [f"{found.report.key}/gwent.yml"]
    assert (found.commentary.state, found.commentary.author) == ("draft", "Example author (performance analyst)")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(PROJECT / "parameters", tmp_path / "parameters")
    shutil.copytree(PROJECT / "notebooks", tmp_path / "notebooks")
    monkeypatch.setenv("CRIMEKIT_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("runs/gwent-outturn-2019-20.yml", "year: 2019-20", "year: 2019-21", "year: found '2019-21'; expected"),
        ("runs/gwent-outturn-2019-20.yml", "year: 2019-20", "", "quarter: missing; expected one of quarter"),
        ("runs/gwent-outturn-2019-20.yml", "year: 2019-20", "year: 2019-20\nquarter: 2019-20 Q4", "and a year"),
        ("runs/gwent-outturn-2019-20.yml", "year: 2019-20", "year: 2025-26", "quarter: no figures for '2025-26 Q4'"),
        ("outturn/outturn.yml", "lead: public-order", "lead: disorder", "no offence group 'disorder'"),
        ("outturn/targets/gwent.yml", "kind: within", "kind: inside", "kind: found 'inside'"),
        ("commentary/gwent/2019-20-q4.yml", "  effective-service:", "  effective-servic:", "mean 'effective-service'?"),
        ("reports/outturn.yml", "notebook: outturn, texts: []", "notebook: outturns, texts: []", "no notebook"),
        ("reports/outturn.yml", "key: crime-prevention,", "key: crime-prevention, headline: robbery,",
         "crime-prevention.headline: found measures; expected none in a report of the kind 'outturn'"),
    ],
)  # fmt: skip
def test_everything_is_checked_before_a_notebook_starts(project, tmp_path, file, old, new, message):
    path = project / "parameters" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CrimekitError) as told:
        planned("gwent-outturn-2019-20", tmp_path)
    assert message in str(told.value)


def test_a_register_that_nobody_keeps(project, tmp_path):
    path = project / "parameters" / "reports" / "recommendations.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("key: recommendations", "key: recomendations"), encoding="utf-8"
    )
    with pytest.raises(ParameterError) as told:
        planned("gwent-recommendations-2021-22-q1", tmp_path)
    assert str(told.value) == (
        "recommendations: sections: no register 'recomendations'; did you mean 'recommendations'?"
    )


def test_a_report_of_measures_still_needs_tables_and_a_headline(project, tmp_path):
    path = project / "parameters" / "reports" / "outturn.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("kind: outturn", "kind: measures"), encoding="utf-8")
    with pytest.raises(ParameterError) as told:
        read_parameters()
    assert "crime-prevention.headline: missing" in str(told.value)
    assert "crime-prevention.tables: missing" in str(told.value)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "folder", "words"),
    [
        ("gwent-outturn-2019-20", "outturn-2019-20", "Reconciliation of stated figures"),
        ("gwent-inspections-2019-20-q4", "inspections-2019-20-q4", "Requires improvement"),
    ],
)
def test_a_run_publishes_a_page_and_its_record(tmp_path, monkeypatch, name, folder, words):
    monkeypatch.setattr(
        "sys.argv",
        ["crimekit", "run", str(PROJECT / "parameters" / "runs" / f"{name}.yml"), "--outputs", str(tmp_path)],
    )
    with pytest.raises(SystemExit) as stopped:
        main()
    assert (stopped.value.code or 0) == 0
    place = tmp_path / "gwent" / folder
    assert words in (place / "report.html").read_text(encoding="utf-8")
    record = json.loads((place / "run.json").read_text(encoding="utf-8"))
    assert record["run"]["key"] == name
    assert record["inputs"][-1]["sha256"]
    assert list((place / "tables").glob("*.csv"))
