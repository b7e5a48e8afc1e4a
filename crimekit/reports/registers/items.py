"""The items of a register as they stood on a day: their states, the numbers, the table, the history of each."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crimekit import words
from crimekit.blocks import Cell, Column, KeyFigure, KeyFigures, Table, Tone
from crimekit.errors import ParameterError, nearest
from crimekit.loaders.names import Force
from crimekit.parameters.values import Parameters
from crimekit.quarters import Quarter
from crimekit.reports.registers.spec import LIVE, STATES, ItemEntry, State, UpdateEntry

_TONES: dict[str, Tone] = {
    "open": "unknown",
    "in progress": "neutral",
    "complete": "better",
    "superseded": "neutral",
    "no longer relevant": "neutral",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One item as it stood on a day."""

    item: ItemEntry
    state: State
    overdue: bool
    updates: tuple[UpdateEntry, ...]  # those up to the day


def standing(item: ItemEntry, day: dt.date) -> Standing:
    """How an item stood on a day: the state of its last update by then, open before any."""
    updates = tuple(update for update in item.updates if update.date <= day)
    state = updates[-1].state if updates else "open"
    overdue = item.due is not None and item.due < day and state in LIVE
    return Standing(item, state, overdue, updates)


def standings(items: Iterable[ItemEntry], day: dt.date) -> tuple[Standing, ...]:
    """Every item made by a day, as it stood then: the overdue first, then those still to be done, each by due date."""
    found = [standing(item, day) for item in items if item.made <= day]
    latest = dt.date.max
    return tuple(sorted(found, key=lambda one: (not one.overdue, one.state not in LIVE, one.item.due or latest)))


def last_day(quarter: Quarter) -> dt.date:
    """The last day of a quarter.

    Examples
    --------
    >>> last_day(Quarter.parse("2021-22 Q1"))
    datetime.date(2021, 6, 30)
    """
    following = dt.date(quarter.year + (quarter.month == 12), quarter.month % 12 + 1, 1)
    return following - dt.timedelta(days=1)


def as_at(quarter: Quarter) -> str:
    """The day that a register's report is about, in words.

    Examples
    --------
    >>> as_at(Quarter.parse("2021-22 Q1"))
    'As at 30 June 2021'
    """
    return f"As at {words.date(last_day(quarter))}"


@dataclass(frozen=True)
class Register:
    """What both registers are: items of a force as they stood at the end of a quarter."""

    force: Force
    quarter: Quarter
    found: tuple[Standing, ...]

    @property
    def day(self) -> dt.date:
        """The day the report is about."""
        return last_day(self.quarter)

    @property
    def subtitle(self) -> str:
        """Whose register it is, and of which day."""
        return f"{self.force.name}, as at {words.date(self.day)}"

    def items(self, key: str, noun: str, nouns: str) -> tuple[KeyFigures, Table, Table]:
        """The numbers, a row for each, and the history of each item; a `noun` heads the first column."""
        return (
            summary_figures(f"{key}-summary", f"{nouns} by state", self.found, self.day),
            items_table(f"{key}-table", f"{nouns}, the overdue first", self.subtitle, self.found, noun=noun),
            history_table(f"{key}-history", f"History of each {noun.lower()}", self.subtitle, self.found, noun=noun),
        )


def summary_figures(key: str, heading: str, found: Sequence[Standing], day: dt.date) -> KeyFigures:
    """How many there are, in which state, and how many are overdue."""
    numbers = Counter(one.state for one in found)
    overdue = sum(one.overdue for one in found)
    days = max(((day - one.item.due).days for one in found if one.overdue and one.item.due), default=None)
    undated = sum(one.state in LIVE and one.item.due is None for one in found)
    dated = not found or any(one.item.due is not None for one in found)
    late = "of those with a due date" if dated else "none has a due date"
    if days is not None:
        late = f"the longest by {words.counted(days, 'day', 'days')}"
    items = [KeyFigure("All", words.number(len(found)))]
    items += [KeyFigure(state.capitalize(), words.number(numbers[state])) for state in STATES if numbers[state]]
    items.append(KeyFigure("Overdue", words.number(overdue) if dated else "Not known", late))
    if undated:
        items.append(KeyFigure("Without a due date", words.number(undated), "and not finished"))
    return KeyFigures(key, heading, tuple(items))


def items_table(key: str, caption: str, subtitle: str, found: Sequence[Standing], *, noun: str) -> Table:
    """A row for each item, the overdue first; `noun` heads the first column."""
    titles = (noun, "Owner", "Made", "Due", "State", "Last update")
    return Table(
        key,
        caption,
        subtitle,
        tuple(Column(title) for title in titles),
        tuple(_row(one) for one in found),
        source="; ".join(dict.fromkeys(one.item.source for one in found)),
    )


def _row(one: Standing) -> tuple[Cell, ...]:
    item = one.item
    due = Cell(words.date(item.due), item.due.isoformat()) if item.due else Cell("No date given")
    last = one.updates[-1].date if one.updates else None
    return (
        Cell(f"{item.number}. {item.title}"),
        Cell(item.owner),
        Cell(words.date(item.made), item.made.isoformat()),
        due,
        Cell(f"Overdue: {one.state}", one.state, tone="worse")
        if one.overdue
        else Cell(one.state.capitalize(), one.state, tone=_TONES[one.state]),
        Cell(words.date(last), last.isoformat()) if last else Cell("No update"),
    )


def history_table(key: str, caption: str, subtitle: str, found: Sequence[Standing], *, noun: str) -> Table:
    """What each item asks for, and what was done, oldest first; `noun` heads the first column."""
    rows = []
    for one in found:
        item = one.item
        rows.append((Cell(f"{item.number}. {item.title}"), Cell(words.date(item.made)), Cell("Made"), Cell(item.text)))
        rows += [
            (
                Cell(f"{item.number}. {item.title}"),
                Cell(words.date(update.date)),
                Cell(update.state.capitalize()),
                Cell(update.text),
            )
            for update in one.updates
        ]
    titles = (noun, "Date", "State", "What was asked, what was done")
    return Table(key, caption, subtitle, tuple(Column(title) for title in titles), tuple(rows))


def known_force(key: str, parameters: Parameters) -> Force:
    """The force called `key`."""
    if key not in parameters.forces:
        raise ParameterError(f"force: no '{key}'{nearest(key, parameters.forces)}")
    return parameters.forces[key]
