"""Where a report stands: one run at a time, what is not finished apart, and what is moved into place in one step."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from crimekit.errors import RunError
from crimekit.runs.record import EMPTY, NOTEBOOKS, RECORD, contents, read_record

_PREVIOUS = "previous"
_SYSTEMS = re.compile(r"(^|/)(\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)$")  # files that nobody made
_HERE, _EXCHANGE = -100, 2  # Linux: AT_FDCWD, RENAME_EXCHANGE
_CANNOT = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM)  # an old kernel, a file system without it


@contextmanager
def held(folder: Path, *, patience: float = 0) -> Iterator[None]:
    """Hold the lock of what stands, or will stand, at `folder`: its owner's death lets go of it.

    `patience` is for how many seconds another run may hold it.

    Raises
    ------
    RunError
        If another run holds it, or nothing can be written there.
    """
    path = folder.with_name(f".{folder.name}.lock")
    lock = FileLock(path, timeout=patience, thread_local=False)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
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
        with suppress(OSError):  # Windows keeps an open file; the outputs folder may be gone
            path.unlink()  # still held: whoever has opened it finds it gone, and makes another
        lock.release()


@contextmanager
def workspace(folder: Path) -> Iterator[Path]:
    """A temporary folder beside `folder`, for what is not finished; gone at the end. The caller holds the lock.

    What is moved out of it into place has the permissions of an ordinary new folder.
    """
    private = Path(tempfile.mkdtemp(prefix=f".{folder.name}~", dir=folder.parent))
    place = private / folder.name
    place.mkdir()
    kept = False
    try:
        yield place
    except KeyboardInterrupt:  # the next run takes up what is finished
        kept = any(place.glob("notebooks/[!.]*.ipynb"))
        raise
    finally:
        if not kept:
            remove(private)


def shown(path: Path) -> str:
    """A path as a reader at this terminal would type it.

    Examples
    --------
    >>> shown(Path.cwd() / "outputs" / "gwent")
    'outputs/gwent'
    """
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def leftovers(folder: Path) -> tuple[Path, ...]:
    """The workspaces of runs that were killed: whoever holds the lock knows that their owners are gone."""
    return tuple(sorted(path for path in folder.parent.glob(f".{folder.name}~*") if path.is_dir()))


def failed_folder(folder: Path) -> Path:
    """Where the notebooks of a failed run of the report at `folder` are kept, to be looked at."""
    return folder.with_name(f"{folder.name}-failed")


def keep_failed(notebooks: Path, folder: Path) -> None:
    """Keep the notebooks of a failed run of the report at `folder`; whatever else lies there stays."""
    failed_folder(folder).mkdir(exist_ok=True)
    for notebook in notebooks.glob("[!.]*.ipynb"):
        notebook.replace(failed_folder(folder) / notebook.name)


def _remove_failed(folder: Path) -> None:
    """Remove the notebooks that are kept of a failed run of the report that now stands at `folder`; nothing else."""
    for notebook in (folder / NOTEBOOKS).glob("*.ipynb"):
        (failed_folder(folder) / notebook.name).unlink(missing_ok=True)
    with suppress(OSError):  # there is none, or somebody keeps something in it
        failed_folder(folder).rmdir()


def move_into_place(finished: Path, folder: Path) -> None:
    """Let a `finished` report stand as `folder`; what stood there, and what is kept of a failed run, goes only after.

    Files that are neither's are somebody's own: then nothing is moved.

    Where the system can, the two change places in one step, so that a reader always finds a whole report. Elsewhere
    the old one is moved aside first, and put back where the new one cannot follow.
    """
    refuse_other_report(read_record(finished).report, folder)
    _refuse_own_files(finished, folder)
    try:
        if not _exchanged(finished, folder):
            previous = finished.with_name(_PREVIOUS)
            if folder.exists():
                folder.replace(previous)
            try:
                finished.replace(folder)
            except OSError:
                if previous.exists():
                    previous.replace(folder)
                raise
    except OSError as error:
        raise RunError(
            f"outputs: cannot replace '{folder.name}' ({error.strerror}); the previous report stands"
        ) from None
    _remove_failed(folder)


def restore(folder: Path) -> None:
    """Put back a report that a run moved aside before it was killed."""
    for place in leftovers(folder):
        previous = place / _PREVIOUS
        if previous.is_dir() and not folder.exists():
            previous.replace(folder)


def remove(*folders: Path) -> None:
    """Remove folders that have had their use."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places; False, and nothing done, where there are not two or the system cannot.

    Raises
    ------
    OSError
        If the system can, but not here: no permission, a read-only disk.
    """
    if not sys.platform.startswith("linux") or not (one.exists() and other.exists()):
        return False
    import ctypes

    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(other))


def refuse_other_report(new: str, folder: Path) -> None:
    """One folder holds one report: another report of the same force and quarter is not overwritten."""
    old = read_record(folder).report
    if old and new != old:
        raise RunError(
            f"outputs: '{folder.parent.name}/{folder.name}' holds the report '{old}'; this run makes '{new}': "
            "choose another folder with --outputs"
        )


def _refuse_own_files(finished: Path, folder: Path) -> None:
    found = contents(folder)
    made = {RECORD, *contents(finished), *read_record(folder).files}
    made |= {name for name, content in found.items() if content == EMPTY or _SYSTEMS.search(name)}
    own = [name for name in found if name not in made]
    if own:
        raise RunError(
            f"outputs: '{folder.parent.name}/{folder.name}' holds '{own[0]}', which is no part of the report; nothing "
            "was published: move it to another folder and run again"
        )
