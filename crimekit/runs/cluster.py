"""Sections executed on many machines: the same function, as tasks of a dask cluster that is already running.

Every machine has the same checkout at the same place; each notebook comes back with its outcome. A section whose worker
is lost is executed by another, as often as dask's ``allowed-failures`` says.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import tempfile
import warnings
from collections.abc import Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from crimekit.errors import RunError
from crimekit.runs.execute import Job, Outcome, execute
from crimekit.runs.record import PACKAGES, digest
from crimekit.runs.reuse import files_digest, package_digest

_ADDRESS = re.compile(r"(tcp|tls)://[^/@\s]+:[0-9]+")
_QUIET = dict.fromkeys(("distributed", "distributed.client", "distributed.gc", "tornado.application"), "critical")
ANSWERS = 8  # seconds, within which a scheduler answers
_SPARE = 2  # sections sent beyond those that run, so that no worker waits for the next


def execute_on(
    scheduler: str, jobs: Iterator[Job], *, patience: float = 60
) -> Generator[tuple[Job, Outcome], None, None]:
    """Execute the jobs on the cluster of `scheduler`; each with its outcome, as it ends.

    `patience` is for how many seconds there may be no worker. Without a job nothing is connected to.

    Raises
    ------
    RunError
        If dask.distributed is not installed, no scheduler answers, it has no worker or one that differs from this
        machine, or all of them are gone.

    Examples
    --------
    >>> list(execute_on("10.0.0.1:8786", iter(())))
    Traceback (most recent call last):
    crimekit.errors.RunError: --scheduler: found '10.0.0.1:8786'; expected an address such as tcp://10.0.0.1:8786
    """
    if not _ADDRESS.fullmatch(scheduler):
        raise RunError(f"--scheduler: found '{scheduler}'; expected an address such as tcp://10.0.0.1:8786")
    job = next(jobs, None)
    if job is None:
        return
    with closing(_connected(scheduler)) as client:
        _refuse_others(client, scheduler, job.task.notebook.parent.parent)
        pool = client.get_executor(pure=False)
        under_way: dict[Future[tuple[Outcome, bytes]], Job] = {}
        while job or under_way:
            while job and len(under_way) < sum(client.nthreads().values()) + _SPARE:
                under_way[pool.submit(_executed, job)] = job
                job = next(jobs, None)
            done = wait(under_way, patience, FIRST_COMPLETED).done
            if not done and not client.nthreads():
                raise RunError(f"--scheduler: {scheduler} has had no worker for {patience:g} seconds; finished is kept")
            for future in done:
                sent = under_way.pop(future)
                yield sent, _returned(sent, future, client)


def _executed(job: Job) -> tuple[Outcome, bytes]:
    """On a worker: execute a section into a folder of its own; the outcome, and the notebook where there is one."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, job.target.name)
        ((_, outcome),) = execute(iter([replace(job, target=target)]), workers=1)
        return outcome, target.read_bytes() if target.exists() else b""


def _returned(job: Job, future: Future[tuple[Outcome, bytes]], client: Any) -> Outcome:
    """What became of a section that was sent, with its notebook at its target."""
    from distributed import KilledWorker

    try:
        outcome, notebook = future.result()
        if notebook:
            job.target.write_bytes(notebook)
        return outcome
    except KilledWorker as failure:
        error = f"its worker was lost {failure.allowed_failures + 1} times (killed, or out of memory)"
    except Exception as failure:  # noqa: BLE001 - whatever stops a worker is this section's failure, not the run's
        if client.status != "running":
            raise RunError("--scheduler: the scheduler is gone; what is finished is kept") from None
        error = f"did not come back from its worker ({getattr(failure, 'strerror', None) or type(failure).__name__})"
    return Outcome(job.task.key, job.task.title, error=error)


def _connected(scheduler: str) -> Any:
    """A client of the cluster."""
    try:
        import dask

        with dask.config.set({"logging": _QUIET}):  # read once, when it is imported
            import distributed
    except ImportError:
        raise RunError(
            "--scheduler: needs the package distributed: pip install 'crimekit[cluster]'; "
            "without --scheduler this machine does the work"
        ) from None
    try:
        asyncio.run(_answers(scheduler))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", distributed.versions.VersionMismatchWarning)  # it is refused below
            return distributed.Client(scheduler, timeout=ANSWERS, set_as_default=False, name="crimekit")
    except (OSError, ValueError, TypeError) as error:
        raise RunError(f"--scheduler: no scheduler answers at {scheduler} ({error or 'silence'})") from None


async def _answers(scheduler: str) -> None:
    """Exchange greetings once: dask's client would wait for ever for those of something that accepts and is silent."""
    from distributed.comm import connect
    from distributed.security import Security

    arguments = Security().get_connection_args("client")
    connection = await asyncio.wait_for(connect(scheduler, timeout=ANSWERS, **arguments), ANSWERS)
    await connection.close()


def _refuse_others(client: Any, scheduler: str, project: Path) -> None:
    """Refuse a cluster without workers, or one of which a machine would not make the same bytes as this one."""
    if not client.nthreads():
        raise RunError(f"--scheduler: no worker at {scheduler}; start one with: dask worker {scheduler}")
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", "Mismatched versions")
            client.get_versions(check=True, packages=list(PACKAGES))
    except UserWarning as error:
        raise RunError(f"--scheduler: {error}") from None
    found = client.run(_state, project, on_error="return").values()
    if any(isinstance(state, Exception) or state[0] != _state(project)[0] for state in found):
        raise RunError(
            "--scheduler: a worker has another crimekit, notebooks or parameters; expected the same checkout"
        )
    if any(daemon for _, daemon in found):
        raise RunError(
            "--scheduler: workers may not start processes; start them with DASK_DISTRIBUTED__WORKER__DAEMON=False"
        )


def _state(project: Path) -> tuple[str, bool]:
    """The hash of what a machine makes sections from, and whether the process is one that may have no children."""
    own = [files_digest(project / name) for name in ("notebooks", "parameters")]
    return digest([package_digest(), own]), multiprocessing.current_process().daemon
