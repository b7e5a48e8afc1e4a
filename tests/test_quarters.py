"""Periods: labels, order, arithmetic."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimekit.errors import ParameterError
from crimekit.periods import Quarter, parse_month, quarters_between, year_to_date

NOVEMBER = Quarter(2021, 11)
quarters = st.builds(Quarter, st.integers(1950, 2150), st.integers(1, 12))


@pytest.mark.parametrize(
    ("label", "words", "months"),
    [
        ("2023-24 Q1", "April to June 2023", "2023-04 2023-05 2023-06"),
        ("2023-24 Q4", "January to March 2024", "2024-01 2024-02 2024-03"),
        ("1999-00 Q4", "January to March 2000", "2000-01 2000-02 2000-03"),
        ("quarter ending January 2022", "November 2021 to January 2022", "2021-11 2021-12 2022-01"),
    ],
)
def test_a_label_is_read_and_written_back(label, words, months):
    quarter = Quarter.parse(label)
    assert (str(quarter), quarter.words, quarter.months) == (label, words, tuple(months.split()))


@pytest.mark.parametrize(
    ("label", "typed"),
    [
        *(
            ("2023-24 Q1", typed)
            for typed in (
                *("Q1 2023-24", "2023/24 Q1", "2023-24Q1", "2023-24-q1", "Q1 2023/24", "FY2023-24 Q1"),
                *("Quarter 1, 2023-2024", "2023Q1", "Q1 2023", "2023-Q1"),  # a year by itself begins the financial one
                *("April to June 2023", "Apr-Jun 2023", "april – june 2023", "quarter to June 2023"),
                *(dt.date(2023, 4, 1), dt.datetime(2023, 6, 30, 23, 59), pd.Timestamp("2023-05-31")),
                *(pd.Period("2023-05", "Q-DEC"), pd.Period("2023-05", "Q-MAR"), Quarter(2023, 6)),
            )
        ),
        ("quarter ending February 2022", "Dec 2021 to Feb 2022"),
        ("quarter ending January 2022", "November to January 2022"),
        ("quarter ending November 2021", "Sept-Nov 2021"),
        ("quarter ending November 2021", pd.Period("2021-11", "Q-NOV")),
        ("1999-00 Q4", "Q4 1999/2000"),
        ("2022-23 Q4", pd.Period("2023Q1", "Q-DEC")),  # pandas means January to March
        ("2021-22 Q2", "quarter ending September 2021"),
    ],
    ids=str,
)
def test_a_quarter_is_read_as_people_write_it(label, typed):
    assert str(Quarter.parse(typed)) == label


@pytest.mark.parametrize(
    "label",
    [
        *("2023-25 Q1", "2023-24 Q5", "2023-24", "2023-1999 Q1", "quarter ending Novembre 2021", "", "nan"),
        *(pd.NaT, None, "April to July 2023", "Dec 2020 to Feb 2022", "Ma to Ju 2023", "to to to 2023"),
    ],
)
def test_a_wrong_label_says_what_was_expected(label):
    with pytest.raises(ParameterError, match=r"quarter: found '.*'; expected a financial quarter such as '2023-24 Q1'"):
        Quarter.parse(label)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: Quarter(2023, 13), "month 13 of 2023"),
        (lambda: year_to_date(NOVEMBER), "'quarter ending November 2021' is no quarter of a financial year"),
        (lambda: quarters_between(NOVEMBER, Quarter(2023, 6)), "not whole quarters apart"),
        (lambda: parse_month("2021-13"), "month: found '2021-13'; expected a month such as '2021-11'"),
        (lambda: Quarter.parse("2023Q1", strict=True), "quarter: found '2023Q1'"),  # may be a calendar year
        (lambda: Quarter.parse("2021-11"), "found '2021-11'; .*; a month is no quarter: ck.quarterly adds"),
        (lambda: Quarter.parse(pd.Period("2021-11", "M")), "found '2021-11'; .*; a month is no quarter: ck.quarterly"),
        (lambda: Quarter.parse("x" * 5000), f"found '{'x' * 59}…';"),
    ],
)
def test_what_is_no_quarter_is_refused(wrong, message):
    with pytest.raises(ParameterError, match=message):
        wrong()


@pytest.mark.parametrize(
    ("label", "mid_year"),
    [
        # Office for National Statistics, police force area tables of the years ending March, June, September and
        # December 2018, and December 2024
        *(("2017-18 Q4", 2016), ("2018-19 Q1", 2017), ("2018-19 Q2", 2017), ("2018-19 Q3", 2017), ("2024-25 Q3", 2023)),
        *(("quarter ending May 2018", 2016), ("quarter ending July 2018", 2017)),
    ],
)
def test_a_quarter_uses_the_estimate_that_the_statistical_office_uses(label, mid_year):
    assert Quarter.parse(label).mid_year == mid_year


@given(quarters, st.integers(-200, 200))
def test_every_label_reads_back_and_quarters_follow_each_other(quarter, steps):
    assert Quarter.parse(str(quarter)) == quarter
    assert (quarter + steps) - steps == quarter
    assert ((quarter + steps) > quarter) == (steps > 0)
    assert max(quarter.months) < min((quarter + 1).months)
