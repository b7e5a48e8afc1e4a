"""Execute sections with papermill, each in a process of its own, some at a time.

On Linux that process is forked from this one, once that has imported all that notebooks use; elsewhere, and where this
one has several threads, it is started anew. The environment variable ``CRIMEKIT_START`` chooses: ``fork`` or ``spawn``.
Between the two stands another process that ends the section with all that it started: when it is done, when its time is
up, and when this process is gone, however it ended.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from crimekit.errors import RunError
from crimekit.parameters.project import working_folder
from crimekit.runs import DEFAULTS, OWN
from crimekit.runs.notebooks import one_line, scrubbed
from crimekit.runs.reuse import sealed

if TYPE_CHECKING:
    from crimekit.runs.plan import Task

_LOOK = 1  # seconds between two looks at what runs
_PATIENCE = 30  # seconds beyond its time, in which a section is to be ended
_ADOPT_ORPHANS, _DIE_WITH_PARENT = 36, 1  # PR_SET_CHILD_SUBREAPER, and PR_SET_PDEATHSIG with the signal
_USED = (  # by notebooks
    *("numpy", "pandas", "pandas.io.formats.html", "pandas.core.reshape.reshape", "scipy.special"),
    *("pyarrow.dataset", "pyarrow.parquet", "matplotlib.pyplot", "seaborn", "papermill", "rich.table", "typer"),
    *("crimekit.page.html", "crimekit.reports.measures.pictures", "crimekit.reports.outturn.section"),
)
_GRAMMAR = "rfc3987_syntax"  # of web addresses; jsonschema takes a second to build it, and notebooks hold none


@dataclass(frozen=True, slots=True)
class Options:
    """How plans are carried out."""

    workers: int = 2
    only: tuple[str, ...] = ()  # execute these sections, and no other
    afresh: bool = False  # execute what has not changed too
    fail_fast: bool = False  # stop everything at the first section that fails
    timeout: float = 600  # seconds for one section; 0: as long as it takes
    memory: float = 8  # gigabytes for one section; 0: as much as there is
    scheduler: str = ""  # the address of a dask scheduler, whose cluster executes the sections instead of this machine
    engine: str = "crimekit"  # papermill's; nbclient: a real kernel
    pdf: bool = False  # print each report to a PDF too
    publish: bool = False  # stop for a typed number that its section does not print, and for what has no Welsh


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook to execute, where it goes, what it rests on, and how long and large it may become."""

    task: Task
    target: Path
    fingerprint: str = ""
    options: Options = Options()


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
            if not (ready := wait(list(under_way), _LOOK)):
                waits()
            for line, (job, process, since) in tuple(under_way.items()):
                late = job.options.timeout and time.monotonic() - since > job.options.timeout + _PATIENCE
                if line not in ready and not late:
                    continue
                del under_way[line]
                error = "the process of the section was killed"
                if line not in ready:  # whoever stops a section was itself stopped
                    process.kill()
                    error = _too_long(job)
                outcome = Outcome(job.task.key, job.task.title, error=error)
                with contextlib.suppress(EOFError, OSError), line:
                    if line.poll(_LOOK):
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
    context: Any = multiprocessing.get_context(_start_method())
    line, far = context.Pipe()
    with far, _uninterrupted():  # Ctrl-C would break off an import, or be heard by what has only begun
        if _start_method() == "fork":
            _preload()  # so that no section has to
        process = context.Process(target=_supervise, args=(job, dict(os.environ), far))
        process.start()
    return line, process


@cache
def _preload() -> None:
    """Import all that notebooks use, once, in the process that the sections are forked from.

    A fork must find nothing more here than a fresh process would have: no thread, no shell, no changed warnings filter.
    """
    gc.disable()  # imports leave nothing to collect
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sys.modules.setdefault(_GRAMMAR, None)  # type: ignore[arg-type]  # as if it were not installed
        for name in _USED:
            importlib.import_module(name)
        importlib.import_module("matplotlib").rcdefaults()  # whatever a matplotlibrc in the user's folder says
        if sys.modules[_GRAMMAR] is None:
            del sys.modules[_GRAMMAR]
        importlib.import_module("crimekit.page.html").TEMPLATES.get_template("blocks.html.j2")  # compiled once
        importlib.import_module("nbformat.validator").get_validator()  # compiled once too
    gc.freeze()
    gc.enable()


