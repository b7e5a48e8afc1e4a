"""Sections of the outturn from the shipped figures and parameters, and their targets."""

from dataclasses import replace

import pytest

from crimekit.errors import CrimekitError, ParameterError
from crimekit.parameters import read_parameters
from crimekit.periods import Quarter, quarters_between
from crimekit.reports.cases.case import open_case
from crimekit.reports.outturn.figures import figures_folder, read_content, read_local
from crimekit.reports.outturn.goals import Target, judge
from crimekit.reports.outturn.section import open_section, outturn_section

GOALS = "targets/gwent.yml"
TARGETS = """
residential-burglary:
  {title: Burglary, section: crime-prevention, year: 2019-20, measure: residential-burglary, kind: at-most, value: 2500,
   source: Made up}
neighbourhood-crime:
  {title: Neighbourhood crime, section: crime-prevention, year: 2019-20, measure: neighbourhood-crime, kind: reduce-by,
   value: 5, base_year: 2018-19, source: Made up}
personal-robbery:
  {title: Robbery, section: crime-prevention, year: 2019-20, measure: personal-robbery, kind: within, low: 220,
   high: 265, source: Made up}
vehicle-crime:
  {title: Vehicle crime, section: crime-prevention, year: 2019-20, measure: vehicle-crime, kind: grade, low: 3250,
   high: 3350, source: Made up}
"""


def section(key, quarter="2019-20 Q4", release="2023-10-19"):
    return outturn_section(key, force="gwent", quarter=quarter, release=release, peer_group="welsh-forces")


def test_every_shipped_table_is_shown_in_one_section():
    parameters = read_parameters()
    content = read_content(parameters, parameters.reports["outturn"])
    shown = [table.key for section in content.values() for table in section.local]
    assert sorted(shown) == sorted({figure.table for figure in read_local(figures_folder("bundled"), "gwent")})


def test_a_part_year_says_so_and_is_projected():
    found = section("crime-prevention", "2022-23 Q2")
    _, points, heading = found.heading
    assert heading.subtitle == "Gwent, 2022-23 so far (April to September 2022)"
    assert points.items[0].startswith("The year has not ended: these are the figures of April to September 2022")
    assert points.items[-1] == "Cannot be told: all 55 tables of the force's own have no figure of 2022-23."
    assert found.sentences[0].items[0].startswith("The year has not ended: these are the figures of April to September")
    assert found.recorded_tables[-1].caption == "Projected outturn of 2022-23"


@pytest.mark.parametrize(
    ("key", "quarter", "message"),
    [
        ("crime-preventing", "2019-20 Q4", "section: no 'crime-preventing' in the report 'outturn'; did you mean"),
        ("crime-prevention", "2011-12 Q4", "quarter: no figures for '2011-12 Q4'; expected"),
    ],
)
def test_what_there_is_not(key, quarter, message):
    with pytest.raises(CrimekitError) as told:
        section(key, quarter)
    assert str(told.value).startswith(message)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("outturn.yml", "lead: public-order", "lead: public-ordre", "'public-ordre'; did you mean 'public-order'?"),
        ("outturn.yml", "  figures-checked:", "  figures-cheked:", "no section 'figures-cheked'; did you mean"),
        ("outturn.yml", "layout: list", "layout: lists", "expected 'years' or 'list'"),
        ("outturn.yml", "total: All theft", "totals: All theft", "unknown key; did you mean 'total'?"),
        (GOALS, "section: crime-prevention", "section: crime-prevent", "no section 'crime-prevent'; did you mean"),
        (GOALS, "measure: residential-burglary", "measure: burglry", "no measure 'burglry'; did you mean 'burglary'?"),
        (GOALS, " base_year: 2018-19,", "", "neighbourhood-crime.base_year: missing"),
        (GOALS, "   high: 265,", "  ", "personal-robbery.high: missing"),
        (GOALS, "high: 265,", "high: 26,", "personal-robbery.high: found 26; expected a number from 220, the low"),
        (GOALS, "kind: at-most", "kind: below", "kind: found 'below'; expected 'at-most'"),
        (GOALS, "measure: vehicle-crime", "measure: drug-disruptions", "is local; expected a measure of"),
        (GOALS, "base_year: 2018-19", "base_year: 2018-20", "base_year: found '2018-20'; expected a financial year"),
        (GOALS, "year: 2019-20, measure: vehicle", "year: 2019, measure: vehicle", "found 2019; expected text"),
    ],
)
def test_message(changed, file, old, new, message):
    if file == GOALS:
        assert old in TARGETS
        old, new = "", TARGETS.replace(old, new)
    changed(file, old, new)
    with pytest.raises(ParameterError) as told:
        outturn_section("crime-prevention", force="gwent", quarter="2019-20 Q4", release="2023-10-19")
    assert str(told.value).startswith(f"parameters/outturn/{file}: ")
    assert message in str(told.value)


def test_targets_met_and_not_met(changed):
    """Against the release of 19 October 2023, judged by hand."""
    changed(GOALS, new=TARGETS)
    found = outturn_section("crime-prevention", force="gwent", quarter="2019-20 Q4", release="2023-10-19")
    assert [[cell.text for cell in row[1:]] for row in found.goals[0].rows] == [
        ["at most 2,500", "2,497", "met"],
        ["at most 6,239", "6,281", "not met"],
        ["220 to 265", "269", "not met"],
        ["3,250 to 3,350", "3,232", "exceeds expectations"],
    ]
    assert found.heading[1].items[-1].startswith("Of 4 targets: 1 met, 2 not met (Neighbourhood crime and ")


