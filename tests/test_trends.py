"""The edge rules of the trend labels, each on its own series, and what must hold of every series."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from crimekit.errors import DataError
from crimekit.statistics.latest import unusual_quarter
from crimekit.statistics.medium_term import medium_term, trend_path
from crimekit.statistics.results import Trend
from crimekit.statistics.series import series_of
from crimekit.statistics.settings import Settings
from crimekit.statistics.short_term import short_term
from crimekit.statistics.wording import headline_list, outlook

STEADY = (50, 40, 60, 45)
TERMS = [short_term, medium_term]


def unusual(counts, **parts):
    return unusual_quarter(series_of(counts, **parts))


# short term


def test_short_term_by_hand():
    found = short_term([25] * 8 + [30] * 4)  # no scatter: dispersion 1, 12 - (3 + 4 - 1) = 6 degrees of freedom
    z = (120 - 110) / math.sqrt(220 / 4)
    assert (found.now, found.then, found.dispersion, found.df) == (120, 100, 1, 6)
    assert found.statistic == pytest.approx(z)
    assert found.p == pytest.approx(2 * stats.t.sf(z, 6))
    assert found.change == pytest.approx(0.2)
    assert found.label == "No clear change"


def test_short_term_interval_agrees_with_its_test():
    for newest in range(20, 45):
        found = short_term([25, 28, 22, 25, 27, 24] * 2 + [newest] * 4)
        assert (found.p < 0.05) == (found.lower > 0 or found.upper < 0)


def test_short_term_reaches_back_over_a_masked_year():
    found = short_term([*STEADY, *STEADY, 10, 10, 10, 10, *STEADY], mask=[False] * 8 + [True] * 4 + [False] * 4)
    assert (found.then_quarters, found.change, found.label) == ((4, 5, 6, 7), 0, "Stable")
    people = [1000] * 4 + [math.nan] + [1000] * 8  # nor does a missing quarter need residents
    assert short_term([50] * 4 + [None] + [50] * 8, population=people).label == "Stable"


def test_short_term_compares_only_the_seasons_both_years_have():
    found = short_term([*STEADY, *STEADY, 50, None, 60, 45])
    assert (found.now_quarters, found.then_quarters) == ((8, 10, 11), (4, 6, 7))
    assert (found.now, found.then) == (155, 155)


@pytest.mark.parametrize(
    ("counts", "parts", "reason"),
    [
        ([50] * 7, {}, "fewer than 8 quarters"),
        ([], {}, "fewer than 8 quarters"),
        ([50] * 11 + [None], {}, "the current quarter is missing"),
        ([50] * 11 + [math.nan], {}, "the current quarter is missing"),
        ([50] * 11 + [-1], {}, "the current quarter is below zero"),
        ([50] * 12, {"mask": [False] * 11 + [True]}, "the current quarter is left out"),
        ([None, None, 60, 45, *STEADY], {}, "fewer than 3 quarters have a match a year earlier"),
        ([None, *STEADY[1:], *STEADY], {}, "too few quarters to know how much the series varies"),
        ([0] * 12, {}, "none recorded in the two years"),
        ([1, 0, 2, 1, 0, 3, 1, 0, 2, 1, 1, 0], {}, "fewer than 10 offences in the two years"),
        *(([50] * 12, {"breaks": [at]}, "recording change between the years compared") for at in (5, 8, 11)),
    ],
)
def test_short_term_not_known(counts, parts, reason):
    found = short_term(counts, **parts)
    assert (found.label, found.words, found.reason) == ("Not known", "Not known", reason)
    assert found.p is None


@pytest.mark.parametrize("at", [-3, 0, 2, 4, 12, 99])
def test_short_term_ignores_a_recording_change_before_the_years_compared(at):
    assert short_term([50] * 12, breaks=[at]).label == "Stable"


def test_short_term_of_none_after_many_is_a_large_reduction():
    found = short_term([25] * 8 + [0] * 4)
    assert (found.label, found.words) == ("Decreasing", "Large reduction")
    assert found.lower == pytest.approx(-1)
    assert found.change == pytest.approx(0.5 / 100.5 - 1)  # half an offence, for the printed percentage only
    back = short_term([0] * 8 + [25] * 4)
    assert (back.label, back.upper) == ("Increasing", None)


def test_short_term_calls_a_significant_small_change_stable_and_slight():
    found = short_term([6000] * 8 + [6240] * 4)
    assert (found.label, found.words) == ("Stable", "Stable (slight increase)")
    assert short_term([6240] * 8 + [6000] * 4).words == "Stable (slight reduction)"


# medium term


def test_medium_term_agrees_with_statsmodels():
    counts = np.array([44, 36, 48, 46, 48, 46, 39, 53, 31, 41, 46, 48, 52, 50, 37, 67, 74, 67, 88, 86, 79.0])
    population = np.linspace(590_000, 620_000, 21)
    at = np.delete(np.arange(1, 21), 6)  # the last 20 without a missing one
    seasons = [at % 4 == season for season in range(4)]
    design = np.column_stack([*seasons, at >= 15, (at - at.mean()) / 4]).astype(float)
    glm = sm.GLM(counts[at], design, family=sm.families.Poisson(), offset=np.log(population[at]))
    model = glm.fit(tol=1e-12)
    dispersion = 1 + 2.75 * max(0, model.pearson_chi2 / model.df_resid - 1)
    counts[7] = np.nan
    found = medium_term(counts.tolist(), population=population, breaks=[15])
    assert found.df == model.df_resid == 13
    assert math.log1p(found.change) == pytest.approx(model.params[-1], abs=1e-8)
    assert found.statistic == pytest.approx(model.params[-1] / model.bse[-1] / math.sqrt(dispersion), abs=1e-8)
    margin = stats.t.ppf(0.975, 13) * model.bse[-1] * math.sqrt(dispersion)
    assert math.log1p(found.lower) == pytest.approx(model.params[-1] - margin, abs=1e-8)


def test_medium_term_of_an_exact_growth():
    found = medium_term([1000 * 1.02**at for at in range(20)])
    assert found.change == pytest.approx(1.02**4 - 1)
    assert (found.label, found.words) == ("Increasing", "Small increase")
    assert medium_term([0, 40, 41, 42] * 5).label == "Stable"  # a season of nothing settles too


def test_medium_term_forgets_a_rise_that_ended():
    counts = [100 + 10 * at for at in range(13)] + [220, 221, 219, 220] * 5
    assert medium_term(counts).label == "Stable"
    assert medium_term(counts, settings=Settings(medium_window=len(counts))).label == "Increasing"


def test_medium_term_names_its_quarters_by_position_in_the_whole_series():
    found = medium_term([50] * 24)
    assert (found.then_quarters, found.now_quarters) == ((4, 5, 6, 7), (20, 21, 22, 23))
    assert (found.now, found.then) == (200, 200)


def test_medium_term_counts_two_recording_changes_in_one_gap_once_and_none_that_no_quarter_lies_before():
    assert medium_term([50] * 24, breaks=[3, 4]) == medium_term([50] * 24)
    counts = [*STEADY] * 2 + [None, None] + [*STEADY] * 3
    assert medium_term(counts, breaks=[8, 10]).df == medium_term(counts, breaks=[9]).df


@pytest.mark.parametrize(
    ("counts", "breaks", "reason"),
    [
        ([], (), "fewer than 10 usable quarters"),
        ([50] * 9, (), "fewer than 10 usable quarters"),
        ([50] * 11, (), "the usable quarters span fewer than 12"),
        ([0] * 12, (), "none recorded"),
        ([1] * 12, (), "fewer than 20 offences in all"),
        ([60, None, None, None] * 3 + [60] * 8, (), ""),
        (
            [50, 60, 50, 61, None, 60, 50, None, 50, 60, 50, 61],  # ten quarters, eight columns
            (3, 6, 9),
            "too few quarters to know how much the series varies",
        ),
        (
            [50, 60, 50, 61] * 3,
            range(1, 12),
            "the quarters left cannot tell a trend from season and recording changes",
        ),
    ],
)
def test_medium_term_not_known(counts, breaks, reason):
    found = medium_term(counts, breaks=breaks)
    assert (found.reason, found.label == "Not known") == (reason, bool(reason))


# latest quarter


def test_unusual_quarter_agrees_with_statsmodels_and_scipy():
    counts = [52, 44, 61, 58, 49, 40, 66, 50, 57, 47, 70, 61, 55, 38, 64, 52, 90]
    at = np.arange(17)
    design = np.column_stack([*(at % 4 == season for season in range(4)), at / 4]).astype(float)
    model = sm.GLM(counts[:-1], design[:-1], family=sm.families.Poisson()).fit(tol=1e-12)
    scatter = model.pearson_chi2 / model.df_resid
    expected = math.exp(design[-1] @ model.params)
    spread = (1 + 2.5 * max(0, scatter - 1)) * design[-1] @ model.cov_params() @ design[-1]
    variance = max(1, scatter) * expected + spread * expected**2
    law = stats.nbinom(expected**2 / (variance - expected), expected / variance)
    z = stats.norm.isf(law.sf(90) + law.pmf(90) / 2)
    found = unusual(counts)
    assert found.expected == pytest.approx(expected)
    assert found.statistic == pytest.approx(z, abs=1e-6)
    assert found.p == pytest.approx(2 * stats.t.sf(z, model.df_resid), abs=1e-8)
    assert found.unusual == (found.p < 0.01)


def test_unusual_quarter_limits_are_where_the_answer_turns():
    history = [52, 44, 61, 58, 49, 40, 66, 50, 57, 47, 70, 61]
    found = unusual([*history, 50])
    assert not unusual([*history, found.lower]).unusual
    assert not unusual([*history, found.upper]).unusual
    assert unusual([*history, found.lower - 1]).unusual
    assert unusual([*history, found.upper + 1]).unusual


@pytest.mark.parametrize(
    ("counts", "breaks", "reason"),
    [
        ([50] * 12 + [None], (), "the current quarter is missing"),
        ([2] * 12 + [20], (), "fewer than 3 offences a quarter"),
        ([50], (), "fewer than 3 offences a quarter"),
        ([50] * 12, (11,), "recording change in this quarter"),
        ([50] * 6, (), "too few earlier quarters to predict this one"),
        ([50, 50, 50, None] * 3 + [50, 50, 50, 50], (), "too few earlier quarters to predict this one"),
    ],
)
def test_unusual_quarter_says_nothing(counts, breaks, reason):
    found = unusual(counts, breaks=breaks)
    assert (found.unusual, found.reason) == (False, reason)


# series


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"mask": [True]}, "mask: found 1 quarters; expected 12, as many as counts"),
        ({"population": [1000] * 11}, "population: found 11 quarters; expected 12, as many as counts"),
        ({"population": [1000] * 11 + [0]}, "population: found 0.0 at position 11; expected residents above zero"),
        ({"population": [math.nan] + [1000] * 11}, "population: found nan at position 0"),
    ],
)
@pytest.mark.parametrize("judge", [*TERMS, unusual])
def test_parts_of_a_series_must_fit(judge, given, message):
    with pytest.raises(DataError, match=message):
        judge([50] * 12, **given)
    with pytest.raises(DataError, match="found an infinite count at position 1; expected counts"):
        judge([50, math.inf])


def test_a_series_is_cut_like_its_counts():
    counts, people = [50, 60, None, 50, 70, 61, 40, 50, 80, 61, 50, 45, 90], [1000 + at for at in range(13)]
    mask, breaks = [False] * 3 + [True] + [False] * 9, [2, 5, 11]
    whole = series_of(counts, population=people, mask=mask, breaks=breaks)
    before = short_term(counts[:-1], population=people[:-1], mask=mask[:-1], breaks=breaks)
    assert short_term(whole.until(12)) == before
    later = series_of(counts[4:], population=people[4:], mask=mask[4:], breaks=[1, 7])
    assert medium_term(whole.since(4)) == medium_term(later)
    assert whole.until(11).breaks == (2, 5)


@pytest.mark.parametrize("parts", [{"mask": [False] * 12}, {"breaks": [3]}, {"population": [1000] * 12}])
def test_a_whole_series_takes_no_parts_beside_it(parts):
    with pytest.raises(DataError, match="found population, mask or breaks beside a series; expected them within it"):
        short_term(series_of([50] * 12), **parts)


# the line to draw of the medium term

FLAT = (-0.1, 0.0, 0.1)
FALLING = [344, 284, 278, 286, 293, 294, 249, 270, 253, 244, 204, 223, 256, 231, 240, 229]


def drawn(changes, counts, **parts):
    lower, change, upper = changes
    trend = Trend("medium", "Increasing", "", change=change, lower=lower, upper=upper)
    return trend_path(trend, series_of(counts, **parts))


def test_the_line_adds_up_to_the_counts_it_was_fitted_to_and_no_direction_has_none():
    unclear = Trend("medium", "No clear trend", "", change=0.1, lower=-0.1, upper=0.3)
    assert trend_path(unclear, series_of(FALLING)) is None
    assert trend_path(Trend("medium", "Not known", "", reason="none recorded"), series_of(FALLING)) is None
    trend = medium_term(FALLING)
    line, least, most = trend_path(trend, series_of(FALLING))
    assert sum(line) == pytest.approx(sum(FALLING))
    assert line[4] / line[0] == pytest.approx(1 + trend.change)
    assert all(low <= middle <= high for low, middle, high in zip(least, line, most, strict=True))


@pytest.mark.parametrize(
    ("changes", "counts", "parts", "expected"),
    [
        ((0.05, 0.1, 0.15), [100] * 22, {}, [None, None]),  # before the window there is no value
        # No change over the year: the level is the mean of the quarters that count, 100.
        (FLAT, [100, 100, 5, 100, None, 100], {"mask": [False, False, True, *[False] * 3]}, [100] * 6),
        (FLAT, [100] * 4 + [150] * 4, {"breaks": [4]}, [100] * 4 + [150] * 4),  # a level on each side of a change
        (FLAT, [100, 200], {"population": [1000, 2000]}, [0.1, 0.1]),  # with residents it is a rate
        (FLAT, [100, 100, None, None], {"breaks": [2]}, [100, 100, None, None]),  # a stretch without any count
    ],
)
def test_the_level_of_the_line(changes, counts, parts, expected):
    line, _, _ = drawn(changes, counts, **parts)
    for found, value in zip(line, expected, strict=False):
        assert found == (None if value is None else pytest.approx(value))
    assert None not in line[len(expected) :]


# words


@pytest.mark.parametrize(
    ("short", "medium", "better", "text", "direction"),
    [
        ("Increasing", "Stable", "lower", "Medium term stable / Short term increasing", "worsening"),
        ("Increasing", "Increasing", "higher", "Medium term increasing / Short term increasing", "improving"),
        ("Increasing", "Increasing", "neither", "Medium term increasing / Short term increasing", "neither"),
        ("Stable", "Decreasing", "lower", "Medium term decreasing / Short term stable", "improving"),
        ("Decreasing", "Not known", "higher", "Medium term not known / Short term decreasing", "worsening"),
        ("Decreasing", "Increasing", "lower", "Medium term increasing / Short term decreasing", "neither"),
        ("Stable", "No clear trend", "lower", "Medium term no clear trend / Short term stable", "neither"),
        (
            "No clear change",
            "No clear trend",
            "lower",
            "Medium term no clear trend / Short term no clear change",
            "neither",
        ),
        ("Stable", "Stable", "lower", "Stable", "neither"),
        ("Not known", "Stable", "lower", "Medium term stable / Short term not known", "neither"),
        ("Not known", "Not known", "lower", "Not known", "not known"),
    ],
)
def test_outlook_joins_the_terms_and_says_whether_that_is_good_news(short, medium, better, text, direction):
    found = outlook(Trend("short", short, ""), Trend("medium", medium, ""), better)
    assert (found.text, found.direction) == (text, direction)


def test_headlines_leave_out_what_has_no_p_value_and_refuse_what_is_no_probability():
    assert (headline_list([None, None]), headline_list([])) == ((False, False), ())
    with pytest.raises(DataError, match=r"headlines: found p-values from 0\.2 to 1\.5; expected 0 to 1"):
        headline_list([0.2, 1.5])


def test_settings_move_the_label():
    counts = [44, 36, 48, 46, 48, 46, 39, 53, 31, 41, 46, 48, 52, 50, 37, 37, 44, 67, 68, 86, 79]
    assert short_term(counts, settings=Settings(alpha=0.0001)).label == "No clear change"


# what must hold of every series

COUNTS = st.lists(st.one_of(st.integers(0, 60), st.integers(0, 5000), st.none()), max_size=33)
WHOLE = st.lists(st.integers(0, 400), min_size=8, max_size=8)


@given(COUNTS, st.lists(st.integers(0, 33), max_size=3), st.data())
@settings(max_examples=100, deadline=None)
def test_every_series_gets_an_answer(counts, breaks, data):
    mask = data.draw(st.lists(st.booleans(), min_size=len(counts), max_size=len(counts)))
    for judge in TERMS:
        found = judge(counts, mask=mask, breaks=breaks)
        assert (found.label == "Not known") == bool(found.reason)
        numbers = (found.change, found.lower, found.upper, found.p, found.statistic, found.dispersion, found.now)
        assert all(number is None or math.isfinite(number) for number in numbers)
        if None not in (found.change, found.lower, found.upper):
            assert found.lower <= found.change <= found.upper
            assert abs(found.shrunk) <= abs(found.change) + 1e-12
    note = unusual(counts, mask=mask, breaks=breaks)
    assert not (note.unusual and note.reason)


@given(COUNTS, st.floats(0.01, 1e6))
@settings(max_examples=50, deadline=None)
def test_labels_do_not_change_with_the_unit_of_population(counts, scale):
    people = [500_000 * (1 + 0.002 * at) for at in range(len(counts))]
    for judge in TERMS:
        one, other = judge(counts, population=people), judge(counts, population=[scale * count for count in people])
        assert (one.label, one.words) == (other.label, other.words)
        assert one.p == pytest.approx(other.p, abs=1e-6)


@given(WHOLE)
@settings(max_examples=50, deadline=None)
def test_short_term_turns_round_with_the_years(counts):
    forward, back = short_term(counts), short_term(counts[4:] + counts[:4])
    assert forward.label == {"Increasing": "Decreasing", "Decreasing": "Increasing"}.get(back.label, back.label)
    if forward.statistic is not None:
        assert forward.statistic == pytest.approx(-back.statistic, abs=1e-9)
        assert 1 + forward.change == pytest.approx(1 / (1 + back.change))


@given(st.lists(st.integers(0, 400), min_size=12, max_size=20))
@settings(max_examples=50, deadline=None)
def test_medium_term_turns_round_with_time(counts):
    forward, back = medium_term(counts), medium_term(counts[::-1])
    if forward.statistic is not None:
        assert forward.statistic == pytest.approx(-back.statistic, abs=1e-5)
        assert forward.dispersion == pytest.approx(back.dispersion, rel=1e-5)


@given(st.lists(WHOLE, min_size=1, max_size=3))
@settings(max_examples=50, deadline=None)
def test_missing_years_before_the_series_change_nothing(years):
    counts = [count for year in years for count in year]
    one, other = short_term(counts), short_term([None] * 4 + counts)
    assert (one.label, one.p, one.df) == (other.label, other.p, other.df)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.integers(-3, 5000)), min_size=1, max_size=24),
    st.lists(st.integers(0, 23), max_size=2),
    st.lists(st.floats(-0.9, 3), min_size=3, max_size=3),
)
def test_the_line_lies_between_its_limits_whatever_the_counts(counts, breaks, changes):
    breaks = [at for at in breaks if at < len(counts)]
    for line, least, most in zip(*drawn(sorted(changes), counts, breaks=breaks), strict=True):
        assert (line is None) == (least is None) == (most is None)
        assert line is None or least <= line <= most
