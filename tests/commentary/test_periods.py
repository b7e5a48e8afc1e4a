"""Periods named in a sentence, as windows of whole quarters."""

import pytest

from crimekit.commentary.claims import claims
from crimekit.commentary.periods import periods, window_of
from crimekit.quarters import Quarter

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
    found = periods(text, REPORTED)
    assert {f"{length} to {end}" for period in found for end, length in period.windows} == windows
    assert found


def test_may_is_a_month_only_with_a_capital():
    assert periods("it may follow", REPORTED) == ()


def test_each_count_takes_the_period_beside_it():
    text = "14 homicides were recorded in the 12 months to September 2021 and 15 in the 12 months before."
    first, second = claims(text, ["homicides"])
    named = periods(text, REPORTED)
    assert window_of(first, text, named) == ((REPORTED, 4),)
    assert (REPORTED - 4, 4) in (window_of(second, text, named) or ())


def test_a_period_that_something_is_compared_with_is_not_that_of_the_count():
    text = "Compared with the same quarter of 2020-21, there were 14 homicides."
    (claim,) = claims(text, ["homicides"])
    assert window_of(claim, text, periods(text, REPORTED)) == ()
