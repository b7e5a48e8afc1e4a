"""Whatever is killed, hung or broken half-way: what is published stays whole, and the message says what happened."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from crimekit.errors import RunError
from crimekit.runs.execute import Job, _Progress
from crimekit.runs.kernels.client import SWITCH
from crimekit.runs.kernels.wire import SERVER
from crimekit.runs.plan import Task
from crimekit.runs.record import differences
from crimekit.runs.run import Options, carry_out
from crimekit.runs.workers import _Attempt

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux")
RUNS = Path(__file__).parents[2] / "crimekit" / "runs"
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


@linux
@pytest.mark.parametrize("mode", ["forked", pytest.param("ordinary", marks=pytest.mark.slow)])
def test_a_cell_that_eats_memory(published, forked, monkeypatch, mode):
    monkeypatch.setenv(SWITCH, mode)
    eats = "eaten = []\nwhile True:\n    eaten.append(bytearray(50_000_000))"
    outcome = failure(published, eats, memory=3)
    assert outcome.error == "the section needed more than 3 gigabytes of memory and was stopped; --memory gives more"
    assert outcome.cell == 3


def printed(project, key="two"):
    """What the cells of a published section printed, by stream."""
    notebook = json.loads((project.report / "notebooks" / f"{key}.ipynb").read_text(encoding="utf-8"))
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
    return {output["name"]: "".join(output["text"]) for output in outputs if output["output_type"] == "stream"}


def test_a_cell_that_prints_a_lot_into_both_streams(published, forked):
    published.write("two", "import sys\nprint('x' * 5_000_000)\nfor _ in range(3):\n    sys.stderr.write('y' * 50_000)")
    assert run(published).state == "done"
    assert printed(published) == {
        "stdout": "x" * 100_000 + "\n… 4,900,001 more characters, not kept\n",
        "stderr": "y" * 100_000 + "\n… 50,000 more characters, not kept\n",
    }


def test_a_cell_that_shows_more_results_than_are_kept(published, forked):
    outcome = failure(published, "for number in range(1_234):\n    display(number)")
    assert (outcome.cell, outcome.error) == (3, "the cell showed 1,234 results; expected at most 1,000")
    kept = json.loads((published.report.with_name("2025-26-q3-failed") / "two.ipynb").read_text(encoding="utf-8"))
    shown = [output for output in kept["cells"][2]["outputs"] if output["output_type"] == "display_data"]
    assert len(shown) == 1_000


FLOOD = """
import resource, sys
from pathlib import Path
from crimekit.runs.execute import Job, execute
from crimekit.runs.plan import Task

def most_memory(name):
    folder = Path(sys.argv[1])
    outcome = execute(Job(Task(name, name, folder / "notebooks" / f"{name}.ipynb", ()), folder / "out.ipynb", "f"))
    assert outcome.ok, outcome.error
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

