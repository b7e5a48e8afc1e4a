"""What both registers show of their items: the numbers, the table, the history of each."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from crimekit import words
from crimekit.blocks import Cell, Column, KeyFigure, KeyFigures, Table, Tone
from crimekit.reports.registers.spec import LIVE, STATES
from crimekit.reports.registers.states import Standing, longest_overdue

_TONES: dict[str, Tone] = {
    "open": "unknown",
    "in progress": "neutral",
    "complete": "better",
    "superseded": "neutral",
    "no longer relevant": "neutral",
}


def summary(key: str, heading: str, found: Sequence[Standing], day: dt.date) -> KeyFigures:
    """How many there are, in which state, and how many are overdue."""
    numbers = Counter(one.state for one in found)
    overdue = sum(one.overdue for one in found)
    days = longest_overdue(found, day)
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
