"""The three lists of packages say the same."""

import re
import tomllib
from pathlib import Path

import yaml

PROJECT = Path(__file__).parents[1]
NAME = re.compile(r"[A-Za-z0-9._-]+")


def declared() -> dict[str, str]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = project["dependencies"] + extras["dev"] + extras["docs"]
    return {NAME.match(line)[0].lower(): NAME.sub("", line, count=1) for line in wanted}


def test_environment_yml_holds_the_same_packages_and_bounds():
    environment = yaml.safe_load((PROJECT / "environment.yml").read_text(encoding="utf-8"))
    *packages, last = environment["dependencies"]
    *from_pip, project = last["pip"]
    conda = {NAME.match(line)[0].lower(): NAME.sub("", line, count=1) for line in [*packages, *from_pip]}
    assert conda.pop("python") == ">=3.11"
    assert conda.pop("pip") == ""
    assert conda == declared()
    assert project == "-e ."


def test_the_lock_pins_every_package_once_and_names_no_index():
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {line.split("==")[0].lower() for line in lock.splitlines() if "==" in line}
    assert set(declared()) <= pinned
    assert "://" not in lock
    assert "--index" not in lock
    assert "--find-links" not in lock


def test_nothing_names_a_package_registry_or_a_place_on_a_machine():
    forbidden = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian|" + re.escape(f"{PROJECT}/"))
    kinds = {".py", ".md", ".yml", ".toml", ".ipynb", ".lock", ".css", ".j2", ".csv", ".json", ""}
    ignored = {
        ".venv",
        ".git",
        "outputs",
        "build",
        "_build",
        "_generated",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
    }
    files = [
        path
        for path in PROJECT.rglob("*")
        if path.suffix in kinds and path.is_file() and not ignored & set(path.relative_to(PROJECT).parts)
    ]
    found = [
        path.name
        for path in files
        if path != Path(__file__) and forbidden.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert files
    assert not found
