"""What figures give where a report states a derived one; the expected numbers were worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from crimekit.errors import DataError
from crimekit.quarters import financial_year_quarters
from crimekit.reports.outturn.calculations import Calculator, Computed, Part, combined
from crimekit.reports.outturn.figures import LocalFigure, Statement, check_statements
from crimekit.reports.outturn.periods import Period
from crimekit.reports.outturn.recorded import Group, Recorded


def figure(row: str, period: str, value: float | None, *, unit: str = "count", rounded: float = 0.0) -> LocalFigure:
    return LocalFigure("gwent", "t", row, Period.parse(period), value, unit, rounded, None, "", "source", "")


def statement(calculation: str, row: str, *, period: str = "2019-20", against: str = "", **given: str) -> Statement:
    named = {
        "force": "gwent", "year": "2019-20", "about": "about", "stated": 0.0, "unit": "count", "step": 1.0,
        "relation": "is", "calculation": calculation, "table": "t", "row": row, "area": "",
        "period": Period.parse(period), "against": Period.parse(against) if against else None,
        "of": "", "source": "s", "note": "",
    }  # fmt: skip
    return Statement(**{**named, **given})


FIGURES = (
    figure("Racial", "2018-19", 623),
    figure("Racial", "2019-20", 551),
    figure("Disability", "2018-19", 185),
    figure("Disability", "2019-20", 200),
    figure("Logs", "November 2019 to March 2020", 873),
    figure("Offences", "2019-20", 703, unit="per month", rounded=1),
    figure("Arrests", "2019-20", 2293),
    figure("Calls", "2019-20", 370214),
    figure("Change in calls", "2019-20", -14997),
    figure("Nothing", "2019-20", None),
    figure("None recorded", "2018-19", 0),
    figure("None recorded", "2019-20", 4),
)


@pytest.fixture
def calculator(case):
    return Calculator(FIGURES, Recorded(case))


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        (statement("value", "Racial"), 551),
        (statement("difference", "Disability", against="2018-19"), 15),
        (statement("percent-change", "Racial", against="2018-19"), -11.557),
        (statement("share", "Disability", of="Racial"), 36.298),
        (statement("monthly", "Logs", period="November 2019 to March 2020"), 174.6),
        (statement("percent-of-difference", "Calls", of="Change in calls"), -3.893),
        (statement("share", "Arrests", of="Offences"), 27.181),  # 703 a month is 8,436 a year
        (statement("value", "homicide", table="recorded-crime"), 6),
        (statement("monthly", "homicide", table="recorded-crime"), 0.5),
        (statement("value", "homicide", table="recorded-crime", period="year ending June 2020"), 6),
        (statement("share", "Racial", of="population/mid-2018"), 551 / 583029 * 100),
    ],
)
def test_value(calculator, asked, value):
    assert calculator.compute(asked).value == pytest.approx(value, abs=0.001)


def test_a_total_adds_the_rows_of_a_table_in_a_period(case):
    two = Calculator(FIGURES[:4], Recorded(case))
    assert two.compute(statement("total", "total")).value == 751


def test_rounded_parts_leave_a_range():
    found = combined(lambda now, then: (now - then) / then * 100, Part(48, 1), Part(85, 1))
    assert (round(found.value, 1), round(found.low, 1), round(found.high, 1)) == (-43.5, -44.4, -42.6)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (statement("not-checkable", "Racial"), "the report does not give the figures it rests on"),
        (statement("not-checkable", "Racial", note="No counts."), "No counts."),
        (statement("value", "Nothing"), "there is no figure of 'Nothing' for 2019-20"),
        (statement("total", "total", period="2016-17"), "there is no figure of 't' for 2016-17"),
        (statement("percent-change", "None recorded", against="2018-19"), "the figure to divide by is nought"),
        (statement("value", "homicide", table="recorded-crime", period="2011-12"),
         "recorded crime has no whole figure for 2011-12"),
        (statement("rank-of-fall", "homicide", table="recorded-crime", period="April 2020"),
         "recorded crime has no figures for April 2020"),
        (statement("share", "Racial", of="population/mid-1990"), "there is no population estimate of mid-1990"),
    ],
)  # fmt: skip
def test_what_cannot_be_computed_says_why(calculator, asked, reason):
    assert calculator.compute(asked) == Computed(None, reason=reason)


def test_places_and_increases_are_among_the_forces_with_residents(case):
    counts = pd.DataFrame(
        {force: [10.0] * 4 + [10.0 + place] * 4 for place, force in enumerate(case.parameters.forces)},
        index=[quarter.label for year in ("2018-19", "2019-20") for quarter in financial_year_quarters(year)],
    )
    recorded = Recorded(case, {"made-up": Group("Made up", case, counts * 5)})
    asked = statement("rank-of-fall", "made-up", table="recorded-crime")
    found = Calculator((), recorded)
    assert found.compute(asked).value == 15  # the 16th of 43 by key, City of London before it left out
    assert found.compute(statement("forces-increasing", "made-up", table="recorded-crime")).value == 41


def test_a_projected_change_is_the_projection_less_the_year_before(calculator):
    asked = statement(
        "projected-change", "recorded-crime-without-fraud", table="recorded-crime", period="April 2020 to June 2020"
    )
    group = calculator.recorded.group("recorded-crime-without-fraud")
    last = Period.parse("April 2020 to June 2020").quarters[-1]
    assert calculator.compute(asked).value == group.projection(last).outturn - 56674


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (statement("value", "Racist"), "'about': no row 'Racist' in the table 't'; did you mean 'Racial'?"),
        (statement("value", "Racial", table="hate"), "'about': no table 'hate'"),
        (statement("share", "Racial", of="x/Racial"), "'about': no table 'x'"),
        (statement("value", "homicides", table="recorded-crime"), "did you mean 'homicide'?"),
        (statement("value", "Racial", area="walse"), "'about': no area 'walse'; did you mean 'wales'?"),
    ],
)
def test_a_statement_about_nothing_is_refused(asked, message):
    with pytest.raises(DataError) as told:
        check_statements([asked], FIGURES, groups=("homicide",), forces=("gwent",))
    assert str(told.value).startswith("stated figures: ")
    assert message in str(told.value)
