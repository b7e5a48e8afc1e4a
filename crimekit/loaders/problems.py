"""What is wrong in an input file, collected before the file is refused."""

from __future__ import annotations

from collections.abc import Sequence
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

    def __str__(self) -> str:
        place = (
            f"sheet {self.sheet}" if self.sheet else "",
            f"row {self.row}" if self.row else "",
            self.column,
        )
        where = ", ".join(part for part in place if part)
        return f"{self.file}: {where}: {self.rule}" if where else f"{self.file}: {self.rule}"


def refuse(problems: Sequence[Problem]) -> None:
    """Do nothing where all is well; otherwise a `DataError` that names the first ten problems and counts the rest."""
    if not problems:
        return
    lines = [str(problem) for problem in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        lines.append(f"and {len(problems) - _SHOWN:,} more")
    raise DataError("\n".join(lines))
