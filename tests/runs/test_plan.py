"""What a run will do, checked before any notebook starts."""

import pytest

from crimekit.errors import CrimekitError, RunError
from crimekit.parameters import read_run
from crimekit.runs.plan import plan


def planned(project, name="gwent-2023-24-q1"):
    parameters = project.parameters()
    return plan(read_run(parameters.folder / "runs" / f"{name}.yml", parameters), parameters, project.outputs)


def test_the_overview_comes_first_every_section_follows_and_only_files_that_are_used_are_sources(copied):
    found = planned(copied)
    assert [task.key for task in found.tasks][:2] == ["overview", "homicide"]
    assert len(found.tasks) == 7
    assert dict(found.tasks[1].parameters)["section"] == "homicide"
    sources = ["prc-pfa-2023-10.parquet", "population.csv", "gwent.csv"]
    assert [source.name for source in found.inputs.sources] == sources


def test_a_year_is_planned_without_the_overview_and_a_second_needs_no_more_than_a_run_file(copied):
    found = planned(copied, "gwent-outturn-2019-20")
    assert [task.key for task in found.tasks] == [section.key for section in found.report.sections]
    assert found.folder == copied.outputs / "gwent" / "outturn-2019-20"
    assert found.period == "2019-20 (April 2019 to March 2020)"
    sources = [found.inputs.release.source, "population.csv", "gwent-figures.csv", "gwent-stated.csv"]
    assert [source.name for source in found.inputs.sources] == sources
    second = planned(copied, "gwent-outturn-2023-24")
    assert (second.commentary, second.run.quarter.label) == (None, "2023-24 Q4")


@pytest.mark.parametrize(
    ("name", "notebook", "shown"),
    [
        ("recommendations-2021-22-q1", "recommendations.ipynb", "As at 30 June 2021"),
        ("inspections-2019-20-q4", "inspection.ipynb", "As at 31 March 2020"),
    ],
)
def test_a_register_is_its_own_source_and_answers_for_its_words(copied, name, notebook, shown):
    found = planned(copied, f"gwent-{name}")
    (task,) = found.tasks
    assert (task.notebook.name, [key for key, _ in task.parameters]) == (notebook, ["force", "quarter"])
    assert (found.period, found.folder.name) == (shown, name)
    assert [source.name for source in found.inputs.sources] == [f"{found.report.key}/gwent.yml"]
    assert (found.commentary.state, found.commentary.author) == ("draft", "Example author (performance analyst)")


def test_a_missing_file_of_texts_stops_the_run(copied):
    (copied.folder / "parameters/commentary/gwent/2023-24-q1.yml").unlink()
    with pytest.raises(RunError, match=r"no commentary: expected parameters/commentary/gwent/2023-24-q1\.yml"):
        planned(copied)


def test_outputs_that_are_no_folder_are_refused(copied):
    copied.outputs.write_text("a file")
    with pytest.raises(RunError, match="outputs: cannot write to 'outputs'; expected a folder that can be written"):
        planned(copied)


YEAR, REGISTER = "gwent-outturn-2019-20", "gwent-recommendations-2021-22-q1"


@pytest.mark.parametrize(
    ("name", "file", "old", "new", "messages"),
    [
        (YEAR, f"runs/{YEAR}.yml", "year: 2019-20", "year: 2019-21", ["year: found '2019-21'; expected"]),
        (YEAR, f"runs/{YEAR}.yml", "year: 2019-20", "", ["quarter: missing; expected one of quarter"]),
        (YEAR, f"runs/{YEAR}.yml", "year: 2019-20", "year: 2019-20\nquarter: 2019-20 Q4", ["and a year"]),
        (YEAR, f"runs/{YEAR}.yml", "year: 2019-20", "year: 2025-26", ["quarter: no figures for '2025-26 Q4'"]),
        (YEAR, "outturn/outturn.yml", "lead: public-order", "lead: disorder", ["no offence group 'disorder'"]),
        (YEAR, "outturn/targets/gwent.yml", "kind: reduce-by", "kind: reduced-by", ["kind: found 'reduced-by'"]),
        (YEAR, "commentary/gwent/2019-20-q4.yml", "  effective-service:", "  effective-servic:",
         ["mean 'effective-service'?"]),
        (YEAR, "reports/outturn.yml", "notebook: outturn, texts: []", "notebook: outturns, texts: []", ["no notebook"]),
        (YEAR, "reports/outturn.yml", "key: crime-prevention,", "key: crime-prevention, headline: robbery,",
         ["crime-prevention.headline: found measures; expected none in a report of the kind 'outturn'"]),
        (YEAR, "reports/outturn.yml", "kind: outturn", "kind: measures",
         ["crime-prevention.headline: missing", "crime-prevention.tables: missing"]),
        (REGISTER, "reports/recommendations.yml", "key: recommendations", "key: recomendations",
         ["recommendations: sections: no register 'recomendations'; did you mean 'recommendations'?"]),
    ],
)  # fmt: skip
def test_everything_is_checked_before_a_notebook_starts(copied, name, file, old, new, messages):
    copied.edit(file, old, new)
    with pytest.raises(CrimekitError) as told:
        planned(copied, name)
    assert all(message in str(told.value) for message in messages)
