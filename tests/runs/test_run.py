"""Carrying plans out: what is executed, reused, published, kept."""

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from crimekit.runs.plan import plan
from crimekit.runs.publish import held
from crimekit.runs.run import Options, Watch, carry_out


def bytes_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def reused(result):
    return [outcome.key for outcome in result.outcomes if outcome.reused]


def test_a_report_is_published_whole_and_nothing_else_is_left(project):
    result = project.run()
    assert (result.state, result.page) == ("done", project.report / "report.html")
    assert sorted(path.name for path in project.report.parent.iterdir()) == ["2025-26-q3"]
    there = ["methods.html", "notebooks", "report.html", "run.json", "sections", "tables", "tables.xlsx"]
    assert sorted(path.name for path in project.report.iterdir()) == there
    assert "The texts of this report are not written." in result.page.read_text(encoding="utf-8")
    (project.outputs / "beside").mkdir()
    assert stat.S_IMODE(project.report.stat().st_mode) == stat.S_IMODE((project.outputs / "beside").stat().st_mode)


def test_nothing_changed_starts_no_kernel_and_touches_nothing(published):
    before = {path: path.stat().st_mtime_ns for path in published.report.rglob("*")}
    result = published.run()
    assert (result.state, reused(result)) == ("unchanged", ["overview", "one", "two"])
    assert {path: path.stat().st_mtime_ns for path in published.report.rglob("*")} == before


TEXTS = """\
{force: kent, quarter: 2025-26 Q3, author: Ann, date: 2026-01-05, state: draft,
 sections: {one: {comments: "{{ homicide.count }} were killed."}}}
"""


def test_nothing_changed_loads_nothing_that_draws_works_out_or_executes(published):
    texts = published.folder / "parameters" / "commentary" / "kent" / "2025-26-q3.yml"
    texts.parent.mkdir(parents=True)
    texts.write_text(TEXTS, encoding="utf-8")
    code = (
        "import sys\n"
        "from crimekit.cli import main\n"
        "try:\n    main()\n"
        "finally:\n    print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    assert published.run().state == "done"
    said = subprocess.run(
        [sys.executable, "-c", code, *published.command, "--outputs", published.outputs],
        env={**os.environ, "CRIMEKIT_HOME": str(published.folder)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "nothing had changed" in said
    heavy = {"matplotlib", "seaborn", "scipy", "statsmodels", "papermill", "nbclient", "nbformat", "IPython", "zmq"}
    assert heavy & set(said.splitlines()[-1].split()) == set()


def test_a_changed_notebook_is_executed_and_the_others_are_reused(published):
    published.write("two", "print('changed')")
    result = published.run()
    assert (result.state, reused(result)) == ("done", ["overview", "one"])


def test_a_notebook_changed_by_hand_is_not_taken_for_a_result(published):
    path = published.report / "notebooks" / "one.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("Section one", "Section won"), encoding="utf-8")
    assert reused(published.run()) == ["overview", "two"]


def test_a_damaged_page_is_made_again_without_a_kernel(published):
    (published.report / "report.html").write_text("damaged", encoding="utf-8")
    result = published.run()
    assert (result.state, len(reused(result))) == ("done", 3)
    assert "Section one" in (published.report / "report.html").read_text(encoding="utf-8")


def test_force_rerun_executes_everything_and_gives_the_same_bytes(published):
    before = bytes_of(published.report)
    result = published.run(afresh=True, workers=1)
    after = bytes_of(published.report)
    assert reused(result) == []
    assert before == after


def test_only_executes_that_section_and_refuses_where_another_changed_too(published):
    assert published.run(only=("twoo",)).error == "--only: no section 'twoo' in 'tiny'; did you mean 'two'?"
    assert reused(published.run(only=("two",))) == ["overview", "one"]
    published.write("one", "print('changed')")
    result = published.run(only=("two",))
    assert (result.state, result.error) == ("failed", "--only: one changed too, or was never made; run without --only")


def test_a_failed_section_publishes_nothing_and_the_next_run_executes_only_that(project):
    project.write("two", "1 / 0")
    result = project.run()
    failed = project.report.with_name("2025-26-q3-failed")
    assert (result.state, [(o.key, o.cell, o.error) for o in result.failed]) == (
        "failed",
        [("two", 3, "ZeroDivisionError: division by zero")],
    )
    assert not project.report.exists()
    assert sorted(path.name for path in failed.iterdir()) == ["one.ipynb", "overview.ipynb", "two.ipynb"]
    project.write("two")
    again = project.run()
    assert (again.state, reused(again)) == ("done", ["overview", "one"])
    assert not failed.exists()


def test_fail_fast_stops_the_rest_and_keeps_what_is_done(project):
    project.write("overview", "raise ValueError('no')")
    project.write("two", "import time\ntime.sleep(60)")
    plans = [project.plan(), project.plan("gwent")]
    results = carry_out(plans, project.parameters(), options=Options(fail_fast=True))
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


def test_many_reports_share_one_pool_and_each_is_accounted_for(project):
    project.write("two", "assert force != 'gwent', 'not here'")
    seen = []
    plans = [project.plan(force) for force in ("kent", "gwent")]
    results = carry_out(
        plans, project.parameters(), watch=Watch(lambda plan, outcome: seen.append((plan.run.force, outcome.key)))
    )
    assert [(result.plan.run.force, result.state) for result in results] == [("kent", "done"), ("gwent", "failed")]
    assert sorted(seen) == [(force, key) for force in ("gwent", "kent") for key in ("one", "overview", "two")]


def test_inputs_replaced_while_a_report_is_made_are_refused(project):
    figures = project.folder / "figures"
    (figures / "local").mkdir(parents=True)
    local = figures / "local" / "kent.csv"
    rows = "force,measure,period,value,source\nkent,drug-disruptions,2025-26 Q3,4,example\n"
    local.write_text(rows, encoding="utf-8")
    project.write("one", f"open({str(local)!r}, 'a').write('kent,drug-disruptions,2025-26 Q2,5,example\\n');")
    own = replace(project.plan().run, inputs=str(figures))
    planned = plan(own, project.parameters(), project.outputs, texts_required=False)
    (result,) = carry_out([planned], project.parameters())
    assert result.error == "kent.csv: replaced while the report was being made; nothing was published, run it again"
    assert not project.report.exists()


def test_parameters_changed_while_a_report_is_made_are_refused(project):
    path = project.folder / "parameters" / "glossary.yml"
    project.write("one", f"open({str(path)!r}, 'a').write('# later\\n');")
    result = project.run()
    assert (result.state, result.error) == ("failed", "parameters: changed while reports were being made; run it again")
    assert list(project.report.parent.iterdir()) == []


def test_no_path_of_the_machine_is_in_a_published_report(published):
    for path in published.report.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert bytes(Path.home()) + b"/" not in content
        assert bytes(published.folder) not in content
