"""What a sentence names."""

import pytest

from crimekit.reports.commentary.mentions import read_mentions
from crimekit.reports.commentary.series import Series
from crimekit.reports.commentary.vocabulary import Vocabulary

ROBBERY = Series("Robbery", ("robbery", "robberies"), ())
THEFT = Series("Theft from the person", ("theft from the person",), ())
KNOWN = Vocabulary((ROBBERY, THEFT), foreign=("domestic abuse",), own=frozenset({"gwent", "police"}))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Robbery and theft from the person fell", ["Robbery", "Theft from the person"]),
        ("robbery offences, then robberies", ["Robbery"]),
        ("person offences", ["Theft from the person"]),
        ("antirobbery", []),
    ],
)
def test_a_measure_is_named_by_its_names(text, named):
    assert [one.title for one in read_mentions(text, KNOWN).series] == named


@pytest.mark.parametrize(
    "text",
    ["20 arrests", "domestic abuse rose", "knife offences", "a 60% increase in funding", "offences against staff"],
)
def test_anything_else_that_could_be_counted_is_strange(text):
    assert read_mentions(text, KNOWN).strange


@pytest.mark.parametrize("text", ["Robbery fell", "recorded offences rose", "the rate of robbery", "Gwent Police"])
def test_measures_rates_and_the_force_itself_are_not(text):
    assert not read_mentions(text, KNOWN).strange


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("offences rose", 1),
        ("68 fewer crimes", 1),
        ("robbery offences", 0),
        ("12% of offences", 1),
        ("person offences", 0),
    ],
)
def test_offences_with_nothing_before_them_stand_alone(text, alone):
    assert len(read_mentions(text, KNOWN).generic) == alone


@pytest.mark.parametrize(
    ("text", "elsewhere"),
    [
        ("robbery fell in Newport", True),
        ("Newport saw robbery fall", True),
        ("nationally, robbery fell", True),
        ("robbery fell in Gwent in May", False),
        ("Robbery fell", False),
    ],
)
def test_places_other_than_the_force_are_elsewhere(text, elsewhere):
    assert read_mentions(text, KNOWN).elsewhere is elsewhere
