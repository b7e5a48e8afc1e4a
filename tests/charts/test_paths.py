import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimekit.charts.paths import short_path

PLACES = st.floats(-2000, 2000, allow_nan=False).map(lambda value: round(value, 6))
LINES = st.lists(st.lists(st.tuples(PLACES, PLACES), min_size=2, max_size=8), min_size=1, max_size=4)


@given(lines=LINES, closed=st.booleans())
def test_every_corner_is_where_it_was_to_a_tenth_of_a_pixel(outlines, lines, closed):
    written = "\n".join(
        f"M {line[0][0]} {line[0][1]} \n" + "".join(f"L {x} {y} \n" for x, y in line[1:]) + ("z" if closed else "")
        for line in lines
    )
    short = short_path(written)
    assert len(short) <= len(written)
    found = outlines(short)
    assert [len(line) for line in found] == [len(line) for line in lines]
    for line, made in zip(lines, found, strict=True):
        for place, corner in zip(line, made, strict=True):
            assert corner == pytest.approx(place, abs=0.051)


def test_curves_keep_their_handles():
    assert short_path("M 0 4.5 C 1.2 4.5 2.3 4 3.2 3.2 C 4 2.3 4.5 1.2 4.5 0 z") == (
        "m0 4.5c1.2 0 2.3-.5 3.2-1.3 .8-.9 1.3-2 1.3-3.2z"
    )


def test_after_the_end_of_an_outline_the_next_begins_from_where_it_began():
    assert short_path("M 10 10 L 20 10 L 20 30 z M 11 12 L 11 13") == "m10 10h10v20zm1 2v1"


def test_a_letter_is_left_out_only_where_it_is_implied():
    assert short_path("M 0 0 L 5 0 L 9 0 L 9 1 L 10 2 L 11 3") == "m0 0h5 4v1l1 1 1 1"
    assert short_path("M 1 1 M 2 2 L 3 3") == "m1 1m1 1 1 1"
