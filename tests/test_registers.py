"""Registers of recommendations and of inspection grades as they stood on a day; what is wrong has its place."""

import pytest

from crimekit.errors import ParameterError
from crimekit.reports.registers.registers import inspections, recommendations

RECOMMENDATIONS = """
force: gwent
author: an analyst
date: 2021-07-01
state: agreed
approvals:
  - {role: Chief officer, decision: Approved, date: 2021-06-20}
  - {role: Commissioner, decision: Approval}
recommendations:
  - {number: "1", title: Lead, text: Appoint a lead., source: The review, made: 2020-01-01, due: 2021-05-31,
     owner: Chief Superintendent, updates: [{date: 2020-06-01, state: in progress, text: Advertised.},
     {date: 2021-07-15, state: complete, text: Appointed.}]}
  - {number: "2", title: Panels, text: Guide the panels., source: The review, made: 2020-01-01,
     owner: Inspector, updates: [{date: 2021-02-01, state: superseded, text: Panels ended.}]}
  - {number: "3", title: Messages, text: Plan messages., source: The review, made: 2021-06-30, due: 2021-06-30,
     owner: Communications manager}
  - {number: "4", title: Later, text: Not yet made., source: The review, made: 2021-07-01, owner: Inspector}
"""

INSPECTIONS = """
force: gwent
author: an analyst
date: 2023-01-01
state: draft
grades:
  - {inspection: "2016", pillar: Effectiveness, grade: Requires improvement, published: 2017-03-02, source: PEEL 2016}
  - {inspection: 2018-19, pillar: Effectiveness, grade: Good, published: 2020-02-07, source: PEEL 2018-19}
  - {inspection: 2018-19, pillar: Legitimacy, grade: Good, source: PEEL 2018-19}
  - {inspection: 2021-22, pillar: Effectiveness, grade: Adequate, published: 2022-10-01, source: PEEL 2022,
     scale: five tiers}
areas:
  - {number: "1", title: Wanted people, text: Find them sooner., made: 2017-03-02, owner: Head of crime,
     inspection: "2016", pillar: Effectiveness, source: PEEL 2016}
"""


@pytest.fixture
def registers(project):
    """The folder of parameters of a project whose registers are those above."""
    (project / "parameters" / "recommendations" / "gwent.yml").write_text(RECOMMENDATIONS, encoding="utf-8")
    (project / "parameters" / "inspections" / "gwent.yml").write_text(INSPECTIONS, encoding="utf-8")
    return project / "parameters"


@pytest.fixture
def change(registers):
    """Put one text of a register in place of another."""

    def changed(register, old, new):
        path = registers / register / "gwent.yml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return changed


FIRST = "the first is of 1 January 2020"


def texts(table):
    return [[cell.text for cell in row] for row in table.rows]


def test_overdue_first_then_what_is_to_be_done_with_the_history_up_to_the_day(registers):
    found = recommendations(force="gwent", quarter="2021-22 Q1")
    assert texts(found.table[0]) == [
        ["1. Lead", "Chief Superintendent", "1 January 2020", "31 May 2021", "Overdue: in progress", "1 June 2020"],
        ["3. Messages", "Communications manager", "30 June 2021", "30 June 2021", "Open", "No update"],
        ["2. Panels", "Inspector", "1 January 2020", "No date given", "Superseded", "1 February 2021"],
    ]
    assert [(item.label, item.text, item.note) for item in found.summary[0].items] == [
        *(("All", "3", ""), ("Open", "1", ""), ("In progress", "1", ""), ("Superseded", "1", "")),
        ("Overdue", "1", "the longest by 30 days"),
    ]
    rows = texts(found.history[0])
    assert rows[:2] == [
        ["1. Lead", "1 January 2020", "Made", "Appoint a lead."],
        ["1. Lead", "1 June 2020", "In progress", "Advertised."],
    ]
    assert "Appointed." not in [row[3] for row in rows]


def test_a_day_later_an_update_counts_and_what_was_due_is_overdue(registers):
    table = recommendations(force="gwent", quarter="2021-22 Q2").table[0]
    assert [row[0] + ": " + row[4] for row in texts(table)] == [
        "3. Messages: Overdue: open",
        "4. Later: Open",
        "1. Lead: Complete",
        "2. Panels: Superseded",
    ]


def test_without_approvals_or_areas_it_says_so(change):
    change("recommendations", "  - {role: Chief officer, decision: Approved, date: 2021-06-20}\n", "")
    change("recommendations", "approvals:\n  - {role: Commissioner, decision: Approval}\n", "")
    assert recommendations(force="gwent", quarter="2021-22 Q1").approvals[0].items == ("No approval is recorded.",)
    change("inspections", INSPECTIONS[INSPECTIONS.index("areas:") :], "")
    (sentences,) = inspections(force="gwent", quarter="2019-20 Q4").areas
    assert sentences.items == ("No area for improvement is recorded.",)


