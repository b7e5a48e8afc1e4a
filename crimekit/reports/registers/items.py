"""What the files of the registers hold, and their items as they stood on a day: states, numbers, history."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal, TypeVar, get_args

from pydantic import Field

from crimekit import words
from crimekit.blocks import Brief, Cell, Column, KeyFigure, KeyFigures, Table, Tone
from crimekit.errors import nearest
from crimekit.library.figures import force_named
from crimekit.loaders.names import Force
from crimekit.parameters import read_parameters
from crimekit.parameters.checks import Day, Prose, entry, not_before, refuse, twice
from crimekit.parameters.values import Publication
from crimekit.parameters.values import State as TextState
from crimekit.periods import Quarter

State = Literal["open", "in progress", "complete", "superseded", "no longer relevant"]
STATES: tuple[State, ...] = get_args(State)
LIVE: tuple[State, ...] = ("open", "in progress")

SCALES: dict[str, tuple[str, ...]] = {
    "four tiers": ("Inadequate", "Requires improvement", "Good", "Outstanding"),
    "five tiers": ("Inadequate", "Requires improvement", "Adequate", "Good", "Outstanding"),
}
"""The inspectorate's grades, the worst first; five since the inspections of 2021-22."""
UNGRADED = "Ungraded"


@dataclass(frozen=True, kw_only=True)
class UpdateEntry:
    """What was done, and the state it led to."""

    date: Day
    state: State
    text: str
    reading: bool = False  # the source gives no state: this one is read from its text


@dataclass(frozen=True, kw_only=True)
class ItemEntry:
    """One recommendation, or what it shares with an area for improvement."""

    number: str
    title: str
    text: str
    source: str
    made: Day
    owner: Prose = ""  # a role, never a person; empty: the source names none
    due: Annotated[Day, not_before("made")] | None = None
    updates: tuple[UpdateEntry, ...] = ()

    @property
    def state(self) -> State:
        """That of its newest update."""
        return self.updates[-1].state if self.updates else "open"

    @property
    def reading(self) -> bool:
        """Whether its state is read from a text that gives none."""
        return bool(self.updates) and self.updates[-1].reading

    def late(self, day: dt.date) -> int:
        """How many days it is overdue."""
        return max((day - self.due).days, 0) if self.due and self.state in LIVE else 0


@dataclass(frozen=True, kw_only=True)
class ApprovalEntry:
    """Who decided on the report, and when; without a date the decision is outstanding."""

    role: str
    decision: str
    date: Day | None = None


@dataclass(frozen=True, kw_only=True)
class PartEntry:
    """One titled text of the report around the register."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class HeadEntry:
    """What both registers say of themselves."""

    force: str
    author: str
    date: Day
    state: TextState
    note: Prose = ""
    notes: tuple[str, ...] = ()  # what readers must know, printed
    publication: Publication | None = None

    def problems(self, force: str) -> Iterator[str]:
        """What is wrong with a file of this force beside its single fields."""
        if self.force != force:
            yield f"force: found '{self.force}'; expected '{force}', as the file is called"


@dataclass(frozen=True, kw_only=True)
class RecommendationsEntry(HeadEntry):
    """A file of recommendations/."""

    report: tuple[PartEntry, ...] = ()  # purpose, governance, next steps …
    approvals: tuple[ApprovalEntry, ...] = ()
    recommendations: Annotated[tuple[ItemEntry, ...], Field(min_length=1)]

    def problems(self, force: str) -> Iterator[str]:
        """And a number that is given twice, or updates out of order."""
        yield from super().problems(force)
        yield from _items("recommendations", self.recommendations)


@dataclass(frozen=True, kw_only=True)
class GradeEntry:
    """One grade of one inspection; without a question it is the pillar's own."""

    inspection: str  # "2016", "2018-19"
    published: Day | None = None
    pillar: str
    question: Prose = ""
    scale: Literal["four tiers", "five tiers"] = "four tiers"
    grade: str
    source: str

    @property
    def name(self) -> str:
        """What was graded: a pillar, or one of its questions."""
        return f"{self.pillar}: {self.question}" if self.question else self.pillar


@dataclass(frozen=True, kw_only=True)
class AreaEntry(ItemEntry):
    """One area for improvement."""

    inspection: str
    pillar: str
    question: Prose = ""


@dataclass(frozen=True, kw_only=True)
class InspectionsEntry(HeadEntry):
    """A file of inspections/."""

    grades: Annotated[tuple[GradeEntry, ...], Field(min_length=1)]
    areas: tuple[AreaEntry, ...] = ()

    def problems(self, force: str) -> Iterator[str]:
        """And a grade that is not of its scale or is given twice, and what can be wrong with the areas."""
        yield from super().problems(force)
        graded = [(given.inspection, given.name) for given in self.grades]
        for named, given in zip(graded, self.grades, strict=True):
            known, place = (*SCALES[given.scale], UNGRADED), f"grades: {', '.join(named)}"
            if given.grade not in known:
                yield f"{place}: no grade '{given.grade}' on the scale of {given.scale}{nearest(given.grade, known)}"
            if graded.count(named) > 1:
                yield f"{place}: found twice; expected one grade"
        yield from _items("areas", self.areas)


def _items(place: str, items: Sequence[ItemEntry]) -> Iterator[str]:
    yield from (f"{place}.number: {told}" for told in twice(item.number for item in items))
    for item in items:
        dates = [update.date for update in item.updates]
        if dates != sorted(dates):
            yield f"{place}: {item.number}.updates: found a later date before an earlier one; expected the oldest first"


