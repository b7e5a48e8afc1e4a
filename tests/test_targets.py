"""Targets and grades: the bound itself is met, what is missing cannot be told."""

import pytest

from crimekit.reports.outturn.goals import Target, judge


def target(kind, **given):
    return Target("Crime", "crime-prevention", "2019-20", "crime", kind, "The plan", **given)


@pytest.mark.parametrize(
    ("kind", "now", "given", "finding"),
    [
        ("at-most", 100, {"value": 100}, "met"),
        ("at-most", 101, {"value": 100}, "not met"),
        ("at-least", 80, {"value": 80}, "met"),
        ("at-least", 79.9, {"value": 80}, "not met"),
        ("within", 10, {"low": 10, "high": 20}, "met"),
        ("within", 20.5, {"low": 10, "high": 20}, "not met"),
        ("within", None, {"low": 10, "high": 20}, "cannot tell"),
        ("reduce-by", 800, {"value": 20}, "met"),
        ("reduce-by", 801, {"value": 20}, "not met"),
    ],
)
def test_finding(kind, now, given, finding):
    assert judge(target(kind, **given), now, base=1000).finding == finding


def test_a_reduction_says_its_bound_even_where_the_year_has_no_figure():
    found = judge(target("reduce-by", value=10), None, base=500)
    assert (found.finding, found.high, found.reason) == ("cannot tell", 450, "there is no figure of this year")
    found = judge(target("reduce-by", value=10), 400)
    assert (found.finding, found.high, found.reason) == ("cannot tell", None, "there is no figure of the base year")


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
    assert judge(target("grade", low=100, high=120), now, better=better, course=course).finding == step


def test_without_a_trend_the_range_decides_and_it_is_said():
    found = judge(target("grade", low=100, high=120), 90)
    assert (found.finding, found.reason) == ("exceeds expectations", "by the range alone: the trend is not known")
