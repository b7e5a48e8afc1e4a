"""What a run will do, checked before any notebook starts."""

import shutil
from pathlib import Path

import pytest

from crimekit.errors import RunError
from crimekit.parameters import read_parameters, read_run
from crimekit.reports.commentary import draft_reason
from crimekit.runs.plan import plan

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def copied(tmp_path):
    """The parameters and notebooks in a project of their own."""
    for folder in ("parameters", "notebooks"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    return tmp_path


def planned(project: Path):
    parameters = read_parameters(project / "parameters")
    run = read_run(project / "parameters/runs/gwent-2023-24-q1.yml", parameters)
    return plan(run, parameters, project / "outputs")


def test_the_overview_comes_first_and_every_section_follows(copied):
    tasks = planned(copied).tasks
    assert [task.key for task in tasks][:2] == ["overview", "homicide"]
    assert len(tasks) == 7
    assert dict(tasks[1].parameters)["section"] == "homicide"


def test_only_the_files_that_a_report_uses_are_its_sources(copied):
    names = [source.name for source in planned(copied).inputs.sources]
    assert names == ["prc-pfa-2023-10.parquet", "population.csv", "gwent.csv"]


def test_a_missing_file_of_texts_stops_the_run(copied):
    (copied / "parameters/commentary/gwent/2023-24-q1.yml").unlink()
    with pytest.raises(RunError, match=r"no commentary: expected parameters/commentary/gwent/2023-24-q1\.yml"):
        planned(copied)


def test_a_missing_text_makes_a_draft_that_says_so(copied):
    path = copied / "parameters/commentary/gwent/2023-24-q1.yml"
    text = path.read_text(encoding="utf-8")
    start = text.index("  cybercrime:")
    end = text.index("  victim-satisfaction:")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    found = planned(copied)
    assert draft_reason(found.report, found.commentary) == (
        "Of the 12 texts of this report, 10 are draft and 2 are not written."
    )


def test_outputs_that_are_no_folder_are_refused(copied):
    (copied / "outputs").write_text("a file")
    with pytest.raises(RunError, match="outputs: cannot write to 'outputs'; expected a folder that can be written"):
        planned(copied)
