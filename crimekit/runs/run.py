"""Carry out plans: reuse what has not changed, execute the rest, put together, check, publish."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from crimekit.errors import CrimekitError, DataError, RunError
from crimekit.runs.assemble import put_together
from crimekit.runs.cluster import execute_on
from crimekit.runs.execute import Job, Options, Outcome, execute
from crimekit.runs.pdf import PDF, write_pdf
from crimekit.runs.plan import Plan, Task
from crimekit.runs.publish import held, keep_failed, leftovers, move_into_place, remove, restore, workspace
from crimekit.runs.record import NOTEBOOKS, apart, differences, read_record, record, seal
from crimekit.runs.reuse import fingerprints, page_fingerprint, parameters_digest, reusable

_LOG = logging.getLogger("crimekit")
_STOPPED = "stopped, because a section failed"
State = Literal["done", "unchanged", "failed"]


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


def carry_out(plans: Sequence[Plan], options: Options, watch: Watch) -> tuple[Result, ...]:
    """Execute the sections of all plans in one pool and publish each report as its last section ends.

    A report of which a section fails leaves what is published as it was; its notebooks are kept beside, in
    ``…-failed``. It does not stop the others, unless the options say so.
    """
    rules = parameters_digest(plans[0].parameters.folder) if plans else ""  # the same for all
    reports = [_Report(plan, options, watch, rules) for plan in plans]
    makers: dict[Path, _Report] = {}  # by the notebook that is to be written

    def jobs() -> Iterator[Job]:
        for report in reports:
            for job in report.begun():
                makers[job.target] = report
                yield job

    if options.scheduler:
        executed = execute_on(options.scheduler, jobs())
    else:
        executed = execute(jobs(), workers=options.workers, waits=watch.waits)
    with ExitStack() as stack, closing(executed) as outcomes:
        for report in reports:
            stack.push(report.opened)
        try:
            for job, outcome in outcomes:
                makers[job.target].take(outcome)
                failed = any(report.ended and report.result.state == "failed" for report in reports)
                if options.fail_fast and (failed or not outcome.ok):
                    break
        except RunError:
            for report in reports:
                report.end("stopped, because the cluster is gone")
            raise
        outcomes.close()
        for report in reports:
            report.end(_STOPPED)
    return tuple(report.result for report in reports)


class _Report:
    """A report on its way; from its first section to its last its lock is held and its workspace open."""

    def __init__(self, plan: Plan, options: Options, watch: Watch, rules: str) -> None:
        self.plan, self.options, self.watch, self.rules = plan, options, watch, rules
        self.opened = ExitStack()
        self.place: Path | None = None  # its workspace
        self.outcomes: dict[str, Outcome] = {}
        self.ended = False
        self.result = Result(plan.run.key, "failed", plan, error=_STOPPED)  # until it ends

    def begun(self) -> Iterator[Job]:
        """Begin the report; what of it is to be executed."""
        self.started = time.monotonic()
        try:
            place = self.place = self.begin()
        except (CrimekitError, OSError) as error:
            self.opened.close()
            return self.tell("failed", _said(error))
        if place is None:
            self.opened.close()
            return self.tell("unchanged")
        for outcome in self.outcomes.values():
            self.watch.section(self.plan, outcome)
        changed = [task for task in self.plan.tasks if task.key not in self.outcomes]
        if not changed:
            self.end()
        for task in changed:
            self.watch.begins(self.plan, task)
            yield Job(task, place / NOTEBOOKS / f"{task.key}.ipynb", self.sections[task.key], self.options)

    def begin(self) -> Path | None:
        """Lock the report, and copy what can be reused into a new workspace; None where all of it stands."""
        plan, options = self.plan, self.options
        self.opened.enter_context(held(plan.folder))
        restore(plan.folder)
        self.refuse_other_rules()
        self.sections = fingerprints(plan)
        self.whole = page_fingerprint(plan, self.sections, self.rules)
        found = reusable(plan, self.sections, only=options.only, afresh=options.afresh)
        old = leftovers(plan.folder)
        reused = (task for task in plan.tasks if task.key in found)
        self.outcomes = {task.key: Outcome(task.key, task.title, reused=True) for task in reused}
        if len(found) == len(plan.tasks) and self.stands():
            remove(*old)
            return None
        place = self.opened.enter_context(workspace(plan.folder))
        (place / NOTEBOOKS).mkdir()
        for key, path in found.items():
            shutil.copyfile(path, place / NOTEBOOKS / f"{key}.ipynb")
        remove(*old)
        return place

    def stands(self) -> bool:
        """Whether the published report is what would be made now."""
        record = read_record(self.plan.folder).holds
        if record.get("fingerprint") != self.whole or (self.options.pdf and PDF not in record["files"]):
            return False
        if self.options.publish and apart(record):
            return False
        return not differences(self.plan.folder)

    def refuse_other_rules(self) -> None:
        """Refuse parameters that are no longer those that were read: a notebook would read the new ones."""
        if parameters_digest(self.plan.parameters.folder) != self.rules:
            raise DataError("parameters: changed while reports were being made; run it again")

    def take(self, outcome: Outcome) -> None:
        """Note what became of a section, and end the report with its last one."""
        self.outcomes[outcome.key] = outcome
        self.watch.section(self.plan, outcome)
        if len(self.outcomes) == len(self.plan.tasks):
            self.end()

    def end(self, reason: str = "") -> None:
        """Publish a report of which every section ran; of another, keep what was executed, for the next run."""
        if self.ended or not self.place:
            return
        done = len(self.outcomes) == len(self.plan.tasks) and all(outcome.ok for outcome in self.outcomes.values())
        try:
            with self.opened:
                if done:
                    self.publish(self.place)
                elif not all(outcome.reused for outcome in self.outcomes.values()):
                    keep_failed(self.place / NOTEBOOKS, self.plan.folder)
        except (CrimekitError, OSError) as error:
            done, reason = False, _said(error)
        self.tell("done" if done else "failed", reason)

    def publish(self, place: Path) -> None:
        """Put the report together and move it to where reports stand; a failed one of before goes."""
        plan = self.plan
        page, typed, lacking = put_together(plan, place)
        made = record(plan, place, page, sections=self.sections, fingerprint=self.whole, typed=typed, lacking=lacking)
        try:
            if self.options.publish and (found := apart(made)):
                mend = ": mend it, or name it in own_figures of its section" if typed else ""
                raise RunError(f"{plan.run.key}: not ready to publish: {'; '.join(found)}{mend}")
            if self.options.pdf:
                write_pdf(place)
        except RunError:  # the next run, perhaps without it, need not execute anything
            keep_failed(place / NOTEBOOKS, plan.folder)
            raise
        self.refuse_other_rules()
        seal(place, made)
        move_into_place(place, plan.folder)

    def tell(self, state: State, error: str = "") -> None:
        """Note what the report came to and tell whoever watches."""
        outcomes = tuple(self.outcomes[task.key] for task in self.plan.tasks if task.key in self.outcomes)
        seconds = time.monotonic() - self.started
        self.ended, self.result = True, Result(self.plan.run.key, state, self.plan, outcomes, error, seconds)
        self.watch.report(self.result)


def _said(error: Exception) -> str:
    """What went wrong, in one line."""
    return f"outputs: {error.strerror or error}; nothing was published" if isinstance(error, OSError) else str(error)
