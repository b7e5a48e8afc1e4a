"""The log of runs: a line for whatever began, ended, failed or is odd, and nothing that names this machine."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from crimekit.runs.execute import Outcome
from crimekit.runs.plan import Plan
from crimekit.runs.run import Options, Result, Watch
from crimekit.runs.scrubbing import without_places
from crimekit.words import counted

LOG = "run.log"
_LONGEST = 1_000_000  # bytes, after which a new log is begun; the one before is kept


class _Handler(RotatingFileHandler):
    """Where the log goes; one that cannot be written stops nothing."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging calls it so
        return


@contextmanager
def logged(path: Path, plans: Sequence[Plan], options: Options) -> Iterator[Watch]:
    """Keep a log at `path` of what the watch is told; runs at the same time write to the same one."""
    started = time.monotonic()
    states: list[str] = []
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
    handler = _Handler(path, maxBytes=_LONGEST, backupCount=1, encoding="utf-8", delay=True)
    formatter = logging.Formatter("%(asctime)s UTC  %(message)s", "%Y-%m-%d %H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    log = logging.Logger("crimekit")  # of its own, so that nobody else's settings change it
    log.addHandler(handler)

    def write(text: str, plan: Plan | None = None) -> None:
        project = plan.tasks[0].notebook.parent.parent if plan else path.parent
        log.info("%s", " ".join(without_places(text, project, path.parent).split()))

    def section(plan: Plan, outcome: Outcome) -> None:
        write(f"{plan.run.key}: {outcome.key}: {_came_to(outcome)}", plan)

    def report(result: Result) -> None:
        states.append(result.state)
        plan = result.plan
        for warning in plan.inputs.release.warnings:
            write(f"{plan.run.key}: warning: {warning}", plan)
        error = f", {result.error}" if result.error else ""
        write(f"{plan.run.key}: {result.state}, {result.seconds:.1f} s{error}", plan)

    with closing(handler):
        where = "on a cluster" if options.scheduler else f"{options.workers} at once"
        write(f"started: {counted(len(plans), 'report', 'reports')}, {where}")
        end = "stopped"
        try:
            yield Watch(section, report)
            end = "ended"
        finally:
            counts = ", ".join(f"{states.count(state)} {state}" for state in ("done", "unchanged", "failed"))
            write(f"{end}: {counts}, {time.monotonic() - started:.1f} s")


def _came_to(outcome: Outcome) -> str:
    if outcome.reused:
        return "unchanged"
    if outcome.ok:
        return f"done, {outcome.seconds:.1f} s"
    where = f"cell {outcome.cell}: " if outcome.cell else ""
    return f"FAILED, {outcome.seconds:.1f} s, {where}{outcome.error}"
