"""Rates, changes, surveys and outturns, against published tables, computed vectors and statsmodels."""

import json
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

import crimekit as ck
from crimekit.errors import DataError, ParameterError
from crimekit.periods import Quarter
from crimekit.statistics.intervals import normal_quantile, poisson_interval, wilson_interval
from crimekit.statistics.projections import project_outturn
from crimekit.statistics.rates import (
    count_table,
    effective_respondents,
    newcombe_interval,
    poisson_rate,
    survey_difference,
    survey_result,
    year_on_year,
)

GOLDEN = json.loads((Path(__file__).parent / "data" / "golden.json").read_text())
PUBLISHED_RATES = [case for case in GOLDEN["published"] if case["what"] == "phe_rate"]

LATER = "no mid-2024 estimate for 'gwent', which the rate of '2025-26 Q1' needs; found 2022 to 2023"
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
        (counts(count=[1.0], period=["2025-26 Q1"]), POPULATION, LATER),
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
    assert year_on_year(150, None, comparable=False).reason == "no figures for the earlier period"


@pytest.mark.parametrize(
    ("respondents", "note"),
    [
        *((size, "sample size very small, indicator ONLY") for size in (10, 29)),
        *((size, "small sample, treat with caution") for size in (30, 99)),
        (100, ""),
    ],
)
def test_a_small_sample_says_so(respondents, note):
    assert survey_result(8, respondents).note == note


def test_fewer_than_ten_respondents_are_not_shown_and_nobody_has_no_share():
    wave, nobody = survey_result(8, 9), survey_result(0, 0)
    assert (wave.shown, wave.reason, survey_result(8, 10).shown) == (False, "fewer than 10 respondents", True)
    assert (nobody.share, nobody.lower, nobody.shown) == (None, None, False)


@pytest.mark.parametrize(("sizes", "which"), [((9, 100), "this wave"), ((100, 9), "the earlier wave")])
def test_a_wave_too_small_to_compare_says_which(sizes, which):
    change = survey_difference(*(survey_result(5, size) for size in sizes))
    assert change.label == "Not shown (fewer than 10 responses)"
    assert change.difference is None
    assert change.reason == f"fewer than 10 respondents in {which}"


def test_a_decrease_is_called_one_and_a_small_sample_says_what_is_missed():
    assert survey_difference(survey_result(262, 400), survey_result(310, 400)).label == "Stat Sig decrease"
    change = survey_difference(survey_result(30, 50), survey_result(32, 50))
    assert change.label == "Not Stat Sig; small sample, treat with caution"
    assert change.note == "small sample, treat with caution; differences under about 20 points are usually missed"


NOBODY, TEN = survey_result(0, 0), survey_result(0, 10)


@pytest.mark.parametrize(
    ("ask", "given", "message"),
    [
        *((effective_respondents, [of], "weights: found none, or one below") for of in ([], [0.0], [1.0, -1.0])),
        (survey_result, [11, 10], "survey: found 11 of 10 respondents, worth 10; expected a part"),
        (newcombe_interval, [NOBODY, TEN], "found nobody who answered this wave; expected respondents in both waves"),
        (newcombe_interval, [TEN, NOBODY], "found nobody who answered the earlier wave; expected respondents in both"),
    ],
)
def test_what_cannot_be_is_refused(ask, given, message):
    with pytest.raises(DataError, match=message):
        ask(*given)


PAIR = st.integers(1, 500).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size)))


@given(PAIR, PAIR)
@settings(max_examples=50, deadline=None)
def test_difference_agrees_with_statsmodels_and_turns_round(now, then):
    one, other = survey_result(*now), survey_result(*then)
    difference, lower, upper = newcombe_interval(one, other)
    assert one.lower <= one.share <= one.upper
    assert lower <= difference <= upper
    assert newcombe_interval(other, one) == pytest.approx((-difference, -upper, -lower))
    expected = confint_proportions_2indep(*now, *then, method="newcomb", compare="diff")
    assert (lower, upper) == pytest.approx(expected, abs=1e-9)


OUTTURNS = [case for case in GOLDEN["computed"] if case["what"] == "outturn"]
FIRST = Quarter.parse("2010-11 Q1")


def outturn(history, this_year, **given):
    """The projection of this year, after earlier years of four quarters."""
    counts = [count for year in history for count in year] + this_year
    held = {FIRST + at: count for at, count in enumerate(counts)}
    return project_outturn(held, list(held)[len(counts) - len(this_year) :], **given)


