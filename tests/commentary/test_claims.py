"""Figures typed in running text are found; what only looks like one is passed over."""

import pytest

from crimekit.reports.commentary.claims import read_claims
from crimekit.reports.commentary.numerals import in_digits


def claims(sentence, nouns=()):
    return read_claims(in_digits(sentence), nouns)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Compared with last year to date, burglary saw an increase of 5.8%.", [("percent", 5.8)]),
        ("That is 68 additional offences.", [("difference", 68)]),
        ("An additional 68 offences were recorded.", [("difference", 68)]),
        ("There were 592 fewer crimes than before.", [("difference", -592)]),
        ("Damage saw a reduction of 844 recorded crimes (-9.0%).", [("percent", -9.0), ("difference", -844)]),
        ("Robbery fell by 5.4 per cent.", [("percent", -5.4)]),
        ("A 27% rise in robbery.", [("percent", 27)]),
        ("Robbery is 5% lower than a year ago.", [("percent", -5)]),
        ("Theft went from 48 to 65, an increase of 27%.", [("percent", 27), ("pair", 65)]),
        ("116 offences against 134 a year before.", [("pair", 116)]),
        ("65 robberies were recorded, up from 48.", [("pair", 65)]),
        ("1,258 neighbourhood crimes were recorded.", [("count", 1258)]),
        ("8 were recorded in the twelve months to June 2023.", [("count", 8)]),
    ],
)
def test_a_typed_figure_is_found(sentence, expected):
    assert [(claim.kind, claim.value) for claim in claims(sentence, ["robberies"])] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("There were three homicides this quarter.", [("count", 3)]),
        ("There were no homicides this quarter.", [("count", 0)]),
        ("Eleven more offences and twenty-two fewer crimes.", [("difference", 11), ("difference", -22)]),
        ("Robbery doubled.", [("percent", 100)]),
        ("Robbery halved.", [("percent", -50)]),
        ("Robbery trebled.", [("percent", 200)]),
        ("Robbery fell by a third.", [("percent", -33.3)]),
        ("Three times as many robberies.", [("percent", 200)]),
        ("A rate of 2.28 per 1,000 residents.", [("rate", 2.28)]),
        ("0.16 offences per 1,000.", [("rate", 0.16)]),
        ("2.3 per thousand population.", [("rate", 2.3)]),
        ("78% of victims were satisfied.", [("level", 78)]),
        ("Two thirds of victims were satisfied.", [("level", 66.7)]),
        ("One in four victims was satisfied.", [("level", 25)]),
        ("Satisfaction rose from 72% to 78%, up 6 percentage points.", [("points", 6), ("level", 72), ("level", 78)]),
        ("Ranked sixth of forty-three forces.", [("rank", 6)]),
        ("The 6th highest.", [("rank", 6)]),
        ("It is 8th in the most similar group.", [("rank", 8)]),
        ("3rd/8.", [("rank", 3)]),
        ("2.7 times the average.", [("times", 2.7)]),
        ("12% below the group average.", [("gap", -12)]),
        ("Vehicle crime accounts for 40% of it.", [("share", 40)]),
    ],
)
def test_words_rates_levels_ranks_and_shares_are_found(sentence, expected):
    found = [(claim.kind, claim.value) for claim in claims(sentence, ["homicides", "robberies"])]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    "sentence",
    [
        "In Q1 2023-24 and in 2022/23, on 31 March and on the 3rd day.",
        "Cash of £25,000, 4.5 kg of cocaine and 12 vehicles were seized within 24 hours.",
        "Twelve more officers and 20 additional staff joined; 15 offenders were charged.",
        "More than 40 streets were visited under section 60.",
        "Call 101, or 999 in an emergency; 101 calls are answered 24/7.",
        "Operation 20 and Class A drugs; Section 18, section 20 and priority 2.",
        "Those aged 18 to 24; children of 5 to 16 years; a three-year plan.",
        "£1.2 million over 3 years, $5 and €3.",
        "On 3 May 2023, 31/03/2023 and at 9:30 am.",
        "COVID-19 and a 12-point plan; page 3, table 4, wave 2.",
        "One of the two teams, and no one else; in the first half of the year.",
        "Officers solved 14 burglaries and 3 robberies.",
        "12 officers per 1,000 households.",
    ],
)
def test_what_is_no_figure_of_the_report_is_passed_over(sentence):
    assert claims(sentence, ["robberies", "burglaries"]) == ()


def test_a_figure_is_quoted_as_it_was_typed():
    assert [claim.typed for claim in claims("Twenty-two fewer offences, ranked sixth of forty-three.")] == [
        "sixth of forty-three",
        "Twenty-two fewer",
    ]


def test_more_than_says_nothing_of_the_direction():
    (claim,) = claims("Robbery fell by more than 8%.")
    assert claim.value == -8
