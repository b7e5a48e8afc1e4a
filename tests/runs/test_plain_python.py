"""crimekit on a Python that has nothing but what every system has: Linux plays Windows, for crimekit's own modules.

A ``sitecustomize`` that every Python started by these tests reads gives modules of crimekit another `sys`, `os` and
`signal`, and refuses them what Windows does not have; the packages below see the real ones.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WINDOWS = """
import builtins, os, signal, sys

ABSENT = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "posix"}
MISSING = {
    os: {"fork", "forkpty", "setsid", "setpgid", "killpg", "getuid", "geteuid", "getpgid", "mkfifo", "pidfd_open",
         "WNOHANG", "register_at_fork", "sched_getaffinity", "statvfs"},
    signal: {"SIGKILL", "SIGHUP", "SIGSTOP", "SIGCHLD", "SIGALRM", "alarm", "setitimer", "pthread_sigmask",
             "pthread_kill", "SIG_BLOCK", "SIG_UNBLOCK", "SIG_SETMASK"},
    sys: set(),
}
INSTEAD = {os: {"name": "nt"}, signal: {}, sys: {"platform": "win32"}}

def windows(real):
    class Windows:
        def __getattr__(self, name):
            if name in MISSING[real]:
                raise AttributeError(f"module '{real.__name__}' has no attribute '{name}' on Windows")
            return INSTEAD[real].get(name) or getattr(real, name)

        def __setattr__(self, name, value):
            setattr(real, name, value)

    return Windows()

PLAYED = {real.__name__: windows(real) for real in MISSING}
ordinary = builtins.__import__

def imported(name, globals=None, locals=None, fromlist=(), level=0):
    if (globals or {}).get("__name__", "").split(".")[0] == "crimekit" and not level:
        if name.split(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"no module {name} on Windows")
        if name in PLAYED:
            return PLAYED[name]
    return ordinary(name, globals, locals, fromlist, level)

builtins.__import__ = imported
"""


@pytest.fixture
def played(tmp_path):
    """Run this Python with these arguments, where crimekit finds itself on Windows."""
    (tmp_path / "sitecustomize.py").write_text(WINDOWS, encoding="utf-8")

    def run(*arguments):
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True)

    return run


def test_every_module_can_be_imported(played):
    found = [path.relative_to(ROOT).with_suffix("") for path in sorted((ROOT / "crimekit").rglob("*.py"))]
    names = [".".join(path.parts) for path in found if path.name != "__main__"]
    done = played("-c", f"import importlib\nfor name in {names}:\n    importlib.import_module(name)\nprint('imported')")
    assert (done.stdout, done.returncode) == ("imported\n", 0), done.stderr


def test_the_play_refuses_what_windows_does_not_have(played):
    use = "exec({code!r}, {{'__name__': 'crimekit.x', '__builtins__': __builtins__}})"
    for code in ("import fcntl", "import os\nos.fork", "import signal\nsignal.SIGKILL"):
        assert "Windows" in played("-c", use.format(code=code)).stderr


@pytest.mark.slow
def test_a_shipped_report_has_the_same_page_as_where_sections_are_forked(played, tmp_path):
    name = "gwent-recommendations-2021-22-q1"
    there = played("-m", "crimekit", "run", name, "--outputs", str(tmp_path / "there"))
    assert (there.returncode, there.stderr) == (0, "")
    here = [sys.executable, "-m", "crimekit", "run", name, "--outputs", str(tmp_path / "here")]
    subprocess.run(here, check=True, capture_output=True)
    (one,), (two,) = (list((tmp_path / place).rglob("report.html")) for place in ("here", "there"))
    assert one.read_bytes() == two.read_bytes()
