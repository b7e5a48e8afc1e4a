"""The register of recommendations: what the notebook shows, one property a cell.

Examples
--------
>>> register = recommendations(force="gwent", quarter="2021-22 Q1")
>>> register.summary[0].items[0].text
'8'
"""

from __future__ import annotations

from dataclasses import dataclass

from crimekit import words
from crimekit.blocks import Block, Blocks, Cell, Column, Heading, Prose, Sentences, Table
from crimekit.errors import ParameterError
from crimekit.reports.registers.items import Register, date_cell, opened, standings
from crimekit.reports.registers.spec import RecommendationsEntry

KEY = "recommendations"


@dataclass(frozen=True, repr=False)
class Recommendations(Register):
    """The recommendations made to a force by a day: each part of the page a property."""

    register: RecommendationsEntry

    def _shown(self) -> Blocks:
        return self.table

    @property
    def heading(self) -> Blocks:
        """The title and the day."""
        return Blocks((Heading(KEY, "Recommendations", self.subtitle),))

    @property
    def summary(self) -> Blocks:
        """How many, in which state, how many overdue."""
        return Blocks(self._items[:1])

    @property
    def table(self) -> Blocks:
        """A row for each, the overdue first."""
        return Blocks(self._items[1:2])

    @property
    def history(self) -> Blocks:
        """What each asked for, and what was done."""
        return Blocks(self._items[2:])

    @property
    def _items(self) -> tuple[Block, ...]:
        return self.items(KEY, "Recommendation", "Recommendations")

    @property
    def report(self) -> Blocks:
        """The rest of the report: purpose, governance, next steps, considerations."""
        note, parts = self.register.note, enumerate(self.register.report, 1)
        return Blocks(tuple(Prose(f"{KEY}-part-{at}", part.title, part.text, note=note) for at, part in parts))

    @property
    def approvals(self) -> Blocks:
        """Who decided, and whose decision is outstanding."""
        given = self.register.approvals
        if not given:
            return Blocks((Sentences(f"{KEY}-approvals", "Approvals", ("No approval is recorded.",)),))
        outstanding = Cell("Outstanding", tone="unknown")
        rows = tuple(
            (Cell(one.role), Cell(one.decision), date_cell(one.date) if one.date else outstanding) for one in given
        )
        columns = (Column("Role"), Column("Decision"), Column("Date"))
        return Blocks((Table(f"{KEY}-approvals", "Approvals", self.subtitle, columns, rows),))


def recommendations(*, force: str, quarter: str) -> Recommendations:
    """The recommendations of a force as they stood at the end of a quarter.

    Raises
    ------
    ParameterError
        If the force is not known, or it has no register or a wrong one.
    """
    register, known, reported, day = opened(KEY, RecommendationsEntry, force=force, quarter=quarter)
    found = standings(register.recommendations, day)
    if not found:
        first = min(item.made for item in register.recommendations)
        raise ParameterError(
            f"quarter: no recommendation was made by the end of '{reported}'; the first is of {words.date(first)}"
        )
    return Recommendations(known, reported, found, register)
