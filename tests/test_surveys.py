"""Survey percentages, against published intervals and computed vectors."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from crimekit.errors import DataError
from crimekit.statistics.surveys import effective_respondents, newcombe_interval, survey_difference, survey_result

GOLDEN = json.loads((Path(__file__).parent / "data" / "golden.json").read_text())
WAVES = [case for case in GOLDEN["computed"] if case["what"] == "survey"]


@pytest.mark.parametrize("case", WAVES, ids=lambda case: f"{case['x']} of {case['n']}")
def test_waves_agree_with_computed_vectors(case):
    now, then = survey_result(case["x"], case["n"]), survey_result(case["x_prev"], case["n_prev"])
    change, expected = survey_difference(now, then), case["expect"]
    found = [now.share, now.lower, now.upper, (now.upper - now.lower) / 2]
    found += [change.difference, change.lower, change.upper]
    names = ("pct", "lo", "hi", "half_width", "diff", "diff_lo", "diff_hi")
    assert [100 * number for number in found] == pytest.approx([expected[name] for name in names], abs=1e-6)
    assert change.label == expected["label"]


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


def test_weighted_answers_widen_the_interval():
    size = effective_respondents([3.0] * 50 + [1.0] * 50)  # 200^2 / 500
    assert size == 80
    weighted = survey_result(60, 100, effective=size)
    assert weighted.share == 0.6
    assert (weighted.lower, weighted.upper) == pytest.approx(proportion_confint(48, 80, method="wilson"))


NOBODY, TEN = survey_result(0, 0), survey_result(0, 10)


@pytest.mark.parametrize(
    ("ask", "given", "message"),
    [
        *(
            (effective_respondents, [weights], "weights: found none, or one below")
            for weights in ([], [0.0], [1.0, -1.0])
        ),
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
