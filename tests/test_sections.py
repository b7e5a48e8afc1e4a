"""The sections of a quarterly report: what changed, its sentences and pictures, and the page of methods."""

import re
from dataclasses import replace

import pytest

import crimekit as ck
from crimekit.blocks import Sentences, Table
from crimekit.page.check import check
from crimekit.parameters.values import Measure
from crimekit.reports.cases.assessing import assess
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import open_case
from crimekit.reports.measures.methods import Methods, methods_page
from crimekit.reports.measures.overview import Overview
from crimekit.reports.measures.pictures import benchmark_pictures, trend_headline, trend_picture
from crimekit.reports.measures.sentences import difference, driver
from crimekit.reports.tables.cells import year_cell
from crimekit.statistics.rates import year_on_year
from crimekit.statistics.settings import Settings


def test_a_sum_whose_quarter_is_not_as_expected_is_a_row_where_its_parts_are_as_expected():
    case = open_case(force="cleveland", quarter="2022-23 Q2", report="national-measures", release="2026-04-23")
    keys = ("neighbourhood-crime", "vehicle-crime")
    found = tuple(assess(case.parameters.measures[key], case) for key in keys)
    assert {year_cell(each).text for each in found} == {"Stable"}
    (table,) = Overview(case, found).headlines
    assert [(row[0].text, row[3].note.partition(" (")[0]) for row in table.rows] == [
        ("Neighbourhood crime", "higher than expected")
    ]


def test_that_nothing_has_a_direction_is_said_and_what_has_no_label_says_nothing(gwent):
    keys = ("homicide", "satisfaction-general-initial-contact")
    homicide, survey = (assess(gwent.parameters.measures[key], gwent) for key in keys)
    (sentences,) = Overview(gwent, (homicide,)).headlines
    assert isinstance(sentences, Sentences)
    assert sentences.items == (
        "No measure has a direction over the past year, and no quarter lies outside what was expected. No label of the "
        "past year differs from that of 2022-23 Q4.",
    )
    assert Overview(gwent, (survey,)).headlines == ()


def test_a_label_that_differs_says_whether_a_revision_or_the_new_quarter_did_it():
    revised = ck.overview(force="gwent", quarter="2023-24 Q2", release="2026-04-23")
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
    (row,) = Overview(revised.case, (violence,)).headlines[0].rows
    assert re.match(r"[+−][\d.]+%; as the release of 19 October 2023 gave it; revised since: ", row[2].note)


def test_a_label_that_became_known_says_why_it_was_not():
    # Four quarters after the masked ones there is a year to compare again.
    case = {"force": "kent", "report": "national-measures", "release": "2023-10-19"}
    tables = [ck.overview(**case, quarter=f"2021-22 Q{number}").headlines[0] for number in (1, 3)]
    before = [row[2] for table in tables if isinstance(table, Table) for row in table.rows]
    assert any(cell.text == "Not known" and cell.note for cell in before)


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


def test_a_break_of_one_measure_is_marked_in_a_chart_of_several(gwent):
    keys = ("neighbourhood-crime", "vehicle-crime")
    neighbourhood, vehicles = (assess(gwent.parameters.measures[key], gwent) for key in keys)
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


def test_a_project_with_thresholds_or_hidden_numbers_of_its_own_has_a_page_without_the_example(gwent):
    assert len(Methods(gwent.parameters).example) == 3
    assert Methods(replace(gwent.parameters, settings=Settings(stable=0.15))).example == ()
    hidden = replace(gwent.parameters.measures["homicide"], hide_below=5)
    measures = {**gwent.parameters.measures, "homicide": hidden}
    assert Methods(replace(gwent.parameters, measures=measures)).example == ()


def test_the_thresholds_in_force_are_in_the_text_and_the_table(gwent):
    changed = replace(gwent.parameters, settings=Settings(stable=0.15, unborne=1.25, far_confidence=0.99))
    shown = Methods(changed)
    text = " ".join(item for block in shown.blocks if isinstance(block, Sentences) for item in block.items)
    assert "lies within −15% and +15%" in text
    assert "at most 1.25 times that" in text
    assert "beyond the quantile for 99%" in text
    (thresholds,) = (block for block in shown.thresholds if isinstance(block, Table))
    assert {row[0].text: row[1].value for row in thresholds.rows}["stable"] == 0.15


