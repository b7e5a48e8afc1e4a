"""The two fits, against statsmodels and against the textbook product of margins."""

import numpy as np
import pytest
import statsmodels.api as sm

from crimekit.statistics.noise import fit_line, fit_table, year_blocks


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


def test_table_of_small_counts_fits_no_season():
    fit = fit_table(np.array([[1.0, 3, 1, 3], [2, 2, 2, 2]]), season_from_mean=10)
    assert (fit.df, fit.pearson) == (6, 2.0)  # eight quarters less two years


def test_table_of_nothing_has_no_degrees_of_freedom():
    assert fit_table(np.full((2, 4), np.nan), season_from_mean=10).df == 0


def test_table_of_zeros_does_not_vary():
    assert fit_table(np.zeros((3, 4)), season_from_mean=0).pearson == 0


def test_blocks_end_with_the_newest_quarter():
    assert year_blocks(np.arange(10.0)).tolist() == [[2, 3, 4, 5], [6, 7, 8, 9]]


def test_line_agrees_with_statsmodels():
    counts = np.array([44, 36, 48, 46, 48, 46, 39, 53, 31, 41.0])
    design = np.column_stack([np.ones(10), np.arange(10) % 2, np.arange(10) / 4])
    offset = np.log(np.linspace(1, 1.2, 10))
    model = sm.GLM(counts, design, family=sm.families.Poisson(), offset=offset).fit(tol=1e-12)
    fit = fit_line(counts, design, offset)
    assert fit.coefficients == pytest.approx(model.params, abs=1e-8)
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx(model.bse, abs=1e-8)
    assert fit.dispersion == pytest.approx(model.pearson_chi2 / 7, abs=1e-8)


def test_line_with_columns_that_cannot_be_told_apart_is_none():
    assert fit_line(np.ones(5), np.ones((5, 2)), np.zeros(5)) is None


def test_line_with_as_many_columns_as_quarters_is_none():
    assert fit_line(np.array([1.0, 2]), np.eye(2), np.zeros(2)) is None
