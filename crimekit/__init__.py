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
import sys
from types import ModuleType
from typing import Any

_HOME = {  # sorted by name
    "benchmark": "crimekit.library.judging",
    "count": "crimekit.library.working",
    "CrimekitError": "crimekit.errors",
    "DataError": "crimekit.errors",
    "figures": "crimekit.library.exploring",
    "forces": "crimekit.library.known",
    "inspections": "crimekit.reports.registers.inspections",
    "labels": "crimekit.library.exploring",
    "measure_section": "crimekit.reports.measures",
    "measures": "crimekit.library.known",
    "methods": "crimekit.reports.measures",
    "noise": "crimekit.library.exploring",
    "outcomes": "crimekit.library.exploring",
    "outturn_section": "crimekit.reports.outturn.section",
    "overview": "crimekit.reports.measures",
    "ParameterError": "crimekit.errors",
    "peer_groups": "crimekit.library.known",
    "project": "crimekit.library.judging",
    "Quarter": "crimekit.quarters",
    "quarterly": "crimekit.library.working",
    "quarters": "crimekit.library.known",
    "rate": "crimekit.library.working",
    "read_local": "crimekit.library.reading",
    "read_outcomes": "crimekit.library.reading",
    "read_parameters": "crimekit.parameters",
    "read_population": "crimekit.library.reading",
    "read_recorded_crime": "crimekit.library.reading",
    "read_street": "crimekit.library.reading",
    "read_survey": "crimekit.library.reading",
    "recommendations": "crimekit.reports.registers.recommendations",
    "releases": "crimekit.library.known",
    "RunError": "crimekit.errors",
    "sections": "crimekit.library.known",
    "survey": "crimekit.library.working",
    "trend": "crimekit.library.judging",
}

__version__ = "0.1.0"
__all__ = ["__version__", *sorted(_HOME)]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'crimekit' has no attribute '{name}'")
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value
    return value


class _Door(ModuleType):
    """The package; its ``quarters`` is the function, though Python would set the module of that name in its place."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name == "quarters" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Door


def mime_bundle(block: Any) -> dict[str, Any]:
    """What JupyterLab gets of a block that ends a cell; asked for here, because only this door sees both storeys."""
    from crimekit.page.show import mime_bundle

    return mime_bundle(block)


def __dir__() -> list[str]:
    return sorted(__all__)
