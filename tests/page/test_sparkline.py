import re

from hypothesis import given, settings
from hypothesis import strategies as st

from crimekit.page.sparkline import sparkline


def test_lowest_at_the_bottom_and_highest_at_the_top():
    svg = sparkline((1.0, 3.0, 2.0), label="Three quarters")
    assert re.findall(r'd="([^"]+)"', svg) == ["M4.0 20.0L52.0 4.0L100.0 12.0"]
    assert 'cx="100.0" cy="12.0"' in svg
    assert 'role="img" aria-label="Three quarters"' in svg


def test_a_missing_value_is_a_gap_and_the_newest_known_one_is_marked():
    svg = sparkline((1.0, None, 3.0, 2.0, None))
    assert re.findall(r'd="([^"]+)"', svg) == ["M4.0 20.0M52.0 4.0L76.0 12.0"]
    assert 'cx="76.0"' in svg
    assert 'aria-hidden="true"' in svg


def test_nothing_known_is_nothing_drawn_and_one_value_is_a_dot():
    assert sparkline((None, None)) == ""
    assert 'cx="4.0" cy="12.0"' in sparkline((5.0,))


def test_a_hostile_label_stays_text():
    assert "<script" not in sparkline((1.0, 2.0), label='"><script>')


@settings(max_examples=50)
@given(st.lists(st.none() | st.floats(-1e9, 1e9), min_size=1, max_size=30))
def test_the_line_stays_within_its_box(values):
    for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", sparkline(tuple(values))):
        assert 4 <= float(x) <= 100
        assert 4 <= float(y) <= 20
