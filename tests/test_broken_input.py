"""Ten mistakes of a tired analyst: one clear line each, exit code 2, and what was published stays as it was."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from crimekit import cli

PROJECT = Path(__file__).parents[1]
RUN = "parameters/runs/gwent-2023-24-q1.yml"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of the project's parameters and notebooks, with something already published."""
    home = tmp_path / "crimekit home"
    for folder in ("parameters", "notebooks"):
        shutil.copytree(PROJECT / folder, home / folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    published = home / "outputs" / "gwent" / "2023-24-q1"
    published.mkdir(parents=True)
    (published / "report.html").write_text("what was published")
    monkeypatch.setenv("CRIMEKIT_HOME", str(home))
    monkeypatch.chdir(home)
    return home


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def refused(project, monkeypatch, capsys):
    """Run the command: one clear line, exit code 2, and nothing published has changed."""

    def run(*arguments: str) -> str:
        before = fingerprint(project / "outputs")
        monkeypatch.setattr("sys.argv", ["crimekit", *(arguments or ("run", RUN))])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        assert stopped.value.code == 2
        told = capsys.readouterr().err
        assert "Traceback" not in told
        lines = [line for line in told.splitlines() if line.startswith("crimekit: ")]
        assert len(lines) == 1, told
        assert fingerprint(project / "outputs") == before
        return lines[0]

    return run


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


TEXTS = "parameters/commentary/gwent/2023-24-q1.yml"


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (RUN, "force: gwent", "force: gwnet", "gwent-2023-24-q1.yml: force: no force 'gwnet'; did you mean 'gwent'?"),
        (RUN, "force: gwent", "force: gwent\nforce: kent", "gwent-2023-24-q1.yml.*'force'.*(twice|repeated)"),
        (RUN, "2023-24 Q1", "2031-32 Q1", "no figures for '2031-32 Q1'"),
        (RUN, "force: gwent", "force: gwent\ninputs: figuers", "figuers"),
        (RUN, "2023-10-19", "2023-10-18", "2023-10-19"),
        ("parameters/offences.yml", '"4.2", "4.10"', '"4.2", 4.10', "offences.yml.*codes are text: write '4.10' in"),
        (TEXTS, "neighbourhood-crime:", "neighborhood-crime:", "did you mean 'neighbourhood-crime'"),
    ],
    ids=["force", "key twice", "quarter", "inputs", "release", "code without quotes", "section of the texts"],
)
def test_a_word_that_is_wrong(project, refused, name, old, new, told):
    replace(project / name, old, new)
    assert re.search(told, refused())


HEADER = "FY,Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,Offence Code,Number\n"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("recorded-crime.xlsx", b"PK\x03\x04" + b"\x00" * 200, "recorded-crime.xlsx: found no workbook"),
        ("recorded-crime.csv", b"Force,Count\nGwent,12\n", "recorded-crime.csv: found no table with .*Offence Code"),
        (
            "recorded-crime.csv",
            f"{HEADER}2023/24,1,Gwent,Robbery of personal property,Robbery,Robbery,34B,twelve\n".encode(),
            "recorded-crime.csv: row 2, Number of Offences: found 'twelve'; expected a whole number",
        ),
    ],
    ids=["truncated workbook", "wrong columns", "text in a count"],
)
def test_a_file_that_is_wrong(project, refused, name, content, told):
    (project / "figures").mkdir()
    (project / "figures" / name).write_bytes(content)
    replace(project / RUN, "release: 2023-10-19", "release: latest\ninputs: figures")
    assert re.search(told, refused())


def test_an_absent_run_file(project, refused):
    line = refused("run", "parameters/runs/gwent-2023-24-q2.yml")
    assert "gwent-2023-24-q2.yml" in line
    assert "did you mean" in line


def test_no_commentary(project, refused):
    (project / TEXTS).unlink()
    assert "no commentary: expected parameters/commentary/gwent/2023-24-q1.yml" in refused()


def test_outputs_that_cannot_be_written(project, refused):
    (project / "no-folder").write_text("a file")
    assert "cannot write to" in refused("run", RUN, "--outputs", "no-folder")


def test_a_misspelt_command_and_list(monkeypatch, capsys):
    for arguments in (["rum", RUN], ["list", "force"], ["run"], ["run", RUN, "--worker", "2"]):
        monkeypatch.setattr("sys.argv", ["crimekit", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        assert stopped.value.code == 2
        assert "Traceback" not in capsys.readouterr().err
