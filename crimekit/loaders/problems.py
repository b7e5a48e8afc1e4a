"""What is wrong in an input file, collected before the file is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from crimekit.errors import DataError

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
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(["file", "sheet", "row", "column", "value", "rule"])
    rows.writerows(
        [safe(p.file), safe(p.sheet), p.row or "", safe(p.column), safe(p.value), safe(p.rule)] for p in problems
    )
    return written.getvalue()


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


@contextmanager
def readable(name: str, what: str, expected: str, errors: tuple[type[Exception], ...]) -> Iterator[None]:
    """Where one of `errors` is raised within, a `DataError` says that the file `name` cannot be read as `what`."""
    try:
        yield
    except errors as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise DataError(f"{name}: found no {what} that can be read ({reason}); {expected}") from error
