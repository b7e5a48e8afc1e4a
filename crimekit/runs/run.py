"""Carry out plans: reuse what has not changed, execute the rest, put together, check, publish."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from crimekit.errors import CrimekitError, DataError, RunError
from crimekit.runs.assemble import put_together
from crimekit.runs.cluster import execute_on
from crimekit.runs.execute import Job, Outcome, execute
from crimekit.runs.pdf import PDF, write_pdf
from crimekit.runs.plan import Plan, Task
from crimekit.runs.publish import held, keep_failed, leftovers, move_into_place, remove, restore, workspace
from crimekit.runs.record import apart, record
from crimekit.runs.reuse import fingerprints, page_fingerprint, parameters_digest, reusable
from crimekit.runs.seal import NOTEBOOKS, differences, read_record, seal

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
    pdf: bool = False  # print each report to a PDF too
    publish: bool = False  # stop for a typed number that its section does not print, and for what has no Welsh


@dataclass(frozen=True, slots=True)
class Result:
    """What a run came to."""

    key: str
    state: State
    plan: Plan | None = None  # None: it was refused before anything ran
    outcomes: tuple[Outcome, ...] = ()
    error: str = ""  # why there is no report, where that is no section's fault
    seconds: float = 0.0

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The sections that did not finish."""
        return tuple(outcome for outcome in self.outcomes if not outcome.ok)


class Watch:
    """Who is told how runs go on: the log."""

    def begins(self, plan: Plan, task: Task) -> None:
        """A worker is free for this section."""

    def waits(self) -> None:
        """No section has ended for a second."""

    def section(self, plan: Plan, outcome: Outcome) -> None:
        """A section has ended, or need not be executed."""
        state = "unchanged" if outcome.reused else f"{'done' if outcome.ok else 'FAILED'}, {outcome.seconds:.1f} s"
        _LOG.info("%s: %s: %s", plan.run.key, outcome.key, state if outcome.ok else f"{state}, {outcome.why}")

    def report(self, result: Result) -> None:
        """A report is made, or cannot be."""
        for warning in (*result.plan.inputs.release.warnings, *result.plan.warnings) if result.plan else ():
            _LOG.info("%s: warning: %s", result.key, warning)
        more = f", {result.error}" if result.error else ""
        _LOG.info("%s: %s, %.1f s%s", result.key, result.state, result.seconds, more)


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """A report under way: its lock held, its workspace open."""

    plan: Plan
    place: Path
    sections: dict[str, str]  # the fingerprint of each
    whole: str  # that of the report
    close: ExitStack
    started: float
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    @property
    def notebooks(self) -> Path:
        return self.place / NOTEBOOKS

    def ordered(self) -> tuple[Outcome, ...]:
        return tuple(self.outcomes[task.key] for task in self.plan.tasks if task.key in self.outcomes)


def carry_out(plans: Sequence[Plan], options: Options, watch: Watch) -> tuple[Result, ...]:
    """Execute the sections of all plans in one pool and publish each report as its last section ends.

    A report of which a section fails leaves what is published as it was; its notebooks are kept beside, in
    ``…-failed``. It does not stop the others, unless the options say so.
    """
    batch = _Batch(plans, options, watch)
    if options.scheduler:
        executed = execute_on(options.scheduler, batch.jobs())
    else:
        executed = execute(batch.jobs(), workers=options.workers, waits=watch.waits)
    with batch.stack, closing(executed) as outcomes:
        try:
            for job, outcome in outcomes:
                batch.take(job, outcome)
                if options.fail_fast and (not outcome.ok or "failed" in {result.state for result in batch.results}):
                    break
        except RunError:
            batch.abandon("stopped, because the cluster is gone")
            raise
        outcomes.close()
        batch.abandon(_STOPPED)
    never = {plan.folder: Result(plan.run.key, "failed", plan, error=_STOPPED) for plan in plans}
    return tuple((never | {result.plan.folder: result for result in batch.results if result.plan}).values())


