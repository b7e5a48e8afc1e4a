"""What a section rests on, as one hash, so that what has not changed is not executed again.

The hash of a section covers its notebook and parameters, the bytes of every input, everything under ``parameters/``
but commentary and runs, the texts of the section, the source of the package and the versions of the packages under
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

from crimekit.parameters.model import Commentary, Parameters
from crimekit.runs.plan import Plan, Task
from crimekit.runs.record import sha256, versions
from crimekit.runs.seals import digest

_PACKAGE = Path(__file__).resolve().parents[1]
_SOURCES = (".py", ".css", ".j2")


def fingerprints(plan: Plan, parameters: Parameters) -> dict[str, str]:
    """The hash of each section of `plan`, by its key."""
    shared = [_environment(), _figures(plan), _parameters(parameters.folder)]
    return {task.key: digest([*shared, _own(task), _texts(plan, task)]) for task in plan.tasks}


def page_fingerprint(plan: Plan, sections: Mapping[str, str]) -> str:
    """The hash of all that a report rests on: its sections, the run, and every text with who answers for it."""
    run = {name: str(value) for name, value in asdict(replace(plan.run, path=None)).items()}
    commentary = plan.commentary
    texts = [commentary.author, commentary.date.isoformat(), commentary.state] if commentary else None
    return digest([dict(sections), run, texts, _all_texts(commentary)])


def package_digest() -> str:
    """The hash of the package's own source and shipped figures, read afresh."""
    return digest(_package_files())


@cache
def _environment() -> object:
    """The package's own source and shipped figures, and the packages under it: read once, as a process loads them."""
    return [versions(), _package_files()]


def _package_files() -> list[list[str]]:
    data = [path for path in (_PACKAGE / "data").rglob("*") if path.is_file()]
    sources = [path for path in _PACKAGE.rglob("*") if path.suffix in _SOURCES]
    return _files({*data, *sources}, _PACKAGE)


def _figures(plan: Plan) -> object:
    return [[[source.name, source.sha256] for source in plan.inputs.sources], plan.inputs.release.key]


def _parameters(folder: Path) -> object:
    """Everything there but runs, which a plan holds, and commentary, which goes by section."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return _files((path for path in found if path.relative_to(folder).parts[0] not in ("runs", "commentary")), folder)


def _own(task: Task) -> object:
    return [task.key, sha256(task.notebook), list(task.parameters)]


def _texts(plan: Plan, task: Task) -> object:
    """What people wrote for this section; all of it for a notebook that is no section of its own."""
    commentary = plan.commentary
    if commentary is None:
        return None
    if any(section.key == task.key for section in plan.report.sections):
        words = commentary.sections.get(task.key)
        return [commentary.note, asdict(words) if words else None]
    return _all_texts(commentary)


def _all_texts(commentary: Commentary | None) -> object:
    if commentary is None:
        return None
    return [commentary.note, {key: asdict(words) for key, words in commentary.sections.items()}]


def _files(paths: Iterable[Path], folder: Path) -> list[list[str]]:
    return sorted([path.relative_to(folder).as_posix(), sha256(path)] for path in paths)
