"""Periods: what they are called, when they end, which report they belong to."""

import pytest

from crimekit.errors import ParameterError
from crimekit.quarters import Quarter
from crimekit.reports.outturn.periods import Period, year_title

YEAR = Quarter.parse("2019-20 Q4")


@pytest.mark.parametrize(
    ("label", "end", "months", "belongs", "this_year"),
    [
        ("2019-20", (2020, 3), 12, True, True),
        ("1999-00", (2000, 3), 12, True, False),
        ("year ending December 2019", (2019, 12), 12, True, True),
        ("November 2019 to March 2020", (2020, 3), 5, True, True),
        ("April 2019", (2019, 4), 1, True, True),
        ("March 2019", (2019, 3), 1, True, False),
        ("June 2020", (2020, 6), 1, True, True),
        ("July 2020", (2020, 7), 1, False, True),  # more than three months after the year's end
        ("2018", (2018, 12), 12, True, False),
    ],
)
def test_end_and_length_and_whose_report_it_belongs_to(label, end, months, belongs, this_year):
    found = Period.parse(label)
    assert (found.end, found.months, str(found)) == (Quarter(*end), months, label)
    assert (found.belongs_to(YEAR), found.ends_from(YEAR)) == (belongs, this_year)


@pytest.mark.parametrize(
    "label", ["2019-21", "year ending Mai 2019", "March 2020 to November 2019", "", "Smarch 2020", "0001", "2019-20 Q4"]
)
def test_anything_else_is_refused(label):
    with pytest.raises(ParameterError) as told:
        Period.parse(label)
    assert str(told.value).startswith(f"period: found '{label}'; expected '2019-20', 'year ending June 2020'")


@pytest.mark.parametrize(
    ("label", "quarters"),
    [
        ("year ending June 2020", ["2019-20 Q2", "2019-20 Q3", "2019-20 Q4", "2020-21 Q1"]),
        ("April 2020 to June 2020", ["2020-21 Q1"]),
        ("year ending May 2020", []),
        ("April 2020", []),
    ],
)
def test_quarters(label, quarters):
    assert [str(quarter) for quarter in Period.parse(label).quarters] == quarters


def test_periods_sort_in_time_order():
    labels = ["2019-20", "2018", "April 2020", "2018-19"]
    assert list(map(str, sorted(map(Period.parse, labels)))) == ["2018", "2018-19", "2019-20", "April 2020"]


def test_year_title_of_a_first_quarter():
    assert year_title(Quarter.parse("2023-24 Q1")) == "2023-24 so far (April to June 2023)"
