"""Execute one notebook with papermill: the only place that uses it."""

from __future__ import annotations

import json
import math
import time
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crimekit.errors import CrimekitError
from crimekit.runs.kernels import client
from crimekit.runs.plan import Task
from crimekit.runs.reuse import sealed
from crimekit.runs.scrubbing import one_line, scrubbed

if TYPE_CHECKING:
    from nbclient.exceptions import CellTimeoutError
    from papermill.exceptions import PapermillExecutionError

_MOST_PRINTED = 100_000  # letters of one stream of one cell
_OUTPUT_WAIT = 15  # seconds for the outputs of a cell that has ended to arrive


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook to execute, where it goes, and what it rests on."""

    task: Task
    target: Path
    fingerprint: str = ""
    timeout: float = 0  # seconds for the whole notebook; 0: as long as it takes
    memory: float = 0  # gigabytes of memory for its kernel; 0: as much as there is


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


@dataclass(slots=True)
class _Progress:
    """How far a notebook is: told by nbclient's hooks, read when something stops it."""

    notebook: Any = None
    cell: int | None = None
    deadline: float = field(default=math.inf)

    def begins(self, notebook: Any) -> None:
        self.notebook = notebook

    def starts(self, cell: Any, cell_index: int) -> None:
        self.cell = cell_index + 1

    def left(self, cell: Any) -> int | None:
        """Whole seconds, at least one, that a cell may take; None for as long as it takes."""
        left = self.deadline - time.monotonic()
        return None if math.isinf(left) else max(1, math.ceil(left))


def execute(job: Job) -> Outcome:
    """Execute one notebook into its target, with nothing of this machine left in it.

    Whatever goes wrong is in the outcome; nothing is raised. A kernel that died because the fork server did is
    started once more, in the ordinary way.
    """
    started = time.monotonic()
    had_server = client.server_answers()
    cell, error = _attempt(job, started)
    if error and had_server and not client.server_answers():
        cell, error = _attempt(job, started)
    return Outcome(job.task.key, job.task.title, time.monotonic() - started, cell, error)


def _attempt(job: Job, started: float) -> tuple[int | None, str]:
    from crimekit.runs.kernels.lean import nbclient, papermill

    progress = _Progress(deadline=started + job.timeout if job.timeout else math.inf)
    unfinished = job.target.with_name(f".{job.target.name}")
    try:
        _run(job, unfinished, progress)
        _keep(job, unfinished, fingerprint=job.fingerprint)
        return None, ""
    except papermill.exceptions.PapermillExecutionError as failure:
        cell, error = failure.cell_index + 1, _raised(job, failure)
    except nbclient.exceptions.CellTimeoutError as failure:
        cell, error = progress.cell, _stopped(job, failure)
    except nbclient.exceptions.DeadKernelError:
        cell, error = progress.cell, "the kernel died while it ran this cell (killed, or out of memory)"
    except CrimekitError as failure:
        cell, error = progress.cell, str(failure)
    except Exception as failure:  # noqa: BLE001 - whatever stops a kernel is this section's failure, not the run's
        cell, error = progress.cell, f"{type(failure).__name__}: {failure}"
    if not job.target.parent.is_dir():
        return cell, "the outputs folder was removed while the section ran"
    _keep_unfinished(job, unfinished, progress)
    return cell, one_line(error) or "failed without a message"


def _stopped(job: Job, failure: CellTimeoutError) -> str:
    if "IOPub" in str(failure):
        return "the cell ended, but its outputs did not arrive; expected a kernel whose connections stay open"
    return f"the section took longer than {job.timeout:g} seconds and was stopped"


def _raised(job: Job, failure: PapermillExecutionError) -> str:
    if job.memory and failure.ename.endswith("MemoryError"):  # NumPy has its own
        return f"the section needed more than {job.memory:g} gigabytes of memory and was stopped; --memory gives more"
    return f"{failure.ename}: {failure.evalue}"


def _run(job: Job, target: Path, progress: _Progress) -> None:
    from crimekit.runs.kernels.lean import papermill

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        papermill.execute_notebook(
            str(job.task.notebook),
            str(target),
            engine_name=_engine(),
            parameters=dict(job.task.parameters),
            cwd=str(job.task.notebook.parent),
            progress_bar=False,
            log_output=False,
            request_save_on_cell_execute=False,
            on_notebook_start=progress.begins,
            on_cell_start=progress.starts,
            timeout_func=progress.left,
            shutdown_kernel="immediate",
            most_printed=_MOST_PRINTED,
            iopub_timeout=_OUTPUT_WAIT,
        )


def _engine() -> str:
    """The name of crimekit's engine, known to papermill even where the package's entry points are not installed."""
    from papermill.engines import papermill_engines

    from crimekit.runs.kernels.engine import Engine

    papermill_engines.register("crimekit", Engine)
    return "crimekit"


def _keep_unfinished(job: Job, unfinished: Path, progress: _Progress) -> None:
    """Keep what a failed notebook came to, to be looked at; it has no seal, so it is never taken for a result."""
    import nbformat

    try:
        if not unfinished.exists() and progress.notebook is not None:
            nbformat.write(progress.notebook, unfinished)
        if unfinished.exists():
            _keep(job, unfinished)
    except (OSError, ValueError):  # the outputs folder is gone or full; the outcome says what came first
        return


def _keep(job: Job, unfinished: Path, *, fingerprint: str = "") -> None:
    """Let the scrubbed notebook appear at its target in one step."""
    notebook = scrubbed(json.loads(unfinished.read_text(encoding="utf-8")), job.task.notebook.parent.parent)
    if fingerprint:
        notebook = sealed(notebook, fingerprint)
    text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)
    unfinished.write_text(f"{text}\n", encoding="utf-8")
    unfinished.replace(job.target)
