from pathlib import Path

import pytest

from crimekit.errors import RunError
from crimekit.parameters import find_project, project


@pytest.fixture
def home(folder, monkeypatch):
    monkeypatch.delenv("CRIMEKIT_HOME", raising=False)
    return folder.parent


def test_the_variable_comes_first_then_a_folder_above(home, tmp_path_factory, monkeypatch):
    below = home / "notebooks" / "drafts"
    below.mkdir(parents=True)
    assert find_project(below) == home
    monkeypatch.chdir(below)
    assert find_project() == home
    monkeypatch.setenv("CRIMEKIT_HOME", str(home))
    assert find_project(tmp_path_factory.mktemp("elsewhere")) == home


def test_the_checkout_comes_last_and_then_a_message(home, tmp_path_factory, monkeypatch):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert find_project(elsewhere) == Path(project.__file__).parents[2]
    monkeypatch.setattr(project, "__file__", str(elsewhere / "crimekit" / "parameters" / "project.py"))
    with pytest.raises(RunError) as told:
        find_project(elsewhere)
    assert str(told.value) == (
        f"no folder with parameters/forces.yml in '{elsewhere}' or above it; "
        "change to the project's folder, or set CRIMEKIT_HOME to it"
    )


def test_the_variable_names_a_wrong_folder(home, monkeypatch):
    monkeypatch.setenv("CRIMEKIT_HOME", str(home / "parameters"))
    with pytest.raises(RunError, match=r"CRIMEKIT_HOME: found '.*', which has no parameters/forces\.yml; expected"):
        find_project()
