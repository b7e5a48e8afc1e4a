"""Typed figures against the report's, or against each other where both ends are given."""

from dataclasses import replace

import pytest

from crimekit.cases import open_case
from crimekit.commentary.checks import text_differences, typed_differences
from crimekit.commentary.figures import Series
from crimekit.quarters import Quarter, quarters_between

QUARTERS = quarters_between(Quarter.parse("2021-22 Q1"), Quarter.parse("2023-24 Q1"))
VEHICLES = Series(
    "Vehicle crime",
    ("vehicle crime", "vehicle crimes"),
    QUARTERS,
    (500.0, 510.0, 520.0, 530.0, 602.0, 600.0, 590.0, 562.0, 722.0),
)
ROBBERY = Series("Robbery", ("robbery", "robberies"), QUARTERS, (90.0, 80.0, 70.0, 60.0, 50.0, 40.0, 30.0, 20.0, 10.0))
BOTH = (VEHICLES, ROBBERY)


def typed(text, series=BOTH):
    return [found for _, found, _ in text_differences(text, series)]


@pytest.mark.parametrize(
    "text",
    [
        "Vehicle crime rose by 19.9%, 120 more offences than in the same quarter of last year.",
        "Vehicle crime was up 20% (from 602 to 722).",
        "On the quarter before, 160 additional offences of vehicle crime were recorded.",
        "There were 2,474 vehicle crimes over the year, the highest since 2021-22.",
        "Robbery fell from 50 to 10, a reduction of 80%, its lowest since Q1 2021-22.",
        "722 offences were recorded, against 602 a year before.",
        "Officers on the team went from 48 to 65, an increase of 35%.",
    ],
)
def test_what_the_figures_bear_out_is_not_listed(text):
    assert typed(text) == []


def test_both_ends_are_held_against_the_percentage():
    ((_, found, said),) = text_differences("Visits went from 48 to 65, an increase of 27%.", BOTH)
    assert (found, said) == ("27%", "from 48 to 65 is an increase of 35.4%")


def test_a_percentage_that_no_comparison_gives_is_listed_with_those_that_there_are():
    ((_, found, said),) = text_differences("An increase of 5.8% in vehicle crime.", BOTH)
    assert found == "5.8%"
    assert said == (
        "Vehicle crime: on the same quarter a year before an increase of 19.9%; over twelve months an increase of "
        "14.4%; in the year to date an increase of 19.9%; on the quarter before an increase of 28.5%"
    )


def test_a_direction_the_other_way_is_listed():
    assert typed("Vehicle crime fell by 19.9%.") == ["19.9%"]


def test_a_number_of_additional_offences_is_held_against_the_difference():
    ((_, found, said),) = text_differences("68 additional offences of vehicle crime.", BOTH)
    assert found == "68 additional"
    assert said.startswith("Vehicle crime: on the same quarter a year before 120 more;")


def test_a_count_that_no_quarter_or_year_has_is_listed():
    ((_, found, said),) = text_differences("There were 721 vehicle crimes this quarter.", BOTH)
    assert found == "721 vehicle crimes"
    assert said == "Vehicle crime: 722 in 2023-24 Q1"


def test_a_count_of_another_measure_does_not_pass_for_the_one_named():
    assert typed("There were 722 robberies.") == ["722 robberies"]


@pytest.mark.parametrize(
    "since", ["2020-21", "2021", "Q2 2021-22", "2021-22 Q2", "September 2021", "at least April 2021"]
)
def test_a_record_that_is_none_names_the_quarter_that_is_higher(since):
    falling = Series("Burglary", ("burglary",), QUARTERS, (1.0, 1.0, 1.0, 9.0, 5.0, 5.0, 5.0, 5.0, 4.0))
    ((_, found, said),) = text_differences(f"Burglary is at its highest since {since}.", (falling,))
    assert found == f"highest since {since}"
    assert said == "Burglary: 9 in 2021-22 Q4, 4 in 2023-24 Q1"


def test_a_record_of_something_else_is_not_asked_about():
    assert typed("Confidence is the highest since 2020-21.", (ROBBERY,)) == []


def test_without_figures_nothing_but_both_ends_can_be_asked():
    assert typed("An increase of 5.8%, 68 additional offences.", ()) == []


def test_a_list_in_markdown_is_read_a_point_at_a_time():
    text = "- **Vehicle crime** rose by 5.8%.\n- Robbery fell from 50\n  to 10, by 27%."
    assert typed(text) == ["5.8%", "27%"]


@pytest.fixture(scope="module")
def west_yorkshire():
    return open_case(force="west-yorkshire", quarter="2025-26 Q3", report="national-measures", release="2026-04-23")


def test_the_shipped_texts_give_no_false_alarm(gwent, avon_and_somerset, west_yorkshire):
    for case in (gwent, avon_and_somerset, west_yorkshire):
        assert typed_differences(case.commentary, case) == ()


@pytest.mark.parametrize(("right", "wrong"), [("1,258", "1,259"), ("93 more", "94 more"), ("602 to 722", "603 to 722")])
def test_a_slip_in_a_shipped_text_is_found(gwent, right, wrong):
    words = gwent.commentary.sections["neighbourhood-crime"]
    changed = replace(words, comments=words.comments.replace(right, wrong))
    (found,) = typed_differences(replace(gwent.commentary, sections={"neighbourhood-crime": changed}), gwent)
    assert wrong in found.sentence
    assert str(found).startswith("neighbourhood-crime, comments: found '")


def test_without_texts_there_is_nothing_to_compare(gwent):
    assert typed_differences(None, gwent) == ()
