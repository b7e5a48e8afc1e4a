"""“The highest since” is held against every quarter, twelve months and year to date after then."""

import pytest

from crimekit.quarters import Quarter, quarters_between
from crimekit.reports.commentary.records import record_problem
from crimekit.reports.commentary.series import Series

QUARTERS = quarters_between(Quarter.parse("2021-22 Q1"), Quarter.parse("2023-24 Q1"))
FALLING = Series("Burglary", ("burglary",), QUARTERS, (1.0, 1.0, 1.0, 9.0, 5.0, 5.0, 5.0, 5.0, 4.0))


def problem(text, *, sure=True):
    return record_problem(text, (FALLING,), sure=sure)


@pytest.mark.parametrize(
    "since", ["2020-21", "2021", "Q2 2021-22", "2021-22 Q2", "September 2021", "at least April 2021"]
)
def test_a_record_that_is_none_names_the_quarter_that_is_higher(since):
    typed, said = problem(f"Burglary is at its highest since {since}.")
    assert typed == f"highest since {since}"
    assert said == "Burglary: 9 in 2021-22 Q4, 4 in 2023-24 Q1"


@pytest.mark.parametrize(
    "text",
    [
        "its lowest since 2021-22",
        "the highest since June 2023",  # nothing after then but the quarter itself
        "the highest since 2021-23",  # no financial year
        "the highest ever",
    ],
)
def test_a_record_that_holds_or_cannot_be_told_is_no_problem(text):
    assert problem(text) is None


def test_without_a_name_the_sentence_must_speak_of_counts():
    assert problem("Confidence is the highest since 2020-21.", sure=False) is None
    assert problem("The total is the highest since 2020-21.", sure=False) is not None
    assert record_problem("The total is the highest since 2020-21.", (), sure=False) is None
