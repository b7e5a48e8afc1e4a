"""The processes of sections: how they are started here, and how much they may be."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
from collections.abc import Iterator

import psutil

LOOK = 1  # seconds between two looks at what runs
ADOPT_ORPHANS, DIE_WITH_PARENT = 36, 1  # PR_SET_CHILD_SUBREAPER, and PR_SET_PDEATHSIG with the signal


def start_method() -> str:
    """How processes are started here: forked where that is safe, which is on Linux and from a process of one thread."""
    forks = sys.platform.startswith("linux") and threading.active_count() == 1
    return os.environ.get("CRIMEKIT_START") or ("fork" if forks else "spawn")


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Keep what would end this process waiting; what begins within is to hear of it by itself."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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