_Kind = TypeVar("_Kind", bound=HeadEntry)
_TONES: dict[str, Tone] = {"open": "unknown", "complete": "better"}  # of any other state: neutral
_READING = "our reading: the source gives no state"


def as_they_stood(items: Iterable[ItemEntry], day: dt.date) -> tuple[ItemEntry, ...]:
    """Every item made by a day, as it stood then: the overdue first, then those still to be done, each by due date."""
    found = [
        replace(item, updates=tuple(update for update in item.updates if update.date <= day))
        for item in items
        if item.made <= day
    ]
    return tuple(sorted(found, key=lambda one: (not one.late(day), one.state not in LIVE, one.due or dt.date.max)))


def last_day(quarter: Quarter) -> dt.date:
    """The last day of a quarter.

    Examples
    --------
    >>> last_day(Quarter.parse("2021-22 Q1"))
    datetime.date(2021, 6, 30)
    """
    return dt.date.fromisoformat((quarter + 1).start) - dt.timedelta(days=1)


def as_at(quarter: Quarter) -> str:
    """The day that a register's report is about, in words.

    Examples
    --------
    >>> as_at(Quarter.parse("2021-22 Q1"))
    'As at 30 June 2021'
    """
    return f"As at {words.date(last_day(quarter))}"


@dataclass(frozen=True, repr=False)
class Register(Brief):
    """What both registers are: items of a force as they stood at the end of a quarter."""

    force: Force
    quarter: Quarter
    found: tuple[ItemEntry, ...]

    def __repr__(self) -> str:
        return f"{type(self).__name__}, {self.subtitle}: {words.counted(len(self.found), 'item', 'items')}"

    @property
    def subtitle(self) -> str:
        """Whose register it is, and of which day."""
        return f"{self.force.name}, {words.in_a_sentence(as_at(self.quarter))}"

    def items(self, key: str, noun: str, nouns: str, notes: tuple[str, ...] = ()) -> tuple[KeyFigures, Table, Table]:
        """The numbers, a row for each, and the history of each item; a `noun` heads the first column."""
        titles = tuple(map(Column, (noun, "Owner", "Made", "Due", "State", "Last update")))
        asked = tuple(map(Column, (noun, "Date", "State", "What was asked, what was done")))
        rows, history = map(self._row, self.found), (row for one in self.found for row in _history(one))
        source = "; ".join(dict.fromkeys(one.source for one in self.found))
        whose = self.subtitle
        return (
            KeyFigures(f"{key}-summary", f"{nouns} by state", tuple(self._numbers())),
            Table(f"{key}-table", f"{nouns}, the overdue first", whose, titles, tuple(rows), notes, source),
            Table(f"{key}-history", f"History of each {noun.lower()}", whose, asked, tuple(history)),
        )

    def _numbers(self) -> Iterator[KeyFigure]:
        """How many there are, in which state, and how many are overdue."""
        found, day = self.found, last_day(self.quarter)
        states = Counter(one.state for one in found)
        read = Counter(one.state for one in found if one.reading)
        late = [days for one in found if (days := one.late(day))]
        undated = sum(one.state in LIVE and one.due is None for one in found)
        yield KeyFigure("All", words.number(len(found)))
        for state in filter(states.get, STATES):
            note = f"{words.number(read[state])} by our reading" if read[state] else ""
            yield KeyFigure(state.capitalize(), words.number(states[state]), note)
        if all(one.due is None for one in found):
            yield KeyFigure("Overdue", "Not known", "none has a due date")
        else:
            longest = f"the longest by {words.counted(max(late), 'day', 'days')}" if late else ""
            yield KeyFigure("Overdue", words.number(len(late)), longest or "of those with a due date")
        if undated:
            yield KeyFigure("Without a due date", words.number(undated), "and not finished")

    def _row(self, one: ItemEntry) -> tuple[Cell, ...]:
        late = one.late(last_day(self.quarter))
        state = f"Overdue: {one.state}" if late else one.state.capitalize()
        tone: Tone = "worse" if late else _TONES.get(one.state, "neutral")
        return (
            Cell(f"{one.number}. {one.title}"),
            Cell(one.owner or "Not given"),
            date_cell(one.made),
            date_cell(one.due, "No date given"),
            Cell(state, one.state, tone=tone, note=_READING if one.reading else ""),
            date_cell(one.updates[-1].date if one.updates else None, "No update"),
        )


def _history(one: ItemEntry) -> list[tuple[Cell, ...]]:
    """What an item asks for, and what was done, oldest first."""
    happened = [(one.made, "Made", one.text)]
    for update in one.updates:
        state = f"{update.state.capitalize()}{' (our reading)' if update.reading else ''}"
        happened.append((update.date, state, update.text))
    return [tuple(map(Cell, (f"{one.number}. {one.title}", words.date(day), *told))) for day, *told in happened]


def date_cell(day: dt.date | None, absent: str = "") -> Cell:
    """A day in words."""
    return Cell(words.date(day), day.isoformat()) if day else Cell(absent)


def opened(name: str, kind: type[_Kind], *, force: str, quarter: str) -> tuple[_Kind, Force, Quarter, dt.date]:
    """The register of this name of the force called so, the force, the quarter and its last day."""
    parameters, reported = read_parameters(), Quarter.parse(quarter)
    own = force_named(force, parameters)
    path = parameters.folder / name / f"{own.key}.yml"
    found = entry(path, kind)
    refuse(path, found.problems(own.key))
    return found, own, reported, last_day(reported)
