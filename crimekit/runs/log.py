"""The log of runs: a line for whatever began, ended, failed or is odd, and nothing that names this machine."""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crimekit.runs.execute import Outcome
from crimekit.runs.plan import Plan
from crimekit.runs.run import Options, Result, Watch
from crimekit.runs.scrubbing import without_places
from crimekit.words import counted

LOG = "run.log"
OLD_LOG = "run.log.1"
_LONGEST = 1_000_000  # bytes, after which a new log is begun; the one before is kept


@contextmanager
def logged(path: Path, plans: Sequence[Plan], options: Options) -> Iterator[Watch]:
    """Keep a log at `path` of what the watch is told; runs at the same time write to the same one.

    A log that cannot be written stops nothing.
    """
    started = time.monotonic()
    states: list[str] = []

    def section(plan: Plan, outcome: Outcome) -> None:
        _write(path, f"{plan.run.key}: {outcome.key}: {_came_to(outcome)}", plan)

    def report(result: Result) -> None:
        states.append(result.state)
        _write_report(path, result)

    _begin(path)
    where = "on a cluster" if options.scheduler else f"{options.workers} at once"
    _write(path, f"started: {counted(len(plans), 'report', 'reports')}, {where}")
    end = "stopped"
    try:
        yield Watch(section, report)
        end = "ended"
    finally:
        counts = ", ".join(f"{states.count(state)} {state}" for state in ("done", "unchanged", "failed"))
        _write(path, f"{end}: {counts}, {time.monotonic() - started:.1f} s")


def _came_to(outcome: Outcome) -> str:
    if outcome.reused:
        return "unchanged"
    if outcome.ok:
        return f"done, {outcome.seconds:.1f} s"
    where = f"cell {outcome.cell}: " if outcome.cell else ""
    return f"FAILED, {outcome.seconds:.1f} s, {where}{outcome.error}"


def _write_report(path: Path, result: Result) -> None:
    plan = result.plan
    for warning in plan.inputs.release.warnings:
        _write(path, f"{plan.run.key}: warning: {warning}", plan)
    error = f", {result.error}" if result.error else ""
    _write(path, f"{plan.run.key}: {result.state}, {result.seconds:.1f} s{error}", plan)


def _begin(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _LONGEST:
            path.replace(path.with_name(OLD_LOG))


def _write(path: Path, text: str, plan: Plan | None = None) -> None:
    project = plan.tasks[0].notebook.parent.parent if plan else path.parent
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    line = " ".join(without_places(text, project, path.parent).split())
    with contextlib.suppress(OSError), path.open("a", encoding="utf-8") as file:
        file.write(f"{now}  {line}\n")
