"""The record of a run: what went in, what came out, with which versions."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crimekit.blocks import Page
from crimekit.runs.execute import Outcome
from crimekit.runs.plan import Plan, Task

RECORD = "run.json"
PACKAGES = ("crimekit", "matplotlib", "nbclient", "numpy", "pandas", "papermill", "scipy", "seaborn", "statsmodels")


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def versions() -> dict[str, str]:
    """Python and the packages that the figures depend on."""
    return {
        "python": platform.python_version(),
        **{package: importlib.metadata.version(package) for package in PACKAGES},
    }


@dataclass(frozen=True, slots=True)
class Made:
    """What a run made: its files with their hashes, and what they rest on."""

    files: Mapping[str, str]
    sections: Mapping[str, str]  # the fingerprint of each section
    page: str  # the fingerprint of the whole report
    labels: Mapping[str, Any] = field(default_factory=dict)  # printed, and changed since the quarter before


def record(
    plan: Plan, outcomes: Sequence[Outcome], made: Made, *, page: Page, typed: Sequence[Mapping[str, Any]] = ()
) -> str:
    """The text of ``run.json``; every path in it is relative and nothing names this machine.

    `page` is what surrounds the report; `typed` are the typed figures that the report's own do not bear out.

    Two runs of the same figures differ in ``timings`` at most.
    """
    contents: dict[str, Any] = {
        "run": _run(plan),
        "inputs": [
            {
                "name": source.name,
                "released": source.released.isoformat() if source.released else None,
                "sha256": source.sha256,
            }
            for source in plan.inputs.sources
        ],
        "page": {name: getattr(page, name) for name in ("title", "force", "period", "draft", "marking")},
        "commentary": _commentary(plan, typed),
        "sections": [_section(task, made.sections[task.key]) for task in plan.tasks],
        "warnings": list(plan.inputs.release.warnings),
        "files": dict(sorted(made.files.items())),
        "versions": versions(),
        "labels": dict(made.labels),
        "fingerprint": made.page,
        "timings": {outcome.key: "unchanged" if outcome.reused else round(outcome.seconds, 2) for outcome in outcomes},
    }
    return json.dumps(contents, indent=2, ensure_ascii=False) + "\n"


def _run(plan: Plan) -> dict[str, str]:
    run = plan.run
    return {
        "key": run.key,
        "report": run.report,
        "force": run.force,
        "quarter": run.quarter.label,
        "release": run.release,
        "peer_group": run.peer_group,
        "inputs": "bundled" if run.inputs == "bundled" else "a folder of input files",
        "previous_release": run.previous_release,
        "marking": run.marking,
    }


def _commentary(plan: Plan, typed: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    texts = plan.commentary
    if texts is None:
        return None
    return {
        "author": texts.author,
        "date": texts.date.isoformat(),
        "state": texts.state,
        "differences": [dict(found) for found in typed],
    }


def _section(task: Task, fingerprint: str) -> dict[str, Any]:
    given = {name: value for name, value in task.parameters if name != "inputs" or value == "bundled"}
    return {
        "key": task.key,
        "notebook": task.notebook.name,
        "notebook_sha256": sha256(task.notebook),
        "parameters": given,
        "fingerprint": fingerprint,
    }


def read_record(folder: Path) -> dict[str, Any]:
    """What the ``run.json`` of a report says; empty where there is none that can be read."""
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def hashes(folder: Path) -> dict[str, str]:
    """The hash of every file of a report but its record, by its name inside the folder."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: sha256(path) for name, path in names.items() if name != RECORD}
