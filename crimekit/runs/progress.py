"""Show how runs go on: a bar with the time left on a terminal, nothing elsewhere, and what they came to at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from crimekit.parameters.values import Parameters
from crimekit.runs.choose import Refused
from crimekit.runs.execute import Outcome
from crimekit.runs.log import logged
from crimekit.runs.plan import Plan, Task
from crimekit.runs.run import Options, Result, Watch, carry_out


def carry_out_with_progress(
    plans: Sequence[Plan], parameters: Parameters, *, options: Options, console: Console, log: Path | None = None
) -> tuple[Result, ...]:
    """Carry out the plans; tell `console`, if it is a terminal, what begins and ends, and the log in any case."""
    with ExitStack() as stack:
        watches = [stack.enter_context(logged(log, plans, options))] if log else []
        if console.is_terminal:
            watches.append(stack.enter_context(shown(plans, console)))

        def telling(what: str) -> Callable[..., None]:
            def tell(*news: Any) -> None:
                for watch in watches:
                    getattr(watch, what)(*news)

            return tell

        everyone = Watch(telling("section"), telling("report"), telling("begins"))
        return carry_out(plans, parameters, options=options, watch=everyone)


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


def summary(results: Sequence[Result], refused: Sequence[Refused]) -> Table:
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
    for run in refused:
        table.add_row(run.run.key, "failed", "none", "")
    return table


def problems(results: Sequence[Result], refused: Sequence[Refused]) -> list[str]:
    """A line for each section that failed, and for each report that could not be made for another reason."""
    lines = [f"{run.run.key}: {run.error.removeprefix(f'{run.run.key}: ')}" for run in refused]
    for result in results:
        for outcome in result.failed:
            where = f"cell {outcome.cell}: " if outcome.cell else ""
            lines.append(f"{result.plan.run.key}: {outcome.title}: {where}{outcome.error}")
        if result.error:
            lines.append(f"{result.plan.run.key}: {result.error}")
    return lines
