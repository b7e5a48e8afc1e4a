"""What a section rests on, as one hash, so that what has not changed is not executed again.

The hash of a section covers its notebook and parameters, the bytes of every input, everything under ``parameters/``
but commentary and runs, the texts of the section, the source of the package and the versions of the packages under
it. An executed notebook carries that hash and one of its own contents: where it stands does not matter, and one that
was changed by hand is not taken for a result.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crimekit.runs.plan import Plan, Task
from crimekit.runs.record import sha256, versions

_PACKAGE = Path(__file__).resolve().parents[1]
_SOURCES = (".py", ".css", ".j2")
_SEAL = "crimekit"


def fingerprints(plan: Plan) -> dict[str, str]:
    """The hash of each section of `plan`, by its key."""
    shared = [_environment(), _figures(plan), _parameters(plan)]
    return {task.key: _hash([*shared, _own(task), _texts(plan, task)]) for task in plan.tasks}


def page_fingerprint(plan: Plan, sections: Mapping[str, str]) -> str:
    """The hash of all that a report rests on: its sections, and what surrounds them on the page."""
    commentary = asdict(plan.commentary) | {"sections": None} if plan.commentary else None
    return _hash([dict(sections), plan.run.marking, plan.report.key, _plain(commentary)])


def _environment() -> object:
    """The package's own source, and the packages that the figures depend on."""
    return [versions(), _files(path for path in _PACKAGE.rglob("*") if path.suffix in _SOURCES)]


def _figures(plan: Plan) -> object:
    shipped = _files(path for path in (_PACKAGE / "data").rglob("*") if path.is_file())
    return [shipped, [[source.name, source.sha256] for source in plan.inputs.sources], plan.inputs.release.key]


def _parameters(plan: Plan) -> object:
    folder = plan.parameters_folder
    return _files([*folder.glob("*.yml"), *(folder / "reports").glob("*.yml")])


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
    return [commentary.note, {key: asdict(words) for key, words in commentary.sections.items()}]


def _files(paths: Iterable[Path]) -> list[list[str]]:
    return sorted([path.parent.name, path.name, sha256(path)] for path in paths)


def _plain(commentary: Mapping[str, Any] | None) -> object:
    return {key: str(value) for key, value in commentary.items()} if commentary else None


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def sealed(notebook: Any, fingerprint: str) -> Any:
    """The executed notebook, with what it rests on and the hash of its cells in its metadata."""
    notebook.metadata[_SEAL] = {"fingerprint": fingerprint, "cells": _hash(notebook.cells)}
    return notebook


def is_sealed(path: Path, fingerprint: str) -> bool:
    """Whether `path` is a notebook executed from exactly this, and whole.

    Examples
    --------
    >>> is_sealed(Path("absent.ipynb"), "0" * 64)
    False
    """
    import nbformat

    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        seal = notebook.metadata.get(_SEAL, {})
        return bool(seal == {"fingerprint": fingerprint, "cells": _hash(notebook.cells)})
    except (OSError, ValueError, AttributeError, TypeError, KeyError):
        return False
