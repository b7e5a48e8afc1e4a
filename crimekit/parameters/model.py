"""The values that parameters are read into: frozen, checked at the door, trusted inside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from crimekit.loaders.names import Force
from crimekit.quarters import Quarter
from crimekit.statistics.results import Direction
from crimekit.statistics.settings import Settings

Source = Literal["recorded-crime", "local"]
Statistic = Literal["rate", "count", "percent"]
ReportKind = Literal["measures", "outturn", "register"]
State = Literal["draft", "agreed", "approved"]


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """Forces that one force is compared with, at a date, on somebody's authority."""

    key: str
    name: str  # "most similar group"
    short: str  # "MSG"
    members: tuple[str, ...]  # keys of forces, the force itself included
    source: str
    valid_from: dt.date
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class OffenceGroup:
    """Named Home Office offence codes, over all the years in which each was in use."""

    key: str
    title: str
    codes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Break:
    """A dated change that makes earlier and later figures not comparable."""

    key: str
    first: Quarter
    last: Quarter
    name: str  # as printed on a chart: "COVID-19 restrictions"
    kind: Literal["mask", "step"]  # mask: leave these quarters out; step: the level changes at `first`
    source: str
    forces: tuple[str, ...] = ()  # empty: every force
    measures: tuple[str, ...] = ()  # empty: every measure


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of a measures table: what is counted, against what, and which way is better."""

    key: str
    title: str
    source: Source
    statistic: Statistic
    better: Direction
    series: tuple[str, ...] = ()  # offence codes (recorded crime), or one local series
    noun: str = "offence"
    nouns: str = "offences"
    per: int = 1000
    benchmark: bool = False
    caveats: tuple[str, ...] = ()
    unavailable: str = ""  # why a force may have no figure for it, as a sentence
    rank_better: Direction | None = None  # which way is rank 1, where `better` cannot say; None: as `better`


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """One trend chart of a section: its measures, drawn in this order."""

    title: str
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One measures table of a section."""

    title: str  # "National measures", "Local measures"
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """One section of a report: a national measure, its tables, its charts, its texts."""

    key: str
    title: str  # "Reduce neighbourhood crime"
    notebook: str  # the name of a file in notebooks/, without .ipynb
    headline: str = ""  # the measure the section leads with
    tables: tuple[TableSpec, ...] = ()  # none but in a report of measures
    charts: tuple[ChartSpec, ...] = ()
    benchmark_charts: tuple[str, ...] = ()  # measures
    texts: tuple[str, ...] = ("force_action", "comments")  # the texts it carries, in order

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure of its tables, once each, in order."""
        return tuple(dict.fromkeys(measure for table in self.tables for measure in table.measures))


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its sections in order."""

    key: str
    title: str
    sections: tuple[SectionSpec, ...]
    first_quarter: Quarter  # where the charts begin
    benchmark: bool = False  # whether its tables carry a benchmark column
    glossary: tuple[str, ...] = ()  # keys of the glossary
    kind: ReportKind = "measures"  # what its sections are made of

    def section(self, key: str) -> SectionSpec:
        """Return the section called `key`; the caller has checked that there is one."""
        return next(section for section in self.sections if section.key == key)


@dataclass(frozen=True, slots=True)
class Words:
    """What people wrote for one section, in Markdown; empty where nobody wrote anything."""

    force_action: str = ""
    planned_action: str = ""
    context: str = ""
    comments: str = ""
    states: tuple[tuple[str, State], ...] = ()  # of single texts, where not that of the file
    own_figures: tuple[str, ...] = ()  # numbers as typed that the author answers for: the section does not print them


@dataclass(frozen=True, slots=True)
class Commentary:
    """The texts of one force and quarter, by section, with who is responsible for them."""

    force: str
    quarter: Quarter
    sections: Mapping[str, Words]
    author: str  # a role, never a person
    date: dt.date
    state: State  # of every text that has none of its own
    note: str = ""  # "Example text …", printed with it


@dataclass(frozen=True, slots=True)
class Run:
    """One report of one force for one quarter, or for the financial year to the end of it."""

    key: str
    report: str
    force: str
    quarter: Quarter
    release: str = "latest"  # the date of a shipped release, or the newest
    peer_group: str = ""  # a key of the peer groups; empty: not configured
    inputs: str = "bundled"  # the shipped figures, or a folder
    previous_release: str = ""  # the date of the release that the last report rests on; empty: no revisions section
    marking: str = "OFFICIAL"
    path: Path | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Parameters:
    """Everything under ``parameters/``, every reference in it resolved."""

    folder: Path
    forces: Mapping[str, Force]
    peer_groups: Mapping[str, PeerGroup]
    offences: Mapping[str, OffenceGroup]
    measures: Mapping[str, Measure]
    breaks: Mapping[str, Break]
    reports: Mapping[str, Report]
    glossary: Mapping[str, tuple[str, str]]  # term, meaning
    labels: Mapping[str, str]  # each label and what it means
    settings: Settings  # the thresholds behind the labels
