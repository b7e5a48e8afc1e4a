"""Two ends of a change, held against the change typed beside them and against the report."""

import pytest

from crimekit.quarters import Quarter, quarters_between
from crimekit.reports.commentary.claims import read_claims
from crimekit.reports.commentary.ends import between_ends, wrong_end
from crimekit.reports.commentary.numerals import in_digits
from crimekit.reports.commentary.series import Series
from crimekit.reports.commentary.subjects import read_sentence
from crimekit.reports.commentary.vocabulary import Vocabulary

QUARTERS = quarters_between(Quarter.parse("2022-23 Q1"), Quarter.parse("2023-24 Q1"))
ROBBERY = Series("Robbery", ("robbery", "robberies"), QUARTERS, (50.0, 40.0, 30.0, 20.0, 10.0))
KNOWN = Vocabulary((ROBBERY,))


def read(text):
    reading = in_digits(text)
    return read_claims(reading, KNOWN.nouns), read_sentence(reading.text, KNOWN)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("Visits went from 48 to 65, up 27%.", "percent", "from 48 to 65 is an increase of 35.4%"),
        ("Offences went from 65 to 48, 12 fewer offences.", "difference", "from 65 to 48 is 17 fewer"),
        ("Satisfaction rose from 72% to 78%, up 5 points.", "points", "from 72% to 78% is +6.0 points"),
    ],
)
def test_a_change_beside_its_ends_is_held_against_them(text, kind, said):
    found, sentence = read(text)
    claim = next(claim for claim in found if claim.kind == kind)
    assert [one.said for one in between_ends(claim, found, sentence)] == [said]


@pytest.mark.parametrize(
    "text",
    [
        "Visits went from 48 to 65 in Q1, and 12 teams later searches were up 27%.",
        "Visits went from 48 to 65; robbery was up 27%.",
        "Visits went from 0 to 65, up 27%.",
        "78% is up 5 points.",
    ],
)
def test_ends_of_something_else_or_none_are_not(text):
    found, sentence = read(text)
    claim = next(claim for claim in found if claim.kind in ("percent", "points"))
    assert between_ends(claim, found, sentence) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Robbery fell from 50 to 10.", ""),
        ("Robbery fell from 20 to 10.", ""),
        ("Robbery fell from 51 to 11.", "found 51 and 11; Robbery: 10 in 2023-24 Q1; "),
        ("Robbery fell from 51 to 10.", "found 51; Robbery: 10 in 2023-24 Q1; "),
        ("Robbery fell from 51 to 11 since the pandemic.", ""),
        ("Arrests for robbery fell from 51 to 11.", ""),
    ],
)
def test_an_end_that_the_measure_never_had_is_wrong(text, said):
    found, sentence = read(text)
    (pair,) = (claim for claim in found if claim.kind == "pair")
    wrong = wrong_end(pair, sentence)
    assert wrong.startswith(said)
    assert bool(wrong) == bool(said)
