"""Inspection grades as published by a day; never compared across scales."""

from __future__ import annotations

import pytest

from crimekit.errors import ParameterError
from crimekit.reports.registers.inspections import inspections


def texts(table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_grades_by_inspection(registers):
    table = inspections(force="gwent", quarter="2019-20 Q4").grades[0]
    assert [column.title for column in table.columns] == ["Pillar", "2016", "2018-19"]
    assert texts(table) == [["Effectiveness", "Requires improvement", "Good"], ["Legitimacy", "No grade held", "Good"]]
    assert [cell.arrow for cell in table.rows[0]] == ["", "", "up"]
    assert "five" not in " ".join(table.notes)


def test_a_grade_counts_from_the_day_of_its_publication(registers):
    table = inspections(force="gwent", quarter="2018-19 Q4").grades[0]
    assert texts(table)[0] == ["Effectiveness", "Requires improvement", "No grade held"]


def test_scales_are_not_compared(registers):
    found = inspections(force="gwent", quarter="2022-23 Q3")
    table = found.grades[0]
    assert [cell.arrow for cell in table.rows[0]] == ["", "", "up", ""]
    assert "a grade is never compared across the two" in table.notes[-1]
    assert found.sentences[0].items[0] == (
        "Effectiveness: adequate in 2021-22, on another scale than before, or not comparable: good in 2018-19."
    )


def test_areas(registers):
    heading, numbers, table, history = inspections(force="gwent", quarter="2019-20 Q4").areas
    assert (heading.title, numbers.items[0].text) == ("Areas for improvement", "1")
    assert texts(table) == [["1. Wanted people", "Head of crime", "2 March 2017", "No date given", "Open", "No update"]]
    assert texts(history)[0][3] == "Find them sooner."


def test_no_area_says_so(registers):
    path = registers / "inspections" / "gwent.yml"
    path.write_text(path.read_text(encoding="utf-8").partition("areas:")[0], encoding="utf-8")
    (sentences,) = inspections(force="gwent", quarter="2019-20 Q4").areas
    assert sentences.items == ("No area for improvement is recorded.",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("grade: Requires improvement", "grade: Adequate", "no grade 'Adequate' on the scale of four tiers"),
        ("pillar: Legitimacy, grade", "pillar: Effectiveness, grade", "Effectiveness: found twice; expected one grade"),
        ("scale: five tiers", "scale: five", "scale: found 'five'; expected 'four tiers' or 'five tiers'"),
    ],
)
def test_message(change, old, new, message):
    change("inspections", old, new)
    with pytest.raises(ParameterError) as told:
        inspections(force="gwent", quarter="2019-20 Q4")
    assert str(told.value).startswith("parameters/inspections/gwent.yml: ")
    assert message in str(told.value)


def test_before_the_first_grade_there_is_nothing_to_report(change):
    change("inspections", "Legitimacy, grade: Good,", "Legitimacy, grade: Good, published: 2020-02-07,")
    with pytest.raises(ParameterError) as told:
        inspections(force="gwent", quarter="2015-16 Q1")
    assert str(told.value) == "quarter: no grade of a pillar was published by the end of '2015-16 Q1'"


def test_the_shipped_grades_are_the_published_ones():
    table = inspections(force="gwent", quarter="2019-20 Q4").grades[0]
    assert texts(table) == [
        ["Effectiveness", "Requires improvement", "Good", "Good", "No grade held", "Good"],
        ["Efficiency", "Requires improvement", "Good", "Good", "Good", "Good"],
        ["Legitimacy", "No grade held", "Good", "Good", "No grade held", "Requires improvement"],
    ]
    questions = {row[0]: row[1:] for row in texts(inspections(force="gwent", quarter="2019-20 Q4").grades[1])}
    assert questions["Effectiveness: serious and organised crime"][0] == "Requires improvement"
    assert questions["Efficiency: planning for the future"][1] == "Requires improvement"
