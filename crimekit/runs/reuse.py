"""What a section rests on, as one hash, so that what has not changed is not executed again.

The hash of a section covers its notebook and what that is given, the bytes of every input, the texts of the section,
the source of the package, the versions of the packages under it, and those parameters that the section can use. An
executed notebook carries it as a seal, with the hash of what the notebook holds: where the notebook stands does not
matter, and one that was changed by hand is not taken for a result.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from crimekit.errors import ParameterError, RunError, nearest
from crimekit.library.figures import located
from crimekit.parameters.values import Parameters, SectionSpec
from crimekit.runs.notebooks import sections_shown
from crimekit.runs.plan import Plan, Task
from crimekit.runs.publish import failed_folder, leftovers
from crimekit.runs.record import NOTEBOOKS, digest, given, inputs_named, sha256, versions

_PACKAGE = Path(__file__).resolve().parents[1]
_SOURCES = (".py", ".css", ".j2", ".js", ".mplstyle")
_SEAL = "crimekit"


def fingerprints(plan: Plan) -> dict[str, str]:
    """The hash of each section of `plan`, by its key."""
    figures = [[[source.name, source.sha256] for source in plan.inputs.sources], plan.inputs.release.key]
    shared = [_environment(), figures]
    return {task.key: digest([*shared, *_own(task, plan)]) for task in plan.tasks}


def page_fingerprint(plan: Plan, sections: Mapping[str, str], rules: str) -> str:
    """The hash of all that a report rests on: its sections, the run, every parameter and every text with its author."""
    run = replace(plan.run, path=None, inputs=inputs_named(plan.run.inputs))
    return digest([dict(sections), repr(run), repr([plan.commentary, plan.welsh]), rules])


def parameters_digest(folder: Path) -> str:
    """The hash of all that lies there now but runs, which a plan holds, and commentary, which goes by section."""
    return files_digest(folder, lambda path: path.parts[0] not in ("runs", "commentary"))


def package_digest() -> str:
    """The hash of the package's own source and shipped figures, read afresh."""
    return files_digest(_PACKAGE, lambda path: path.parts[0] == "data" or path.suffix in _SOURCES)


def files_digest(folder: Path, wanted: Callable[[Path], bool] = lambda _: True) -> str:
    """The hash of the files in a folder and of their paths from there on, by which they are `wanted` or not."""
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return digest(sorted([name.as_posix(), sha256(folder / name)] for name in names if wanted(name)))


@cache
def _environment() -> object:
    """The package itself and the packages under it: read once, as a process loads them."""
    return [versions(), package_digest()]


def _own(task: Task, plan: Plan) -> tuple[object, ...]:
    """What is a section's own: its notebook, the texts and parameters that it can use."""
    notebook = [task.key, sha256(task.notebook), given(task)]
    own = tuple(section for section in plan.report.sections if section.key == task.key)
    shown = sections_shown(task.notebook, [name for name, _ in task.parameters])
    if not shown:
        return (
            notebook,
            _texts(plan, [task.key] if own else plan.report.texts),
            parameters_digest(plan.parameters.folder),
        )
    sections = own if own and "overview" not in shown else plan.report.sections
    used = usable(plan, sections)
    rules = repr([getattr(used, field.name) for field in fields(used) if field.name != "folder"])  # all of it
    return notebook, _texts(plan, [task.key]), rules, [sha256(path) for path in _outturn_files(plan)]


def _texts(plan: Plan, sections: Iterable[str]) -> str:
    """What people wrote for these sections."""
    texts = plan.commentary
    return repr([texts.note, [texts.sections.get(section) for section in sections]]) if texts else ""


def usable(plan: Plan, sections: Sequence[SectionSpec]) -> Parameters:
    """The parameters that these sections of a report can use, without those that they cannot.

    The forces, the labels and their thresholds are everyone's. The glossary is nobody's: it stands on the page.
    """
    parameters = plan.parameters
    files = b"".join(path.read_bytes() for path in _outturn_files(plan))
    files = files.replace(b"\0", b"")  # a spreadsheet may write two bytes a letter
    keys = plan.report.texts if sections == plan.report.sections else [section.key for section in sections]
    texts = files + _texts(plan, keys).encode()  # they may name the figures of any measure
    every = [key for section in plan.report.sections for key in section.used]
    hides = any(parameters.measures[key].hide_below > 1 for key in every)  # what that hides depends on all of them
    shown = {*every} if hides else {key for section in sections for key in section.used}
    measures = {key: each for key, each in parameters.measures.items() if key in shown or key.encode() in texts}
    groups = {plan.run.peer_group: parameters.peer_groups[plan.run.peer_group]} if plan.run.peer_group else {}
    breaks = {  # of any force: the noise of a measure is learnt from all
        key: known for key, known in parameters.breaks.items() if not known.measures or {*measures} & {*known.measures}
    }
    counted = {key: each for key, each in plan.report.definitions.items() if key in measures}
    named = {group for each in counted.values() for group in each.offences}
    return replace(
        parameters,
        peer_groups=groups,
        offences={key: each for key, each in parameters.offences.items() if key in named or key.encode() in files},
        measures=measures,
        breaks=breaks,
        reports={plan.report.key: replace(plan.report, sections=tuple(sections), glossary=(), definitions=counted)},
        glossary={},
    )


def _outturn_files(plan: Plan) -> list[Path]:
    """What the sections of an outturn read themselves, and in which measures and groups of offences are named."""
    if plan.report.kind != "outturn":
        return []
    from crimekit.reports.outturn.figures import figures_folder

    own, force = plan.parameters.folder / "outturn", plan.run.force
    stated = figures_folder(located(plan.run.inputs, plan.parameters)) / f"{force}-stated.csv"
    paths = (own / f"{plan.report.key}.yml", own / "targets" / f"{force}.yml", stated)
    return [path for path in paths if path.exists()]


def sealed(notebook: dict[str, Any], fingerprint: str) -> dict[str, Any]:
    """The executed notebook, with what it rests on and the hash of its cells in its metadata."""
    seal = {"fingerprint": fingerprint, "cells": digest(notebook["cells"])}
    return {**notebook, "metadata": {**notebook["metadata"], _SEAL: seal}}


def is_sealed(path: Path, fingerprint: str) -> bool:
    """Whether `path` is a notebook executed from exactly this, and whole.

    Examples
    --------
    >>> is_sealed(Path("absent.ipynb"), "0" * 64)
    False
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        return bool(notebook == sealed(notebook, fingerprint))
    except (OSError, ValueError, AttributeError, TypeError, KeyError):
        return False


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
    if only and not plan.folder.exists() and not found:
        place = f"{plan.folder.parent.name}/{plan.folder.name}"
        raise RunError(f"--only: there is no report at '{place}' yet to make a section of anew; run it without --only")
    if only and changed:
        raise RunError(f"--only: {', '.join(changed)} changed too, or was never made; run without --only")
    return found


def _whole(plan: Plan, key: str, fingerprint: str) -> Path | None:
    left = [place / plan.folder.name / NOTEBOOKS for place in leftovers(plan.folder)]
    places = [plan.folder / NOTEBOOKS, failed_folder(plan.folder), *left]
    return next((path for place in places if is_sealed(path := place / f"{key}.ipynb", fingerprint)), None)
