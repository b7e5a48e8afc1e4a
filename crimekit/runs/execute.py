"""Execute sections with papermill, each in a process of its own, some at a time.

On Linux that process is forked from one that has imported everything, elsewhere it is started anew; the environment
variable ``CRIMEKIT_START`` chooses: ``forkserver`` or ``spawn``. Between it and this process stands another one that
ends the section with all that it started: when it is done, when its time is up, and when this process is gone, however
it ended.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from crimekit.runs.scrubbing import one_line, scrubbed
from crimekit.runs.seals import sealed

if TYPE_CHECKING:
    from crimekit.runs.plan import Task

DEFAULTS = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # as in a kernel, but before matplotlib is imported
    "OPENBLAS_NUM_THREADS": "1",  # as many sections as workers run at once; and a fork must have one thread
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # its own pool holds some 60 MB more in each section
}
_KILLED = "the section was killed, or ran out of memory, while it ran this cell"
_ADOPT_ORPHANS, _DIE_WITH_PARENT = 36, 1  # PR_SET_CHILD_SUBREAPER and PR_SET_PDEATHSIG


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook to execute, where it goes, and what it rests on."""

    task: Task
    target: Path
    fingerprint: str = ""
    timeout: float = 0  # seconds for the whole notebook; 0: as long as it takes
    memory: float = 0  # gigabytes of memory for it; 0: as much as there is


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one notebook."""

    key: str
    title: str
    seconds: float = 0.0
    cell: int | None = None  # the number of the cell that failed, from 1
    error: str = ""
    reused: bool = False  # nothing had changed, so nothing was executed

    @property
    def ok(self) -> bool:
        """Whether every cell ran."""
        return not self.error


def execute(
    jobs: Iterator[Job], *, workers: int = 2, scheduler: str = "", engine: str = "crimekit"
) -> Generator[tuple[Job, Outcome], None, None]:
    """Execute the jobs, `workers` at a time or on the cluster of `scheduler`; each with its outcome, as it ends.

    A job is asked for when a worker is free for it. Whatever goes wrong with a section is in its outcome. Closing the
    iterator ends everything that is under way. `engine` is papermill's: ``nbclient`` runs a real kernel.
    """
    if scheduler:
        from crimekit.runs.cluster import execute_on

        yield from execute_on(scheduler, jobs, engine=engine)
        return
    under_way: dict[Connection, tuple[Job, BaseProcess]] = {}
    try:
        while True:
            while len(under_way) < workers and (job := next(jobs, None)):
                line, process = _begun(job, engine)
                under_way[line] = job, process
            if not under_way:
                return
            for line in wait(list(under_way)):
                job, process = under_way[line]  # type: ignore[index]  # the lines that were given
                try:
                    outcome = line.recv()  # type: ignore[union-attr]
                except (EOFError, OSError):
                    outcome = Outcome(job.task.key, job.task.title, error="the process of the section was killed")
                del under_way[line]  # type: ignore[arg-type]
                process.join()
                yield job, outcome
    finally:
        for line in under_way:
            line.close()  # which tells its process to end
        for _, process in under_way.values():
            process.join()


def _begun(job: Job, engine: str) -> tuple[Connection, BaseProcess]:
    context = multiprocessing.get_context(start_method())
    line, far = context.Pipe()
    with far:
        process = context.Process(target=_supervise, args=(job, engine, dict(os.environ), far))
        if start_method() == "forkserver":
            _start_forkserver()
        process.start()
    return line, process


def start_method() -> str:
    """How processes are started here: forking is safe on Linux only."""
    return os.environ.get("CRIMEKIT_START") or ("forkserver" if sys.platform.startswith("linux") else "spawn")


def _start_forkserver() -> None:
    """Start the process that sections are forked from, if there is none; Ctrl-C must not break off its imports."""
    from multiprocessing import forkserver, resource_tracker

    multiprocessing.get_context("forkserver").set_forkserver_preload(["crimekit.runs.preload"])
    resource_tracker.ensure_running()  # which unblocks the signal when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _supervise(job: Job, engine: str, environment: Mapping[str, str], line: Connection) -> None:
    """Execute a section in a child of this process; end it with all that it started, and tell its outcome."""
    started = time.monotonic()
    _ask_linux(_ADOPT_ORPHANS, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the owner's business
    os.environ.clear()
    os.environ.update({**DEFAULTS, **environment})
    context = multiprocessing.get_context("fork" if start_method() == "forkserver" else "spawn")
    heard, said = context.Pipe(duplex=False)
    section = context.Process(target=_run, args=(job, engine, said))
    section.start()
    said.close()
    ended = os.pidfd_open(section.pid or 0) if hasattr(os, "pidfd_open") else section.sentinel
    cell, error = None, _KILLED
    while True:
        left = max(0, started + job.timeout - time.monotonic()) if job.timeout else None
        ready = wait([heard, line, ended], left)
        if not ready:
            error = f"the section took longer than {job.timeout:g} seconds and was stopped"
        if heard not in ready:
            break
        try:
            cell, error = heard.recv()
        except EOFError:
            break
    _end_children()
    outcome = _kept(job, Outcome(job.task.key, job.task.title, time.monotonic() - started, cell, error))
    with contextlib.suppress(OSError):  # the owner is gone
        line.send(outcome)


def _run(job: Job, engine: str, said: Connection) -> None:
    """Execute a notebook in this very process; say which cell begins, and in the end what stopped it."""
    _ask_linux(_DIE_WITH_PARENT, 9)
    if sys.platform != "win32":
        os.setsid()  # no terminal: none to ask for a password at, and none to send Ctrl-C
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for file in (0, 1, 2):  # what is printed past Python goes nowhere
        os.dup2(os.open(os.devnull, os.O_RDWR), file)
    import numpy as np
    from papermill import PapermillExecutionError, execute_notebook

    import crimekit.runs.preload  # noqa: F401 - there already where this process was forked

    np.random.seed()  # Python reseeds its own generator in a fork, NumPy does not
    cell: int | None = None

    def begins(*, cell_index: int, **_more: object) -> None:
        nonlocal cell
        cell = cell_index + 1
        said.send((cell, _KILLED))

    try:
        _limit_memory(job.memory)
        execute_notebook(
            str(job.task.notebook),
            str(_unfinished(job)),
            engine_name=engine,
            parameters=dict(job.task.parameters),
            cwd=str(job.task.notebook.parent),
            progress_bar=False,
            log_output=False,
            on_cell_start=begins,
        )
        said.send((None, ""))
    except PapermillExecutionError as failure:
        said.send((failure.cell_index + 1, _said(failure.ename, failure.evalue, job)))
    except Exception as failure:  # noqa: BLE001 - whatever stops a section is its failure, not the run's
        said.send((cell, _said(type(failure).__name__, str(failure), job)))


def _said(name: str, text: str, job: Job) -> str:
    if name == "DeadKernelError":  # nbclient's, with a real kernel
        return _KILLED
    if job.memory and name.endswith("MemoryError"):  # NumPy has its own
        return f"the section needed more than {job.memory:g} gigabytes of memory and was stopped; --memory gives more"
    return one_line(f"{name}: {text}")


def _limit_memory(gigabytes: float) -> None:
    if gigabytes and sys.platform.startswith("linux"):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (int(gigabytes * 1e9),) * 2)


def _ask_linux(option: int, value: int) -> None:
    """Ask the system for something that Python has no function for; nothing elsewhere."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _end_children() -> None:
    """End all processes that came of this one; on Linux also those that a child left behind, which are then ours."""
    while children := psutil.Process().children(recursive=True):
        for child in children:
            with contextlib.suppress(psutil.Error):
                child.kill()
        psutil.wait_procs(children)


def _unfinished(job: Job) -> Path:
    return job.target.with_name(f".{job.target.name}")


def _kept(job: Job, outcome: Outcome) -> Outcome:
    """Let the scrubbed notebook appear at its target in one step; one that failed has no seal, and is no result."""
    unfinished = _unfinished(job)
    try:
        notebook = scrubbed(json.loads(unfinished.read_text(encoding="utf-8")), job.task.notebook.parent.parent)
        if outcome.ok and job.fingerprint:
            notebook = sealed(notebook, job.fingerprint)
        text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)
        unfinished.write_text(f"{text}\n", encoding="utf-8")
        unfinished.replace(job.target)
    except (OSError, ValueError) as failure:
        if not job.target.parent.is_dir():
            return replace(outcome, error="the outputs folder was removed while the section ran")
        return outcome if outcome.error else replace(outcome, error=f"{type(failure).__name__}: {failure}")
    return outcome
