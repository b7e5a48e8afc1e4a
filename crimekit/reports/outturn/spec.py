"""What an outturn report shows in each of its sections: the file ``parameters/outturn/<report>.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from crimekit.parameters.checks import Key, Prose, entry, known, refuse
from crimekit.parameters.values import Parameters, Report

Shown = Literal["change", "share", "since-first", "monthly"]
Years = Annotated[int, Field(ge=2, le=15)]
Group = Annotated[str, known("offence group")]
Section = Annotated[str, known("section")]


@dataclass(frozen=True, kw_only=True)
class Described:
    """What every table and picture has."""

    key: Key
    title: str


@dataclass(frozen=True, kw_only=True)
class Chart(Described):
    """Recorded crime by quarter as a picture."""

    offences: Annotated[tuple[Group, ...], Field(min_length=1)]


@dataclass(frozen=True, kw_only=True)
class RecordedTable(Chart):
    """A table of recorded crime: a row for each group of offences."""

    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class YearsTable(RecordedTable):
    """Year by year."""

    years: Years = 5
    total: Prose = ""  # the name of a computed total; empty: none
    whole: Annotated[Prose, known("offence group")] = ""  # the group of offences that the total should equal
    show: tuple[Shown, ...] = ("change",)


@dataclass(frozen=True, kw_only=True)
class RollingTable(RecordedTable):
    """Twelve months against the twelve before, here and elsewhere."""

    quarters_after: Annotated[int, Field(ge=0, le=2)] = 0  # how long after the year's end the twelve months end


@dataclass(frozen=True, kw_only=True)
class GrowthTable(RecordedTable):
    """The average yearly growth and the next year it implies."""

    years: Years = 5


@dataclass(frozen=True, kw_only=True)
class LocalTable(Described):
    """A table of the local figures file."""

    layout: Literal["years", "list"] = "years"
    total: Prose = ""
    show: tuple[Shown, ...] = ("change",)
    years_old: Annotated[int, Field(ge=0, le=5)] = 0  # how many years older than the report its newest figure may be
    picture: bool = False  # percentages drawn as bars
    hide_below: Annotated[int, Field(ge=3)] = 1  # a count from 1 to less than this is not printed; 1: all are
    link: Prose = ""  # the page of another report that its rows lead to, "{quarter}" being this one's
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Content:
    """Everything one section shows, in this order."""

    lead: Annotated[Prose, known("offence group")] = ""  # the group of offences that the section opens with
    years: tuple[YearsTable, ...] = ()
    rolling: tuple[RollingTable, ...] = ()
    growth: tuple[GrowthTable, ...] = ()
    charts: tuple[Chart, ...] = ()
    local: tuple[LocalTable, ...] = ()
    reconciliation: bool = False  # the stated figures of the whole report against the computed ones


@dataclass(frozen=True)
class OutturnEntry:
    """The whole file: the sections by their keys in the report."""

    sections: Mapping[Section, Content]


def read_content(parameters: Parameters, report: Report) -> dict[str, Content]:
    """Read what each section of `report` shows.

    Raises
    ------
    ParameterError
        If the file is missing or wrong, a section of the report is not in it, or it names an unknown group of offences.
    """
    path = parameters.folder / "outturn" / f"{report.key}.yml"
    keys = [section.key for section in report.sections]
    found = entry(path, OutturnEntry, {"section": keys, "offence group": parameters.offences})
    refuse(path, (f"sections.{key}: missing" for key in keys if key not in found.sections))
    return dict(found.sections)
