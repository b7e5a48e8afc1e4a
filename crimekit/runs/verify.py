"""Whether a published report is still what its run made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crimekit.errors import RunError
from crimekit.runs.record import RECORD, hashes, read_record


def differences(folder: Path) -> tuple[str, ...]:
    """What of the report at `folder` is not as its record says, a line each; none where all of it is.

    Raises
    ------
    RunError
        If there is no record to compare with.
    """
    return compared(read_record(folder), hashes(folder), name=folder.name)


def compared(record: Mapping[str, Any], found: Mapping[str, str], *, name: str) -> tuple[str, ...]:
    """What of the files with the hashes `found` is not as the record of the report called `name` says.

    Raises
    ------
    RunError
        If the record has no hashes.
    """
    recorded = record.get("files")
    if not isinstance(recorded, dict) or not recorded:
        raise RunError(f"{name}: found no {RECORD} with the hashes of a report; expected a published report")
    return tuple(
        f"{file}: {_difference(recorded.get(file), found.get(file))}"
        for file in sorted({*recorded, *found})
        if recorded.get(file) != found.get(file)
    )


def _difference(recorded: object, found: str | None) -> str:
    if found is None:
        return "missing"
    if recorded is None:
        return "not part of the report"
    return f"changed: SHA-256 {found[:12]}…, recorded {str(recorded)[:12]}…"
