"""The page of methods: formulas that give the printed numbers, thresholds, calibration, track record."""

import math
from dataclasses import fields, replace

import pytest

import crimekit as ck
from crimekit.blocks import Heading, Sentences, Table
from crimekit.page.check import check
from crimekit.reports.measures import closing_blocks, methods_page
from crimekit.reports.measures.methods import Methods
from crimekit.statistics.settings import Settings


@pytest.fixture(scope="module")
def methods(gwent):
    return Methods(gwent.parameters)


@pytest.fixture(scope="module")
def page(gwent):
    return methods_page(gwent.parameters, report="report.html")


def table(blocks, key):
    return next(block for block in blocks if isinstance(block, Table) and block.key == key)


def test_the_page_is_fit_to_publish_and_leads_back_to_the_report(page):
    assert check(page) == ()
    assert 'href="report.html"' in page


def test_the_notebook_shows_the_same_page(methods):
    headings = [block.title for block in ck.methods().blocks if isinstance(block, Heading)]
    assert headings == [block.title for block in methods.blocks if isinstance(block, Heading)]
    assert len(headings) == 12


def test_the_short_term_can_be_redone_from_its_table(methods):
    counts = table(methods.short_term, "methods-example-counts").rows
    given = {row[0].text.split(",")[0]: row[1].value for row in table(methods.short_term, "methods-example-short").rows}
    newest, before = counts[-4:], counts[-8:-4]
    a, r = (sum(row[column].value for row in newest) for column in (1, 2))
    b, s = (sum(row[column].value for row in before) for column in (1, 2))
    assert (given["A"], given["B"], given["R"], given["S"]) == (a, b, r, s) == (4624, 4591, r, s)
    total, share = a + b, r / (r + s)
    z = (a - share * total) / math.sqrt(total * share * (1 - share) * given["φ*"])
    assert z == pytest.approx(given["z"])
    assert 100 * ((a / r) / (b / s) - 1) == pytest.approx(given["Change"])


def test_the_medium_term_example_holds_its_label(methods):
    example = table(methods.medium_term, "methods-example-medium")
    given = {row[0].text.split(",")[0]: row[1].value for row in example.rows}
    assert example.caption.endswith(": Decreasing")
    assert given["Lower limit"] < given["Change"] < given["Upper limit"] < 0
    assert given["p"] < 0.05


def test_a_project_without_the_example_has_a_page_without_it(gwent):
    others = {key: force for key, force in gwent.parameters.forces.items() if key != "gwent"}
    elsewhere = Methods(replace(gwent.parameters, forces=others))
    assert [block.kind for block in elsewhere.short_term] == ["heading", "sentences"]


def test_the_thresholds_in_force_are_in_the_text_and_the_table(gwent):
    changed = replace(gwent.parameters, settings=Settings(short_excess=3.25, medium_window=24, headline_rate=0.2))
    shown = Methods(changed)
    text = " ".join(item for block in shown.blocks if isinstance(block, Sentences) for item in block.items)
    assert "φ* = 1 + 3.25 × (φ − 1)" in text
    assert "the last 24" in text
    assert "at most 20% are expected" in text
    rows = {row[0].text: row[1].value for row in table(shown.thresholds, "methods-thresholds").rows}
    assert rows["short_excess"] == 3.25


def test_every_threshold_has_its_meaning():
    assert all(field.metadata["meaning"] for field in fields(Settings))


def test_the_false_alarms_stand_beside_the_rules_of_everyday_practice(methods):
    rows = {row[0].text: row for row in table(methods.calibration, "methods-false-alarms").rows}
    assert rows["Short-term label"][2].value <= 6
    assert rows["Benchmark label"][2].value <= 6
    assert rows["Same quarter last year, 10% either way"][2].value > 85
    assert rows["Control chart (XmR), all rules"][2].value > 10


def test_the_track_record_has_every_rule_level_and_measure(methods):
    record = table(methods.track_record, "methods-track-record")
    rows = {row[0].text: [cell.value for cell in row[1:]] for row in record.rows}
    assert rows["Short-term label"][1] > 95
    assert rows["Last quarter, 10% either way"][2] > 15
    assert record.source.endswith("release 2026-04-23; crimekit 0.1.0")
    levels = [row[0].text for row in table(methods.track_record, "methods-track-record-levels").rows]
    assert levels[0] == "Short-term label, below 3 a quarter"
    assert len(levels) == 10
    names = [row[0].text for row in table(methods.track_record, "methods-track-record-measures").rows]
    assert "Neighbourhood crime" in names


def test_a_report_closes_with_the_few_figures_and_the_way_to_all(gwent):
    summary, way = closing_blocks(gwent.report, gwent.parameters, gwent.quarter)[-2:]
    assert summary.rows[0][0].text == "False alarms, mean"
    assert [cell.value < 6 for cell in summary.rows[1][1:]] == [True, True, False]
    assert way.rows[0][0].link == "methods.html"


def test_twenty_labels_are_wrong_by_chance_in_less_than_one_report(methods):
    rows = {row[0].text: row[1].text for row in table(methods.chance, "methods-chance").rows}
    assert rows["20"] == "0.4 to 0.8"


def test_the_example_says_what_is_left_out_and_where_the_level_changes(methods):
    assert table(methods.short_term, "methods-example-counts").notes == (
        "Left out: 2019-20 Q4 to 2020-21 Q4 (COVID-19 restrictions).",
        "A new level from 2017-18 Q1 (Residential burglary redefined).",
    )
