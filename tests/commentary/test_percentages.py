"""Percentages: changes, levels, points and shares."""

import pytest

from crimekit.reports.commentary.percentages import folds, percents, points, shares


@pytest.mark.parametrize(
    ("text", "kind", "value", "side"),
    [
        ("an increase of 5.8%", "percent", 5.8, ""),
        ("fell by more than 8%", "percent", -8, ""),
        ("a reduction of 844 (-9.0%)", "percent", -9.0, ""),
        ("(+3%)", "percent", 3, ""),
        ("a 27% annual rise", "percent", 27, ""),
        ("fell by 5.4 per cent", "percent", -5.4, ""),
        ("5% lower", "percent", -5, ""),
        ("78% of victims", "level", 78, ""),
        ("rose to 78%", "level", 78, ""),
        ("up from 72%", "level", 72, "earlier"),
        ("compared with 72%", "level", 72, "earlier"),
        ("fell by ≈33.3%", "percent", -33.3, ""),
    ],
)
def test_a_percentage_is_a_change_where_a_word_says_which_way(text, kind, value, side):
    (claim,) = percents(text)
    assert (claim.kind, claim.value, claim.side) == (kind, value, side)


def test_a_fraction_is_rougher_than_its_digits():
    (claim,) = percents("a drop of ≈33.3%")
    assert (claim.places, claim.near) == (0, "about")
    (claim,) = percents("a drop of 33.3%")
    assert (claim.places, claim.near) == (1, "")


@pytest.mark.parametrize(
    ("text", "value", "near"),
    [
        ("doubled", 100, "about"),
        ("trebling", 200, "about"),
        ("more than quadrupled", 300, "over"),
        ("nearly halved", -50, "about"),
        ("3 times as many", 200, "about"),
        ("twice as high", 100, "about"),
    ],
)
def test_a_change_in_words_is_rough(text, value, near):
    (claim,) = folds(text)
    assert (claim.value, claim.near) == (value, near)


def test_points_without_a_direction_are_no_change():
    assert [claim.value for claim in points("up 6 percentage points")] == [6]
    assert [claim.value for claim in points("1.5 points lower")] == [-1.5]
    assert list(points("a 12-point plan")) == []


def test_a_share_is_of_something():
    assert [claim.value for claim in shares("This represents 40 per cent of it")] == [40]
    assert list(shares("accounts for 40% more")) == []
