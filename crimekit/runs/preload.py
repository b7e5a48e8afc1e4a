"""Import all that notebooks use, once, in the process that the sections are forked from.

A fork must find nothing more here than a fresh process would have: no thread, no shell, no changed warnings filter.
"""

from __future__ import annotations

import gc
import importlib
import sys
import warnings

_USED = (
    *("numpy", "pandas", "pandas.io.formats.html", "pandas.core.reshape.reshape", "scipy.special"),
    *("pyarrow.dataset", "pyarrow.parquet", "matplotlib.pyplot", "seaborn", "papermill", "rich.table", "typer"),
    *("crimekit.runs.execute", "crimekit.page.show"),
    *("crimekit.reports.measures.pictures", "crimekit.reports.outturn.section"),
)
_GRAMMAR = "rfc3987_syntax"  # of web addresses; jsonschema takes a second to build it, and notebooks hold none

gc.disable()  # imports leave nothing to collect
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    sys.modules.setdefault(_GRAMMAR, None)  # type: ignore[arg-type]  # as if it were not installed
    for _name in _USED:
        importlib.import_module(_name)
    importlib.import_module("matplotlib").rcdefaults()  # whatever a matplotlibrc in the user's folder says
    if sys.modules[_GRAMMAR] is None:
        del sys.modules[_GRAMMAR]
    importlib.import_module("crimekit.page.html").environment().get_template("blocks.html.j2")  # compiled once
    importlib.import_module("nbformat.validator").get_validator()  # compiled once too
gc.freeze()
gc.enable()
