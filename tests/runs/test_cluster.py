"""The same report from a cluster as from this machine, whatever becomes of its workers, and nothing left on them."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import dask
import pandas as pd
import psutil
import pytest
from distributed import LocalCluster

from crimekit.errors import RunError
from crimekit.runs.bundle import bundle
from crimekit.runs.cluster import work_through_cluster
from crimekit.runs.execute import Job
from crimekit.runs.record import differences
from crimekit.runs.remote import Sections, environment
from crimekit.runs.run import Options, carry_out

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux")
SHORTENED = {"distributed.scheduler.allowed-failures": 1, "distributed.comm.timeouts.connect": "5s"}
SECTION_PROCESS, WORKER = 1, 2  # a kernel's parents, after the fork server
KILLS = "import psutil\npsutil.Process().parents()[{number}].kill()"
HANGS = "import os, time\nfrom pathlib import Path\nPath({mark!r}).write_text(str(os.getpid()))\ntime.sleep(600)"


def running(folder, **options):
    with dask.config.set({**SHORTENED, "temporary-directory": str(folder)}):
        return LocalCluster(processes=True, dashboard_address=":0", **options)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("workers")


@pytest.fixture(scope="module")
def scheduler(place):
    """The address of a cluster of two workers."""
    with running(place, n_workers=2, threads_per_worker=1) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(autouse=True)
def _nothing_is_left(place):
    yield
    assert not list(place.rglob("crimekit-*"))


def run(project, scheduler, outputs=None, **options):
    plan = project.plan()
    if outputs:
        plan = replace(plan, folder=outputs / "kent" / "2025-26-q3")
    return carry_out([plan], project.parameters(), options=Options(scheduler=scheduler, **options))[0]


def files(report):
    """The bytes of every file; of the record all but how long sections took."""
    found = {path.relative_to(report).as_posix(): path.read_bytes() for path in report.rglob("*") if path.is_file()}
    record = json.loads(found.pop("run.json"))
    del record["timings"]
    return {**found, "run.json": record}


def test_the_report_is_the_same_to_the_byte(published, scheduler, tmp_path):
    result = run(published, scheduler, tmp_path / "there")
    assert (result.state, len(result.outcomes)) == ("done", 3)
    assert files(tmp_path / "there" / "kent" / "2025-26-q3") == files(published.report)


@pytest.mark.slow
def test_workers_of_several_threads_make_the_same_bytes(published, place, tmp_path):
    with running(place, n_workers=1, threads_per_worker=2) as cluster:
        assert run(published, cluster.scheduler_address, tmp_path / "there").state == "done"
    assert files(tmp_path / "there" / "kent" / "2025-26-q3") == files(published.report)


@pytest.mark.slow
def test_a_section_that_fails_is_told_as_it_is_here(published, scheduler):
    published.write("two", "open('absent.csv')")
    result = run(published, scheduler)
    (failed,) = result.failed
    assert (result.state, failed.key, failed.cell) == ("failed", "two", 3)
    assert failed.error == "FileNotFoundError: [Errno 2] No such file or directory: 'absent.csv'"
    kept = (published.report.with_name("2025-26-q3-failed") / "two.ipynb").read_text(encoding="utf-8")
    assert "FileNotFoundError" in kept


ELSEWHERE = """\
import psutil
from pathlib import Path
if Path.cwd().is_relative_to({project!r}):
    raise OSError
if not Path({mark!r}).exists():
    Path({mark!r}).touch()
    psutil.Process().parents()[{number}].kill()
