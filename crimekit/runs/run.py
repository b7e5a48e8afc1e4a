"""Carry out a plan: execute, put together, check, publish."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from crimekit import words
from crimekit.errors import DataError, RunError
from crimekit.loaders.inputs import Source
from crimekit.model import Parameters
from crimekit.page.blocks import Block, Page
from crimekit.page.check import check
from crimekit.page.document import render
from crimekit.page.notebooks import results
from crimekit.revisions import revisions_of
from crimekit.runs.execute import Outcome, execute_all
from crimekit.runs.plan import Plan
from crimekit.runs.publish import move_into_place, table_csv, tables, workspace
from crimekit.runs.record import record, sha256
from crimekit.sections import closing_blocks

PAGE = "report.html"


@dataclass(frozen=True, slots=True)
class Result:
    """What a run came to."""

    outcomes: tuple[Outcome, ...]
    page: Path | None  # the published page; None where a section failed

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The sections that did not finish."""
        return tuple(outcome for outcome in self.outcomes if not outcome.ok)


def carry_out(
    plan: Plan, parameters: Parameters, *, workers: int = 2, done: Callable[[Outcome], None] = lambda _: None
) -> Result:
    """Execute every section and publish the report; where one fails, nothing already published changes.

    The notebooks of a failed run are kept beside the report's folder, in ``…-failed``, to be looked at.
    """
    with workspace(plan.folder) as place:
        outcomes = execute_all(plan.tasks, place / "notebooks", workers=workers, done=done)
        if not all(outcome.ok for outcome in outcomes):
            move_into_place(place / "notebooks", plan.folder.with_name(f"{plan.folder.name}-failed"))
            return Result(outcomes, None)
        _put_together(plan, parameters, outcomes, place)
        move_into_place(place, plan.folder)
    return Result(outcomes, plan.folder / PAGE)


def _put_together(plan: Plan, parameters: Parameters, outcomes: Sequence[Outcome], place: Path) -> None:
    blocks = [block for task in plan.tasks for block in _blocks(place / "notebooks" / f"{task.key}.ipynb")]
    blocks += revisions_of(plan.run, plan.inputs, parameters)
    blocks += closing_blocks(plan.report, parameters, plan.run.quarter)
    html = render(page_of(plan), blocks)
    problems = check(html)
    if problems:
        raise DataError(f"{PAGE}: not fit to publish: " + "; ".join(problems[:10]))
    (place / PAGE).write_text(html, encoding="utf-8")
    _write_tables(blocks, place / "tables")
    files = {path.relative_to(place).as_posix(): sha256(path) for path in sorted(place.rglob("*")) if path.is_file()}
    (place / "run.json").write_text(
        record(plan, outcomes, files, warnings=plan.inputs.release.warnings), encoding="utf-8"
    )


def _blocks(notebook: Path) -> tuple[Block, ...]:
    return results(json.loads(notebook.read_text(encoding="utf-8")), name=notebook.stem).blocks


def _write_tables(blocks: Sequence[Block], folder: Path) -> None:
    folder.mkdir()
    for name, table in tables(blocks).items():
        if (folder / name).exists():
            raise RunError(f"tables: two tables are called '{name}'; expected each key once")
        (folder / name).write_text(table_csv(table), encoding="utf-8")


def page_of(plan: Plan) -> Page:
    """What surrounds the sections on the page."""
    commentary = plan.commentary
    return Page(
        title=plan.report.title,
        force=plan.force.police,
        publisher=plan.force.publisher,
        period=plan.run.quarter.title,
        marking=plan.run.marking,
        draft=""
        if commentary.state == "approved"
        else f"The texts of this report are {commentary.state}, not approved.",
        provenance=tuple((source.name, _provenance(source)) for source in plan.inputs.sources),
        csv_folder="tables",
    )


def _provenance(source: Source) -> str:
    released = f"released {words.date(source.released)}, " if source.released else ""
    return f"{released}{'shipped with crimekit, ' if source.shipped else ''}SHA-256 {source.sha256}"
