"""What is wrong in an input file, collected before the file is refused; and rows that say the same thing twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from crimekit.errors import DataError
from crimekit.loaders.cells import name_key

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell, row or sheet that cannot be read, and what was expected in its place.

    Examples
    --------
    >>> print(Problem("prc.ods", "2012_13", 4, "Number of Offences", "found 'many'; expected a whole number"))
    prc.ods: sheet 2012_13, row 4, Number of Offences: found 'many'; expected a whole number
    """

    file: str
    sheet: str  # empty where the file has no sheets
    row: int  # as the reader of the file counts, the first is 1; 0 where it is not about one row
    column: str  # empty where it is not about one column
    rule: str  # found …; expected …
    value: str = ""  # the cell as it was found, where it is about one cell

    @classmethod
    def at(cls, row: Mapping[Hashable, Any], column: str, rule: str, value: str = "") -> Problem:
        """A problem of a row of a frame, which says where it stands."""
        return cls(row["file"], row["sheet"], int(row["row"]), column, rule, value)

    def __str__(self) -> str:
        sheet, row = f"sheet {self.sheet}" if self.sheet else "", f"row {self.row}" if self.row else ""
        place = ", ".join(filter(None, (sheet, row, self.column)))
        return ": ".join(filter(None, (self.file, place, self.rule)))


class RefusedError(DataError):
    """A file that cannot be read, with all that is wrong with it: ten problems in words, and how many more."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        more = [f"and {len(problems) - _SHOWN:,} more"] if len(problems) > _SHOWN else []
        super().__init__("\n".join([*map(str, problems[:_SHOWN]), *more]))


def problems_csv(problems: Sequence[Problem]) -> str:
    r"""Every problem as a row of CSV, safe to open in a spreadsheet.

    Examples
    --------
    >>> problems_csv([Problem("prc.ods", "2012_13", 4, "Offence Code", "found '=1'; expected a code", "=1")])
    "file,sheet,row,column,value,rule\nprc.ods,2012_13,4,Offence Code,'=1,found '=1'; expected a code\n"
    """
    columns = ["file", "sheet", "row", "column", "value", "rule"]
    rows = pd.DataFrame([asdict(problem) for problem in problems])[columns].replace({"row": {0: ""}})
    return rows.astype(str).map(safe).to_csv(index=False, lineterminator="\n")


def safe(cell: str) -> str:
    """A text that no spreadsheet takes for a formula.

    Examples
    --------
    >>> safe("=1"), safe("a = 1")
    ("'=1", 'a = 1')
    """
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def refuse(problems: Sequence[Problem]) -> None:
    """Do nothing where all is well; otherwise a `RefusedError`."""
    if problems:
        raise RefusedError(problems)


def again(rows: pd.DataFrame, keys: Sequence[str]) -> Iterator[tuple[dict[Hashable, Any], str]]:
    """Each row with the same `keys` as one above it, and where that one stands and what differs beside them.

    What differs only in case, dashes or blanks is the same.
    """
    alike = [rows[key].map({cell: name_key(cell) for cell in rows[key].unique()}) for key in keys]
    first = rows.index.to_series().groupby(alike).transform("first")
    later = first[first != first.index]
    earlier = rows.loc[later].to_dict("records")
    for now, then in zip(rows.loc[later.index].to_dict("records"), earlier, strict=True):
        file, sheet = then["file"] if then["file"] != now["file"] else "", then["sheet"] and f"sheet {then['sheet']}"
        place = ", ".join(filter(None, (file, sheet, f"row {then['row']}")))
        names = [f"'{name}'" for name, said in now["beside"] if dict(then["beside"]).get(name, said) != said]
        unread = f"; they differ in {', '.join(names)}, which is not read" if names else ""
        yield now, f" (see {place}){unread}"


def repeated(rows: pd.DataFrame, unique: Sequence[str], place: str = "row") -> list[Problem]:
    """Each row that has all of `unique` in common with one above it."""
    problems = []
    for row, where in again(rows, unique):
        keys = ", ".join(str(row[key]) for key in unique)
        problems.append(Problem.at(row, "", f"found {keys} again; expected one {place} for each{where}"))
    return problems


@contextmanager
def readable(name: str, what: str, expected: str, errors: tuple[type[Exception], ...]) -> Iterator[None]:
    """Where one of `errors` is raised within, a `DataError` says that the file `name` cannot be read as `what`."""
    try:
        yield
    except errors as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise DataError(f"{name}: found no {what} that can be read ({reason}); {expected}") from error
