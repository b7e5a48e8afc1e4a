"""Sections executed on many machines: the same jobs, sent to a dask cluster that is already running."""

from __future__ import annotations

import contextlib
import time
import uuid
from collections.abc import Generator, Iterator
from concurrent.futures import CancelledError
from itertools import chain
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from crimekit.errors import RunError
from crimekit.runs.bundle import Bundle, bundle, inputs_of, returned, sent
from crimekit.runs.execute import Job, Outcome
from crimekit.runs.scheduler import checked_address, connected

_LOOK = 1.0  # seconds between two looks whether there is a worker
_SPARE = 2  # sections sent beyond those that run, so that no worker waits for the next


def work_through_cluster(
    jobs: Iterator[Job], *, scheduler: str, patience: float = 60
) -> Generator[tuple[Job, Outcome], None, None]:
    """Execute the jobs on the cluster of `scheduler`; each with its outcome, as it ends.

    A job is asked for when a worker will soon be free for it. A section whose worker is lost is executed by another;
    `patience` is for how many seconds there may be none. Closing the iterator ends everything that is under way and
    leaves nothing on the workers. Without a job nothing is connected to.

    Raises
    ------
    RunError
        If dask.distributed is not installed, no scheduler answers, it has no worker or one that differs from this
        machine, or all of them are gone.
    """
    checked_address(scheduler)
    first = next(jobs, None)
    if first is None:
        return
    waiting = chain((first,), jobs)
    with connected(scheduler) as client:
        cluster = _Cluster(client, scheduler, patience)
        try:
            while True:
                while cluster.has_room() and (job := next(waiting, None)):
                    cluster.send(job)
                if not cluster.under_way:
                    return
                yield cluster.next_finished()
        finally:
            cluster.leave()


class _Cluster:
    """What was sent to a cluster and is not back yet."""

    def __init__(self, client: Any, scheduler: str, patience: float) -> None:
        self.client, self.scheduler, self.patience = client, scheduler, patience
        self.run = f"crimekit-{uuid.uuid4().hex}"
        self.projects: dict[tuple[Path, str], tuple[str, Bundle]] = {}  # with the name that each has on the workers
        self.under_way: dict[str, tuple[Job, Any, str]] = {}  # dask's future, the inputs' name there
        self.finished: SimpleQueue[str] = SimpleQueue()

    def has_room(self) -> bool:
        """Whether one more section may be sent."""
        return len(self.under_way) < self._threads() + _SPARE

    def send(self, job: Job) -> None:
        """Send a section, and its project unless the workers have it."""
        from crimekit.runs.remote import execute_section

        name, project = self._project(job)
        key = f"{self.run}-{uuid.uuid4().hex}"
        with self._errors():
            future = self.client.submit(execute_section, name, key, sent(job, project.inputs), key=key, pure=False)
        self.under_way[key] = job, future, project.inputs
        future.add_done_callback(lambda done: self.finished.put(done.key))

    def _project(self, job: Job) -> tuple[str, Bundle]:
        from crimekit.runs.remote import Sections, environment

        place = job.task.notebook.parent.parent, inputs_of(job)
        if place not in self.projects:
            files = bundle(*place)
            name = f"{self.run}-{len(self.projects)}"
            self.projects[place] = name, files
            with self._errors():
                self.client.register_plugin(Sections(name, files, environment()), name=name)
        return self.projects[place]

    def next_finished(self) -> tuple[Job, Outcome]:
        """Wait for a section, whose notebook is then at its target."""
        seen = time.monotonic()
        while True:
            try:
                key = self.finished.get(timeout=_LOOK)
            except Empty:
                seen = time.monotonic() if self._threads() else seen
                if time.monotonic() - seen > self.patience:
                    raise RunError(
                        f"--scheduler: {self.scheduler} has had no worker for {self.patience:g} seconds; "
                        "what is finished is kept"
                    ) from None
                continue
            job, future, inputs = self.under_way.pop(key)
            return job, self._outcome(job, future, inputs)

    def _outcome(self, job: Job, future: Any, inputs: str) -> Outcome:
        from distributed import KilledWorker

        try:
            answer = future.result()
        except KilledWorker as error:
            times = error.allowed_failures + 1
            return _failed(job, f"its worker was lost {times} times (killed, or out of memory)")
        except Exception as error:  # noqa: BLE001 - whatever stops a worker is this section's failure, not the run's
            self._refuse_gone(error)
            return _failed(job, f"its worker failed ({_said(error)})")
        outcome: Outcome = answer.outcome
        return outcome if answer.notebook is None else _kept(job, outcome, returned(answer.notebook, job, inputs))

    def _threads(self) -> int:
        with self._errors():
            return sum(self.client.nthreads().values())

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """What goes wrong between here and the cluster, as an error of the run."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - a cluster has many ways to fail
            self._refuse_gone(error)
            raise RunError(f"--scheduler: the cluster failed ({_said(error)}); what is finished is kept") from None

    def _refuse_gone(self, error: Exception) -> None:
        """Say that the scheduler is gone, where that is the reason."""
        from distributed.comm import CommClosedError

        if isinstance(error, (CancelledError, CommClosedError)) or self.client.status != "running":
            raise RunError(
                f"--scheduler: the scheduler at {self.scheduler} is gone; what is finished is kept"
            ) from None

    def leave(self) -> None:
        """End what is under way, and leave nothing on the workers."""
        if self.client.status != "running":
            return
        with contextlib.suppress(Exception):  # what cannot be tidied away must not hide what the run came to
            self.client.cancel([future for _, future, _ in self.under_way.values()], force=True)
        for name, _ in self.projects.values():
            with contextlib.suppress(Exception):
                self.client.unregister_worker_plugin(name)


def _kept(job: Job, outcome: Outcome, notebook: bytes) -> Outcome:
    """Let the notebook appear at its target in one step."""
    unfinished = job.target.with_name(f".{job.target.name}")
    try:
        unfinished.write_bytes(notebook)
        unfinished.replace(job.target)
    except OSError as error:
        gone = "the outputs folder was removed while the section ran"
        return _failed(job, (error.strerror or str(error)) if job.target.parent.is_dir() else gone)
    return outcome


def _failed(job: Job, error: str) -> Outcome:
    return Outcome(job.task.key, job.task.title, 0.0, None, error)


def _said(error: Exception) -> str:
    """What went wrong on another machine, with no place of it."""
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__
