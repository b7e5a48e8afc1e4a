"""The registers of recommendations and of inspections: what the notebook of each shows, one property a cell.

Examples
--------
>>> register = inspections(force="gwent", quarter="2019-20 Q4")
>>> [cell.text for cell in register.grades[0].rows[0]][:3]
['Effectiveness', 'Requires improvement', 'Good']
>>> register = recommendations(force="gwent", quarter="2021-22 Q1")
>>> register.summary[0].items[0].text
'8'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from crimekit import words
from crimekit.blocks import Arrow, Blocks, Cell, Column, Heading, KeyFigures, Prose, Sentences, Table
from crimekit.errors import ParameterError, nearest
from crimekit.loaders.files import read_file
from crimekit.loaders.inputs import Source
from crimekit.parameters.values import Commentary, Parameters, Run, SectionSpec
from crimekit.reports.registers.items import (
    SCALES,
    UNGRADED,
    GradeEntry,
    InspectionsEntry,
    RecommendationsEntry,
    Register,
    as_they_stood,
    date_cell,
    opened,
)

INSPECTIONS = "inspections"
_NOTES = (
    "No grade held: not graded at that inspection, or not known to this register.",
    "An arrow shows whether a grade is better than, worse than or as that of the inspection before, on the same scale.",
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
        return Blocks((Heading(INSPECTIONS, "Inspection grades", self.subtitle),))

    @property
    def sentences(self) -> Blocks:
        """The newest grade of each pillar beside the one before."""
        told = (_sentence(name, given, self._inspections) for name, given in _by_name(self._pillars).items())
        return Blocks((Sentences(f"{INSPECTIONS}-sentences", "What the grades say", (*told, *self.register.notes)),))

    @property
    def grades(self) -> Blocks:
        """Pillars first, then the questions that were graded, by inspection."""
        questions = [given for given in self.published if given.question]
        return Blocks(self._table(kind, of) for kind, of in (("pillar", self._pillars), ("question", questions)) if of)

    @property
    def areas(self) -> Blocks:
        """Areas for improvement: how many, the overdue first, the history of each."""
        key, title = f"{INSPECTIONS}-areas", "Areas for improvement"
        if not self.found:
            return Blocks((Sentences(key, title, ("No area for improvement is recorded.",)),))
        return Blocks((Heading(key, title, self.subtitle), *self.items(key, "Area", title)))

    @property
    def _inspections(self) -> list[str]:
        """All that published a grade, oldest first."""
        return sorted({given.inspection for given in self.published})

    @property
    def _pillars(self) -> list[GradeEntry]:
        return [given for given in self.published if not given.question]

    def _table(self, kind: str, grades: Sequence[GradeEntry]) -> Table:
        """A row for each pillar or question, a column for each inspection in which any of them was graded."""
        shown = {given.inspection for given in grades}
        when = [inspection for inspection in self._inspections if inspection >= min(shown)]
        rows, mixed = _by_name(grades), len({given.scale for given in grades}) > 1
        return Table(
            f"{INSPECTIONS}-{kind}s",
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
    """The grade at each inspection, with an arrow where there is one of the inspection before, on the same scale."""
    cells = []
    for inspection, before in zip(when, [None, *when], strict=False):
        now, then = given.get(inspection), given.get(before or "")
        cells.append(Cell(now.grade, now.grade, arrow=_course(now, then)) if now else Cell("No grade held"))
    return cells


def _course(now: GradeEntry, then: GradeEntry | None) -> Arrow:
    """Whether a grade is better or worse than an earlier one; nothing where the scales differ or one is no grade."""
    if then is None or now.scale != then.scale or UNGRADED in (now.grade, then.grade):
        return ""
    scale = SCALES[now.scale]
    step = scale.index(now.grade) - scale.index(then.grade)
    return "up" if step > 0 else "down" if step < 0 else "level"


def _sentence(name: str, given: Mapping[str, GradeEntry], inspections: Sequence[str]) -> str:
    """The newest grade, and how it stands to the one before where no other inspection lies between the two."""
    *earlier, now = given.values()
    told = f"{name}: {now.grade.casefold()} in {now.inspection}"
    if earlier:
        then = earlier[-1]
        between = inspections[inspections.index(then.inspection) + 1 : inspections.index(now.inspection)]
        way = f"no grade held of {words.joined(between)}, before that" if between else _COURSES[_course(now, then)]
        told += f", {way} {then.grade.casefold()} in {then.inspection}"
    return words.sentence(told)


def inspections(*, force: str, quarter: str) -> Inspections:
    """The inspection grades of a force published by the end of a quarter.

    A grade without a date of publication is taken as published.

    Raises
    ------
    ParameterError
        If the force is not known, or it has no register, a wrong one, or none published by then.
    """
    register, known, reported, day = opened(INSPECTIONS, InspectionsEntry, force=force, quarter=quarter)
    published = tuple(given for given in register.grades if given.published is None or given.published <= day)
    if not any(not given.question for given in published):
        raise ParameterError(f"quarter: no grade of a pillar was published by the end of '{reported}'")
    return Inspections(known, reported, as_they_stood(register.areas, day), register, published)


RECOMMENDATIONS = "recommendations"


@dataclass(frozen=True, repr=False)
class Recommendations(Register):
    """The recommendations made to a force by a day: each part of the page a property."""

    register: RecommendationsEntry

    def _shown(self) -> Blocks:
        return self.table

    @property
    def heading(self) -> Blocks:
        """The title and the day."""
        return Blocks((Heading(RECOMMENDATIONS, "Recommendations", self.subtitle),))

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
    def _items(self) -> tuple[KeyFigures, Table, Table]:
        return self.items(RECOMMENDATIONS, "Recommendation", "Recommendations", self.register.notes)

    @property
    def report(self) -> Blocks:
        """The rest of the report: purpose, governance, next steps, considerations."""
        note, parts = self.register.note, enumerate(self.register.report, 1)
        return Blocks(
            tuple(Prose(f"{RECOMMENDATIONS}-part-{at}", part.title, part.text, note=note) for at, part in parts)
        )

    @property
    def approvals(self) -> Blocks:
        """Who decided, and whose decision is outstanding."""
        given = self.register.approvals
        if not given:
            return Blocks((Sentences(f"{RECOMMENDATIONS}-approvals", "Approvals", ("No approval is recorded.",)),))
        outstanding = Cell("Outstanding", tone="unknown")
        rows = tuple(
            (Cell(one.role), Cell(one.decision), date_cell(one.date) if one.date else outstanding) for one in given
        )
        columns = (Column("Role"), Column("Decision"), Column("Date"))
        return Blocks((Table(f"{RECOMMENDATIONS}-approvals", "Approvals", self.subtitle, columns, rows),))


def recommendations(*, force: str, quarter: str) -> Recommendations:
    """The recommendations of a force as they stood at the end of a quarter.

    Raises
    ------
    ParameterError
        If the force is not known, or it has no register or a wrong one.
    """
    register, known, reported, day = opened(RECOMMENDATIONS, RecommendationsEntry, force=force, quarter=quarter)
    found = as_they_stood(register.recommendations, day)
    if not found:
        first = min(item.made for item in register.recommendations)
        raise ParameterError(
            f"quarter: no recommendation was made by the end of '{reported}'; the first is of {words.date(first)}"
        )
    return Recommendations(known, reported, found, register)


_REGISTERS: dict[str, Callable[..., Recommendations | Inspections]] = {
    RECOMMENDATIONS: recommendations,
    INSPECTIONS: inspections,
}


def check_register(run: Run, section: SectionSpec, parameters: Parameters) -> tuple[Source, Commentary]:
    """Open the register that a section shows: its file, and who answers for its words."""
    if section.key not in _REGISTERS:
        raise ParameterError(f"{run.report}: sections: no register '{section.key}'{nearest(section.key, _REGISTERS)}")
    head = _REGISTERS[section.key](force=run.force, quarter=run.quarter.label).register
    path = parameters.folder / section.key / f"{run.force}.yml"
    said = (head.author, head.date, head.state, head.note, head.publication)
    answers = Commentary(run.force, run.quarter, MappingProxyType({}), *said, path=path)
    return Source(f"{section.key}/{path.name}", read_file(path).sha256), answers
