"""What the registers hold: the files of ``parameters/recommendations`` and ``parameters/inspections``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import Field

from crimekit.errors import nearest
from crimekit.parameters.checks import Day, Prose, not_before, twice
from crimekit.parameters.values import Publication
from crimekit.parameters.values import State as TextState

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
    reading: bool = False  # the source gives no state: this one is read from its text


@dataclass(frozen=True, kw_only=True)
class ItemEntry:
    """One recommendation, or what it shares with an area for improvement."""

    number: str
    title: str
    text: str
    source: str
    made: Day
    owner: Prose = ""  # a role, never a person; empty: the source names none
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
    state: TextState
    note: Prose = ""
    notes: tuple[str, ...] = ()  # what readers must know, printed
    publication: Publication | None = None

    def problems(self, force: str) -> Iterator[str]:
        """What is wrong with a file of this force beside its single fields."""
        if self.force != force:
            yield f"force: found '{self.force}'; expected '{force}', as the file is called"


@dataclass(frozen=True, kw_only=True)
class RecommendationsEntry(HeadEntry):
    """A file of recommendations/."""

    report: tuple[PartEntry, ...] = ()  # purpose, governance, next steps …
    approvals: tuple[ApprovalEntry, ...] = ()
    recommendations: Annotated[tuple[ItemEntry, ...], Field(min_length=1)]

    def problems(self, force: str) -> Iterator[str]:
        """And a number that is given twice, or updates out of order."""
        yield from super().problems(force)
        yield from _items("recommendations", self.recommendations)


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

    def problems(self, force: str) -> Iterator[str]:
        """And a grade that is not of its scale or is given twice, and what can be wrong with the areas."""
        yield from super().problems(force)
        places = [f"grades: {given.inspection}, {given.name}" for given in self.grades]
        for place, given in zip(places, self.grades, strict=True):
            known = (*SCALES[given.scale], UNGRADED)
            if given.grade not in known:
                yield f"{place}: no grade '{given.grade}' on the scale of {given.scale}{nearest(given.grade, known)}"
        yield from (f"{place}: found twice; expected one grade" for place in places if places.count(place) > 1)
        yield from _items("areas", self.areas)


def _items(place: str, items: Sequence[ItemEntry]) -> Iterator[str]:
    yield from (f"{place}.number: {told}" for told in twice(item.number for item in items))
    for item in items:
        dates = [update.date for update in item.updates]
        if dates != sorted(dates):
            yield f"{place}: {item.number}.updates: found a later date before an earlier one; expected the oldest first"
