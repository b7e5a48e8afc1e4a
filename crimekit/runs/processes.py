"""The processes of sections: how they are started here, how long and how much they may be, how they are waited for."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import tempfile
from typing import Any

import psutil

LOOK = 1  # seconds between two looks at what runs
_LONGEST_FOLDER = 75  # bytes of the temporary folder; the whole name of a socket in it may have 107
ADOPT_ORPHANS, DIE_WITH_PARENT = 36, 1  # PR_SET_CHILD_SUBREAPER, and PR_SET_PDEATHSIG with the signal


def start_method() -> str:
    """How processes are started here: forking is safe on Linux only, and needs room for the name of a socket."""
    forks = sys.platform.startswith("linux") and len(os.fsencode(tempfile.gettempdir())) <= _LONGEST_FOLDER
    return os.environ.get("CRIMEKIT_START") or ("forkserver" if forks else "spawn")


def join(process: Any) -> None:
    """Wait for the end of a process, of which the one that it was forked from tells, unless that is stopped."""
    while process.is_alive():
        process.join(LOOK)
        end_stopped()


def end_stopped() -> None:
    """End what multiprocessing started for this process and somebody stopped: it would be waited for for ever."""
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            if child.status() == psutil.STATUS_STOPPED and "from multiprocessing." in " ".join(child.cmdline()):
                child.kill()


def memory_in_use() -> float:
    """The gigabytes of all processes below this one, what they share counted once; the limit of one is its own."""
    children = psutil.Process().children(recursive=True)
    total = 0
    for child in children if sys.platform.startswith("linux") and len(children) > 1 else ():
        with contextlib.suppress(psutil.Error):
            total += child.memory_full_info().pss
    return total / 1e9


def ask_linux(option: int, value: int) -> None:
    """Ask the system for something that Python has no function for; nothing elsewhere."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
