"""The labels of a finished report for its record: what each measure was called, what it was called before, and why."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_GLANCE, _CHANGES = "at-a-glance-measures.csv", "at-a-glance-label-changes.csv"


def labels_of(folder: Path) -> dict[str, Any]:
    """The label of each measure, and those that differ from the quarter before; empty for a report without labels.

    They are read from the tables of the report in `folder`, so that record and page cannot differ.
    """
    rows = _rows(folder / "tables" / _GLANCE)
    if not rows or "Trend / outlook" not in rows[0]:
        return {}
    changed = [
        {"measure": measure, "before": before, "now": now, "why": why}
        for measure, before, now, why in (row.values() for row in _rows(folder / "tables" / _CHANGES))
    ]
    return {"printed": {row["Measure"]: row["Trend / outlook"] for row in rows}, "changed": changed}


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
