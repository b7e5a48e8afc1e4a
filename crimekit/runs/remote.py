"""What runs on a worker of a dask cluster: it unpacks the project, executes sections and hands back the notebooks."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

from distributed import WorkerPlugin, get_worker

from crimekit.runs.bundle import Bundle
from crimekit.runs.execute import Job, Outcome
from crimekit.runs.record import versions
from crimekit.runs.reuse import package_digest
from crimekit.runs.scrubbing import without_places
from crimekit.runs.section_process import SectionProcess

SOURCE = "the source of crimekit"
_ATTEMPTS = 2  # for a section whose process was killed


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a section, and its notebook as it was executed; none where nothing of it is left."""

    outcome: Outcome
    notebook: bytes | None = None


def environment() -> dict[str, str]:
    """The versions that must be the same on every machine of a cluster, by name."""
    packages = {name: version(name) for name in ("dask", "distributed")}
    return {**versions(), **packages, SOURCE: package_digest()}


def differing(found: Mapping[str, str], expected: Mapping[str, str]) -> str:
    """What of an environment is not as expected; empty where all is.

    Examples
    --------
    >>> differing({"pandas": "2.3.0", "numpy": "2.0.0"}, {"pandas": "3.0.1", "numpy": "2.0.0"})
    'found pandas 2.3.0; expected 3.0.1'
    """
    names = [name for name in expected if found.get(name) != expected[name]]
    if names == [SOURCE]:
        return f"found another source of crimekit {expected['crimekit']}, or other shipped figures; expected the same"
    named = [name for name in names if name != SOURCE]
    versions_found = ", ".join(f"{name} {found.get(name, 'none')}" for name in named)
    return f"found {versions_found}; expected {', '.join(expected[name] for name in named)}" if named else ""


class Sections(WorkerPlugin):  # type: ignore[misc]  # distributed has no types
    """A project on one worker, and the processes that execute its sections there."""

    def __init__(self, name: str, project: Bundle, expected: Mapping[str, str]) -> None:
        self.name = name
        self._project, self._expected = project, expected

    def setup(self, worker: Any) -> None:
        """Unpack the project into the worker's own temporary folder."""
        self._lock = Lock()
        self._idle: list[SectionProcess] = []
        self._busy: dict[str, SectionProcess] = {}
        self._refusal = differing(environment(), self._expected)
        self._folder = Path(tempfile.mkdtemp(prefix="crimekit-", dir=worker.local_directory))
        self._project.unpack(self._folder / "project")

    async def teardown(self, worker: Any) -> None:
        """End what is under way, and leave nothing behind."""
        with self._lock:
            processes = [*self._idle, *self._busy.values()]
            self._idle.clear()
            self._busy.clear()
        await asyncio.gather(*(asyncio.to_thread(process.end) for process in processes))
        shutil.rmtree(self._folder, ignore_errors=True)

    def transition(self, key: object, start: str, finish: str, **_more: Any) -> None:
        """End a section that nobody waits for any more."""
        if start in ("executing", "long-running") and finish == "released":
            with self._lock:
                process = self._busy.pop(str(key), None)
            if process:
                asyncio.get_running_loop().run_in_executor(None, process.end)

    def execute(self, key: str, job: Job) -> Answer:
        """Execute one section in a folder of its own."""
        if self._refusal:
            return Answer(_failed(job, f"a worker that came later: {self._refusal}"))
        with tempfile.TemporaryDirectory(dir=self._folder, ignore_cleanup_errors=True) as folder:
            project, target = self._folder / "project", Path(folder) / job.target
            task = replace(job.task, notebook=project / job.task.notebook)
            outcome = self._attempted(key, replace(job, task=task, target=target))
            outcome = replace(outcome, error=without_places(outcome.error, project, Path(folder)))
            with contextlib.suppress(OSError):
                return Answer(outcome, target.read_bytes())
            return Answer(outcome)

    def _attempted(self, key: str, job: Job) -> Outcome:
        for _ in range(_ATTEMPTS):
            process = self._taken(key)
            outcome = process.outcome(job)
            with self._lock:
                if self._busy.pop(key, None) is None:
                    return _failed(job, "nobody waits for it any more")
                if outcome is not None:
                    self._idle.append(process)
                    return outcome
            process.end()
        return _failed(job, "its process was killed, twice")

    def _taken(self, key: str) -> SectionProcess:
        with self._lock:
            waiting = [process for process in self._idle if process.waits]
            process = waiting.pop() if waiting else SectionProcess(self._folder)
            self._idle = waiting
            self._busy[key] = process
        return process


def _failed(job: Job, error: str) -> Outcome:
    return Outcome(job.task.key, job.task.title, 0.0, None, error)


def execute_section(name: str, key: str, job: Job) -> Answer:
    """The task of dask: execute a section of the project that was sent under `name`."""
    project: Sections = get_worker().plugins[name]
    return project.execute(key, job)
