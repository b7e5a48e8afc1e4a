"""Rates, shares and year-on-year changes, against published tables."""

import json
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimekit.errors import DataError, ParameterError
from crimekit.statistics.rates import mid_year, poisson_rate, proportion, rate, sum_periods, year_on_year
from crimekit.statistics.rates.figures import FIGURES

GOLDEN = json.loads((Path(__file__).parent / "data" / "golden.json").read_text())
PUBLISHED_RATES = [case for case in GOLDEN["published"] if case["what"] == "phe_rate"]
SHARES = [case for case in GOLDEN["published"] if case["what"] == "wilson_interval"]

POPULATION = pd.DataFrame({"force": ["gwent", "gwent"], "year": [2022, 2023], "population": [588_000, 592_000]})


def counts(**columns):
    return pd.DataFrame({"force": "gwent", "period": "2023-24 Q1", **columns}, index=range(len(columns["value"])))


@pytest.mark.parametrize("case", PUBLISHED_RATES, ids=lambda case: f"{case['count']} of {case['population']}")
@pytest.mark.parametrize(("confidence", "suffix"), [(0.95, "95"), (0.998, "998")])
def test_rate_agrees_with_published_table(case, confidence, suffix):
    population = pd.DataFrame({"force": ["gwent"], "year": [2022], "population": [case["population"]]})
    figures = rate(
        counts(value=[case["count"]]), population, per=case["multiplier"], interval="byar", confidence=confidence
    )
    row = figures.iloc[0]
    assert row["value"] == pytest.approx(case["value"], abs=1e-6)
    assert row["lower"] == pytest.approx(case[f"lower{suffix}"], abs=1e-6)
    assert row["upper"] == pytest.approx(case[f"upper{suffix}"], abs=1e-6)
    assert ("Byar" in row["method"]) == (case["count"] >= 10)


def test_rate_keeps_its_parts_and_names_its_population():
    figures = rate(counts(value=[1164.0]), POPULATION)
    assert tuple(figures.columns) == FIGURES
    row = figures.iloc[0]
    assert (row["numerator"], row["denominator"]) == (1164, 588_000)
    assert row["value"] == 1164 / 588_000 * 1000
    assert row["method"] == "exact Poisson 95% interval; mid-2022 population"


def test_rate_of_none_recorded_has_an_interval_from_zero():
    row = rate(counts(value=[0.0]), POPULATION, per=588_000).iloc[0]
    assert (row["value"], row["lower"]) == (0, 0)
    assert row["upper"] == pytest.approx(3.688879, abs=1e-6)  # -log 0.025


def test_rate_of_a_missing_count_is_missing():
    row = rate(counts(value=[float("nan")]), POPULATION).iloc[0]
    assert row[["value", "numerator", "lower", "upper"]].isna().all()
    assert row["method"] == "no count; mid-2022 population"


def test_rate_below_zero_has_no_interval():
    row = rate(counts(value=[-2.0]), POPULATION).iloc[0]
    assert row["value"] == pytest.approx(-2 / 588)
    assert math.isnan(row["lower"])
    assert math.isnan(row["upper"])
    assert row["method"] == "no interval: the count is below zero; mid-2022 population"


def test_rate_uses_the_year_it_is_given():
    assert rate(counts(value=[592.0], period=["12 months"], year=[2023]), POPULATION)["value"].tolist() == [1.0]


def test_rate_keeps_the_order_of_its_rows():
    table = pd.DataFrame({"force": "gwent", "period": ["2024-25 Q1", "2023-24 Q1"], "value": [2.0, 1.0]})
    assert rate(table, POPULATION)["numerator"].tolist() == [2, 1]


def test_rate_without_a_population_names_force_and_year():
    with pytest.raises(DataError, match=r"no residents of 'gwent' for mid-2024; expected an estimate above zero"):
        rate(counts(value=[1.0], period=["2025-26 Q1"]), POPULATION)


def test_rate_offers_the_nearest_force():
    with pytest.raises(DataError, match=r"'gwnt' for mid-2022.*did you mean 'gwent'"):
        rate(counts(value=[1.0], force=["gwnt"]), POPULATION)


def test_rate_refuses_a_count_given_twice():
    with pytest.raises(DataError, match="found gwent, 2023-24 Q1 twice; expected one count"):
        rate(counts(value=[1.0, 2.0]), POPULATION)