def _supervise(job: Job, environment: Mapping[str, str], line: Connection[Any, Any]) -> None:
    """Execute a section in a child of this process; end it with all that it started, and send its outcome."""
    started = time.monotonic()
    _ask_linux(_ADOPT_ORPHANS, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the owner's business
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT, signal.SIGTERM])
        os.setsid()  # no terminal to ask for a password at, and no signals for the owner's group
    if _start_method() == "fork":  # what else the owner had open: its locks, the lines to other sections
        nothing = os.open(os.devnull, os.O_RDWR)
        kept = {0, 1, 2, line.fileno(), nothing}
        for file in {int(each.name) for each in Path("/proc/self/fd").iterdir()} - kept:
            os.dup2(nothing, file, inheritable=False)  # not closed: a library that forks again closes its own
    home = str(working_folder(job.task.notebook.parents[1] / "parameters"))  # a section stands in another folder
    own = tempfile.mkdtemp(prefix="crimekit-")  # without the profile and the startup files of the user's IPython
    os.environ.clear()
    os.environ.update({**DEFAULTS, **environment, "CRIMEKIT_HOME": home, "IPYTHONDIR": own})
    context: Any = multiprocessing.get_context(_start_method())
    heard, said = context.Pipe(duplex=False)
    section = context.Process(target=_run, args=(job, said))
    with said:
        section.start()
    ended = os.pidfd_open(section.pid) if hasattr(os, "pidfd_open") else section.sentinel
    error = ""
    while not (ready := wait([heard, line, ended], _LOOK)) and not error:
        if job.options.timeout and time.monotonic() - started > job.options.timeout:
            error = _too_long(job)
        elif job.options.memory and _memory_in_use() > job.options.memory:
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
    _ask_linux(_DIE_WITH_PARENT, 9)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for log in (logging.getLogger(), logging.getLogger("crimekit")):  # of the process that this one is forked from
        log.handlers.clear()
    for file in (0, 1, 2):  # what is printed past Python goes nowhere
        os.dup2(os.open(os.devnull, os.O_RDWR), file)
    _preload()  # there already where this process was forked
    import matplotlib
    import numpy as np
    from papermill import PapermillExecutionError, execute_notebook

    from crimekit.page.notebooks import results

    matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]  # whenever it was imported
    np.random.seed()  # Python reseeds its own generator in a fork, NumPy does not
    try:
        if job.options.memory and sys.platform.startswith("linux"):
            import resource

            most = psutil.Process().memory_info().vms + int(job.options.memory * 1e9)  # beyond what it is forked with
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
        executed = execute_notebook(
            _literal(job.task.notebook),
            _literal(_unfinished(job)),
            engine_name=job.options.engine,
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
    if job.options.memory and name.endswith("MemoryError"):  # NumPy has its own
        return _too_much(job)
    return one_line(f"{name}: {text}")


def _too_much(job: Job) -> str:
    most = f"{job.options.memory:g} gigabytes of memory"
    return f"the section needed more than {most} and was stopped; --memory gives more"


def _too_long(job: Job) -> str:
    return f"the section took longer than {job.options.timeout:g} seconds and was stopped"


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


def _start_method() -> str:
    """How processes are started here: forked where that is safe, which is on Linux and from a process of one thread."""
    forks = sys.platform.startswith("linux") and threading.active_count() == 1
    return os.environ.get("CRIMEKIT_START") or ("fork" if forks else "spawn")


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Keep what would end this process waiting; what begins within is to hear of it by itself.

    A mask alone would not do: a library's thread without one hears a signal for the whole process.
    """
    heard: list[int] = []
    ends, alone = (signal.SIGINT, signal.SIGTERM), threading.current_thread() is not threading.main_thread()
    before = {} if alone else {end: signal.signal(end, lambda number, _: heard.append(number)) for end in ends}
    mask = None if sys.platform == "win32" else signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    try:
        yield
    finally:
        if mask is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for end, handler in before.items():
            signal.signal(end, handler)
        if heard:
            signal.raise_signal(heard[0])


def _memory_in_use() -> float:
    """The gigabytes of all processes below this one, what they share counted once; the limit of one is its own."""
    children = psutil.Process().children(recursive=True)
    total = 0
    for child in children if sys.platform.startswith("linux") and len(children) > 1 else ():
        with contextlib.suppress(psutil.Error):
            total += child.memory_full_info().pss
    return total / 1e9


def _ask_linux(option: int, value: int) -> None:
    """Ask the system for something that Python has no function for; nothing elsewhere."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
