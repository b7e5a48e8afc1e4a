"""What an outturn report shows in each of its sections: the file ``parameters/outturn/<report>.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from crimekit.parameters.checks import FinancialYear, Key, Number, Prose, entries, entry, known, refuse
from crimekit.parameters.values import MeasureKey, Parameters, Report

Shown = Literal["change", "share", "since-first", "monthly"]
Years = Annotated[int, Field(ge=2, le=15)]
Group = Annotated[str, known("offence group")]
Groups = Annotated[tuple[Group, ...], Field(min_length=1)]
Section = Annotated[str, known("section")]


@dataclass(frozen=True, slots=True)
class YearsTable:
    """Recorded crime year by year: a row for each group of offences."""

    key: Key
    title: str
    offences: Groups
    years: Years = 5
    total: Prose = ""  # the name of a computed total; empty: none
    whole: Annotated[Prose, known("offence group")] = ""  # the group of offences that the total should equal
    show: tuple[Shown, ...] = ("change",)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RollingTable:
    """Twelve months against the twelve before, here and elsewhere."""

    key: Key
    title: str
    offences: Groups
    quarters_after: Annotated[int, Field(ge=0, le=2)] = 0  # how long after the year's end the twelve months end
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GrowthTable:
    """The average yearly growth of recorded crime and the next year it implies."""

    key: Key
    title: str
    offences: Groups
    years: Years = 5
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LocalTable:
    """A table of the local figures file."""

    key: Key
    title: str
    layout: Literal["years", "list"] = "years"
    total: Prose = ""
    show: tuple[Shown, ...] = ("change",)
    years_old: Annotated[int, Field(ge=0, le=5)] = 0  # how many years older than the report its newest figure may be
    picture: bool = False  # percentages drawn as bars
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Recorded crime by quarter as a picture."""

    key: Key
    title: str
    offences: Groups


@dataclass(frozen=True, slots=True)
class Content:
    """Everything one section shows, in this order."""

    lead: Annotated[Prose, known("offence group")] = ""  # the group of offences that the section opens with
    years: tuple[YearsTable, ...] = ()
    rolling: tuple[RollingTable, ...] = ()
    growth: tuple[GrowthTable, ...] = ()
    charts: tuple[Chart, ...] = ()
    local: tuple[LocalTable, ...] = ()
    reconciliation: bool = False  # the stated figures of the whole report against the computed ones

    @property
    def groups(self) -> tuple[str, ...]:
        """Every group of offences that the section names, once each."""
        named = [self.lead, *(table.whole for table in self.years)]
        for part in (self.years, self.rolling, self.growth, self.charts):
            named += [group for one in part for group in one.offences]
        return tuple(dict.fromkeys(group for group in named if group))


@dataclass(frozen=True, slots=True)
class OutturnEntry:
    """The whole file: the sections by their keys in the report."""

    sections: Mapping[Section, Content]


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """One target or expected range of a force and a year."""

    title: str
    section: Section
    year: FinancialYear
    measure: MeasureKey
    kind: Literal["at-most", "at-least", "reduce-by", "within", "grade"]
    source: str
    value: Number | None = None  # the bound, or the percentage of a reduction
    base_year: FinancialYear = ""
    low: Number | None = None
    high: Number | None = None


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


def read_targets(parameters: Parameters, force: str, report: Report) -> dict[str, TargetEntry]:
    """Read the targets of a force; none where it has no file."""
    path = parameters.folder / "outturn" / "targets" / f"{force}.yml"
    if not path.exists():
        return {}
    names = {"section": [section.key for section in report.sections], "measure": parameters.measures}
    found = entries(path, TargetEntry, names)
    problems = []
    for key, target in found.items():
        if parameters.measures[target.measure].source == "local":
            problems.append(f"{key}.measure: '{target.measure}' is local; expected a measure of recorded crime")
        problems += [f"{key}.{field}: missing" for field in _needed(target) if getattr(target, field) in (None, "")]
    refuse(path, problems)
    return found


def _needed(target: TargetEntry) -> tuple[str, ...]:
    """The fields that a target of this kind cannot do without."""
    return {
        "at-most": ("value",),
        "at-least": ("value",),
        "reduce-by": ("value", "base_year"),
        "within": ("low", "high"),
        "grade": ("low", "high"),
    }[target.kind]
