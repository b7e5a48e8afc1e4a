"""A section as a notebook shows it."""

import pytest

import crimekit as ck
from crimekit.blocks import MIME, Heading, Page
from crimekit.errors import ParameterError
from crimekit.page.document import render
from crimekit.page.workbook import columns
from crimekit.reports.measures import Section

GWENT = {"force": "gwent", "quarter": "2023-24 Q1", "release": "2023-10-19", "peer_group": "welsh-forces"}


@pytest.fixture(scope="module")
def neighbourhood_crime():
    return ck.measure_section("neighbourhood-crime", **GWENT)


def test_a_misspelt_section_is_refused_with_the_nearest():
    message = r"no 'neighborhood-crime' in the report.*did you mean 'neighbourhood-crime'"
    with pytest.raises(ParameterError, match=message):
        ck.measure_section("neighborhood-crime", **GWENT)


def test_every_part_shows_itself_as_data_html_and_text(neighbourhood_crime):
    parts = [name for name, part in vars(Section).items() if isinstance(part, property) and name[0] != "_"]
    assert len(parts) == 10
    for part in parts:
        bundle = getattr(neighbourhood_crime, part)._repr_mimebundle_()
        assert set(bundle) == {MIME, "text/html", "text/plain"}
        assert "nan" not in bundle["text/plain"].split()


def test_an_assessment_is_reached_by_its_measure(neighbourhood_crime):
    assert neighbourhood_crime["vehicle-crime"].count == 722
    with pytest.raises(ParameterError, match="neighbourhood-crime: no measure 'vehicle'"):
        neighbourhood_crime["vehicle"]


def test_a_force_without_residents_has_no_comparison():
    section = ck.measure_section("homicide", force="city-of-london", quarter="2025-26 Q3")
    assert len(section.benchmark_charts) == 0
    assert section.benchmark_charts._repr_mimebundle_()["text/plain"] == "Nothing to show here."


def test_what_the_page_leaves_out_stands_in_the_tables(neighbourhood_crime):
    """The ranges that the first table of a report does not print, and the rows of a force without a survey."""
    glance = {row[0].text: row for row in ck.overview(**GWENT).table[0].rows}
    own = {row[0].text: row for table in neighbourhood_crime.measures_tables for row in table.rows}
    for name, row in own.items():
        assert set(row[-2].behind) < set(glance[name][3].behind)
        assert dict(glance[name][3].behind)["quarter before"]
        assert glance[name][1].behind == row[1].behind
        assert {"change %", "from %", "to %"} <= dict(glance[name][3].behind).keys()
    surveys = ck.measure_section("victim-satisfaction", force="kent", quarter="2025-26 Q3").measures_tables[1:]
    html = render(Page("Measures", "Kent", "", ""), [Heading("s", "Satisfaction"), *surveys])
    for table in surveys:
        names = [row[0].text for row in table.rows]
        assert len(names) == 6
        assert columns(table)["Measure"][0] == names  # on its sheet
        assert f"No figures of: {'; '.join(names)}." in html
    assert "<table" not in html


@pytest.mark.parametrize("force", ["metropolitan-police", "city-of-london", "cumbria"])
def test_any_force_works_with_the_newest_quarter(force):
    table = ck.overview(force=force, quarter="2025-26 Q3").table[0]
    assert len(table.rows) > 8