class _Batch:
    """The reports under way, and what those before them came to."""

    def __init__(self, plans: Sequence[Plan], options: Options, watch: Watch) -> None:
        self.plans, self.options, self.watch = plans, options, watch
        self.rules = parameters_digest(plans[0].parameters.folder) if plans else ""  # the same for all
        self.stack = ExitStack()
        self.works: dict[Path, _Work] = {}  # by the folder that its notebooks are written to
        self.results: list[Result] = []

    def jobs(self) -> Iterator[Job]:
        """What there is to execute; each report is begun when its first section is asked for."""
        options = self.options
        for plan in self.plans:
            begun = self.begin(plan)
            if isinstance(begun, Result):
                self.tell(begun)
                continue
            self.works[begun.notebooks] = begun
            for outcome in begun.ordered():
                self.watch.section(plan, outcome)
            changed = [task for task in plan.tasks if task.key not in begun.outcomes]
            if not changed:
                self.end(begun)
            for task in changed:
                target, rests_on = begun.notebooks / f"{task.key}.ipynb", begun.sections[task.key]
                self.watch.begins(plan, task)
                yield Job(task, target, rests_on, options.timeout, options.memory, options.engine)

    def begin(self, plan: Plan) -> _Work | Result:
        """Lock the report, and copy what can be reused into a new workspace; the result where all of it stands."""
        started = time.monotonic()
        try:
            with ExitStack() as opening:
                opening.enter_context(held(plan.folder))
                restore(plan.folder)
                self.check_parameters(plan)
                sections = fingerprints(plan)
                page = page_fingerprint(plan, sections, self.rules)
                found = reusable(plan, sections, only=self.options.only, afresh=self.options.afresh)
                reused = {
                    task.key: Outcome(task.key, task.title, reused=True) for task in plan.tasks if task.key in found
                }
                old = leftovers(plan.folder)
                if len(reused) == len(plan.tasks) and self.stands(plan, page):
                    remove(*old)
                    seconds = time.monotonic() - started
                    return Result(plan.run.key, "unchanged", plan, tuple(reused.values()), seconds=seconds)
                place = opening.enter_context(workspace(plan.folder))
                (place / NOTEBOOKS).mkdir()
                for key, path in found.items():
                    shutil.copyfile(path, place / NOTEBOOKS / f"{key}.ipynb")
                remove(*old)
                close = self.stack.enter_context(opening.pop_all())
                return _Work(plan, place, sections, page, close, started, reused)
        except (CrimekitError, OSError) as error:
            return Result(plan.run.key, "failed", plan, (), _said(error), time.monotonic() - started)

    def stands(self, plan: Plan, page: str) -> bool:
        """Whether the published report is what would be made now."""
        record = read_record(plan.folder).holds
        if record.get("fingerprint") != page or (self.options.pdf and PDF not in record["files"]):
            return False
        if self.options.publish and apart(record):
            return False
        return not differences(plan.folder)

    def check_parameters(self, plan: Plan) -> None:
        """Refuse parameters that are no longer those that were read: a notebook would read the new ones."""
        if parameters_digest(plan.parameters.folder) != self.rules:
            raise DataError("parameters: changed while reports were being made; run it again")

    def take(self, job: Job, outcome: Outcome) -> None:
        """Note what became of a section, and end its report with its last one."""
        work = self.works[job.target.parent]
        work.outcomes[outcome.key] = outcome
        self.watch.section(work.plan, outcome)
        if len(work.outcomes) == len(work.plan.tasks):
            self.end(work)

    def end(self, work: _Work, reason: str = "") -> None:
        """Publish a report of which every section ran; of another, keep what was executed, for the next run."""
        del self.works[work.notebooks]
        outcomes = work.ordered()
        done = len(outcomes) == len(work.plan.tasks) and all(outcome.ok for outcome in outcomes)
        try:
            with work.close:
                if done:
                    self.publish(work)
                elif not all(outcome.reused for outcome in outcomes):
                    keep_failed(work.notebooks, work.plan.folder)
        except (CrimekitError, OSError) as error:
            done, reason = False, _said(error)
        seconds = time.monotonic() - work.started
        self.tell(Result(work.plan.run.key, "done" if done else "failed", work.plan, outcomes, reason, seconds))

    def publish(self, work: _Work) -> None:
        """Put the report together and move it to where reports stand; a failed one of before goes."""
        plan = work.plan
        page, typed, lacking = put_together(plan, work.place)
        sections, whole = work.sections, work.whole
        made = record(plan, work.place, page, sections=sections, fingerprint=whole, typed=typed, lacking=lacking)
        try:
            if self.options.publish and (found := apart(made)):
                mend = ": mend it, or name it in own_figures of its section" if typed else ""
                raise RunError(f"{plan.run.key}: not ready to publish: {'; '.join(found)}{mend}")
            if self.options.pdf:
                write_pdf(work.place)
        except RunError:  # the next run, perhaps without it, need not execute anything
            keep_failed(work.notebooks, plan.folder)
            raise
        self.check_parameters(plan)
        seal(work.place, made)
        move_into_place(work.place, plan.folder)

    def abandon(self, reason: str) -> None:
        """End the reports that are not complete."""
        for work in tuple(self.works.values()):
            self.end(work, reason)

    def tell(self, result: Result) -> None:
        """Note a result and tell whoever watches."""
        self.results.append(result)
        self.watch.report(result)


def _said(error: Exception) -> str:
    """What went wrong, in one line."""
    return f"outputs: {error.strerror or error}; nothing was published" if isinstance(error, OSError) else str(error)
