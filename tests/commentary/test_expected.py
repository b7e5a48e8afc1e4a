"""Each figure that a count, a change, a level or a share can be, and how it is told."""

import pytest

from crimekit.quarters import Quarter, quarters_between
from crimekit.reports.commentary.claim import Claim
from crimekit.reports.commentary.expected import (
    change_of,
    change_said,
    of_change,
    of_count,
    of_level,
    of_points,
    of_share,
)
from crimekit.reports.commentary.periods import read_periods
from crimekit.reports.commentary.series import Comparison, Series

QUARTERS = quarters_between(Quarter.parse("2021-22 Q2"), Quarter.parse("2023-24 Q1"))
NOW = QUARTERS[-1]
VEHICLES = Series(
    "Vehicle crime",
    ("vehicle crime",),
    QUARTERS,
    (510.0, 520.0, 530.0, 602.0, 600.0, 590.0, 562.0, 722.0),
    codes=frozenset({"45", "48"}),
)
ALL = Series("Theft", ("theft",), QUARTERS, (1000.0,) * 7 + (1258.0,), codes=frozenset({"45", "48", "39"}))
WAVES = (("2022-23 Q1", 72.0), ("2023-24 Q1", 76.4))
OVERALL = Series("Satisfaction", (), QUARTERS, levels=WAVES, moved=4.4)
PERCENT, DIFFERENCE = Claim("percent", 1), Claim("difference", 1)


def told(figures):
    return [figure.said.partition(": ")[2] for figure in figures]


def test_a_count_without_a_period_may_be_of_those_a_report_speaks_of():
    assert told(of_count(VEHICLES, ())) == [
        "722 in 2023-24 Q1",
        "2,474 in the 12 months to the end of 2023-24 Q1",
        "602 in 2022-23 Q1",
        "2,162 in the 12 months to the end of 2022-23 Q1",
        "562 in 2022-23 Q4",
    ]


def test_a_count_of_a_window_is_of_that_alone_and_missing_where_the_series_is_short():
    assert told(of_count(VEHICLES, [(NOW, 2)])) == ["1,284 in the 6 months to the end of 2023-24 Q1"]
    assert told(of_count(VEHICLES, [(NOW - 8, 1), (NOW, 9)])) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "",
            [
                "on the same quarter a year before an increase of 19.9%",
                "over twelve months an increase of 14.4%",
                "in the year to date an increase of 19.9%",
                "on the quarter before an increase of 28.5%",
            ],
        ),
        ("over the last 12 months", ["over twelve months an increase of 14.4%"]),
        ("than the previous quarter", ["on the quarter before an increase of 28.5%"]),
        ("in 2018-19", []),
        ("since the pandemic", []),
    ],
)
def test_a_change_is_one_that_the_periods_named_allow(text, said):
    assert told(of_change(VEHICLES, PERCENT, read_periods(text, NOW))) == said


def test_a_change_is_told_as_it_was_typed():
    fall, from_none = Comparison("", 40, 50), Comparison("", 3, 0)
    assert (change_of(fall, PERCENT), change_said(fall, PERCENT)) == (-20, "a reduction of 20.0%")
    assert (change_of(fall, DIFFERENCE), change_said(fall, DIFFERENCE)) == (-10, "10 fewer")
    assert (change_of(from_none, PERCENT), change_said(from_none, PERCENT)) == (None, "3 more")


def test_a_level_is_the_one_printed_or_that_of_the_period_or_an_earlier_one():
    assert told(of_level(OVERALL, Claim("level", 76), ())) == ["76.4% in 2023-24 Q1"]
    assert told(of_level(OVERALL, Claim("level", 72), [(NOW - 4, 1)])) == ["72.0% in 2022-23 Q1"]
    assert told(of_level(OVERALL, Claim("level", 72, side="earlier"), ())) == ["72.0% in 2022-23 Q1"]


def test_points_are_those_on_the_year_before():
    assert told(of_points(OVERALL)) == ["+4.4 points on the year before"]
    assert told(of_points(VEHICLES)) == []


def test_a_share_is_of_what_holds_all_of_it():
    (found,) = of_share(VEHICLES, ALL, [(NOW, 1)])
    assert found.said == "Vehicle crime is 57.4% of Theft: 722 of 1,258 in 2023-24 Q1"
    assert found.value == pytest.approx(57.3927, abs=1e-4)
    assert list(of_share(ALL, VEHICLES, ())) == []
    assert len(list(of_share(VEHICLES, ALL, ()))) == 2
