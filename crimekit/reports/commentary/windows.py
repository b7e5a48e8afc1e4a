"""Windows of whole quarters, and which of them a period named in a text can mean."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping

from crimekit.quarters import Quarter

MONTHS = "|".join(calendar.month_name[1:])  # as a pattern
Window = tuple[Quarter, int]  # its last quarter, how many quarters it has


def windows_of(kind: str, named: Mapping[str, str | None], reported: Quarter) -> tuple[Window, ...]:
    """The windows that a period can mean: by the year `y`, month `m` and quarter `q` it names, else by its kind alone.

    Examples
    --------
    >>> reported = Quarter.parse("2023-24 Q1")
    >>> [f"{length} to {end}" for end, length in windows_of("financial year", {"y": "23"}, reported)]
    ['4 to 2023-24 Q4', '1 to 2023-24 Q1']
    >>> [f"{length} to {end}" for end, length in windows_of("quarter before", {}, reported)]
    ['1 to 2022-23 Q4']
    """
    return tuple(dict.fromkeys(_windows(kind, named, reported)))


def _windows(kind: str, named: Mapping[str, str | None], reported: Quarter) -> Iterator[Window]:
    year, month = named.get("y"), named.get("m")
    if year is None:
        yield from _relative(kind, reported)
    elif month is not None:
        yield Quarter(int(year), month_number(month)), 4 if kind == "year ending" else 1
    elif kind == "calendar year":
        yield Quarter(int(year), 12), 4
    elif kind == "financial year":
        yield from _of_financial(2000 + int(year), reported)
    else:
        number = int(named.get("q") or reported.number)
        yield _of_year(2000 + int(year), number), number if kind == "to date of" else 1


def month_number(name: str) -> int:
    """The number of a month by its name, in any case.

    Examples
    --------
    >>> month_number("march")
    3
    """
    return [month.casefold() for month in calendar.month_name].index(name.casefold())


def usual_lengths(reported: Quarter) -> tuple[int, ...]:
    """How many quarters the sums have that reports speak of: one, the year to date, twelve months.

    Examples
    --------
    >>> usual_lengths(Quarter.parse("2023-24 Q2"))
    (1, 2, 4)
    """
    return tuple(sorted({1, reported.number, 4}))


def _of_year(start: int, number: int) -> Quarter:
    return Quarter(start + (number == 4), (6, 9, 12, 3)[number - 1])


def _of_financial(start: int, reported: Quarter) -> Iterator[Window]:
    """A financial year: whole, or its part to date where it is the year reported or the one before."""
    whole = _of_year(start, 4)
    yield whole, 4
    for end in (reported, reported - 4):
        if whole - 4 < end < whole:
            yield end, end.number


def _relative(kind: str, reported: Quarter) -> list[Window]:
    before, number = reported - 4, reported.number
    return {
        "same": [(before, 1), (before, number)],
        "same part": [(before, number)],
        "year before": [(before, length) for length in usual_lengths(reported)],
        "to date": [(reported, number)],
        "twelve months": [(reported, 4)],
        "quarter before": [(reported - 1, 1)],
        "this quarter": [(reported, 1)],
        "this year": [(reported, number), (reported, 4)],
        "two years": [(reported, 4), (before, 4)],
    }[kind]
