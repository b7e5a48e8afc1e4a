"""The labels of a whole report: which lead it, what each was a quarter ago, and a change among all forces."""

from dataclasses import replace

import pytest

from crimekit.reports.cases.assessment import assess
from crimekit.reports.cases.case import open_case
from crimekit.reports.cases.labels import (
    LabelChange,
    PrintedLabel,
    change_among_forces,
    headlines,
    label_change,
    printed_labels,
)
from crimekit.statistics.results import Outlook, Trend
from crimekit.statistics.settings import Settings


@pytest.fixture(scope="module")
def robbery(gwent):
    return gwent.parameters.measures["personal-robbery"]


def made(measure, *p_values, label="Increasing", what="short term"):
    return [PrintedLabel(measure, what, label, p, 0.1) for p in p_values]


def test_the_headlines_are_those_that_benjamini_and_hochberg_pick(robbery):
    # Benjamini and Hochberg 1995, section 3.2: fifteen tests; at 0.05 the first four are picked.
    given = (0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528)
    labels = made(robbery, *given, 0.7590, 1.0000)
    assert headlines(labels, Settings(headline_rate=0.05)) == tuple(labels[:4])


def test_a_label_without_a_direction_counts_as_tested_and_never_leads(robbery):
    stable = made(robbery, 0.001, label="Stable")
    higher = made(robbery, 0.002, label="higher than MSG average rates", what="benchmark")
    assert headlines([*stable, *higher], Settings()) == tuple(higher)


def test_every_label_with_a_test_is_counted_once(gwent):
    found = assess(gwent.parameters.measures["personal-robbery"], gwent)
    labels = printed_labels([found], benchmark=True)
    assert [label.what for label in labels] == ["short term", "medium term", "benchmark"]
    assert [label.p for label in labels] == [found.outlook.short.p, found.outlook.medium.p, found.benchmark.p]
    assert [label.what for label in printed_labels([found], benchmark=False)] == ["short term", "medium term"]


def test_a_label_that_is_not_known_has_no_test(gwent, avon_and_somerset):
    robbery = assess(avon_and_somerset.parameters.measures["robbery"], avon_and_somerset)
    assert robbery.outlook.short.label == "Not known"  # a year of masked quarters
    assert "short term" not in [label.what for label in printed_labels([robbery], benchmark=True)]
    survey = assess(gwent.parameters.measures["satisfaction-general-initial-contact"], gwent)
    assert printed_labels([survey], benchmark=True) == ()
    assert label_change(survey, gwent) is None


def test_the_label_of_the_quarter_before_is_the_one_its_report_printed(gwent):
    before = open_case(force="gwent", quarter="2022-23 Q4", report="national-measures", release="2023-10-19")
    for key in ("possession-of-blade-or-point", "residential-burglary", "vehicle-crime"):
        measure = gwent.parameters.measures[key]
        change = label_change(assess(measure, gwent), gwent)
        assert change.recomputed == assess(measure, before).outlook
        assert change.published is None  # no earlier release is shipped
        assert change.before is change.recomputed


def test_an_earlier_release_gives_the_label_as_it_stood_then():
    now = open_case(force="gwent", quarter="2023-24 Q2", report="national-measures", release="2026-04-23")
    then = open_case(force="gwent", quarter="2023-24 Q1", report="national-measures", release="2023-10-19")
    theft = now.parameters.measures["theft-from-the-person"]
    change = label_change(assess(theft, now), now)
    assert change.published == assess(theft, then).outlook
    assert change.cause == "revision"
    assert now.earlier.inputs.release.key == "2023-10-19"
    assert (now.earlier.quarter, then.earlier) == (then.quarter, None)
    newest = open_case(force="gwent", quarter="2025-26 Q3", report="national-measures", release="2026-04-23")
    assert newest.earlier is None  # no earlier release holds the quarter before


def outlook(text):
    trend = Trend("short", "Stable", "")
    return Outlook(text, "neither", trend, trend)


@pytest.mark.parametrize(
    ("published", "recomputed", "now", "cause"),
    [
        ("Stable", "Stable", "Stable", ""),
        (None, "Stable", "Stable", ""),
        (None, "Stable", "Rising", "new quarter"),
        ("Stable", "Stable", "Rising", "new quarter"),
        ("Rising", "Stable", "Stable", "revision"),
        ("Rising", "Stable", "Falling", "new quarter and revision"),
        ("Rising", "Stable", "Rising", ""),  # revised, and back again: the reader sees no change
    ],
)
def test_why_a_label_differs(robbery, published, recomputed, now, cause):
    change = LabelChange(robbery, outlook(now), outlook(recomputed), outlook(published) if published else None)
    assert change.cause == cause


def test_good_news_follows_from_the_measure(gwent, robbery):
    found = assess(gwent.parameters.measures["neighbourhood-crime"], gwent)
    medium = next(label for label in printed_labels([found], benchmark=False) if label.what == "medium term")
    assert (medium.label, medium.course) == ("Decreasing", "improving")
    other = replace(found, measure=replace(found.measure, better="neither"))
    assert {label.course for label in printed_labels([other], benchmark=False)} == {"neither"}


def test_the_change_of_gwent_among_all_forces(gwent):
    measure = gwent.parameters.measures["neighbourhood-crime"]
    found = change_among_forces(measure, gwent)
    forces = [key for key, force in gwent.parameters.forces.items() if force.resident_rates]
    assert "city-of-london" not in forces
    assert found.rank.of == len(forces) == 42
    table = gwent.counts(measure, forces)
    changes = table.iloc[-4:].sum() / table.iloc[-8:-4].sum() - 1
    assert found.rank.position == 1 + (changes < changes["gwent"]).sum()
    assert found.increased == (changes > 0).sum()
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
    city = replace(gwent, force=gwent.parameters.forces["city-of-london"], peers=None)  # almost no residents
    assert change_among_forces(gwent.parameters.measures["theft-from-the-person"], city) is None
