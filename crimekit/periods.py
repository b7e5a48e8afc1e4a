"""Quarters and financial years: their labels, their order and their arithmetic.

A quarter is three whole months and may end in any month. One that ends in June, September, December or March is a
quarter of the financial year (Q1 = April to June) and is written ``2023-24 Q1``; any other is written
``quarter ending November 2021``.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from crimekit.errors import ParameterError

_YEAR = r"(?:FY ?)?(?P<year>[0-9]{4})(?:[-/–](?P<end>[0-9]{4}|[0-9]{2}))?"
_NUMBER = r"Q(?:uarter)? ?(?P<number>[1-4])"
_FINANCIAL = [re.compile(form, re.IGNORECASE) for form in (f"{_YEAR}[ ,-]*{_NUMBER}", f"{_NUMBER},? ?(?:of )?{_YEAR}")]
_ENDING = re.compile(r"quarter (?:ending|ended|to) ([a-z]+) ([0-9]{4})", re.IGNORECASE)
_MONTHS = re.compile(r"([a-z]{3,})(?: ([0-9]{4}))? ?(?:to|-|–) ?([a-z]{3,}) ([0-9]{4})", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
MONTHS = {calendar.month_name[number].casefold(): number for number in range(1, 13)}


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """Three months, known by the last of them; quarters sort in time order.

    Examples
    --------
    >>> Quarter.parse("2023-24 Q1").words
    'April to June 2023'
    >>> str(Quarter.parse("2023-24 Q1") - 4)
    '2022-23 Q1'
    >>> Quarter.parse("quarter ending November 2021").months
    ('2021-09', '2021-10', '2021-11')
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1900 <= self.year <= 2200):
            raise ParameterError(f"quarter: month {self.month} of {self.year} is not a month of 1900 to 2200")

    @classmethod
    def parse(cls, label: object, *, strict: bool = False) -> Quarter:
        """Read a quarter as people write it.

        A year by itself, as in ``2023Q1`` or ``Q1 2023``, is understood as the financial year that begins in it:
        April to June 2023. pandas prints January to March 2023 so; give its ``Period`` itself, not its text, and its
        own months are meant.

        Parameters
        ----------
        label
            ``2023-24 Q1``, ``Q1 2023/24``, ``quarter ending November 2021``, ``April to June 2023``; a quarterly
            Period; a date or Timestamp, for the financial quarter that it lies in.
        strict
            Refuse a year by itself, which may be a calendar year: in files that others wrote.

        Examples
        --------
        >>> [str(Quarter.parse(label)) for label in ("Q1 2023-24", "2023Q1", "Apr-Jun 2023", dt.date(2023, 5, 31))]
        ['2023-24 Q1', '2023-24 Q1', '2023-24 Q1', '2023-24 Q1']
        """
        if isinstance(label, cls):
            return label
        if str(getattr(label, "freqstr", "")).startswith("Q"):
            until: dt.date = label.end_time.date()  # type: ignore[attr-defined]  # a Period may end in any month
            return cls(until.year, until.month)
        if isinstance(label, dt.date) and label == label:  # a missing date (NaT) is not itself
            return cls(label.year, -(-label.month // 3) * 3)
        text = " ".join(str(label).split())
        for form in _FINANCIAL:
            if found := form.fullmatch(text):
                start, end, number = int(found["year"]), found["end"], int(found["number"])
                if str(start + 1).endswith(end) if end else not strict:
                    return cls(start + (number == 4), (6, 9, 12, 3)[number - 1])
        if (found := _ENDING.fullmatch(text)) and (month := _month_number(found[1])):
            return cls(int(found[2]), month)
        if found := _MONTHS.fullmatch(text):
            first, last, year = _month_number(found[1]), _month_number(found[3]), int(found[4])
            if first and last and (last - first) % 12 == 2 and int(found[2] or year - (last < 3)) == year - (last < 3):
                return cls(year, last)
        month_given = "; a month is no quarter: ck.quarterly adds months up" if _MONTH.fullmatch(text) else ""
        raise ParameterError(
            f"quarter: found '{label}'; expected a financial quarter such as '2023-24 Q1' "
            f"or 'quarter ending November 2021'{month_given}"
        )

    def understood(self, label: object) -> str:
        """How a message quotes it: with what was typed, where that is not its label.

        Examples
        --------
        >>> Quarter.parse("2023Q1").understood("2023Q1")
        "'2023-24 Q1' ('2023Q1' is understood as April to June 2023)"
        """
        typed = "" if str(label) == str(self) else f" ('{label}' is understood as {self.words})"
        return f"'{self}'{typed}"

    def __str__(self) -> str:
        if self.is_financial:
            return f"{self.financial_year} Q{self.number}"
        return f"quarter ending {self.end}"

    def __add__(self, quarters: int) -> Quarter:
        return self._later(3 * quarters)

    def __sub__(self, quarters: int) -> Quarter:
        return self + -quarters

    @property
    def label(self) -> str:
        """The text that stands in frames and files."""
        return str(self)

    @property
    def is_financial(self) -> bool:
        """Whether this is one of the four quarters of a financial year."""
        return self.month % 3 == 0

    @property
    def number(self) -> int:
        """1 for April to June … 4 for January to March; by its last month for any other quarter."""
        return (self.month - 4) % 12 // 3 + 1

    @property
    def financial_year(self) -> str:
        """The financial year its last month lies in, as ``2023-24``."""
        start = self.year - (self.month < 4)
        return f"{start}-{(start + 1) % 100:02d}"

    @property
    def months(self) -> tuple[str, ...]:
        """Its three months as ``2023-04``."""
        return tuple(f"{each.year}-{each.month:02d}" for each in (self._later(-2), self._later(-1), self))

    @property
    def start(self) -> str:
        """Its first day as ``2023-04-01``."""
        return f"{self.months[0]}-01"

    @property
    def words(self) -> str:
        """Its months in words: ``April to June 2023``, ``December 2021 to February 2022``."""
        first = self._later(-2)
        year = "" if first.year == self.year else f" {first.year}"
        return f"{calendar.month_name[first.month]}{year} to {self.end}"

    @property
    def name(self) -> str:
        """As a sentence names it: ``Q1 2023-24``."""
        return f"Q{self.number} {self.financial_year}" if self.is_financial else str(self)

    @property
    def end(self) -> str:
        """Its last month: ``June 2023``."""
        return f"{calendar.month_name[self.month]} {self.year}"

    @property
    def title(self) -> str:
        """As a page heads it: ``Q1 2023-24 (April to June 2023)``."""
        return f"{self.name[:1].upper()}{self.name[1:]} ({self.words})"

    @property
    def slug(self) -> str:
        """As a folder is named: ``2023-24-q1``, ``quarter-ending-2021-11``."""
        if self.is_financial:
            return f"{self.financial_year}-q{self.number}"
        return f"quarter-ending-{self.year}-{self.month:02d}"

    @property
    def nearest_financial(self) -> Quarter:
        """The quarter of a financial year whose end is nearest: itself, or one that ends a month earlier or later.

        Examples
        --------
        >>> str(Quarter.parse("quarter ending November 2021").nearest_financial)
        '2021-22 Q3'
        """
        return self._later((0, -1, 1)[self.month % 3])

    def _later(self, months: int) -> Quarter:
        """The quarter that ends so many months later."""
        last = self.year * 12 + self.month - 1 + months
        return Quarter(last // 12, last % 12 + 1)

    @property
    def mid_year(self) -> int:
        """The mid-year population estimate that a rate of this period uses.

        As the Office for National Statistics divides in its police force area tables: the estimate of the calendar
        year before the one the period ends in, and of the year before that where it ends before June.

        Examples
        --------
        >>> Quarter.parse("2018-19 Q1").mid_year, Quarter.parse("2017-18 Q4").mid_year
        (2017, 2016)
        """
        return self.year - (1 if self.month >= 6 else 2)


def _month_number(name: str) -> int:
    """The number of a month by its name or how that begins; 0 where it is none."""
    return next((number for month, number in MONTHS.items() if month.startswith(name.casefold())), 0)


def quarters_between(first: Quarter, last: Quarter) -> tuple[Quarter, ...]:
    """Every third month's quarter from `first` to `last`, both included.

    Examples
    --------
    >>> [str(q) for q in quarters_between(Quarter.parse("2022-23 Q4"), Quarter.parse("2023-24 Q1"))]
    ['2022-23 Q4', '2023-24 Q1']
    """
    steps, rest = divmod((last.year - first.year) * 12 + last.month - first.month, 3)
    if rest:
        raise ParameterError(f"quarter: '{first}' and '{last}' are not whole quarters apart")
    return tuple(first + step for step in range(steps + 1))


def year_to_date(quarter: Quarter) -> tuple[Quarter, ...]:
    """The quarters of its financial year up to and including `quarter`.

    Examples
    --------
    >>> [str(q) for q in year_to_date(Quarter.parse("2023-24 Q2"))]
    ['2023-24 Q1', '2023-24 Q2']
    """
    if not quarter.is_financial:
        raise ParameterError(f"quarter: '{quarter}' is no quarter of a financial year, so it has no year to date")
    return quarters_between(quarter - (quarter.number - 1), quarter)


def rolling_year(quarter: Quarter) -> tuple[Quarter, ...]:
    """The four quarters that end with `quarter`: twelve months."""
    return quarters_between(quarter - 3, quarter)


def financial_year_quarters(year: str) -> tuple[Quarter, ...]:
    """The four quarters of a financial year written ``2023-24``.

    Examples
    --------
    >>> str(financial_year_quarters("1999-00")[-1])
    '1999-00 Q4'
    """
    try:
        return rolling_year(Quarter.parse(f"{year} Q4", strict=True))
    except ParameterError:
        raise ParameterError(f"year: found '{year}'; expected a financial year such as '2023-24'") from None


def parse_month(label: object) -> str:
    """A month written ``2021-11``, as it is written; anything else is refused."""
    if found := _MONTH.fullmatch(str(label).strip()):
        return Quarter(int(found[1]), int(found[2])).months[-1]
    raise ParameterError(f"month: found '{label}'; expected a month such as '2021-11'")
