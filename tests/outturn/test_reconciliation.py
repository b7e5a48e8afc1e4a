"""Agreed, within rounding, different, not checkable."""

from dataclasses import replace

import pytest

from crimekit.reports.outturn.calculations import Computed
from crimekit.reports.outturn.figures import Statement
from crimekit.reports.outturn.periods import Period
from crimekit.reports.outturn.reconciliation import Reconciled, reconciliation_sentences, reconciliation_table

BASE = Statement(
    "gwent", "2019-20", "Change in crime", -5.4, "percent", 0.1, "is", "percent-change", "t", "r", "",
    Period.parse("2019-20"), Period.parse("2018-19"), "", "The report 2020, section 3 (crime)", "",
)  # fmt: skip


def exactly(value: float) -> Computed:
    return Computed(value, value, value)


@pytest.mark.parametrize(
    ("computed", "verdict"),
    [
        (exactly(-5.44), "agreed"),
        (exactly(-5.35), "agreed"),
        (exactly(-5.46), "different"),
        (Computed(-5.46, -5.6, -5.42), "within rounding"),
        (Computed(-5.8, -5.9, -5.6), "different"),
        (Computed(None, reason="no counts"), "not checkable"),
    ],
)
def test_verdict(computed, verdict):
    assert Reconciled(BASE, computed).verdict == verdict


@pytest.mark.parametrize(
    ("computed", "verdict"),
    [(exactly(10.2), "agreed"), (exactly(9.97), "different"), (Computed(9.97, 9.9, 10.1), "within rounding")],
)
def test_over_wants_more(computed, verdict):
    assert Reconciled(replace(BASE, stated=10, step=1, relation="over"), computed).verdict == verdict


def test_the_table_prints_both_figures_and_how_they_compare():
    near = replace(BASE, about="Users", stated=10, step=1, relation="over", note="Of the population.")
    unknown = replace(BASE, about="Volume crime", unit="count", stated=7500, step=100)
    found = [
        Reconciled(BASE, exactly(-6.4947)),
        Reconciled(near, exactly(9.974)),
        Reconciled(unknown, Computed(None, reason="no definition")),
        Reconciled(unknown, exactly(6622.6)),
        Reconciled(replace(BASE, unit="rank", stated=14, step=1), exactly(13)),
        Reconciled(replace(BASE, unit="points", stated=-2.6, step=0.1), exactly(-2.6)),
    ]
    table = reconciliation_table("key", "Gwent", found)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Change in crime", "−5.4%", "−6.49%", "different"],
        ["Users", "over 10%", "9.97%", "different"],
        ["Volume crime", "7,500", "Not computed", "not checkable"],
        ["Volume crime", "7,500", "6,623", "different"],
        ["Change in crime", "14th", "13th", "different"],
        ["Change in crime", "−2.6 points", "−2.60 points", "agreed"],
    ]
    assert [row[3].note for row in table.rows[:3]] == ["", "Of the population.", "No definition."]
    assert (table.rows[0][0].note, table.source) == ("section 3 (crime)", "The report 2020")


def test_the_sentences_count_the_verdicts():
    found = [Reconciled(BASE, exactly(value)) for value in (-5.4, -6, -7)]
    assert reconciliation_sentences("key", found).items[0] == (
        "3 stated figures were worked out again: 2 different, 0 within rounding, 1 agreed and 0 not checkable."
    )
