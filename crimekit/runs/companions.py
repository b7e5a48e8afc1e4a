"""The figures typed in the texts of a report that its own figures do not bear out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crimekit.parameters.model import Parameters
from crimekit.reports.cases.case import Case
from crimekit.runs.plan import Plan
from crimekit.runs.record import read_record


def typed_figures(plan: Plan, parameters: Parameters) -> list[dict[str, Any]]:
    """The figures typed in the texts of a report of measures that its own figures do not bear out."""
    if plan.report.kind != "measures":
        return []
    from crimekit.reports.commentary.checks import typed_differences

    group = parameters.peer_groups[plan.run.peer_group] if plan.run.peer_group else None
    case = Case(parameters, plan.report, plan.force, plan.run.quarter, plan.inputs, group)
    return [asdict(found) for found in typed_differences(plan.commentary, case)]


def typed_notes(folder: Path) -> Iterator[str]:
    """A line for each typed figure that the record of the report at `folder` lists."""
    commentary = read_record(folder).get("commentary") or {}
    for found in commentary.get("differences", ()):
        yield f"{found['section']}, {found['text']}: found '{found['typed']}'; {found['figures']}"
