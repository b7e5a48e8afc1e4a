"""Carry out plans: reuse what has not changed, execute the rest, put together, check, publish."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from crimekit.errors import CrimekitError, RunError
from crimekit.model import Parameters
from crimekit.runs.execute import Job, Outcome
from crimekit.runs.fingerprints import fingerprints, page_fingerprint
from crimekit.runs.lock import held
from crimekit.runs.pages import PAGE, put_together
from crimekit.runs.plan import Plan
from crimekit.runs.publish import leftovers, move_into_place, restore, workspace
from crimekit.runs.record import Made, read_record
from crimekit.runs.seals import is_sealed
from crimekit.runs.verify import differences
from crimekit.runs.workers import work_through

State = Literal["done", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Options:
    """How plans are carried out."""

    workers: int = 2
    only: tuple[str, ...] = ()  # execute these sections, and no other
    afresh: bool = False  # execute what has not changed too
    fail_fast: bool = False  # stop everything at the first section that fails
    timeout: float = 600  # seconds for one section; 0: as long as it takes


@dataclass(frozen=True, slots=True)
class Result:
    """What a run came to."""

    plan: Plan
    state: State
    outcomes: tuple[Outcome, ...] = ()
    error: str = ""  # why there is no report, where that is no section's fault
    seconds: float = 0.0

    @property
    def page(self) -> Path | None:
        """The published page; None where this run did not make one."""
        return None if self.state == "failed" else self.plan.folder / PAGE

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The sections that did not finish."""
        return tuple(outcome for outcome in self.outcomes if not outcome.ok)


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told how runs go on."""

    section: Callable[[Plan, Outcome], None] = lambda _plan, _outcome: None
    report: Callable[[Result], None] = lambda _result: None


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """A report under way: its lock held, its workspace open."""

    plan: Plan
    place: Path
    made: Made
    close: ExitStack
    started: float
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return len(self.outcomes) == len(self.plan.tasks)

    def ordered(self) -> tuple[Outcome, ...]:
        return tuple(self.outcomes[task.key] for task in self.plan.tasks if task.key in self.outcomes)

    def seconds(self) -> float:
        return time.monotonic() - self.started


def carry_out(
    plans: Sequence[Plan], parameters: Parameters, *, options: Options = Options(), watch: Watch = Watch()
) -> tuple[Result, ...]:
    """Execute the sections of all plans in one pool and publish each report as its last section ends.

    A report of which a section fails leaves what is published as it was; its notebooks are kept beside, in
    ``…-failed``. It does not stop the others, unless the options say so.
    """
    batch = _Batch(parameters, options, watch)
    with batch.stack:
        jobs = batch.jobs(plans)
        for job, outcome in work_through(jobs, workers=options.workers):
            batch.take(job, outcome)
            if options.fail_fast and not outcome.ok:
                break
        batch.abandon("stopped, because a section failed")
    results = {result.plan.folder: result for result in batch.results}
    return tuple(
        results.get(plan.folder, Result(plan, "failed", error="not begun, because a section failed")) for plan in plans
    )


class _Batch:
    """The reports under way, and what those before them came to."""

    def __init__(self, parameters: Parameters, options: Options, watch: Watch) -> None:
        self.parameters, self.options, self.watch = parameters, options, watch
        self.stack = ExitStack()
        self.works: dict[Path, _Work] = {}  # by the folder that jobs write to
        self.results: list[Result] = []

    def jobs(self, plans: Sequence[Plan]) -> Iterator[Job]:
        """What there is to execute, each report begun when its first section is asked for."""
        for plan in plans:
            started = time.monotonic()
            try:
                work = self.begin(plan, started)
            except CrimekitError as error:
                self.tell(Result(plan, "failed", error=str(error)))
                continue
            for task in plan.tasks:
                if task.key not in work.outcomes:
                    target = work.place / "notebooks" / f"{task.key}.ipynb"
                    yield Job(task, target, work.made.sections[task.key], self.options.timeout)
            if work.complete:
                self.finish(work)

    def begin(self, plan: Plan, started: float) -> _Work:
        """Lock the report, and copy what can be reused into a new workspace."""
        with ExitStack() as opening:
            opening.enter_context(held(plan.folder))
            restore(plan.folder)
            sections = fingerprints(plan, self.parameters)
            made = Made({}, sections, page_fingerprint(plan, sections))
            found = _reusable(plan, sections, self.options)
            if len(found) == len(plan.tasks) and _stands(plan, made.page):
                reused = {task.key: _reused(plan, task.key) for task in plan.tasks}
                return _Work(plan, plan.folder, made, opening.pop_all(), started, reused)
            place = opening.enter_context(workspace(plan.folder))
            (place / "notebooks").mkdir()
            for key, notebook in found.items():
                shutil.copyfile(notebook, place / "notebooks" / f"{key}.ipynb")
            work = _Work(plan, place, made, opening.pop_all(), started, {key: _reused(plan, key) for key in found})
        self.works[work.place / "notebooks"] = work
        self.stack.push(work.close)
        return work
