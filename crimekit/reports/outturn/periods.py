"""The periods that annual figures are about, and what a year up to a quarter is called."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass

from crimekit.errors import ParameterError
from crimekit.periods import Quarter, quarters_between

_ENDING = "year ending "


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole months: a financial year, twelve months, some months, one, a calendar year.

    Examples
    --------
    >>> Period.parse("2019-20").end.label, Period.parse("year ending June 2020").end.label
    ('2019-20 Q4', '2020-21 Q1')
    >>> Period.parse("November 2019 to March 2020").months
    5
    """

    end: Quarter  # the three months that end with it
    months: int
    label: str

    @classmethod
    def parse(cls, label: str) -> Period:
        """Read a period as figures files write it."""
        text = " ".join(str(label).split())
        with suppress(ParameterError):
            if re.fullmatch(r"\d{4}", text):
                return cls(Quarter(int(text), 12), 12, text)
            if re.fullmatch(r"\d{4}-\d{2}", text):
                return cls(Quarter.parse(f"{text} Q4", strict=True), 12, text)
            if text.casefold().startswith(_ENDING):
                return cls(_ending(text[len(_ENDING) :]), 12, text)
            first, _, last = text.partition(" to ")
            start, end = _ending(first), _ending(last or first)
            if start <= end:
                return cls(end, 12 * (end.year - start.year) + end.month - start.month + 1, text)
        raise ParameterError(
            f"period: found '{label}'; expected '2019-20', 'year ending June 2020', 'April 2019 to March 2020', "
            "'April 2020' or '2019'"
        )

    def __str__(self) -> str:
        return self.label

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """Its quarters of the financial year; none where it is not made of such."""
        if self.months % 3 or not self.end.is_financial:
            return ()
        return quarters_between(self.end - (self.months // 3 - 1), self.end)


def _ending(month: str) -> Quarter:
    return Quarter.parse(f"quarter ending {month}")


def months_of_year(last: Quarter) -> str:
    """The months of the financial year up to a quarter.

    Examples
    --------
    >>> months_of_year(Quarter.parse("2019-20 Q4")), months_of_year(Quarter.parse("2023-24 Q2"))
    ('April 2019 to March 2020', 'April to September 2023')
    """
    first = "April" if last.number < 4 else f"April {last.year - 1}"
    return f"{first} to {last.end}"


def year_title(last: Quarter) -> str:
    """The financial year up to a quarter, in words.

    Examples
    --------
    >>> year_title(Quarter.parse("2019-20 Q4")), year_title(Quarter.parse("2023-24 Q2"))
    ('2019-20 (April 2019 to March 2020)', '2023-24 so far (April to September 2023)')
    """
    return f"{last.financial_year}{'' if last.number == 4 else ' so far'} ({months_of_year(last)})"


def year_label(last: Quarter) -> str:
    """A column's heading: the year, or how far into it the figures go.

    Examples
    --------
    >>> year_label(Quarter.parse("2019-20 Q4")), year_label(Quarter.parse("2023-24 Q2"))
    ('2019-20', '2023-24 to Q2')
    """
    return last.financial_year if last.number == 4 else f"{last.financial_year} to Q{last.number}"
