"""papermill and nbclient, imported without the grammar of international web addresses.

jsonschema, which checks the form of notebooks, builds that grammar at import where it is installed, as JupyterLab
does. It takes a second, and nothing in a notebook's form is such an address.
"""

from __future__ import annotations

import sys

_GRAMMAR = "rfc3987_syntax"

_ABSENT = _GRAMMAR not in sys.modules

if _ABSENT:
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]  # jsonschema does without, as it does where there is none
try:
    import nbclient
    import papermill
finally:
    if _ABSENT:
        del sys.modules[_GRAMMAR]

__all__ = ["nbclient", "papermill"]
