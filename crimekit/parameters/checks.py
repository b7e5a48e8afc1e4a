"""What an annotation of a value can ask of the text that is read into it.

A value is a plain frozen dataclass, and its annotations are all that is said about it. A `str` is never empty but where
it is `Prose`; a word that must exist elsewhere is `known`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, PlainValidator, StringConstraints, ValidationInfo

from crimekit.errors import ParameterError, nearest
from crimekit.quarters import Quarter, financial_year_quarters

Names = Mapping[str, Iterable[str]]  # by kind ("force"), the names of that kind


def _quarter(value: object) -> Quarter:
    """Read a quarter written as 2023-24 Q1; anything else is a `ValueError`."""
    try:
        return Quarter.parse(str(value))
    except ParameterError as error:
        raise ValueError(str(error).removeprefix("quarter: ")) from None


def _day(value: object) -> dt.date:
    """Read a date written as 2023-10-19; anything else is a `ValueError`."""
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"found '{value}'; expected a date such as 2023-10-19") from None


def _financial_year(value: object) -> str:
    """Read a financial year written as 2023-24; anything else is a `ValueError`."""
    try:
        return financial_year_quarters(str(value))[-1].financial_year
    except ParameterError:
        raise ValueError(f"found '{value}'; expected a financial year such as '2023-24'") from None


def _number(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"found '{str(value).lower()}'; expected a number")
    return value


def _once(words: tuple[str, ...]) -> tuple[str, ...]:
    if repeated := twice(words):
        raise ValueError("; ".join(repeated))
    return words


def _reported(value: object) -> Quarter:
    """Read the quarter of a run, or the last quarter of its year: one of the two."""
    written, year = value if isinstance(value, list) else (value, None)
    if (written is None) == (year is None):
        both = "found a quarter and a year" if year else "missing"
        raise ValueError(f"{both}; expected one of quarter ('2023-24 Q1') and year ('2023-24')")
    if year is None:
        return _quarter(written)
    try:
        return _quarter(f"{_financial_year(year)} Q4")
    except ValueError as error:
        raise ValueError(f"year: {error}") from None


def _release(value: str) -> str:
    try:
        return value if value == "latest" else str(_day(value))
    except ValueError:
        raise ValueError(f"found '{value}'; expected 'latest' or the date of a release such as 2023-10-19") from None


def _previous(value: str) -> str:
    try:
        return str(_day(value)) if value else ""
    except ValueError:
        raise ValueError(f"found '{value}'; expected the date of a release such as 2023-10-19") from None


Prose = Annotated[str, StringConstraints(min_length=0)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Day = Annotated[dt.date, PlainValidator(_day)]
QuarterText = Annotated[Quarter, PlainValidator(_quarter)]
Reported = Annotated[Quarter, PlainValidator(_reported)]
Release = Annotated[str, AfterValidator(_release)]
PastRelease = Annotated[Prose, AfterValidator(_previous)]
FinancialYear = Annotated[str, AfterValidator(_financial_year)]
Number = Annotated[float, PlainValidator(_number)]  # a whole number stays one
Once = AfterValidator(_once)  # of a list of words: none of them twice


def known(kind: str) -> AfterValidator:
    """Refuse a word that is none of the names of this `kind`; an empty one names nothing.

    Examples
    --------
    >>> Forces = tuple[Annotated[Key, known("force")], ...]
    """

    def check(word: str, info: ValidationInfo) -> str:
        context: Names = info.context or {}
        names = list(context[kind])
        if word and word not in names:
            raise ValueError(f"no {kind} '{word}'{nearest(word, names)}")
        return word

    return AfterValidator(check)


def not_before(field: str) -> AfterValidator:
    """Refuse a day or a quarter before the one that stands in `field`."""

    def check(value: Any, info: ValidationInfo) -> Any:
        first = info.data.get(field)
        if first is not None and value < first:
            if isinstance(value, Quarter):
                raise ValueError(f"found '{value}'; expected a quarter from '{first}'")
            raise ValueError(f"found {value}; expected a day from {first}")
        return value

    return AfterValidator(check)


def twice(words: Iterable[str]) -> list[str]:
    """Say which of the words are there twice.

    Examples
    --------
    >>> twice(["34A", "34B", "34A"])
    ["found '34A' twice"]
    """
    listed = list(words)
    return [f"found '{word}' twice" for word in dict.fromkeys(listed) if listed.count(word) > 1]
