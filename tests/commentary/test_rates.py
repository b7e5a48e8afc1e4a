"""Rates, ranks and distances from the average."""

import pytest

from crimekit.reports.commentary.rates import averages, ranks, rates


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2.28 per 1,000 residents", [(2.28, 1000, "")]),
        ("0.16 recorded offences per 1k", [(0.16, 1000, "")]),
        ("122 per 100,000 population", [(122, 100000, "")]),
        ("2.3 per thousand, against 2.1 per thousand", [(2.3, 1000, ""), (2.1, 1000, "earlier")]),
        ("from 1.9 to 2.28 per 1,000", [(2.28, 1000, ""), (1.9, 1000, "earlier")]),
        ("an average of 3.02 per 1,000", [(3.02, 1000, "average")]),
        ("a rate of 2.28, above the average of 1.95", [(2.28, None, ""), (1.95, None, "average")]),
        ("12 officers per 1,000 households", []),
        ("a rate of 5%", []),
        ("an average of 3.5 days", []),
    ],
)
def test_a_rate_has_a_base_or_is_called_one(text, found):
    assert [(claim.value, claim.of, claim.side) for claim in rates(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6th of 43 forces", [(6, 43, "")]),
        ("3rd/8", [(3, 8, "")]),
        ("3rd out of the 8", [(3, 8, "")]),
        ("the 6th highest rate", [(6, None, "highest")]),
        ("8th in the most similar group", [(8, None, "")]),
        ("ranked joint 5th", [(5, None, "")]),
        ("the lowest in its most similar group", [(1, None, "lowest")]),
        ("on the 3rd day", []),
        ("the highest in years", []),
    ],
)
def test_an_ordinal_is_a_rank_where_something_calls_it_one(text, found):
    assert [(claim.value, claim.of, claim.side) for claim in ranks(text)] == found


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("2.7 times the average", "times", 2.7),
        ("nearly twice the group average", "times", 2),
        ("12% below the group average", "gap", -12),
        ("3.5 per cent higher than our average", "gap", 3.5),
    ],
)
def test_a_distance_from_the_average_is_found(text, kind, value):
    (claim,) = averages(text)
    assert (claim.kind, claim.value) == (kind, value)


def test_words_before_a_distance_say_how_near_it_is():
    assert [claim.near for claim in averages("nearly twice the average, over 12% above the average")] == [
        "nearly",
        "over",
    ]
