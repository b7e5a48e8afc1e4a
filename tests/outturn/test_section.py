"""Sections of the outturn from the shipped figures and parameters."""

from __future__ import annotations

import csv
import shutil
from functools import cache
from pathlib import Path

import pytest

from crimekit.errors import ParameterError
from crimekit.parameters import find_project, read_parameters
from crimekit.reports.cases.case import open_case
from crimekit.reports.outturn.figures import read_local, read_statements
from crimekit.reports.outturn.goals import read_targets
from crimekit.reports.outturn.section import open_section, outturn_section
from crimekit.reports.outturn.spec import read_content

PROJECT = find_project()
SHIPPED = PROJECT / "crimekit" / "data" / "outturn"


@cache
def section(key: str, quarter: str = "2019-20 Q4", release: str = "2023-10-19"):
    return outturn_section(key, force="gwent", quarter=quarter, release=release, peer_group="welsh-forces")


def test_every_shipped_table_is_shown_in_one_section():
    parameters = read_parameters()
    content = read_content(parameters, parameters.reports["outturn"])
    shown = [table.key for section in content.values() for table in section.local]
    assert sorted(shown) == sorted({figure.table for figure in read_local(SHIPPED, "gwent")})


def test_the_reference_year_prints_every_table():
    parameters = read_parameters()
    for key in read_content(parameters, parameters.reports["outturn"]):
        found = section(key)
        assert len([block for block in found.local_tables if block.kind == "table"]) == len(found.content.local)


def test_the_lead_of_a_section():
    found = section("crime-prevention")
    assert [item.text for item in found.key_figures[0].items] == ["56,674", "97.0", "−1,811", "+19,035"]
    assert found.sentences[0].items[0] == (
        "All recorded crime without fraud: 56,674 offences were recorded in 2019-20, 1,811 fewer "
        "(a reduction of 3.1%) than in 2018-19 (58,485)."
    )
    assert found.comments[0].quotation
    assert [table.key for table in found.recorded_tables] == [
        "crime-by-group", "theft-by-kind", "twelve-months", "yearly-growth"
    ]  # fmt: skip
    assert "in every year it equals all recorded crime without fraud" in found.recorded_tables[0].notes[0]


def test_targets_of_the_year():
    rows = section("crime-prevention").goals[0].rows
    assert [row[3].text for row in rows] == ["met", "not met", "not met", "exceeds expectations"]
    assert rows[1][1].text == "at most 6,239"  # 6,567 in 2018-19, less 5%
    assert rows[3][3].note.startswith("grade changed from: below expectations")


def test_the_figures_of_the_reference_are_checked_line_by_line():
    with (SHIPPED / "gwent-stated.csv").open(encoding="utf-8", newline="") as file:
        stated = list(csv.DictReader(file))
    _, table, methods = section("figures-checked").reconciliation
    found = {(row[0].text, row[1].value): row[3].text for row in table.rows}
    assert len(table.rows) == len(stated) == len(read_statements(SHIPPED, "gwent", "2019-20"))
    # read against the printed report, by hand
    assert found["Modern slavery, total of the rows, 2019-20", 425] == "agreed"
    assert found["Change in hate crime", -7] == "agreed"
    assert found["Change in strategy discussions, 2018-19 to 2019-20", 27] == "different"
    assert found["Growth in Twitter followers", 50] == "different"
    assert found["Change in strategy discussions, 2017-18 to 2018-19", -43] == "within rounding"
    assert found["Change in calls, in percent", -3.9] == "agreed"
    assert found["Change in arrests from 2018-19", 99.3] == "not checkable"
    assert methods.heading == "How these figures were made"


def test_a_year_without_local_figures_says_so():
    found = section("community-cohesion", "2023-24 Q4", "2026-04-23")
    assert len(found.local_tables) == 0
    assert found.sentences[0].items[0].startswith("No local figure of 2023-24 was supplied of: Hate crime by strand;")
    assert section("crime-prevention", "2023-24 Q4", "2026-04-23").goals == ()
    (sentence, _) = section("figures-checked", "2023-24 Q4", "2026-04-23").reconciliation
    assert sentence.items == ("No stated figures were supplied for 2023-24, so there is nothing to reconcile.",)


