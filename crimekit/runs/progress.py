"""Show how a run goes on: a named bar on a terminal, a line a section elsewhere."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from crimekit.model import Parameters
from crimekit.runs.execute import Outcome
from crimekit.runs.plan import Plan
from crimekit.runs.run import Result, carry_out


def carry_out_with_progress(plan: Plan, parameters: Parameters, *, workers: int, console: Console) -> Result:
    """Carry out `plan` and tell `console` of each section as it ends."""
    console.print(f"{plan.report.title}: {plan.force.name}, {plan.run.quarter.title}", highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        bar = progress.add_task("Running notebooks", total=len(plan.tasks))

        def done(outcome: Outcome) -> None:
            mark = "done  " if outcome.ok else "FAILED"
            console.print(f"  {mark} {outcome.title} ({outcome.seconds:.1f} s)", highlight=False, markup=False)
            progress.advance(bar)

        return carry_out(plan, parameters, workers=workers, done=done)
