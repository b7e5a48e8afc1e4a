"""The command line as it is typed."""

import importlib.metadata
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crimekit import __version__

PROJECT = Path(__file__).parents[1]
RUN = str(PROJECT / "parameters/runs/gwent-2023-24-q1.yml")


def test_there_is_a_version(typed):
    assert __version__ == importlib.metadata.version("crimekit")
    assert typed("--version")[:2] == (0, f"crimekit {__version__}\n")
    done = subprocess.run([sys.executable, "-m", "crimekit", "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"crimekit {__version__}\n")


def test_plan_shows_every_section_and_writes_nothing_and_check_says_that_all_is_there(typed, tmp_path):
    code, out, _ = typed("plan", RUN, "--outputs", str(tmp_path))
    assert code == 0
    assert all(shown in out for shown in ("neighbourhood-crime", "cybercrime", "2023-10-19"))
    assert list(tmp_path.iterdir()) == []
    assert typed("check", RUN)[1].startswith("gwent-2023-24-q1: all is there for 7 sections")


def test_a_plan_says_which_sections_are_as_they_were(typed, tmp_path):
    words = ("gwent-recommendations-2021-22-q1", "--outputs", str(tmp_path))
    for state in ("executed", "unchanged"):
        (row,) = (line for line in typed("plan", *words)[1].splitlines() if "recommendations.ipynb" in line)
        assert state in row
        assert typed("run", *words)[0] == 0


@pytest.mark.parametrize(
    ("what", "line"),
    [
        *(("forces", "dyfed-powys"), ("measures", "vehicle-crime"), ("quarters", "2023-24 Q1")),
        *(("reports", "national-measures-benchmarked"), ("releases", "2023-10-19"), ("runs", "gwent-2023-24-q1")),
        *(("sections", "neighbourhood-crime"), ("peer-groups", "welsh-forces")),
    ],
)
def test_list_puts_the_key_first(typed, what, line):
    code, out, _ = typed("list", what)
    assert code == 0
    assert any(shown.startswith(line) for shown in out.splitlines())


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("run --forces kent,west", ["kent,west-mercia", "kent,west-midlands", "kent,west-yorkshire"]),
        ("run --only neigh", ["neighbourhood-crime"]),
        ("compare 2026", ["2026-04-23"]),
        ("compare a b --peer-group w", ["welsh-forces"]),
    ],
)
def test_the_shell_completes_a_name(words, offered):
    typed = {"COMP_WORDS": f"crimekit {words}", "COMP_CWORD": str(len(words.split()))}
    home = {**os.environ, **typed, "_CRIMEKIT_COMPLETE": "complete_bash", "CRIMEKIT_HOME": str(PROJECT)}
    command = [str(Path(sys.executable).with_name("crimekit"))]
    done = subprocess.run(command, env=home, capture_output=True, text=True, check=False)
    assert (done.stdout.split(), done.stderr) == (offered, "")


@pytest.mark.parametrize(
    "command",
    ["run", "check", "plan", "figures", "list", "compare", "init", "new", "verify", "data build", "data update"],
)
def test_the_help_of_each_command_has_one_example_and_plain_names_of_what_to_give(typed, command):
    code, out, _ = typed(*command.split(), "--help")
    assert code == 0
    assert out.count("Example: ") == 1
    assert f"Example: crimekit {command}" in out
    assert not re.search(r"--[a-z-]+ +<(str|path|int|float|list)", out)


MISTYPED = (
    *("lst", "plan", "run", "run nonsense", "run --wrkers 3", "list foces", "verify nowhere", "data bild"),
    *("run gwent-2023-24-q1 --only homcide", "run gwent-2023-24-q1 --only homicide", "compare 2023 2026-04-23"),
    "run --forces gwnet --quarter 2025-26",
)


@pytest.mark.parametrize("words", MISTYPED)
def test_a_mistake_in_typing_ends_with_code_two(typed, words, tmp_path):
    more = ["--outputs", str(tmp_path)] if "--only" in words else []
    code, _, err = typed(*words.split(), *more)
    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert "Traceback" not in err


def test_data_build_writes_a_store_that_can_be_read(typed, tmp_path):
    command = ("data", "build", str(PROJECT / "tests/data/official.xlsx"), "--to", str(tmp_path), "--released")
    code, _, err = typed(*command, "yesterday")
    assert code == 2
    assert "expected a date such as '2026-04-23'" in err
    code, out, _ = typed(*command, "2024-01-25")
    assert code == 0
    assert "release of 2024-01-25" in out
    assert (tmp_path / "recorded-crime-2024-01-25.parquet").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals and a pipe with a name")
def test_ctrl_c_before_anything_runs_is_told(tmp_path):
    os.mkfifo(tmp_path / "run.yml")
    command = [sys.executable, "-m", "crimekit", "check", str(tmp_path / "run.yml")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    with (tmp_path / "run.yml").open("w"):  # waits until it is read
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, "crimekit: stopped; nothing was changed\n")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"force: {'k' * 900_000}", f"force: no force '{'k' * 59}…'; known: avon-and-somerset, "),
        (f"release: {'1' * 10_000}", f"release: found '{'1' * 59}…'; expected 'latest' or the date of a release "),
        ("release: 2001-01-01", "release: no '2001-01-01'; expected 'latest' or a date"),
        ('inputs: "a\\0b"', "inputs: found no folder '"),
        (f"inputs: {'k' * 10_000}", "inputs: found no folder '…"),
    ],
)
def test_a_wrong_value_is_cut_and_its_file_and_key_are_named(typed, tmp_path, line, said):
    run = {"report": "national-measures", "force": "gwent", "quarter": "2023-24 Q1", "release": "2023-10-19"}
    lines = [f"{key}: {value}" for key, value in run.items() if key != line.partition(":")[0]]
    (tmp_path / "mine.yml").write_text("\n".join([*lines, line]), encoding="utf-8")
    code, _, err = typed("check", str(tmp_path / "mine.yml"))
    assert code == 2
    assert err.startswith(f"crimekit: {tmp_path / 'mine.yml'}: {said}")
    assert "\0" not in err
    assert len(err) < 500


@pytest.mark.skipif(sys.platform != "linux", reason="a name of any bytes")
def test_a_run_file_whose_name_is_no_text_is_refused(typed, tmp_path):
    path = tmp_path / os.fsdecode(b"\xff.yml")
    path.write_text("report: national-measures\nforce: gwent\nquarter: 2023-24 Q1\n", encoding="utf-8")
    code, _, err = typed("check", str(path))
    assert (code, err.rpartition("; ")[2]) == (2, "expected text in UTF-8, in its name too\n")


def test_a_home_of_nobody_is_named(typed, monkeypatch):
    monkeypatch.setenv("CRIMEKIT_HOME", "~nouser/x")
    code, _, err = typed("list", "forces")
    assert code == 2
    assert err.startswith("crimekit: CRIMEKIT_HOME: found '~nouser/x', which has no parameters/forces.yml; expected ")
