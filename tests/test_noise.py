"""What moves a count: the noise of a measure, and fits against statsmodels."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from crimekit.statistics.intervals import fit_table, wilson_interval
from crimekit.statistics.noise import noise
from crimekit.statistics.panel import panel_of


def test_wilson_of_none_and_of_all_touches_the_end():
    assert wilson_interval(0, 20, 1.959964)[0] == 0
    assert wilson_interval(1, 20, 1.959964)[1] == 1


def test_table_with_holes_agrees_with_a_poisson_regression():
    table = np.array([[12, np.nan, 14, 10], [18, 12, 10, 11], [np.nan, np.nan, 25, 28]])
    rows, columns = np.nonzero(np.isfinite(table))
    dummies = np.column_stack([rows[:, None] == np.unique(rows), columns[:, None] == np.unique(columns)[1:]])
    model = sm.GLM(table[rows, columns], dummies.astype(float), family=sm.families.Poisson()).fit(tol=1e-12)
    fit = fit_table(table)
    assert fit.df == model.df_resid
    assert fit.pearson == pytest.approx(model.pearson_chi2, abs=1e-6)


def test_table_leaves_out_a_year_with_one_quarter_and_of_nothing_is_nothing():
    full = np.array([[12.0, 8, 14, 10], [18, 12, 10, 11]])
    lone = np.array([[np.nan, np.nan, np.nan, 900.0]])
    assert fit_table(np.vstack([lone, full])) == fit_table(full)
    assert fit_table(np.full((2, 4), np.nan)).df == 0


@pytest.mark.parametrize("wobble", [0.0, 0.05, 0.1, 0.2])
def test_the_wobble_and_the_season_of_counts_are_found_beneath_chance_and_drift(wobble):
    random = np.random.default_rng(7)
    season = np.exp(0.1 * np.cos(np.arange(48) * math.pi / 2))[:, None]
    drift = np.exp(0.02 * np.arange(48))[:, None]
    mean = 2000 * season * drift * np.exp(random.normal(0, wobble, (48, 40)))
    found = noise(panel_of(pd.DataFrame(random.poisson(mean).astype(float))))
    assert found.wobble == pytest.approx(wobble, rel=0.1, abs=0.012)
    assert found.season == pytest.approx((0.1, 0, -0.1, 0), abs=0.02)  # the quarter judged is the last
    assert (found.pairs, found.forces) == (39 * 40, 40)  # of ten years
