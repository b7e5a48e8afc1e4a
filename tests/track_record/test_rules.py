"""The rules of everyday practice, as analysts apply them."""

import numpy as np
import pytest

from crimekit.reports.track_record import EVERYDAY
from crimekit.reports.track_record.rules import control_chart, poisson_year

FLAT = [50.0, 52, 48, 51, 49, 50, 52, 48, 51, 49, 50, 52]


@pytest.mark.parametrize(
    ("rule", "latest", "expected"),
    [
        ("same quarter last year, 10 %", 57, 1),  # 51 a year before
        ("same quarter last year, 10 %", 56, 0),
        ("same quarter last year, 10 %", 45, -1),
        ("last quarter, 10 %", 58, 1),  # 52 before
        ("last quarter, 10 %", 46, -1),
        ("year on year, 10 % either way", 71, 1),  # 222 against 201, more than a tenth
    ],
)
def test_a_tenth_either_way_is_a_direction(rule, latest, expected):
    assert EVERYDAY[rule](np.array([*FLAT, latest])) == expected


def test_from_nothing_to_something_is_up():
    assert EVERYDAY["last quarter, 10 %"](np.array([*FLAT[:-1], 0.0, 1.0])) == 1


@pytest.mark.parametrize("rule", ["same quarter last year, 10 %", "year on year, Poisson z"])
def test_a_missing_quarter_gives_no_direction(rule):
    assert EVERYDAY[rule](np.array([*FLAT[:-5], np.nan, *FLAT[-4:-1], 90.0])) == 0


@pytest.mark.parametrize(("now", "expected"), [(118, 0), (131, 1), (72, -1)])
def test_two_poisson_years_are_tested_at_five_in_a_hundred(now, expected):
    # Against 100: the difference over the root of the sum is 1.22, 2.04 and -2.13.
    assert poisson_year(np.array([25.0] * 4 + [now / 4] * 4)) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([*FLAT, 90.0], 1),  # outside the limits
        ([*FLAT, 12.0], -1),
        ([*FLAT, 51.0], 0),
        ([50.0, 60] * 5 + [51.0, 52, 53, 54, 55, 56, 57], 1),  # seven points that rise
        ([70.0, 50, 70, 50, 70, 50, 70, 50, 49, 50, 49, 50, 49, 50, 49], -1),  # seven points below the mean
    ],
)
def test_the_control_chart_applies_its_rules(counts, expected):
    assert control_chart(np.array(counts)) == expected


def test_a_constant_series_is_in_control():
    assert control_chart(np.full(12, 7.0)) == 0


def test_the_control_chart_leaves_missing_quarters_out():
    assert control_chart(np.array([*FLAT, np.nan, 90.0])) == 1
