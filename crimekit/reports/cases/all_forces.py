"""One force among all: where its change over twelve months stands."""

from __future__ import annotations

from crimekit.parameters.model import Measure
from crimekit.reports.cases.assessment import change_over, counts_of
from crimekit.reports.cases.case import Case
from crimekit.statistics.benchmarks import rank_of_change
from crimekit.statistics.results import ChangeRank


def change_among_forces(measure: Measure, case: Case) -> ChangeRank | None:
    """Where the force's change over twelve months stands among those of all forces with residents.

    None where the force itself has no percentage, or the measure is not of recorded crime. A force whose earlier
    count is too small for a percentage is not ranked.
    """
    forces = [key for key, force in case.parameters.forces.items() if force.resident_rates]
    if measure.source != "recorded-crime" or case.force.key not in forces:
        return None
    table = case.counts(measure, forces)
    changes = {force: change_over(counts_of(table[force]), 4, case).percent for force in forces}
    if changes[case.force.key] is None:
        return None
    return rank_of_change(case.force.key, changes, better=measure.rank_better or measure.better)
