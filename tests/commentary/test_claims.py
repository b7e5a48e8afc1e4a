"""Figures typed in running text are found; what only looks like one is passed over."""

import pytest

from crimekit.commentary.claims import claims


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
    "sentence",
    [
        "In Q1 2023-24 and in 2022/23, on 31 March and on the 3rd day.",
        "Cash of £25,000, 4.5 kg of cocaine and 12 vehicles were seized within 24 hours.",
        "40% of those aged 18 to 24 were satisfied.",
        "Satisfaction rose to 72% from 65%.",
        "Twelve more officers and 20 additional staff joined; 15 offenders were charged.",
        "More than 40 streets were visited under section 60.",
        "The rate was 2.13 per 1,000 residents.",
    ],
)
def test_what_is_no_figure_of_the_report_is_passed_over(sentence):
    assert claims(sentence) == ()


def test_a_rounded_figure_has_room_to_be_rounded():
    (whole,), (exact,), (rough,) = (claims(f"an increase of {text}") for text in ("8%", "8.0%", "about 8%"))
    assert (whole.tolerance, exact.tolerance, rough.tolerance) == (0.5, 0.05, 1.0)


def test_more_than_says_nothing_of_the_direction():
    (claim,) = claims("Robbery fell by more than 8%.")
    assert claim.value == -8
