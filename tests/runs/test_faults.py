"""Whatever is killed, hung or broken half-way: what is published stays whole, and the message says what happened."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import psutil
import pytest

from crimekit.runs.kernels.client import SWITCH
from crimekit.runs.kernels.wire import SERVER
from crimekit.runs.run import Options, carry_out
from crimekit.runs.verify import differences

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux")
HANGS = "import os, time\nfrom pathlib import Path\nPath({mark!r}).write_text(str(os.getpid()))\ntime.sleep(600)"


def run(project, **options):
    return carry_out([project.plan()], project.parameters(), options=Options(**options))[0]


def failure(project, source, **options):
    """What is said of a section with this cell; the published report stands as it was."""
    before = (project.report / "report.html").read_bytes()
    project.write("two", source)
    result = run(project, **options)
    assert (result.state, [outcome.key for outcome in result.failed]) == ("failed", ["two"])
    assert (project.report / "report.html").read_bytes() == before
    assert differences(project.report) == ()
    return result.failed[0]


def once(mark, source):
    """A cell that does this the first time only."""
    path = f"Path({str(mark)!r})"
    return f"from pathlib import Path\nimport os\nif not {path}.exists():\n    {path}.touch()\n    {source}"


def test_a_cell_that_ends_the_kernel(published, forked):
    outcome = failure(published, "import os\nos._exit(3)")
    assert (outcome.cell, outcome.error) == (3, "the kernel died while it ran this cell (killed, or out of memory)")
    kept = json.loads((published.report.with_name("2025-26-q3-failed") / "two.ipynb").read_text(encoding="utf-8"))
    assert "crimekit" not in kept["metadata"]  # no seal


def test_a_kernel_that_is_killed(published, forked):
    outcome = failure(published, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    assert outcome.error == "the kernel died while it ran this cell (killed, or out of memory)"


def test_a_cell_that_hangs_and_will_not_be_interrupted(published, forked):
    source = "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(600)"
    outcome = failure(published, source, timeout=1)
    assert (outcome.cell, outcome.error) == (3, "the section took longer than 1 seconds and was stopped")


def test_a_cell_that_prints_a_lot(published, forked):
    published.write("two", "print('x' * 5_000_000)")
    assert run(published).state == "done"
    assert (published.report / "notebooks" / "two.ipynb").stat().st_size < 200_000


def test_a_worker_that_is_killed_once_costs_nothing(published, forked, monkeypatch, tmp_path):
    monkeypatch.setenv(SWITCH, "ordinary")  # there, a kernel's parent is the worker
    published.write("two", once(tmp_path / "mark", "os.kill(os.getppid(), 9)"))
    assert run(published).state == "done"
    assert (tmp_path / "mark").exists()


@pytest.mark.slow
def test_a_worker_that_is_killed_each_time(published, forked, monkeypatch):
    monkeypatch.setenv(SWITCH, "ordinary")
    assert failure(published, "import os\nos.kill(os.getppid(), 9)").error == "its worker process was killed, twice"


@linux
def test_a_fork_server_that_is_killed_costs_nothing(published, monkeypatch, tmp_path):
    monkeypatch.delenv(SERVER, raising=False)
    published.write("two", once(tmp_path / "mark", "os.kill(os.getppid(), 9)"))
    assert run(published).state == "done"
    assert (tmp_path / "mark").exists()


def test_outputs_removed_while_a_section_runs(published, forked):
    published.write("two", f"import shutil\nshutil.rmtree({str(published.outputs)!r})")
    result = run(published)
    assert result.state == "failed"
    assert "outputs" in "".join([result.error, *(outcome.error for outcome in result.failed)])


def test_a_file_in_place_of_the_outputs(project):
    project.outputs.write_text("a file", encoding="utf-8")
    assert run(project).error == "outputs: cannot write to 'kent' (Not a directory); nothing was changed"


def started(project, **environment):
    """A run at the command line, in a group of its own as in a terminal."""
    command = [sys.executable, "-m", "crimekit", "run", *RUN, "--outputs", str(project.outputs)]
    return subprocess.Popen(
        command,
        env={**os.environ, "CRIMEKIT_HOME": str(project.folder), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


RUN = ("--forces", "kent", "--quarter", "2025-26 Q3", "--report", "tiny")


def waited_for(path):
    for _ in range(600):
        if path.exists() and path.read_text(encoding="utf-8"):
            return int(path.read_text(encoding="utf-8"))
        time.sleep(0.1)
    raise AssertionError(path)


def gone(process, seconds=10):
    for _ in range(seconds * 10):
        if not psutil.pid_exists(process) or psutil.Process(process).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.1)
    return False


def descendants(process):
    return [child.pid for child in psutil.Process(process).children(recursive=True)]


@pytest.fixture
def hanging(published, tmp_path):
    """A project with a published report, of which one section now hangs, and where that says its process."""
    published.write("two", HANGS.format(mark=str(tmp_path / "kernel")))
    return published, tmp_path / "kernel"


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_run_that_is_killed_leaves_no_process_and_the_next_finishes_its_work(hanging):
    project, mark = hanging
    process = started(project)
    kernel = waited_for(mark)
    children = descendants(process.pid)
    process.kill()
    process.communicate()
    assert all(gone(child) for child in (kernel, *children))
    assert differences(project.report) == ()
    project.write("two")
    assert run(project).state in ("done", "unchanged")
    assert sorted(path.name for path in project.report.parent.iterdir()) == ["2025-26-q3"]


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("mode", ["forked", pytest.param("ordinary", marks=pytest.mark.slow)])
def test_ctrl_c_ends_a_run_in_order(hanging, server, mode):
    project, mark = hanging
    process = started(project, **({SERVER: server} if mode == "forked" else {SWITCH: mode}))
    kernel = waited_for(mark)
    children = descendants(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert said.splitlines() == [
        "crimekit: stopped; what is published is as it was, and what is finished need not run again"
    ]
    assert process.returncode == 130
    assert all(gone(child) for child in (kernel, *children))
    assert differences(project.report) == ()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_twice_ends_it_at_once(hanging, server):
    project, mark = hanging
    process = started(project, **{SERVER: server})
    kernel = waited_for(mark)
    children = descendants(process.pid)
    for _ in range(2):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.01)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert all(gone(child) for child in (kernel, *children))
    shutil.rmtree(project.outputs)  # nothing holds it
