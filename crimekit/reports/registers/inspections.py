"""The register of inspections: what the notebook shows, one property a cell.

Examples
--------
>>> register = inspections(force="gwent", quarter="2019-20 Q4")
>>> [cell.text for cell in register.grades[0].rows[0]][:3]
['Effectiveness', 'Requires improvement', 'Good']
"""

from __future__ import annotations

from dataclasses import dataclass

from crimekit.blocks import Block, Blocks, Heading, Sentences
from crimekit.errors import ParameterError
from crimekit.parameters import read_parameters
from crimekit.quarters import Quarter
from crimekit.reports.registers.grades import grade_sentences, grades_by_line, grades_table
from crimekit.reports.registers.items import Register, known_force, last_day, standings
from crimekit.reports.registers.spec import GradeEntry, InspectionsEntry, read_inspections

KEY = "inspections"


@dataclass(frozen=True)
class Inspections(Register):
    """The grades and areas for improvement published by a day: each part of the page a property."""

    register: InspectionsEntry
    published: tuple[GradeEntry, ...]

    @property
    def heading(self) -> Blocks:
        """The title and the day."""
        return Blocks((Heading(KEY, "Inspection grades", self.subtitle),))

    @property
    def sentences(self) -> Blocks:
        """The newest grades, and what they were before."""
        items = (*grade_sentences(self.published), *self.register.notes)
        return Blocks((Sentences(f"{KEY}-sentences", "What the grades say", items),))

    @property
    def grades(self) -> Blocks:
        """Pillars first, then the questions that were graded, by inspection."""
        pillars = grades_by_line([given for given in self.published if not given.question])
        questions = grades_by_line([given for given in self.published if given.question])
        tables: list[Block] = [grades_table(f"{KEY}-pillars", "Grades by pillar", self.subtitle, pillars)]
        if questions:
            tables.append(grades_table(f"{KEY}-questions", "Grades by question", self.subtitle, questions))
        return Blocks(tuple(tables))

    @property
    def areas(self) -> Blocks:
        """Areas for improvement: how many, the overdue first, the history of each."""
        key, title = f"{KEY}-areas", "Areas for improvement"
        if not self.found:
            return Blocks((Sentences(key, title, ("No area for improvement is recorded.",)),))
        return Blocks((Heading(key, title, self.subtitle), *self.items(key, "Area", title)))


def inspections(*, force: str, quarter: str) -> Inspections:
    """The inspection grades of a force published by the end of a quarter.

    A grade without a date of publication is taken as published.

    Raises
    ------
    ParameterError
        If the force is not known, or it has no register, a wrong one, or none published by then.
    """
    parameters = read_parameters()
    reported = Quarter.parse(quarter)
    register = read_inspections(parameters, known_force(force, parameters).key)
    day = last_day(reported)
    published = tuple(given for given in register.grades if given.published is None or given.published <= day)
    if not any(not given.question for given in published):
        raise ParameterError(f"quarter: no grade of a pillar was published by the end of '{reported}'")
    return Inspections(parameters.forces[force], reported, standings(register.areas, day), register, published)
