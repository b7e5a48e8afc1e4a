"""Whether a published report is still what its run made."""

from __future__ import annotations

from pathlib import Path

from crimekit.errors import RunError
from crimekit.runs.record import RECORD, hashes, read_record


def differences(folder: Path) -> tuple[str, ...]:
    """What of the report at `folder` is not as its record says, a line each; none where all of it is.

    Raises
    ------
    RunError
        If there is no record to compare with.
    """
    recorded = read_record(folder).get("files")
    if not isinstance(recorded, dict) or not recorded:
        raise RunError(f"{folder.name}: found no {RECORD} with the hashes of a report; expected a published report")
    found = hashes(folder)
    return tuple(
        f"{name}: {_difference(recorded.get(name), found.get(name))}"
        for name in sorted({*recorded, *found})
        if recorded.get(name) != found.get(name)
    )


def _difference(recorded: object, found: str | None) -> str:
    if found is None:
        return "missing"
    if recorded is None:
        return "not part of the report"
    return f"changed: SHA-256 {found[:12]}…, recorded {str(recorded)[:12]}…"
