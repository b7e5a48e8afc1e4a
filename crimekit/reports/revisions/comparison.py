"""Two releases of recorded crime beside each other: every figure that both hold and give differently."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from crimekit.errors import DataError, ParameterError, nearest
from crimekit.loaders.inputs import Inputs, open_inputs
from crimekit.loaders.store import SHIPPED, ReleaseInfo, releases
from crimekit.parameters.values import Measure, Parameters
from crimekit.periods import Quarter
from crimekit.reports.cases.case import Case, chosen
from crimekit.statistics.rates import count_table, year_on_year
from crimekit.statistics.results import Change
from crimekit.statistics.settings import DEFAULTS

if TYPE_CHECKING:
    from crimekit.reports.cases.assessment import Assessment

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Revision:
    """One force's count of one quarter that two releases give differently."""

    force: str
    quarter: Quarter
    change: Change  # `then` is the older release's count, `now` the newer one's
    measure: Measure | None = None  # None: all recorded crime


@dataclass(frozen=True, slots=True)
class Reassessment:
    """One measure and one quarter, worked out from each of two releases."""

    then: Assessment
    now: Assessment

    @property
    def count_moved(self) -> bool:
        """Whether its count, and so its rate, differs."""
        return self.then.count != self.now.count

    @property
    def label_moved(self) -> bool:
        """Whether its label of the past year or of the past three differs."""
        then, now = ((one.trend.year.label, one.trend.three_years.label) for one in (self.then, self.now))
        return then != now

    @property
    def rank_moved(self) -> bool:
        """Whether its place among the peers differs, or how it stands to their average."""
        then, now = (
            found and (found.rank and found.rank.position, found.label)
            for found in (self.then.benchmark, self.now.benchmark)
        )
        return then != now


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a newer release changed for one force; both cases are of the newest quarter that both releases hold."""

    old: Case
    new: Case
    compared: int  # the force's quarters that both hold
    totals: tuple[Revision, ...]  # of the force and its peers, the largest first
    measures: tuple[Revision, ...]  # of the force's measures, the largest first
    reassessed: tuple[Reassessment, ...]
    withdrawn: tuple[tuple[str, Quarter], ...]  # force and quarter that only the older one holds

    @property
    def own(self) -> tuple[Revision, ...]:
        """The revisions of all recorded crime of the force itself."""
        return tuple(revision for revision in self.totals if revision.force == self.new.force.key)

    @property
    def releases(self) -> tuple[ReleaseInfo, ReleaseInfo]:
        """The older release and the newer one."""
        return self.old.inputs.release, self.new.inputs.release

    def name(self, force: str) -> str:
        """What a force is called."""
        return self.new.parameters.forces[force].name


def compare_references(
    old: str, new: str, parameters: Parameters, *, force: str, report: str, peer_group: str = ""
) -> Comparison:
    """Compare two releases, each the date of one in the store, ``latest``, or the path of a file or folder.

    Raises
    ------
    ParameterError
        A name is not known.
    DataError
        A release cannot be read, or the two hold no quarter of the force in common.
    """
    named = chosen(parameters, force=force, report=report, peer_group=peer_group)
    then, now = (_opened(reference, parameters) for reference in (old, new))
    return compare(then, Case(parameters, now, max(now.quarters()), *named))


def _opened(reference: str, parameters: Parameters) -> Inputs:
    """The inputs that a date, ``latest`` or the path of a file or folder stands for."""
    if reference == "latest" or (_DATE.fullmatch(reference) and not Path(reference).exists()):
        return open_inputs("bundled", release=reference, forces=parameters.forces)
    if not Path(reference).exists():
        known = [info.key for info in releases(SHIPPED)]
        raise ParameterError(
            f"compare: found no release and no file '{reference}'; expected 'latest', the date of a release, or a file "
            f"of recorded crime{nearest(reference, known)}"
        )
    return open_inputs(str(Path(reference).resolve()), forces=parameters.forces)


def compare(then: Inputs, case: Case) -> Comparison:
    """What a case changes of an older release, worked out at its own quarter or the newest before it that both hold."""
    from crimekit.reports.cases.assessment import assess  # loaded when there is something to work out

    now, last = case.inputs, case.quarter
    both = [quarter for quarter in set(then.quarters()) & set(now.quarters()) if quarter <= last]
    if not both:
        raise DataError(
            f"{then.release.key} and {now.release.key}: found no quarter up to '{last}' in both; expected one"
        )
    old, new = (replace(case, inputs=inputs, quarter=max(both)) for inputs in (then, now))
    keys = dict.fromkeys(key for section in case.report.sections for key in section.measures)
    measures = [measure for key in keys if (measure := new.measures[key]).source == "recorded-crime"]
    known = dict.fromkeys([case.force.key, *(case.peers.members if case.peers else ())])
    tables = [inputs.observations(list(inputs.offences()), list(known)) for inputs in (then, now)]
    own = [frame[frame["force"] == case.force.key] for frame in tables]
    base = new.settings.percent_base
    hidden = {measure.key: old.hidden(measure) | new.hidden(measure) for measure in measures}  # in either
    revised = [
        revision
        for measure in measures
        for revision in revisions(
            *(frame[frame["series"].isin(measure.series)] for frame in own), measure=measure, base=base
        )
        if revision.quarter.label not in hidden[measure.key]
    ]
    shown = [measure for measure in measures if new.quarter.label not in hidden[measure.key]]
    return Comparison(
        old,
        new,
        compared=len(set(own[0]["period"]) & set(own[1]["period"])),
        totals=revisions(*tables, base=base),
        measures=_largest_first(revised),
        reassessed=tuple(Reassessment(assess(measure, old), assess(measure, new)) for measure in shown),
        withdrawn=withdrawn(*tables),
    )


def revisions(
    old: pd.DataFrame, new: pd.DataFrame, *, measure: Measure | None = None, base: float = DEFAULTS.percent_base
) -> tuple[Revision, ...]:
    """Every force-quarter whose sum differs between two tables of observations, the largest difference first.

    A force-quarter that only one of them holds is no revision.

    Examples
    --------
    >>> old = pd.DataFrame({"force": "gwent", "period": ["2023-24 Q1"], "series": "45", "value": [40]})
    >>> [(str(one.quarter), one.change.difference) for one in revisions(old, old.assign(value=37))]
    [('2023-24 Q1', -3.0)]
    """
    sums = [count_table(frame).unstack() for frame in (old, new)]
    both = pd.concat(sums, axis=1, keys=["then", "now"]).dropna()
    moved = both[both["then"] != both["now"]].reset_index()
    return _largest_first(
        Revision(force, Quarter.parse(period), year_on_year(now, then, base=base), measure)
        for force, period, then, now in moved.itertuples(index=False, name=None)
    )


def withdrawn(old: pd.DataFrame, new: pd.DataFrame) -> tuple[tuple[str, Quarter], ...]:
    """The force-quarters that the older observations hold and the newer do not."""
    then, now = (set(frame[["force", "period"]].itertuples(index=False, name=None)) for frame in (old, new))
    return tuple((force, Quarter.parse(period)) for force, period in sorted(then - now))


def _largest_first(found: Iterable[Revision]) -> tuple[Revision, ...]:
    return tuple(sorted(found, key=lambda one: (-abs(one.change.difference or 0), one.force, one.quarter)))
