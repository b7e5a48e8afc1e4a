"""The small CSV files that measured results ship in."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from crimekit.errors import DataError

_Row = TypeVar("_Row")


def write_file(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows under their columns."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def read_file(path: Path, columns: Sequence[str], made: Callable[[Mapping[str, str]], _Row]) -> tuple[_Row, ...]:
    """The rows of a file that `write_file` wrote, each made into a value.

    Raises
    ------
    DataError
        If the file has other columns, or a number that is none.
    """
    reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    found = tuple(reader.fieldnames or ())
    if found != tuple(columns):
        raise DataError(f"{path.name}: found the columns {', '.join(found)}; expected {', '.join(columns)}")
    try:
        return tuple(made(row) for row in reader)
    except (TypeError, ValueError) as error:
        raise DataError(f"{path.name}: found a number that is none ({error})") from None
