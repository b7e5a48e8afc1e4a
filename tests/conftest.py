"""Cases that several tests look at, opened once; and the command line."""

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from crimekit import cli
from crimekit.reports.cases.case import Case, open_case
from crimekit.runs import DEFAULTS

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell leaves it to what a script puts in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)  # programs that the tests start would ignore Ctrl-C too

os.environ.update(DEFAULTS)  # as the command line does: sections are forked from the tests' own process
if sys.platform.startswith("linux"):
    os.environ.setdefault("CRIMEKIT_START", "fork")  # it has threads, which are idle

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")  # however busy the machine is


@pytest.fixture(scope="session")
def gwent() -> Case:
    """Gwent, 2023-24 Q1, the release of 19 October 2023, among the Welsh forces."""
    return open_case(
        force="gwent",
        quarter="2023-24 Q1",
        report="national-measures",
        release="2023-10-19",
        peer_group="welsh-forces",
    )


@pytest.fixture(scope="session")
def avon_and_somerset() -> Case:
    """Avon and Somerset, 2021-22 Q2, the release of 19 October 2023, in its most similar group of 2021."""
    return open_case(
        force="avon-and-somerset",
        quarter="2021-22 Q2",
        report="national-measures-benchmarked",
        release="2023-10-19",
        peer_group="avon-and-somerset-2021",
    )


@pytest.fixture(autouse=True)
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds what another, or the user, has read."""
    monkeypatch.setenv("CRIMEKIT_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of the parameters and notebooks, in a folder that is the project from then on."""
    for name in ("parameters", "notebooks"):
        shutil.copytree(Path(__file__).parents[1] / name, tmp_path / "project" / name)
    monkeypatch.setenv("CRIMEKIT_HOME", str(tmp_path / "project"))
    return tmp_path / "project"


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
