"""Headlines and alternative texts agree with their figures."""

import pytest

from crimekit.reports.cases.assessment import Assessment, assess
from crimekit.reports.measures.pictures import benchmark_pictures, trend_picture
from crimekit.reports.narrative.headlines import trend_headline
from crimekit.reports.tables.cells import year_cell


@pytest.fixture(scope="module")
def four(gwent):
    keys = ("vehicle-crime", "theft-from-the-person", "residential-burglary", "personal-robbery")
    return [assess(gwent.parameters.measures[key], gwent) for key in keys]


def test_several_lines_say_how_many_have_each_label(four):
    labels = [one.trend.year.label for one in four]
    assert labels == ["Stable", "Increasing", "Decreasing", "Increasing"]
    assert trend_headline(four, "Parts") == "Parts: 2 increasing, 1 decreasing, 1 stable"
    assert trend_headline([four[0]] * 2, "Parts") == "Parts: both stable over the past year"
    assert trend_headline([four[3]] * 3, "Parts") == "Parts: all increasing over the past year"
    assert trend_headline([four[1], Assessment(four[0].measure)], "Parts") == "Parts: 1 increasing, 1 unclear"


def test_one_line_says_its_label_and_change_and_no_other_direction(gwent, four):
    """Vehicle crime is up by a fifth on the same quarter; over the year it is stable."""
    assert four[0].same_quarter.percent == pytest.approx(100 * (722 / 602 - 1))
    change = year_cell(four[0]).note.partition(" (")[0]
    assert trend_headline(four[:1], "Vehicle crime") == f"Vehicle crime: stable over the past year ({change})"
    homicide, few = (assess(gwent.parameters.measures[key], gwent) for key in ("homicide", "business-robbery"))
    assert trend_headline([homicide], "Homicide") == "Homicide: no label for the past year"
    assert trend_headline([few], "Business robbery") == "Business robbery: no clear change over the past year"


def test_a_headline_has_at_most_ten_words_beside_the_title_of_its_measure(gwent, avon_and_somerset):
    for case in (gwent, avon_and_somerset):
        for measure in case.parameters.measures.values():
            shown = [assess(measure, case)]
            pictures = [trend_picture("t", measure.title, shown, case), *benchmark_pictures("b", shown, case)]
            for picture in filter(None, pictures):
                title, _, said = picture.headline.partition(": ")
                assert title == measure.title
                assert 0 < len(said.split()) <= 10


def test_a_rank_in_a_headline_has_the_places_that_chance_leaves_open(avon_and_somerset):
    burglary = assess(avon_and_somerset.parameters.measures["burglary"], avon_and_somerset)
    (chart,) = benchmark_pictures("bars", [burglary], avon_and_somerset)
    low, high = burglary.benchmark.rank.low, burglary.benchmark.rank.high
    assert low < 6 < high
    assert chart.headline == f"Burglary: Avon and Somerset 6th ({low} to {high}) of 8"
    assert chart.notes[0] == "1st is the lowest rate."
