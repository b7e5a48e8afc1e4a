"""Two releases of recorded crime beside each other: every figure that both hold and give differently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from crimekit.loaders.inputs import Inputs
from crimekit.loaders.names import Force
from crimekit.loaders.releases import ReleaseInfo
from crimekit.parameters.model import Measure
from crimekit.quarters import Quarter
from crimekit.reports.cases.assessment import Assessment, assess
from crimekit.reports.cases.case import Case
from crimekit.statistics.rates import year_on_year
from crimekit.statistics.results import Change
from crimekit.statistics.settings import DEFAULTS


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
    def measure(self) -> Measure:
        """The measure."""
        return self.now.measure

    @property
    def count_moved(self) -> bool:
        """Whether its count, and so its rate, differs."""
        return self.then.count != self.now.count

    @property
    def outlook_moved(self) -> bool:
        """Whether its outlook differs."""
        return _outlook(self.then) != _outlook(self.now)

    @property
    def rank_moved(self) -> bool:
        """Whether its place among the peers differs, or how it stands to their average."""
        return _standing(self.then) != _standing(self.now)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a newer release changed for one force."""

    force: Force
    quarter: Quarter  # the newest that both releases hold, where the measures are worked out
    old: ReleaseInfo
    new: ReleaseInfo
    compared: int  # the force's quarters that both hold
    totals: tuple[Revision, ...]  # of the force and its peers, the largest first
    measures: tuple[Revision, ...]  # of the force's measures, the largest first
    reassessed: tuple[Reassessment, ...]
    withdrawn: tuple[tuple[str, Quarter], ...]  # force and quarter that only the older one holds
    names: Mapping[str, str]  # of forces, by key


def compare(old: Case, new: Case) -> Comparison:
    """What changed between two cases of one force and quarter that rest on different releases."""
    forces = list(dict.fromkeys([new.force.key, *(new.peers.members if new.peers else ())]))
    measures = {key: new.parameters.measures[key] for section in new.report.sections for key in section.measures}
    counted = [measure for measure in measures.values() if measure.source == "recorded-crime"]
    then, now = (_observations(case.inputs, forces) for case in (old, new))
    own = [frame[frame["force"] == new.force.key] for frame in (then, now)]
    base = new.settings.percent_base
    revised = [
        revision
        for measure in counted
        for revision in revisions(*(_of(frame, measure) for frame in own), measure=measure, base=base)
    ]
    both = set(own[0]["period"]) & set(own[1]["period"])
    return Comparison(
        new.force,
        new.quarter,
        old.inputs.release,
        new.inputs.release,
        compared=len(both),
        totals=revisions(then, now, base=base),
        measures=_largest_first(revised),
        reassessed=tuple(Reassessment(assess(measure, old), assess(measure, new)) for measure in counted),
        withdrawn=withdrawn(then, now),
        names={force: new.parameters.forces[force].name for force in forces},
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
    sums = [frame.groupby(["force", "period"])["value"].sum(min_count=1) for frame in (old, new)]
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


def _observations(inputs: Inputs, forces: Sequence[str]) -> pd.DataFrame:
    return inputs.observations(list(inputs.offences()), forces)


def _of(observations: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    return observations[observations["series"].isin(measure.series)]


def _outlook(assessment: Assessment) -> str:
    return assessment.outlook.text if assessment.outlook else ""


def _standing(assessment: Assessment) -> tuple[int | None, str]:
    found = assessment.benchmark
    return (found.rank.position if found and found.rank else None, found.label if found else "")
