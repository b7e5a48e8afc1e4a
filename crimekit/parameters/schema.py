"""What each YAML file may hold: these models stand at the door, `model` holds what is carried inside."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from crimekit.errors import ParameterError
from crimekit.parameters.model import ReportKind, Source, State, Statistic
from crimekit.quarters import Quarter
from crimekit.statistics.results import Direction


def _quarter(value: object) -> Quarter:
    try:
        return Quarter.parse(str(value))
    except ParameterError as error:
        raise ValueError(str(error).removeprefix("quarter: ")) from None


def _optional_quarter(value: object) -> Quarter | None:
    return None if value is None else _quarter(value)


def read_date(value: object) -> dt.date:
    """Read a date written as 2023-10-19; anything else is a `ValueError`."""
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"found '{value}'; expected a date such as 2023-10-19") from None


def _optional_date(value: object) -> dt.date | None:
    return None if value is None else read_date(value)


def _number(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"found '{str(value).lower()}'; expected a number")
    return value


TextName = Literal["force_action", "planned_action", "context", "comments"]
KEY = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True)]
Key = Annotated[str, StringConstraints(pattern=KEY)]
Texts = Annotated[tuple[Text, ...], Field(strict=False)]
Keys = Annotated[tuple[Key, ...], Field(strict=False)]
SomeKeys = Annotated[tuple[Key, ...], Field(strict=False, min_length=1)]
QuarterText = Annotated[Any, BeforeValidator(_quarter)]
OptionalQuarter = Annotated[Any, BeforeValidator(_optional_quarter)]
Day = Annotated[Any, BeforeValidator(read_date)]
Number = Annotated[Any, BeforeValidator(_number)]
OptionalDay = Annotated[Any, BeforeValidator(_optional_date)]


class Entry(BaseModel):
    """One entry of a file: no unknown key, no value bent into another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ForceEntry(Entry):
    """A force in forces.yml."""

    name: Text
    code: Annotated[str, StringConstraints(pattern=r"^[EW]\d{8}$")]
    country: Literal["England", "Wales"]
    police: Text
    publisher: Text
    aliases: Texts = ()
    resident_rates: bool = True


class PeerGroupEntry(Entry):
    """A group in peer_groups.yml."""

    name: Text
    short: Text
    members: SomeKeys
    source: Text
    valid_from: Day
    valid_to: OptionalDay = None


class OffenceGroupEntry(Entry):
    """A group of codes, or a union of other groups, in offences.yml."""

    title: Text
    source: Text
    codes: Texts = ()
    groups: Keys = ()


class BreakEntry(Entry):
    """A dated break in breaks.yml."""

    first: QuarterText
    last: QuarterText
    name: Text
    kind: Literal["mask", "step"]
    source: Text
    forces: Keys = ()
    measures: Keys = ()


class MeasureEntry(Entry):
    """A measure in measures.yml."""

    title: Text
    source: Source
    statistic: Statistic
    better: Direction
    rank_better: Direction | None = None
    offences: Keys = ()
    series: Key = ""
    noun: Text = "offence"
    nouns: Text = "offences"
    per: Annotated[int, Field(ge=1)] = 1000
    benchmark: bool = False
    caveats: Texts = ()
    unavailable: Prose = ""


class TitledMeasures(Entry):
    """A table or a chart of a section: a title over measures."""

    title: Text
    measures: SomeKeys


class SectionEntry(Entry):
    """A section of a report."""

    key: Key
    title: Text
    notebook: Key
    headline: Prose = ""
    tables: Annotated[tuple[TitledMeasures, ...], Field(strict=False)] = ()
    charts: Annotated[tuple[TitledMeasures, ...], Field(strict=False)] = ()
    benchmark_charts: Keys = ()
    texts: Annotated[tuple[TextName, ...], Field(strict=False)] = ("force_action", "comments")


class ReportEntry(Entry):
    """A file of reports/."""

    title: Text
    kind: ReportKind = "measures"
    first_quarter: QuarterText = Quarter(2018, 6)
    benchmark: bool = False
    glossary: Keys = ()
    sections: Annotated[tuple[SectionEntry, ...], Field(strict=False, min_length=1)]


class TermEntry(Entry):
    """A term in glossary.yml."""

    term: Text
    meaning: Text


class WordsEntry(Entry):
    """The texts of one section in a file of commentary/."""

    force_action: Prose = ""
    planned_action: Prose = ""
    context: Prose = ""
    comments: Prose = ""
    states: dict[TextName, State] = {}
    own_figures: Texts = ()


class CommentaryEntry(Entry):
    """A file of commentary/."""

    force: Key
    quarter: QuarterText
    author: Text
    date: Day
    state: State
    note: Prose = ""
    sections: dict[Key, WordsEntry]


class RunEntry(Entry):
    """A file of runs/."""

    report: Key
    force: Key
    quarter: OptionalQuarter = None
    year: Text | None = None
    release: Text = "latest"
    peer_group: Prose = ""
    inputs: Text = "bundled"
    previous_release: Prose = ""
    marking: Text = "OFFICIAL"


class OutlookEntry(Entry):
    """The file outlook.yml."""

    labels: dict[str, Text]
    rules: dict[str, Number]
