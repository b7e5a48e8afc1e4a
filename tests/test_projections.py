"""The financial-year outturn, against computed vectors and by hand."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crimekit.periods import Quarter
from crimekit.statistics.projections import project_outturn

GOLDEN = json.loads((Path(__file__).parent / "data" / "golden.json").read_text())["computed"]
OUTTURNS = [case for case in GOLDEN if case["what"] == "outturn"]
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


def test_quarters_that_are_no_guide_are_as_if_missing_in_earlier_years_and_stay_in_this_one():
    history = [[10, 14, 9, 12], [13, 11, 12, 15], [9, 16, 10, 11]]
    found = outturn(history, [14], left_out=[FIRST + 5, FIRST + 12])
    assert found == outturn([history[0], history[2]], [14])


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
