"""The command line as it is typed."""

import subprocess
import sys
from pathlib import Path

import pytest

from crimekit import __version__, cli

PROJECT = Path(__file__).parents[1]
RUN = str(PROJECT / "parameters/runs/gwent-2023-24-q1.yml")


@pytest.fixture
def typed(monkeypatch, capsys):
    """Type a command; its exit code, output and messages."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["crimekit", *arguments])
        monkeypatch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        captured = capsys.readouterr()
        return stopped.value.code or 0, captured.out, captured.err

    return run


def test_help_names_every_command(typed):
    code, out, _ = typed("--help")
    assert code == 0
    assert all(command in out for command in ("run", "check", "plan", "list", "data"))


def test_the_version(typed):
    assert typed("--version")[:2] == (0, f"crimekit {__version__}\n")


def test_plan_shows_every_section_and_writes_nothing(typed, tmp_path):
    code, out, _ = typed("plan", RUN, "--outputs", str(tmp_path))
    assert code == 0
    assert "neighbourhood-crime" in out
    assert "satisfaction.ipynb" in out
    assert "2023-10-19" in out
    assert list(tmp_path.iterdir()) == []


def test_check_says_that_all_is_there(typed):
    code, out, _ = typed("check", RUN)
    assert code == 0
    assert "gwent-2023-24-q1: all is there for 7 sections" in out


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("forces", "dyfed-powys"),
        ("measures", "vehicle-crime"),
        ("quarters", "2023-24 Q1"),
        ("reports", "national-measures-benchmarked"),
        ("releases", "2023-10-19"),
    ],
)
def test_list_puts_the_key_first(typed, what, line):
    code, out, _ = typed("list", what)
    assert code == 0
    assert any(shown.startswith(line) for shown in out.splitlines())


def test_data_build_writes_a_store_that_can_be_read(typed, tmp_path):
    source = PROJECT / "tests/data/official.xlsx"
    code, out, _ = typed("data", "build", str(source), "--released", "2024-01-25", "--to", str(tmp_path))
    assert code == 0
    assert "release of 2024-01-25" in out
    assert (tmp_path / "recorded-crime-2024-01-25.parquet").exists()


def test_data_build_without_a_date_is_one_clear_message(typed, tmp_path):
    source = PROJECT / "tests/data/official.xlsx"
    code, _, err = typed("data", "build", str(source), "--released", "yesterday", "--to", str(tmp_path))
    assert code == 2
    assert "expected a date such as '2026-04-23'" in err


def test_python_m_crimekit_is_the_same_command():
    done = subprocess.run([sys.executable, "-m", "crimekit", "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"crimekit {__version__}\n")
