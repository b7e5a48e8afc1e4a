"""The locked packages: their licences, and which of them have a known vulnerability.

python .ci/packages.py licences    # a line for each
python .ci/packages.py audit       # ends with 1 where one has; says so where none could be looked up
"""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"
PATIENCE = 600  # seconds


def licence(name: str) -> str:
    """What an installed package says of its licence."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return "not installed here"
    classified = [each.rpartition(" :: ")[2] for each in said.get_all("Classifier", ()) if each.startswith("License")]
    text = said.get("License", "").strip().partition("\n")[0]
    return said.get("License-Expression") or ", ".join(classified) or text or "not said"


def audit() -> int:
    """Ask pip-audit, where it is installed and its service answers."""
    places = f"{os.environ['PATH']}{os.pathsep}{Path(sys.executable).parent}"
    if not (program := shutil.which("pip-audit", path=places)):
        print("Not audited: pip-audit is not installed")
        return 0
    options = ("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json")
    try:
        done = subprocess.run([program, "-r", LOCK, *options], capture_output=True, text=True, timeout=PATIENCE)
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, subprocess.TimeoutExpired):
        packages = []
    known = [package for package in packages if "vulns" in package]
    if not known:
        print("Not audited: the service of pip-audit was not reachable, or did not know the packages")
        return 0
    found = [(package, flaw) for package in known for flaw in package["vulns"]]
    for package, flaw in found:
        mended = ", ".join(flaw["fix_versions"]) or "none"
        print(f"{package['name']} {package['version']}: {flaw['id']}; mended in: {mended}")
    print(f"{len(known)} of {len(packages)} locked packages audited: {len(found)} known vulnerabilities")
    return bool(found)


if __name__ == "__main__":
    if sys.argv[1:] == ["audit"]:
        sys.exit(audit())
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE):
        print(f"{name} {version}: {licence(name)}")
