"""Put the finished sections together and move them into place in one step."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crimekit.blocks import Block, Cell, Figure, Table
from crimekit.errors import RunError
from crimekit.runs.exchange import exchange

_UNSAFE = ("=", "+", "-", "@", "\t", "\r")
_PREVIOUS = "previous"


@contextmanager
def workspace(folder: Path) -> Iterator[Path]:
    """A temporary folder beside `folder`, for what is not finished; gone at the end. The caller holds the lock.

    What is moved out of it into place has the permissions of an ordinary new folder.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        private = Path(tempfile.mkdtemp(prefix=f".{folder.name}~", dir=folder.parent))
        place = private / folder.name
        place.mkdir()
    except OSError as error:
        raise _unwritable(folder, error) from None
    try:
        yield place
    except KeyboardInterrupt:  # the next run takes up what is finished
        if not any(place.glob("notebooks/[!.]*.ipynb")):
            shutil.rmtree(private, ignore_errors=True)
        raise
    except BaseException:
        shutil.rmtree(private, ignore_errors=True)
        raise
    shutil.rmtree(private, ignore_errors=True)


def leftovers(folder: Path) -> tuple[Path, ...]:
    """The workspaces of runs that were killed: whoever holds the lock knows that their owners are gone."""
    return tuple(sorted(path for path in folder.parent.glob(f".{folder.name}~*") if path.is_dir()))


def move_into_place(finished: Path, folder: Path) -> None:
    """Let `finished` stand as `folder`; what stood there before is removed only after.

    Where the system can, the two change places in one step, so that a reader always finds a whole report.
    """
    _refuse_other_report(finished, folder)
    try:
        if not exchange(finished, folder):
            _replace(finished, folder)
    except OSError as error:
        raise RunError(
            f"outputs: cannot replace '{folder.name}' ({error.strerror}); the previous report stands"
        ) from None


def _replace(finished: Path, folder: Path) -> None:
    """Move what stands at `folder` aside, into the workspace of `finished`, and put it back where that fails."""
    previous = finished.with_name(_PREVIOUS)
    if folder.exists():
        folder.replace(previous)
    try:
        finished.replace(folder)
    except OSError:
        if previous.exists():
            previous.replace(folder)
        raise


def restore(folder: Path) -> None:
    """Put back a report that a run moved aside before it was killed."""
    for place in leftovers(folder):
        previous = place / _PREVIOUS
        if previous.is_dir() and not folder.exists():
            previous.replace(folder)


def _unwritable(folder: Path, error: OSError) -> RunError:
    return RunError(f"outputs: cannot write to '{folder.parent.name}' ({error.strerror}); nothing was changed")


def _refuse_other_report(finished: Path, folder: Path) -> None:
    """One folder holds one report: another report of the same force and quarter is not overwritten."""
    new, old = (_report(place / "run.json") for place in (finished, folder))
    if old and new != old:
        raise RunError(
            f"outputs: '{folder.parent.name}/{folder.name}' holds the report '{old}'; this run makes '{new}': "
            "choose another folder with --outputs"
        )


def _report(path: Path) -> str:
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["run"]["report"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def table_csv(table: Table) -> str:
    """A table as CSV: the numbers unrounded, every text safe to open in a spreadsheet.

    Examples
    --------
    >>> from crimekit.blocks import Column
    >>> rows = ((Cell("Robbery"), Cell("2.13", 2.1251)), (Cell("=cmd"), Cell("Not available")))
    >>> print(table_csv(Table("t", "Rates", "", (Column("Measure"), Column("Rate", "number")), rows)), end="")
    Measure,Rate
    Robbery,2.1251
    '=cmd,Not available
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_safe(column.title) for column in table.columns])
    writer.writerows([_written(cell) for cell in row] for row in table.rows)
    return text.getvalue()


def _written(cell: Cell) -> str | int | float:
    if isinstance(cell.value, (int, float)):
        return cell.value
    return _safe(cell.text)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_UNSAFE) else text


def tables(blocks: Sequence[Block]) -> dict[str, Table]:
    """Every table of the blocks, and the data behind every figure, by the name of its file."""
    found = [
        block.data if isinstance(block, Figure) else block for block in blocks if isinstance(block, (Figure, Table))
    ]
    return {f"{table.key}.csv": table for table in found}
