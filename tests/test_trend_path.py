"""The line of a medium-term trend."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimekit.statistics.results import Trend
from crimekit.statistics.trends import medium_term, trend_path

FALLING = [344, 284, 278, 286, 293, 294, 249, 270, 253, 244, 204, 223, 256, 231, 240, 229]


def made(change, lower, upper):
    return Trend("medium", "Increasing", "", change=change, lower=lower, upper=upper)


def test_the_line_adds_up_to_the_counts_it_was_fitted_to():
    trend = medium_term(FALLING)
    line, least, most = trend_path(trend, FALLING)
    assert sum(line) == pytest.approx(sum(FALLING))
    assert line[4] / line[0] == pytest.approx(1 + trend.change)
    assert all(low <= middle <= high for low, middle, high in zip(least, line, most, strict=True))


def test_no_direction_has_no_line():
    assert trend_path(Trend("medium", "No clear trend", "", change=0.1, lower=-0.1, upper=0.3), FALLING) is None
    assert trend_path(Trend("medium", "Not known", "", reason="none recorded"), FALLING) is None


def test_quarters_before_the_window_have_no_value():
    line, _, _ = trend_path(made(0.1, 0.05, 0.15), [100] * 22)
    assert line[:2] == (None, None)
    assert None not in line[2:]


def test_left_out_quarters_do_not_set_the_level():
    # No change over the year: the level is the mean of the quarters that count, 100.
    line, _, _ = trend_path(
        made(0.0, -0.1, 0.1), [100, 100, 5, 100, None, 100], mask=[False, False, True, *[False] * 3]
    )
    assert line == pytest.approx([100] * 6)


def test_each_side_of_a_recording_change_has_its_own_level():
    line, _, _ = trend_path(made(0.0, -0.1, 0.1), [100] * 4 + [150] * 4, breaks=[4])
    assert line == pytest.approx([100] * 4 + [150] * 4)


def test_with_residents_it_is_a_rate():
    line, _, _ = trend_path(made(0.0, -0.1, 0.1), [100, 200], population=[1000, 2000])
    assert line == pytest.approx([0.1, 0.1])


def test_a_stretch_without_any_count_has_no_line():
    line, _, _ = trend_path(made(0.0, -0.1, 0.1), [100, 100, None, None], breaks=[2])
    assert line == (100.0, 100.0, None, None)


COUNTS = st.lists(st.one_of(st.none(), st.integers(-3, 5000)), min_size=1, max_size=24)


@settings(max_examples=60, deadline=None)
@given(COUNTS, st.lists(st.integers(0, 23), max_size=2), st.lists(st.floats(-0.9, 3), min_size=3, max_size=3))
def test_the_line_lies_between_its_limits_whatever_the_counts(counts, breaks, changes):
    lower, change, upper = sorted(changes)
    breaks = [at for at in breaks if at < len(counts)]
    for line, least, most in zip(*trend_path(made(change, lower, upper), counts, breaks=breaks), strict=True):
        assert (line is None) == (least is None) == (most is None)
        assert line is None or least <= line <= most
