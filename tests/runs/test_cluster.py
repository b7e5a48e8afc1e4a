"""The same report from a cluster as from this machine, whatever becomes of its workers."""

import socket
import sys
from contextlib import contextmanager

import dask
import distributed
import pytest
from distributed import LocalCluster

from crimekit.errors import RunError
from crimekit.runs.cluster import execute_on
from crimekit.runs.execute import Job
from crimekit.runs.record import differences

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sections are forked on Linux")
SETTINGS = {"distributed.worker.daemon": False, "distributed.scheduler.allowed-failures": 1}
KILLS_WORKER = "import psutil, time\npsutil.Process().parents()[1].kill()\ntime.sleep(600)"


@contextmanager
def running(folder, **settings):
    with (
        pytest.MonkeyPatch.context() as here,
        dask.config.set({**SETTINGS, "temporary-directory": str(folder), **settings}),
    ):
        here.delenv("CRIMEKIT_START", raising=False)  # of the workers too, as anywhere
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster:
            yield cluster


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """The address of a cluster of two workers."""
    with running(tmp_path_factory.mktemp("workers")) as cluster:
        yield cluster.scheduler_address


@pytest.mark.slow
def test_the_report_is_the_same_to_the_byte(published, scheduler):
    with published.untouched():
        result = published.run(scheduler=scheduler, afresh=True)
    assert (result.state, [outcome.reused for outcome in result.outcomes]) == ("done", [False] * 3)


@pytest.mark.slow
def test_a_section_that_fails_is_told_as_it_is_here(published, scheduler):
    published.write("two", "open('absent.csv')")
    (failed,) = published.run(scheduler=scheduler).failed
    assert (failed.key, failed.cell) == ("two", 3)
    assert failed.error == "FileNotFoundError: [Errno 2] No such file or directory: 'absent.csv'"
    kept = (published.report.with_name("2025-26-q3-failed") / "two.ipynb").read_text(encoding="utf-8")
    assert "FileNotFoundError" in kept


@pytest.mark.slow
def test_a_cluster_that_would_not_make_the_same_is_refused_before_anything_runs(published, scheduler, monkeypatch):
    published.write("two", "changed = 1")
    with monkeypatch.context() as here:
        here.setattr("crimekit.runs.cluster.package_digest", lambda: "another source")
        with pytest.raises(RunError, match="a worker has another crimekit, notebooks or parameters; expected the same"):
            published.run(scheduler=scheduler)
    with monkeypatch.context() as here:
        known = distributed.versions._version_cached
        here.setattr(distributed.versions, "_version_cached", lambda name: "0.1" if name == "pandas" else known(name))
        with pytest.raises(RunError, match=r"(?s)^--scheduler: Mismatched versions found.*pandas.*0\.1"):
            published.run(scheduler=scheduler)
    assert differences(published.report) == ()


@pytest.mark.slow
def test_a_worker_that_is_lost_costs_nothing_but_one_that_is_lost_each_time_its_section(published, scheduler, tmp_path):
    mark = tmp_path / "mark"
    once = f"from pathlib import Path\nif not Path({str(mark)!r}).exists():\n    Path({str(mark)!r}).touch()\n    "
    published.write("one", once + KILLS_WORKER.replace("\n", "\n    "))
    assert published.run(scheduler=scheduler).state == "done"
    assert mark.exists()
    published.write("two", KILLS_WORKER)
    with published.untouched():
        (failed,) = published.run(scheduler=scheduler).failed
    assert (failed.key, failed.error) == ("two", "its worker was lost 2 times (killed, or out of memory)")


@pytest.mark.slow
def test_workers_that_may_not_start_processes_are_told_how_they_may(published, tmp_path):
    job = Job(published.plan().tasks[0], tmp_path / "out.ipynb")
    with (
        running(tmp_path, **{"distributed.worker.daemon": True}) as cluster,
        pytest.raises(RunError, match=r"start them with DASK_DISTRIBUTED__WORKER__DAEMON=False$"),
    ):
        list(execute_on(cluster.scheduler_address, iter([job])))


@pytest.mark.slow
def test_a_cluster_that_has_lost_its_workers_or_its_scheduler_stops_the_run(published, tmp_path):
    jobs = [Job(task, tmp_path / f"{task.key}.ipynb") for task in published.plan().tasks]
    published.write("two", "import time\ntime.sleep(600)")
    with running(tmp_path, **{"distributed.scheduler.allowed-failures": 9}) as cluster:
        address = cluster.scheduler_address
        outcomes = execute_on(address, iter(jobs), patience=1)
        assert next(outcomes)[1].ok
        cluster.scale(0)
        with pytest.raises(RunError, match=r"has had no worker for 1 seconds; finished is kept$"):
            list(outcomes)
        with pytest.raises(RunError, match=f"^--scheduler: no worker at {address}; start one with: dask worker"):
            list(execute_on(address, iter(jobs)))


@pytest.mark.parametrize("address", ["10.0.0.1:8786", "tcp://10.0.0.1", "http://10.0.0.1:8786", "tcp://me@host:1"])
def test_what_is_no_address_is_refused_and_without_a_job_none_is_connected_to(address):
    with pytest.raises(RunError) as stopped:
        list(execute_on(address, iter(())))
    assert str(stopped.value) == f"--scheduler: found '{address}'; expected an address such as tcp://10.0.0.1:8786"
    assert list(execute_on("tcp://127.0.0.1:1", iter(()))) == []


def test_a_scheduler_that_is_not_there_changes_nothing_and_without_the_package_it_says_what_to_install(
    published, monkeypatch
):
    published.write("two", "changed = 1")
    monkeypatch.setattr("crimekit.runs.cluster.ANSWERS", 1)
    with pytest.raises(RunError, match=r"^--scheduler: no scheduler answers at tls://127\.0\.0\.1:1 \(TLS"):
        published.run(scheduler="tls://127.0.0.1:1")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(RunError, match=f"^--scheduler: no scheduler answers at {address}"):
            published.run(scheduler=address)
    assert [path.name for path in published.report.parent.iterdir()] == ["2025-26-q3"]
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RunError, match=r"^--scheduler: needs the package distributed: pip install 'crimekit\[cluster"):
        published.run(scheduler="tcp://127.0.0.1:1")
