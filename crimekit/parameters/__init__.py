"""Rung 2: the YAML under ``parameters/``, read into checked, frozen values.

`yaml` reads the text and `checks` what it holds, into the classes of `values`; `reading` puts them together and
resolves what points elsewhere; `project` finds the folder.
"""

from __future__ import annotations

from crimekit.parameters.project import find_project, working_folder
from crimekit.parameters.reading import read_commentaries, read_commentary, read_parameters, read_run, read_runs

__all__ = [
    "find_project",
    "read_commentaries",
    "read_commentary",
    "read_parameters",
    "read_run",
    "read_runs",
    "working_folder",
]
