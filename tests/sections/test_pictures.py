"""A trend chart shows what its label saw."""

from dataclasses import replace

import pytest

import crimekit as ck
from crimekit import words
from crimekit.reports.cases.assessment import assess
from crimekit.reports.cases.case import open_case
from crimekit.reports.measures.pictures import benchmark_pictures, trend_picture
from crimekit.reports.tables.measures import measures_table

MSG = "avon-and-somerset-2021"


@pytest.fixture(scope="module")
def neighbourhood(gwent):
    return assess(gwent.parameters.measures["neighbourhood-crime"], gwent)


@pytest.fixture(scope="module")
def homicide():
    case = {"force": "avon-and-somerset", "quarter": "2021-22 Q2", "release": "2023-10-19", "peer_group": MSG}
    return ck.measure_section("homicide", **case, report="national-measures-benchmarked")


def test_the_years_compared_are_those_of_the_label(neighbourhood, gwent):
    chart = trend_picture("trend", "Neighbourhood crime", [neighbourhood], gwent)
    assert "Compared: 2022-23 Q2 to 2023-24 Q1 with 2021-22 Q2 to 2022-23 Q1 (brackets)." in chart.notes
    assert "The years compared are Q2 2022-23 to Q1 2023-24 and Q2 2021-22 to Q1 2022-23." in chart.alt
    used = [row[-1].text for row in chart.data.rows]
    assert used.count("left out") == 5  # the masked quarters of the pandemic
    assert used[-8:] == ["year before"] * 4 + ["newest year"] * 4


def test_each_line_is_printed_as_in_the_table_of_its_measure(gwent):
    keys = ("vehicle-crime", "homicide", "possession-of-firearms")  # 1.22, 0.0034 and 0.069 in the latest quarter
    shown = [assess(gwent.parameters.measures[key], gwent) for key in keys]
    chart = trend_picture("trend", "Three", shown, gwent)
    printed = [measures_table("t", "T", [each], gwent).rows[0][2].text for each in shown]
    assert printed == ["1.22", "0.0034", "0.069"]
    assert [cell.text for cell in chart.data.rows[-1][1:4]] == printed
    for text in printed:
        assert f"Latest {text}" in chart.wide
        assert f"Latest {text}" in chart.narrow
        assert f": {text} in the latest quarter" in chart.alt


def test_quarters_of_the_pandemic_are_not_among_those_compared(avon_and_somerset):
    robbery = assess(avon_and_somerset.parameters.measures["robbery"], avon_and_somerset)
    chart = trend_picture("trend", "Robbery", [robbery], avon_and_somerset)
    used = {row[0].text: row[-1].text for row in chart.data.rows}
    assert [quarter for quarter, said in used.items() if said == "newest year"] == ["2021-22 Q1", "2021-22 Q2"]
    assert [quarter for quarter, said in used.items() if said == "year before"] == ["2019-20 Q1", "2019-20 Q2"]
    assert "Compared: 2021-22 Q1 to 2021-22 Q2 with 2019-20 Q1 to 2019-20 Q2 (brackets)." in chart.notes


def test_a_recording_change_is_a_line_and_not_a_shade():
    case = open_case(force="avon-and-somerset", quarter="2025-26 Q3", report="national-measures", release="2026-04-23")
    found = assess(case.parameters.measures["neighbourhood-crime"], case)
    chart = trend_picture("trend", "Neighbourhood crime", [found], case)
    assert "Vertical line: Recording in Avon and Somerset, from 2024-25 Q1." in chart.notes
    assert not [note for note in chart.notes if note.startswith("Shaded: Recording")]


def test_a_peer_with_a_break_in_the_twelve_months_is_named(avon_and_somerset, homicide):
    found = assess(avon_and_somerset.parameters.measures["robbery"], avon_and_somerset)
    (chart,) = benchmark_pictures("bars", [found], avon_and_somerset)
    said = "Staffordshire: figures of the twelve months may not be comparable (Recording in Staffordshire, 2019-20 Q4"
    assert [note for note in chart.notes if note.startswith(said)]
    assert [note for note in homicide.measures_tables[0].notes if note.startswith(said)]


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


def test_three_measures_or_more_share_one_comparison_that_says_the_places_they_span(avon_and_somerset):
    keys = ("burglary", "robbery", "business-robbery")
    found = [assess(avon_and_somerset.parameters.measures[key], avon_and_somerset) for key in keys]
    (chart,) = benchmark_pictures("section", found, avon_and_somerset)
    assert chart.key == "section-benchmarks"
    ranks = [each.benchmark.rank for each in found]
    low, high = min(rank.low for rank in ranks), max(rank.high for rank in ranks)
    assert chart.headline == f"Avon and Somerset among 8 forces: places {low} to {high}"
    assert chart.notes[0] == "1st is the lowest rate."
    for each in found:
        rate = words.rate(each.benchmark.rate, [rate for _, rate in each.benchmark.rates])
        assert f"{each.measure.title}: {rate} in Avon and Somerset; average " in chart.alt
    own = next(row for row in chart.data.rows if row[0].text == "Avon and Somerset")
    assert [cell.value for cell in own[1:]] == [each.benchmark.rate for each in found]
    assert [chart.key for chart in benchmark_pictures("section", found[:2], avon_and_somerset)] == [
        "section-burglary-benchmark",
        "section-robbery-benchmark",
    ]


def test_a_measure_without_a_comparison_is_left_out(avon_and_somerset):
    found = assess(avon_and_somerset.parameters.measures["burglary"], avon_and_somerset)
    assert benchmark_pictures("section", [replace(found, benchmark=None)], avon_and_somerset) == ()
    assert benchmark_pictures("section", [found], replace(avon_and_somerset, peers=None)) == ()
