"""Worker processes that execute notebooks, some at a time, and outlive neither their owner nor a hanging cell.

papermill changes the working directory, so each worker is a process. A worker holds a lifeline to its owner: when the
owner is gone, however it ended, the worker ends and its kernels with it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from crimekit.runs.execute import Job, Outcome, execute
from crimekit.runs.interruption import unbroken
from crimekit.runs.kernels.client import kernel_server
from crimekit.runs.kernels.processes import adopt_orphans, end_orphans, end_with_children
from crimekit.runs.kernels.wire import FOLDER, MEMORY, SERVER

_GRACE = 20.0  # seconds beyond a section's time, until a worker that cannot end a cell is ended itself
_OWNERS = [getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]  # the owner's business
_ATTEMPTS = 2  # for a section whose worker was killed


@dataclass(frozen=True, slots=True, eq=False)
class _Worker:
    process: BaseProcess
    line: Connection  # jobs out, outcomes in
    lifeline: Connection

    def end(self) -> None:
        """End the worker and whatever it started."""
        end_with_children(self.process.pid)
        self.line.close()
        self.lifeline.close()
        self.process.join(10)


@dataclass(frozen=True, slots=True)
class _Attempt:
    job: Job
    number: int
    started: float

    @property
    def deadline(self) -> float | None:
        return self.started + self.job.timeout + _GRACE if self.job.timeout else None


def work_through(jobs: Iterator[Job], *, workers: int) -> Generator[tuple[Job, Outcome], None, None]:
    """Execute the jobs, `workers` at a time; each with its outcome, as it ends.

    A job is asked for when a worker is free for it. Closing the iterator ends everything that is under way.
    """
    idle: list[_Worker] = []
    busy: dict[_Worker, _Attempt] = {}
    again: deque[_Attempt] = deque()
    with ExitStack() as stack:
        environment: dict[str, str] | None = None
        while True:
            while len(busy) < workers and (attempt := _next(again, jobs)):
                if environment is None:
                    folder = stack.enter_context(
                        tempfile.TemporaryDirectory(prefix="crimekit-", ignore_cleanup_errors=True)
                    )
                    server = stack.enter_context(kernel_server(folder))
                    environment = {**os.environ, FOLDER: folder, SERVER: server}
                    stack.callback(_end_all, idle, busy)  # before the server ends
                with unbroken():  # half a start would be told of by the half that stays
                    worker = idle.pop() if idle else _hired(environment)
                    busy[worker] = attempt
                with contextlib.suppress(OSError):  # it is dead, as its sentinel will say
                    worker.line.send(attempt.job)
            if not busy:
                return
            for worker, outcome in _finished(busy):
                attempt = busy.pop(worker)
                if outcome is None and attempt.number < _ATTEMPTS:
                    again.append(_Attempt(attempt.job, attempt.number + 1, 0))
                    continue
                if worker.process.is_alive():
                    idle.append(worker)
                yield attempt.job, outcome or _lost(attempt.job)


def _next(again: deque[_Attempt], jobs: Iterator[Job]) -> _Attempt | None:
    now = time.monotonic()
    if again:
        return _Attempt(again[0].job, again.popleft().number, now)
    job = next(jobs, None)
    return None if job is None else _Attempt(job, 1, now)


def _finished(busy: Mapping[_Worker, _Attempt]) -> list[tuple[_Worker, Outcome | None]]:
    """Wait for workers to answer, to die (None), or to overrun their time; at most until the first deadline."""
    deadlines = [attempt.deadline for attempt in busy.values() if attempt.deadline is not None]
    seconds = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
    ready = wait([place for worker in busy for place in (worker.line, worker.process.sentinel)], seconds)
    found: list[tuple[_Worker, Outcome | None]] = []
    for worker, attempt in busy.items():
        if worker.line in ready:
            found.append((worker, _heard(worker)))
        elif worker.process.sentinel in ready:
            worker.end()
            found.append((worker, None))
        elif attempt.deadline is not None and time.monotonic() > attempt.deadline:
            worker.end()
            found.append((worker, _overran(attempt.job)))
    return found


def _heard(worker: _Worker) -> Outcome | None:
    try:
        outcome: Outcome = worker.line.recv()
    except (EOFError, OSError):
        worker.end()
        return None
    return outcome


def _overran(job: Job) -> Outcome:
    error = f"the section took longer than {job.timeout:g} seconds and was stopped"
    return Outcome(job.task.key, job.task.title, job.timeout, None, error)


def _lost(job: Job) -> Outcome:
    return Outcome(job.task.key, job.task.title, 0.0, None, "its worker process was killed, twice")


def _end_all(*groups: Any) -> None:
    for group in groups:
        for worker in list(group):
            worker.end()
        group.clear()


def _hired(environment: Mapping[str, str]) -> _Worker:
    """Start a worker; where the system can, forked from a process that has imported papermill."""
    context = multiprocessing.get_context("spawn") if sys.platform == "win32" else _fork_context()
    line, far_line = context.Pipe()
    far_lifeline, lifeline = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(far_line, far_lifeline, dict(environment)), daemon=True)
    process.start()
    far_line.close()
    far_lifeline.close()
    return _Worker(process, line, lifeline)


def _fork_context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "crimekit.runs.kernels.lean", "crimekit.runs.kernels.engine"])
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # Ctrl-C would break off its imports, aloud
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context


def _serve(line: Connection, lifeline: Connection, environment: dict[str, str]) -> None:
    """Execute what comes along the line until it is closed."""
    adopt_orphans()
    for number in _OWNERS:
        signal.signal(number, lambda *_: None)  # kernels get the default
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    ending = threading.Thread(target=_end_with, args=(lifeline, environment[FOLDER]), daemon=True)
    ending.start()
    os.environ.clear()
    os.environ.update(environment)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)  # what kernels say of themselves goes nowhere; what a cell prints is kept in its notebook
    os.dup2(silence, 2)
    with contextlib.suppress(EOFError, OSError):
        while True:
            job: Job = line.recv()
            os.environ[MEMORY] = str(int(job.memory * 1e9))
            outcome = execute(job)
            end_orphans()  # of a kernel that was not forked
            line.send(outcome)
    ending.join()


def _end_with(lifeline: Connection, folder: str) -> None:
    """End this process, and whatever it started, when the owner is gone; its temporary folder goes too."""
    with contextlib.suppress(EOFError, OSError):
        lifeline.recv()
    with contextlib.suppress(OSError):  # another worker was faster
        shutil.rmtree(Path(folder).rename(f"{folder}~"), ignore_errors=True)  # renamed, so that nothing is added
    end_with_children(os.getpid())
