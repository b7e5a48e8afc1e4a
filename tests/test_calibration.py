"""The labels keep their word on stable series: a small run of the bench in tests/benchmarks."""

import runpy
from pathlib import Path

import numpy as np
import pytest

BENCH = runpy.run_path(str(Path(__file__).parent / "benchmarks" / "calibration.py"))
STABLE = [BENCH["Setting"](level, 21, 0.1, noise) for level in (5, 150) for noise in ("pois", "ar3")]


def test_stable_series_seldom_get_a_direction():
    shares = BENCH["fired"](STABLE, "stable", replicates=250)
    worst = {name: max(cells.values()) for name, cells in shares.items()}
    assert worst["short term"] <= 0.08  # 0.05, and twice the error of 250 draws
    assert worst["medium term"] <= 0.08
    assert worst["latest quarter unusual"] <= 0.03
    assert worst["same quarter last year, 10 %"] >= 0.5


def test_a_large_step_is_seen():
    shares = BENCH["fired"]([BENCH["Setting"](150, 21, 0.1, "pois")], "step +20 %", replicates=100)
    assert min(shares["short term"].values()) >= 0.65  # 0.80 measured


def test_equal_forces_seldom_get_a_side():
    side, band = BENCH["group_false_alarms"](30, "nb3", replicates=120)
    assert side <= 0.10
    assert band >= 0.15


@pytest.mark.parametrize(("noise", "expected"), [("pois", 1.0), ("nb3", 3.0), ("ar3", 3.0)])
def test_noise_has_the_variance_it_says(noise, expected):
    random = np.random.default_rng(1)
    setting = BENCH["Setting"](150, 4000, 0.0, noise)
    counts = BENCH["draw"](setting, np.ones(4000), random)
    assert counts.mean() == pytest.approx(150, rel=0.02)
    assert counts.var() / counts.mean() == pytest.approx(expected, rel=0.1)
