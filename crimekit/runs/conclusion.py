"""What the command line says at the end of a run, and the errors that give it its exit code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crimekit.errors import CrimekitError

if TYPE_CHECKING:
    from crimekit.runs.run import Result


class SectionsFailedError(CrimekitError):
    """Sections failed: the command was right, the result is not."""


def conclusion(results: Sequence[Result], *, refused: bool) -> str:
    """Where the report is, if it was one; nothing for several, which have their summary.

    Raises
    ------
    SectionsFailedError
        If a report is missing.
    """
    failed = [result for result in results if result.state == "failed"]
    if len(results) == 1 and len(failed) == 1 and failed[0].failed:
        kept = failed[0].plan.folder.with_name(f"{failed[0].plan.folder.name}-failed")
        raise SectionsFailedError(
            f"{len(failed[0].failed)} of {len(failed[0].outcomes)} sections failed; nothing was published. "
            f"The notebooks are in {shown(kept)}"
        )
    if failed or refused:
        raise SectionsFailedError("not every report was made; what was published before stands")
    if len(results) != 1:
        return ""
    same = " (nothing had changed)" if results[0].state == "unchanged" else ""
    return f"The report is at {shown(results[0].plan.folder / 'report.html')}{same}"


def shown(path: Path) -> str:
    """A path as a reader at this terminal would type it.

    Examples
    --------
    >>> shown(Path.cwd() / "outputs" / "gwent")
    'outputs/gwent'
    """
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def is_url(place: str) -> bool:
    """Whether a place is meant as a URL; a letter alone before a colon is a Windows drive.

    Examples
    --------
    >>> is_url("s3://bucket/reports"), is_url("C:/reports"), is_url("outputs")
    (True, False, False)
    """
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", place) is not None
