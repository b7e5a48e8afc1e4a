"""Recommendations as they stood on a day."""

from __future__ import annotations

import pytest

from crimekit.errors import ParameterError
from crimekit.reports.registers.recommendations import recommendations


def test_overdue_first_then_what_is_to_be_done(registers, texts):
    table = recommendations(force="gwent", quarter="2021-22 Q1").table[0]
    assert texts(table) == [
        ["1. Lead", "Chief Superintendent", "1 January 2020", "31 May 2021", "Overdue: in progress", "1 June 2020"],
        ["3. Messages", "Communications manager", "30 June 2021", "30 June 2021", "Open", "No update"],
        ["2. Panels", "Inspector", "1 January 2020", "No date given", "Superseded", "1 February 2021"],
    ]


def test_a_day_later_an_update_counts_and_what_was_due_is_overdue(registers, texts):
    table = recommendations(force="gwent", quarter="2021-22 Q2").table[0]
    assert [row[0] + ": " + row[4] for row in texts(table)] == [
        "3. Messages: Overdue: open",
        "4. Later: Open",
        "1. Lead: Complete",
        "2. Panels: Superseded",
    ]


def test_history_ends_with_the_day(registers, texts):
    rows = texts(recommendations(force="gwent", quarter="2021-22 Q1").history[0])
    assert rows[:2] == [
        ["1. Lead", "1 January 2020", "Made", "Appoint a lead."],
        ["1. Lead", "1 June 2020", "In progress", "Advertised."],
    ]
    assert "Appointed." not in [row[3] for row in rows]


def test_without_approvals_it_says_so(change):
    change("recommendations", "  - {role: Chief officer, decision: Approved, date: 2021-06-20}\n", "")
    change("recommendations", "approvals:\n  - {role: Commissioner, decision: Approval}\n", "")
    assert recommendations(force="gwent", quarter="2021-22 Q1").approvals[0].items == ("No approval is recorded.",)


@pytest.mark.parametrize(
    ("force", "quarter", "message"),
    [
        ("gwent", "2019-20 Q1", "quarter: no recommendation was made by the end of '2019-20 Q1'; the first is of 1 "
                                "January 2020"),
        ("gwnt", "2021-22 Q1", "force: no 'gwnt'; did you mean 'gwent'?"),
        ("kent", "2021-22 Q1", "parameters/recommendations/kent.yml: there is no such file; did you mean 'gwent'?"),
    ],
)  # fmt: skip
def test_what_there_is_not(registers, force, quarter, message):
    with pytest.raises(ParameterError) as told:
        recommendations(force=force, quarter=quarter)
    assert str(told.value) == message