@pytest.mark.parametrize("case", OUTTURNS, ids=lambda case: case["name"])
def test_outturn_agrees_with_computed_vectors(case):
    year, expected = outturn(case["history"], case["ytd"]), case["expect"]
    found = {
        "ytd": year.known,
        "share": year.share,
        "weight_ytd": year.weight,
        "remaining": year.remaining,
        "outturn": year.outturn,
        "var": year.variance,
        "phi": year.dispersion,
        "df": year.df,
    }
    for name, number in found.items():
        assert number == pytest.approx(expected[name], abs=1e-6), name
    assert [year.lower80, year.upper80] == expected["pi80"]
    assert [year.lower95, year.upper95] == expected["pi95"]


def test_a_complete_year_is_its_sum():
    year = outturn([], [10, 11, 12, 13])
    assert (year.outturn, year.remaining, year.lower80, year.upper95) == (46, 0, 46, 46)
    assert year.method == "sum of the four quarters"


def test_years_with_a_missing_quarter_are_left_out_and_only_the_newest_five_count():
    history = [[10, 14, 9, 12], [13, None, 12, 15], [9, 16, 10, 11]]
    assert outturn(history, [14]) == outturn([history[0], history[2]], [14])
    years = [[10, 14, 9, 12 + at] for at in range(8)]
    assert outturn(years, [14]) == outturn(years[-5:], [14])


@pytest.mark.parametrize(
    ("history", "this_year", "reason"),
    [
        ([[10, 10, 10, 10]] * 2, [], "no quarter of this year is known"),
        ([[10, 10, 10, 10]] * 2, [10, None], "a quarter of this year is missing"),
        ([[10, 10, 10, 10]] * 2, [10, -1], "a quarter of this year is missing"),
        ([[10, 10, 10, 10]], [10], "fewer than 2 complete earlier years"),
        ([], [10], "fewer than 2 complete earlier years"),
        ([[0, 1, 2, 3]] * 2, [1], "earlier years do not say what share of a year to expect by now"),
        ([[4, 0, 0, 0]] * 2, [1], "earlier years do not say what share of a year to expect by now"),
        ([[1, 1, 1, 1], [0, 0, 0, 0]], [0], "none recorded in the last whole year or this year so far"),
    ],
)
def test_outturn_not_known(history, this_year, reason):
    year = outturn(history, this_year)
    assert (year.outturn, year.reason) == (None, reason)
    assert (year.known is None) == ("quarter of this year" in reason)


YEAR = st.lists(st.one_of(st.integers(0, 9), st.integers(0, 3000)), min_size=4, max_size=4)


@given(st.lists(YEAR, max_size=6), st.lists(st.integers(0, 3000), max_size=4))
@example([[0, 0, 0, 0], [0, 0, 2673, 0], [1, 0, 0, 0], [0, 0, 0, 2]], [0])
@settings(max_examples=100, deadline=None)
def test_intervals_are_nested_and_never_below_what_is_known(history, this_year):
    year = outturn(history, this_year)
    assert (year.outturn is None) == bool(year.reason)
    if year.outturn is not None:
        assert year.known <= year.lower95 <= year.lower80 <= year.upper80 <= year.upper95
        assert math.isfinite(year.outturn)
        assert year.lower80 <= year.outturn <= year.upper80


INTERVALS = {
    "wilson_interval": lambda case: wilson_interval(
        case["x"] / case["n"], case["n"], normal_quantile(case["confidence"])
    ),
    "newcombe_difference": lambda case: newcombe_interval(
        survey_result(case["x1"], case["n1"]), survey_result(case["x2"], case["n2"])
    )[1:],
}
PUBLISHED = [case for case in GOLDEN["published"] if case["what"] in INTERVALS]
POISSON = [case for case in GOLDEN["computed"] if case["what"] == "poisson_interval_95"]


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: f"{case['what']} {case.get('x', case.get('x1'))}")
def test_intervals_agree_with_published_tables(case):
    assert INTERVALS[case["what"]](case) == pytest.approx((case["lower"], case["upper"]), abs=case["tol"])


@pytest.mark.parametrize("case", POISSON, ids=lambda case: str(case["count"]))
def test_poisson_at_95_percent(case):
    assert [limit[0] for limit in poisson_interval([case["count"]])] == pytest.approx(case["exact"], abs=1e-6)


def test_wilson_of_none_and_of_all_touches_the_end():
    assert wilson_interval(0, 20, 1.959964)[0] == 0
    assert wilson_interval(1, 20, 1.959964)[1] == 1