before = most_memory("one")
print(most_memory("two") - before)
"""


@linux
@pytest.mark.slow
def test_a_cell_that_prints_a_hundred_megabytes_costs_its_worker_no_memory(published, forked):
    published.write("two", "for _ in range(1_000_000):\n    print('x' * 99)")
    command = [sys.executable, "-c", FLOOD, str(published.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 50_000_000
    kept = (published.folder / "out.ipynb").read_text(encoding="utf-8")
    assert len(kept) < 200_000
    assert "… 99,900,000 more characters, not kept" in kept


ESCAPES = """\
import subprocess
mark = {mark!r}
own_session = subprocess.Popen(["sleep", "600"], start_new_session=True).pid
subprocess.run(["sh", "-c", f"nohup sleep 600 > /dev/null 2>&1 & echo $! >> {{mark}}"])
subprocess.run(["sh", "-c", f"sleep 600 & echo $! >> {{mark}}"], start_new_session=True, stdout=subprocess.DEVNULL)
with open(mark, "a") as file:
    file.write(str(own_session))
{ends}"""


@linux
@pytest.mark.parametrize("mode", ["forked", pytest.param("ordinary", marks=pytest.mark.slow)])
@pytest.mark.parametrize("ends", ["", "import os; os._exit(3)"])
def test_what_a_cell_left_running_in_the_background_ends_with_its_section(
    published, forked, monkeypatch, tmp_path, mode, ends
):
    monkeypatch.setenv(SWITCH, mode)
    mark = tmp_path / "processes"
    published.write("two", ESCAPES.format(mark=str(mark), ends=ends))
    assert run(published).state == ("failed" if ends else "done")
    left = [int(line) for line in mark.read_text(encoding="utf-8").split()]
    assert len(left) == 3
    assert all(gone(process) for process in left)


@linux
@pytest.mark.slow
def test_what_a_cell_left_in_the_background_ends_with_a_run_that_is_killed(published, server, tmp_path):
    mark = tmp_path / "processes"
    published.write("two", ESCAPES.format(mark=str(mark), ends=HANGS.format(mark=str(tmp_path / "kernel"))))
    process = started(published)
    waited_for(tmp_path / "kernel")
    process.kill()
    process.communicate()
    left = [int(line) for line in mark.read_text(encoding="utf-8").split()]
    assert len(left) == 3
    assert all(gone(process) for process in left)


def test_a_cell_that_closes_what_it_prints_into_still_shows_its_results(published, forked):
    published.write("two", "import sys\nsys.stdout.close()")
    assert run(published).state == "done"
    assert "Section two" in (published.report / "report.html").read_text(encoding="utf-8")


@linux
@pytest.mark.slow
def test_a_cell_that_closes_the_files_it_prints_into(published, forked, monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # with it, ipykernel does not watch these files
    outcome = failure(published, "import os, sys\nos.close(1)\nos.close(2)\nsys.stdout.close()")
    assert (outcome.cell, outcome.error) == (3, "OSError: [Errno 9] Bad file descriptor")


@pytest.mark.slow
def test_results_that_do_not_arrive_fail_the_section(published, forked):
    outcome = failure(published, "get_ipython().kernel.iopub_thread.socket.close()")
    expected = "the cell ended, but its outputs did not arrive; expected a kernel whose connections stay open"
    assert (outcome.cell, outcome.error) == (3, expected)


def test_a_cell_that_closes_the_connections_of_its_kernel(published, forked):
    outcome = failure(published, "import os\nos.closerange(3, 500)", timeout=3)
    assert outcome.cell == 3
    assert outcome.error in (
        "the kernel died while it ran this cell (killed, or out of memory)",
        "the section took longer than 3 seconds and was stopped",
    )


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_kernel_that_is_stopped(published, forked):
    outcome = failure(published, "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", timeout=1)
    assert (outcome.cell, outcome.error) == (3, "the section took longer than 1 seconds and was stopped")


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
    with pytest.raises(RunError, match="outputs: cannot write to 'outputs'; expected a folder that can be written"):
        run(project)


@pytest.fixture
def small_disk(published):
    """The published report on a disk of two megabytes, most of it taken by something else."""
    outputs, aside = published.outputs, published.folder / "aside"
    outputs.rename(aside)
    outputs.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", outputs], capture_output=True)
    if mounted.returncode:
        pytest.skip("only the superuser may mount a disk")
    shutil.copytree(aside, outputs, dirs_exist_ok=True)
    free = shutil.disk_usage(outputs).free
    (outputs / "other").write_bytes(b"x" * (free - 60_000))
    yield published
    subprocess.run(["umount", outputs], check=True)


@pytest.mark.skipif(not sys.platform.startswith("linux") or not shutil.which("mount"), reason="tmpfs")
def test_a_disk_that_fills_up(small_disk, forked):
    before = (small_disk.report / "report.html").read_bytes()
    small_disk.write("two", "print('x' * 90_000)")
    result = run(small_disk)
    assert result.state == "failed"
    assert "No space left on device" in " ".join([result.error, *(outcome.error for outcome in result.failed)])
    assert (small_disk.report / "report.html").read_bytes() == before
    assert differences(small_disk.report) == ()
    (small_disk.outputs / "other").unlink()
    assert run(small_disk).state == "done"
    assert sorted(path.name for path in small_disk.report.parent.iterdir()) == ["2025-26-q3"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff\xfe", b'{"cells": 1, "metadata": []}'])
def test_an_executed_notebook_that_is_damaged_is_executed_again(published, forked, damage):
    (published.report / "notebooks" / "one.ipynb").write_bytes(damage)
    result = run(published)
    assert (result.state, [outcome.key for outcome in result.outcomes if not outcome.reused]) == ("done", ["one"])
    assert differences(published.report) == ()


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff\xfe", b'{"fingerprint": {}, "files": 1}'])
def test_a_record_that_is_damaged_is_written_again(published, damage):
    before = json.loads((published.report / "run.json").read_bytes())
    (published.report / "run.json").write_bytes(damage)
    result = run(published)
    assert (result.state, all(outcome.reused for outcome in result.outcomes)) == ("done", True)
    after = json.loads((published.report / "run.json").read_bytes())
    assert {**after, "timings": before["timings"]} == before


def test_files_dated_in_the_far_future_or_past_change_nothing(published):
    for number, path in enumerate(sorted(published.folder.rglob("*"))):
        os.utime(path, (4_000_000_000, 4_000_000_000) if number % 2 else (1, 1))
    assert run(published).state == "unchanged"


def test_deadlines_are_counted_on_the_clock_that_does_not_jump():
    job = Job(Task("two", "Two", Path("two.ipynb"), ()), Path("out.ipynb"), timeout=30)
    assert _Attempt(job, 1, started=1000.0).deadline == 1050.0  # with 20 seconds of grace
    assert _Attempt(replace(job, timeout=0), 1, started=1000.0).deadline is None
    assert _Progress(deadline=time.monotonic() + 30).left(None) == 30
    assert _Progress(deadline=time.monotonic() - 30).left(None) == 1
    assert _Progress().left(None) is None


def test_durations_and_deadlines_come_from_a_clock_that_does_not_jump():
    sources = {path.name: path.read_text(encoding="utf-8") for path in RUNS.rglob("*.py")}
    assert not {name for name, text in sources.items() if re.search(r"time\.time\(|\.now\(|\.today\(", text)}
    assert "time.monotonic()" in sources["execute.py"]


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
def test_a_run_that_is_killed_leaves_no_process_and_the_next_finishes_its_work(hanging, tmp_path):
    project, mark = hanging
    (tmp_path / "t").mkdir()
    process = started(project, TMPDIR=str(tmp_path / "t"))
    kernel = waited_for(mark)
    children = descendants(process.pid)
    process.kill()
    process.communicate()
    assert all(gone(child) for child in (kernel, *children))
    assert not list((tmp_path / "t").glob("crimekit-*"))
    assert differences(project.report) == ()
    project.write("two")
    assert run(project).state in ("done", "unchanged")
    assert sorted(path.name for path in project.report.parent.iterdir()) == ["2025-26-q3"]


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("mode", ["forked", pytest.param("ordinary", marks=pytest.mark.slow)])
def test_ctrl_c_ends_a_run_in_order(hanging, server, tmp_path, mode):
    project, mark = hanging
    (tmp_path / "t").mkdir()
    chosen = {SERVER: server} if mode == "forked" else {SWITCH: mode}
    process = started(project, TMPDIR=str(tmp_path / "t"), **chosen)
    kernel = waited_for(mark)
    children = descendants(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert said.splitlines() == [
        "crimekit: stopped; what is published is as it was, and what is finished need not run again"
    ]
    assert process.returncode == 130
    assert all(gone(child) for child in (kernel, *children))
    assert list((tmp_path / "t").iterdir()) == []
    assert differences(project.report) == ()


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("name", [pytest.param("SIGTERM", marks=pytest.mark.slow), "SIGHUP"])
def test_a_run_that_is_told_to_end_or_whose_terminal_is_closed_ends_in_order(hanging, server, tmp_path, name):
    project, mark = hanging
    (tmp_path / "t").mkdir()
    process = started(project, **{SERVER: server, "TMPDIR": str(tmp_path / "t")})
    kernel = waited_for(mark)
    children = descendants(process.pid)
    os.killpg(process.pid, getattr(signal, name))
    said, _ = process.communicate(timeout=30)
    assert said == "crimekit: stopped; what is published is as it was, and what is finished need not run again\n"
    assert process.returncode == 130
    assert all(gone(child) for child in (kernel, *children))
    assert list((tmp_path / "t").iterdir()) == []
    assert not list(project.report.parent.glob(".*.lock"))


@linux
def test_ctrl_c_while_workers_are_started_leaves_no_trace(hanging):
    project, _ = hanging
    process = started(project)
    while not any("forkserver" in " ".join(child.cmdline()) for child in psutil.Process(process.pid).children()):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert said == "crimekit: stopped; what is published is as it was, and what is finished need not run again\n"


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
