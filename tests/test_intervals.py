"""Intervals of counts and shares, against published values and statsmodels."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from crimekit.statistics.noise import (
    growth,
    mid_z,
    negative_binomial,
    normal_quantile,
    poisson_interval,
    wilson_interval,
)

GOLDEN = json.loads((Path(__file__).parent / "data" / "golden.json").read_text())
SHARES = [case for case in GOLDEN["published"] if case["what"] == "wilson_interval"]
POISSON = [case for case in GOLDEN["computed"] if case["what"] == "poisson_interval_95"]
# Not built, so not tested: byar_interval, two_counts, funnel_significance_poisson, xmr_limits, xmr_seven_point_trend,
# wdd, e_test, poisson_z_wheeler and mann_kendall. No printed word rests on them.


@pytest.mark.parametrize("case", SHARES, ids=lambda case: f"{case['x']} of {case['n']}, {case['confidence']}")
def test_wilson_agrees_with_published_tables(case):
    limits = wilson_interval(case["x"] / case["n"], case["n"], normal_quantile(case["confidence"]))
    assert limits == pytest.approx((case["lower"], case["upper"]), abs=case["tol"])


@pytest.mark.parametrize("case", POISSON, ids=lambda case: str(case["count"]))
def test_poisson_at_95_percent(case):
    lower, upper = poisson_interval([case["count"]])
    assert (lower[0], upper[0]) == pytest.approx(tuple(case["exact"]), abs=1e-6)


def test_no_interval_below_zero_or_of_a_missing_count():
    assert np.isnan(poisson_interval([-1, math.nan])).all()


def test_zero_count_has_a_lower_limit_of_zero():
    assert poisson_interval([0])[0].tolist() == [0]


def test_wilson_of_none_and_of_all_touches_the_end():
    assert wilson_interval(0, 20, 1.959964)[0] == 0
    assert wilson_interval(1, 20, 1.959964)[1] == 1


def test_quantile_is_students_where_degrees_are_given():
    assert normal_quantile(0.95, df=6) == pytest.approx(stats.t.ppf(0.975, 6))
    assert normal_quantile(0.90) == pytest.approx(stats.norm.ppf(0.95))


def test_growth_beyond_any_number_is_infinite():
    assert growth(800) == math.inf
    assert growth(-800) == -1


@pytest.mark.parametrize(("mean", "variance"), [(0.4, 0.5), (640, 4000), (50, 50.0001)])
def test_a_count_to_come_has_the_mean_and_the_variance_given(mean, variance):
    assert negative_binomial(mean, variance).stats() == pytest.approx((mean, variance))


def test_mid_z_of_an_impossible_count_is_finite():
    assert mid_z(negative_binomial(5, 6), 100_000) > 30
