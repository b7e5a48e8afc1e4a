"""What changed, and which labels differ from those of the quarter before."""

import re

import pytest

import crimekit as ck
from crimekit.blocks import Sentences, Table
from crimekit.reports.cases.assessment import assess
from crimekit.reports.cases.case import open_case
from crimekit.reports.measures.changes import headline_blocks, label_changes
from crimekit.reports.tables.cells import year_cell


@pytest.fixture(scope="module")
def revised():
    return ck.overview(force="gwent", quarter="2023-24 Q2", release="2026-04-23")


def test_what_worsens_stands_first_then_what_improves_each_with_its_change(revised):
    (table,) = revised.headlines
    assert isinstance(table, Table)
    assert [column.title for column in table.columns[:2]] == ["Measure", "Past year"]
    names = [row[0].text for row in table.rows]
    assert len(names) == len(set(names))  # whatever it is that changed
    ways = [cell.tone for _, cell, *_ in table.rows if cell.arrow in ("up", "down")]
    assert ways == sorted(ways, key=["worse", "better", "neutral"].index)
    assert set(ways) == {"worse", "better", "neutral"}
    vehicles = table.rows[0]
    assert (vehicles[0].text, vehicles[1].text) == ("Vehicle crime", "Increasing")
    assert vehicles[1].note.endswith("; worsening")
    assert vehicles[3].text == "837"  # in 2023-24 Q2, in the release of 23 April 2026
    assert vehicles[3].note.startswith("far higher than expected (")
    burglary = next(row for row in table.rows if row[0].text == "Residential burglary")
    assert burglary[1].note.endswith("; improving")


def test_a_sum_whose_quarter_is_not_as_expected_is_a_row_where_its_parts_are_as_expected():
    case = open_case(force="cleveland", quarter="2022-23 Q2", report="national-measures", release="2026-04-23")
    keys = ("neighbourhood-crime", "vehicle-crime")
    found = [assess(case.parameters.measures[key], case) for key in keys]
    assert {year_cell(each).text for each in found} == {"Stable"}
    (table,) = headline_blocks(found, label_changes(found, case), case)
    assert [(row[0].text, row[3].note.partition(" (")[0]) for row in table.rows] == [
        ("Neighbourhood crime", "higher than expected")
    ]


def test_that_nothing_has_a_direction_is_said(gwent):
    homicide = assess(gwent.parameters.measures["homicide"], gwent)
    (sentences,) = headline_blocks([homicide], label_changes([homicide], gwent), gwent)
    assert isinstance(sentences, Sentences)
    assert sentences.items == (
        "No measure has a direction over the past year, and no quarter lies outside what was expected. No label of the "
        "past year differs from that of 2022-23 Q4.",
    )


def test_what_has_no_label_says_nothing(gwent):
    survey = assess(gwent.parameters.measures["satisfaction-general-initial-contact"], gwent)
    assert headline_blocks([survey], label_changes([survey], gwent), gwent) == ()


def test_a_label_that_differs_says_whether_a_revision_or_the_new_quarter_did_it(revised):
    (table,) = revised.headlines
    assert table.columns[2].title == "In 2023-24 Q1"
    rows = {row[0].text: row for row in table.rows}
    people = rows["Theft from the person"]
    assert (people[2].text, people[1].text) == ("Increasing", "No clear change")
    assert people[2].note == "as the release of 19 October 2023 gave it; revised since: No clear change"
    vehicles = rows["Vehicle crime"]
    assert (vehicles[2].text, vehicles[1].text, vehicles[1].tone) == ("Stable", "Increasing", "worse")
    assert re.fullmatch(r"\+3\.\d%", vehicles[2].note)  # 2,439 on 2,346; since, 2,715 on 2,322
    violence = assess(revised.case.parameters.measures["serious-violence"], revised.case)
    (row,) = headline_blocks([violence], label_changes([violence], revised.case), revised.case)[0].rows
    assert re.match(r"[+−][\d.]+%; as the release of 19 October 2023 gave it; revised since: ", row[2].note)


def test_a_label_that_became_known_says_why_it_was_not():
    # Four quarters after the masked ones there is a year to compare again.
    case = {"force": "kent", "report": "national-measures", "release": "2023-10-19"}
    tables = [ck.overview(**case, quarter=f"2021-22 Q{number}").headlines[0] for number in (1, 2, 3, 4)]
    before = [row[2] for table in tables if isinstance(table, Table) for row in table.rows]
    assert any(cell.text == "Not known" and cell.note for cell in before)
