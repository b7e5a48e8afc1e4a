"""Carrying plans out: what is executed, reused, published, kept; and the data files, read back with pandas."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from crimekit.periods import Quarter
from crimekit.runs.execute import Options
from crimekit.runs.publish import held
from crimekit.runs.run import Watch, carry_out


def reused(result):
    return [outcome.key for outcome in result.outcomes if outcome.reused]


def test_a_report_is_published_whole_and_nothing_else_is_left(project):
    assert project.run().state == "done"
    assert sorted(path.name for path in project.report.parent.iterdir()) == ["2025-26-q3"]
    there = ["data.csv", "data.parquet", "methods.html", "notebooks", "report.html", "run.json"]
    there += ["sections", "tables", "tables.xlsx"]
    assert sorted(path.name for path in project.report.iterdir()) == there
    assert "The texts of this report are not written." in (project.report / "report.html").read_text(encoding="utf-8")
    (project.outputs / "beside").mkdir()
    assert stat.S_IMODE(project.report.stat().st_mode) == stat.S_IMODE((project.outputs / "beside").stat().st_mode)
    for content in project.bytes().values():
        assert bytes(Path.home()) + b"/" not in content
        assert bytes(project.folder) not in content


LOADED = """\
import sys
from crimekit.cli import main
try:
    main()
finally:
    print(*sorted({name.partition('.')[0] for name in sys.modules}))
