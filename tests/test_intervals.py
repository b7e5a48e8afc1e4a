"""Intervals of counts and shares, against published values and statsmodels."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from crimekit.statistics.intervals import byar_interval, growth, normal_quantile, poisson_interval, wilson_interval

GOLDEN = json.loads((Path(__file__).parent / "data" / "golden.json").read_text())
BYAR = [case for case in GOLDEN["published"] if case["what"] == "byar_interval"]
POISSON = [case for case in GOLDEN["computed"] if case["what"] == "poisson_interval_95"]
# Not built, so not tested: funnel_significance_poisson, xmr_limits, xmr_seven_point_trend, wdd, e_test,
# poisson_z_wheeler and mann_kendall. No printed word rests on them.


@pytest.mark.parametrize("case", BYAR, ids=lambda case: f"{case['count']}, {case['confidence']}")
def test_byar_agrees_with_published_table(case):
    lower, upper = byar_interval([case["count"]], case["confidence"])
    assert (lower[0], upper[0]) == pytest.approx((case["lower"], case["upper"]), abs=1e-6)


@pytest.mark.parametrize("case", POISSON, ids=lambda case: str(case["count"]))
def test_poisson_and_byar_at_95_percent(case):
    for interval, name in ((poisson_interval, "exact"), (byar_interval, "byar")):
        lower, upper = interval([case["count"]])
        assert (lower[0], upper[0]) == pytest.approx(tuple(case[name]), abs=1e-6)


@pytest.mark.parametrize("interval", [poisson_interval, byar_interval])
def test_no_interval_below_zero_or_of_a_missing_count(interval):
    lower, upper = interval([-1, math.nan])
    assert np.isnan([lower, upper]).all()


def test_zero_count_has_a_lower_limit_of_zero():
    assert poisson_interval([0])[0].tolist() == byar_interval([0])[0].tolist() == [0]


def test_wilson_of_none_and_of_all_touches_the_end():
    assert wilson_interval(0, 20, 1.959964)[0] == 0
    assert wilson_interval(1, 20, 1.959964)[1] == 1


def test_quantile_is_students_where_degrees_are_given():
    assert normal_quantile(0.95, df=6) == pytest.approx(stats.t.ppf(0.975, 6))
    assert normal_quantile(0.90) == pytest.approx(stats.norm.ppf(0.95))


def test_growth_beyond_any_number_is_infinite():
    assert growth(800) == math.inf
    assert growth(-800) == -1
