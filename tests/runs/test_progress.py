"""What is shown of runs as they go on, and at their end."""

import io
import os
import signal
from pathlib import Path

import pytest
from rich.console import Console

from crimekit.model import Run
from crimekit.quarters import Quarter
from crimekit.runs.choose import Refused
from crimekit.runs.execute import Outcome
from crimekit.runs.progress import carry_out_with_progress, interruptible, problems, summary
from crimekit.runs.run import Options, Result

ABSENT = Refused(Run("kent-1999-00-q1", "tiny", "kent", Quarter.parse("1999-00 Q1")), "kent-1999-00-q1: no figures")
FAILED = Outcome("two", "Two", 1.0, 3, "ValueError: no")


def shown(table):
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
    text = shown(summary(some, [ABSENT]))
    assert text.splitlines()[0].strip() == "1 done, 0 unchanged, 3 failed"
    rows = [[word.strip() for word in line.strip("│ ").split("│")] for line in text.splitlines() if "kent-" in line]
    assert rows == [
        ["kent-tiny", "done", "3 of 3", "6.0"],
        ["kent-tiny", "failed", "2 of 3", "5.0"],
        ["kent-tiny", "failed", "0 of 3", "0.1"],
        ["kent-1999-00-q1", "failed", "none"],
    ]


def test_every_failure_has_a_line(some):
    assert problems(some, [ABSENT]) == [
        "kent-1999-00-q1: no figures",
        "kent-tiny: Two: cell 3: ValueError: no",
        "kent-tiny: outputs: another run is making it",
    ]


@pytest.mark.parametrize(("terminal", "lines"), [(False, 0), (True, 3)])
def test_a_run_is_quiet_where_there_is_no_terminal(published, terminal, lines):
    (published.report / "report.html").unlink()  # so that the page is put together again, without a kernel
    console = Console(file=io.StringIO(), force_terminal=terminal, width=100)
    carry_out_with_progress([published.plan()], published.parameters(), options=Options(), console=console)
    said = console.file.getvalue()
    assert sum("same" in line for line in said.splitlines()) == lines
    assert terminal or said == ""


def test_the_first_ctrl_c_is_an_interrupt_and_the_handler_goes_again():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), interruptible():
        os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_no_path_of_the_machine_is_in_a_published_report(published):
    for path in published.report.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert bytes(Path.home()) + b"/" not in content
        assert bytes(published.folder) not in content
