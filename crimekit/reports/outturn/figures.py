"""What an outturn reads: what each section shows (``parameters/outturn/<report>.yml``), and a force's own figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, TypeVar

from jinja2 import Environment, StrictUndefined, Template
from pydantic import Field

from crimekit import words
from crimekit.errors import DataError, ParameterError
from crimekit.loaders.cells import decimal_number, some_text, text
from crimekit.loaders.files import read_file
from crimekit.loaders.store import SHIPPED
from crimekit.loaders.tables import Column, Layout, read_rows
from crimekit.parameters.checks import Key, Prose, entry, known, refuse
from crimekit.parameters.values import Parameters, Report
from crimekit.periods import Quarter, quarters_between

Shown = Literal["change", "share", "since-first", "monthly"]
Years = Annotated[int, Field(ge=2, le=15)]
Group = Annotated[str, known("offence group")]
Section = Annotated[str, known("section")]
_Row = TypeVar("_Row", bound=NamedTuple)
UNITS = ("count", "per month", "percent", "seconds", "pounds")


@dataclass(frozen=True, kw_only=True)
class Described:
    """What every table and picture has."""

    key: Key
    title: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OfOffences(Described):
    """A picture of recorded crime by quarter, a line for each group of offences; or a table, a row for each."""

    offences: Annotated[tuple[Group, ...], Field(min_length=1)]


@dataclass(frozen=True, kw_only=True)
class YearsTable(OfOffences):
    """Year by year."""

    years: Years = 5
    total: Prose = ""  # the name of a computed total; empty: none
    whole: Annotated[Prose, known("offence group")] = ""  # the group of offences that the total should equal
    show: tuple[Shown, ...] = ("change",)


@dataclass(frozen=True, kw_only=True)
class RollingTable(OfOffences):
    """Twelve months against the twelve before, here and elsewhere."""

    quarters_after: Annotated[int, Field(ge=0, le=2)] = 0  # how long after the year's end the twelve months end


@dataclass(frozen=True, kw_only=True)
class GrowthTable(OfOffences):
    """The average yearly growth and the next year it implies."""

    years: Years = 5


@dataclass(frozen=True, kw_only=True)
class LocalTable(Described):
    """A table of the local figures file."""

    layout: Literal["years", "list"] = "years"
    total: Prose = ""
    show: tuple[Shown, ...] = ("change",)
    years_old: Annotated[int, Field(ge=0, le=5)] = 0  # how many years older than the report its newest figure may be
    picture: bool = False  # percentages drawn as bars
    hide_below: Annotated[int, Field(ge=3)] = 1  # a count from 1 to less than this is not printed; 1: all are
    link: Prose = ""  # the page of another report that its rows lead to, "{quarter}" being this one's


@dataclass(frozen=True)
class Content:
    """Everything one section shows, in this order."""

    lead: Annotated[Prose, known("offence group")] = ""  # the group of offences that the section opens with
    years: tuple[YearsTable, ...] = ()
    rolling: tuple[RollingTable, ...] = ()
    growth: tuple[GrowthTable, ...] = ()
    charts: tuple[OfOffences, ...] = ()
    local: tuple[LocalTable, ...] = ()
    reconciliation: bool = False  # the stated figures of the whole report against the computed ones


@dataclass(frozen=True)
class OutturnEntry:
    """The whole file: the sections by their keys in the report."""

    sections: Mapping[Section, Content]


def read_content(parameters: Parameters, report: Report) -> dict[str, Content]:
    """Read what each section of `report` shows.

    Raises
    ------
    ParameterError
        If the file is missing or wrong, a section of the report is not in it, or it names an unknown group of offences.
    """
    path = parameters.folder / "outturn" / f"{report.key}.yml"
    keys = [section.key for section in report.sections]
    found = entry(path, OutturnEntry, {"section": keys, "offence group": parameters.offences})
    refuse(path, (f"sections.{key}: missing" for key in keys if key not in found.sections))
    return dict(found.sections)


class LocalFigure(NamedTuple):
    """One figure of a table; a value of None is no figure, and `stated` or `note` says what there is instead."""

    force: str
    table: str
    item: str  # its row
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
        return self._replace(value=None, base=None, stated=words.HIDDEN, note="") if small else self


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
        "item": Column("row", some_text),
        "value": Column("value", _value, beside=("stated", "note")),
        "unit": one_of("unit", UNITS),
        "rounded": Column("rounded", lambda cell: decimal_number(cell) or 0.0),
        "base": Column("base", decimal_number),
        "source": Column("source", some_text),
    }
    return read_file_of(LocalFigure, folder / f"{force}-figures.csv", force, columns, ("table", "item", "period"))


def read_file_of(
    kind: type[_Row], path: Path, force: str, columns: Mapping[str, Column], unique: Sequence[str] = ()
) -> tuple[_Row, ...]:
    """The rows of a file, none where there is no file: a column for each field of `kind`, text unless it is given."""
    if not path.exists():
        return ()
    given = {"force": Column("force", partial(_force, force=force)), "period": Column("period", read_period), **columns}
    layout = Layout({name: given.get(name, Column(name)) for name in kind._fields}, unique)
    rows = read_rows([read_file(path)], layout).frame
    return tuple(map(kind._make, rows[list(kind._fields)].itertuples(index=False, name=None)))


def one_of(name: str, known: Sequence[str]) -> Column:
    """A column whose cells are one of these words."""

    def read(cell: object) -> str:
        if text(cell) not in known:
            raise DataError(f"found {cell!r}; expected {words.joined(known, 'or')}")
        return text(cell)

    return Column(name, read)


def read_period(cell: object) -> Period:
    """The period that a cell names."""
    try:
        return Period.parse(text(cell))
    except ParameterError as error:
        raise DataError(str(error).removeprefix("period: ")) from None


def _force(cell: object, force: str) -> str:
    if text(cell) != force:
        raise DataError(f"found {cell!r}; expected '{force}', as the file is called")
    return force


def _value(value: object, stated: object, note: object) -> float | None:
    number = decimal_number(value)
    if number is None and not text(stated) and not text(note):
        raise DataError("found neither a value nor words; expected one of value, stated, note")
    return number


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


def notes(block: str, **given: str) -> list[str]:
    """The paragraphs of a block of ``notes.j2``.

    Examples
    --------
    >>> notes("unchecked", force="Gwent", year="2018-19")[0][:63]
    'Nothing could be checked: no report of Gwent that states figure'
    """
    said = "".join(_notes().blocks[block](_notes().new_context(given)))
    return [" ".join(paragraph.split()) for paragraph in said.split("\n\n")]


@cache
def _notes() -> Template:
    made = Environment(autoescape=False, undefined=StrictUndefined)  # noqa: S701 - what is made is text, not HTML
    return made.from_string(Path(__file__).with_name("notes.j2").read_text(encoding="utf-8"))