@pytest.mark.parametrize(
    ("force", "quarter"), [("west-yorkshire", "2025-26 Q3"), ("city-of-london", "2025-26 Q3"), ("kent", "2021-22 Q1")]
)
def test_there_are_at_most_five_key_points_and_each_measure_with_a_series_is_in_one(force, quarter):
    shown = ck.overview(force=force, quarter=quarter)
    points = shown.sentences[0].items
    assert 1 <= len(points) <= 5
    said = " ".join(points).lower()
    rows = [row for table in shown.headlines if isinstance(table, Table) for row in table.rows]
    for row in rows:
        assert row[0].text.lower() in said


def test_a_year_whose_newest_quarter_goes_the_other_way_is_neither_worse_nor_better():
    before = open_case(force="avon-and-somerset", quarter="2022-23 Q1", report="national-measures")
    vehicles = assess(before.parameters.measures["vehicle-crime"], before)  # down, the quarter up
    (point,) = Overview(before, (vehicles,)).sentences[0].items
    assert point.startswith("Vehicle crime fell over the past year, −")
    assert ": but this quarter goes the other way. " in point


def measured(title, codes, now, then):
    measure = Measure(title, title, "recorded-crime", "rate", "lower", series=tuple(codes))
    return Assessment(measure, same_quarter=year_on_year(now, then))


MOST = "Burglary accounts for most of the "
NET = (
    "Vehicle crime accounts for most of the increase: 120 more, in a net change of 93 more; "
    "burglary (39 fewer) and robbery (8 fewer) went the other way"
)
FELL = [("Vehicle crime", "a", 722, 602), ("Burglary", "b", 404, 443), ("Robbery", "c", 62, 70)]


@pytest.mark.parametrize(
    ("whole", "parts", "text"),
    [
        ((150, 100), [("Burglary", "a", 80, 40), ("Robbery", "b", 30, 20)], MOST + "increase: 40 of the 50 more"),
        ((60, 100), [("Burglary", "a", 20, 50), ("Robbery", "b", 20, 30)], MOST + "reduction: 30 of the 40 fewer"),
        ((1258, 1165), FELL, NET),  # a part rose by more than the whole: what fell is named
        ((150, 100), [("Burglary", "a", 60, 40)], ""),  # 30 of the 50 lie elsewhere
        ((150, 100), [("Burglary", "a", 65, 40)], ""),  # half is not most
        ((150, 100), [("Burglary", "a", 66, 40)], MOST + "increase: 26 of the 50 more"),
        ((109, 100), [("Burglary", "a", 50, 41)], ""),  # a small change
        ((30, 9), [("Burglary", "a", 25, 4)], ""),  # a small base
        ((150, 100), [("Same", "abcd", 150, 100)], ""),  # not a part
        ((150, 100), [("Wider", "abe", 150, 100)], ""),
        ((150, 100), [("Burglary", "ab", 60, 40), ("Inside it", "a", 60, 20)], ""),
    ],
)
def test_the_part_that_drives_a_change(whole, parts, text):
    assert driver(measured("All", "abcd", *whole), [measured(*part) for part in parts]) == text


def test_without_a_change_or_a_figure_a_year_before_no_part_is_said_to_drive_it():
    assert difference(year_on_year(3, 3)) == "the same number as"
    assert driver(Assessment(measured("All", "ab", 1, 1).measure), []) == ""
    part = replace(measured("Burglary", "a", 90, 40), same_quarter=None)
    assert driver(measured("All", "ab", 150, 100), [part]) == ""


def test_several_lines_say_how_many_have_each_label(gwent):
    keys = ("vehicle-crime", "theft-from-the-person", "residential-burglary", "personal-robbery")
    four = [assess(gwent.parameters.measures[key], gwent) for key in keys]
    labels = [one.trend.year.label for one in four]
    assert labels == ["Stable", "Increasing", "Decreasing", "Increasing"]
    assert trend_headline(four, "Parts") == "Parts: 2 increasing, 1 decreasing, 1 stable"
    assert trend_headline([four[0]] * 2, "Parts") == "Parts: both stable over the past year"
    assert trend_headline([four[3]] * 3, "Parts") == "Parts: all increasing over the past year"
    assert trend_headline([four[1], Assessment(four[0].measure)], "Parts") == "Parts: 1 increasing, 1 unclear"


def test_a_headline_has_at_most_ten_words_beside_the_title_of_its_measure(avon_and_somerset):
    case = avon_and_somerset
    for measure in [*case.parameters.measures.values()][::3]:
        shown = [assess(measure, case)]
        pictures = [trend_picture("t", measure.title, shown, case), *benchmark_pictures("b", shown, case)]
        for picture in filter(None, pictures):
            title, _, said = picture.headline.partition(": ")
            assert title == measure.title
            assert 0 < len(said.split()) <= 10
