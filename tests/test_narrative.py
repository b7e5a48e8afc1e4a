"""Sentences, headlines and the part that drives a change agree with their figures."""

from dataclasses import replace

import pytest

import crimekit as ck
from crimekit.blocks import Table
from crimekit.parameters.values import Measure
from crimekit.reports.cases.assessment import Assessment, assess
from crimekit.reports.cases.case import open_case
from crimekit.reports.measures.pictures import benchmark_pictures, trend_headline, trend_picture
from crimekit.reports.measures.sentences import difference, driver, key_points
from crimekit.statistics.rates import year_on_year


@pytest.mark.parametrize(
    ("force", "quarter"), [("west-yorkshire", "2025-26 Q3"), ("city-of-london", "2025-26 Q3"), ("kent", "2021-22 Q1")]
)
def test_there_are_at_most_five_key_points_and_each_measure_with_a_series_is_in_one(force, quarter):
    shown = ck.overview(force=force, quarter=quarter)
    points = shown.sentences[0].items
    assert 1 <= len(points) <= 5
    said = " ".join(points).lower()
    rows = [row for table in shown.headlines if isinstance(table, Table) for row in table.rows]
    for row in rows:
        assert row[0].text.lower() in said


def test_a_year_whose_newest_quarter_goes_the_other_way_is_neither_worse_nor_better():
    before = open_case(force="avon-and-somerset", quarter="2022-23 Q1", report="national-measures")
    vehicles = assess(before.parameters.measures["vehicle-crime"], before)  # down, the quarter up
    (point,) = key_points([vehicles], [vehicles])
    assert point.startswith("Vehicle crime fell over the past year, −")
    assert ": but this quarter goes the other way. " in point


def measured(title, codes, now, then):
    measure = Measure(title, title, "recorded-crime", "rate", "lower", series=tuple(codes))
    return Assessment(measure, same_quarter=year_on_year(now, then))


MOST = "Burglary accounts for most of the "
NET = (
    "Vehicle crime accounts for most of the increase: 120 more, in a net change of 93 more; "
    "burglary (39 fewer) and robbery (8 fewer) went the other way"
)
FELL = [("Vehicle crime", "a", 722, 602), ("Burglary", "b", 404, 443), ("Robbery", "c", 62, 70)]


@pytest.mark.parametrize(
    ("whole", "parts", "text"),
    [
        ((150, 100), [("Burglary", "a", 80, 40), ("Robbery", "b", 30, 20)], MOST + "increase: 40 of the 50 more"),
        ((60, 100), [("Burglary", "a", 20, 50), ("Robbery", "b", 20, 30)], MOST + "reduction: 30 of the 40 fewer"),
        ((1258, 1165), FELL, NET),  # a part rose by more than the whole: what fell is named
        ((150, 100), [("Burglary", "a", 60, 40)], ""),  # 30 of the 50 lie elsewhere
        ((150, 100), [("Burglary", "a", 65, 40)], ""),  # half is not most
        ((150, 100), [("Burglary", "a", 66, 40)], MOST + "increase: 26 of the 50 more"),
        ((109, 100), [("Burglary", "a", 50, 41)], ""),  # a small change
        ((30, 9), [("Burglary", "a", 25, 4)], ""),  # a small base
        ((150, 100), [("Same", "abcd", 150, 100)], ""),  # not a part
        ((150, 100), [("Wider", "abe", 150, 100)], ""),
        ((150, 100), [("Burglary", "ab", 60, 40), ("Inside it", "a", 60, 20)], ""),
    ],
)
def test_the_part_that_drives_a_change(whole, parts, text):
    assert driver(measured("All", "abcd", *whole), [measured(*part) for part in parts]) == text


def test_without_a_change_or_a_figure_a_year_before_no_part_is_said_to_drive_it():
    assert difference(year_on_year(3, 3)) == "the same number as"
    assert driver(Assessment(measured("All", "ab", 1, 1).measure), []) == ""
    part = replace(measured("Burglary", "a", 90, 40), same_quarter=None)
    assert driver(measured("All", "ab", 150, 100), [part]) == ""


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


def test_a_headline_has_at_most_ten_words_beside_the_title_of_its_measure(avon_and_somerset):
    case = avon_and_somerset
    for measure in [*case.parameters.measures.values()][::3]:
        shown = [assess(measure, case)]
        pictures = [trend_picture("t", measure.title, shown, case), *benchmark_pictures("b", shown, case)]
        for picture in filter(None, pictures):
            title, _, said = picture.headline.partition(": ")
            assert title == measure.title
            assert 0 < len(said.split()) <= 10
