"""One force's change among those of all forces."""

from dataclasses import replace

import pytest

from crimekit.reports.cases.all_forces import change_among_forces
from crimekit.reports.cases.assessment import assess


def test_the_change_of_gwent_among_all_forces(gwent):
    measure = gwent.parameters.measures["neighbourhood-crime"]
    found = change_among_forces(measure, gwent)
    forces = [key for key, force in gwent.parameters.forces.items() if force.resident_rates]
    assert "city-of-london" not in forces
    assert found.rank.of == len(forces) == 42
    table = gwent.counts(measure, forces)
    changes = table.iloc[-4:].sum() / table.iloc[-8:-4].sum() - 1
    assert found.rank.position == 1 + (changes < changes["gwent"]).sum()
    assert (found.increased, found.decreased) == ((changes > 0).sum(), (changes < 0).sum())
    own = assess(measure, gwent).twelve_months
    assert own.percent == pytest.approx(100 * changes["gwent"])


def test_where_more_may_mean_more_police_work_the_largest_rise_is_first(gwent):
    drugs = gwent.parameters.measures["drug-trafficking"]
    assert drugs.rank_better == "higher"
    rise = change_among_forces(drugs, gwent)
    fall = change_among_forces(replace(drugs, rank_better="lower"), gwent)
    assert rise.rank.position + fall.rank.position == rise.rank.of + 1


@pytest.mark.parametrize("measure", ["county-lines-disrupted", "homicide"])
def test_no_percentage_no_rank(gwent, measure):
    assert change_among_forces(gwent.parameters.measures[measure], gwent) is None


def test_a_force_without_residents_is_not_ranked(gwent):
    city = replace(gwent, force=gwent.parameters.forces["city-of-london"], peers=None)
    assert change_among_forces(gwent.parameters.measures["theft-from-the-person"], city) is None
