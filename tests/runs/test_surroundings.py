"""The same report wherever, by whomever and however it is made: every file of it to the byte."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("crimekit")
CELLS = (
    "import matplotlib.pyplot as plt, pathlib, tempfile\nfigure, axes = plt.subplots()\naxes.plot([1, 3, 2])",
    "print(pathlib.Path.cwd(), pathlib.Path(inputs).name != 'bundled', 'of parameters/reports, parameters/peer.yml')",
    "import random, csv; random.Random(1).random(), csv.QUOTE_ALL, 'Homicide'",
)
RUN = "report: tiny\nforce: kent\nquarter: 2025-26 Q3\ninputs: {inputs}\n"
ROWS = "force,measure,period,value,source\nkent,drug-disruptions,2025-26 Q3,4,example\n"
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
def test_the_same_report_to_the_byte_whatever_surrounds_it(project, tmp_path):
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
        "spawn": {"CRIMEKIT_START": "spawn", "MATPLOTLIBRC": str(tmp_path / "matplotlibrc")},
    }
    for name, surroundings in others.items():
        found = make(project, tmp_path / name, **surroundings)
        assert [file for file in expected if found.get(file) != expected[file]] == [], name
    for options in (("--workers", "1"), ("--engine", "nbclient")):
        found = make(project, tmp_path / options[1], *options, MATPLOTLIBRC=str(tmp_path / "matplotlibrc"))
        assert [file for file in expected if found.get(file) != expected[file]] == [], options
