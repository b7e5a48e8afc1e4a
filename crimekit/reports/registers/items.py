"""The items of a register as they stood on a day: their states, the numbers, the table, the history of each."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from crimekit import words
from crimekit.blocks import Cell, Column, KeyFigure, KeyFigures, Table, Tone
from crimekit.library.frames import force_named
from crimekit.loaders.names import Force
from crimekit.parameters import read_parameters
from crimekit.parameters.checks import entry, refuse
from crimekit.periods import Quarter
from crimekit.reports.cases.brief import Brief
from crimekit.reports.registers.spec import LIVE, STATES, HeadEntry, ItemEntry, State, UpdateEntry

_Kind = TypeVar("_Kind", bound=HeadEntry)
_TONES: dict[str, Tone] = {"open": "unknown", "complete": "better"}  # of any other state: neutral
_READING = "our reading: the source gives no state"


@dataclass(frozen=True, slots=True)
class Standing:
    """One item as it stood on a day."""

    item: ItemEntry
    state: State
    overdue: bool
    updates: tuple[UpdateEntry, ...]  # those up to the day

    @property
    def reading(self) -> bool:
        """Whether its state is read from a text that gives none."""
        return bool(self.updates) and self.updates[-1].reading


def standings(items: Iterable[ItemEntry], day: dt.date) -> tuple[Standing, ...]:
    """Every item made by a day, as it stood then: the overdue first, then those still to be done, each by due date."""
    found = []
    for item in items:
        updates = tuple(update for update in item.updates if update.date <= day)
        state = updates[-1].state if updates else "open"
        overdue = item.due is not None and item.due < day and state in LIVE
        if item.made <= day:
            found.append(Standing(item, state, overdue, updates))
    return tuple(sorted(found, key=lambda one: (not one.overdue, one.state not in LIVE, one.item.due or dt.date.max)))


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
    found: tuple[Standing, ...]

    def __repr__(self) -> str:
        return f"{type(self).__name__}, {self.subtitle}: {words.counted(len(self.found), 'item', 'items')}"

    @property
    def subtitle(self) -> str:
        """Whose register it is, and of which day."""
        return f"{self.force.name}, as at {words.date(last_day(self.quarter))}"

    def items(self, key: str, noun: str, nouns: str) -> tuple[KeyFigures, Table, Table]:
        """The numbers, a row for each, and the history of each item; a `noun` heads the first column."""
        titles = tuple(map(Column, (noun, "Owner", "Made", "Due", "State", "Last update")))
        asked = tuple(map(Column, (noun, "Date", "State", "What was asked, what was done")))
        rows, history = map(_row, self.found), (row for one in self.found for row in _history(one))
        source = "; ".join(dict.fromkeys(one.item.source for one in self.found))
        whose = self.subtitle
        return (
            KeyFigures(f"{key}-summary", f"{nouns} by state", tuple(self._numbers())),
            Table(f"{key}-table", f"{nouns}, the overdue first", whose, titles, tuple(rows), source=source),
            Table(f"{key}-history", f"History of each {noun.lower()}", whose, asked, tuple(history)),
        )

    def _numbers(self) -> Iterator[KeyFigure]:
        """How many there are, in which state, and how many are overdue."""
        found, day = self.found, last_day(self.quarter)
        states = Counter(one.state for one in found)
        read = Counter(one.state for one in found if one.reading)
        late = [(day - one.item.due).days for one in found if one.overdue and one.item.due]
        undated = sum(one.state in LIVE and one.item.due is None for one in found)
        yield KeyFigure("All", words.number(len(found)))
        for state in filter(states.get, STATES):
            note = f"{words.number(read[state])} by our reading" if read[state] else ""
            yield KeyFigure(state.capitalize(), words.number(states[state]), note)
        if all(one.item.due is None for one in found):
            yield KeyFigure("Overdue", "Not known", "none has a due date")
        else:
            longest = f"the longest by {words.counted(max(late), 'day', 'days')}" if late else ""
            yield KeyFigure("Overdue", words.number(len(late)), longest or "of those with a due date")
        if undated:
            yield KeyFigure("Without a due date", words.number(undated), "and not finished")


def _row(one: Standing) -> tuple[Cell, ...]:
    item, read = one.item, _READING if one.reading else ""
    state = f"Overdue: {one.state}" if one.overdue else one.state.capitalize()
    tone: Tone = "worse" if one.overdue else _TONES.get(one.state, "neutral")
    return (
        Cell(f"{item.number}. {item.title}"),
        Cell(item.owner or "Not given"),
        date_cell(item.made),
        date_cell(item.due) if item.due else Cell("No date given"),
        Cell(state, one.state, tone=tone, note=read),
        date_cell(one.updates[-1].date) if one.updates else Cell("No update"),
    )


def _history(one: Standing) -> list[tuple[Cell, ...]]:
    """What an item asks for, and what was done, oldest first."""
    item = one.item
    happened = [(item.made, "Made", item.text)]
    for update in one.updates:
        state = f"{update.state.capitalize()}{' (our reading)' if update.reading else ''}"
        happened.append((update.date, state, update.text))
    return [tuple(map(Cell, (f"{item.number}. {item.title}", words.date(day), *told))) for day, *told in happened]


def date_cell(day: dt.date) -> Cell:
    """A day in words."""
    return Cell(words.date(day), day.isoformat())


def opened(name: str, kind: type[_Kind], *, force: str, quarter: str) -> tuple[_Kind, Force, Quarter, dt.date]:
    """The register of this name of the force called so, the force, the quarter and its last day."""
    parameters, reported = read_parameters(), Quarter.parse(quarter)
    own = force_named(force, parameters)
    path = parameters.folder / name / f"{own.key}.yml"
    found = entry(path, kind)
    refuse(path, found.problems(own.key))
    return found, own, reported, last_day(reported)