"""


def test_paths_of_this_machine_are_shortened_in_whatever_a_cell_says_but_not_in_its_data(project):
    data = {"application/json": str(project.folder)}
    both = {"text/plain": str(project.folder), **data}
    says = "import sys, tempfile\nprint('a')\nprint('/x/ipykernel_4413/13.py:1: Warn', file=sys.stderr)\n"
    says += "print(tempfile.gettempdir(), sys.prefix)"
    project.write("two", says, f"display({both!r}, raw=True)", f"open({str(project.folder / 'a.csv')!r})")
    assert project.run().state == "failed"
    kept = json.loads((project.report.with_name("2025-26-q3-failed") / "two.ipynb").read_text(encoding="utf-8"))
    out, err, shown, failure = (output for cell in kept["cells"] for output in cell.get("outputs", ()))
    assert out["text"] == ["a\n", "<temporary> <python>\n"]  # one text for each stream
    assert err["text"] == ["/x/ipykernel/13.py:1: Warn\n"]
    assert shown["data"] == {"text/plain": ["<crimekit>"], **data}
    assert failure["evalue"] == "[Errno 2] No such file or directory: '<crimekit>/a.csv'"
    assert failure["traceback"][-1].endswith(failure["evalue"])
    assert str(project.folder) not in "".join(failure["traceback"])  # whose lines are coloured
    assert "papermill" not in kept["metadata"]


def test_nothing_changed_touches_nothing_and_loads_nothing_that_draws_works_out_or_executes(published):
    published.texts(sections={"one": {"comments": "{{ homicide.count }} were killed."}})
    assert published.run().state == "done"
    before = {path: path.stat().st_mtime_ns for path in published.report.rglob("*")}
    command = [sys.executable, "-c", LOADED, *published.command, "kent", "--outputs", published.outputs]
    home = {**os.environ, "CRIMEKIT_HOME": str(published.folder)}
    said = subprocess.run(command, env=home, capture_output=True, text=True, check=True).stdout
    assert "nothing had changed" in said
    assert {path: path.stat().st_mtime_ns for path in published.report.rglob("*")} == before
    heavy = {"matplotlib", "seaborn", "scipy", "statsmodels", "papermill", "nbclient", "nbformat", "IPython", "zmq"}
    assert heavy & set(said.splitlines()[-1].split()) == set()


@pytest.mark.parametrize(
    ("file", "new", "same"),
    [
        ("notebooks/two.ipynb", "Section new", ["overview", "one"]),
        ("outputs/kent/2025-26-q3/notebooks/one.ipynb", "Section won", ["overview", "two"]),
        ("outputs/kent/2025-26-q3/report.html", "Section won", ["overview", "one", "two"]),
    ],
    ids=["another notebook", "a result changed by hand", "a damaged page"],
)
def test_what_changed_is_made_again_and_nothing_else(published, file, new, same):
    path = published.folder / file
    old = "Section two" if "two" in file else "Section one"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    result = published.run()
    assert (result.state, reused(result)) == ("done", same)
    assert "Section won" not in (published.report / "report.html").read_text(encoding="utf-8")


def test_force_rerun_executes_everything_and_gives_the_same_bytes(published):
    with published.untouched():
        assert reused(published.run(afresh=True, workers=1)) == []


def test_only_executes_that_section_and_refuses_where_another_changed_too(published):
    assert published.run(only=("twoo",)).error == "--only: no section 'twoo' in 'tiny'; did you mean 'two'?"
    assert reused(published.run(only=("two",))) == ["overview", "one"]
    published.write("one", "print('changed')")
    result = published.run(only=("two",))
    assert (result.state, result.error) == ("failed", "--only: one changed too, or was never made; run without --only")
    shutil.rmtree(published.report)
    told = "--only: there is no report at 'kent/2025-26-q3' yet to make a section of anew; run it without --only"
    assert published.run(only=("two",)).error == told


def test_a_failed_section_publishes_nothing_the_next_run_executes_only_that_and_no_file_of_somebody_is_removed(
    project,
):
    failed = project.report.with_name("2025-26-q3-failed")
    failed.mkdir(parents=True)
    (failed / "note.txt").write_text("mine", encoding="utf-8")
    project.write("two", "1 / 0")
    result = project.run()
    told = [(outcome.key, outcome.cell, outcome.error) for outcome in result.failed]
    assert (result.state, told) == ("failed", [("two", 3, "ZeroDivisionError: division by zero")])
    assert not project.report.exists()
    assert sorted(path.name for path in failed.iterdir()) == ["note.txt", "one.ipynb", "overview.ipynb", "two.ipynb"]
    project.write("two")
    again = project.run()
    assert (again.state, reused(again)) == ("done", ["overview", "one"])
    assert [path.name for path in failed.iterdir()] == ["note.txt"]


def test_fail_fast_stops_the_rest_and_keeps_what_is_done(project):
    project.write("overview", "raise ValueError('no')")
    project.write("two", "import time\ntime.sleep(60)")
    results = carry_out([project.plan(), project.plan("gwent")], Options(fail_fast=True), Watch())
    assert [result.error for result in results] == ["stopped, because a section failed"] * 2
    assert not project.report.exists()


def test_one_of_two_runs_of_a_report_says_that_the_other_makes_it(project):
    with held(project.report):
        result = project.run()
    assert result.error == "outputs: another run is making 'kent/2025-26-q3' now; this one changed nothing"
    assert list(project.report.parent.iterdir()) == []


def test_what_a_killed_run_left_is_taken_up_put_back_and_removed(published):
    left = published.report.with_name(".2025-26-q3~killed") / "2025-26-q3"
    left.parent.mkdir()
    published.report.rename(left)
    (left / "notebooks" / "two.ipynb").write_text("half a noteb", encoding="utf-8")
    assert reused(published.run()) == ["overview", "one"]
    aside = left.parent.with_name(".2025-26-q3~moving") / "previous"
    aside.parent.mkdir()
    published.report.rename(aside)
    (published.report.with_name(".2025-26-q3~older") / "previous").mkdir(parents=True)
    assert published.run().state == "unchanged"
    assert sorted(path.name for path in published.report.parent.iterdir()) == ["2025-26-q3"]


OWN = "force,measure,period,value,source\nkent,drug-disruptions,2025-26 Q3,4,example\n"


@pytest.mark.parametrize(
    ("file", "line", "error"),
    [
        (
            "figures/local/kent.csv",
            "kent,drug-disruptions,2025-26 Q2,5,example",
            "kent.csv: replaced while the report was being made; nothing was published, run it again",
        ),
        ("parameters/glossary.yml", "# later", "parameters: changed while reports were being made; run it again"),
    ],
)
def test_inputs_or_parameters_changed_while_a_report_is_made_are_refused(project, file, line, error):
    local = project.folder / "figures" / "local" / "kent.csv"
    local.parent.mkdir(parents=True)
    local.write_text(OWN, encoding="utf-8")
    project.write("one", f"open({str(project.folder / file)!r}, 'a').write({line!r} + '\\n');")
    result = project.run(project.plan(inputs=str(project.folder / "figures")))
    assert (result.state, result.error) == ("failed", error)
    assert list(project.report.parent.iterdir()) == []


def test_two_tables_for_one_file_are_refused(project):
    table = "from crimekit.blocks import Column, Table\nTable('rates', 'Rates', '', (Column('Measure'),), ())"
    for key in ("one", "two"):
        project.write(key, table)
    assert project.run().error == "tables: two tables are called 'rates.csv'; expected each key once"


NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
COLUMNS = ["force", "quarter", "measure", "statistic", "value", "lower", "upper", "unit", "label", "source"]
REPORT = """\
title: Tiny report
first_quarter: 2018-19 Q1
sections:
  - {key: crime, title: Crime, notebook: measure, headline: neighbourhood-crime,
     tables: [{title: T, measures: [neighbourhood-crime, vehicle-crime, malicious-wounding]}],
     charts: [{title: C, measures: [neighbourhood-crime]}]}
  - {key: victims, title: Victims, notebook: measure, headline: vehicle-crime,
     tables: [{title: T, measures: [vehicle-crime, satisfaction-general-initial-contact]}]}
