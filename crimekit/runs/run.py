"""Carry out plans: reuse what has not changed, execute the rest, put together, check, publish."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from crimekit.errors import CrimekitError, DataError, RunError
from crimekit.parameters.values import Parameters
from crimekit.runs.assemble import PAGE, put_together
from crimekit.runs.cluster import execute_on
from crimekit.runs.execute import Job, Outcome, execute
from crimekit.runs.plan import Plan, Task
from crimekit.runs.publish import held, keep_failed, leftovers, move_into_place, remove, restore, workspace
from crimekit.runs.record import NOTEBOOKS, differences, read_record, record, write_record
from crimekit.runs.reuse import fingerprints, page_fingerprint, parameters_digest, reusable
from crimekit.runs.seal import sealed
from crimekit.runs.texts import typed_figures

_LOG = logging.getLogger("crimekit")
_STOPPED = "stopped, because a section failed"
State = Literal["done", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Options:
    """How plans are carried out."""

    workers: int = 2
    only: tuple[str, ...] = ()  # execute these sections, and no other
    afresh: bool = False  # execute what has not changed too
    fail_fast: bool = False  # stop everything at the first section that fails
    timeout: float = 600  # seconds for one section; 0: as long as it takes
    memory: float = 8  # gigabytes for one section; 0: as much as there is
    scheduler: str = ""  # the address of a dask scheduler, whose cluster executes the sections instead of this machine
    engine: str = "crimekit"  # papermill's; nbclient: a real kernel


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
    begins: Callable[[Plan, Task], None] = lambda _plan, _task: None  # a section that a worker is free for


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """A report under way: its lock held, its workspace open."""

    plan: Plan
    place: Path
    fingerprints: dict[str, str]
    page: str  # the fingerprint of the whole report
    close: ExitStack
    started: float
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    @property
    def notebooks(self) -> Path:
        return self.place / NOTEBOOKS

    def ordered(self) -> tuple[Outcome, ...]:
        return tuple(self.outcomes[task.key] for task in self.plan.tasks if task.key in self.outcomes)

    def result(self, state: State, error: str = "") -> Result:
        return Result(self.plan, state, self.ordered(), error, time.monotonic() - self.started)


def carry_out(
    plans: Sequence[Plan], parameters: Parameters, *, options: Options = Options(), watch: Watch = Watch()
) -> tuple[Result, ...]:
    """Execute the sections of all plans in one pool and publish each report as its last section ends.

    A report of which a section fails leaves what is published as it was; its notebooks are kept beside, in
    ``…-failed``. It does not stop the others, unless the options say so.
    """
    batch = _Batch(parameters, options, watch)
    if options.scheduler:
        executed = execute_on(options.scheduler, batch.jobs(plans), engine=options.engine)
    else:
        executed = execute(batch.jobs(plans), workers=options.workers, engine=options.engine)
    with batch.stack, closing(executed) as outcomes:
        try:
            for job, outcome in outcomes:
                batch.take(job, outcome)
                if options.fail_fast and batch.any_failed:
                    break
        except RunError:
            batch.abandon("stopped, because the cluster is gone")
            raise
        outcomes.close()
        batch.abandon()
    results = {result.plan.folder: result for result in batch.results}
    return tuple(results.get(plan.folder, Result(plan, "failed", error=_STOPPED)) for plan in plans)


class _Batch:
    """The reports under way, and what those before them came to."""

    def __init__(self, parameters: Parameters, options: Options, watch: Watch) -> None:
        self.parameters, self.options, self.watch = parameters, options, watch
        self.rules = parameters_digest(parameters.folder)
        self.stack = ExitStack()
        self.works: dict[Path, _Work] = {}  # by the folder that its notebooks are written to
        self.results: list[Result] = []
        self.any_failed = False

    def jobs(self, plans: Sequence[Plan]) -> Iterator[Job]:
        """What there is to execute; each report is begun when its first section is asked for."""
        for plan in plans:
            begun = self.begin(plan)
            if isinstance(begun, Result):
                self.tell(begun)
                continue
            self.works[begun.notebooks] = begun
            for outcome in begun.ordered():
                self.tell_section(plan, outcome)
            for task in plan.tasks:
                if task.key not in begun.outcomes:
                    target = begun.notebooks / f"{task.key}.ipynb"
                    self.watch.begins(plan, task)
                    yield Job(task, target, begun.fingerprints[task.key], self.options.timeout, self.options.memory)
            self.finish_if_complete(begun)

    def begin(self, plan: Plan) -> _Work | Result:
        """Lock the report, and copy what can be reused into a new workspace; the result where all of it stands."""
        started = time.monotonic()
        try:
            with ExitStack() as opening:
                opening.enter_context(held(plan.folder))
                restore(plan.folder)
                self.check_parameters()
                sections = fingerprints(plan, self.parameters)
                page = page_fingerprint(plan, sections, self.rules)
                found = reusable(plan, sections, only=self.options.only, afresh=self.options.afresh)
                reused = {
                    task.key: Outcome(task.key, task.title, reused=True) for task in plan.tasks if task.key in found
                }
                old = leftovers(plan.folder)
                same = len(reused) == len(plan.tasks) and read_record(plan.folder).get("fingerprint") == page
                if same and not differences(plan.folder):
                    remove(*old)
                    return Result(plan, "unchanged", tuple(reused.values()), "", time.monotonic() - started)
                place = opening.enter_context(workspace(plan.folder))
                (place / NOTEBOOKS).mkdir()
                for key, path in found.items():
                    shutil.copyfile(path, place / NOTEBOOKS / f"{key}.ipynb")
                remove(*old)
                close = self.stack.enter_context(opening.pop_all())
                return _Work(plan, place, sections, page, close, started, reused)
        except (CrimekitError, OSError) as error:
            return Result(plan, "failed", (), _said(error), time.monotonic() - started)

    def check_parameters(self) -> None:
        """Refuse parameters that are no longer those that were read: a notebook would read the new ones."""
        if parameters_digest(self.parameters.folder) != self.rules:
            raise DataError("parameters: changed while reports were being made; run it again")

    def take(self, job: Job, outcome: Outcome) -> None:
        """Note what became of a section, and end its report with its last one."""
        work = self.works[job.target.parent]
        work.outcomes[outcome.key] = outcome
        self.any_failed |= not outcome.ok
        self.tell_section(work.plan, outcome)
        self.finish_if_complete(work)

    def finish_if_complete(self, work: _Work) -> None:
        """Publish a report of which every section ran, or keep the notebooks of one that failed."""
        if len(work.outcomes) < len(work.plan.tasks) or work.notebooks not in self.works:
            return
        del self.works[work.notebooks]
        try:
            with work.close:
                if all(outcome.ok for outcome in work.outcomes.values()):
                    self.publish(work)
                    result = work.result("done")
                else:
                    keep_failed(work.notebooks, work.plan.folder)
                    result = work.result("failed")
        except (CrimekitError, OSError) as error:
            result = work.result("failed", _said(error))
        self.tell(result)

    def publish(self, work: _Work) -> None:
        """Put the report together and move it to where reports stand; a failed one of before goes."""
        plan = work.plan
        page = put_together(plan, self.parameters, work.place)
        self.check_parameters()
        found = record(
            plan,
            work.place,
            page=page,
            sections=work.fingerprints,
            fingerprint=work.page,
            typed=typed_figures(plan, self.parameters, work.notebooks),
        )
        write_record(work.place, sealed(work.place, found))
        move_into_place(work.place, plan.folder)

    def abandon(self, reason: str = _STOPPED) -> None:
        """End the reports that are not complete; what was executed is kept, for the next run to take up."""
        for work in tuple(self.works.values()):
            with work.close:
                if not all(outcome.reused for outcome in work.outcomes.values()):
                    keep_failed(work.notebooks, work.plan.folder)
            self.tell(work.result("failed", reason))
        self.works.clear()

    def tell_section(self, plan: Plan, outcome: Outcome) -> None:
        """Log what became of a section and tell whoever watches."""
        state = "unchanged" if outcome.reused else f"{'done' if outcome.ok else 'FAILED'}, {outcome.seconds:.1f} s"
        _LOG.info("%s: %s: %s", plan.run.key, outcome.key, state if outcome.ok else f"{state}, {outcome.why}")
        self.watch.section(plan, outcome)

    def tell(self, result: Result) -> None:
        """Note and log a result and tell whoever watches."""
        key = result.plan.run.key
        for warning in (*result.plan.inputs.release.warnings, *result.plan.warnings):
            _LOG.info("%s: warning: %s", key, warning)
        _LOG.info("%s: %s, %.1f s%s", key, result.state, result.seconds, f", {result.error}" if result.error else "")
        self.results.append(result)
        self.any_failed |= result.state == "failed"
        self.watch.report(result)


def _said(error: Exception) -> str:
    """What went wrong, in one line."""
    return f"outputs: {error.strerror or error}; nothing was published" if isinstance(error, OSError) else str(error)
