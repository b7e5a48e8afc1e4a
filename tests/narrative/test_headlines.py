"""Headlines and alternative texts agree with their figures."""

import pytest

from crimekit.reports.cases.assessment import Assessment, assess
from crimekit.reports.measures.pictures import benchmark_pictures, trend_picture
from crimekit.reports.narrative.headlines import trend_headline


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


def test_a_headline_has_at_most_ten_words_beside_the_title_of_its_measure(gwent, avon_and_somerset):
    for case in (gwent, avon_and_somerset):
        for measure in case.parameters.measures.values():
            shown = [assess(measure, case)]
            pictures = [trend_picture("t", measure.title, shown, case), *benchmark_pictures("b", shown, case)]
            for picture in filter(None, pictures):
                title, _, said = picture.headline.partition(": ")
                assert title == measure.title
                assert 0 < len(said.split()) <= 10