def test_an_outturn_ends_with_a_quarter_of_the_year(case):
    with pytest.raises(ParameterError, match="found 'quarter ending November 2019'; an outturn ends with a quarter of"):
        open_section(case.report.section("crime-prevention"), replace(case, quarter=Quarter(2019, 11)), "bundled")


def own_months(folder, first):
    """A file of months from this quarter to 2021-22 Q4: theft from a vehicle is 45 alone, robbery 34A and 34B."""
    rows = [
        f"gwent,{month},{code},{n}"
        for quarter in quarters_between(Quarter.parse(first), Quarter.parse("2021-22 Q4"))
        for month in quarter.months
        for code, n in {"45": 400, "34B": 20}.items()
    ]
    file = folder / "recorded-crime-months-2022-05-01.csv"
    file.write_text("\n".join(["Force,Month,Code,n", *rows]), encoding="utf-8")
    return file


def test_an_own_file_that_begins_in_the_year_reported_has_no_whole_year(tmp_path):
    own_months(tmp_path, "2021-22 Q3")
    found = outturn_section("crime-prevention", force="gwent", quarter="2021-22 Q4", inputs=str(tmp_path))
    assert {cell.text for row in found.recorded_tables[0].rows for cell in row[1:]} == {"Not available"}


def test_an_own_file_is_the_source_of_its_figures_and_no_group_is_added_up_without_a_code_that_it_lacks(tmp_path):
    file = own_months(tmp_path, "2017-18 Q1")
    found = outturn_section("crime-prevention", force="gwent", quarter="2021-22 Q4", inputs=str(tmp_path))
    told = {row[0].text: [cell.text for cell in row[1:6]] for table in found.recorded_tables[:2] for row in table.rows}
    assert told["Robbery"] == ["Not available"] * 5
    assert told["Theft from a vehicle"] == ["4,800"] * 5
    assert {table.source for table in found.recorded_tables} == {f"Gwent, {file.name}"}
    assert found.charts == ()  # of all recorded crime, of which it has no whole figure


def test_without_a_target_for_a_whole_year_nothing_can_be_told():
    found = open_case(force="gwent", quarter="2019-20 Q2", report="outturn", release="2023-10-19")
    rows = open_section(found.report.section("crime-prevention"), found, "bundled").goals[0].rows
    assert {row[3].text for row in rows} == {"cannot tell"}


def test_a_step_in_recording_is_a_line_in_the_charts_and_only_what_masks_is_shaded():
    found = outturn_section("crime-prevention", force="derbyshire", quarter="2023-24 Q4", release="2026-04-23")
    assert found.charts[0].notes == (
        "Shaded: COVID-19 restrictions, 2019-20 Q4 to 2020-21 Q4.",
        "Vertical line: Recording in Derbyshire, from 2018-19 Q2.",
        "Vertical line: Recording in Derbyshire, from 2019-20 Q1.",
    )


def target(kind, **given):
    return Target("Crime", "crime-prevention", "2019-20", "crime", kind, "The plan", **given)


@pytest.mark.parametrize(
    ("kind", "now", "given", "finding"),
    [
        ("at-most", 100, {"value": 100}, "met"),
        ("at-most", 101, {"value": 100}, "not met"),
        ("at-least", 80, {"value": 80}, "met"),
        ("at-least", 79.9, {"value": 80}, "not met"),
        ("within", 10, {"low": 10, "high": 20}, "met"),
        ("within", 20.5, {"low": 10, "high": 20}, "not met"),
        ("within", None, {"low": 10, "high": 20}, "cannot tell"),
        ("reduce-by", 800, {"value": 20}, "met"),
        ("reduce-by", 801, {"value": 20}, "not met"),
    ],
)
def test_finding(kind, now, given, finding):
    assert judge(target(kind, **given), now, base=1000).finding == finding


def test_a_reduction_says_its_bound_even_where_the_year_has_no_figure():
    found = judge(target("reduce-by", value=10), None, base=500)
    assert (found.finding, found.high, found.reason) == ("cannot tell", 450, "there is no figure of this year")
    found = judge(target("reduce-by", value=10), 400)
    assert (found.finding, found.high, found.reason) == ("cannot tell", None, "there is no figure of the base year")


@pytest.mark.parametrize(
    ("now", "better", "course", "step"),
    [
        (90, "lower", "improving", "exceeds expectations"),
        (90, "lower", "worsening", "meets expectations"),
        (110, "lower", "worsening", "meets expectations"),
        (130, "lower", "neither", "below expectations"),
        (130, "lower", "improving", "meets expectations"),
        (130, "higher", "neither", "exceeds expectations"),
        (90, "higher", "neither", "below expectations"),
        (None, "lower", "improving", "cannot tell"),
        (90, "neither", "improving", "cannot tell"),
    ],
)
def test_grade(now, better, course, step):
    assert judge(target("grade", low=100, high=120), now, better=better, course=course).finding == step


def test_without_a_trend_the_range_decides_and_it_is_said():
    found = judge(target("grade", low=100, high=120), 90)
    assert (found.finding, found.reason) == ("exceeds expectations", "by the range alone: the trend is not known")
