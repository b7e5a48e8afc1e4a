"""The commands that begin: a working folder, a run with its texts to write; and crimekit from a wheel."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from crimekit.parameters import project

PROJECT = Path(__file__).parents[1]
RUN = "gwent-recommendations-2021-22-q1"
TEXTS = "parameters/commentary/kent/2025-26-q3.yml"


@pytest.fixture
def working(tmp_path, monkeypatch, typed):
    """A working folder that `crimekit init` made, changed to."""
    monkeypatch.delenv("CRIMEKIT_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    code, said, _ = typed("init", "reports")
    assert code == 0
    assert "cd reports\n  crimekit run gwent-2023-24-q1\n" in said
    monkeypatch.chdir(tmp_path / "reports")
    return tmp_path / "reports"


def listed(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_init_copies_notebooks_and_parameters_and_refuses_a_folder_that_has_them(working, typed):
    for name in ("notebooks", "parameters"):
        own = [file for file in listed(PROJECT / name) if not file.startswith(".")]
        assert listed(working / name) == own
        assert all((working / name / file).read_bytes() == (PROJECT / name / file).read_bytes() for file in own)
    forces = working / "parameters" / "forces.yml"
    forces.write_text("changed", encoding="utf-8")
    assert typed("init", str(working))[2].endswith(
        "has notebooks, parameters, figures already, and was left as it is; expected another folder\n"
    )
    assert forces.read_text(encoding="utf-8") == "changed"
    assert typed("init", str(forces))[2].endswith("is a file; expected a folder, or nothing yet\n")


@pytest.mark.parametrize(("folder", "read"), [("example", 4), ("example-months", 1)])
def test_every_example_of_own_figures_is_read(working, typed, folder, read):
    (working / "parameters/commentary/gwent/2023-24-q1.yml").unlink()
    typed("new", "own", "--force", "gwent", "--quarter", "2023-24 Q1")
    own = working / "parameters" / "runs" / "own.yml"
    run = own.read_text(encoding="utf-8").replace("2026-04-23", "2023-10-19")
    own.write_text(f"{run}inputs: figures/{folder}\n", encoding="utf-8")
    code, said, err = typed("check", "own")
    assert (code, err) == (0, "")
    files = {path.name for path in (working / "figures" / folder).rglob("*.csv")}
    assert len(files) == read
    for name in files:
        assert [line for line in said.splitlines() if name in line and "not read" not in line], said


def test_new_writes_a_run_and_every_text_to_fill_in(working, typed):
    code, said, err = typed("new", "kent-2025-26-q3", "--force", "Kent Police", "--quarter", "Q3 2025/26")
    assert (code, err) == (0, "")
    assert f"parameters/runs/kent-2025-26-q3.yml is written\n{TEXTS} is written\n" in said
    code, said, _ = typed("check", "kent-2025-26-q3")
    assert code == 0
    keys = ["homicide", "serious-violence", "drug-supply", "neighbourhood-crime", "cybercrime", "victim-satisfaction"]
    texts = [("overview", "summary"), ("overview", "priorities")]
    texts += [(key, text) for key in keys for text in ("force_action", "comments")]
    missing = [f"  {key}: {text}: no text" for key, text in texts]
    assert said.splitlines()[1 : 2 + len(missing)] == ["draft: The texts of this report are not written.", *missing]
    filled = (working / TEXTS).read_text(encoding="utf-8").replace("comments: |", "comments: |\n      Written.", 1)
    (working / TEXTS).write_text(filled, encoding="utf-8")
    said = typed("check", "kent-2025-26-q3")[1]
    assert "\ndraft: Of the 14 texts of this report, 13 are not written and 1 is draft.\n" in said
    assert "homicide: comments" not in said


def test_new_leaves_every_file_that_is_there(working, typed):
    given = ("--force", "kent", "--quarter", "2025-26 Q3")
    typed("new", "kent", *given)
    before = {path: (working / path).read_bytes() for path in (TEXTS, "parameters/runs/kent.yml")}
    said = "parameters/runs/kent.yml is there already, and was left as it is; expected another name"
    assert typed("new", "kent", *given) == (2, "", f"crimekit: new: {said}\n")
    code, said, err = typed("new", "kent-year", "--report", "outturn", *given)
    assert (code, err) == (0, f"note: {TEXTS} is there already, and was left as it is\n")
    assert "commentary" not in said
    assert before == {path: (working / path).read_bytes() for path in before}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("kent --force knet", "--force: no 'knet'; did you mean 'kent'?"),
        ("kent --force kent --quarter soon", "'soon'"),
        ("../kent --force kent", "RUN: found '../kent'; expected words"),
        ("kent --force kent --report outrun", "--report: no 'outrun'; did you mean 'outturn'?"),
    ],
)
def test_new_refuses_what_it_does_not_know(working, typed, arguments, told):
    before = listed(working)
    code, _, err = typed("new", "--quarter", "2025-26 Q3", *arguments.split())
    assert (code, listed(working)) == (2, before)
    assert told in err


def test_where_there_are_no_parameters_the_packages_own_are_read(tmp_path, monkeypatch, typed):
    package = tmp_path / "site" / "crimekit"
    for name in ("notebooks", "parameters"):
        shutil.copytree(PROJECT / name, package / "shipped" / name)
    monkeypatch.setattr(project, "__file__", str(package / "parameters" / "project.py"))
    monkeypatch.delenv("CRIMEKIT_HOME", raising=False)
    place = tmp_path / "empty"
    place.mkdir()
    monkeypatch.chdir(place)
    assert project.find_project() == package / "shipped"
    assert project.working_folder(package / "shipped" / "parameters") == place
    code, _, err = typed("new", "kent", "--force", "kent", "--quarter", "2025-26 Q3")
    said = "no parameters in this folder to add to; crimekit init FOLDER makes a folder with them"
    assert (code, err) == (2, f"crimekit: new: {said}\n")
    monkeypatch.setenv("CRIMEKIT_HOME", str(tmp_path))
    assert project.find_project() == package / "shipped"
    assert project.working_folder(package / "shipped" / "parameters") == tmp_path


PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    built = tmp_path_factory.mktemp("wheel")
    alone = ["--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*PIP, "wheel", *alone, "-w", built, PROJECT], check=True)
    (found,) = built.glob("crimekit-*.whl")
    return found


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """A shipped report as the checkout makes it."""
    checkout = tmp_path_factory.mktemp("checkout")
    here = [sys.executable, "-m", "crimekit", "run", RUN, "--outputs", checkout]
    subprocess.run(here, check=True, cwd=PROJECT, capture_output=True)
    return checkout / "gwent" / "recommendations-2021-22-q1" / "report.html"


def other_python():
    """The newest other Python that the lock file is for and that starts here: in the path, or one of pyenv's."""
    for release in ("3.13", "3.12"):
        for place in (shutil.which(f"python{release}"), *Path.home().glob(f".pyenv/versions/{release}.*/bin/python")):
            if place and not subprocess.run([place, "-c", ""], capture_output=True).returncode:  # pyenv's shim may fail
                return place
    return pytest.skip("no other Python (python3.13, python3.12) in the path or among pyenv's")


