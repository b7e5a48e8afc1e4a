"""End processes with all that came of them, also what went into the background by a session of its own.

On Linux a process can ask to become the parent of whatever its children leave behind; elsewhere, what left both its
parent and its session is out of reach.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Collection

import psutil

_ADOPT = 36  # PR_SET_CHILD_SUBREAPER, of prctl


def adopt_orphans() -> None:
    """From now on, let this process be the parent of what its descendants leave behind."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)


def end_with_children(process: int | None) -> None:
    """Kill a process and all that came of it, the last first."""
    if process is None:
        return
    with contextlib.suppress(psutil.Error):
        parent = psutil.Process(process)
        for child in reversed(parent.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                child.kill()
        parent.kill()


def end_orphans(kept: Collection[int] = ()) -> None:
    """Kill every child of this process but those `kept`, and what it adopts when they are gone."""
    while orphans := [child for child in psutil.Process().children() if child.pid not in kept]:
        for orphan in orphans:
            with contextlib.suppress(psutil.Error):
                orphan.kill()
        for orphan in orphans:
            with contextlib.suppress(OSError):  # something else has waited for it
                os.waitpid(orphan.pid, 0)
