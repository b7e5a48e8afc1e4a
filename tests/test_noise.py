"""What chance does to a count: fits against statsmodels, intervals against published values."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm

from crimekit.statistics.noise import (
    fit_table,
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


@pytest.mark.parametrize("case", SHARES, ids=lambda case: f"{case['x']} of {case['n']}, {case['confidence']}")
def test_wilson_agrees_with_published_tables(case):
    limits = wilson_interval(case["x"] / case["n"], case["n"], normal_quantile(case["confidence"]))
    assert limits == pytest.approx((case["lower"], case["upper"]), abs=case["tol"])


@pytest.mark.parametrize("case", POISSON, ids=lambda case: str(case["count"]))
def test_poisson_at_95_percent(case):
    lower, upper = poisson_interval([case["count"]])
    assert (lower[0], upper[0]) == pytest.approx(tuple(case["exact"]), abs=1e-6)


def test_wilson_of_none_and_of_all_touches_the_end():
    assert wilson_interval(0, 20, 1.959964)[0] == 0
    assert wilson_interval(1, 20, 1.959964)[1] == 1


def test_growth_beyond_any_number_is_infinite():
    assert growth(800) == math.inf
    assert growth(-800) == -1


@pytest.mark.parametrize(("mean", "variance"), [(0.4, 0.5), (640, 4000), (50, 50.0001)])
def test_a_count_to_come_has_the_mean_and_the_variance_given(mean, variance):
    assert negative_binomial(mean, variance).stats() == pytest.approx((mean, variance))


def test_mid_z_of_an_impossible_count_is_finite():
    assert mid_z(negative_binomial(5, 6), 100_000) > 30


def saturated(rows, columns):
    """Rows and columns as dummies, the first column's left out."""
    return np.column_stack([rows[:, None] == np.unique(rows), columns[:, None] == np.unique(columns)[1:]]).astype(float)


@pytest.mark.parametrize(
    "blocks",
    [
        [[12, 8, 14, 10], [18, 12, 10, 11], [30, 22, 25, 28]],
        [[12, np.nan, 14, 10], [18, 12, 10, 11], [np.nan, np.nan, 25, 28]],
    ],
    ids=["full", "with holes"],
)
def test_table_agrees_with_a_poisson_regression(blocks):
    table = np.array(blocks, dtype=float)
    rows, columns = np.nonzero(np.isfinite(table))
    model = sm.GLM(table[rows, columns], saturated(rows, columns), family=sm.families.Poisson()).fit(tol=1e-12)
    fit = fit_table(table, season_from_mean=10)
    assert fit.df == model.df_resid
    assert fit.pearson == pytest.approx(model.pearson_chi2, abs=1e-6)


def test_table_leaves_out_a_year_with_one_quarter():
    full = np.array([[12.0, 8, 14, 10], [18, 12, 10, 11]])
    lone = np.array([[np.nan, np.nan, np.nan, 900.0]])
    assert fit_table(np.vstack([lone, full]), season_from_mean=0) == fit_table(full, season_from_mean=0)


def test_table_of_small_counts_fits_no_season_and_of_nothing_nothing():
    fit = fit_table(np.array([[1.0, 3, 1, 3], [2, 2, 2, 2]]), season_from_mean=10)
    assert (fit.df, fit.pearson) == (6, 2.0)  # eight quarters less two years
    empty = fit_table(np.full((2, 4), np.nan), season_from_mean=10)
    assert (empty.df, fit_table(np.zeros((3, 4)), season_from_mean=0).pearson) == (0, 0)
