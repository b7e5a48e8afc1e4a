"""Inspection grades as published by a day; never compared across scales."""

from __future__ import annotations

import pytest

from crimekit.errors import ParameterError
from crimekit.reports.registers.inspections import inspections


def test_grades_by_inspection(registers, texts):
    table = inspections(force="gwent", quarter="2019-20 Q4").grades[0]
    assert [column.title for column in table.columns] == ["Pillar", "2016", "2018-19"]
    assert texts(table) == [["Effectiveness", "Requires improvement", "Good"], ["Legitimacy", "No grade held", "Good"]]
    assert [cell.arrow for cell in table.rows[0]] == ["", "", "up"]
    assert "five" not in " ".join(table.notes)


def test_a_grade_counts_from_the_day_of_its_publication(registers, texts):
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


def test_no_area_says_so(registers):
    path = registers / "inspections" / "gwent.yml"
    path.write_text(path.read_text(encoding="utf-8").partition("areas:")[0], encoding="utf-8")
    (sentences,) = inspections(force="gwent", quarter="2019-20 Q4").areas
    assert sentences.items == ("No area for improvement is recorded.",)


def test_before_the_first_grade_there_is_nothing_to_report(change):
    change("inspections", "Legitimacy, grade: Good,", "Legitimacy, grade: Good, published: 2020-02-07,")
    with pytest.raises(ParameterError) as told:
        inspections(force="gwent", quarter="2015-16 Q1")
    assert str(told.value) == "quarter: no grade of a pillar was published by the end of '2015-16 Q1'"
