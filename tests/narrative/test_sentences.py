"""Sentences agree with their figures in number and in grammar."""

import re
from dataclasses import replace

import pytest

from crimekit.quarters import Quarter, quarters_between
from crimekit.reports.cases.assessment import Assessment, assess
from crimekit.reports.cases.case import open_case
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


@pytest.mark.parametrize(
    ("count", "place", "text"),
    [
        (1.0, 0, "There was 1 homicide in Q1 2023-24, a rate of 0.0017 per 1,000 residents."),
        (0.0, 0, "There were no homicides in Q1 2023-24."),
        (3.0, 1, "That is 2 fewer than in the same quarter of 2022-23 (5)."),
        (5.0, 1, "That is the same number as in the same quarter of 2022-23 (5)."),
    ],
)
def test_number_and_grammar(made, gwent, count, place, text):
    assert sentences(made(count), gwent)[place] == text


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


def test_the_overview_names_what_worsens_and_what_improves_and_counts_the_rest(gwent):
    keys = ("theft-from-the-person", "residential-burglary", "vehicle-crime", "personal-robbery", "homicide")
    others = ("possession-of-blade-or-point", "county-lines-disrupted", "burglary")  # the last holds the second
    assert overview_sentences([assess(gwent.parameters.measures[key], gwent) for key in (*keys, *others)]) == (
        "Over the past year, of 6 measures with a series of figures, 1 is worsening (theft from the person), 1 is "
        "improving (residential burglary), 1 is higher, neither better nor worse (possession of an article with a "
        "blade or point), 1 is stable, 1 is without a clear direction and 1 is not known.",
        "1 measure has no series of figures.",
    )
    before = open_case(force="avon-and-somerset", quarter="2022-23 Q1", report="national-measures")
    vehicles = assess(before.parameters.measures["vehicle-crime"], before)
    assert overview_sentences([vehicles])[0].endswith("1 is of mixed course (vehicle crime).")  # down, the quarter up


def test_the_label_stands_with_the_change_that_it_rests_on(gwent, avon_and_somerset):
    measures = gwent.parameters.measures
    said = [
        next(text for text in sentences(assess(measures[key], case), case) if "the label is" in text)
        for key, case in (
            ("theft-from-the-person", gwent),
            ("business-robbery", gwent),
            ("stalking-and-harassment", gwent),
            ("burglary", avon_and_somerset),
        )
    ]
    people, business, stalking, burglary = said
    counts = gwent.counts(measures["theft-from-the-person"])["gwent"]
    change = 100 * (counts[-4:].sum() / counts[-8:-4].sum() - 1)
    pattern = (
        r"Over the past year the label is “Increasing”, worsening: the rate changed by \+(.+)% \(\+.+% to \+.+%\)\."
    )
    assert float(re.fullmatch(pattern, people)[1]) == pytest.approx(change, abs=1.5)  # residents grew by 0.3%
    assert business.endswith(": the number changed by −12, from 33.")  # 21 in the year
    assert stalking == "Over the past year the label is “Not known” (recording change: Counting rules of May 2023)."
    assert burglary.endswith(" on April to September 2019, before COVID-19 restrictions.")
    city = open_case(force="city-of-london", quarter="2025-26 Q3", report="national-measures")
    assert "improving: the number changed by −" in " ".join(  # almost no residents, so no rate
        sentences(assess(measures["theft-from-the-person"], city), city)
    )


def test_no_sentence_prints_what_is_no_number(gwent, avon_and_somerset):
    for case in (gwent, avon_and_somerset):
        for measure in case.parameters.measures.values():
            for text in sentences(assess(measure, case), case):
                assert text.endswith(".")
                assert not {"nan", "None", "inf", "-0"} & set(text.replace(",", " ").split())


def test_a_quarter_of_a_measure_beside_the_headline_that_is_not_as_expected_is_said(gwent):
    """Firearms possession in Gwent: 41, and 74 in the four quarters before."""
    measures = gwent.parameters.measures
    parts = [assess(measures[key], gwent) for key in ("serious-violence", "possession-of-firearms")]
    (said,) = [text for text in sentences(parts[0], gwent, parts) if "expected" in text]
    start = (
        "Possession of firearms: 41 in this quarter alone is higher than expected: from the four before it, between "
    )
    low, high = map(int, said.removeprefix(start).removesuffix(".").split(" and "))
    assert low < sum(parts[1].counts[-5:-1]) / 4 < high < 41
