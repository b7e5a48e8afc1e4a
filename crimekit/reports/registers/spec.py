"""What the registers hold: the files of ``parameters/recommendations`` and ``parameters/inspections``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import Field

from crimekit.errors import nearest
from crimekit.parameters.checks import Day, Prose, entry, not_before, refuse, twice
from crimekit.parameters.values import Parameters

State = Literal["open", "in progress", "complete", "superseded", "no longer relevant"]
STATES: tuple[State, ...] = get_args(State)
LIVE: tuple[State, ...] = ("open", "in progress")

SCALES: dict[str, tuple[str, ...]] = {
    "four tiers": ("Inadequate", "Requires improvement", "Good", "Outstanding"),
    "five tiers": ("Inadequate", "Requires improvement", "Adequate", "Good", "Outstanding"),
}
"""The inspectorate's grades, the worst first; five since the inspections of 2021-22."""
UNGRADED = "Ungraded"


@dataclass(frozen=True, kw_only=True)
class UpdateEntry:
    """What was done, and the state it led to."""

    date: Day
    state: State
    text: str


@dataclass(frozen=True, kw_only=True)
class ItemEntry:
    """One recommendation, or what it shares with an area for improvement."""

    number: str
    title: str
    text: str
    source: str
    made: Day
    owner: str  # a role, never a person
    due: Annotated[Day, not_before("made")] | None = None
    updates: tuple[UpdateEntry, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ApprovalEntry:
    """Who decided on the report, and when; without a date the decision is outstanding."""

    role: str
    decision: str
    date: Day | None = None


@dataclass(frozen=True, kw_only=True)
class PartEntry:
    """One titled text of the report around the register."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class HeadEntry:
    """What both registers say of themselves."""

    force: str
    author: str
    date: Day
    state: Literal["draft", "agreed", "approved"]
    note: Prose = ""


@dataclass(frozen=True, kw_only=True)
class RecommendationsEntry(HeadEntry):
    """A file of recommendations/."""

    report: tuple[PartEntry, ...] = ()  # purpose, governance, next steps …
    approvals: tuple[ApprovalEntry, ...] = ()
    recommendations: Annotated[tuple[ItemEntry, ...], Field(min_length=1)]


@dataclass(frozen=True, kw_only=True)
class GradeEntry:
    """One grade of one inspection; without a question it is the pillar's own."""

    inspection: str  # "2016", "2018-19"
    published: Day | None = None
    pillar: str
    question: Prose = ""
    scale: Literal["four tiers", "five tiers"] = "four tiers"
    grade: str
    source: str

    @property
    def name(self) -> str:
        """What was graded: a pillar, or one of its questions."""
        return f"{self.pillar}: {self.question}" if self.question else self.pillar


@dataclass(frozen=True, kw_only=True)
class AreaEntry(ItemEntry):
    """One area for improvement."""

    inspection: str
    pillar: str
    question: Prose = ""


@dataclass(frozen=True, kw_only=True)
class InspectionsEntry(HeadEntry):
    """A file of inspections/."""

    grades: Annotated[tuple[GradeEntry, ...], Field(min_length=1)]
    areas: tuple[AreaEntry, ...] = ()
    notes: tuple[str, ...] = ()


def read_recommendations(parameters: Parameters, force: str) -> RecommendationsEntry:
    """Read the recommendations made to a force.

    Raises
    ------
    ParameterError
        If there is no file, it is wrong, a number is given twice, or updates are out of order.
    """
    path = parameters.folder / "recommendations" / f"{force}.yml"
    found = entry(path, RecommendationsEntry)
    refuse(path, [*_force(found, force), *_items("recommendations", found.recommendations)])
    return found


def read_inspections(parameters: Parameters, force: str) -> InspectionsEntry:
    """Read the inspection grades of a force and its areas for improvement.

    Raises
    ------
    ParameterError
        If there is no file, it is wrong, a grade is not of its scale or given twice, or updates are out of order.
    """
    path = parameters.folder / "inspections" / f"{force}.yml"
    found = entry(path, InspectionsEntry)
    refuse(path, [*_force(found, force), *_grades(found.grades), *_items("areas", found.areas)])
    return found


def _force(found: HeadEntry, force: str) -> list[str]:
    return [] if found.force == force else [f"force: found '{found.force}'; expected '{force}', as the file is called"]


def _items(place: str, items: Sequence[ItemEntry]) -> list[str]:
    problems = [f"{place}.number: {told}" for told in twice(item.number for item in items)]
    for item in items:
        dates = [update.date for update in item.updates]
        if dates != sorted(dates):
            problems.append(
                f"{place}: {item.number}.updates: found a later date before an earlier one; expected the oldest first"
            )
    return problems


def _grades(grades: Sequence[GradeEntry]) -> list[str]:
    problems = []
    seen = set()
    for given in grades:
        place = f"grades: {given.inspection}, {given.name}"
        known = (*SCALES[given.scale], UNGRADED)
        if given.grade not in known:
            problems.append(
                f"{place}: no grade '{given.grade}' on the scale of {given.scale}{nearest(given.grade, known)}"
            )
        if place in seen:
            problems.append(f"{place}: found twice; expected one grade")
        seen.add(place)
    return problems
