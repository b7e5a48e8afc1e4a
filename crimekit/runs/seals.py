"""The seal of an executed notebook: what it was made from, and the hash of what it holds.

Where the notebook stands does not matter, and one that was changed by hand is not taken for a result.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

_SEAL = "crimekit"


def digest(value: object) -> str:
    """The SHA-256 of plain data.

    Examples
    --------
    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def sealed(notebook: dict[str, Any], fingerprint: str) -> dict[str, Any]:
    """The executed notebook, with what it rests on and the hash of its cells in its metadata."""
    seal = {"fingerprint": fingerprint, "cells": digest(notebook["cells"])}
    return {**notebook, "metadata": {**notebook["metadata"], _SEAL: seal}}


def is_sealed(path: Path, fingerprint: str) -> bool:
    """Whether `path` is a notebook executed from exactly this, and whole.

    Examples
    --------
    >>> is_sealed(Path("absent.ipynb"), "0" * 64)
    False
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        seal = {"fingerprint": fingerprint, "cells": digest(notebook["cells"])}
        return bool(notebook["metadata"].get(_SEAL) == seal)
    except (OSError, ValueError, AttributeError, TypeError, KeyError):
        return False
