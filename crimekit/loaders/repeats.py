"""Rows about the same thing, and where the first of them stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from crimekit.loaders.cells import name_key
from crimekit.loaders.problems import Problem

PLACE = ["file", "sheet", "row", "beside"]  # as `read_rows` gives them; `beside` are names and cells that are not read


def alike(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """These columns as names are compared: what differs only in case, dashes or blanks is the same."""
    plain = {name: rows[name].map({cell: name_key(cell) for cell in rows[name].unique()}) for name in columns}
    return pd.DataFrame(plain)


def again(keys: pd.DataFrame, rows: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """The number of each of `rows` whose `keys` another above it has, and where that is and how they differ."""
    first: dict[tuple[object, ...], tuple[int, str, str, int, Sequence[tuple[str, str]]]] = {}
    places = rows[PLACE].itertuples(index=False, name=None)
    for number, (key, place) in enumerate(zip(keys.itertuples(index=False, name=None), places, strict=True)):
        other, file, sheet, row, beside = first.setdefault(key, (number, *place))
        if other != number:
            differ = [f"'{name}'" for (name, said), (_, now) in zip(beside, place[3], strict=False) if said != now]
            where = (file if file != place[0] else "", f"sheet {sheet}" if sheet else "", f"row {row}")
            unread = f"; they differ in {', '.join(differ)}, which is not read" if differ else ""
            yield number, f" (see {', '.join(filter(None, where))}){unread}"


def repeated(rows: pd.DataFrame, unique: Sequence[str]) -> list[Problem]:
    """Each row that has all of `unique` in common with one above it."""
    said = rows[list(unique)]
    problems = []
    for number, where in again(alike(rows, unique), rows):
        rule = f"found {', '.join(map(str, said.iloc[number]))} again; expected one row for each{where}"
        file, sheet, row = rows.iloc[number][PLACE[:3]]
        problems.append(Problem(file, sheet, int(row), "", rule))
    return problems
