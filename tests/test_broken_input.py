"""Ten mistakes of a tired analyst: one clear line each, exit code 2, and what was published stays as it was."""

import hashlib
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


def message(monkeypatch, capsys, *arguments: str) -> str:
    monkeypatch.setattr("sys.argv", ["crimekit", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    lines = [line for line in captured.err.splitlines() if line.startswith("crimekit: ")]
    assert len(lines) == 1, captured.err
    return lines[0]


@pytest.fixture
def refused(project, monkeypatch, capsys):
    """Run the command, and check that nothing published has changed."""

    def run(*arguments: str) -> str:
        before = fingerprint(project / "outputs") if (project / "outputs").is_dir() else {}
        line = message(monkeypatch, capsys, *(arguments or ("run", RUN)))
        after = fingerprint(project / "outputs") if (project / "outputs").is_dir() else {}
        assert after == before
        return line

    return run


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def inputs_folder(project: Path, name: str, content: bytes) -> None:
    folder = project / "figures"
    folder.mkdir()
    (folder / name).write_bytes(content)
    with (project / RUN).open("a", encoding="utf-8") as run:
        run.write("inputs: figures\n")
    replace(project / RUN, "release: 2023-10-19", "release: latest")


def test_a_misspelt_force(project, refused):
    replace(project / RUN, "force: gwent", "force: gwnet")
    assert refused().endswith("gwent-2023-24-q1.yml: force: no force 'gwnet'; did you mean 'gwent'?")


def test_an_unquoted_code(project, refused):
    replace(project / "parameters/offences.yml", '"4.2", "4.10"', '"4.2", 4.10')
    line = refused()
    assert "offences.yml" in line
    assert "codes are text: write '4.10' in quotes" in line


def test_a_repeated_key(project, refused):
    with (project / RUN).open("a", encoding="utf-8") as run:
        run.write("force: kent\n")
    line = refused()
    assert "gwent-2023-24-q1.yml" in line
    assert "'force'" in line
    assert "twice" in line or "repeated" in line


def test_a_quarter_without_figures(project, refused):
    replace(project / RUN, "2023-24 Q1", "2031-32 Q1")
    assert "no figures for '2031-32 Q1'" in refused()


def test_an_absent_run_file(project, refused):
    line = refused("run", "parameters/runs/gwent-2023-24-q2.yml")
    assert "gwent-2023-24-q2.yml" in line
    assert "did you mean" in line


def test_an_absent_inputs_folder(project, refused):
    with (project / RUN).open("a", encoding="utf-8") as run:
        run.write("inputs: figuers\n")
    assert "figuers" in refused()


def test_a_truncated_workbook(project, refused):
    inputs_folder(project, "recorded-crime.xlsx", b"PK\x03\x04" + b"\x00" * 200)
    assert "recorded-crime.xlsx" in refused()


def test_wrong_columns(project, refused):
    inputs_folder(project, "recorded-crime.csv", b"Force,Count\nGwent,12\n")
    line = refused()
    assert "recorded-crime.csv" in line
    assert "Offence Code" in line


def test_text_in_a_count(project, refused):
    rows = (
        b"Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,"
        b"Offence Code,Number of Offences\n"
        b"2023/24,1,Gwent,Robbery of personal property,Robbery,Robbery of personal property,34B,twelve\n"
    )
    inputs_folder(project, "recorded-crime.csv", rows)
    line = refused()
    assert "recorded-crime.csv" in line
    assert "twelve" in line
    assert "Number of Offences" in line


def test_an_unknown_section_in_the_commentary(project, refused):
    replace(project / "parameters/commentary/gwent/2023-24-q1.yml", "neighbourhood-crime:", "neighborhood-crime:")
    line = refused()
    assert "neighborhood-crime" in line
    assert "did you mean 'neighbourhood-crime'?" in line


def test_no_commentary(project, refused):
    (project / "parameters/commentary/gwent/2023-24-q1.yml").unlink()
    assert "no commentary: expected parameters/commentary/gwent/2023-24-q1.yml" in refused()


def test_outputs_that_cannot_be_written(project, refused):
    (project / "no-folder").write_text("a file")
    assert "cannot write to" in refused("run", RUN, "--outputs", "no-folder")


def test_an_unknown_release(project, refused):
    replace(project / RUN, "2023-10-19", "2023-10-18")
    assert "2023-10-19" in refused()


def test_a_misspelt_command_and_list(monkeypatch, capsys):
    for arguments in (["rum", RUN], ["list", "force"], ["run"], ["run", RUN, "--worker", "2"]):
        monkeypatch.setattr("sys.argv", ["crimekit", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        assert stopped.value.code == 2
        assert "Traceback" not in capsys.readouterr().err
