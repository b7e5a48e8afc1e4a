"""What stands in the outputs folder for a report: what of it can be reused, what is published, what failed."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from crimekit.errors import ParameterError, RunError, nearest
from crimekit.parameters.model import Parameters
from crimekit.runs.execute import Outcome
from crimekit.runs.labels import labels_of, since_last_report
from crimekit.runs.pages import page_of, put_together
from crimekit.runs.plan import Plan
from crimekit.runs.publish import leftovers, move_into_place
from crimekit.runs.record import RECORD, Made, hashes, read_record, record
from crimekit.runs.seals import is_sealed
from crimekit.runs.texts import typed_figures
from crimekit.runs.verify import differences

NOTEBOOKS = "notebooks"


def failed_folder(plan: Plan) -> Path:
    """Where the notebooks of a failed run are kept, to be looked at."""
    return plan.folder.with_name(f"{plan.folder.name}-failed")


def reusable(
    plan: Plan, fingerprints: Mapping[str, str], *, only: Sequence[str] = (), afresh: bool = False
) -> dict[str, Path]:
    """The executed notebook of each section that need not be executed again.

    It may be published, kept from a failed run, or left by a run that was killed.

    Raises
    ------
    ParameterError
        If `only` names a section that the report does not have.
    RunError
        If a section that is not among `only` would have to be executed.
    """
    known = [task.key for task in plan.tasks]
    for key in only:
        if key not in known:
            raise ParameterError(f"--only: no section '{key}' in '{plan.report.key}'{nearest(key, known)}")
    if afresh and not only:
        return {}
    found = {key: path for key in known if key not in only and (path := _whole(plan, key, fingerprints[key]))}
    changed = [key for key in known if key not in found and key not in only]
    if only and changed:
        raise RunError(f"--only: {', '.join(changed)} changed too, or was never made; run without --only")
    return found


def _whole(plan: Plan, key: str, fingerprint: str) -> Path | None:
    places = [place / plan.folder.name / NOTEBOOKS for place in leftovers(plan.folder)]
    paths = [folder / f"{key}.ipynb" for folder in (plan.folder / NOTEBOOKS, failed_folder(plan), *places)]
    return next((path for path in paths if is_sealed(path, fingerprint)), None)


def stands(plan: Plan, fingerprint: str) -> bool:
    """Whether the published report is exactly what this run would make."""
    if read_record(plan.folder).get("fingerprint") != fingerprint:
        return False
    return not differences(plan.folder)


def copy(notebooks: Mapping[str, Path], folder: Path) -> None:
    """Copy reused notebooks into a new folder."""
    folder.mkdir()
    for key, path in notebooks.items():
        shutil.copyfile(path, folder / f"{key}.ipynb")


def publish(
    plan: Plan, parameters: Parameters, place: Path, *, made: tuple[Mapping[str, str], str, Sequence[Outcome]]
) -> None:
    """Put the report together in `place` and move it to where reports stand; a failed one of before goes."""
    sections, page, outcomes = made
    put_together(plan, parameters, place)
    made_of = Made(hashes(place), sections, page, _labels(plan, place))
    typed = typed_figures(plan, parameters, place / NOTEBOOKS)
    text = record(plan, outcomes, made_of, page=page_of(plan), typed=typed)
    (place / RECORD).write_text(text, encoding="utf-8")
    move_into_place(place, plan.folder)
    remove([failed_folder(plan)])


def _labels(plan: Plan, place: Path) -> dict[str, Any]:
    """The labels of the report, and those that the last quarter's report printed otherwise."""
    labels = labels_of(place)
    if not labels:
        return {}
    last = read_record(plan.folder.with_name((plan.run.quarter - 1).slug))
    same = last.get("run", {}).get("report") == plan.run.report
    sources = [source.sha256 for source in plan.inputs.sources]
    return {**labels, "since last report": since_last_report(labels, last if same else {}, sources)}


def keep_failed(plan: Plan, place: Path) -> None:
    """Keep the notebooks of a failed run beside the report."""
    move_into_place(place / NOTEBOOKS, failed_folder(plan))


def remove(folders: Iterable[Path]) -> None:
    """Remove folders that have had their use."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def said(error: Exception) -> str:
    """What went wrong, in one line."""
    if isinstance(error, OSError):
        return f"outputs: {error.strerror or error}; nothing was published"
    return str(error)
