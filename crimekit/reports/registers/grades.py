"""Inspection grades by inspection: a table and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crimekit import words
from crimekit.blocks import Arrow, Cell, Column, Table
from crimekit.reports.registers.spec import SCALES, UNGRADED, GradeEntry

NOT_HELD = "No grade held"
_ARROWS = "An arrow shows whether a grade is better than, worse than or as the one before, on the same scale."
_SCALES_DIFFER = (
    "Inspections up to 2018-19 used four tiers, those since 2021-22 five; a grade is never compared across the two."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One pillar, or one question, over the inspections; None where it was not graded on its own."""

    name: str
    grades: tuple[GradeEntry | None, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines over the same inspections, oldest first."""

    inspections: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def mixed(self) -> bool:
        """Whether grades of both scales stand beside each other."""
        return len({given.scale for line in self.lines for given in line.grades if given}) > 1


def grades_by_line(grades: Sequence[GradeEntry]) -> Lines:
    """The grades of each pillar, or of each question, over the inspections in which any of them was graded."""
    inspections = tuple(sorted({given.inspection for given in grades}))
    names = dict.fromkeys(_name(given) for given in grades)
    by_place = {(_name(given), given.inspection): given for given in grades}
    lines = tuple(Line(name, tuple(by_place.get((name, when)) for when in inspections)) for name in names)
    return Lines(inspections, lines)


def _name(given: GradeEntry) -> str:
    return f"{given.pillar}: {given.question}" if given.question else given.pillar


def course(now: GradeEntry | None, then: GradeEntry | None) -> Arrow:
    """Whether a grade is better or worse than an earlier one; nothing where the scales differ or one is no grade."""
    if now is None or then is None or now.scale != then.scale or UNGRADED in (now.grade, then.grade):
        return ""
    scale = SCALES[now.scale]
    step = scale.index(now.grade) - scale.index(then.grade)
    return "up" if step > 0 else "down" if step < 0 else "level"


def grades_table(key: str, caption: str, subtitle: str, lines: Lines) -> Table:
    """A row for each line, a column for each inspection; an arrow where the grade before is on the same scale."""
    sources = dict.fromkeys(given.source for line in lines.lines for given in line.grades if given)
    return Table(
        key,
        caption,
        subtitle,
        (Column("Pillar"), *(Column(when) for when in lines.inspections)),
        tuple(
            (
                Cell(line.name),
                *(_cell(given, _before(line, place)) for place, given in enumerate(line.grades)),
            )
            for line in lines.lines
        ),
        notes=(
            "No grade held: not graded at that inspection, or not known to this register.",
            _ARROWS,
            *([_SCALES_DIFFER] if lines.mixed else []),
        ),
        source="; ".join(sources),
    )


def _before(line: Line, place: int) -> GradeEntry | None:
    return next((given for given in reversed(line.grades[:place]) if given), None)


def _cell(given: GradeEntry | None, before: GradeEntry | None) -> Cell:
    if given is None:
        return Cell(NOT_HELD)
    return Cell(given.grade, given.grade, arrow=course(given, before))


def grade_sentences(grades: Sequence[GradeEntry]) -> tuple[str, ...]:
    """The newest grade of each pillar beside the one before."""
    lines = grades_by_line([given for given in grades if not given.question])
    return tuple(_sentence(line) for line in lines.lines)


def _sentence(line: Line) -> str:
    given = [grade for grade in line.grades if grade]
    text = f"{line.name}: {given[-1].grade.casefold()} in {given[-1].inspection}"
    if len(given) < 2:
        return words.sentence(text)
    before = f"{given[-2].grade.casefold()} in {given[-2].inspection}"
    said = {"up": "up from", "down": "down from", "level": "as before:"}
    way = said.get(course(given[-1], given[-2]), "on another scale than before, or not comparable:")
    return words.sentence(f"{text}, {way} {before}")