"""
LOCAL = """\
force,measure,period,value,base,stated,source,note
gwent,vehicle-crime,2023-24 Q1,,,@SUM(1),Force,
gwent,satisfaction-general-initial-contact,2023-24 Q1,60,5,,Survey,
"""


def test_both_files_hold_each_figure_once_as_published_and_nothing_where_there_is_none(project):
    """Of a report of three measures and a survey of five people."""
    (project.folder / "parameters" / "reports" / "tiny.yml").write_text(REPORT, encoding="utf-8")
    (project.folder / "own" / "local").mkdir(parents=True)
    (project.folder / "own" / "local" / "gwent.csv").write_text(LOCAL, encoding="utf-8")
    shutil.copy(NOTEBOOKS / "measure.ipynb", project.folder / "notebooks")
    given = {"quarter": Quarter.parse("2023-24 Q1"), "release": "2023-10-19", "inputs": str(project.folder / "own")}
    planned = project.plan("gwent", **given)
    assert project.run(planned).state == "done"

    rows = pd.read_parquet(planned.folder / "data.parquet")
    read = pd.read_csv(planned.folder / "data.csv", keep_default_na=False, na_values=[""])
    pd.testing.assert_frame_equal(rows, read, check_dtype=False)
    assert list(rows) == COLUMNS
    assert not rows.duplicated(COLUMNS[:4]).any()
    of = rows.set_index(["force", "measure", "statistic", "quarter"]).sort_index()

    counts = of.loc["gwent", "neighbourhood-crime", "count"]["value"]
    # the Home Office's table of 19 October 2023; charted from 2018-19 Q1 on
    assert (len(counts), counts["2022-23 Q1"], counts["2023-24 Q1"]) == (21, 1165, 1258)
    rate = of.loc["gwent", "neighbourhood-crime", "rate", "2023-24 Q1"]
    assert rate["value"] == pytest.approx(1258 / 591504 * 1000)
    assert rate["lower"] < rate["value"] < rate["upper"]
    assert rate["unit"] == "neighbourhood crimes per 1,000 residents"
    assert len(of.loc["gwent", "vehicle-crime", "count"]) == 1  # not charted
    now = of.xs("2023-24 Q1", level="quarter").loc["gwent", "neighbourhood-crime"]
    assert now.loc["change-same-quarter", "value"] == 1258 - 1165
    assert now.loc["change-year", "label"] == "Stable"

    wounding = of.xs("malicious-wounding", level="measure")
    assert wounding["value"].isna().all()
    assert wounding["label"].eq("Not available").all()
    few = of.loc["gwent", "satisfaction-general-initial-contact", "percentage", "2023-24 Q1"]
    assert few[["value", "lower", "upper"]].isna().all()
    assert few["label"] == "Not shown"
    assert of.loc["gwent", "vehicle-crime", "stated", "2023-24 Q1"]["label"] == "'@SUM(1)"  # no formula
