"""The track record as a small table, with the release and the version that it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from crimekit.reports.track_record.files import read_file, write_file
from crimekit.reports.track_record.replay import Tally


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a rule, over what, and its tally; shares are None where nothing was counted."""

    rule: str
    by: str  # "all", "level", "measure" or "force"
    name: str
    tally: Tally
    release: str
    version: str

    @property
    def printed(self) -> float | None:
        """The share of report dates at which the rule named a direction."""
        return _share(self.tally.printed, self.tally.dates)

    @property
    def held(self) -> float | None:
        """The share of the directions judged that the next year bore out."""
        return _share(self.tally.held, self.tally.judged)

    @property
    def flips(self) -> float | None:
        """The share of neighbouring report dates between which up became down, or down up."""
        return _share(self.tally.flips, self.tally.pairs)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def rows_of(tallies: Mapping[tuple[str, str, str], Tally], *, release: str, version: str) -> tuple[Row, ...]:
    """The tallies as rows.

    Examples
    --------
    >>> rows_of({("short term", "all", ""): Tally(10, 4, 4, 3, 9, 0)}, release="2026-04-23", version="1.0")[0].held
    0.75
    """
    return tuple(Row(*key, tally, release, version) for key, tally in tallies.items())


def write_rows(rows: Iterable[Row], path: Path) -> None:
    """Write the rows as CSV."""
    write_file(
        path, _COLUMNS, ((row.rule, row.by, row.name, *astuple(row.tally), row.release, row.version) for row in rows)
    )


_COLUMNS = ("rule", "by", "name", *(field.name for field in fields(Tally)), "release", "version")


def read_rows(path: Path) -> tuple[Row, ...]:
    """The rows of a CSV that `write_rows` wrote.

    Raises
    ------
    DataError
        If the file has other columns, or a count that is none.
    """
    return read_file(path, _COLUMNS, _row)


def _row(row: Mapping[str, str]) -> Row:
    tally = Tally(*(int(row[field.name]) for field in fields(Tally)))
    return Row(row["rule"], row["by"], row["name"], tally, row["release"], row["version"])
