"""Stated figures worked out again and compared; the approved outturn of 2019-20 has one or more of each calculation."""

import pytest

from crimekit.errors import DataError
from crimekit.reports.outturn.figures import LocalFigure, Period
from crimekit.reports.outturn.reconciliation import Reconciled, Statement, check_statements, reconciled
from crimekit.reports.outturn.recorded import Recorded

RECORDED = "recorded-crime"


def statement(calculation, row="", *, period="2019-20", against="", **given):
    named = {
        "force": "gwent", "year": "2019-20", "about": "about", "stated": 0.0, "unit": "count", "step": 1.0,
        "relation": "is", "calculation": calculation, "table": "t", "item": row, "area": "",
        "period": Period.parse(period), "against": Period.parse(against) if against else None,
        "of": "", "source": "The report 2020, section 3 (crime)", "note": "",
    }  # fmt: skip
    return Statement(**{**named, **given})


GIVEN = [("Racial", "2019-20", 551), ("Nothing", "2019-20", None), ("New", "2018-19", 0), ("New", "2019-20", 4)]
FIGURES = tuple(LocalFigure("gwent", "t", row, Period.parse(period), value) for row, period, value in GIVEN)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (statement("not-checkable"), "the report does not give the figures it rests on"),
        (statement("not-checkable", note="No counts."), "No counts."),
        (statement("value", "Nothing"), "there is no figure of 'Nothing' for 2019-20"),
        (statement("total", "total", period="2016-17"), "there is no figure of 't' for 2016-17"),
        (statement("total", "total"), "there is no figure of 't' for 2019-20"),  # a row has none
        (statement("difference", "Racial"), "it names no earlier period"),
        (statement("percent-change", "New", against="2018-19"), "the figure to divide by is nought"),
        (statement("value", "homicide", table=RECORDED, period="2011-12"),
         "recorded crime has no whole figure for 2011-12"),
        (statement("rank-of-fall", "homicide", table=RECORDED, period="April 2020"),
         "recorded crime has no figures for April 2020"),
        (statement("share", "Racial", of="population/mid-1990"), "there is no population estimate of mid-1990"),
    ],
)  # fmt: skip
def test_what_cannot_be_computed_says_why(case, asked, reason):
    found = reconciled(asked, FIGURES, Recorded(case))
    assert (found.value, found.reason, found.verdict) == (None, reason, "not checkable")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (statement("value", "Racist"), "'about': no row 'Racist' in the table 't'; did you mean 'Racial'?"),
        (statement("value", "Racial", table="hate"), "'about': no table 'hate'"),
        (statement("share", "Racial", of="x/Racial"), "'about': no table 'x'"),
        (statement("value", "homicides", table=RECORDED), "did you mean 'homicide'?"),
        (statement("value", "Racial", area="walse"), "'about': no area 'walse'; did you mean 'wales'?"),
    ],
)
def test_a_statement_about_nothing_is_refused(asked, message):
    with pytest.raises(DataError) as told:
        check_statements([asked], FIGURES, groups=("homicide",), forces=("gwent",))
    assert str(told.value).startswith("stated figures: ")
    assert message in str(told.value)


def ranging(low, value, high, **given):
    stated = {"about": "Change in crime", "stated": -5.4, "unit": "percent", "step": 0.1, **given}
    return Reconciled(statement("percent-change", **stated), value, low, high)


def exactly(value, **given):
    return ranging(value, value, value, **given)


OVER = {"stated": 10, "step": 1, "relation": "over"}


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (exactly(-5.44), "agreed"),
        (exactly(-5.35), "agreed"),
        (exactly(-5.46), "different"),
        (ranging(-5.6, -5.46, -5.42), "within rounding"),
        (ranging(-5.9, -5.8, -5.6), "different"),
        (exactly(10.2, **OVER), "agreed"),
        (exactly(9.97, **OVER), "different"),
        (ranging(9.9, 9.97, 10.1, **OVER), "within rounding"),
    ],
)
def test_verdict(found, verdict):
    assert found.verdict == verdict
