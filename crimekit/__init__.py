"""crimekit: published and local crime figures into the National Police and Crime Measures report.

The public names are imported when they are first used, so that ``import crimekit`` costs next to nothing.

Examples
--------
>>> import crimekit as ck
>>> str(ck.Quarter.parse("2023-24 Q1"))
'2023-24 Q1'
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False  # typing is not imported: a typing.py in the folder of `python -m crimekit` would be taken for it
if TYPE_CHECKING:
    from typing import Any

_HOME = {  # by module
    "errors": ("CrimekitError", "DataError", "ParameterError", "RunError"),
    "periods": ("Quarter",),
    "parameters": ("read_parameters",),
    "library.working": (
        *("read_local", "read_outcomes", "read_population", "read_recorded_crime", "read_street", "read_survey"),
        *("count", "quarterly", "rate"),
    ),
    "library.judging": ("benchmark", "project", "survey", "trend"),
    "library.exploring": (
        *("labels", "noise", "outcomes"),
        *("forces", "measures", "peer_groups", "quarters", "releases", "sections"),
    ),
    "reports.measures.methods": ("methods",),
    "reports.measures.overview": ("overview",),
    "reports.measures.section": ("measure_section",),
    "reports.outturn.section": ("outturn_section",),
    "reports.registers.registers": ("inspections", "recommendations"),
}
_MODULES = {name: f"crimekit.{module}" for module, names in _HOME.items() for name in names}

__version__ = "0.1.0"
__all__ = ["__version__", *sorted(_MODULES)]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'crimekit' has no attribute '{name}'")
    value = getattr(importlib.import_module(_MODULES[name]), name)
    globals()[name] = value
    return value


def mime_bundle(block: Any) -> dict[str, Any]:
    """What JupyterLab gets of a block that ends a cell; asked for here, because only this door sees both storeys."""
    from crimekit.page.html import mime_bundle

    return mime_bundle(block)


def __dir__() -> list[str]:
    return sorted(__all__)
