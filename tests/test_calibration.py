"""The labels keep quiet on series where nothing changed and see a large change: a small run of the bench."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

BENCH = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "benchmarks" / "calibration.py")))
SHIPPED = pd.read_csv(BENCH.CALIBRATION)


@pytest.fixture(scope="module")
def drawn():
    """The share named more or fewer, by panel or alone, change and horizon, of 20 panels each."""
    kinds = [
        ("nothing", "variance 1.5", "30"),
        ("nothing", "wobble 0.07, 0.3", "mixed"),
        ("a year 20 % higher", "variance 1.5", "300"),
    ]
    table = BENCH.measured(kinds, panels=20)
    return table.set_index(["among", "change", "over", "horizon"])


@pytest.mark.parametrize("noise", ["variance 1.5", "wobble 0.07, 0.3"])
@pytest.mark.parametrize("horizon", ["quarter", "year", "three years"])
def test_few_series_are_given_a_direction_where_nothing_changed(drawn, noise, horizon):
    assert drawn["worst"]["forces", "nothing", noise, horizon] <= 0.05
    alone = drawn.loc["alone", "nothing", noise, horizon]
    assert alone["worst"] <= 0.05 + 3 * (0.05 * 0.95 / alone["series"]) ** 0.5


def test_a_large_step_is_seen_and_never_the_wrong_way(drawn):
    for among in ("forces", "alone"):
        found = drawn.loc[among, "a year 20 % higher", "300", "year"]
        assert found["up"] >= 0.8  # 0.91 and 0.85 measured
        assert found["down"] == 0


def test_equal_forces_seldom_get_a_side(drawn):
    assert drawn["worst"]["group", "nothing", "variance 1.5", "benchmark"] <= 0.10


def test_the_bench_writes_the_table_of_the_methods_page(tmp_path, monkeypatch, capsys):
    path = tmp_path / "calibration.csv"
    monkeypatch.setattr("sys.argv", ["calibration.py", "--quick", "--panels", "1", "--write", str(path)])
    BENCH.main()
    written = pd.read_csv(path)
    assert list(written) == list(SHIPPED)
    assert set(written["change"]) == set(SHIPPED["change"])
    assert "a year 20 % higher" in capsys.readouterr().out


def test_the_shipped_table_is_of_enough_series():
    assert SHIPPED["series"].min() >= 1000
    assert {noise for noise in SHIPPED["over"] if noise in BENCH.NOISES} == set(BENCH.NOISES)


@pytest.mark.parametrize(("horizon", "worst"), [("quarter", 0.08), ("year", 0.08), ("three years", 0.08)])
def test_false_alarms_among_forces_stay_below_five_in_a_hundred_on_average(horizon, worst):
    # Where no wobble lasts. The worst of the past year is 5 offences a quarter with three times the variance of chance
    # and neighbours that correlate 0.3.
    still = SHIPPED[(SHIPPED["change"] == "nothing") & (SHIPPED["among"] == "forces")]
    still = still[(still["horizon"] == horizon) & ~still["over"].isin(BENCH.LASTING)]
    assert (still["up"] + still["down"]).mean() <= 0.05
    assert still["worst"].max() <= worst


@pytest.mark.parametrize(("noise", "ratio"), [("Poisson", 1.0), ("variance 3", 3.0), ("variance 3, 0.6", 3.0)])
def test_noise_has_the_variance_it_says(noise, ratio):
    counts = BENCH.draw(np.full((4000, 3), 150.0), noise, np.random.default_rng(1))
    assert counts.mean() == pytest.approx(150, rel=0.02)
    assert counts.var() / counts.mean() == pytest.approx(ratio, rel=0.1)


def test_a_wobble_has_the_deviation_and_the_correlation_it_says():
    logs = np.log(BENCH.draw(np.full((4000, 3), 1e6), "wobble 0.07, 0.6", np.random.default_rng(1)))
    assert logs.std() == pytest.approx(0.07, rel=0.05)
    assert np.corrcoef(logs[1:, 0], logs[:-1, 0])[0, 1] == pytest.approx(0.6, abs=0.05)
