"""Inspection grades by inspection: a table, sentences, and a picture that is read without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from crimekit import words
from crimekit.blocks import Arrow, Cell, Column, Figure, Table
from crimekit.charts.canvas import NARROW, WIDE, Size, bold, plot, rule, saved, sheet, write
from crimekit.charts.palette import BAND, EDGE, INK, MAIN
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


def grades_table(key: str, caption: str, subtitle: str, lines: Lines, *, arrows: bool = True) -> Table:
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
                *(_cell(given, _before(line, place) if arrows else None) for place, given in enumerate(line.grades)),
            )
            for line in lines.lines
        ),
        notes=(
            "No grade held: not graded at that inspection, or not known to this register.",
            *([_ARROWS] if arrows else []),
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


def grades_figure(key: str, subtitle: str, grades: Sequence[GradeEntry]) -> Figure:
    """The grades of the pillars in a grid: each box says its grade, and stands the higher the better it is."""
    lines = grades_by_line([given for given in grades if not given.question])
    newest = "; ".join(
        f"{line.name} {given[-1].grade.casefold()}" for line in lines.lines if (given := [g for g in line.grades if g])
    )
    span = f"{lines.inspections[0]} to {lines.inspections[-1]}"
    table = grades_table(f"{key}-data", "Grades by pillar", subtitle, lines, arrows=False)
    return Figure(
        key,
        f"Latest grades: {newest}",
        f"Grade of each pillar by inspection, {span}",
        f"Grid of inspection grades, {span}, each written in its box. Latest: {newest}.",
        wide=_draw(lines, WIDE),
        narrow=_draw(lines, NARROW),
        data=table,
        notes=("The better a grade, the fuller the bar in its box.", *([_SCALES_DIFFER] if lines.mixed else [])),
        source=table.source,
    )


def _draw(lines: Lines, size: Size) -> str:
    """Inspections across and pillars down; on a phone the other way about."""
    across = size.is_wide
    columns = list(lines.inspections) if across else [line.name for line in lines.lines]
    rows = [line.name for line in lines.lines] if across else list(lines.inspections)
    left, top, high = (120.0 if across else 62.0), 28.0, (58.0 if across else 64.0)
    wide = (size.width - left - size.margin) / len(columns)
    paper = sheet(size, height=top + high * len(rows) + 4)
    axes = plot(paper, (0, 0, size.width, top + high * len(rows) + 4))
    for place, name in enumerate(columns):
        write(axes, (left + place * wide + 4, 18), name, fontsize=size.small if across else 11)
    for place, name in enumerate(rows):
        write(axes, (2, top + place * high + high / 2 + 4), name, **bold(name, size))
        for other in range(len(columns)):
            given = lines.lines[place].grades[other] if across else lines.lines[other].grades[place]
            corner = (left + other * wide + 3, top + place * high + 3)
            _box(axes, given, corner, (wide - 6, high - 6), size=size)
    return saved(paper)


def _box(
    axes: Axes, given: GradeEntry | None, corner: tuple[float, float], extent: tuple[float, float], *, size: Size
) -> None:
    """A box with its grade in words, and a bar under them as full as the grade is good."""
    (left, top), (wide, high) = corner, extent
    plain = {"color": EDGE, "linewidth": 1.0, "zorder": 3}
    right, foot = left + wide, top + high
    level_edges = (((left, right), (place, place)) for place in (top, foot))
    upright_edges = (((place, place), (top, foot)) for place in (left, right))
    for across, down in (*level_edges, *upright_edges):
        rule(axes, across, down, **plain)
    text = given.grade if given else NOT_HELD
    shown = text.replace(" ", "\n")
    font = size.small if size.is_wide else 11
    write(axes, (left + 6, top + 6), shown, fontsize=font, va="top", color=INK)
    if given is None or given.grade == UNGRADED:
        return
    scale = SCALES[given.scale]
    reached = (scale.index(given.grade) + 1) / len(scale)
    level = (foot - 7, foot - 7)
    rule(axes, (left + 6, right - 6), level, color=BAND, linewidth=5)
    rule(axes, (left + 6, left + 6 + (wide - 12) * reached), level, color=MAIN, linewidth=5, zorder=2)
