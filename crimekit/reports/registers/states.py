"""The state of a recommendation on a day, from its dated updates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from crimekit import words
from crimekit.quarters import Quarter
from crimekit.reports.registers.spec import LIVE, State, UpdateEntry


class Item(Protocol):
    """A recommendation or an area for improvement."""

    @property
    def number(self) -> str:
        """What it is called by."""

    @property
    def title(self) -> str:
        """It in a few words."""

    @property
    def text(self) -> str:
        """What is to be done."""

    @property
    def source(self) -> str:
        """Who made it, and where."""

    @property
    def made(self) -> dt.date:
        """When it was made."""

    @property
    def owner(self) -> str:
        """The role that answers for it."""

    @property
    def due(self) -> dt.date | None:
        """When it is to be done."""

    @property
    def updates(self) -> tuple[UpdateEntry, ...]:
        """What was done, the oldest first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One item as it stood on a day."""

    item: Item
    state: State
    overdue: bool
    updates: tuple[UpdateEntry, ...]  # those up to the day


def standing(item: Item, day: dt.date) -> Standing:
    """How an item stood on a day: the state of its last update by then, open before any."""
    updates = tuple(update for update in item.updates if update.date <= day)
    state = updates[-1].state if updates else "open"
    overdue = item.due is not None and item.due < day and state in LIVE
    return Standing(item, state, overdue, updates)


def standings(items: Iterable[Item], day: dt.date) -> tuple[Standing, ...]:
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


def as_at(quarter: Quarter, *, opens: bool = True) -> str:
    """The day that a register's report is about, in words; with a capital where it `opens` a line.

    Examples
    --------
    >>> as_at(Quarter.parse("2021-22 Q1"))
    'As at 30 June 2021'
    """
    return f"{'As' if opens else 'as'} at {words.date(last_day(quarter))}"


def longest_overdue(found: Sequence[Standing], day: dt.date) -> int | None:
    """For how many days the item longest overdue has been so; None where none is."""
    days = [(day - one.item.due).days for one in found if one.overdue and one.item.due]
    return max(days, default=None)
