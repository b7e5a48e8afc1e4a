"""What changed, and which labels differ from those of the quarter before."""

import re

import pytest

import crimekit as ck
from crimekit.blocks import Sentences, Table
from crimekit.reports.cases.assessment import assess
from crimekit.reports.cases.case import open_case
from crimekit.reports.measures.changes import headline_blocks, label_change_blocks
from crimekit.reports.tables.cells import year_cell


@pytest.fixture(scope="module")
def revised():
    return ck.overview(force="gwent", quarter="2023-24 Q2", release="2026-04-23")


def test_what_worsens_stands_first_then_what_improves_each_with_its_change(revised):
    (table,) = revised.headlines
    assert isinstance(table, Table)
    assert [column.title for column in table.columns[:2]] == ["Measure", "Past year"]
    ways = [cell.tone for _, cell, *_ in table.rows]
    assert ways == sorted(ways, key=["worse", "better", "neutral"].index)
    assert set(ways) == {"worse", "better", "neutral"}
    vehicles = table.rows[0]
    assert (vehicles[0].text, vehicles[1].text) == ("Vehicle crime", "Increasing")
    assert vehicles[1].note.endswith("; worsening")
    # The release of 23 April 2026: 561 in 2022-23 Q2 and 837 in 2023-24 Q2.
    assert vehicles[2].text == f"+{837 - 561} (+{100 * (837 / 561 - 1):.1f}%)"
    assert vehicles[3].text == "837"
    assert vehicles[3].note.startswith("far higher than expected (")
    burglary = next(row for row in table.rows if row[0].text == "Residential burglary")
    assert burglary[1].note.endswith("; improving")


def test_a_sum_whose_quarter_is_not_as_expected_is_a_row_where_its_parts_are_as_expected():
    case = open_case(force="cleveland", quarter="2022-23 Q2", report="national-measures", release="2026-04-23")
    keys = ("neighbourhood-crime", "vehicle-crime")
    found = [assess(case.parameters.measures[key], case) for key in keys]
    assert {year_cell(each).text for each in found} == {"Stable"}
    (table,) = headline_blocks(found, case)
    assert [(row[0].text, row[3].note.partition(" (")[0]) for row in table.rows] == [
        ("Neighbourhood crime", "higher than expected")
    ]


def test_places_in_the_group_are_named_where_the_report_prints_them(avon_and_somerset):
    measures = avon_and_somerset.parameters.measures
    found = [assess(measures[key], avon_and_somerset) for key in ("business-robbery", "drug-trafficking", "homicide")]
    (table,) = headline_blocks(found, avon_and_somerset)
    assert "Higher than MSG average rates: Business robbery." in table.notes
    assert "Below MSG average rates: Drug trafficking offences." in table.notes


def test_that_nothing_has_a_direction_is_said(gwent):
    homicide = assess(gwent.parameters.measures["homicide"], gwent)
    (sentences,) = headline_blocks([homicide], gwent)
    assert isinstance(sentences, Sentences)
    assert sentences.items == (
        "No measure has a direction over the past year, and no quarter lies outside what was expected.",
    )


def test_what_has_no_label_says_nothing_and_labels_that_stay_are_said_in_one_sentence(gwent):
    measures = gwent.parameters.measures
    survey = assess(measures["satisfaction-general-initial-contact"], gwent)
    assert headline_blocks([survey], gwent) == label_change_blocks([survey], gwent) == ()
    (block,) = label_change_blocks([assess(measures["vehicle-crime"], gwent)], gwent)
    assert block.items == ("No label of the past year differs from that of 2022-23 Q4.",)


def test_a_label_that_differs_says_whether_a_revision_or_the_new_quarter_did_it(revised):
    (table,) = revised.label_changes
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}
    assert rows["Theft from the person"] == [
        "Increasing",
        "No clear change",
        "Revised figures: the release of 19 October 2023 gave “Increasing” for the last quarter, today's gives “No "
        "clear change”.",
    ]
    before, now, why = rows["Vehicle crime"]
    assert (before, now) == ("Stable", "Increasing")
    assert re.fullmatch(r"A new quarter: \+3\.\d%, now \+16\.\d%\.", why)  # 2,439 on 2,346; 2,715 on 2,322
    assert {row[2].tone for row in table.rows if row[0].text == "Vehicle crime"} == {"worse"}
    violence = assess(revised.case.parameters.measures["serious-violence"], revised.case)
    ((*_, both),) = label_change_blocks([violence], revised.case)[0].rows
    assert both.text.startswith("Revised figures: ")
    assert "; a new quarter: " in both.text


def test_a_label_that_became_known_says_why_it_was_not():
    # Four quarters after the masked ones there is a year to compare again.
    case = {"force": "kent", "report": "national-measures", "release": "2023-10-19"}
    tables = [ck.overview(**case, quarter=f"2021-22 Q{number}").label_changes[0] for number in (1, 2, 3, 4)]
    reasons = [row[3].text for table in tables if isinstance(table, Table) for row in table.rows]
    assert any("not known (" in reason for reason in reasons)