@pytest.mark.parametrize(
    ("force", "quarter", "message"),
    [
        ("gwent", "2019-20 Q1", f"quarter: no recommendation was made by the end of '2019-20 Q1'; {FIRST}"),
        ("gwnt", "2021-22 Q1", "force: no 'gwnt'; did you mean 'gwent'?"),
        ("kent", "2021-22 Q1", "parameters/recommendations/kent.yml: there is no such file; did you mean 'gwent'?"),
    ],
)
def test_what_there_is_not(registers, force, quarter, message):
    with pytest.raises(ParameterError) as told:
        recommendations(force=force, quarter=quarter)
    assert str(told.value) == message


def test_grades_by_inspection_each_from_the_day_of_its_publication(registers):
    table = inspections(force="gwent", quarter="2019-20 Q4").grades[0]
    assert [column.title for column in table.columns] == ["Pillar", "2016", "2018-19"]
    assert texts(table) == [["Effectiveness", "Requires improvement", "Good"], ["Legitimacy", "No grade held", "Good"]]
    assert [cell.arrow for cell in table.rows[0]] == ["", "", "up"]
    assert "five" not in " ".join(table.notes)
    earlier = inspections(force="gwent", quarter="2018-19 Q4").grades[0]
    assert texts(earlier)[0] == ["Effectiveness", "Requires improvement", "No grade held"]


def test_scales_are_not_compared(registers):
    found = inspections(force="gwent", quarter="2022-23 Q3")
    table = found.grades[0]
    assert [cell.arrow for cell in table.rows[0]] == ["", "", "up", ""]
    assert "a grade is never compared across the two" in table.notes[-1]
    assert found.sentences[0].items[0] == (
        "Effectiveness: adequate in 2021-22, on another scale than before, or not comparable: good in 2018-19."
    )


def test_as_before_only_where_no_inspection_lies_between(change):
    lone = 'grades:\n  - {inspection: "2017", pillar: Legitimacy, grade: Good, source: PEEL 2017}\n'
    change("inspections", "grades:\n", lone)
    found = inspections(force="gwent", quarter="2019-20 Q4")
    assert [cell.arrow for cell in found.grades[0].rows[1]] == ["", "", "", ""]
    assert found.sentences[0].items == (
        "Legitimacy: good in 2018-19, as before: good in 2017.",
        "Effectiveness: good in 2018-19, no grade held of 2017, before that requires improvement in 2016.",
    )


def test_before_the_first_grade_there_is_nothing_to_report(change):
    change("inspections", "Legitimacy, grade: Good,", "Legitimacy, grade: Good, published: 2020-02-07,")
    with pytest.raises(ParameterError) as told:
        inspections(force="gwent", quarter="2015-16 Q1")
    assert str(told.value) == "quarter: no grade of a pillar was published by the end of '2015-16 Q1'"


OPENED = {"inspections": inspections, "recommendations": recommendations}


@pytest.mark.parametrize(
    ("register", "old", "new", "message"),
    [
        ("inspections", "Requires improvement", "Adequate", "no grade 'Adequate' on the scale of four tiers"),
        ("inspections", "Legitimacy, grade", "Effectiveness, grade", "Effectiveness: found twice; expected one grade"),
        ("inspections", "five tiers", "five", "scale: found 'five'; expected 'four tiers' or 'five tiers'"),
        ("recommendations", "force: gwent", "force: kent", "found 'kent'; expected 'gwent', as the file is called"),
        ("recommendations", 'number: "2"', 'number: "1"', "recommendations.number: found '1' twice"),
        ("recommendations", "2020-06-01, s", "2022-06-01, s", "1.updates: found a later date before an earlier one"),
        ("recommendations", "due: 2021", "due: 2019", "1.due: found 2019-05-31; expected a day from 2020-01-01"),
        ("recommendations", "in progress", "underway", "found 'underway'; expected 'open', 'in progress'"),
        ("recommendations", "owner: Inspector", "ownr: Inspector", "ownr: unknown key; did you mean 'owner'?"),
    ],
)
def test_message(change, register, old, new, message):
    change(register, old, new)
    with pytest.raises(ParameterError) as told:
        OPENED[register](force="gwent", quarter="2021-22 Q1")
    assert str(told.value).startswith(f"parameters/{register}/gwent.yml: ")
    assert message in str(told.value)
