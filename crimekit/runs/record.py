"""What the record of a run says: what went in, what came out, with which versions, and which labels it printed."""

from __future__ import annotations

import csv
import importlib.metadata
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crimekit import words
from crimekit.blocks import Page
from crimekit.runs.plan import Plan, Task
from crimekit.runs.seal import read_record, sha256

PACKAGES = (
    "crimekit", "ipython", "matplotlib", "nbclient", "numpy", "pandas", "papermill", "pyarrow", "python-calamine",
    "scipy", "seaborn",
)  # fmt: skip
_GLANCE = "tables/at-a-glance-measures.csv"
_RUN = (
    "key", "report", "force", "quarter", "release", "peer_group", "inputs", "previous_release", "marking", "language",
)  # fmt: skip
_SHOWN = 10  # texts that are not in Welsh


def versions() -> dict[str, str]:
    """Python and the packages that the figures depend on."""
    return {"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in PACKAGES}}


def record(
    plan: Plan,
    place: Path,
    page: Page,
    *,
    sections: Mapping[str, str],
    fingerprint: str,
    typed: Sequence[Mapping[str, Any]],
    lacking: Sequence[str],
) -> dict[str, Any]:
    """What ``run.json`` says of the report in `place`, but its files; nothing in it names this machine.

    `page` is what surrounds the report, `sections` are the hashes of what each section rests on and `fingerprint` that
    of the whole, `typed` are the typed figures that the report's own do not bear out, `lacking` is what a page in Welsh
    lacks.

    Two runs of the same figures give the same record: times are in the log.
    """
    run, texts = plan.run, plan.commentary
    said = {"author": texts.author, "date": texts.date.isoformat(), "state": texts.state} if texts else {}
    inputs = [
        {
            "name": source.name,
            "released": source.released.isoformat() if source.released else None,
            "sha256": source.sha256,
        }
        for source in plan.inputs.sources
    ]
    last = read_record(plan.folder.with_name((run.quarter - 1).slug))
    return {
        "run": {**{name: str(getattr(run, name)) for name in _RUN}, "inputs": inputs_named(run.inputs)},
        "inputs": inputs,
        "page": {name: getattr(page, name) for name in ("title", "force", "period", "draft", "marking")},
        "commentary": {**said, "differences": [dict(found) for found in typed]} if texts else None,
        "sections": [_section(task, sections[task.key]) for task in plan.tasks],
        "warnings": [*plan.inputs.release.warnings, *plan.warnings],
        "versions": versions(),
        "labels": labels(place, inputs, last.holds if last.report == run.report else {}),
        "not in Welsh": [*lacking],
        "fingerprint": fingerprint,
    }


def apart(record: Mapping[str, Any]) -> list[str]:
    """What `--publish` refuses a report for, a line each: typed numbers not printed, what its Welsh pages lack."""
    lines = [
        f"{found['section']}, {found['text']}: found '{found['typed']}' in “{found['sentence']}”; "
        "the section prints no such number"
        for found in (record.get("commentary") or {}).get("differences", ())
    ]
    if lacking := record.get("not in Welsh"):
        more = f"; and {len(lacking) - _SHOWN} more" if len(lacking) > _SHOWN else ""
        texts = words.counted(len(lacking), "text", "texts")
        lines.append(f"{texts} not in Welsh as in English: {'; '.join(lacking[:_SHOWN])}{more}")
    return lines


def inputs_named(inputs: str) -> str:
    """What to call the inputs of a run wherever it is compared: not by their folder, as their hashes stand beside.

    Examples
    --------
    >>> inputs_named("bundled"), inputs_named("/srv/jane.doe/figures")
    ('bundled', 'a folder of input files')
    """
    return inputs if inputs == "bundled" else "a folder of input files"


def given(task: Task) -> dict[str, str]:
    """The parameters of a notebook, the inputs called as they are in a record."""
    return {name: inputs_named(value) if name == "inputs" else value for name, value in task.parameters}


def _section(task: Task, fingerprint: str) -> dict[str, Any]:
    return {
        "key": task.key,
        "notebook": task.notebook.name,
        "notebook_sha256": sha256(task.notebook),
        "parameters": given(task),
        "fingerprint": fingerprint,
    }


def labels(place: Path, inputs: Sequence[Mapping[str, Any]], last: Mapping[str, Any]) -> dict[str, Any]:
    """The label of each measure, and which differ from the quarter before; empty for a report without labels.

    They are read from the tables of the report in `place`, so that record and page cannot differ. `last` is the record
    of the last quarter's report, empty where there is none. Where that printed another label than is worked out for its
    quarter now and the inputs are the same, the method must have changed; else the figures were revised, or both.
    """
    if not (place / _GLANCE).exists():
        return {}
    with (place / _GLANCE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or "Past year" not in rows[0]:
        return {}
    printed = {row["Measure"]: row["Past year"] for row in rows}
    before = {row["Measure"]: row.get("Past year: quarter before") or row["Past year"] for row in rows}
    same = {source["sha256"] for source in inputs} == {source["sha256"] for source in last.get("inputs", ())}
    why = "method: the inputs are the same" if same else "revision or method: the inputs are others"
    return {
        "printed": printed,
        "changed": [
            {"measure": name, "before": before[name], "now": printed[name], "why": row["Past year: why it differs"]}
            for name, row in zip(printed, rows, strict=True)
            if before[name] != printed[name]
        ],
        "since last report": [
            {"measure": name, "recorded": text, "worked out now": before[name], "why": why}
            for name, text in last.get("labels", {}).get("printed", {}).items()
            if before.get(name, text) != text
        ],
    }
