"""The register of recommendations: what the notebook shows, one property a cell.

Examples
--------
>>> register = recommendations(force="gwent", quarter="2021-22 Q1")
>>> register.summary[0].items[0].text
'8'
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from crimekit import words
from crimekit.blocks import Block, Blocks, Cell, Column, Heading, Prose, Sentences, Table
from crimekit.errors import ParameterError, nearest
from crimekit.loaders.names import Force
from crimekit.parameters import read_parameters
from crimekit.parameters.model import Parameters
from crimekit.quarters import Quarter
from crimekit.reports.registers.blocks import history_table, items_table, summary
from crimekit.reports.registers.spec import RecommendationsEntry, read_recommendations
from crimekit.reports.registers.states import Standing, as_at, last_day, standings

KEY = "recommendations"


@dataclass(frozen=True)
class Recommendations:
    """The recommendations made to a force by a day: each part of the page a property."""

    force: Force
    quarter: Quarter
    register: RecommendationsEntry
    found: tuple[Standing, ...]

    @property
    def day(self) -> dt.date:
        """The day the report is about."""
        return last_day(self.quarter)

    @property
    def heading(self) -> Blocks:
        """The title and the day."""
        return Blocks((Heading(KEY, "Recommendations", f"{self.force.name}, {as_at(self.quarter, opens=False)}"),))

    @property
    def summary(self) -> Blocks:
        """How many, in which state, how many overdue."""
        return Blocks((summary(f"{KEY}-summary", "Recommendations by state", self.found, self.day),))

    @property
    def table(self) -> Blocks:
        """A row for each, the overdue first."""
        return Blocks(
            (
                items_table(
                    f"{KEY}-table",
                    "Recommendations, the overdue first",
                    self._subtitle,
                    self.found,
                    noun="Recommendation",
                ),
            )
        )

    @property
    def history(self) -> Blocks:
        """What each asked for, and what was done."""
        return Blocks(
            (
                history_table(
                    f"{KEY}-history",
                    "History of each recommendation",
                    self._subtitle,
                    self.found,
                    noun="Recommendation",
                ),
            )
        )

    @property
    def report(self) -> Blocks:
        """The rest of the report: purpose, governance, next steps, considerations."""
        parts: list[Block] = [
            Prose(f"{KEY}-part-{number}", part.title, part.text, note=self.register.note)
            for number, part in enumerate(self.register.report, 1)
        ]
        return Blocks(tuple(parts))

    @property
    def approvals(self) -> Blocks:
        """Who decided, and whose decision is outstanding."""
        given = self.register.approvals
        if not given:
            return Blocks((Sentences(f"{KEY}-approvals", "Approvals", ("No approval is recorded.",)),))
        rows = tuple(
            (
                Cell(approval.role),
                Cell(approval.decision),
                Cell(words.date(approval.date), approval.date.isoformat())
                if approval.date
                else Cell("Outstanding", tone="unknown"),
            )
            for approval in given
        )
        columns = (Column("Role"), Column("Decision"), Column("Date"))
        return Blocks((Table(f"{KEY}-approvals", "Approvals", self._subtitle, columns, rows),))

    @property
    def _subtitle(self) -> str:
        return f"{self.force.name}, {as_at(self.quarter, opens=False)}"


def recommendations(*, force: str, quarter: str) -> Recommendations:
    """The recommendations of a force as they stood at the end of a quarter.

    Raises
    ------
    ParameterError
        If the force is not known, or it has no register or a wrong one.
    """
    parameters = read_parameters()
    reported = Quarter.parse(quarter)
    register = read_recommendations(parameters, known_force(force, parameters).key)
    found = standings(register.recommendations, last_day(reported))
    if not found:
        first = min(item.made for item in register.recommendations)
        raise ParameterError(
            f"quarter: no recommendation was made by the end of '{reported}'; the first is of {words.date(first)}"
        )
    return Recommendations(parameters.forces[force], reported, register, found)


def known_force(key: str, parameters: Parameters) -> Force:
    """The force called `key`."""
    if key not in parameters.forces:
        raise ParameterError(f"force: no '{key}'{nearest(key, parameters.forces)}")
    return parameters.forces[key]
