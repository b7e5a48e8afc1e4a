"""Periods: what they are called, when they end, which report they belong to."""

import pytest

from crimekit.errors import ParameterError
from crimekit.quarters import Quarter
from crimekit.reports.outturn.periods import Period, year_title

YEAR = Quarter.parse("2019-20 Q4")


@pytest.mark.parametrize(
    ("label", "end", "months"),
    [
        ("2019-20", (2020, 3), 12),
        ("1999-00", (2000, 3), 12),
        ("year ending December 2019", (2019, 12), 12),
        ("November 2019 to March 2020", (2020, 3), 5),
        ("April 2020", (2020, 4), 1),
        ("2018", (2018, 12), 12),
    ],
)
def test_end_and_length(label, end, months):
    found = Period.parse(label)
    assert (found.end, found.months, found.label) == (Quarter(*end), months, label)


@pytest.mark.parametrize("label", ["2019-21", "year ending Mai 2019", "March 2020 to November 2019", "", "Smarch 2020"])
def test_anything_else_is_refused(label):
    with pytest.raises(ParameterError) as told:
        Period.parse(label)
    assert str(told.value).startswith(f"period: found '{label}'; expected '2019-20', 'year ending June 2020'")


def test_quarters():
    assert [str(q) for q in Period.parse("year ending June 2020").quarters] == [
        "2019-20 Q2",
        "2019-20 Q3",
        "2019-20 Q4",
        "2020-21 Q1",
    ]
    assert [str(q) for q in Period.parse("April 2020 to June 2020").quarters] == ["2020-21 Q1"]
    assert Period.parse("year ending May 2020").quarters == ()
    assert Period.parse("April 2020").quarters == ()


@pytest.mark.parametrize(
    ("label", "belongs", "this_year"),
    [
        ("2019-20", True, True),
        ("June 2020", True, True),
        ("July 2020", False, True),
        ("2018-19", True, False),
        ("April 2019", True, True),
    ],
)
def test_a_figure_belongs_to_a_report_until_three_months_after(label, belongs, this_year):
    found = Period.parse(label)
    assert (found.belongs_to(YEAR), found.ends_from(YEAR)) == (belongs, this_year)


def test_periods_sort_in_time_order():
    labels = ["2019-20", "2018", "April 2020", "2018-19"]
    assert [period.label for period in sorted(map(Period.parse, labels))] == [
        "2018",
        "2018-19",
        "2019-20",
        "April 2020",
    ]


def test_year_title_of_a_first_quarter():
    assert year_title(Quarter.parse("2023-24 Q1")) == "2023-24 so far (April to June 2023)"
