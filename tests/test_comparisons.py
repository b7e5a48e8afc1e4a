"""Two rates beside each other."""

import json
from pathlib import Path

import pytest

from crimekit.errors import DataError
from crimekit.statistics.rates import rate_difference, rate_ratio

GOLDEN = json.loads((Path(__file__).parent / "data" / "golden.json").read_text())["computed"]
PAIRS = [case for case in GOLDEN if case["what"] == "two_counts"]


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: f"{case['current']} after {case['previous']}")
@pytest.mark.parametrize("compare", [rate_ratio, rate_difference])
def test_score_test_of_two_counts(case, compare):  # the exact binomial p beside it is of a test we do not print
    result = compare(case["current"], case["previous"])
    assert (result.statistic, result.p) == pytest.approx((case["score_z"], case["score_p"]), abs=1e-6)


def test_ratio_allows_for_residents():
    result = rate_ratio(30, 20, populations=(3000, 1000))
    assert result.estimate == pytest.approx(0.5)
    assert result.lower < 0.5 < result.upper < 1


def test_dispersion_widens_the_ratio_and_weakens_the_test():
    plain, wide = rate_ratio(120, 150), rate_ratio(120, 150, dispersion=4)
    assert wide.statistic == pytest.approx(plain.statistic / 2)
    assert wide.lower < plain.lower
    assert plain.upper < wide.upper


def test_ratio_after_none_recorded_has_no_estimate():
    result = rate_ratio(12, 0)
    assert (result.estimate, result.upper) == (None, None)
    assert result.reason == "none recorded in the earlier period, so no ratio"


def test_ratio_of_nothing_is_not_known():
    assert rate_ratio(0, 0).reason == "none recorded in either period"


def test_difference_squares_and_adds_the_limits():
    # 20 (12.21651959, 30.8883779) and 5 (1.62348639, 11.66833208) by hand
    result = rate_difference(20, 5, populations=(1000, 1000))
    assert result.estimate == 15
    assert result.lower == pytest.approx(15 - (7.78348041**2 + 6.66833208**2) ** 0.5, abs=1e-6)
    assert result.upper == pytest.approx(15 + (10.8883779**2 + 3.37651361**2) ** 0.5, abs=1e-6)


def test_difference_of_nothing_has_no_test():
    assert rate_difference(0, 0).p is None


@pytest.mark.parametrize("compare", [rate_ratio, rate_difference])
def test_counts_below_zero_are_refused(compare):
    with pytest.raises(DataError, match=r"found counts -1 and 3 .* expected counts from zero and populations above"):
        compare(-1, 3)