"""


def test_only_what_has_changed_is_sent_and_a_worker_that_is_killed_costs_nothing(published, scheduler, tmp_path):
    mark = tmp_path / "mark"
    published.write("two", ELSEWHERE.format(project=str(published.folder), mark=str(mark), number=WORKER))
    result = run(published, scheduler)
    assert (mark.exists(), result.state, differences(published.report)) == (True, "done", ())
    assert [outcome.key for outcome in result.outcomes if not outcome.reused] == ["two"]


@pytest.mark.slow
def test_a_section_that_kills_its_worker_each_time_fails(published, scheduler):
    before = files(published.report)
    published.write("two", KILLS.format(number=WORKER))
    (failed,) = run(published, scheduler).failed
    assert (failed.key, failed.error) == ("two", "its worker was lost 2 times (killed, or out of memory)")
    assert files(published.report) == before


def waited_for(mark):
    for _ in range(300):
        if mark.exists() and (text := mark.read_text(encoding="utf-8")):
            return int(text)
        time.sleep(0.1)
    raise AssertionError(mark)


def gone(process):
    for _ in range(100):
        if not psutil.pid_exists(process) or psutil.Process(process).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.slow)])
def test_a_run_that_is_stopped_stops_its_sections(published, scheduler, place, tmp_path, number):
    published.write("two", HANGS.format(mark=str(tmp_path / "kernel")))
    words = ("run", "--forces", "kent", "--quarter", "2025-26 Q3", "--report", "tiny", "--scheduler", scheduler)
    process = subprocess.Popen(
        [sys.executable, "-m", "crimekit", *words],
        env={**os.environ, "CRIMEKIT_HOME": str(published.folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    kernel = waited_for(tmp_path / "kernel")
    os.killpg(process.pid, number)
    said, _ = process.communicate(timeout=30)
    assert gone(kernel)
    assert differences(published.report) == ()
    if number == signal.SIGINT:
        assert said == "crimekit: stopped; what is published is as it was, and what is finished need not run again\n"
        assert process.returncode == 130
    else:
        for folder in place.rglob("crimekit-*/"):  # goes with the worker
            subprocess.run(["rm", "-r", folder], check=True)


def test_without_a_job_nothing_is_connected_to():
    assert list(work_through_cluster(iter(()), scheduler="tcp://127.0.0.1:1")) == []


def test_what_is_no_address_is_refused_even_then():
    with pytest.raises(RunError, match=r"^--scheduler: found 'host:8786'; expected an address such as tcp://"):
        list(work_through_cluster(iter(()), scheduler="host:8786"))


def test_a_cluster_that_cannot_be_connected_to_changes_nothing(published):
    published.write("two", "changed = 1")
    with pytest.raises(RunError, match=r"^--scheduler: cannot connect to tls://127\.0\.0\.1:1: TLS"):
        run(published, "tls://127.0.0.1:1")
    assert [path.name for path in published.report.parent.iterdir()] == ["2025-26-q3"]


def test_a_cluster_without_a_worker_is_refused(place, project):
    job = Job(project.plan().tasks[0], project.folder / "overview.ipynb")
    with running(place, n_workers=0) as cluster:
        address = cluster.scheduler_address
        with pytest.raises(RunError) as stopped:
            next(work_through_cluster(iter([job]), scheduler=address))
    assert str(stopped.value) == f"--scheduler: no worker at {address}; start one with: dask worker {address}"


@pytest.fixture
def alone(tmp_path):
    """A scheduler and one worker that nobody starts again: the address and both processes."""
    file = tmp_path / "scheduler.json"
    start = [sys.executable, "-c", "import sys; from dask.__main__ import main; main()"]
    options = ["--scheduler-file", str(file), "--dashboard-address", ":0"]
    environment = {**os.environ, "DASK_TEMPORARY_DIRECTORY": str(tmp_path)}
    commands = [["scheduler", "--host", "127.0.0.1", "--port", "0"], ["worker", "--no-nanny", "--nthreads", "1"]]
    processes = [
        subprocess.Popen([*start, *command, *options], env=environment, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    for _ in range(100):
        time.sleep(0.1)
        if file.exists() and file.stat().st_size:
            break
    time.sleep(3)  # the worker reads the file and registers
    yield json.loads(file.read_text(encoding="utf-8"))["address"], *processes
    for process in processes:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_a_scheduler_that_is_lost_stops_the_run_and_what_is_finished_is_kept(published, alone):
    address, scheduler, _ = alone
    published.write("two", f"import os, time\nos.kill({scheduler.pid}, 9)\ntime.sleep(600)")
    with pytest.raises(RunError) as stopped:
        run(published, address, afresh=True)
    assert str(stopped.value) == f"--scheduler: the scheduler at {address} is gone; what is finished is kept"
    assert differences(published.report) == ()
    kept = published.report.with_name("2025-26-q3-failed")
    assert sorted(path.name for path in kept.iterdir()) == ["one.ipynb", "overview.ipynb"]


@pytest.mark.slow
def test_a_cluster_that_loses_all_workers_is_not_waited_for_for_ever(published, alone):
    address, _, worker = alone
    task = published.plan().tasks[0]
    published.write("overview", f"import os, time\nos.kill({worker.pid}, 9)\ntime.sleep(600)")
    job = Job(task, published.folder / "overview.ipynb")
    with pytest.raises(RunError) as stopped:
        list(work_through_cluster(iter([job]), scheduler=address, patience=1))
    assert str(stopped.value) == (f"--scheduler: {address} has had no worker for 1 seconds; what is finished is kept")


@pytest.mark.slow
def test_a_worker_without_its_project_fails_the_section_and_not_the_run(published, alone):
    address, _, _ = alone
    published.write("overview", "import shutil\nfrom pathlib import Path\nshutil.rmtree(Path.cwd().parents[1])")
    jobs = [Job(task, published.folder / f"{task.key}.ipynb") for task in published.plan().tasks[:2]]
    outcomes = [outcome for _, outcome in work_through_cluster(iter(jobs), scheduler=address)]
    assert outcomes[1].error == "its worker failed (No such file or directory)"


@pytest.mark.slow
def test_a_project_that_no_worker_can_take_stops_the_run(published, alone, tmp_path):
    for folder in tmp_path.rglob("worker-*/"):
        folder.rename(folder.with_name("gone"))
    job = Job(published.plan().tasks[0], published.folder / "overview.ipynb")
    with pytest.raises(RunError) as stopped:
        list(work_through_cluster(iter([job]), scheduler=alone[0]))
    assert str(stopped.value) == (
        "--scheduler: the cluster failed (No such file or directory); what is finished is kept"
    )


@pytest.fixture
def there(published, tmp_path):
    """The project on a worker, without a cluster; a function that executes its first section there."""
    begun = []

    def executed(**other):
        sections = Sections("tiny", bundle(published.folder, "bundled"), {**environment(), **other})
        sections.setup(SimpleNamespace(local_directory=str(tmp_path / "scratch")))
        begun.append(sections)
        task = replace(published.plan().tasks[0], notebook=Path("notebooks/overview.ipynb"))
        return sections.execute("key", Job(task, Path("overview.ipynb"), "f" * 64))

    (tmp_path / "scratch").mkdir()
    yield executed
    for sections in begun:
        asyncio.run(sections.teardown(None))
    assert not list((tmp_path / "scratch").iterdir())


def test_a_worker_that_comes_later_and_is_not_like_this_machine_does_no_work(there):
    answer = there(pandas="0.1")
    assert answer.notebook is None
    assert answer.outcome.error == f"a worker that came later: found pandas {pd.__version__}; expected 0.1"


@pytest.mark.slow
def test_a_section_that_kills_its_process_each_time_fails_and_the_worker_stays(published, there):
    published.write("overview", KILLS.format(number=SECTION_PROCESS))
    assert there().outcome.error == "its process was killed, twice"
