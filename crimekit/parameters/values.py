"""The values that parameters are read into: one frozen class a thing, checked where it is read, trusted inside.

Their annotations are what a file may hold; see `crimekit.parameters.checks`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import BeforeValidator, Field

from crimekit.errors import ParameterError, nearest
from crimekit.loaders.names import Force
from crimekit.parameters.checks import (
    Address,
    Day,
    Key,
    Known,
    Once,
    PastRelease,
    Prose,
    QuarterText,
    Release,
    Reported,
    known,
    not_before,
    twice,
)
from crimekit.periods import Quarter
from crimekit.statistics.labels import LABELS
from crimekit.statistics.results import Direction
from crimekit.statistics.settings import Settings

Source = Literal["recorded-crime", "local"]
State = Literal["draft", "agreed", "approved"]
TextName = Literal["force_action", "planned_action", "context", "comments"]
TEXTS: tuple[str, ...] = get_args(TextName)
HEAD = "overview"  # where the texts at the head of a report stand among those of its sections
HEAD_TEXTS = ("summary", "priorities")
ForceKey = Annotated[str, known("force")]
MeasureKey = Annotated[str, known("measure")]
_FIRST_QUARTER = Quarter(2018, 6)


def _one_series(value: object) -> tuple[str, ...]:
    if not isinstance(value, str):
        raise ValueError(f"found {value}; expected the name of one local series")
    return (value,)


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """Forces that one force is compared with, at a date, on somebody's authority."""

    key: str
    name: str  # "most similar group"
    short: str  # "MSG"
    members: Annotated[tuple[ForceKey, ...], Field(min_length=1), Once]  # the force itself included
    source: str
    valid_from: Day
    valid_to: Annotated[Day, not_before("valid_from")] | None = None

    def faults(self, known: Known) -> Iterator[str]:
        """Members whose rates cannot be compared."""
        for member in self.members:
            if not known["force"][member].resident_rates:
                yield f"members: '{member}' has almost no residents, so its rate cannot be compared"


@dataclass(frozen=True, slots=True)
class OffenceGroup:
    """Named Home Office offence codes, over all the years in which each was in use."""

    key: str
    title: str
    source: str
    codes: tuple[str, ...] = ()  # its own, and those of its groups
    groups: tuple[Annotated[str, known("group with codes")], ...] = ()


def codes_of(groups: Iterable[str], offences: Mapping[str, OffenceGroup]) -> tuple[str, ...]:
    """The offence codes of these groups."""
    return tuple(code for group in groups for code in offences[group].codes)