TRIED = """
import crimekit as ck
print(ck.__file__)
found = ck.trend(ck.rate(ck.count(ck.read_recorded_crime(), "vehicle-crime", forces="gwent")))
found.figure().savefig("trend.png")
print(found.explain())
"""


@pytest.mark.slow
def test_the_wheel_and_the_packages_of_the_lock_work_on_another_python(wheel, expected, tmp_path):
    base, empty = tmp_path / "base", tmp_path / "empty"
    empty.mkdir()
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    (tmp_path / "lock.txt").write_text("\n".join(re.findall(r"^\S+==[^\\\n]+", lock, re.MULTILINE)), encoding="utf-8")
    exact = ["--no-compile", "--only-binary", ":all:", "-c", tmp_path / "lock.txt"]
    subprocess.run([other_python(), "-m", "venv", "--without-pip", base], check=True)
    python = next(path for path in (base / "bin" / "python", base / "Scripts" / "python.exe") if path.exists())
    subprocess.run([*PIP, "--python", python, "install", *exact, wheel], check=True)
    tried = subprocess.run([python, "-W", "error", "-c", TRIED], cwd=empty, capture_output=True, text=True)
    made = subprocess.run([python, "-m", "crimekit", "run", RUN], cwd=empty, capture_output=True, text=True)
    assert (tried.stderr, made.stderr) == ("", "")
    assert str(base) in tried.stdout
    assert (empty / "trend.png").stat().st_size > 10_000
    here = subprocess.run([sys.executable, "-c", TRIED], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert tried.stdout.splitlines()[1:] == here.stdout.splitlines()[1:]
    written = (empty / "outputs" / "gwent" / expected.parent.name / "report.html").read_text(encoding="utf-8")
    assert unsealed(written) == unsealed(expected.read_text(encoding="utf-8"))


def unsealed(page):
    """A page without its seal, which is of a record that names the Python."""
    return re.sub(r"Seal [0-9a-f]{64}", "", page)


@pytest.mark.slow
def test_from_a_wheel_in_an_empty_folder_a_shipped_report_has_the_bytes_of_the_checkouts(wheel, expected, tmp_path):
    """The packages of this Python stand beside the wheel in a new environment; crimekit's checkout does not."""
    venv.create(tmp_path / "venv", symlinks=os.name != "nt")
    bin_ = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    base = str(tmp_path / "venv")
    site = Path(sysconfig.get_path("purelib", "venv", {"base": base, "platbase": base}))
    subprocess.run([*PIP, "--python", bin_ / "python", "install", "--no-deps", "--no-index", wheel], check=True)
    (site / "locked.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")  # whose .pth are not read
    environment = {name: value for name, value in os.environ.items() if name != "CRIMEKIT_HOME"}

    def typed(*command, cwd):
        command = [bin_ / command[0], *command[1:]]
        return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)

    page = Path("outputs") / expected.relative_to(expected.parents[2])
    empty = tmp_path / "empty"
    empty.mkdir()
    told = typed("python", "-c", "import crimekit; print(crimekit.__file__, len(crimekit.forces()))", cwd=empty)
    assert told.stdout.split() == [str(site / "crimekit" / "__init__.py"), "43"], told.stderr
    assert RUN in typed("crimekit", "list", "runs", cwd=empty).stdout
    done = typed("crimekit", "run", RUN, cwd=empty)
    assert (done.returncode, done.stderr) == (0, "")
    assert (empty / page).read_bytes() == expected.read_bytes()

    assert typed("crimekit", "init", "work", cwd=empty).returncode == 0
    work = empty / "work"
    carried = [f"{name}/{file}" for name in ("notebooks", "parameters") for file in listed(work / name)]
    assert listed(site / "crimekit" / "shipped") == carried
    asked = ("new", "kent", "--force", "kent", "--quarter", "2025-26 Q3")
    assert typed("crimekit", *asked, cwd=work).returncode == 0
    assert typed("crimekit", "check", "kent", cwd=work).stdout.count(": no text") == 14
    done = typed("crimekit", "run", RUN, "kent", cwd=work)
    assert (done.returncode, done.stderr) == (0, "")
    assert (work / page).read_bytes() == expected.read_bytes()
    assert "draft" in (work / "outputs/kent/2025-26-q3/report.html").read_text(encoding="utf-8").casefold()
