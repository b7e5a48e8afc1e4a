"""The first Ctrl-C ends a run in order, the second at once, and neither breaks what must not be broken off."""

import signal
import subprocess
import sys
import threading

import pytest

from crimekit.runs.interruption import interruptible, unbroken

TWICE = """
import signal
from crimekit.runs.interruption import interruptible
try:
    with interruptible():
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            signal.raise_signal(signal.SIGINT)
finally:
    print("in order")
"""


def test_the_first_ctrl_c_is_an_interrupt_and_the_handler_goes_again():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_the_second_ends_the_process_at_once():
    done = subprocess.run([sys.executable, "-c", TWICE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


LATE = """
import atexit, signal, sys
from crimekit import cli
atexit.register(signal.raise_signal, signal.SIGINT)
def stopped():
    raise KeyboardInterrupt
cli.app = stopped
cli.main()
"""


def test_one_that_comes_while_the_process_ends_changes_nothing():
    done = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "crimekit: stopped; nothing was changed\n")


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="a signal of POSIX")
def test_what_is_ignored_stays_so():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interruptible(), unbroken():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def interrupted(done, *, fails=False):
    with interruptible():
        with unbroken():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            done.append("the block")
            if fails:
                raise EOFError
        done.append("what follows it")


@pytest.mark.parametrize("fails", [False, True])
def test_ctrl_c_waits_for_the_end_of_what_must_not_be_broken_off(fails):
    done = []
    with pytest.raises(KeyboardInterrupt):
        interrupted(done, fails=fails)
    assert done == ["the block"]


def test_another_thread_is_not_kept_from_working():
    done = []

    def work():
        with unbroken():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
