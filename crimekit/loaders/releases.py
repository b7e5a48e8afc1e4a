"""A release of recorded crime: its figures, and what is known about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crimekit.quarters import Quarter

if TYPE_CHECKING:
    import pandas as pd

OBSERVATIONS = ("force", "period", "series", "value")  # one row for each count; a row that is not there is missing


@dataclass(frozen=True, slots=True)
class Offence:
    """What a release says of an offence code, in its newest quarter."""

    code: str
    description: str
    group: str
    subgroup: str


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """Where a release comes from and what it covers, known without reading its figures."""

    source: str  # the name of its file, without the folder
    sha256: str  # of that file
    released: dt.date | None  # None: the file does not say
    periods: tuple[str, ...]  # the quarters it covers, in time order
    forces: tuple[str, ...]  # the keys of the forces in it
    excluded: Mapping[str, int] = field(default_factory=dict)  # bodies left out, and their rows
    warnings: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """How a run asks for it: its date, or the name of its file where it has none."""
        return str(self.released or self.source)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters it covers, in time order."""
        return tuple(Quarter.parse(period) for period in self.periods)

    @property
    def first(self) -> Quarter:
        """The earliest quarter it covers."""
        return Quarter.parse(self.periods[0])

    @property
    def last(self) -> Quarter:
        """The newest quarter it covers."""
        return Quarter.parse(self.periods[-1])


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """The figures of a release: observations by force, quarter and offence code, and the meaning of each code."""

    info: ReleaseInfo
    observations: pd.DataFrame = field(repr=False)
    offences: Mapping[str, Offence] = field(repr=False)
