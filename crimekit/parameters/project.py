"""Where the project stands: the folder that holds ``parameters/``, or what the package carries in its place."""

from __future__ import annotations

import os
from pathlib import Path

from crimekit.errors import RunError

_MARK = Path("parameters") / "forces.yml"
_VARIABLE = "CRIMEKIT_HOME"


def find_project(start: Path | None = None) -> Path:
    """Return the folder that holds ``parameters/forces.yml``.

    The environment variable ``CRIMEKIT_HOME`` decides where it is set. Else the folder is looked for from `start`
    (the working directory) upwards. Where neither has one, it is that of `shipped_project`.

    Raises
    ------
    RunError
        If there is none, with what to do about it.

    Examples
    --------
    >>> (find_project() / "parameters" / "forces.yml").is_file()
    True
    """
    beginning = (start or Path.cwd()).resolve()
    looked = (beginning, *beginning.parents)
    if home := os.environ.get(_VARIABLE):
        folder = _home(home)
        if not folder.is_dir() or (folder / _MARK.name).is_file():
            raise RunError(
                f"{_VARIABLE}: found '{home}', which has no {_MARK.as_posix()}; expected the project's folder"
            )
        looked = (folder.resolve(),)
    for folder in (*looked, shipped_project()):
        if (folder / _MARK).is_file():
            return folder
    raise RunError(
        f"no folder with {_MARK.as_posix()} in '{beginning}' or above it; "
        f"change to the project's folder, or set {_VARIABLE} to it"
    )


def shipped_project() -> Path:
    """The folder of the notebooks and parameters that crimekit comes with: in the package, or the checkout it is of."""
    packaged = _packaged()
    return packaged if packaged.is_dir() else packaged.parents[1]


def working_folder(parameters: Path) -> Path:
    """The folder that reports are written to and figures are named from, given that of the parameters.

    It is the project's; where the parameters are the shipped ones, it is ``CRIMEKIT_HOME`` if that is set, and where
    they are the package's own the working directory.
    """
    project = parameters.parent
    if project == shipped_project() and (home := os.environ.get(_VARIABLE)):
        return _home(home).resolve()
    return Path.cwd() if project == _packaged() else project


def _packaged() -> Path:
    return Path(__file__).resolve().parents[1] / "shipped"


def _home(typed: str) -> Path:
    return Path(os.path.expanduser(typed))  # noqa: PTH111 - Path.expanduser() raises where there is no such user
