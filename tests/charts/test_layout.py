from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimekit.charts.layout import every, spread, text_width, tick_labels, ticks, wrap

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


@settings(max_examples=100)
@given(NUMBERS, NUMBERS)
def test_ticks_cover_zero_and_both_ends_in_equal_steps(low, high):
    low, high = sorted((low, high))
    found = ticks(low, high)
    step = found[1] - found[0]
    assert found[0] <= min(low, 0) + 1e-6 * step
    assert found[-1] >= max(high, 0) - 1e-6 * step
    assert 0.0 in found
    assert 2 <= len(found) <= 8
    steps = {round((after - before) / step, 6) for before, after in pairwise(found)}
    assert steps == {1.0}


def test_tick_labels_show_each_tick_exactly():
    assert tick_labels((0.0, 2.5, 5.0)) == ("0", "2.5", "5.0")
    assert tick_labels((0.0, 50.0, 100.0), suffix="%") == ("0%", "50%", "100%")
    assert tick_labels(()) == ()


@settings(max_examples=100)
@given(st.lists(st.floats(0, 200), min_size=1, max_size=6))
def test_spread_labels_never_touch_and_keep_their_order(centres):
    found = spread(centres, [12.0] * len(centres), low=0, high=200)
    ordered = sorted(found)
    assert all(after - before >= 12 - 1e-6 for before, after in pairwise(ordered))
    assert min(found) >= 6 - 1e-6
    assert max(found) <= 194 + 1e-6
    order = sorted(range(len(centres)), key=lambda place: centres[place])
    assert [found[place] for place in order] == ordered


def test_labels_with_room_stay_where_they_are():
    assert spread([20, 60], [10, 10], low=0, high=100) == (20, 60)


def test_wrapped_lines_fit_and_lose_nothing():
    lines = wrap("Known break in recording practice", 100, 12).split("\n")
    assert " ".join(lines) == "Known break in recording practice"
    assert all(text_width(line, 12) <= 100 for line in lines)


@pytest.mark.parametrize(("centres", "expected"), [([0, 100, 200], (0, 1, 2)), ([0, 20, 40], (0, 2)), ([], ())])
def test_every_label_that_fits_counted_back_from_the_last(centres, expected):
    assert every(centres, [30] * len(centres), gap=5) == expected
