"""The register of inspections: what the notebook shows, one property a cell.

Examples
--------
>>> register = inspections(force="gwent", quarter="2019-20 Q4")
>>> [cell.text for cell in register.grades[0].rows[0]][:3]
['Effectiveness', 'Requires improvement', 'Good']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crimekit import words
from crimekit.blocks import Arrow, Blocks, Cell, Column, Heading, Sentences, Table
from crimekit.errors import ParameterError
from crimekit.reports.registers.items import Register, opened, standings
from crimekit.reports.registers.spec import SCALES, UNGRADED, GradeEntry, InspectionsEntry

KEY = "inspections"
_NOTES = (
    "No grade held: not graded at that inspection, or not known to this register.",
    "An arrow shows whether a grade is better than, worse than or as the one before, on the same scale.",
)
_SCALES_DIFFER = (
    "Inspections up to 2018-19 used four tiers, those since 2021-22 five; a grade is never compared across the two."
)
_COURSES: dict[Arrow, str] = {
    "up": "up from",
    "down": "down from",
    "level": "as before:",
    "": "on another scale than before, or not comparable:",
}


@dataclass(frozen=True, repr=False)
class Inspections(Register):
    """The grades and areas for improvement published by a day: each part of the page a property."""

    register: InspectionsEntry
    published: tuple[GradeEntry, ...]

    def _shown(self) -> Blocks:
        return self.grades

    @property
    def heading(self) -> Blocks:
        """The title and the day."""
        return Blocks((Heading(KEY, "Inspection grades", self.subtitle),))

    @property
    def sentences(self) -> Blocks:
        """The newest grade of each pillar beside the one before."""
        told = (_sentence(name, list(given.values())) for name, given in _by_name(self._pillars).items())
        return Blocks((Sentences(f"{KEY}-sentences", "What the grades say", (*told, *self.register.notes)),))

    @property
    def grades(self) -> Blocks:
        """Pillars first, then the questions that were graded, by inspection."""
        questions = [given for given in self.published if given.question]
        return Blocks(self._table(kind, of) for kind, of in (("pillar", self._pillars), ("question", questions)) if of)

    @property
    def areas(self) -> Blocks:
        """Areas for improvement: how many, the overdue first, the history of each."""
        key, title = f"{KEY}-areas", "Areas for improvement"
        if not self.found:
            return Blocks((Sentences(key, title, ("No area for improvement is recorded.",)),))
        return Blocks((Heading(key, title, self.subtitle), *self.items(key, "Area", title)))

    @property
    def _pillars(self) -> list[GradeEntry]:
        return [given for given in self.published if not given.question]

    def _table(self, kind: str, grades: Sequence[GradeEntry]) -> Table:
        """A row for each pillar or question, a column for each inspection in which any of them was graded."""
        when = sorted({given.inspection for given in grades})
        rows, mixed = _by_name(grades), len({given.scale for given in grades}) > 1
        return Table(
            f"{KEY}-{kind}s",
            f"Grades by {kind}",
            self.subtitle,
            (Column("Pillar"), *map(Column, when)),
            tuple((Cell(name), *_cells(given, when)) for name, given in rows.items()),
            notes=(*_NOTES, *([_SCALES_DIFFER] if mixed else [])),
            source="; ".join(dict.fromkeys(one.source for given in rows.values() for one in given.values())),
        )


def _by_name(grades: Sequence[GradeEntry]) -> dict[str, dict[str, GradeEntry]]:
    """The grades of each pillar, or of each question, by their inspections, oldest first."""
    found: dict[str, dict[str, GradeEntry]] = {given.name: {} for given in grades}
    for given in sorted(grades, key=lambda given: given.inspection):
        found[given.name][given.inspection] = given
    return found


def _cells(given: Mapping[str, GradeEntry], when: Sequence[str]) -> list[Cell]:
    """The grade at each inspection, with an arrow where the one before is on the same scale."""
    cells, before = [], None
    for inspection in when:
        now = given.get(inspection)
        cells.append(Cell(now.grade, now.grade, arrow=_course(now, before)) if now else Cell("No grade held"))
        before = now or before
    return cells


def _course(now: GradeEntry, then: GradeEntry | None) -> Arrow:
    """Whether a grade is better or worse than an earlier one; nothing where the scales differ or one is no grade."""
    if then is None or now.scale != then.scale or UNGRADED in (now.grade, then.grade):
        return ""
    scale = SCALES[now.scale]
    step = scale.index(now.grade) - scale.index(then.grade)
    return "up" if step > 0 else "down" if step < 0 else "level"


def _sentence(name: str, given: Sequence[GradeEntry]) -> str:
    told = [f"{grade.grade.casefold()} in {grade.inspection}" for grade in given[-2:]]
    way = f", {_COURSES[_course(given[-1], given[-2])]} {told[0]}" if len(told) > 1 else ""
    return words.sentence(f"{name}: {told[-1]}{way}")


def inspections(*, force: str, quarter: str) -> Inspections:
    """The inspection grades of a force published by the end of a quarter.

    A grade without a date of publication is taken as published.

    Raises
    ------
    ParameterError
        If the force is not known, or it has no register, a wrong one, or none published by then.
    """
    register, known, reported, day = opened(KEY, InspectionsEntry, force=force, quarter=quarter)
    published = tuple(given for given in register.grades if given.published is None or given.published <= day)
    if not any(not given.question for given in published):
        raise ParameterError(f"quarter: no grade of a pillar was published by the end of '{reported}'")
    return Inspections(known, reported, standings(register.areas, day), register, published)
