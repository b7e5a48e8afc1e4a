"""The labels of a whole report: which are counted, what each was a quarter ago, and a change among all forces."""

from dataclasses import replace

import pytest

from crimekit.reports.cases.assessment import assess
from crimekit.reports.cases.case import open_case
from crimekit.reports.cases.labels import LabelChange, change_among_forces
from crimekit.reports.measures.overview import counted_once
from crimekit.statistics.results import Label


def test_a_sum_and_a_part_with_the_same_label_are_counted_once(gwent):
    """Neighbourhood crime is residential burglary, vehicle crime, theft from the person and personal robbery."""
    keys = ("neighbourhood-crime", "vehicle-crime", "residential-burglary", "county-lines-disrupted")
    whole, vehicles, burglary, without = (assess(gwent.parameters.measures[key], gwent) for key in keys)
    assert [found.trend.year.label for found in (whole, vehicles, burglary)] == ["Stable", "Stable", "Decreasing"]
    assert without.trend.year.reason == "no series of figures"
    assert counted_once([whole, vehicles, burglary, without]) == [vehicles, burglary]
    assert counted_once([whole, burglary]) == [whole, burglary]  # another label: each tells something
    assert counted_once([whole]) == [whole]


@pytest.mark.parametrize(
    ("before", "recomputed", "now", "cause"),
    [
        ("Stable", "Stable", "Stable", ""),
        ("Stable", "Stable", "Increasing", "new quarter"),
        ("Increasing", "Stable", "Stable", "revision"),
        ("Increasing", "Stable", "Decreasing", "new quarter and revision"),
        ("Increasing", "Stable", "Increasing", ""),  # revised, and back again: the reader sees no change
    ],
)
def test_why_a_label_differs(before, recomputed, now, cause):
    labels = (Label(word) for word in (now, recomputed, before))
    assert LabelChange(*labels, "neither").cause == cause


def test_where_more_may_mean_more_police_work_the_largest_rise_is_first(gwent):
    drugs = assess(gwent.parameters.measures["drug-trafficking"], gwent)
    assert drugs.measure.rank_better == "higher"
    rise = change_among_forces(drugs, gwent)
    fall = change_among_forces(replace(drugs, measure=replace(drugs.measure, rank_better="lower")), gwent)
    assert rise.rank.position + fall.rank.position == rise.rank.of + 1


@pytest.mark.parametrize("measure", ["county-lines-disrupted", "homicide"])
def test_no_percentage_no_rank(gwent, measure):
    assert change_among_forces(assess(gwent.parameters.measures[measure], gwent), gwent) is None
    city = replace(gwent, force=gwent.parameters.forces["city-of-london"], peers=None)  # almost no residents
    assert change_among_forces(assess(gwent.parameters.measures["theft-from-the-person"], city), city) is None


def test_a_force_that_records_anew_is_not_ranked_among_the_others():
    """A new level in Avon and Somerset from 2024-25 Q1 (breaks.yml): its rise is no change of crime."""
    kent, avon = (
        open_case(force=force, quarter="2024-25 Q2", report="national-measures", release="2026-04-23")
        for force in ("kent", "avon-and-somerset")
    )
    vehicles = kent.parameters.measures["vehicle-crime"]
    assert change_among_forces(assess(vehicles, avon), avon) is None
    assert "avon-and-somerset" in change_among_forces(assess(vehicles, kent), kent).missing
