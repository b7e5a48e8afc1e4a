"""Sentences agree with their figures in number and in grammar."""

from dataclasses import replace

import pytest

from crimekit.quarters import Quarter, quarters_between
from crimekit.reports.cases.assessment import Assessment, assess
from crimekit.reports.measures.overview import overview_sentences
from crimekit.reports.narrative.sentences import sentences
from crimekit.statistics.rates import poisson_rate, year_on_year

QUARTERS = quarters_between(Quarter.parse("2021-22 Q1"), Quarter.parse("2023-24 Q1"))


@pytest.fixture
def made(gwent):
    """An assessment of homicide with the counts given, oldest first."""

    def make(*counts):
        padded = (*([5.0] * (len(QUARTERS) - len(counts))), *counts)
        return Assessment(
            gwent.parameters.measures["homicide"],
            QUARTERS,
            padded,
            rates=tuple(poisson_rate(count, 590_000) for count in padded),
            same_quarter=year_on_year(padded[-1], padded[-5]),
        )

    return make


def test_one_is_singular(made, gwent):
    assert sentences(made(1.0), gwent)[0] == "There was 1 homicide in Q1 2023-24, a rate of 0.0017 per 1,000 residents."


def test_none_has_no_rate(made, gwent):
    assert sentences(made(0.0), gwent)[0] == "There were no homicides in Q1 2023-24."


def test_a_small_base_has_no_percentage(made, gwent):
    assert sentences(made(3.0), gwent)[1] == "That is 2 fewer than in the same quarter of 2022-23 (5)."


def test_the_same_number_is_said_so(made, gwent):
    assert sentences(made(5.0), gwent)[1] == "That is the same number as in the same quarter of 2022-23 (5)."


def test_a_missing_year_before_is_said_so(made, gwent):
    found = replace(made(5.0), same_quarter=year_on_year(5.0, None))
    assert sentences(found, gwent)[1] == "There is no figure for the same quarter of the year before."


def test_the_highest_and_the_lowest_are_named_with_the_window(made, gwent):
    assert "The count of the quarter is the highest since at least Q1 2021-22." in sentences(
        made(4.0, *[5.0] * 7, 9.0), gwent
    )
    assert "is the highest" not in " ".join(sentences(made(4.0, *[5.0] * 8), gwent))


def test_gwents_neighbourhood_crime(gwent):
    found = sentences(assess(gwent.parameters.measures["neighbourhood-crime"], gwent), gwent)
    assert found[0] == "There were 1,258 neighbourhood crimes in Q1 2023-24, a rate of 2.13 per 1,000 residents."
    assert found[1] == "That is 93 more (an increase of 8.0%) than in the same quarter of 2022-23 (1,165)."


def test_a_measure_without_a_figure_says_why(gwent):
    (found,) = sentences(assess(gwent.parameters.measures["county-lines-disrupted"], gwent), gwent)
    assert found.startswith("County lines disrupted: no figure is available. County lines disrupted are counted by")


def test_the_overview_counts_every_measure(gwent):
    keys = ("homicide", "vehicle-crime", "county-lines-disrupted")
    text = " ".join(overview_sentences([assess(gwent.parameters.measures[key], gwent) for key in keys]))
    assert "Of 2 measures with a series of figures, 1 is improving and 1 is neither improving nor worsening." in text
    assert "1 measure has no series of figures." in text
    found, ways = (
        assess(gwent.parameters.measures["vehicle-crime"], gwent),
        ("improving", "worsening", "neither", "neither"),
    )
    assert overview_sentences([replace(found, outlook=replace(found.outlook, direction=way)) for way in ways]) == (
        "Of 4 measures with a series of figures, 1 is improving, 1 is worsening and 2 are neither.",
    )


def test_no_sentence_prints_what_is_no_number(gwent, avon_and_somerset):
    for case in (gwent, avon_and_somerset):
        for measure in case.parameters.measures.values():
            for text in sentences(assess(measure, case), case):
                assert text.endswith(".")
                assert not {"nan", "None", "inf", "-0"} & set(text.replace(",", " ").split())


def test_an_unusual_quarter_of_a_measure_beside_the_headline_is_said(gwent):
    """Firearms possession in Gwent, 23 and then 41: scipy's negative binomial leaves 4 to 38."""
    measures = gwent.parameters.measures
    parts = [assess(measures[key], gwent) for key in ("serious-violence", "possession-of-firearms")]
    said = [text for text in sentences(parts[0], gwent, parts) if "unusual" in text]
    assert said == [
        "Possession of firearms: 41 in this quarter alone is unusual; from the quarters before, between 4 and 38 would "
        "have been expected."
    ]
