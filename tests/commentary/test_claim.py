"""How far a true figure may lie from the typed one, and what the words beside it make of it."""

import re

import pytest

from crimekit.reports.commentary.claim import WAY, WHOLE_NUMBER, Claim, agrees, nearness, sign_of


@pytest.mark.parametrize(
    ("claim", "holds", "fails"),
    [
        (Claim("percent", 6), (5.5, 5.8, 6.5), (5.4, 6.6, -6.0)),
        (Claim("percent", 5.8, places=1), (5.75, 5.84), (5.74, 5.86)),
        (Claim("percent", -6), (-5.8,), (5.8,)),
        (Claim("percent", 6, near="nearly"), (5.0, 5.9), (4.9, 6.2)),
        (Claim("count", 100, near="about"), (90, 110), (89, 111)),
        (Claim("count", 50, near="over"), (50, 51, 500), (49,)),
        (Claim("count", 50, near="under"), (0, 50), (51,)),
        (Claim("level", 50, near="over"), (50.1, 93), (49.8,)),
        (Claim("count", 3949), (3949,), (3948, 3950)),
        (Claim("rate", 2.28, places=2), (2.276, 2.284), (2.27, 2.29)),
        (Claim("rank", 6), (6,), (5, 7)),
        (Claim("percent", 100, near="about"), (90, 110), (89, 111)),
    ],
)
def test_a_figure_holds_within_its_rounding_and_its_words(claim, holds, fails):
    assert all(agrees(claim, true) for true in holds)
    assert not any(agrees(claim, true) for true in fails)


@pytest.mark.parametrize(
    ("before", "near"),
    [
        ("just under ", "nearly"),
        ("no more than ", "under"),
        ("in excess of ", "over"),
        ("roughly ", "about"),
        ("moreover ", ""),
        ("by ", ""),
    ],
)
def test_the_words_before_a_figure_say_how_near_it_is(before, near):
    assert nearness(before + "50", len(before)) == near


@pytest.mark.parametrize(
    ("text", "sign"), [("rose", 1), ("a further", 1), ("reduced", -1), ("down", -1), ("supper", 0), ("falling", -1)]
)
def test_a_word_says_which_way(text, sign):
    assert sign_of(WAY.search(text)) == sign


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("8 of 1,258", ["8", "1,258"]),
        ("2023-24, 31/03 and 9:30", []),
        ("4.5, 5% and 12th", []),
        ("£7,500 and A48", ["7,500"]),
        ("(62)", ["62"]),
    ],
)
def test_a_whole_number_is_part_of_nothing_else(text, numbers):
    assert re.findall(WHOLE_NUMBER, text) == numbers
