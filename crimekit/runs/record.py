"""The record of a run: what went in, what came out, with which versions; and whether all is still as it says."""

from __future__ import annotations

import csv
import importlib.metadata
import os
import platform
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from crimekit.blocks import Page
from crimekit.errors import RunError
from crimekit.runs.plan import Plan, Task
from crimekit.runs.seal import RECORD, SEAL, Content, claimed, contents, hashed, hashes, parsed, sha256, text_of

NOTEBOOKS = "notebooks"  # the folder of the executed notebooks of a report
PACKAGES = (
    "crimekit", "ipython", "matplotlib", "nbclient", "numpy", "pandas", "papermill", "pyarrow", "python-calamine",
    "scipy", "seaborn",
)  # fmt: skip
_GLANCE = "at-a-glance-measures.csv"


def versions() -> dict[str, str]:
    """Python and the packages that the figures depend on."""
    return {
        "python": platform.python_version(),
        **{package: importlib.metadata.version(package) for package in PACKAGES},
    }


def read_record(folder: Path) -> dict[str, Any]:
    """What the ``run.json`` of a report says; empty where there is none that is as its run wrote it."""
    return parsed(_record_text(folder))


def report_of(folder: Path) -> str:
    """The key of the report that stands in a folder, even of one that was changed; empty where there is none."""
    run = claimed(_record_text(folder)).get("run")
    return str(run.get("report", "")) if isinstance(run, dict) else ""


def _record_text(folder: Path) -> Content:
    path = folder / RECORD
    try:
        return path.read_bytes() if path.is_file() else ""  # to open a pipe would be to wait
    except OSError:
        return ""


def write_record(folder: Path, record: Mapping[str, Any]) -> None:
    """Write the ``run.json`` of a report."""
    write_whole(folder / RECORD, text_of(record), beside=folder.parent)


def write_whole(path: Path, content: bytes, *, beside: Path) -> None:
    """Let a file appear in one step; until then it lies in the folder `beside`, which is no report's.

    Raises
    ------
    RunError
        If it cannot be written; nothing is left of it.
    """
    unfinished = beside / f".{path.parent.name}.{path.name}~{os.getpid()}"
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        raise RunError(f"outputs: cannot write {path.name} ({error.strerror}); it is as it was") from None


def differences(folder: Path) -> tuple[str, ...]:
    """What of the report at `folder` is not as its record says, a line each; none where all of it is.

    Raises
    ------
    RunError
        If there is no record to compare with.
    """
    return compared(contents(folder), name=folder.name)


def compared(found: Mapping[str, Content], *, name: str) -> tuple[str, ...]:
    """What of the report called `name`, with these contents, is not as its record says, a line each.

    Raises
    ------
    RunError
        If the record has no hashes.
    """
    recorded = claimed(found.get(RECORD, "missing")).get("files")
    if not isinstance(recorded, dict) or not recorded:
        raise RunError(f"{name}: found no {RECORD} with the hashes of a report; expected a published report")
    whole = parsed(found[RECORD])
    pages, seal = whole.get("unsealed", {}), str(whole.get("seal")).encode()
    lines = [] if whole else [f"{RECORD}: changed: its seal does not stand for what it says"]
    for file in sorted({*recorded, *found} - {RECORD}):
        content = found.get(file, "missing")
        if isinstance(content, str):
            lines.append(f"{file}: {content}")
        elif file not in recorded:
            lines.append(f"{file}: not part of the report")
        elif hashed(content) != recorded[file]:
            lines.append(f"{file}: changed: SHA-256 {hashed(content)[:12]}…, recorded {str(recorded[file])[:12]}…")
        elif file in pages and hashed(content.replace(seal, SEAL)) != pages[file]:
            lines.append(f"{file}: changed: the seal of {RECORD} does not stand for it")
    return tuple(lines)


def record(
    plan: Plan,
    place: Path,
    *,
    page: Page,
    sections: Mapping[str, str],
    fingerprint: str,
    typed: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """What ``run.json`` says of the report in `place`; every path in it is relative and nothing names this machine.

    `page` is what surrounds the report, `sections` are the hashes of what each section rests on and `fingerprint` that
    of the whole, `typed` are the typed figures that the report's own do not bear out.

    Two runs of the same figures give the same record: times are in the log.
    """
    run, texts = plan.run, plan.commentary
    names = ("key", "report", "force", "quarter", "release", "peer_group", "inputs", "previous_release", "marking")
    said = {"author": texts.author, "date": texts.date.isoformat(), "state": texts.state} if texts else {}
    return {
        "run": {**{name: str(getattr(run, name)) for name in names}, "inputs": inputs_named(run.inputs)},
        "inputs": [
            {
                "name": source.name,
                "released": source.released.isoformat() if source.released else None,
                "sha256": source.sha256,
            }
            for source in plan.inputs.sources
        ],
        "page": {name: getattr(page, name) for name in ("title", "force", "period", "draft", "marking")},
        "commentary": {**said, "differences": [dict(found) for found in typed]} if texts else None,
        "sections": [_section(task, sections[task.key]) for task in plan.tasks],
        "warnings": [*plan.inputs.release.warnings, *plan.warnings],
        "files": hashes(place),
        "versions": versions(),
        "labels": _labels(plan, place),
        "fingerprint": fingerprint,
    }


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


def _labels(plan: Plan, place: Path) -> dict[str, Any]:
    """The labels of the report, and those that the last quarter's report printed otherwise."""
    labels = labels_of(place)
    if not labels:
        return {}
    before = plan.folder.with_name((plan.run.quarter - 1).slug)
    last = read_record(before) if report_of(before) == plan.run.report else {}
    sources = [source.sha256 for source in plan.inputs.sources]
    return {**labels, "since last report": since_last_report(labels, last, sources)}


def labels_of(folder: Path) -> dict[str, Any]:
    """The label of each measure, and those that differ from the quarter before; empty for a report without labels.

    They are read from the tables of the report in `folder`, so that record and page cannot differ.
    """
    rows = _rows(folder / "tables" / _GLANCE)
    if not rows or "Past year" not in rows[0]:
        return {}
    changed = [
        {"measure": row["Measure"], "before": before, "now": row["Past year"], "why": row["Past year: why it differs"]}
        for row in rows
        if (before := row.get("Past year: quarter before")) and before != row["Past year"]
    ]
    return {"printed": {row["Measure"]: row["Past year"] for row in rows}, "changed": changed}


def since_last_report(
    labels: Mapping[str, Any], last: Mapping[str, Any], sources: Sequence[str]
) -> list[dict[str, str]]:
    """The labels that the last quarter's own report printed otherwise than this one works out for that quarter.

    `last` is the record of that report, empty where there is none; `sources` are the hashes of this report's inputs.
    Where the inputs are the same the method must have changed; else the figures were revised, the method may have
    changed, or both.
    """
    recorded = last.get("labels", {}).get("printed", {})
    changed = {change["measure"]: change["before"] for change in labels.get("changed", ())}
    before = {**labels.get("printed", {}), **changed}
    same = {source["sha256"] for source in last.get("inputs", ())} == set(sources)
    why = "method: the inputs are the same" if same else "revision or method: the inputs are others"
    return [
        {"measure": measure, "recorded": text, "worked out now": before[measure], "why": why}
        for measure, text in recorded.items()
        if measure in before and before[measure] != text
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
