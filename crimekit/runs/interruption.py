"""Ctrl-C, being told to end, and a closed terminal: the first ends a run in order, the second at once."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from crimekit.errors import CrimekitError

INTERRUPTED = 130  # the exit code of a command that Ctrl-C ended
_ENDS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_Handler = Callable[[int, FrameType | None], Any]


class InterruptedRunError(CrimekitError):
    """Ctrl-C."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Let the first Ctrl-C end the run in order, and the second at once: what is left ends with this process.

    To be told to end, and a terminal that is closed, are the same as Ctrl-C. What is ignored stays so (``nohup``).
    """
    terminals = [stream for stream in (1, 2) if os.isatty(stream)]

    def first(number: int, _frame: FrameType | None) -> None:
        for each in _heeded():
            signal.signal(each, _second)
        if number not in (signal.SIGINT, signal.SIGTERM):  # nobody reads what is written to a closed terminal
            for terminal in terminals:
                os.dup2(os.open(os.devnull, os.O_WRONLY), terminal)
        raise KeyboardInterrupt

    with _handled(first):
        yield


def undisturbed() -> None:
    """From now on let Ctrl-C and its like do nothing: the process has said so, and is at its end."""
    for number in _heeded():
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def unbroken() -> Iterator[None]:
    """Let Ctrl-C and its like wait for the end of this block, which must be short.

    To block the signals would not do: the system gives them to another thread, and Python's handler runs all the same.
    """
    if threading.current_thread() is not threading.main_thread():  # Python's handlers run in the main thread only
        yield
        return
    came: list[int] = []
    try:
        with _handled(lambda number, _frame: came.append(number)):
            yield
    finally:
        for number in came[:1]:
            signal.raise_signal(number)


def _heeded() -> list[int]:
    """The signals that are not ignored, and whose handling is Python's to change."""
    return [number for number in _ENDS if signal.getsignal(number) not in (signal.SIG_IGN, None)]


@contextmanager
def _handled(handler: _Handler) -> Iterator[None]:
    """Handle each of the signals in this way, and as before when the block is done."""
    before = {number: signal.getsignal(number) for number in _heeded()}
    try:
        for number in before:
            signal.signal(number, handler)
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


def _second(_number: int, _frame: FrameType | None) -> None:
    from multiprocessing.util import get_temp_dir

    if sys.stderr.isatty():
        sys.stderr.write("\x1b[?25h")  # the cursor, which the bar hides
        sys.stderr.flush()
    shutil.rmtree(get_temp_dir(), ignore_errors=True)  # multiprocessing would remove it at an orderly end
    os._exit(INTERRUPTED)
