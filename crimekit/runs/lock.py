"""One run at a time for each report: a lock beside its folder, which the system lets go of when its owner dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crimekit.errors import RunError

if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lock of the report that stands, or will stand, at `folder`.

    Raises
    ------
    RunError
        If another run holds it, or nothing can be written there.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        file = _opened(folder.with_name(f".{folder.name}.lock"))
    except BlockingIOError:
        raise RunError(
            f"outputs: another run is making '{folder.parent.name}/{folder.name}' now; this one changed nothing"
        ) from None
    except OSError as error:
        raise RunError(
            f"outputs: cannot write to '{folder.parent.name}' ({error.strerror}); nothing was changed"
        ) from None
    try:
        yield
    finally:
        _remove(folder.with_name(f".{folder.name}.lock"))
        os.close(file)


def _opened(path: Path) -> int:
    """Open and lock the file; one that its last owner removed in between is made again."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _take(file)
            if os.path.samestat(os.fstat(file), path.stat()):
                return file
        except FileNotFoundError:
            pass
        except (BlockingIOError, PermissionError):
            os.close(file)
            raise BlockingIOError from None
        except BaseException:
            os.close(file)
            raise
        os.close(file)


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError:  # Windows keeps an open file; the outputs folder may be gone
        return
