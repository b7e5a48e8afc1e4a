"""A force's own annual figures, those that a report stated, and the periods that they are about: two tidy files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from crimekit import words
from crimekit.errors import DataError, ParameterError, nearest
from crimekit.loaders.cells import decimal_number, some_text, text
from crimekit.loaders.files import read_file
from crimekit.loaders.store import SHIPPED
from crimekit.loaders.tables import Column, Layout, read_rows
from crimekit.periods import Quarter, quarters_between

_Row = TypeVar("_Row", "LocalFigure", "Statement")
AREAS = ("wales", "england-and-wales")  # beside the forces
UNITS = ("count", "per month", "percent", "seconds", "pounds")
STATED_UNITS = ("count", "percent", "points", "rank")
FORMULAS: dict[str, Callable[..., float]] = {
    "value": lambda value: value,
    "total": lambda value: value,
    "difference": lambda now, then: now - then,
    "percent-change": lambda now, then: (now - then) / then * 100,
    "share": lambda part, whole: part / whole * 100,
    "monthly": lambda value, months: value / months,
    "percent-of-difference": lambda now, step: step / (now - step) * 100,  # of the earlier figure that a step implies
    "implied-before": lambda now, percent: now / (1 + percent / 100),  # the earlier figure that a stated change implies
    "implied-by-difference": lambda step, percent: abs(step / percent) * 100,  # the same, of a change in both
    "rank-of-fall": float,  # the place of the change over twelve months among all forces
    "forces-increasing": float,  # how many of them had an increase
    "projected-change": lambda projected, before: projected - before,  # to the year's end, after the quarters given
}
IMPLIED = ("implied-before", "implied-by-difference")
RECORDED, RESIDENTS = "recorded-crime", "population"  # tables of their own, beside those of the figures file
TOTAL = "total"  # as a row: all rows of a table


@dataclass(frozen=True, slots=True)
class LocalFigure:
    """One figure of a table; a value of None is no figure, and `stated` or `note` says what there is instead."""

    force: str
    table: str
    row: str
    period: Period
    value: float | None
    unit: str = "count"
    rounded: float = 0.0  # the step to which the source had rounded it; 0: not rounded
    base: float | None = None  # the people asked, or the cases, that a percentage rests on
    stated: str = ""
    source: str = ""
    note: str = ""

    def shown(self, hide_below: int) -> LocalFigure:
        """The same, without its number where that is a count from 1 to less than this."""
        small = self.unit == "count" and self.value is not None and 1 <= self.value < hide_below
        return replace(self, value=None, base=None, stated=words.HIDDEN, note="") if small else self


@dataclass(frozen=True, slots=True)
class Statement:
    """One stated figure, and how it is worked out from others."""

    force: str
    year: str
    about: str
    stated: float
    unit: str
    step: float  # the step to which it was rounded: 0.1 for one decimal place
    relation: str  # "is", or "over" where the report says more than
    calculation: str
    table: str  # a table of the figures file, or recorded-crime
    row: str  # its row, or a group of offences
    area: str  # empty: the force; otherwise a key of a force, wales or england-and-wales
    period: Period
    against: Period | None  # the earlier period
    of: str  # what a share is of: a row, "total", or table/row of another table
    source: str
    note: str

    @property
    def whole(self) -> tuple[str, str]:
        """The table and the row of what a share is of."""
        table, _, row = self.of.rpartition("/")
        return table or self.table, row


def figures_folder(inputs: str) -> Path:
    """Where the annual figures lie: the folder ``outturn`` of the inputs, or the shipped one where there is none.

    Examples
    --------
    >>> figures_folder("bundled").name
    'outturn'
    """
    own = Path(inputs) / "outturn"
    return own if inputs != "bundled" and own.is_dir() else SHIPPED / "outturn"


def read_local(folder: Path, force: str) -> tuple[LocalFigure, ...]:
    """The figures of one force, in the order of its file; none where it has no file.

    Raises
    ------
    DataError
        Where the file cannot be read, a cell is no figure, a row says nothing, or two rows are about the same thing.
    """
    columns = {
        "table": Column("table", some_text),
        "row": Column("row", some_text),
        "period": Column("period", _period),
        "value": Column("value", _value, beside=("its stated", "its note")),
        "unit": Column("unit", partial(_one_of, known=UNITS)),
        "rounded": Column("rounded", lambda cell: decimal_number(cell) or 0.0),
        "base": Column("base", decimal_number),
        "source": Column("source", some_text),
    }
    return _read(folder / f"{force}-figures.csv", LocalFigure, force, columns, unique=("table", "row", "period"))


def read_statements(folder: Path, force: str, year: str) -> tuple[Statement, ...]:
    """The stated figures of one force and financial year; none where there is no file."""
    columns = {
        "stated": Column("stated", _number),
        "unit": Column("unit", partial(_one_of, known=STATED_UNITS)),
        "step": Column("step", _number),
        "relation": Column("relation", partial(_one_of, known=("is", "over"))),
        "calculation": Column("calculation", partial(_one_of, known=(*FORMULAS, "not-checkable"))),
        "period": Column("period", _period),
        "against": Column("against", lambda cell: _period(cell) if text(cell) else None),
    }
    found = _read(folder / f"{force}-stated.csv", Statement, force, columns)
    return tuple(statement for statement in found if statement.year == year)


def _read(
    path: Path, kind: type[_Row], force: str, columns: Mapping[str, Column], *, unique: Sequence[str] = ()
) -> tuple[_Row, ...]:
    """The rows of a file that has a column for each field of `kind`; what has no reader of its own is text."""
    if not path.exists():
        return ()
    names = {field.name: f"its {field.name}" for field in fields(kind)}  # "row" by itself is where it stands in a file
    read = {"force": Column("force", partial(_force, force=force)), **columns}
    layout = Layout(
        {key: read.get(name, Column(name)) for name, key in names.items()}, unique=[names[name] for name in unique]
    )
    rows = read_rows([read_file(path)], layout).frame
    return tuple(kind(*row) for row in rows[list(names.values())].itertuples(index=False, name=None))


def _force(cell: object, force: str) -> str:
    if text(cell) != force:
        raise DataError(f"found {cell!r}; expected '{force}', as the file is called")
    return force


def _period(cell: object) -> Period:
    try:
        return Period.parse(text(cell))
    except ParameterError as error:
        raise DataError(str(error).removeprefix("period: ")) from None


def _value(value: object, stated: object, note: object) -> float | None:
    number = decimal_number(value)
    if number is None and not text(stated) and not text(note):
        raise DataError("found neither a value nor words; expected one of value, stated, note")
    return number


def _number(cell: object) -> float:
    number = decimal_number(cell)
    if number is None:
        raise DataError("found nothing; expected a number")
    return number


def _one_of(cell: object, known: Sequence[str]) -> str:
    if text(cell) not in known:
        raise DataError(f"found {cell!r}; expected {words.joined(known, 'or')}")
    return text(cell)


def check_statements(
    statements: Sequence[Statement], figures: Sequence[LocalFigure], *, groups: Iterable[str], forces: Iterable[str]
) -> None:
    """Refuse a statement that names what does not exist.

    Raises
    ------
    DataError
        With the statement, what it names and the nearest spelling.
    """
    tables: dict[str, set[str]] = {}
    for figure in figures:
        tables.setdefault(figure.table, {TOTAL}).add(figure.row)
    tables[RECORDED], areas = set(groups), ("", *AREAS, *forces)
    for stated in statements:
        place = f"stated figures: '{stated.about}'"
        named = [(stated.table, stated.row), *([stated.whole] if stated.of else [])]
        for table, row in named if stated.calculation != "not-checkable" else []:
            if table == RESIDENTS and re.fullmatch(r"mid-\d{4}", row):
                continue
            if table not in tables:
                raise DataError(f"{place}: no table '{table}'{nearest(table, tables)}")
            if row not in tables[table]:
                raise DataError(f"{place}: no row '{row}' in the table '{table}'{nearest(row, tables[table])}")
        if stated.area not in areas:
            raise DataError(f"{place}: no area '{stated.area}'{nearest(stated.area, areas)}")


_ENDING = "year ending "


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole months: a financial year, twelve months, some months, one, a calendar year.

    What a source says instead of a period stands before a colon, and what it is taken for behind it.

    Examples
    --------
    >>> Period.parse("2019-20").end.label, Period.parse("year ending June 2020").end.label
    ('2019-20 Q4', '2020-21 Q1')
    >>> Period.parse("November 2019 to March 2020").months
    5
    >>> Period.parse("Not dated: 2019-20").label
    'Not dated'
    """

    end: Quarter  # the three months that end with it
    months: int
    label: str

    @classmethod
    def parse(cls, label: str) -> Period:
        """Read a period as figures files write it."""
        text = " ".join(str(label).split())
        said, _, taken = text.partition(": ")
        with suppress(ParameterError):
            if said and taken:
                return replace(cls.parse(taken), label=said)
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
            "'April 2020' or '2019', or such a period behind the source's own words as in 'Not dated: 2019-20'"
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
