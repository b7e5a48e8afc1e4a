"""Show how runs go on: a bar with the time left on a terminal, a log in any case, and what they came to at the end."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from crimekit.parameters import working_folder
from crimekit.parameters.values import Parameters
from crimekit.runs.execute import Outcome
from crimekit.runs.notebooks import without_places
from crimekit.runs.plan import Plan, Task
from crimekit.runs.run import Options, Result, Watch, carry_out
from crimekit.words import counted

LOG = "run.log"  # runs at the same time write to the same file
_LOG = logging.getLogger("crimekit")
_LONGEST = 1_000_000  # bytes, after which a new log is begun; the one before is kept


def carry_out_with_progress(
    plans: Sequence[Plan], parameters: Parameters, *, options: Options, console: Console, log: Path
) -> tuple[Result, ...]:
    """Carry out the plans; tell `console`, if it is a terminal, what begins and ends, and the log in any case."""
    started, end = time.monotonic(), "stopped"
    watching = shown(plans, console) if console.is_terminal else nullcontext(Watch())
    with suppress(OSError):
        log.parent.mkdir(parents=True, exist_ok=True)
    with closing(_Handler(log, working_folder(parameters.folder))) as handler, watching as watch:
        _LOG.setLevel(logging.INFO)
        _LOG.addHandler(handler)
        where = "on a cluster" if options.scheduler else f"{options.workers} at once"
        _LOG.info("started: %s, %s", counted(len(plans), "report", "reports"), where)
        try:
            results = carry_out(plans, parameters, options=options, watch=watch)
            states = [result.state for result in results]
            end = "ended: " + ", ".join(f"{states.count(state)} {state}" for state in ("done", "unchanged", "failed"))
            return results
        finally:
            _LOG.info("%s, %.1f s", end, time.monotonic() - started)
            _LOG.removeHandler(handler)


class _Handler(RotatingFileHandler):
    """A log without line breaks in a line or folders of this machine; where it cannot be written, it stops nothing."""

    def __init__(self, path: Path, project: Path) -> None:
        super().__init__(path, maxBytes=_LONGEST, backupCount=1, encoding="utf-8", delay=True)
        self.project, self.outputs = project, path.parent

    def format(self, record: logging.LogRecord) -> str:
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(record.created))
        return f"{stamp} UTC  {' '.join(without_places(record.getMessage(), self.project, self.outputs).split())}"

    def close(self) -> None:
        with suppress(OSError):  # the disk is full: what it was about to write is lost
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging calls it so
        return


@contextmanager
def shown(plans: Sequence[Plan], console: Console) -> Iterator[Watch]:
    """Show a bar for all sections with the time left, a line for each under way, and each report as it ends."""
    one = len(plans) == 1
    cut, whole = Column(no_wrap=True, overflow="ellipsis"), Column(no_wrap=True, min_width=7)
    columns = (
        TextColumn("{task.description}", markup=False, table_column=cut),
        BarColumn(12),
        MofNCompleteColumn(table_column=whole),
        TimeRemainingColumn(table_column=whole),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        total = bar.add_task("Sections", total=sum(len(plan.tasks) for plan in plans))
        rows: dict[tuple[str, str], TaskID] = {}

        def begins(plan: Plan, task: Task) -> None:
            name = task.title if one else f"{plan.run.key}: {task.title}"
            rows[plan.run.key, task.key] = bar.add_task(f"  {name}", total=1)

        def section(plan: Plan, outcome: Outcome) -> None:
            if row := rows.pop((plan.run.key, outcome.key), None):
                bar.remove_task(row)
            if one:
                mark = "same  " if outcome.reused else "done  " if outcome.ok else "FAILED"
                bar.console.print(f"  {mark} {outcome.title} ({outcome.seconds:.1f} s)", highlight=False, markup=False)
            bar.advance(total)

        def report(result: Result) -> None:
            if result.state == "unchanged":
                bar.advance(total, len(result.plan.tasks))
            if not one:
                bar.console.print(f"  {result.state:9} {result.plan.run.key}", highlight=False, markup=False)

        yield Watch(section, report, begins)


def summary(results: Sequence[Result], refused: Sequence[tuple[str, str]]) -> Table:
    """What every report came to, and what stopped those that failed."""
    states = [result.state for result in results]
    failed = states.count("failed") + len(refused)
    title = f"{states.count('done')} done, {states.count('unchanged')} unchanged, {failed} failed"
    table = Table(title=title, title_justify="left", highlight=False)
    for heading in ("Report", "Result", "Sections"):
        table.add_column(heading)
    table.add_column("Seconds", justify="right")
    for result in results:
        ran = sum(outcome.ok for outcome in result.outcomes)
        table.add_row(result.plan.run.key, result.state, f"{ran} of {len(result.plan.tasks)}", f"{result.seconds:.1f}")
    for key, _ in refused:
        table.add_row(key, "failed", "none", "")
    return table


def problems(results: Sequence[Result], refused: Sequence[tuple[str, str]]) -> list[str]:
    """A line for each section that failed, and for each report that could not be made for another reason."""
    lines = [f"{key}: {error.removeprefix(f'{key}: ')}" for key, error in refused]
    for result in results:
        key = result.plan.run.key
        lines += [f"{key}: {outcome.title}: {outcome.why}" for outcome in result.failed]
        lines += [f"{key}: {result.error}"] if result.error else []
    return lines
