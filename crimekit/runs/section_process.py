"""A process that executes sections for a worker of a cluster, one after another, and ends with it.

The process of a dask worker runs its tasks in threads, may have no children by multiprocessing and must keep its
working directory. So a section is executed by a program of its own, with the ordinary workers under it. It ends when
its owner is gone, however that ended, or when it had nothing to do for a while.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import BinaryIO

from crimekit.runs.execute import Job, Outcome
from crimekit.runs.kernels.processes import end_with_children
from crimekit.runs.kernels.wire import SERVER
from crimekit.runs.workers import work_through

_START = "import sys; del sys.path[0]; from crimekit.runs.section_process import main; main()"
_NOT_PASSED = (SERVER, "CRIMEKIT_HOME")  # the project is the one that was sent
_IDLE = 60.0  # seconds without a section, after which it ends
_ORDERLY = 5.0  # seconds to end in order, before it is killed


class SectionProcess:
    """The process, as its owner sees it."""

    def __init__(self, folder: Path) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED}
        self._process = subprocess.Popen(  # noqa: S603 - this Python, this package
            [sys.executable, "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
            start_new_session=True,  # Ctrl-C where the worker was started is the worker's business
        )

    @property
    def waits(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def outcome(self, job: Job) -> Outcome | None:
        """What became of a section; None where the process ended before it had said so."""
        sent, heard = self._process.stdin, self._process.stdout
        if sent is None or heard is None:
            return None
        try:
            pickle.dump(job, sent)
            sent.flush()
            answer: Outcome = pickle.load(heard)  # noqa: S301 - from our own process
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            return None
        return answer

    def end(self) -> None:
        """End the process and all that it started, whatever it is doing."""
        with contextlib.suppress(OSError, ValueError):
            if self._process.stdin:
                self._process.stdin.close()
        try:
            self._process.wait(_ORDERLY)
        except subprocess.TimeoutExpired:
            end_with_children(self._process.pid)
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()


def main() -> None:
    """Execute what comes along standard input, and answer along standard output, until the owner lets go."""
    answers = os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    jobs: SimpleQueue[Job] = SimpleQueue()
    with contextlib.suppress(KeyboardInterrupt, OSError):
        threading.Thread(target=_listen, args=(sys.stdin.buffer, jobs), daemon=True).start()
        for _, outcome in work_through(_asked(jobs), workers=1):
            pickle.dump(outcome, answers)
            answers.flush()
    os._exit(0)  # the thread that listens holds standard input, which Python would wait for


def _asked(jobs: SimpleQueue[Job]) -> Iterator[Job]:
    with contextlib.suppress(Empty):
        while True:
            yield jobs.get(timeout=_IDLE)


def _listen(stream: BinaryIO, jobs: SimpleQueue[Job]) -> None:
    """Hand on what comes; when nothing can come any more, end this process: in order, or else at once."""
    with contextlib.suppress(EOFError, OSError, pickle.UnpicklingError):
        while True:
            jobs.put(pickle.load(stream))  # noqa: S301 - from our own owner
    if hasattr(signal, "pthread_kill") and (main_thread := threading.main_thread().ident):
        signal.pthread_kill(main_thread, signal.SIGINT)
        time.sleep(_ORDERLY / 2)
    end_with_children(os.getpid())
