"""Execute notebooks with papermill: the only place that uses it."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crimekit.runs.plan import Task

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one notebook."""

    key: str
    title: str
    seconds: float
    cell: int | None = None  # the number of the cell that failed, from 1
    error: str = ""

    @property
    def ok(self) -> bool:
        """Whether every cell ran."""
        return not self.error


def execute_all(
    tasks: Sequence[Task], folder: Path, *, workers: int, done: Callable[[Outcome], None]
) -> tuple[Outcome, ...]:
    """Execute every task into `folder`, `workers` at a time; `done` is told of each as it ends.

    A task that fails does not stop the others. The outcomes come back in the order of the tasks.
    """
    folder.mkdir(parents=True, exist_ok=True)
    outcomes: dict[str, Outcome] = {}
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=min(workers, len(tasks)), mp_context=context, initializer=_quiet) as pool:
        futures = {pool.submit(execute, task, folder / f"{task.key}.ipynb"): task for task in tasks}
        try:
            for future in as_completed(futures):
                outcome = future.result()
                outcomes[outcome.key] = outcome
                done(outcome)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return tuple(outcomes[task.key] for task in tasks)


def _quiet() -> None:
    """Let what kernels say of themselves go nowhere: what a cell prints is kept in its notebook."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)


def execute(task: Task, target: Path) -> Outcome:
    """Execute one notebook into `target`, with nothing of this machine left in it."""
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    started = time.monotonic()
    cell, error = None, ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            papermill.execute_notebook(
                str(task.notebook),
                str(target),
                parameters=dict(task.parameters),
                cwd=str(task.notebook.parent),
                progress_bar=False,
                log_output=False,
                record_timing=False,
                config=_private_transport(),
            )
    except PapermillExecutionError as failure:
        cell, error = failure.cell_index + 1, _first_line(f"{failure.ename}: {failure.evalue}")
    except Exception as failure:  # noqa: BLE001 - whatever stops a kernel is this section's failure, not the run's
        error = _first_line(f"{type(failure).__name__}: {failure}")
    if target.exists():
        notebook = nbformat.read(target, as_version=4)
        nbformat.write(scrubbed(notebook, task.notebook.parent.parent), target)
    return Outcome(task.key, task.title, time.monotonic() - started, cell, error)


def _private_transport() -> Any:
    """Sockets in a folder of their own instead of network ports, where the system has them.

    jupyter_client's own default address for such sockets is the same for every kernel in a folder: two kernels
    starting at once would wait for each other until they time out.
    """
    from traitlets.config import Config

    if os.name != "posix":
        return Config()
    folder = tempfile.mkdtemp(prefix="crimekit-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/kernel"}})


def _first_line(text: str) -> str:
    return _COLOUR.sub("", text).strip().splitlines()[0]


def scrubbed(notebook: Any, project: Path) -> Any:
    """The notebook without times, and with every path of this machine shortened."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        cell.source = _without_paths(cell.source, project)
        for output in cell.get("outputs", ()):
            for field in ("text", "evalue"):
                if isinstance(output.get(field), str):
                    output[field] = _without_paths(output[field], project)
            if "traceback" in output:
                output["traceback"] = [_without_paths(line, project) for line in output["traceback"]]
    return notebook


def _without_paths(text: str, project: Path) -> str:
    shortened = text
    for place, name in (
        (str(project), "crimekit"),
        (sys.prefix, "python"),
        (sys.base_prefix, "python"),
        (tempfile.gettempdir(), "temporary"),
        (os.path.expanduser("~"), "home"),  # noqa: PTH111 - Path.home() raises where there is no home
    ):
        if len(place) > 1:
            shortened = shortened.replace(place, f"<{name}>")
    return shortened
