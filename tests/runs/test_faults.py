"""Whatever is killed, hung or broken half-way: what is published stays whole, and the message says what happened."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from crimekit.runs.record import differences

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sections are forked on Linux")
HANGS = "import os, time\nfrom pathlib import Path\nPath({mark!r}).write_text(str(os.getpid()))\ntime.sleep(600)"


def failure(project, source, **options):
    """What is said of a section with this cell; the published report stands as it was."""
    project.write("two", source)
    with project.untouched():
        result = project.run(**options)
    assert (result.state, [outcome.key for outcome in result.failed]) == ("failed", ["two"])
    return result.failed[0]


KILLED = "the section was killed, or ran out of memory"
STOPPED = "the section took longer than 2 seconds and was stopped"
TOO_MUCH = "the section needed more than {} gigabytes of memory and was stopped; --memory gives more"
SHOWN = "RunError: the cell showed 1,234 results; expected at most 1,000"
MANY = """\
import os, time
for _ in range(6):
    if os.fork() == 0:
        eaten = b"x" * 400_000_000
        time.sleep(60)
        os._exit(0)
time.sleep(60)"""


@linux
@pytest.mark.parametrize(
    ("source", "options", "error"),
    [
        ("import os, signal\nprint('so far')\nos.kill(os.getpid(), signal.SIGKILL)", {}, KILLED),
        ("import os\nos._exit(0)", {}, KILLED),
        ("import os\nos.closerange(3, 500)\nos._exit(3)", {}, KILLED),
        ("import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(600)", {"timeout": 2}, STOPPED),
        ("import re\nre.match('(a+)+b', 'a' * 60)", {"timeout": 2}, STOPPED),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", {"timeout": 2}, STOPPED),
        ("eaten = bytearray(4_000_000_000)", {"memory": 3}, TOO_MUCH.format(3)),
        ("eaten = bytearray(900_000_000)", {"memory": 0.8}, TOO_MUCH.format(0.8)),
        (MANY, {"memory": 1.5}, TOO_MUCH.format(1.5)),
        ("for at in range(1_234):\n    display(at)", {}, SHOWN),
        ("from crimekit.errors import DataError\nraise DataError('one\\ntwo')", {}, "DataError: one"),
        ("raise SystemExit('no more')", {}, "SystemExit: no more"),
        ("raise ValueError('x' * 900_000)", {}, f"ValueError: {'x' * 1_987}…"),
        ("raise ValueError(f\"found '{'x' * 900_000}'; or\")", {}, f"ValueError: found '{'x' * 59}…'; or"),
    ],
)  # fmt: skip
def test_a_section_that_fails_names_its_cell_and_what_came_before_is_kept(published, source, options, error):
    outcome = failure(published, source, **options)
    assert (outcome.cell, outcome.error) == (3, error)
    kept = json.loads((published.report.with_name("2025-26-q3-failed") / "two.ipynb").read_text(encoding="utf-8"))
    assert "crimekit" not in kept["metadata"]  # no seal
    assert source in ["".join(cell["source"]) for cell in kept["cells"]]


@linux
def test_a_section_that_kills_the_process_above_it_fails_alone(published):
    outcome = failure(published, "import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(600)")
    assert outcome.error == "the process of the section was killed"
    published.write("two", "'after it'")
    assert published.run(workers=1).state == "done"
    assert [path.name for path in published.report.parent.iterdir()] == ["2025-26-q3"]


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
@pytest.mark.parametrize("ends", ["", "import os; os._exit(3)"])
def test_what_a_cell_left_running_in_the_background_ends_with_its_section(published, tmp_path, ends):
    mark = tmp_path / "processes"
    published.write("two", ESCAPES.format(mark=str(mark), ends=ends))
    assert published.run().state == ("failed" if ends else "done")
    left = [int(line) for line in mark.read_text(encoding="utf-8").split()]
    assert len(left) == 3
    assert all(gone(process) for process in left)


def test_a_cell_that_closes_what_it_prints_into_still_shows_its_results(published):
    published.write("two", "import os, sys\nsys.stdout.close()\nos.close(1)\nos.close(2)")
    assert published.run().state == "done"
    assert "Section two" in (published.report / "report.html").read_text(encoding="utf-8")


def test_outputs_removed_while_a_section_runs(published):
    published.write("two", f"import shutil\nshutil.rmtree({str(published.outputs)!r})")
    result = published.run()
    assert result.state == "failed"
    assert "outputs" in "".join([result.error, *(outcome.error for outcome in result.failed)])


@pytest.fixture
def small_disk(published):
    """The published report on a disk of two megabytes, most of it taken by something else."""
    if not sys.platform.startswith("linux") or not shutil.which("mount"):
        pytest.skip("tmpfs")
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


def test_a_disk_that_fills_up(small_disk):
    small_disk.write("two", "print('x' * 90_000)")
    with small_disk.untouched():
        result = small_disk.run()
    assert result.state == "failed"
    assert "No space left on device" in " ".join([result.error, *(outcome.error for outcome in result.failed)])
    (small_disk.outputs / "other").unlink()
    assert small_disk.run().state == "done"
    assert sorted(path.name for path in small_disk.report.parent.iterdir()) == ["2025-26-q3"]


def test_a_disk_that_is_full_when_the_reports_are_listed(small_disk, command):
    (small_disk.outputs / "index.html").unlink(missing_ok=True)
    with suppress(OSError), (small_disk.outputs / "other").open("ab", buffering=0) as other:
        while other.write(b"x" * 4096):
            pass
    code, _, err = command()
    assert (code, err) == (2, "crimekit: outputs: cannot write index.html (No space left on device); it is as it was\n")
    assert [path.name for path in small_disk.outputs.iterdir() if path.name[0] == "."] == []
    (small_disk.outputs / "other").unlink()
    assert command()[0] == 0
    assert sorted(path.name for path in small_disk.outputs.iterdir()) == ["index.html", "kent", "run.log"]


SHAPES = b'{"cells": 1, "metadata": [], "fingerprint": {}, "files": 1}'


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff\xfe", SHAPES])
def test_an_executed_notebook_or_a_record_that_is_damaged_is_made_again_and_nothing_else(published, damage):
    with published.untouched():
        for name in ("notebooks/one.ipynb", "run.json"):
            (published.report / name).write_bytes(damage)
        result = published.run()
    assert (result.state, [outcome.key for outcome in result.outcomes if not outcome.reused]) == ("done", ["one"])


TOLD = "crimekit: stopped; what is published is as it was, and what is finished need not run again\n"


def started(project, **environment):
    """A run at the command line, in a group of its own as in a terminal."""
    command = [sys.executable, "-m", "crimekit", *project.command, "kent", "--outputs", str(project.outputs)]
    return subprocess.Popen(
        command,
        env={**os.environ, "CRIMEKIT_HOME": str(project.folder), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


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


@linux
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_a_run_that_is_ended_leaves_no_process_and_the_next_finishes_its_work(published, tmp_path, name):
    hangs = HANGS.format(mark=str(tmp_path / "section"))
    published.write("two", ESCAPES.format(mark=str(tmp_path / "processes"), ends=hangs))
    (tmp_path / "t").mkdir()
    process = started(published, TMPDIR=str(tmp_path / "t"))
    section = waited_for(tmp_path / "section")
    escaped = map(int, (tmp_path / "processes").read_text(encoding="utf-8").split())
    processes = {section, *escaped, *(child.pid for child in psutil.Process(process.pid).children(recursive=True))}
    assert len(processes) == 5  # with what stands above it
    os.killpg(process.pid, getattr(signal, name))
    said, _ = process.communicate(timeout=30)
    assert all(gone(child) for child in processes)
    assert differences(published.report) == ()
    if name != "SIGKILL":
        assert (process.returncode, said) == (130, TOLD)
        assert list((tmp_path / "t").iterdir()) == []
    published.write("two")
    assert published.run().state in ("done", "unchanged")
    assert sorted(path.name for path in published.report.parent.iterdir()) == ["2025-26-q3"]


@linux
def test_ctrl_c_while_the_first_process_starts_leaves_no_trace(published):
    published.write("two", "changed = 1")
    process = started(published)
    while not any("matplotlib" in file.path for file in psutil.Process(process.pid).memory_maps()):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert said == TOLD


@linux
def test_a_run_ends_when_what_ends_its_sections_is_stopped(published, monkeypatch):
    monkeypatch.setattr("crimekit.runs.execute._PATIENCE", 2)
    stops = "import os, signal, time\nos.kill(os.getppid(), signal.SIGSTOP)\ntime.sleep(600)"
    outcome = failure(published, stops, timeout=2)
    assert outcome.error == STOPPED


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_runs_killed_at_random_moments_leave_what_is_published_whole_and_the_next_ends_well():
    """Some of them; the script does more, on demand."""
    script = Path(__file__).parents[1] / "benchmarks" / "kill_points.py"
    done = subprocess.run([sys.executable, script, "--points", "4", "--seed", "3"], capture_output=True, text=True)
    assert re.search(r"\n4 kills \(.*: 0 left something wrong\n$", done.stdout)
    assert done.returncode == 0
