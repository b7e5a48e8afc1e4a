"""What an outturn report shows in each of its sections: the file ``parameters/outturn/<report>.yml``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from crimekit.errors import ParameterError
from crimekit.parameters.door import entries, entry, refuse, unknown
from crimekit.parameters.model import Parameters, Report
from crimekit.parameters.schema import Entry, Key, Number, Prose, SomeKeys, Text, Texts
from crimekit.parameters.yaml_file import read_yaml
from crimekit.quarters import financial_year_quarters

Shown = Literal["change", "share", "since-first", "monthly"]
Years = Annotated[int, Field(ge=2, le=15)]


class YearsTable(Entry):
    """Recorded crime year by year: a row for each group of offences."""

    key: Key
    title: Text
    offences: SomeKeys
    years: Years = 5
    total: Prose = ""  # the name of a computed total; empty: none
    whole: Prose = ""  # the group of offences that the total should equal
    show: Annotated[tuple[Shown, ...], Field(strict=False)] = ("change",)
    notes: Texts = ()


class RollingTable(Entry):
    """Twelve months against the twelve before, here and elsewhere."""

    key: Key
    title: Text
    offences: SomeKeys
    quarters_after: Annotated[int, Field(ge=0, le=2)] = 0  # how long after the year's end the twelve months end
    notes: Texts = ()


class GrowthTable(Entry):
    """The average yearly growth of recorded crime and the next year it implies."""

    key: Key
    title: Text
    offences: SomeKeys
    years: Years = 5
    notes: Texts = ()


class LocalTable(Entry):
    """A table of the local figures file."""

    key: Key
    title: Text
    layout: Literal["years", "list"] = "years"
    total: Prose = ""
    show: Annotated[tuple[Shown, ...], Field(strict=False)] = ("change",)
    years_old: Annotated[int, Field(ge=0, le=5)] = 0  # how many years older than the report its newest figure may be
    picture: bool = False  # percentages drawn as bars
    notes: Texts = ()


class Chart(Entry):
    """Recorded crime by quarter as a picture."""

    key: Key
    title: Text
    offences: SomeKeys


class Content(Entry):
    """Everything one section shows, in this order."""

    lead: Prose = ""  # the group of offences that the section opens with
    years: Annotated[tuple[YearsTable, ...], Field(strict=False)] = ()
    rolling: Annotated[tuple[RollingTable, ...], Field(strict=False)] = ()
    growth: Annotated[tuple[GrowthTable, ...], Field(strict=False)] = ()
    charts: Annotated[tuple[Chart, ...], Field(strict=False)] = ()
    local: Annotated[tuple[LocalTable, ...], Field(strict=False)] = ()
    reconciliation: bool = False  # the stated figures of the whole report against the computed ones

    @property
    def groups(self) -> tuple[str, ...]:
        """Every group of offences that the section names, once each."""
        named = [self.lead, *(table.whole for table in self.years)]
        for part in (self.years, self.rolling, self.growth, self.charts):
            named += [group for one in part for group in one.offences]
        return tuple(dict.fromkeys(group for group in named if group))


class OutturnEntry(Entry):
    """The whole file: the sections by their keys in the report."""

    sections: dict[Key, Content]


class TargetEntry(Entry):
    """One target or expected range of a force and a year."""

    title: Text
    section: Key
    year: Text
    measure: Key
    kind: Literal["at-most", "at-least", "reduce-by", "within", "grade"]
    value: Number = None  # the bound, or the percentage of a reduction
    base_year: Prose = ""
    low: Number = None
    high: Number = None
    source: Text


def read_content(parameters: Parameters, report: Report) -> dict[str, Content]:
    """Read what each section of `report` shows.

    Raises
    ------
    ParameterError
        If the file is missing or wrong, a section of the report is not in it, or it names an unknown group of offences.
    """
    name = f"parameters/outturn/{report.key}.yml"
    found = entry(read_yaml(parameters.folder / "outturn" / f"{report.key}.yml", name=name), OutturnEntry, name)
    keys = [section.key for section in report.sections]
    problems = [line for key in found.sections for line in unknown("sections", "section", key, keys)]
    problems += [f"sections.{key}: missing" for key in keys if key not in found.sections]
    for key, content in found.sections.items():
        problems += [
            line for group in content.groups for line in unknown(key, "offence group", group, parameters.offences)
        ]
    refuse(name, problems)
    return dict(found.sections)


def read_targets(parameters: Parameters, force: str, report: Report) -> dict[str, TargetEntry]:
    """Read the targets of a force; none where it has no file."""
    path = parameters.folder / "outturn" / "targets" / f"{force}.yml"
    if not path.exists():
        return {}
    return _targets(path, f"parameters/outturn/targets/{force}.yml", parameters, report)


def _targets(path: Path, name: str, parameters: Parameters, report: Report) -> dict[str, TargetEntry]:
    found = entries(read_yaml(path, name=name), TargetEntry, name)
    sections = [section.key for section in report.sections]
    problems = []
    for key, target in found.items():
        problems += unknown(f"{key}.section", "section", target.section, sections)
        problems += unknown(f"{key}.measure", "measure", target.measure, parameters.measures)
        if target.measure in parameters.measures and parameters.measures[target.measure].source == "local":
            problems.append(f"{key}.measure: '{target.measure}' is local; expected a measure of recorded crime")
        problems += [f"{key}.{field}: missing" for field in _needed(target) if getattr(target, field) in (None, "")]
        problems += _years(key, target)
    refuse(name, problems)
    return found


def _years(key: str, target: TargetEntry) -> list[str]:
    problems = []
    for field in ("year", "base_year"):
        try:
            if year := getattr(target, field):
                financial_year_quarters(year)
        except ParameterError:
            problems.append(f"{key}.{field}: found '{year}'; expected a financial year such as '2018-19'")
    return problems


def _needed(target: TargetEntry) -> tuple[str, ...]:
    """The fields that a target of this kind cannot do without."""
    return {
        "at-most": ("value",),
        "at-least": ("value",),
        "reduce-by": ("value", "base_year"),
        "within": ("low", "high"),
        "grade": ("low", "high"),
    }[target.kind]
