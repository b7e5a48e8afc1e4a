"""Counts, differences and the two ends of a change."""

import pytest

from crimekit.reports.commentary.counts import counts, differences, pairs

ENDS = frozenset({"offences", "crimes", "thefts"})


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("There were 8 thefts.", ["8 thefts"]),
        ("1,258 vehicle crimes were recorded.", ["1,258 vehicle crimes"]),
        ("A total of just over 40 thefts in the year", ["40 thefts"]),
        ("8 were recorded", ["8 were recorded"]),
        ("21 in the previous year", ["21"]),
        ("up on the quarter before (12)", ["12"]),
        ("Officers solved 14 thefts", []),
        ("There were 8 theft investigations", []),
        ("There were 8 thefts investigated by the team", []),
        ("12 officers", []),
    ],
)
def test_a_count_is_one_where_the_text_states_it(text, typed):
    assert [text[claim.start : claim.end] for claim in counts(text, {"thefts"}, ends=ENDS)] == typed


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("68 additional offences", [68]),
        ("an additional 68 offences", [68]),
        ("592 fewer crimes", [-592]),
        ("592 fewer than before", [-592]),
        ("a reduction of 844 recorded crimes", [-844]),
        ("fell by 8", [-8]),
        ("fell by nearly 8 thefts", [-8]),
        ("fell by 8%", []),
        ("12 more officers", []),
        ("3 times more", []),
    ],
)
def test_a_difference_is_of_what_is_counted(text, values):
    assert [claim.value for claim in differences(text, set(ENDS))] == values


@pytest.mark.parametrize(
    ("text", "ends", "side"),
    [
        ("went from 48 to 65", (48, 65), "ends"),
        ("from 48 in the year before to 65", (48, 65), "ends"),
        ("48 to 65", (48, 65), ""),
        ("65, up from 48", (48, 65), "ends"),
        ("1,116 offences against 1,134 a year before", (1134, 1116), "ends"),
    ],
)
def test_two_ends_of_a_change_are_read_once(text, ends, side):
    (claim,) = pairs(text)
    assert ((claim.then, claim.value), claim.side) == (ends, side)
