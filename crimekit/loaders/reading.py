"""The cells of a table read one by one, each failure kept with its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from crimekit.errors import DataError
from crimekit.loaders.cells import text
from crimekit.loaders.layout import Table
from crimekit.loaders.problems import Problem

_Value = TypeVar("_Value")
_MOST_REFUSED = 500  # different cells of a column, each with its own hint: a wrong column must not take all day
_SHOWN = 200  # characters of a wrong cell that are kept
_LONGEST = 5_000  # characters of a cell
_UNREAD = f"found a cell of more than {_LONGEST:,} characters, or {_MOST_REFUSED} wrong ones above it; expected a table"


def read_column(
    table: Table, names: Sequence[str], reader: Callable[..., _Value]
) -> tuple[list[_Value | None], list[Problem]]:
    """What `reader` makes of the cells of one row under `names`, for each row, and the problems it found.

    Equal cells are read once: a workbook has three hundred thousand rows and a few hundred names. A cell that cannot
    be read gives None and one problem for each of its rows.
    """
    columns = [table.columns[name] for name in names]
    keys = list(zip(*columns, *(map(type, column) for column in columns), strict=True))  # 1 == 1.0 == True
    read: dict[object, _Value] = {}
    refused: dict[object, str] = {}
    for key in dict.fromkeys(keys):
        cells = key[: len(names)]
        if len(refused) >= _MOST_REFUSED or any(isinstance(cell, str) and len(cell) > _LONGEST for cell in cells):
            refused[key] = _UNREAD
            continue
        try:
            read[key] = reader(*cells)
        except DataError as error:
            refused[key] = str(error)
    problems = [
        Problem(table.file, table.sheet, row, names[-1], refused[key], text(key[len(names) - 1])[:_SHOWN])
        for row, key in zip(table.rows, keys, strict=True)
        if key in refused
    ]
    return [read.get(key) for key in keys], problems
