"""The record of a run: what went in, what came out, with which versions."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crimekit.runs.execute import Outcome
from crimekit.runs.plan import Plan

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


def record(plan: Plan, outcomes: Sequence[Outcome], files: Mapping[str, str], *, warnings: Sequence[str]) -> str:
    """The text of ``run.json``; every path in it is relative and nothing names this machine."""
    run = plan.run
    contents: dict[str, Any] = {
        "run": {
            "key": run.key,
            "report": run.report,
            "force": run.force,
            "quarter": run.quarter.label,
            "release": run.release,
            "peer_group": run.peer_group,
            "inputs": "bundled" if run.inputs == "bundled" else "a folder of input files",
            "previous_release": run.previous_release,
            "marking": run.marking,
        },
        "inputs": [
            {
                "name": source.name,
                "released": source.released.isoformat() if source.released else None,
                "sha256": source.sha256,
            }
            for source in plan.inputs.sources
        ],
        "commentary": {
            "author": plan.commentary.author,
            "date": plan.commentary.date.isoformat(),
            "state": plan.commentary.state,
        },
        "sections": [
            {
                "key": task.key,
                "notebook": task.notebook.name,
                "notebook_sha256": sha256(task.notebook),
                "parameters": {
                    name: value for name, value in task.parameters if name != "inputs" or value == "bundled"
                },
                "seconds": round(outcome.seconds, 2),
            }
            for task, outcome in zip(plan.tasks, outcomes, strict=True)
        ],
        "warnings": list(warnings),
        "files": dict(sorted(files.items())),
        "versions": versions(),
    }
    return json.dumps(contents, indent=2, ensure_ascii=False) + "\n"
