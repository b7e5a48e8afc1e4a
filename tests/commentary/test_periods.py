"""Periods named in a sentence, as windows of whole quarters."""

import pytest

from crimekit.quarters import Quarter
from crimekit.reports.commentary.claim import Claim
from crimekit.reports.commentary.periods import read_periods, window_of

REPORTED = Quarter.parse("2021-22 Q2")


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("this quarter", {"1 to 2021-22 Q2"}),
        ("in Q1 2021-22", {"1 to 2021-22 Q1"}),
        ("in Q4 20/21", {"1 to 2020-21 Q4"}),
        ("July to September 2021", {"1 to 2021-22 Q2"}),
        ("in the year to September 2021", {"4 to 2021-22 Q2"}),
        ("in the 12 months ending September 2020", {"4 to 2020-21 Q2"}),
        ("in 2020", {"4 to 2020-21 Q3"}),
        ("in 2019-20", {"4 to 2019-20 Q4"}),
        ("in the same quarter of 2020-21", {"1 to 2020-21 Q2"}),
        ("the previous quarter", {"1 to 2021-22 Q1"}),
        ("year to date", {"2 to 2021-22 Q2"}),
        ("FYTD 2020-21", {"2 to 2020-21 Q2"}),
        ("a year earlier", {"1 to 2020-21 Q2", "2 to 2020-21 Q2", "4 to 2020-21 Q2"}),
        ("in May", set()),
        ("since the pandemic", set()),
        ("over six weeks", set()),
    ],
)
def test_a_period_is_read(text, windows):
    found = read_periods(text, REPORTED)
    assert {f"{length} to {end}" for period in found for end, length in period.windows} == windows
    assert found


def test_may_is_a_month_only_with_a_capital():
    assert read_periods("it may follow", REPORTED) == ()


def claim_of(typed, text, side=""):
    start = text.index(typed)
    return Claim("count", 1, side=side, start=start, end=start + len(typed))


@pytest.mark.parametrize(
    ("text", "typed", "windows"),
    [
        (
            "14 were recorded in the 12 months to September 2021 and 15 before that.",
            "14 were recorded",
            {"4 to 2021-22 Q2"},
        ),
        ("14 in the 12 months to September 2021 and 15 in Q1 2021-22.", "15", {"1 to 2021-22 Q1"}),
        ("Compared with the same quarter of 2020-21, there were 14.", "14", set()),
        ("Up on a year earlier, there were 14.", "14", set()),
        ("In Q1 2021-22 there were 14.", "14", {"1 to 2021-22 Q1"}),
        ("There were 14.", "14", set()),
        ("There were 14 in May.", "14", None),
        ("Since the pandemic there were 14.", "14", None),
    ],
)
def test_a_figure_is_of_the_period_beside_it_unless_something_is_compared_with_that(text, typed, windows):
    found = window_of(claim_of(typed, text), text, read_periods(text, REPORTED))
    assert (found if found is None else {f"{length} to {end}" for end, length in found}) == windows


def test_a_figure_in_brackets_is_of_the_period_right_before_it():
    text = "in Q1 2021-22 (14) and among others (15)"
    named = read_periods(text, REPORTED)
    assert window_of(claim_of("14", text, "in brackets"), text, named) == ((REPORTED - 1, 1),)
    assert window_of(claim_of("15", text, "in brackets"), text, named) is None


def test_a_year_before_is_a_quarter_its_part_to_date_or_twelve_months():
    (period,) = read_periods("than a year earlier", REPORTED)
    assert period.compared
    assert [length for _, length in period.windows] == [1, 2, 4]
