"""One force, one quarter, and the figures and parameters to work from."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from crimekit.errors import DataError, find
from crimekit.library.figures import Opened, force_named, open_figures, published_counts, recorded_anywhere
from crimekit.loaders.inputs import Inputs
from crimekit.loaders.local import figures_by_quarter
from crimekit.loaders.names import Force
from crimekit.loaders.store import releases
from crimekit.parameters import read_commentary, read_parameters
from crimekit.parameters.values import Break, Commentary, Measure, Parameters, PeerGroup, Report, Run, codes_of
from crimekit.periods import Quarter
from crimekit.statistics.rates import hidden

Chosen = tuple[Report, Force, PeerGroup | None]


@dataclass(frozen=True, repr=False)
class Case(Opened):
    """Everything an assessment needs, opened once."""

    report: Report
    force: Force
    peers: PeerGroup | None

    def __repr__(self) -> str:
        return f"Case: {self.force.name}, {self.quarter}, {self.report.key}"

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Every measure as the report counts it."""
        measures = dict(self.parameters.measures)
        for key, known in self.report.definitions.items():
            codes = codes_of(known.offences, self.parameters.offences)
            measures[key] = replace(measures[key], offences=known.offences, series=codes, caveats=(known.reason,))
        return measures

    @property
    def few_peers(self) -> bool:
        """Whether there is no group, or one of five or fewer: then all forces are shown."""
        return self.peers is None or len(self.peers.members) <= 5

    @cached_property
    def earlier(self) -> Case | None:
        """The quarter before, in the newest release before this one that holds it; None where there is none."""
        quarter, own = self.quarter - 1, self.inputs.release.released
        dated = [info for info in releases(self.inputs.store) if info.released and own and info.released < own]
        held = [info for info in dated if quarter in info.quarters]
        return replace(self, quarter=quarter, inputs=replace(self.inputs, release=held[-1])) if held else None

    @cached_property
    def assessed(self) -> dict[Measure, Any]:
        """What `assess` has worked out of it."""
        return {}

    @cached_property
    def commentary(self) -> Commentary | None:
        """The texts of this force and quarter."""
        return read_commentary(self.parameters, self.force.key, self.quarter)

    def hidden(self, measure: Measure) -> Set[str]:
        """The quarters of which the force's number of a measure is not printed: it is small, or would give one away."""
        return {quarter for quarter, keys in self._hidden.items() if measure.key in keys}

    @cached_property
    def _hidden(self) -> dict[str, frozenset[str]]:
        """By quarter, which measures of the report are hidden: of all its sections, as its reader has all of them."""
        used = {key: self.measures[key] for section in self.report.sections for key in section.used}
        below = {key: measure.hide_below for key, measure in used.items() if measure.hide_below > 1}
        if not below:
            return {}
        counted = {key: self._own(measure) for key, measure in used.items() if measure.statistic != "percent"}
        codes = {key: used[key].series for key in counted}
        return {str(label): hidden(counts, codes, below) for label, counts in pd.DataFrame(counted).T.to_dict().items()}

    def _own(self, measure: Measure) -> pd.Series[float]:
        """The force's own numbers of a measure by quarter, before anything is hidden."""
        if measure.source == "recorded-crime":
            return super().counts(measure)[self.force.key]
        rows = self.inputs.local(self.force.key)
        return figures_by_quarter(rows[rows["measure"] == measure.key]).set_index("period")["value"]

    def counts(self, measure: Measure) -> pd.DataFrame:
        """The same; NaN too where the force's number is `hidden`."""
        table = super().counts(measure)
        table.loc[list(self.hidden(measure)), self.force.key] = math.nan
        return table

    def missing(self, measure: Measure) -> list[str]:
        """The offence codes of a measure that some force recorded in the quarter, where this force has only others."""
        codes = measure.series
        own = self.inputs.observations(codes, [self.force.key])
        every = published_counts(codes, self.quarters) if self.own_crime else self.inputs.observations(codes)
        needed = set(recorded_anywhere(every[every["period"] == self.quarter.label])["series"])
        held = set(own.loc[(own["period"] == self.quarter.label) & own["value"].notna(), "series"])
        return [code for code in codes if code in needed - held] if held else []

    def breaks(self, measure: str = "") -> tuple[Break, ...]:
        """The known breaks that touch this force and measure; without one, those that touch every measure."""
        return tuple(known for known in self.parameters.breaks.values() if known.touches(self.force.key, measure))


def chosen(parameters: Parameters, *, force: str, report: str, peer_group: str) -> Chosen:
    """What these names stand for; one that is not known is refused with the nearest."""
    peers = find(peer_group, parameters.peer_groups, "peer_group") if peer_group else None
    return find(report, parameters.reports, "report"), force_named(force, parameters), peers


def open_case(
    *,
    force: str,
    quarter: object,
    report: str,
    release: str | dt.date = "latest",
    peer_group: str = "",
    inputs: str | Path = "bundled",
) -> Case:
    """Read the parameters, open the inputs, and refuse a name that neither knows."""
    parameters = read_parameters()
    named = chosen(parameters, force=force, report=report, peer_group=peer_group)
    opened = open_figures(parameters, release=release, inputs=inputs)
    reported, held = Quarter.parse(quarter), opened.inputs.release.quarters
    if reported not in held:
        raise DataError(
            f"quarter: no figures for {reported.understood(quarter)}; expected '{min(held)}' to '{max(held)}'"
        )
    return Case(parameters, opened.inputs, reported, *named)


def case_of(run: Run, inputs: Inputs, parameters: Parameters) -> Case:
    """The force and quarter of a run, with these figures."""
    named = chosen(parameters, force=run.force, report=run.report, peer_group=run.peer_group)
    return Case(parameters, inputs, run.quarter, *named)
