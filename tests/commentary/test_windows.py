"""Which windows of whole quarters a period can mean."""

import pytest

from crimekit.quarters import Quarter
from crimekit.reports.commentary.windows import month_number, usual_lengths, windows_of

REPORTED = Quarter.parse("2021-22 Q2")


@pytest.mark.parametrize(
    ("kind", "named", "windows"),
    [
        ("quarter", {"y": "20", "q": "4"}, ["1 to 2020-21 Q4"]),
        ("same quarter of", {"y": "20"}, ["1 to 2020-21 Q2"]),
        ("quarter ending", {"y": "2021", "m": "september"}, ["1 to 2021-22 Q2"]),
        ("year ending", {"y": "2021", "m": "March"}, ["4 to 2020-21 Q4"]),
        ("calendar year", {"y": "2020"}, ["4 to 2020-21 Q3"]),
        ("financial year", {"y": "19"}, ["4 to 2019-20 Q4"]),
        ("financial year", {"y": "20"}, ["4 to 2020-21 Q4", "2 to 2020-21 Q2"]),
        ("to date of", {"y": "20"}, ["2 to 2020-21 Q2"]),
        ("same", {}, ["1 to 2020-21 Q2", "2 to 2020-21 Q2"]),
        ("year before", {}, ["1 to 2020-21 Q2", "2 to 2020-21 Q2", "4 to 2020-21 Q2"]),
        ("two years", {}, ["4 to 2021-22 Q2", "4 to 2020-21 Q2"]),
    ],
)
def test_a_period_means_these_windows(kind, named, windows):
    assert [f"{length} to {end}" for end, length in windows_of(kind, named, REPORTED)] == windows


def test_windows_that_are_the_same_are_told_once():
    first = Quarter.parse("2021-22 Q1")
    assert windows_of("same", {}, first) == ((first - 4, 1),)
    assert usual_lengths(first) == (1, 4)


def test_months_are_known_in_any_case():
    assert [month_number(name) for name in ("january", "MAY", "December")] == [1, 5, 12]
