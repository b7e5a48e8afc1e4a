"""The labels of a finished report for its record: what each measure was called, what it was called before, and why."""

from __future__ import annotations

import csv
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


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
