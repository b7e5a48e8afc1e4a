"""Show how runs go on: a bar with the time left on a terminal, a log in any case, and what they came to at the end."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import get_args

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from crimekit.runs.execute import Outcome
from crimekit.runs.notebooks import without_places
from crimekit.runs.plan import Plan, Task
from crimekit.runs.run import Options, Result, State, Watch, carry_out
from crimekit.words import counted

LOG = "run.log"  # runs at the same time write to the same file
_LOG = logging.getLogger("crimekit")
_LONGEST = 1_000_000  # bytes, after which a new log is begun; the one before is kept


def carry_out_with_progress(
    plans: Sequence[Plan], options: Options, *, project: Path, outputs: Path, console: Console
) -> tuple[Result, ...]:
    """Carry out the plans; tell `console`, if it is a terminal, what begins and ends, and the log in any case."""
    started, end = time.monotonic(), "stopped"
    with suppress(OSError):
        outputs.mkdir(parents=True, exist_ok=True)
    with closing(_Handler(outputs / LOG, project)) as handler, ExitStack() as stack:
        _LOG.setLevel(logging.INFO)
        _LOG.addHandler(handler)
        where = "on a cluster" if options.scheduler else f"{options.workers} at once"
        _LOG.info("started: %s, %s", counted(len(plans), "report", "reports"), where)
        try:
            watch = Watch()
            if console.is_terminal:
                watch = Shown(plans, stack.enter_context(bar(console, by_itself=bool(options.scheduler))))
            results = carry_out(plans, options, watch)
            end = f"ended: {_tally(results)}"
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


def bar(console: Console, *, by_itself: bool = False) -> Progress:
    """A bar for all sections with the time left, and a line for each under way; a thread moves it, or whoever waits."""
    cut, whole = Column(no_wrap=True, overflow="ellipsis"), Column(no_wrap=True, min_width=7)
    return Progress(
        TextColumn("{task.description}", markup=False, table_column=cut),
        BarColumn(12),
        MofNCompleteColumn(table_column=whole),
        TimeRemainingColumn(table_column=whole),
        console=console,
        transient=True,
        auto_refresh=by_itself,
    )


class Shown(Watch):
    """Who is told how runs go on: the log, and whoever looks at the bar."""

    def __init__(self, plans: Sequence[Plan], progress: Progress) -> None:
        self.bar, self.one = progress, len(plans) == 1
        self.total = progress.add_task("Sections", total=sum(len(plan.tasks) for plan in plans))
        self.rows: dict[tuple[str, str], TaskID] = {}

    def begins(self, plan: Plan, task: Task) -> None:
        """Show a line for the section."""
        name = task.title if self.one else f"{plan.run.key}: {task.title}"
        self.rows[plan.run.key, task.key] = self.bar.add_task(f"  {name}", total=1)
        self.bar.refresh()

    def waits(self) -> None:
        """Move the time that is left."""
        self.bar.refresh()

    def section(self, plan: Plan, outcome: Outcome) -> None:
        """Take the line of the section away, and say what became of it where it is not one of many."""
        super().section(plan, outcome)
        if row := self.rows.pop((plan.run.key, outcome.key), None):
            self.bar.remove_task(row)
        if self.one:
            mark = "same  " if outcome.reused else "done  " if outcome.ok else "FAILED"
            self.say(f"  {mark} {outcome.title} ({outcome.seconds:.1f} s)")
        self.bar.advance(self.total)

    def report(self, result: Result) -> None:
        """Say what became of a report."""
        super().report(result)
        if result.state == "unchanged":
            self.bar.advance(self.total, len(result.outcomes))
        if not self.one:
            self.say(f"  {result.state:9} {result.key}")

    def say(self, line: str) -> None:
        """A line above the bar."""
        self.bar.console.print(line, highlight=False, markup=False)


def summary(results: Sequence[Result]) -> Table:
    """What every report came to."""
    table = Table("Report", "Result", "Sections", title=_tally(results), title_justify="left", highlight=False)
    table.add_column("Seconds", justify="right")
    for result in results:
        ran = f"{len(result.outcomes) - len(result.failed)} of {len(result.plan.tasks)}" if result.plan else "none"
        table.add_row(result.key, result.state, ran, f"{result.seconds:.1f}" if result.plan else "")
    return table


def _tally(results: Sequence[Result]) -> str:
    states = [result.state for result in results]
    return ", ".join(f"{states.count(state)} {state}" for state in get_args(State))


def problems(results: Sequence[Result]) -> list[str]:
    """A line for each section that failed, and for each report that could not be made for another reason."""
    lines = []
    for result in results:
        lines += [f"{result.key}: {outcome.title}: {outcome.why}" for outcome in result.failed]
        lines += [f"{result.key}: {result.error.removeprefix(f'{result.key}: ')}"] if result.error else []
    return lines
