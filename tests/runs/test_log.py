"""The log of runs: every section and report, no path of the machine, never in the way."""

import re
from pathlib import Path

import pytest

from crimekit.runs.execute import Outcome
from crimekit.runs.log import LOG, logged
from crimekit.runs.run import Options, Result

STAMP = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC  ", re.MULTILINE)


def lines(path):
    text = path.read_text(encoding="utf-8")
    assert len(STAMP.findall(text)) == len(text.splitlines())
    return STAMP.sub("", text).splitlines()


def test_sections_and_reports_have_a_line_each_and_no_folder_of_this_machine_is_in_it(project):
    plan, path = project.plan(), project.outputs / LOG
    error = f"OSError: {project.folder / 'x.csv'}, {project.outputs / 'kent'}, {Path.home() / 'y'}\nsecond line"
    with logged(path, [plan], Options(3)) as watch:
        watch.section(plan, Outcome("one", "One", 2.04))
        watch.section(plan, Outcome("overview", "At a glance", reused=True))
        watch.section(plan, Outcome("two", "Two", 1.0, 3, error))
        watch.report(Result(plan, "failed", (), "outputs: no space", 5.0))
    found = lines(path)
    assert found[:4] == [
        "started: 1 report, 3 at once",
        "kent-tiny: one: done, 2.0 s",
        "kent-tiny: overview: unchanged",
        "kent-tiny: two: FAILED, 1.0 s, cell 3: OSError: <crimekit>/x.csv, outputs/kent, <home>/y second line",
    ]
    warnings = [line for line in found if line.startswith("kent-tiny: warning: ")]
    assert len(warnings) == len(plan.inputs.release.warnings)
    assert found[-2] == "kent-tiny: failed, 5.0 s, outputs: no space"
    assert re.fullmatch(r"ended: 0 done, 0 unchanged, 1 failed, \d+\.\d s", found[-1])


def test_a_run_that_is_stopped_says_so_the_next_is_added_and_no_cluster_is_named(tmp_path):
    with pytest.raises(KeyboardInterrupt), logged(tmp_path / LOG, [], Options()):
        raise KeyboardInterrupt
    with logged(tmp_path / LOG, [], Options(scheduler="tcp://10.0.0.1:8786")):
        pass
    found = lines(tmp_path / LOG)
    assert [line.split(":")[0] for line in found] == ["started", "stopped", "started", "ended"]
    assert found[2] == "started: 0 reports, on a cluster"


def test_a_long_log_is_put_aside(tmp_path):
    (tmp_path / LOG).write_text("x" * 1_000_001, encoding="utf-8")
    with logged(tmp_path / LOG, [], Options()):
        pass
    assert len(lines(tmp_path / LOG)) == 2
    assert (tmp_path / "run.log.1").stat().st_size == 1_000_001


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path, capsys):
    (tmp_path / "outputs").write_text("a file", encoding="utf-8")
    with logged(tmp_path / "outputs" / LOG, [], Options()) as watch:
        assert watch.section
    assert capsys.readouterr() == ("", "")
