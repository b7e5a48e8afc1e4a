"""Where the project stands: the folder that holds ``parameters/``."""

from __future__ import annotations

import os
from pathlib import Path

from crimekit.errors import RunError

_MARK = Path("parameters") / "forces.yml"
_VARIABLE = "CRIMEKIT_HOME"


def find_project(start: Path | None = None) -> Path:
    """Return the folder that holds ``parameters/forces.yml``.

    The environment variable ``CRIMEKIT_HOME`` decides where it is set. Else the folder is looked for from `start`
    (the working directory) upwards, and last beside the package, where an editable install stands in its checkout.

    Raises
    ------
    RunError
        If there is none, with what to do about it.

    Examples
    --------
    >>> (find_project() / "parameters" / "forces.yml").is_file()
    True
    """
    if home := os.environ.get(_VARIABLE):
        folder = Path(os.path.expanduser(home))  # noqa: PTH111 - Path.expanduser() raises where there is no such user
        if (folder / _MARK).is_file():
            return folder.resolve()
        raise RunError(f"{_VARIABLE}: found '{home}', which has no {_MARK.as_posix()}; expected the project's folder")
    beginning = (start or Path.cwd()).resolve()
    checkout = Path(__file__).resolve().parents[2]
    for folder in (beginning, *beginning.parents, checkout):
        if (folder / _MARK).is_file():
            return folder
    raise RunError(
        f"no folder with {_MARK.as_posix()} in '{beginning}' or above it; "
        f"change to the project's folder, or set {_VARIABLE} to it"
    )
