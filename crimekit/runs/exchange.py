"""Two folders change places in one step, where the system can."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

_HERE = -100  # AT_FDCWD
_EXCHANGE = 2  # RENAME_EXCHANGE
_CANNOT = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM)  # an old kernel, a file system without it


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places; False, and nothing done, where there are not two or the system cannot.

    Raises
    ------
    OSError
        If the system can, but not here: no permission, a read-only disk.
    """
    rename = _rename()
    if rename is None or not (one.exists() and other.exists()):
        return False
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _rename() -> ctypes._NamedFuncPointer | None:
    """Linux's ``renameat2``."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        return ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return None
