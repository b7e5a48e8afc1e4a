"""What moves a count: the noise of a measure, fits against statsmodels, intervals against published values."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from crimekit.statistics.intervals import (
    fit_table,
    normal_quantile,
    poisson_interval,
    wilson_interval,
)
from crimekit.statistics.noise import noise
from crimekit.statistics.panel import panel_of

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
    fit = fit_table(table)
    assert fit.df == model.df_resid
    assert fit.pearson == pytest.approx(model.pearson_chi2, abs=1e-6)


def test_table_leaves_out_a_year_with_one_quarter():
    full = np.array([[12.0, 8, 14, 10], [18, 12, 10, 11]])
    lone = np.array([[np.nan, np.nan, np.nan, 900.0]])
    assert fit_table(np.vstack([lone, full])) == fit_table(full)


def test_table_of_nothing_is_nothing():
    assert fit_table(np.full((2, 4), np.nan)).df == 0
    assert fit_table(np.zeros((3, 4))).pearson == 0


# the noise of a measure


def wobbling(forces=12, quarters=48, wobble=0.1, level=2000, seed=7):
    """Counts with a season and a drift that move by `wobble`, and by chance."""
    random = np.random.default_rng(seed)
    season = np.exp(0.1 * np.cos(np.arange(quarters) * math.pi / 2))[:, None]
    drift = np.exp(0.02 * np.arange(quarters))[:, None]
    mean = level * season * drift * np.exp(random.normal(0, wobble, (quarters, forces)))
    return pd.DataFrame(random.poisson(mean).astype(float))


def learnt(table, at=-1, **parts):
    people = parts.pop("residents", pd.DataFrame(6e5, table.index, table.columns))
    return noise(panel_of(table, residents=people, **parts), at)


def flags(table, *cells):
    found = np.zeros(table.shape, dtype=bool)
    for cell in cells:
        found[cell] = True
    return found


@pytest.mark.parametrize("wobble", [0.0, 0.05, 0.1, 0.2])
def test_the_wobble_and_the_season_of_counts_are_found_beneath_chance_and_drift(wobble):
    found = learnt(wobbling(forces=40, wobble=wobble))
    assert found.wobble == pytest.approx(wobble, rel=0.1, abs=0.012)
    assert found.season == pytest.approx((0.1, 0, -0.1, 0), abs=0.02)  # the quarter judged is the last
    assert (found.pairs, found.forces) == (39 * 40, 40)


def test_a_step_and_a_spike_of_one_force_are_forgotten():
    table = wobbling()
    other = table.copy()
    other.iloc[30:, 3] *= 4
    other.iloc[20, 5] *= 10
    assert learnt(other).wobble == pytest.approx(learnt(table).wobble, rel=0.03)


def test_no_later_quarter_counts_and_none_older_than_ten_years():
    table = wobbling()
    assert learnt(table, 41) == learnt(table.iloc[:42])
    later = table.copy()
    later.iloc[42:] = math.nan
    assert learnt(later, 41) == learnt(table, 41)
    assert learnt(table) == learnt(table.iloc[8:])


def test_pairs_that_are_masked_broken_small_or_missing_are_left_out():
    table = wobbling()
    whole = learnt(table).pairs
    assert learnt(table, masked=flags(table, (30, slice(None)))).pairs == whole - 2 * 12
    assert learnt(table, breaks=flags(table, (30, 4), (40, 4))).pairs == whole - 2
    for odd in (math.nan, -3, 14):
        other = table.copy()
        other.iloc[30, 4] = odd
        assert learnt(other).pairs == whole - 2
        other.iloc[30, 5] = 15
        assert learnt(other).pairs == whole - 2
    jump = table.copy()
    jump.iloc[30:] *= np.where(np.arange(12) % 2, 3, 1 / 3)  # half of the forces, so that no median forgets it
    new = flags(table, (30, slice(None)))
    assert learnt(jump, breaks=new).wobble == pytest.approx(learnt(table, breaks=new).wobble, rel=0.01)


@pytest.mark.parametrize(("quarters", "pairs"), [(1, 0), (2, 1), (41, 39)])
def test_few_pairs_are_drawn_towards_seven_in_a_hundred(quarters, pairs):
    found = learnt(pd.DataFrame([[100.0]] * quarters))  # of their own they know no wobble
    assert found.pairs == pairs
    assert found.wobble == pytest.approx(math.sqrt(20 * 0.07**2 / (20 + pairs)))


def test_a_force_without_residents_is_not_learnt_from_unless_none_has_any():
    table = wobbling()
    table[0] = wobbling(forces=1, wobble=1.0, seed=2)[0]
    people = pd.DataFrame(6e5, table.index, table.columns)
    people[0] = math.nan
    assert learnt(table, residents=people) == learnt(table[table.columns[1:]])
    assert noise(panel_of(table)).forces == 12
