"""Which figures of the report a typed one can be."""

import pytest

from crimekit.quarters import Quarter, quarters_between
from crimekit.reports.commentary.claims import read_claims
from crimekit.reports.commentary.meant import meant
from crimekit.reports.commentary.numerals import in_digits
from crimekit.reports.commentary.series import Series
from crimekit.reports.commentary.subjects import read_sentence
from crimekit.reports.commentary.vocabulary import Vocabulary
from crimekit.statistics.results import Benchmark, ChangeRank, Rank

QUARTERS = quarters_between(Quarter.parse("2022-23 Q1"), Quarter.parse("2023-24 Q1"))
VEHICLES = Series(
    "Vehicle crime",
    ("vehicle crime", "vehicle crimes"),
    QUARTERS,
    (602.0, 600.0, 590.0, 562.0, 722.0),
    rates=(1.02, 1.01, 1.0, 0.95, 1.22),
    benchmark=Benchmark("", "", rank=Rank(6, 8), rate=4.17, average=3.02, difference=0.38),
    first="lowest",
    among_forces=ChangeRank(Rank(30, 42), increased=20, decreased=22, unchanged=0),
    codes=frozenset({"45"}),
)
THEFT = Series("Theft", ("theft",), QUARTERS, (1000.0,) * 5, codes=frozenset({"45", "39"}))
OVERALL = Series("Overall victim satisfaction", (), QUARTERS, levels=(("2023-24 Q1", 76.4),), moved=4.4)
KNOWN = Vocabulary((VEHICLES, THEFT, OVERALL))


def values(text):
    reading = in_digits(text)
    (claim,) = read_claims(reading, KNOWN.nouns)
    return {round(figure.value, 2) for figure in meant(claim, read_sentence(reading.text, KNOWN))}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("There were 1 vehicle crimes this quarter.", {722}),
        ("Vehicle crime fell by 1% on the same quarter of last year.", {19.93}),
        ("There were 1 fewer vehicle crimes than in the same quarter of last year.", {120}),
        ("Vehicle crime was 0.5 per 1,000 residents this quarter.", {1.22}),
        ("Vehicle crime ranked 1st of 8.", {6}),
        ("The rise in vehicle crime is 1st of 42.", {30}),
        ("Vehicle crime is 3 times the average.", {1.38}),
        ("Vehicle crime is 3% above the group average.", {38}),
        ("Vehicle crime accounts for 1% of theft this quarter.", {72.2}),
        ("Overall satisfaction is 1%.", {76.4}),
        ("Overall satisfaction is up 1 percentage points.", {4.4}),
    ],
)
def test_a_claim_can_be_the_figures_of_its_kind(text, found):
    assert values(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "There were 1 vehicle crimes in May.",
        "Vehicle crime accounts for 1% of the increase in theft.",
        "Theft accounts for 1% of vehicle crime.",
        "Overall satisfaction is 1% in Newport.",
        "Arrests for vehicle crime fell by 1%.",
        "Vehicle crime went from 1 to 2.",
    ],
)
def test_where_it_cannot_be_told_there_are_none(text):
    assert values(text) == set()
