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
from typing import Any

_HOME = {
    "CrimekitError": "crimekit.errors",
    "DataError": "crimekit.errors",
    "ParameterError": "crimekit.errors",
    "Quarter": "crimekit.quarters",
    "RunError": "crimekit.errors",
    "benchmark": "crimekit.statistics.benchmarks",
    "figures": "crimekit.exploring",
    "forces": "crimekit.exploring",
    "labels": "crimekit.exploring",
    "inspections": "crimekit.reports.registers.inspections",
    "measure_section": "crimekit.reports.measures",
    "measures": "crimekit.exploring",
    "methods": "crimekit.reports.measures",
    "noise": "crimekit.exploring",
    "outcomes": "crimekit.beyond",
    "outturn_section": "crimekit.reports.outturn.section",
    "overview": "crimekit.reports.measures",
    "rate": "crimekit.statistics.rates",
    "read_outcomes": "crimekit.beyond",
    "read_parameters": "crimekit.parameters",
    "read_street": "crimekit.beyond",
    "recommendations": "crimekit.reports.registers.recommendations",
    "trend": "crimekit.statistics.labels",
}

__version__ = "0.1.0"
__all__ = ["__version__", *sorted(_HOME)]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'crimekit' has no attribute '{name}'")
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def mime_bundle(block: Any) -> dict[str, Any]:
    """What JupyterLab gets of a block that ends a cell; asked for here, because only this door sees both storeys."""
    from crimekit.page.show import mime_bundle

    return mime_bundle(block)


def __dir__() -> list[str]:
    return sorted(__all__)
