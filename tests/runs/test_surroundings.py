"""The same report wherever, by whomever and however it is made, to the byte: also where Linux plays Windows.

A ``sitecustomize`` that every Python reads which is started to play gives modules of crimekit another `sys`, `os` and
`signal`, and refuses them what Windows does not have; the packages below see the real ones.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("crimekit")
CELLS = (
    "import matplotlib.pyplot as plt, pathlib, tempfile\nfigure, axes = plt.subplots()\naxes.plot([1, 3, 2])",
    "print(pathlib.Path.cwd(), pathlib.Path(inputs).name != 'bundled', 'of parameters/reports, parameters/peer.yml')",
    "import random, csv; random.Random(1).random(), csv.QUOTE_ALL, 'Homicide'",
)
RUN = "report: tiny\nforce: kent\nquarter: 2025-26 Q3\ninputs: {inputs}\n"
ROWS = "force,measure,period,value,source\nkent,drug-disruptions,2025-26 Q3,4,example\n"
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
del os.fork  # of which multiprocessing makes use
"""

OWN = "savefig.bbox: tight\nlines.linewidth: 9\nfont.size: 30\naxes.facecolor: red\n"


def make(project, folder, *options, inputs="figures", command=(COMMAND,), **environment):
    """The project's report, made in this folder with the command; the bytes of every file of it."""
    shutil.copytree(project.folder, folder)
    figures = folder / inputs  # which may be absolute
    (figures / "local").mkdir(parents=True)
    (figures / "local" / "kent.csv").write_text(ROWS, encoding="utf-8")
    (folder / "parameters" / "runs" / "kent.yml").write_text(RUN.format(inputs=inputs), encoding="utf-8")
    (folder / "here").mkdir()
    for name in ("random", "csv", "calendar", "queue", "typing"):
        (folder / "here" / f"{name}.py").write_text("raise RuntimeError('my own file was run')", encoding="utf-8")
    (folder / "here" / "matplotlibrc").write_text(OWN, encoding="utf-8")
    startup = folder / "here" / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    for name in (startup / "own.py", folder / "here" / "startup.py"):
        name.write_text("import csv\ncsv.QUOTE_ALL = 'my own'", encoding="utf-8")
    there = {key: value for key, value in os.environ.items() if key != "CRIMEKIT_START"}
    there |= {"CRIMEKIT_HOME": str(folder), "IPYTHONDIR": "ipython", "PYTHONSTARTUP": "startup.py", **environment}
    command = [*command, "run", "kent", *options]
    done = subprocess.run(command, cwd=folder / "here", env=there, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    report = folder / "outputs" / "kent" / "2025-26-q3"
    return {path.relative_to(report).as_posix(): path.read_bytes() for path in report.rglob("*") if path.is_file()}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="folders and links as elsewhere")
def test_the_same_report_to_the_byte_whatever_surrounds_it(project, tmp_path, windows):
    project.write("one", *CELLS)
    project.texts(sections={key: {"force_action": "A text"} for key in ("one", "two")})
    expected = make(project, tmp_path / "first")
    assert "run.json" in expected
    long = tmp_path / ("t" * 90)
    long.mkdir()
    (tmp_path / "matplotlibrc").write_text(OWN, encoding="utf-8")
    here = {"CRIMEKIT_HOME": "..", "command": (sys.executable, "-m", "crimekit")}
    others = {
        "O'Brien {draft} & 100% ü": {"inputs": str(tmp_path / "elsewhere" / "jane.doe"), "TMPDIR": str(long)},
        "home-relative": {"HOME": "Homicide", "MATPLOTLIBRC": str(tmp_path / "matplotlibrc")},
        "home-p": {"HOME": "/p", "LC_ALL": "C", "LANG": "C", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"},
        "home-reports": {"HOME": "/reports", "USER": "reports", "LOGNAME": "reports", **here},
        "played": windows,  # where sections cannot be forked
        "spawn": {"CRIMEKIT_START": "spawn", "MATPLOTLIBRC": str(tmp_path / "matplotlibrc")},
    }
    for name, surroundings in others.items():
        found = make(project, tmp_path / name, **surroundings)
        assert [file for file in expected if found.get(file) != expected[file]] == [], name
    for options in (("--workers", "1"), ("--engine", "nbclient")):
        found = make(project, tmp_path / options[1], *options, MATPLOTLIBRC=str(tmp_path / "matplotlibrc"))
        assert [file for file in expected if found.get(file) != expected[file]] == [], options


@pytest.fixture
def windows(tmp_path):
    """What lets crimekit find itself on Windows, in the environment of a Python."""
    (tmp_path / "windows").mkdir()
    (tmp_path / "windows" / "sitecustomize.py").write_text(WINDOWS, encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join((str(tmp_path / "windows"), str(ROOT)))}


@pytest.fixture
def played(windows):
    """Run these lines where crimekit finds itself on Windows."""
    there = {**os.environ, **windows}
    return lambda code: subprocess.run([sys.executable, "-c", code], env=there, capture_output=True, text=True)


def test_every_module_can_be_imported(played):
    found = [path.relative_to(ROOT).with_suffix("") for path in sorted((ROOT / "crimekit").rglob("*.py"))]
    names = [".".join(path.parts) for path in found if path.name != "__main__"]
    done = played(f"import importlib\nfor name in {names}:\n    importlib.import_module(name)\nprint('imported')")
    assert (done.stdout, done.returncode) == ("imported\n", 0), done.stderr


def test_the_play_refuses_what_windows_does_not_have(played):
    use = "exec({code!r}, {{'__name__': 'crimekit.x', '__builtins__': __builtins__}})"
    for code in ("import fcntl", "import os\nos.fork", "import signal\nsignal.SIGKILL"):
        assert "Windows" in played(use.format(code=code)).stderr
