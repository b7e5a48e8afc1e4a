"""How far a true figure may lie from the typed one."""

import pytest

from crimekit.commentary.claim import Claim, agrees, nearness


@pytest.mark.parametrize(
    ("claim", "holds", "fails"),
    [
        (Claim("percent", "6%", 6), (5.5, 5.8, 6.5), (5.4, 6.6, -6.0)),
        (Claim("percent", "5.8%", 5.8, places=1), (5.75, 5.84), (5.74, 5.86)),
        (Claim("percent", "6%", -6), (-5.8,), (5.8,)),
        (Claim("percent", "nearly 6%", 6, near="nearly"), (5.0, 5.9), (4.9, 6.2)),
        (Claim("count", "around 100", 100, near="about"), (90, 110), (89, 111)),
        (Claim("count", "more than 50", 50, near="over"), (50, 51, 500), (49,)),
        (Claim("count", "fewer than 50", 50, near="under"), (0, 50), (51,)),
        (Claim("level", "over half", 50, near="over"), (50.1, 93), (49.8,)),
        (Claim("count", "3,949", 3949), (3949,), (3948, 3950)),
        (Claim("rate", "2.28", 2.28, places=2), (2.276, 2.284), (2.27, 2.29)),
        (Claim("rank", "6th", 6), (6,), (5, 7)),
        (Claim("percent", "doubled", 100, near="about"), (90, 110), (89, 111)),
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
