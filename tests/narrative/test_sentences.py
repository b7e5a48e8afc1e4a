"""Sentences agree with their figures in number and in grammar."""

import pytest

import crimekit as ck
from crimekit.blocks import Table
from crimekit.periods import Quarter, quarters_between
from crimekit.reports.cases.assessment import Assessment, assess
from crimekit.reports.cases.case import open_case
from crimekit.reports.narrative.sentences import key_points, sentences
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


def test_the_highest_and_the_lowest_are_named_with_the_window(made, gwent):
    assert "The count of the quarter is the highest since at least Q1 2021-22." in sentences(
        made(4.0, *[5.0] * 7, 9.0), gwent
    )
    assert "is the highest" not in " ".join(sentences(made(4.0, *[5.0] * 8), gwent))


@pytest.mark.parametrize(
    ("force", "quarter"), [("west-yorkshire", "2025-26 Q3"), ("city-of-london", "2025-26 Q3"), ("kent", "2021-22 Q1")]
)
def test_there_are_at_most_five_key_points_and_each_measure_with_a_series_is_in_one(force, quarter):
    shown = ck.overview(force=force, quarter=quarter)
    points = shown.sentences[0].items
    assert 1 <= len(points) <= 5
    said = " ".join(points).lower()
    rows = [row for table in shown.headlines if isinstance(table, Table) for row in table.rows]
    for row in rows:
        assert row[0].text.lower() in said


def test_a_year_whose_newest_quarter_goes_the_other_way_is_neither_worse_nor_better():
    before = open_case(force="avon-and-somerset", quarter="2022-23 Q1", report="national-measures")
    vehicles = assess(before.parameters.measures["vehicle-crime"], before)  # down, the quarter up
    (point,) = key_points([vehicles], [vehicles])
    assert point.startswith("Vehicle crime fell over the past year, −")
    assert ": but this quarter goes the other way. " in point


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
    start = "Possession of firearms: 41 in this quarter alone is higher than expected ("
    low, high = map(int, said.removeprefix(start).removesuffix(").").split(" to "))
    assert low < sum(parts[1].counts[-5:-1]) / 4 < high < 41
