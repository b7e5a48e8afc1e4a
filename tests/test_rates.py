"""Rates, shares and year-on-year changes, against published tables."""

import json
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import crimekit as ck
from crimekit.errors import DataError, ParameterError
from crimekit.statistics.intervals import poisson_interval
from crimekit.statistics.rates import count_table, poisson_rate, year_on_year

GOLDEN = json.loads((Path(__file__).parent / "data" / "golden.json").read_text())
PUBLISHED_RATES = [case for case in GOLDEN["published"] if case["what"] == "phe_rate"]

POPULATION = pd.DataFrame({"force": ["gwent", "gwent"], "year": [2022, 2023], "population": [588_000, 592_000]})


def counts(**columns):
    return pd.DataFrame({"force": "gwent", "period": "2023-24 Q1", **columns}, index=range(len(columns["count"])))


@pytest.mark.parametrize("case", PUBLISHED_RATES, ids=lambda case: f"{case['count']} of {case['population']}")
def test_rate_agrees_with_published_table(case):
    scale = case["multiplier"] / case["population"]
    row = ck.rate(counts(count=[case["count"]]), case["population"], per=case["multiplier"]).iloc[0]
    assert row["rate"] == pytest.approx(case["value"], abs=1e-6)
    wide = [limit[0] * scale for limit in poisson_interval([case["count"]], 0.998)]
    close = {"abs": 1e-6} if case["count"] < 10 else {"rel": 5e-3}  # the table is Byar's approximation from 10
    assert [row["lower"], row["upper"]] == pytest.approx([case["lower95"], case["upper95"]], **close)
    assert wide == pytest.approx([case["lower998"], case["upper998"]], **close)


@pytest.mark.parametrize(
    ("count", "value", "limits", "missing"),
    [
        (0.0, 0, (0, 3.688879 / 588), ""),  # -log 0.025
        (-2.0, -2 / 588, (math.nan, math.nan), ""),
        (math.nan, math.nan, (math.nan, math.nan), "no count"),
    ],
)
def test_rate_of_none_of_fewer_and_of_a_missing_count(count, value, limits, missing):
    row = ck.rate(counts(count=[count]), POPULATION).iloc[0]
    found = (row["rate"], row["lower"], row["upper"], row["count"])
    assert found == pytest.approx((value, *limits, count), abs=1e-8, nan_ok=True)
    assert row["missing"] == missing


@pytest.mark.parametrize(("force", "published"), [("west-yorkshire", 121.7), ("greater-manchester", 117.7)])
def test_the_rate_of_a_year_is_that_published(force, published):
    """Office for National Statistics, 2023-24, without fraud; later releases moved the counts by 0.2%."""
    crime = ck.read_recorded_crime(release="2026-04-23")
    shipped = ck.rate(ck.count(crime, "recorded-crime-without-fraud", forces=force))
    quarters = shipped[shipped["period"].str.startswith("2023-24 ")]
    row = ck.rate(counts(count=[quarters["count"].sum()], force=[force], period=["2023-24 Q4"])).iloc[0]
    assert row["rate"] == pytest.approx(published, rel=2.5e-3)
    assert set(quarters["population"]) == {row["population"]}  # the four quarters add up to the year


def test_every_quarter_of_the_shipped_figures_has_residents_and_one_before_them_no_rate():
    crime = ck.read_recorded_crime(release="2026-04-23")
    shipped = ck.rate(ck.count(crime, "homicide", forces="gwent")).set_index("period")
    assert shipped["population"].notna().all()
    assert set(shipped["population"].loc["2012-13 Q1":"2012-13 Q4"]) == {577_077}  # mid-2011, the oldest
    older = ck.rate(counts(count=[2.0, 1.0], period=["2022-23 Q4", "2023-24 Q1"]), POPULATION)
    assert older[["rate", "lower", "upper", "population"]].notna().all(axis=1).tolist() == [False, True]
    assert older["count"].tolist() == [2, 1]
    assert older["missing"].tolist() == ["no mid-2021 population estimate", ""]


@pytest.mark.parametrize(
    ("table", "population", "message"),
    [
        (
            counts(count=[1.0], period=["2025-26 Q1"]),
            POPULATION,
            "no mid-2024 estimate for 'gwent', which the rate of '2025-26 Q1' needs; found 2022 to 2023",
        ),
        (counts(count=[1.0], force=["gwnt"]), POPULATION, "no mid-2022 estimate for 'gwnt'.*did you mean 'gwent'"),
        (counts(count=[1.0]), pd.concat([POPULATION, POPULATION]), "found gwent, 2022 twice; expected one estimate"),
        (counts(count=[1.0]), POPULATION.assign(population=0), "no mid-2022 estimate for 'gwent'"),
        (counts(count=[1.0]), 0, "rate: population: found 0; expected residents above zero"),
        (counts(count=[1.0], period=["spring"]), POPULATION, "quarter: found 'spring'; expected a financial quarter"),
    ],
)
def test_rate_refuses_what_does_not_fit(table, population, message):
    with pytest.raises((DataError, ParameterError), match=message):
        ck.rate(table, population)


PARTS = st.lists(st.one_of(st.integers(-5, 500), st.none()), min_size=1, max_size=4)


GAPS = {("a", "p1"): [3, 4], ("a", "p2"): [None, 4], ("b", "p1"): [None], ("b", "p3"): [0, -2]}


@example(GAPS)
@given(st.dictionaries(st.tuples(st.sampled_from("ab"), st.sampled_from(["p1", "p2", "p3"])), PARTS, min_size=1))
@settings(max_examples=50, deadline=None)
def test_a_sum_is_that_of_its_parts_and_missing_with_one_of_them_never_zero(parts):
    rows = [(force, period, at, count) for (force, period), given in parts.items() for at, count in enumerate(given)]
    frame = pd.DataFrame(rows, columns=["force", "period", "series", "value"]).astype({"value": float})
    table = count_table(frame).reindex(index=["p1", "p2", "p3"], columns=list("ab"))
    for period in table.index:
        for force in table.columns:
            given = parts.get((force, period), [None])
            expected = math.nan if None in given else sum(given)
            assert table.loc[period, force] == pytest.approx(expected, nan_ok=True)


def test_one_rate_says_what_is_no_count():
    assert poisson_rate(None, 1000).value is None
    assert poisson_rate(math.nan, 1000).method == "no count"
    below = poisson_rate(-1, 1000)
    assert (below.value, below.lower, below.method) == (-1, None, "no interval: the count is below zero")
    with pytest.raises(DataError, match="population: found -1; expected residents above zero"):
        poisson_rate(1, -1)
    assert poisson_rate(3, None).value is None


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
def test_year_on_year_divides_by_the_earlier_period_or_says_why_not(now, then, reason):
    change = year_on_year(1231, 1164)
    assert (change.difference, change.percent) == (67, pytest.approx(5.756, abs=1e-3))
    change = year_on_year(now, then)
    assert (change.percent, change.reason) == (None, reason)
    assert (change.difference is None) == reason.startswith("no figures")


def test_no_percentage_across_a_recording_change_and_the_counts_stay():
    change = year_on_year(150, 100, comparable=False)
    assert (change.now, change.then, change.difference, change.percent) == (150, 100, 50, None)
    assert change.reason == "recording change in between: counts only"
    assert year_on_year(150, None, comparable=False).reason == "no figures for the earlier period"
