"""Targets and grades: the bound itself is met, what is missing cannot be told."""

import pytest

from crimekit.errors import DataError
from crimekit.reports.outturn.goals import grade, judge


@pytest.mark.parametrize(
    ("kind", "now", "given", "finding"),
    [
        ("at-most", 100, {"value": 100}, "met"),
        ("at-most", 101, {"value": 100}, "not met"),
        ("at-least", 80, {"value": 80}, "met"),
        ("at-least", 79.9, {"value": 80}, "not met"),
        ("reduce-by", 800, {"value": 20, "base": 1000}, "met"),
        ("reduce-by", 801, {"value": 20, "base": 1000}, "not met"),
        ("within", 10, {"low": 10, "high": 20}, "met"),
        ("within", 20.5, {"low": 10, "high": 20}, "not met"),
        ("within", None, {"low": 10, "high": 20}, "cannot tell"),
        ("reduce-by", 800, {"value": 20}, "cannot tell"),
    ],
)
def test_finding(kind, now, given, finding):
    assert judge(kind, now, **given).finding == finding


def test_a_reduction_says_its_bound_even_where_the_year_has_no_figure():
    found = judge("reduce-by", None, value=10, base=500)
    assert (found.finding, found.high, found.reason) == ("cannot tell", 450, "there is no figure of this year")


@pytest.mark.parametrize(
    ("now", "better", "course", "step"),
    [
        (90, "lower", "improving", "exceeds expectations"),
        (90, "lower", "worsening", "meets expectations"),
        (110, "lower", "worsening", "meets expectations"),
        (130, "lower", "neither", "below expectations"),
        (130, "lower", "improving", "meets expectations"),
        (130, "higher", "neither", "exceeds expectations"),
        (90, "higher", "neither", "below expectations"),
        (None, "lower", "improving", "cannot tell"),
        (90, "neither", "improving", "cannot tell"),
    ],
)
def test_grade(now, better, course, step):
    assert grade(now, low=100, high=120, better=better, course=course).finding == step


def test_without_a_trend_the_range_decides_and_it_is_said():
    found = grade(90, low=100, high=120, better="lower", course="not known")
    assert (found.finding, found.reason) == ("exceeds expectations", "by the range alone: the trend is not known")


def test_a_target_without_bounds_and_a_range_the_wrong_way_round_are_refused():
    with pytest.raises(DataError, match=r"^target: within: found no bound; expected a value, or a low and a high one$"):
        judge("within", 5)
    with pytest.raises(DataError, match=r"^grade: found a range from 10 to 1; expected the lower end first$"):
        grade(5, low=10, high=1, better="lower", course="neither")
