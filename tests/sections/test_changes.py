"""What changed, and which labels differ from those of the quarter before."""

from dataclasses import replace

import pytest

import crimekit as ck
from crimekit.blocks import Sentences, Table
from crimekit.reports.cases.assessment import assess
from crimekit.reports.measures.changes import headline_blocks, label_change_blocks

GWENT = {"force": "gwent", "quarter": "2023-24 Q1", "release": "2023-10-19", "peer_group": "welsh-forces"}


@pytest.fixture(scope="module")
def overview():
    return ck.overview(**GWENT)


def test_the_changes_that_stand_out_have_their_interval_and_their_term(overview):
    (table,) = overview.headlines
    assert isinstance(table, Table)
    row = next(row for row in table.rows if row[0].text == "Neighbourhood crime")
    assert [cell.text for cell in row[1:]] == ["Decreasing", "−9.4%", "−15.0% to −3.5%", "A year, over five years"]
    assert (row[1].tone, row[1].note) == ("better", "improving")
    assert table.notes[0].startswith("22 labels of this report rest on a test;")
    assert "0.4 to 0.9" in table.notes[0]  # 2 to 4 in 100 of 22


def test_places_in_the_group_are_named_where_the_report_prints_them(avon_and_somerset):
    measures = avon_and_somerset.parameters.measures
    found = [assess(measures[key], avon_and_somerset) for key in ("business-robbery", "drug-trafficking", "homicide")]
    (block,) = headline_blocks(found, avon_and_somerset)
    notes = block.notes if isinstance(block, Table) else block.items
    assert "Higher than MSG average rates: Business robbery." in notes
    assert "Below MSG average rates: Drug trafficking offences." in notes


def test_nothing_that_stands_out_is_said(gwent):
    homicide = assess(gwent.parameters.measures["homicide"], gwent)
    (sentences,) = headline_blocks([homicide], gwent)
    assert isinstance(sentences, Sentences)
    assert sentences.items[0] == "No change stands out from chance."
    assert "2 labels of this report rest on a test" in sentences.items[1]


def test_what_has_no_label_says_nothing_and_labels_that_stay_are_said_in_one_sentence(gwent):
    measures = gwent.parameters.measures
    survey = assess(measures["satisfaction-general-initial-contact"], gwent)
    assert headline_blocks([survey], gwent) == label_change_blocks([survey], gwent) == ()
    (block,) = label_change_blocks([assess(measures["vehicle-crime"], gwent)], gwent)
    assert block.items == ("No label differs from that of 2022-23 Q4.",)


def test_a_label_that_a_revision_changed_names_both_releases():
    (table,) = ck.overview(force="gwent", quarter="2023-24 Q2", release="2026-04-23").label_changes
    theft = next(row for row in table.rows if row[0].text == "Theft from the person")
    assert theft[3].text.startswith("Revised figures: the release of 19 October 2023 gave “Medium term no clear trend")
    assert theft[1].text in theft[3].text


def test_a_label_that_became_known_says_why_it_was_not():
    # Four quarters after the masked ones there is a year to compare again.
    case = {"force": "kent", "report": "national-measures", "release": "2023-10-19"}
    tables = [ck.overview(**case, quarter=f"2021-22 Q{number}").label_changes[0] for number in (1, 2, 3, 4)]
    reasons = [row[3].text for table in tables if isinstance(table, Table) for row in table.rows]
    assert any("not known (" in reason for reason in reasons)


def test_an_interval_without_an_upper_end_says_so(gwent):
    found = assess(gwent.parameters.measures["neighbourhood-crime"], gwent)
    medium = replace(found.outlook.medium, upper=None)
    (table,) = headline_blocks([replace(found, outlook=replace(found.outlook, medium=medium))], gwent)
    assert table.rows[0][3].text == "−15.0% or more"
