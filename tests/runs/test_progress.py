"""What is shown and logged of runs as they go on, and at their end."""

import io
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from crimekit.errors import RunError
from crimekit.runs.command import LOG, Shown, bar, carry_out_with_progress
from crimekit.runs.execute import Outcome
from crimekit.runs.run import Options, Result


def test_on_a_terminal_each_section_under_way_has_a_line_and_each_that_ended_is_named(project):
    plan, console = project.plan(), Console(file=io.StringIO(), force_terminal=True, width=100)
    with bar(console) as progress:
        watch = Shown([plan], progress)
        watch.begins(plan, plan.tasks[2])
        time.sleep(0.2)
        watch.section(plan, Outcome("two", "Two", 1.04))
        under_way = console.file.getvalue()
        watch.report(Result("kent", "done", plan))
    assert re.search(r"Two .*0/1", under_way)
    assert "done   Two (1.0 s)" in console.file.getvalue()
    assert re.search(r"Sections .*1/3", console.file.getvalue())


@pytest.mark.parametrize("width", [40, 100])
def test_on_a_narrow_terminal_titles_are_cut_and_no_numbers(project, width):
    console = Console(file=io.StringIO(), force_terminal=True, width=width)
    plan = project.plan()
    plans = [replace(plan, run=replace(plan.run, key="k" * 90))] * 100
    with bar(console) as progress:
        Shown(plans, progress).begins(plans[0], plans[0].tasks[0])
        time.sleep(0.3)  # the bar is drawn ten times a second, and once more at its end
    rows = [line for line in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", console.file.getvalue()).splitlines() if "/" in line]
    assert any("0/300" in row for row in rows)
    assert any("…" in row and "0/1" in row for row in rows)
    assert all(len(row) <= width for row in rows)


STAMP = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC  ", re.MULTILINE)


def carried_out(project, plans, **options):
    """Carry out these plans without a terminal, to which nothing is said."""
    quiet, places = Console(file=io.StringIO()), {"project": project.folder, "outputs": project.outputs}
    try:
        return carry_out_with_progress(plans, Options(**options), console=quiet, **places)
    finally:
        assert quiet.file.getvalue() == ""


def logged(project):
    """The lines of the log without their times."""
    text = (project.outputs / LOG).read_text(encoding="utf-8")
    assert len(STAMP.findall(text)) == len(text.splitlines())
    return STAMP.sub("", text).splitlines()


def test_sections_and_reports_have_a_line_each_in_the_log_and_no_folder_of_this_machine_is_in_it(project):
    project.write(
        "two", f"raise OSError('{project.folder / 'x.csv'}, {project.outputs / 'kent'}, {Path.home() / 'y'}')"
    )
    plan = project.plan()
    carried_out(project, [plan], workers=1)
    warnings = [f"kent-2025-26-q3: warning: {warning}" for warning in plan.inputs.release.warnings]
    assert [re.sub(r"\d+\.\d s", "… s", line) for line in logged(project)] == [
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
        carried_out(project, [], scheduler="10.0.0.1:8786")
    carried_out(project, [])
    found = logged(project)
    assert found[0] == "started: 0 reports, on a cluster"
    assert [line.split(",")[0] for line in found[1:]] == ["stopped", "started: 0 reports", "ended: 0 done"]
    assert (project.outputs / "run.log.1").stat().st_size == 1_000_001


def test_a_log_that_cannot_be_written_stops_nothing(project, capsys):
    project.outputs.write_text("a file", encoding="utf-8")
    assert carried_out(project, []) == ()
    assert capsys.readouterr() == ("", "")
