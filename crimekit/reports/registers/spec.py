"""What the registers hold: the files of ``parameters/recommendations`` and ``parameters/inspections``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from crimekit.errors import ParameterError, nearest
from crimekit.parameters.door import entry, refuse
from crimekit.parameters.model import Parameters
from crimekit.parameters.schema import Day, Entry, Key, OptionalDay, Prose, Text, Texts
from crimekit.parameters.yaml_file import read_yaml

State = Literal["open", "in progress", "complete", "superseded", "no longer relevant"]
STATES: tuple[State, ...] = ("open", "in progress", "complete", "superseded", "no longer relevant")
LIVE: tuple[State, ...] = ("open", "in progress")

SCALES: dict[str, tuple[str, ...]] = {
    "four tiers": ("Inadequate", "Requires improvement", "Good", "Outstanding"),
    "five tiers": ("Inadequate", "Requires improvement", "Adequate", "Good", "Outstanding"),
}
"""The inspectorate's grades, the worst first; five since the inspections of 2021-22."""
UNGRADED = "Ungraded"


class UpdateEntry(Entry):
    """What was done, and the state it led to."""

    date: Day
    state: State
    text: Text


class ItemEntry(Entry):
    """One recommendation, or what it shares with an area for improvement."""

    number: Text
    title: Text
    text: Text
    source: Text
    made: Day
    owner: Text  # a role, never a person
    due: OptionalDay = None
    updates: Annotated[tuple[UpdateEntry, ...], Field(strict=False)] = ()


class ApprovalEntry(Entry):
    """Who decided on the report, and when; without a date the decision is outstanding."""

    role: Text
    decision: Text
    date: OptionalDay = None


class PartEntry(Entry):
    """One titled text of the report around the register."""

    title: Text
    text: Text


class HeadEntry(Entry):
    """What both registers say of themselves."""

    force: Key
    author: Text
    date: Day
    state: Literal["draft", "agreed", "approved"]
    note: Prose = ""


class RecommendationsEntry(HeadEntry):
    """A file of recommendations/."""

    report: Annotated[tuple[PartEntry, ...], Field(strict=False)] = ()  # purpose, governance, next steps …
    approvals: Annotated[tuple[ApprovalEntry, ...], Field(strict=False)] = ()
    recommendations: Annotated[tuple[ItemEntry, ...], Field(strict=False, min_length=1)]


class GradeEntry(Entry):
    """One grade of one inspection; without a question it is the pillar's own."""

    inspection: Text  # "2016", "2018-19"
    published: OptionalDay = None
    pillar: Text
    question: Prose = ""
    scale: Literal["four tiers", "five tiers"] = "four tiers"
    grade: Text
    source: Text


class AreaEntry(ItemEntry):
    """One area for improvement."""

    inspection: Text
    pillar: Text
    question: Prose = ""


class InspectionsEntry(HeadEntry):
    """A file of inspections/."""

    grades: Annotated[tuple[GradeEntry, ...], Field(strict=False, min_length=1)]
    areas: Annotated[tuple[AreaEntry, ...], Field(strict=False)] = ()
    notes: Texts = ()


def read_recommendations(parameters: Parameters, force: str) -> RecommendationsEntry:
    """Read the recommendations made to a force.

    Raises
    ------
    ParameterError
        If there is no file, it is wrong, a number is given twice, or updates are out of order.
    """
    name = f"parameters/recommendations/{force}.yml"
    found = entry(_content(parameters, "recommendations", force), RecommendationsEntry, name)
    refuse(name, [*_force(found, force), *_items("recommendations", found.recommendations)])
    return found


def read_inspections(parameters: Parameters, force: str) -> InspectionsEntry:
    """Read the inspection grades of a force and its areas for improvement.

    Raises
    ------
    ParameterError
        If there is no file, it is wrong, a grade is not of its scale or given twice, or updates are out of order.
    """
    name = f"parameters/inspections/{force}.yml"
    found = entry(_content(parameters, "inspections", force), InspectionsEntry, name)
    refuse(name, [*_force(found, force), *_grades(found.grades), *_items("areas", found.areas)])
    return found


def _content(parameters: Parameters, register: str, force: str) -> object:
    folder = parameters.folder / register
    path = folder / f"{force}.yml"
    if not path.exists():
        held = [other.stem for other in folder.glob("*.yml")]
        raise ParameterError(f"parameters/{register}/{force}.yml: there is no such file{nearest(force, held)}")
    return read_yaml(path, name=f"parameters/{register}/{force}.yml")


def _force(found: HeadEntry, force: str) -> list[str]:
    return [] if found.force == force else [f"force: found '{found.force}'; expected '{force}', as the file is called"]


def _items(place: str, items: tuple[ItemEntry, ...] | tuple[AreaEntry, ...]) -> list[str]:
    problems = []
    numbers = [item.number for item in items]
    for item in items:
        where = f"{place}: {item.number}"
        dates = [update.date for update in item.updates]
        if numbers.count(item.number) > 1:
            problems.append(f"{where}: found the number twice")
        if dates != sorted(dates):
            problems.append(f"{where}.updates: found a later date before an earlier one; expected the oldest first")
        if item.due and item.due < item.made:
            problems.append(f"{where}.due: found {item.due}; expected a day from {item.made}, when it was made")
    return problems


def _grades(grades: tuple[GradeEntry, ...]) -> list[str]:
    problems = []
    seen = set()
    for given in grades:
        place = f"grades: {given.inspection}, {given.pillar}{f', {given.question}' if given.question else ''}"
        if given.grade not in (*SCALES[given.scale], UNGRADED):
            known = (*SCALES[given.scale], UNGRADED)
            problems.append(
                f"{place}: no grade '{given.grade}' on the scale of {given.scale}{nearest(given.grade, known)}"
            )
        key = (given.inspection, given.pillar, given.question)
        if key in seen:
            problems.append(f"{place}: found twice; expected one grade")
        seen.add(key)
    return problems
