"""Which survey percentages a sentence names."""

import pytest

from crimekit.reports.commentary.series import Series
from crimekit.reports.commentary.surveyed import surveyed

TITLES = (
    "Overall victim satisfaction",
    "Burglary victim satisfaction",
    "General crime: initial contact",
    "General crime: being kept informed about the case",
)
SECTION = tuple(Series(title, (), (), levels=(("2023-24 Q1", 76.4),)) for title in TITLES)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Overall satisfaction is 76%", TITLES[:1]),
        ("76% of victims of burglary were satisfied", TITLES[1:2]),
        ("76% were satisfied with their initial contact", TITLES[2:3]),
        ("satisfaction with initial contact in general crime", TITLES[2:3]),
        ("victims of general crime were satisfied", TITLES[2:]),
        ("victims of general crime who were kept informed", TITLES[3:]),
        ("76% were satisfied", ()),
        ("76% of burglaries were attended", ()),
        ("the target for overall satisfaction is 90%", ()),
        ("22% were dissatisfied overall", ()),
    ],
)
def test_a_measure_is_named_by_the_words_of_a_part_of_its_title(text, named):
    assert tuple(one.title for one in surveyed(text, SECTION)) == named


def test_a_lone_percentage_needs_no_name_but_satisfied():
    assert surveyed("76% were satisfied", SECTION[1:2]) == SECTION[1:2]
    assert surveyed("76% were there", SECTION[1:2]) == ()


def test_a_measure_without_percentages_is_never_named():
    assert surveyed("Overall satisfaction is 76%", (Series("Overall victim satisfaction", (), ()),)) == ()
