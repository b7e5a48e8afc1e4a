"""The periods that annual figures are about: a financial year, twelve months, some months, one, a calendar year."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

from crimekit.errors import ParameterError
from crimekit.quarters import MONTHS, Quarter, quarters_between

_FINANCIAL = re.compile(r"(\d{4})-(\d{2})")
_YEAR_ENDING = re.compile(r"year ending (\w+) (\d{4})", re.IGNORECASE)
_FROM_TO = re.compile(r"(\w+) (\d{4}) to (\w+) (\d{4})")
_MONTH = re.compile(r"(\w+) (\d{4})")
_CALENDAR = re.compile(r"\d{4}")
_AFTER = 3  # months after the end of the year in which a figure still belongs to its report


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole months, known by the last of them and by how many they are.

    Examples
    --------
    >>> Period.parse("2019-20").end, Period.parse("year ending June 2020").end
    ((2020, 3), (2020, 6))
    >>> Period.parse("November 2019 to March 2020").months
    5
    """

    end: tuple[int, int]
    months: int
    label: str

    @classmethod
    def parse(cls, label: str) -> Period:
        """Read a period as figures files write it."""
        text = " ".join(str(label).split())
        if (found := _FINANCIAL.fullmatch(text)) and (int(found[1]) + 1) % 100 == int(found[2]):
            return cls((int(found[1]) + 1, 3), 12, text)
        if (found := _YEAR_ENDING.fullmatch(text)) and found[1].casefold() in MONTHS:
            return cls((int(found[2]), MONTHS[found[1].casefold()]), 12, text)
        if (found := _FROM_TO.fullmatch(text)) and {found[1].casefold(), found[3].casefold()} <= set(MONTHS):
            first, last = (int(found[2]), MONTHS[found[1].casefold()]), (int(found[4]), MONTHS[found[3].casefold()])
            if last >= first:
                return cls(last, 12 * (last[0] - first[0]) + last[1] - first[1] + 1, text)
        if (found := _MONTH.fullmatch(text)) and found[1].casefold() in MONTHS:
            return cls((int(found[2]), MONTHS[found[1].casefold()]), 1, text)
        if _CALENDAR.fullmatch(text):
            return cls((int(text), 12), 12, text)
        raise ParameterError(
            f"period: found '{label}'; expected '2019-20', 'year ending June 2020', 'April 2019 to March 2020', "
            "'April 2020' or '2019'"
        )

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """Its quarters of the financial year; none where it is not made of such."""
        if self.months % 3 or self.end[1] % 3:
            return ()
        last = Quarter(*self.end)
        return quarters_between(last - (self.months // 3 - 1), last)

    def belongs_to(self, last: Quarter) -> bool:
        """Whether a report on the year to the end of `last` may print it: it ends within three months after."""
        return _months(self.end) <= _months((last.year, last.month)) + _AFTER

    def ends_from(self, last: Quarter) -> bool:
        """Whether it ends in the twelve months to the end of `last`, or later."""
        return _months(self.end) > _months((last.year, last.month)) - 12


def _months(end: tuple[int, int]) -> int:
    return 12 * end[0] + end[1]


def year_title(last: Quarter) -> str:
    """The financial year up to a quarter, in words.

    Examples
    --------
    >>> year_title(Quarter.parse("2019-20 Q4")), year_title(Quarter.parse("2023-24 Q2"))
    ('2019-20 (April 2019 to March 2020)', '2023-24 so far (April to September 2023)')
    """
    first = last - (last.number - 1)
    whole = last.number == 4
    year = "" if first.year == last.year else f" {first.year}"
    opening = calendar.month_name[int(first.months[0][5:])]
    words = f"{opening}{year} to {calendar.month_name[last.month]} {last.year}"
    return f"{last.financial_year}{'' if whole else ' so far'} ({words})"