def test_rate_refuses_an_estimate_given_twice():
    with pytest.raises(DataError, match="found gwent, 2022 twice; expected one estimate"):
        rate(counts(value=[1.0]), pd.concat([POPULATION, POPULATION]))


def test_rate_refuses_an_unknown_interval():
    with pytest.raises(ParameterError, match="interval: found 'byr'; did you mean 'byar'"):
        rate(counts(value=[1.0]), POPULATION, interval="byr")


def test_mid_year_refuses_what_is_no_period():
    with pytest.raises(DataError, match="period: found 'spring'; expected a quarter, a month or a financial year"):
        mid_year("spring")


def test_mid_year_of_the_year_ending_december_2024_is_2023():
    assert mid_year("quarter ending December 2024") == 2023  # as the Office for National Statistics divides


def test_sum_periods_with_a_missing_quarter_is_missing():
    table = pd.DataFrame(
        {
            "force": ["gwent", "gwent", "kent"],
            "period": ["2023-24 Q1", "2023-24 Q2", "2023-24 Q1"],
            "value": [3.0, 4.0, 5.0],
        }
    )
    total = sum_periods(table, ["2023-24 Q1", "2023-24 Q2"], label="half year").set_index("force")["value"]
    assert total["gwent"] == 7
    assert math.isnan(total["kent"])


def test_poisson_rate_agrees_with_the_frame():
    row = rate(counts(value=[32.0]), POPULATION).iloc[0]
    one = poisson_rate(32, 588_000)
    assert (one.value, one.lower, one.upper) == pytest.approx((row["value"], row["lower"], row["upper"]))


def test_poisson_rate_of_a_missing_count():
    assert poisson_rate(None, 1000).value is None
    assert poisson_rate(math.nan, 1000).method == "no count"


def test_poisson_rate_below_zero():
    below = poisson_rate(-1, 1000)
    assert (below.value, below.lower, below.method) == (-1, None, "no interval: the count is below zero")


def test_poisson_rate_needs_residents():
    with pytest.raises(DataError, match="population: found 0; expected residents above zero"):
        poisson_rate(1, 0)


@pytest.mark.parametrize("case", SHARES, ids=lambda case: f"{case['x']} of {case['n']}, {case['confidence']}")
def test_proportion_agrees_with_published_tables(case):
    share = proportion(case["x"], case["n"], confidence=case["confidence"], per=1)
    assert (share.lower, share.upper) == pytest.approx((case["lower"], case["upper"]), abs=case["tol"])


def test_proportion_of_nothing_is_not_a_share():
    assert proportion(0, 0).value is None


def test_proportion_refuses_more_than_the_whole():
    with pytest.raises(DataError, match="share: found 4 of 3; expected a part between zero and the whole"):
        proportion(4, 3)


def test_year_on_year_divides_by_the_earlier_period():
    change = year_on_year(1231, 1164)
    assert (change.difference, change.percent) == (67, pytest.approx(5.756, abs=1e-3))


@pytest.mark.parametrize(
    ("now", "then", "reason"),
    [
        (3, 0, "none recorded in the earlier period, so no percentage"),
        (3, 49, "fewer than 50 in the earlier period: counts only"),
        (3, -1, "fewer than 50 in the earlier period: counts only"),
        (None, 9, "no figures for this period"),
        (3, math.nan, "no figures for the earlier period"),
        (None, None, "no figures for both periods"),
    ],
)
def test_year_on_year_says_why_there_is_no_percentage(now, then, reason):
    change = year_on_year(now, then)
    assert change.percent is None
    assert change.reason == reason


def test_year_on_year_of_a_missing_period_has_no_difference():
    assert year_on_year(None, 12).difference is None


@given(st.lists(st.one_of(st.integers(-5, 10_000), st.none()), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_intervals_contain_their_rate(values):
    table = pd.DataFrame(
        {"force": "gwent", "period": [f"p{at}" for at in range(len(values))], "value": values, "year": 2022}
    ).astype({"value": float})
    figures = rate(table, POPULATION).dropna(subset="lower")
    assert (figures["lower"] <= figures["value"]).all()
    assert (figures["value"] <= figures["upper"]).all()
    assert len(figures) == sum(value is not None and value >= 0 for value in values)
