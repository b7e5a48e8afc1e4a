"""The sections of a quarterly report: what changed, its pictures, and the page of methods."""

import re
from dataclasses import replace

import pytest

import crimekit as ck
from crimekit.blocks import MIME, Sentences, Table
from crimekit.page.check import check
from crimekit.reports.cases.assessment import assess
from crimekit.reports.cases.case import open_case
from crimekit.reports.measures.methods import Methods, methods_page
from crimekit.reports.measures.overview import headline_blocks, label_changes
from crimekit.reports.measures.pictures import benchmark_pictures, trend_picture
from crimekit.reports.measures.section import Section
from crimekit.reports.tables.cells import year_cell
from crimekit.statistics.settings import Settings

GWENT = {"force": "gwent", "quarter": "2023-24 Q1", "release": "2023-10-19", "peer_group": "welsh-forces"}


@pytest.fixture(scope="module")
def neighbourhood_crime():
    return ck.measure_section("neighbourhood-crime", **GWENT)


def test_every_part_shows_itself_as_data_html_and_text(neighbourhood_crime):
    parts = [name for name, part in vars(Section).items() if isinstance(part, property) and name[0] != "_"]
    assert len(parts) == 10
    for part in parts:
        bundle = getattr(neighbourhood_crime, part)._repr_mimebundle_()
        assert set(bundle) == {MIME, "text/html", "text/plain"}
        assert "nan" not in bundle["text/plain"].split()


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
    tables = [ck.overview(**case, quarter=f"2021-22 Q{number}").headlines[0] for number in (1, 3)]
    before = [row[2] for table in tables if isinstance(table, Table) for row in table.rows]
    assert any(cell.text == "Not known" and cell.note for cell in before)


@pytest.fixture(scope="module")
def neighbourhood(gwent):
    return assess(gwent.parameters.measures["neighbourhood-crime"], gwent)


def test_a_peer_without_figures_is_named(avon_and_somerset):
    found = assess(avon_and_somerset.parameters.measures["robbery"], avon_and_somerset)
    short = replace(found.benchmark, missing=("kent",), rank=replace(found.benchmark.rank, of=7))
    (chart,) = benchmark_pictures("bars", [replace(found, benchmark=short)], avon_and_somerset)
    assert "Robbery: ranked among 7 of 8; no figures for Kent." in chart.caveats


def test_a_force_without_residents_is_in_no_group(gwent):
    members = (*gwent.peers.members, "city-of-london")
    case = replace(gwent, peers=replace(gwent.peers, members=members))
    found = assess(gwent.parameters.measures["robbery"], case).benchmark
    assert "city-of-london" not in dict(found.rates)
    assert found.rank.of == 4


def test_a_break_of_one_measure_is_marked_in_a_chart_of_several(gwent, neighbourhood):
    vehicles = assess(gwent.parameters.measures["vehicle-crime"], gwent)
    known = replace(gwent.parameters.breaks["avon-and-somerset-2024"], name="New system", first=gwent.quarter - 2)
    chart = trend_picture("trend", "Both", [neighbourhood, replace(vehicles, breaks=(*vehicles.breaks, known))], gwent)
    assert "Vertical line: New system, from 2022-23 Q3." in chart.notes
    assert len([note for note in chart.notes if note.startswith("Shaded")]) == 1


def test_a_measure_without_a_comparison_is_left_out(avon_and_somerset):
    found = assess(avon_and_somerset.parameters.measures["burglary"], avon_and_somerset)
    assert benchmark_pictures("section", [replace(found, benchmark=None)], avon_and_somerset) == ()
    assert benchmark_pictures("section", [found], replace(avon_and_somerset, peers=None)) == ()


def test_the_page_of_methods_is_fit_to_publish_leads_back_to_the_report_and_is_what_the_notebook_shows(gwent):
    page = methods_page(gwent.parameters, report="report.html")
    assert check(page) == ()
    assert 'href="report.html"' in page
    assert ck.methods().blocks == Methods(gwent.parameters).blocks


def test_a_project_without_the_example_has_a_page_without_it(gwent):
    others = {key: force for key, force in gwent.parameters.forces.items() if key != "gwent"}
    assert Methods(replace(gwent.parameters, forces=others)).example == ()


def test_the_thresholds_in_force_are_in_the_text_and_the_table(gwent):
    changed = replace(gwent.parameters, settings=Settings(stable=0.15, unborne=1.25, far_confidence=0.99))
    shown = Methods(changed)
    text = " ".join(item for block in shown.blocks if isinstance(block, Sentences) for item in block.items)
    assert "lies within −15% and +15%" in text
    assert "at most 1.25 times that" in text
    assert "beyond the quantile for 99%" in text
    (thresholds,) = (block for block in shown.thresholds if isinstance(block, Table))
    assert {row[0].text: row[1].value for row in thresholds.rows}["stable"] == 0.15
