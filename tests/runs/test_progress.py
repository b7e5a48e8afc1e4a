"""What is shown and logged of runs as they go on, and at their end."""

import io
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from crimekit.errors import RunError
from crimekit.runs.execute import Outcome
from crimekit.runs.progress import LOG, carry_out_with_progress, problems, shown, summary
from crimekit.runs.run import Options, Result

ABSENT = ("kent-1999-00-q1", "kent-1999-00-q1: no figures")
FAILED = Outcome("two", "Two", 1.0, 3, "ValueError: no")


def printed(table):
    console = Console(file=io.StringIO(), width=100)
    console.print(table)
    return console.file.getvalue()


@pytest.fixture
def some(project):
    plan = project.plan()
    good = [Outcome(task.key, task.title, 2.0) for task in plan.tasks]
    return [
        Result(plan, "done", tuple(good), "", 6.04),
        Result(plan, "failed", (*good[:2], FAILED), "", 5.0),
        Result(plan, "failed", (), "outputs: another run is making it", 0.1),
    ]


def test_the_summary_accounts_for_every_report_and_section(some):
    text = printed(summary(some, [ABSENT]))
    assert text.splitlines()[0].strip() == "1 done, 0 unchanged, 3 failed"
    rows = [[word.strip() for word in line.strip("│ ").split("│")] for line in text.splitlines() if "kent-" in line]
    assert rows == [
        ["kent-2025-26-q3", "done", "3 of 3", "6.0"],
        ["kent-2025-26-q3", "failed", "2 of 3", "5.0"],
        ["kent-2025-26-q3", "failed", "0 of 3", "0.1"],
        ["kent-1999-00-q1", "failed", "none"],
    ]


def test_every_failure_has_a_line(some):
    assert problems(some, [ABSENT]) == [
        "kent-1999-00-q1: no figures",
        "kent-2025-26-q3: Two: cell 3: ValueError: no",
        "kent-2025-26-q3: outputs: another run is making it",
    ]


def test_on_a_terminal_each_section_under_way_has_a_line_and_each_that_ended_is_named(project):
    plan, console = project.plan(), Console(file=io.StringIO(), force_terminal=True, width=100)
    with shown([plan], console) as watch:
        watch.begins(plan, plan.tasks[2])
        time.sleep(0.2)
        watch.section(plan, Outcome("two", "Two", 1.04))
        under_way = console.file.getvalue()
        watch.report(Result(plan, "done"))
    assert re.search(r"Two .*0/1", under_way)
    assert "done   Two (1.0 s)" in console.file.getvalue()
    assert re.search(r"Sections .*1/3", console.file.getvalue())


@pytest.mark.parametrize("width", [40, 60, 100])
def test_on_a_narrow_terminal_titles_are_cut_and_no_numbers(project, width):
    console = Console(file=io.StringIO(), force_terminal=True, width=width)
    plan = project.plan()
    plans = [replace(plan, run=replace(plan.run, key="k" * 90))] * 100
    with shown(plans, console) as watch:
        watch.begins(plans[0], plans[0].tasks[0])
        time.sleep(0.3)  # the bar is drawn ten times a second, and once more at its end
    rows = [line for line in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", console.file.getvalue()).splitlines() if "/" in line]
    assert any("0/300" in row for row in rows)
    assert any("…" in row and "0/1" in row for row in rows)
    assert all(len(row) <= width for row in rows)


STAMP = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC  ", re.MULTILINE)


def logged(project, plans, **options):
    """Carry out these plans without a terminal; the lines of the log, each with its time."""
    quiet, log = Console(file=io.StringIO()), project.outputs / LOG
    try:
        carry_out_with_progress(plans, project.parameters(), options=Options(**options), console=quiet, log=log)
    finally:
        assert quiet.file.getvalue() == ""
    text = log.read_text(encoding="utf-8")
    assert len(STAMP.findall(text)) == len(text.splitlines())
    return STAMP.sub("", text).splitlines()


def test_sections_and_reports_have_a_line_each_in_the_log_and_no_folder_of_this_machine_is_in_it(project):
    project.write(
        "two", f"raise OSError('{project.folder / 'x.csv'}, {project.outputs / 'kent'}, {Path.home() / 'y'}')"
    )
    plan = project.plan()
    found = [re.sub(r"\d+\.\d s", "… s", line) for line in logged(project, [plan], workers=1)]
    warnings = [f"kent-2025-26-q3: warning: {warning}" for warning in plan.inputs.release.warnings]
    assert found == [
        "started: 1 report, 1 at once",
        "kent-2025-26-q3: overview: done, … s",
        "kent-2025-26-q3: one: done, … s",
        "kent-2025-26-q3: two: FAILED, … s, cell 3: OSError: <crimekit>/x.csv, outputs/kent, <home>/y",
        *warnings,
        "kent-2025-26-q3: failed, … s",
        "ended: 0 done, 0 unchanged, 1 failed, … s",
    ]


def test_a_run_that_is_stopped_says_so_the_next_is_added_to_a_long_log_begun_anew_and_no_cluster_is_named(project):
    project.outputs.mkdir()
    (project.outputs / LOG).write_text("x" * 1_000_001, encoding="utf-8")
    with pytest.raises(RunError, match="--scheduler: found"):
        logged(project, [], scheduler="10.0.0.1:8786")
    found = logged(project, [])
    assert [line.split(",")[0] for line in found] == [
        "started: 0 reports",
        "stopped",
        "started: 0 reports",
        "ended: 0 done",
    ]
    assert found[0] == "started: 0 reports, on a cluster"
    assert (project.outputs / "run.log.1").stat().st_size == 1_000_001


def test_a_log_that_cannot_be_written_stops_nothing(project, capsys):
    project.outputs.write_text("a file", encoding="utf-8")
    parameters, log = project.parameters(), project.outputs / LOG
    assert carry_out_with_progress([], parameters, options=Options(), console=Console(stderr=True), log=log) == ()
    assert capsys.readouterr() == ("", "")
