"""Execute sections with papermill, each in a process of its own, some at a time.

On Linux that process is forked from this one, once that has imported all that notebooks use; elsewhere, and where this
one has several threads, it is started anew. The environment variable ``CRIMEKIT_START`` chooses: ``fork`` or ``spawn``.
Between the two stands another process that ends the section with all that it started: when it is done, when its time is
up, and when this process is gone, however it ended.
"""

from __future__ import annotations

import contextlib
import json
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from crimekit.errors import RunError
from crimekit.parameters import working_folder
from crimekit.runs import DEFAULTS, OWN
from crimekit.runs.notebooks import one_line, scrubbed
from crimekit.runs.processes import (
    ADOPT_ORPHANS,
    DIE_WITH_PARENT,
    LOOK,
    ask_linux,
    memory_in_use,
    start_method,
    uninterrupted,
)
from crimekit.runs.reuse import sealed

if TYPE_CHECKING:
    from crimekit.runs.plan import Task

_PATIENCE = 30  # seconds beyond its time, in which a section is to be ended
_MOST_OPEN = 2**20  # files


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook to execute, where it goes, and what it rests on."""

    task: Task
    target: Path
    fingerprint: str = ""
    timeout: float = 0  # seconds for the whole notebook; 0: as long as it takes
    memory: float = 0  # gigabytes of memory for it; 0: as much as there is
    engine: str = "crimekit"  # papermill's; nbclient runs a real kernel


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
    def why(self) -> str:
        """What stopped it, with the cell where it is known."""
        return f"cell {self.cell}: {self.error}" if self.cell else self.error

    @property
    def ok(self) -> bool:
        """Whether every cell ran."""
        return not self.error


def execute(
    jobs: Iterator[Job], *, workers: int = 2, waits: Callable[[], None] = lambda: None
) -> Generator[tuple[Job, Outcome], None, None]:
    """Execute the jobs, `workers` at a time; each with its outcome, as it ends.

    A job is asked for when a worker is free for it. Whatever goes wrong with a section is in its outcome. Closing the
    iterator ends everything that is under way. `waits` is called every second in which none has ended.
    """
    under_way: dict[Any, tuple[Job, Any, float]] = {}
    os.environ.update(OWN)
    try:
        while True:
            while len(under_way) < workers and (job := next(jobs, None)):
                line, process = _begun(job)
                under_way[line] = job, process, time.monotonic()
            if not under_way:
                return
            if not (ready := wait(list(under_way), LOOK)):
                waits()
            for line, (job, process, since) in tuple(under_way.items()):
                late = job.timeout and time.monotonic() - since > job.timeout + _PATIENCE
                if line not in ready and not late:
                    continue
                del under_way[line]
                error = "the process of the section was killed"
                if line not in ready:  # whoever stops a section was itself stopped
                    process.kill()
                    error = _too_long(job)
                outcome = Outcome(job.task.key, job.task.title, error=error)
                with contextlib.suppress(EOFError, OSError), line:
                    if line.poll(LOOK):
                        outcome = line.recv()
                process.join()
                yield job, outcome
    finally:
        for line in under_way:
            line.close()  # which tells its process to end
        for _, process, _ in under_way.values():
            process.join(_PATIENCE)
            process.kill()  # it was itself stopped; nothing where it has ended
            process.join()


def _begun(job: Job) -> tuple[Any, Any]:
    """A line to a new process that will send the outcome of the job along it, and the process."""
    context: Any = multiprocessing.get_context(start_method())
    line, far = context.Pipe()
    with far, uninterrupted():  # Ctrl-C would break off an import, or be heard by what has only begun
        if start_method() == "fork":
            import crimekit.runs.preload  # noqa: F401 - once, so that no section has to
        process = context.Process(target=_supervise, args=(job, dict(os.environ), far))
        process.start()
    return line, process


def _supervise(job: Job, environment: Mapping[str, str], line: Connection[Any, Any]) -> None:
    """Execute a section in a child of this process; end it with all that it started, and send its outcome."""
    started = time.monotonic()
    ask_linux(ADOPT_ORPHANS, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the owner's business
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT, signal.SIGTERM])
        os.setsid()  # no terminal to ask for a password at, and no signals for the owner's group
    if start_method() == "fork":  # what else the owner had open: its locks, the lines to other sections
        os.closerange(3, line.fileno())
        os.closerange(line.fileno() + 1, _MOST_OPEN)
    home = str(working_folder(job.task.notebook.parents[1] / "parameters"))  # a section stands in another folder
    own = tempfile.mkdtemp(prefix="crimekit-")  # without the profile and the startup files of the user's IPython
    os.environ.clear()
    os.environ.update({**DEFAULTS, **environment, "CRIMEKIT_HOME": home, "IPYTHONDIR": own})
    context: Any = multiprocessing.get_context(start_method())
    heard, said = context.Pipe(duplex=False)
    section = context.Process(target=_run, args=(job, said))
    with said:
        section.start()
    ended = os.pidfd_open(section.pid) if hasattr(os, "pidfd_open") else section.sentinel
    error = ""
    while not (ready := wait([heard, line, ended], LOOK)) and not error:
        if job.timeout and time.monotonic() - started > job.timeout:
            error = _too_long(job)
        elif job.memory and memory_in_use() > job.memory:
            error = _too_much(job)
    cell, error = None, error or "the section was killed, or ran out of memory"
    with contextlib.suppress(EOFError):
        if heard in ready:
            cell, error = heard.recv()
    while children := psutil.Process().children(recursive=True):  # what a child leaves behind is adopted
        for child in children:
            with contextlib.suppress(psutil.Error):
                child.kill()
        psutil.wait_procs(children)
    shutil.rmtree(own, ignore_errors=True)
    with contextlib.suppress(OSError):  # the owner is gone
        line.send(_kept(job, Outcome(job.task.key, job.task.title, time.monotonic() - started, cell, error)))


def _run(job: Job, said: Connection[Any, Any]) -> None:
    """Execute a notebook in this very process; say which cell stopped it and why, or nothing of the kind."""
    ask_linux(DIE_WITH_PARENT, 9)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for log in (logging.getLogger(), logging.getLogger("crimekit")):  # of the process that this one is forked from
        log.handlers.clear()
    for file in (0, 1, 2):  # what is printed past Python goes nowhere
        os.dup2(os.open(os.devnull, os.O_RDWR), file)
    import matplotlib
    import numpy as np
    from papermill import PapermillExecutionError, execute_notebook

    import crimekit.runs.preload  # noqa: F401 - there already where this process was forked
    from crimekit.page.notebooks import results

    matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]  # whenever it was imported
    np.random.seed()  # Python reseeds its own generator in a fork, NumPy does not
    try:
        if job.memory and sys.platform.startswith("linux"):
            import resource

            most = psutil.Process().memory_info().vms + int(job.memory * 1e9)  # beyond what it is forked with
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
        executed = execute_notebook(
            _literal(job.task.notebook),
            _literal(_unfinished(job)),
            engine_name=job.engine,
            parameters=dict(job.task.parameters),
            cwd=str(job.task.notebook.parent),
            progress_bar=False,
            log_output=False,
        )
        results(executed, name=job.task.key)  # what cannot stand on a page is refused while its notebook is kept
        said.send((None, ""))
    except PapermillExecutionError as failure:
        said.send((failure.cell_index + 1, _said(failure.ename, failure.evalue, job)))
    except RunError as failure:
        said.send((None, one_line(str(failure).removeprefix(f"{job.task.key}: "))))
    except Exception as failure:  # noqa: BLE001 - whatever stops a section is its failure, not the run's
        said.send((None, _said(type(failure).__name__, str(failure), job)))


def _said(name: str, text: str, job: Job) -> str:
    if job.memory and name.endswith("MemoryError"):  # NumPy has its own
        return _too_much(job)
    return one_line(f"{name}: {text}")


def _too_much(job: Job) -> str:
    return f"the section needed more than {job.memory:g} gigabytes of memory and was stopped; --memory gives more"


def _too_long(job: Job) -> str:
    return f"the section took longer than {job.timeout:g} seconds and was stopped"


def _literal(path: Path) -> str:
    """A path for papermill, which fills parameters in between braces."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _unfinished(job: Job) -> Path:
    return job.target.with_name(f".{job.target.name}")


def _kept(job: Job, outcome: Outcome) -> Outcome:
    """Let the scrubbed notebook appear at its target in one step; one that failed has no seal, and is no result.

    papermill writes a notebook before each cell: that is how the cell is known that ran when the process was killed.
    """
    unfinished = _unfinished(job)
    try:
        notebook = json.loads(unfinished.read_text(encoding="utf-8"))
        states = [cell["metadata"].get("papermill", {}).get("status") for cell in notebook["cells"]]
        if not outcome.ok and not outcome.cell and "running" in states:
            outcome = replace(outcome, cell=states.index("running") + 1)
        inputs = dict(job.task.parameters).get("inputs", "bundled")
        notebook = scrubbed(notebook, job.task.notebook.parent.parent, inputs)
        if outcome.ok and job.fingerprint:
            notebook = sealed(notebook, job.fingerprint)
        text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)
        unfinished.write_text(f"{text}\n", encoding="utf-8")
        unfinished.replace(job.target)
    except (OSError, ValueError) as failure:
        gone = "" if job.target.parent.is_dir() else "the outputs folder was removed while the section ran"
        return replace(outcome, error=gone or outcome.error or f"{type(failure).__name__}: {failure}")
    return outcome
