"""What a report has of its measures."""

import pytest

from crimekit.quarters import Quarter, quarters_between
from crimekit.reports.cases.assessment import assess
from crimekit.reports.commentary.series import Comparison, Series, names_of, report_series, section_series

QUARTERS = quarters_between(Quarter.parse("2022-23 Q1"), Quarter.parse("2023-24 Q2"))
ROBBERY = Series("Robbery", ("robbery",), QUARTERS, (50.0, 40.0, 30.0, None, 10.0, 12.0))


@pytest.mark.parametrize(("last", "length", "total"), [(0, 1, 50), (5, 2, 22), (2, 3, 120), (5, 4, None), (1, 4, None)])
def test_a_window_has_a_total_where_no_quarter_is_missing(last, length, total):
    assert ROBBERY.in_window(QUARTERS[last], length) == total


def test_a_quarter_that_the_series_does_not_hold_has_none():
    assert ROBBERY.in_window(QUARTERS[0] - 1, 1) is None


def test_comparisons_are_those_that_can_be_made():
    assert [(one.name, one.now, one.then) for one in ROBBERY.comparisons()] == [
        ("on the same quarter a year before", 12, 40),
        ("in the year to date", 22, 90),
        ("on the quarter before", 12, 10),
    ]


def test_a_change_from_nothing_has_no_percentage():
    assert Comparison("", 3, 0).percent is None
    assert Comparison("", 3, 4).percent == -25


def test_a_measure_is_called_by_its_title_and_nouns(gwent):
    assert names_of(gwent.parameters.measures["homicide"]) == ("homicide", "homicides")


def test_a_report_has_the_figures_it_prints(gwent):
    known = report_series(gwent)
    vehicles, assessed = known["vehicle-crime"], assess(gwent.parameters.measures["vehicle-crime"], gwent)
    assert (vehicles.counts, vehicles.rates) == (assessed.counts, assessed.rate_values)
    assert vehicles.quarters[-1] == gwent.quarter
    assert vehicles.first == "lowest"
    assert known["neighbourhood-crime"].among_forces is not None
    assert vehicles.among_forces is None


def test_the_series_of_a_section_begin_with_its_headline(gwent):
    spec = next(spec for spec in gwent.report.sections if spec.key == "neighbourhood-crime")
    known = {key: Series(key, (), ()) for key in ("vehicle-crime", "neighbourhood-crime", "homicide")}
    assert [one.title for one in section_series(spec, known)] == ["neighbourhood-crime", "vehicle-crime"]
