"""The three lists of packages say the same."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
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
    assert not re.search("://|--index|--find-links", lock)


def test_nothing_names_a_package_registry_or_a_place_on_a_machine():
    forbidden = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian|" + re.escape(f"{PROJECT}/"))
    kinds = {".py", ".md", ".yml", ".toml", ".ipynb", ".lock", ".css", ".j2", ".csv", ".json", ""}
    ignored = {*("outputs", "build", "_build", "_generated", ".venv", ".git", ".hypothesis"), Path(__file__).name}
    ignored |= {f".{tool}_cache" for tool in ("mypy", "ruff", "pytest")}
    every = [path for path in PROJECT.rglob("*") if not ignored & set(path.relative_to(PROJECT).parts)]
    files = [path for path in every if path.suffix in kinds and path.is_file()]
    assert files
    assert not [path for path in files if forbidden.search(path.read_text(encoding="utf-8", errors="ignore"))]


FLAW = {"id": "CVE-1", "fix_versions": ["2.1"]}
KNOWN, UNKNOWN = {"name": "one", "version": "2", "vulns": []}, {"name": "other", "skip_reason": "not found"}


@pytest.mark.skipif(sys.platform == "win32", reason="a program that is a script")
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("ConnectionError", (0, "Not audited: the service of pip-audit was not reachable, or did not know the pack")),
        ([UNKNOWN], (0, "Not audited: the service of pip-audit was not reachable, or did not know the packages\n")),
        ([KNOWN, UNKNOWN], (0, "1 of 2 locked packages audited: 0 known vulnerabilities\n")),
        ([{**KNOWN, "vulns": [FLAW]}], (1, "one 2: CVE-1; mended in: 2.1\n1 of 1 locked packages audited: 1 known v")),
    ],
)
def test_an_audit_says_what_was_looked_up_and_fails_for_a_known_vulnerability_only(tmp_path, answer, said):
    written = answer if isinstance(answer, str) else json.dumps({"dependencies": answer})
    (tmp_path / "pip-audit").write_text(f"#!/bin/sh\necho '{written}'\nexit 1\n", encoding="utf-8")
    (tmp_path / "pip-audit").chmod(0o755)
    command = [sys.executable, PROJECT / ".ci" / "packages.py", "audit"]
    done = subprocess.run(command, env={"PATH": f"{tmp_path}:/bin"}, capture_output=True, text=True)
    assert (done.returncode, done.stdout[: len(said[1])]) == said