@dataclass(frozen=True, slots=True)
class Break:
    """A dated change that makes earlier and later figures not comparable."""

    key: str
    first: QuarterText
    last: Annotated[QuarterText, not_before("first")]
    name: str  # as printed on a chart: "COVID-19 restrictions"
    kind: Literal["mask", "step"]  # mask: leave these quarters out; step: the level changes at `first`
    source: str
    forces: tuple[ForceKey, ...] = ()  # empty: every force
    measures: tuple[MeasureKey, ...] = ()  # empty: every measure

    def touches(self, force: str, measure: str = "") -> bool:
        """Whether it is of this force, and of this measure or, where none is named, of every measure."""
        return (not self.forces or force in self.forces) and (not self.measures or measure in self.measures)


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of a measures table: what is counted, against what, and which way is better."""

    key: str
    title: str
    source: Source
    statistic: Literal["rate", "count", "percent"]
    better: Direction
    series: Annotated[tuple[Key, ...], BeforeValidator(_one_series)] = ()  # a local series, or the codes of `offences`
    noun: str = "offence"
    nouns: str = "offences"
    per: Annotated[int, Field(ge=1)] = 1000
    benchmark: bool = False
    caveats: tuple[str, ...] = ()
    unavailable: Prose = ""  # why a force may have no figure for it, as a sentence
    rank_better: Direction | None = None  # which way is rank 1, where `better` cannot say; None: as `better`
    offences: tuple[Annotated[str, known("offence group")], ...] = ()  # recorded crime: what is counted
    hide_below: Annotated[int, Field(ge=3)] = 1  # a quarter's number from 1 to less is not printed; 1: all are

    @property
    def first_is(self) -> Direction:
        """Which way is rank 1."""
        return self.rank_better or self.better

    def faults(self, known: Known) -> Iterator[str]:
        """What does not go with its source, or with its statistic, and codes that would count twice."""
        if self.hide_below > 1 and self.statistic == "percent":
            yield f"hide_below: found {self.hide_below}; expected none where the statistic is percent"
        if self.source == "local":
            if self.offences:
                yield "offences: found offence groups; expected none where the source is local"
            return
        if not self.offences:
            yield "offences: missing; expected the offence groups that are counted"
        if self.series:
            yield f"series: found '{self.series[0]}'; expected offences where the source is recorded-crime"
        if self.statistic == "percent":
            yield "statistic: found 'percent'; expected 'rate' or 'count' where the source is recorded-crime"
        yield from (f"offences: {told}" for told in twice(codes_of(self.offences, known["offence group"])))


@dataclass(frozen=True, slots=True)
class Titled:
    """A table of a section ("National measures", "Local measures") or one of its charts: measures in this order."""

    title: str
    measures: Annotated[tuple[MeasureKey, ...], Field(min_length=1), Once]


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """One section of a report: a national measure, its tables, its charts, its texts."""

    key: Key
    title: str  # "Reduce neighbourhood crime"
    notebook: Key  # the name of a file in notebooks/, without .ipynb
    headline: Prose = ""  # the measure the section leads with
    tables: tuple[Titled, ...] = ()  # none but in a report of measures
    charts: tuple[Titled, ...] = ()
    benchmark_charts: tuple[Annotated[str, known("benchmarked measure")], ...] = ()
    texts: Annotated[tuple[TextName, ...], Once] = ("force_action", "comments")  # the texts it carries, in order

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure of its tables, once each, in order."""
        return tuple(dict.fromkeys(measure for table in self.tables for measure in table.measures))

    @property
    def used(self) -> tuple[str, ...]:
        """Every measure that it works out, its headline first: those of its tables and charts."""
        charted = (measure for chart in self.charts for measure in chart.measures)
        return tuple(filter(None, dict.fromkeys((self.headline, *self.measures, *charted, *self.benchmark_charts))))

    def faults(self, kind: str) -> Iterator[str]:
        """What it lacks in a report of measures, or may not have in one of another kind."""
        measured = {name: getattr(self, name) for name in ("headline", "tables", "charts", "benchmark_charts")}
        if kind != "measures":
            expected = f"expected none in a report of the kind '{kind}'"
            yield from (f"{name}: found measures; {expected}" for name, value in measured.items() if value)
            return
        yield from (f"{name}: missing" for name in ("headline", "tables") if not measured[name])
        if self.tables and self.headline and self.headline not in self.measures:
            yield f"headline: no listed measure '{self.headline}'{nearest(self.headline, self.measures)}"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a report counts as a measure of recorded crime, where that is not what ``measures.yml`` counts, and why."""

    offences: Annotated[tuple[Annotated[str, known("offence group")], ...], Field(min_length=1), Once]
    reason: Prose  # printed with the figures, as a sentence


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its sections in order."""

    key: str
    title: str
    sections: Annotated[tuple[SectionSpec, ...], Field(min_length=1)]
    first_quarter: QuarterText = _FIRST_QUARTER  # where the charts begin
    benchmark: bool = False  # whether its tables carry a benchmark column
    glossary: Annotated[tuple[Annotated[str, known("term")], ...], Once] = ()
    kind: Literal["measures", "outturn", "register"] = "measures"  # what its sections are made of
    definitions: Mapping[Annotated[str, known("measure of recorded crime")], Definition] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, tuple[str, ...]]:
        """The names of the texts that it carries, by section; those at its head first."""
        head = {HEAD: HEAD_TEXTS} if self.kind == "measures" else {}
        return head | {section.key: section.texts for section in self.sections}

    def section(self, key: str) -> SectionSpec:
        """The section called `key`; a `ParameterError` where there is none."""
        found = {section.key: section for section in self.sections}
        if key not in found:
            raise ParameterError(f"section: no '{key}' in the report '{self.key}'{nearest(key, found)}")
        return found[key]

    def faults(self, known: Known) -> Iterator[str]:
        """What is wrong with its sections, and codes that a definition would count twice."""
        yield from (f"sections: {told}" for told in twice(section.key for section in self.sections))
        for section in self.sections:
            yield from (f"{section.key}.{told}" for told in section.faults(self.kind))
        for key, counted in self.definitions.items():
            codes = codes_of(counted.offences, known["offence group"])
            yield from (f"definitions.{key}.offences: {told}" for told in twice(codes))


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the glossary."""

    term: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Words:
    """What people wrote for one section, or at the head of a report, in Markdown; empty where nobody wrote anything."""

    summary: Prose = ""  # at the head: what the force contributed to the national priorities
    priorities: Prose = ""  # at the head: which of them apply here, and why
    force_action: Prose = ""
    planned_action: Prose = ""
    context: Prose = ""
    comments: Prose = ""
    states: Mapping[Annotated[str, known("text", (*HEAD_TEXTS, *TEXTS))], State] = field(
        default_factory=dict
    )  # of single texts
    own_figures: tuple[str, ...] = ()  # numbers of the texts that the section does not print, as typed


@dataclass(frozen=True, slots=True)
class Publication:
    """What a report says of its own publication; `--publish` asks for it."""

    contact: str  # whom to ask: an address, a telephone number
    date: Day  # of publication
    next: str  # when the next report comes: "December 2023"
    status: Literal["provisional", "revised", "final"]  # of the figures
    formats: Prose = ""  # how to ask for another format; empty: of the contact
    inspections: Address | None = None  # where the latest reports of the inspectorate are


@dataclass(frozen=True, slots=True)
class Commentary:
    """The texts of one force and quarter, by section, with who is responsible for them."""

    force: str
    quarter: QuarterText
    sections: Mapping[Annotated[str, known("section")], Words]
    author: str  # a role, never a person
    date: Day
    state: State  # of every text that has none of its own
    note: Prose = ""  # "Example text …", printed with it
    publication: Publication | None = None
    reviewed_by: Prose = ""  # of texts in Welsh: who has reviewed the words of the page; a role, never a person
    path: Path = field(default=Path(), compare=False, repr=False)  # where the texts stand does not change what they say

    def faults(self, known: Known) -> Iterator[str]:
        """Texts that no report shows in that section."""
        for section, typed in self.sections.items():
            taken = [name for name in (*HEAD_TEXTS, *TEXTS) if name in known["section"][section]]
            for name in (*HEAD_TEXTS, *TEXTS):
                if getattr(typed, name) and name not in taken:
                    yield f"sections.{section}: found '{name}'; expected one of {', '.join(taken)}"


@dataclass(frozen=True, slots=True)
class Run:
    """One report of one force for one quarter, or for the financial year to the end of it."""

    key: str
    report: Annotated[str, known("report")]
    force: ForceKey
    quarter: Reported
    release: Release = "latest"  # the date of a shipped release, or the newest
    peer_group: Annotated[Prose, known("peer group")] = ""  # a key of the peer groups; empty: not configured
    inputs: str = "bundled"  # the shipped figures, or a folder
    previous_release: PastRelease = ""  # that of the last report; empty: no revisions section
    marking: str = "OFFICIAL"
    language: Literal["en", "cy"] = "en"  # cy: the pages in Welsh too, of a report of measures of a force of Wales
    path: Path | None = field(default=None, compare=False)
    year: ClassVar[str]  # in a file it may stand in place of the quarter, and means its last

    def faults(self, known: Known) -> Iterator[str]:
        """Why its quarter cannot be compared with the group, or there is no page in Welsh."""
        group, last = known["peer group"].get(self.peer_group), self.quarter.months[-1]
        if group and self.force not in group.members:
            yield f"peer_group: '{group.key}' has no member '{self.force}'; its members: {', '.join(group.members)}"
        elif group and not f"{group.valid_from:%Y-%m}" <= last <= f"{group.valid_to or dt.date.max:%Y-%m}":
            until = f" to {group.valid_to}" if group.valid_to else ""
            yield f"peer_group: '{group.key}' holds from {group.valid_from}{until}, not for '{self.quarter}'"
        force, report = known["force"][self.force], known["report"][self.report]
        if self.language == "cy" and force.country != "Wales":
            yield f"language: found 'cy' for {force.police}; expected a force of Wales"
        if self.language == "cy" and report.kind != "measures":
            yield f"language: found 'cy' for '{report.key}'; only a report of measures has its words in Welsh"


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels with their meanings, and the thresholds behind them where they differ from the measured ones."""

    labels: Mapping[Annotated[str, known("label", LABELS)], str]
    rules: Settings | None = None

    def faults(self, _: Known) -> Iterator[str]:
        """Labels without a meaning."""
        yield from (f"labels.{label}: missing" for label in LABELS if label not in self.labels)


@dataclass(frozen=True, slots=True, repr=False)
class Parameters:
    """Everything under ``parameters/``, every reference in it resolved."""

    folder: Path
    forces: Mapping[str, Force]
    peer_groups: Mapping[str, PeerGroup]
    offences: Mapping[str, OffenceGroup]
    measures: Mapping[str, Measure]
    breaks: Mapping[str, Break]
    reports: Mapping[str, Report]
    glossary: Mapping[str, Term]
    labels: Mapping[str, str]  # each label and what it means
    settings: Settings  # the thresholds behind the labels

    def __post_init__(self) -> None:
        for part in fields(self):
            if isinstance(value := getattr(self, part.name), dict):
                object.__setattr__(self, part.name, MappingProxyType(value))  # nothing can be changed afterwards

    def __repr__(self) -> str:
        named = ("forces", "measures", "offences", "reports", "peer_groups", "breaks")
        return f"Parameters: {', '.join(f'{len(getattr(self, name))} {name}' for name in named)}"