def test_a_part_year_says_so_and_is_projected():
    found = section("crime-prevention", "2022-23 Q2")
    assert found.heading[0].subtitle == "Gwent, 2022-23 so far (April to September 2022)"
    assert found.sentences[0].items[0].startswith("The year has not ended: these are the figures of April to September")
    assert found.recorded_tables[-1].caption == "Projected outturn of 2022-23"


def test_an_unknown_section():
    with pytest.raises(ParameterError) as told:
        section("crime-preventing")
    assert str(told.value).startswith("section: no 'crime-preventing' in the report 'outturn'; did you mean")


def test_an_outturn_ends_with_a_quarter_of_the_year(case):
    from dataclasses import replace

    from crimekit.quarters import Quarter

    with pytest.raises(ParameterError) as told:
        open_section("crime-prevention", replace(case, quarter=Quarter(2019, 11)), "bundled")
    assert "found 'quarter ending November 2019'; an outturn ends with a quarter of the financial year" in str(
        told.value
    )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(PROJECT / "parameters", tmp_path / "parameters")
    monkeypatch.setenv("CRIMEKIT_HOME", str(tmp_path))
    return tmp_path / "parameters" / "outturn"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("lead: public-order", "lead: public-ordre", "no offence group 'public-ordre'; did you mean 'public-order'?"),
        (
            "  figures-checked:",
            "  figures-cheked:",
            "sections: no section 'figures-cheked'; did you mean 'figures-checked'?",
        ),
        ("layout: list", "layout: lists", "expected 'years' or 'list'"),
        ("total: All theft", "totals: All theft", "unknown key; did you mean 'total'?"),
    ],
)
def test_message_of_the_content(project, old, new, message):
    path = project / "outturn.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    parameters = read_parameters()
    with pytest.raises(ParameterError) as told:
        read_content(parameters, parameters.reports["outturn"])
    assert str(told.value).startswith("parameters/outturn/outturn.yml: ")
    assert message in str(told.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("section: crime-prevention", "section: crime-prevent", "no section 'crime-prevent'; did you mean"),
        ("measure: residential-burglary", "measure: burglry", "no measure 'burglry'; did you mean 'burglary'?"),
        ("  base_year: 2018-19\n", "", "neighbourhood-crime-2019-20.base_year: missing"),
        ("kind: at-most", "kind: below", "kind: found 'below'; expected 'at-most'"),
        ("measure: vehicle-crime", "measure: drug-disruptions", "'drug-disruptions' is local; expected a measure of"),
        ("base_year: 2018-19", "base_year: 2018-20", "base_year: found '2018-20'; expected a financial year"),
        ("  year: 2019-20\n  measure: vehicle", "  year: 2019\n  measure: vehicle", "year: found 2019; expected text"),
    ],
)  # fmt: skip
def test_message_of_the_targets(project, old, new, message):
    path = project / "targets" / "gwent.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    parameters = read_parameters()
    with pytest.raises(ParameterError) as told:
        read_targets(parameters, "gwent", parameters.reports["outturn"])
    assert message in str(told.value)


def test_a_force_without_targets_has_none():
    parameters = read_parameters()
    assert read_targets(parameters, "kent", parameters.reports["outturn"]) == {}


def test_without_a_target_for_a_whole_year_nothing_can_be_told():
    found = open_case(force="gwent", quarter="2019-20 Q2", report="outturn", release="2023-10-19")
    rows = open_section("crime-prevention", found, "bundled").goals[0].rows
    assert {row[3].text for row in rows} == {"cannot tell"}


def test_a_step_in_recording_is_a_line_in_the_charts_and_only_what_masks_is_shaded():
    found = outturn_section("crime-prevention", force="derbyshire", quarter="2023-24 Q4", release="2026-04-23")
    assert found.charts[0].notes == (
        "Shaded: COVID-19 restrictions, 2019-20 Q4 to 2020-21 Q4.",
        "Vertical line: Recording in Derbyshire, from 2018-19 Q2.",
        "Vertical line: Recording in Derbyshire, from 2019-20 Q1.",
    )
