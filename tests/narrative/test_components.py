"""The part that drives a change is named only where the arithmetic says so."""

from dataclasses import replace

import pytest

from crimekit.parameters.values import Measure
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.narrative.sentences import driver
from crimekit.statistics.rates import year_on_year


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


def test_without_a_figure_a_year_before_nothing_is_said():
    assert driver(Assessment(measured("All", "ab", 1, 1).measure), []) == ""
    part = replace(measured("Burglary", "a", 90, 40), same_quarter=None)
    assert driver(measured("All", "ab", 150, 100), [part]) == ""
