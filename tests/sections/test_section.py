"""A section as a notebook shows it."""

import pytest

import crimekit as ck
from crimekit.blocks import MIME
from crimekit.errors import ParameterError
from crimekit.reports.measures import Section, closing_blocks

GWENT = {"force": "gwent", "quarter": "2023-24 Q1", "release": "2023-10-19", "peer_group": "welsh-forces"}


@pytest.fixture(scope="module")
def neighbourhood_crime():
    return ck.measure_section("neighbourhood-crime", **GWENT)


def test_a_misspelt_section_is_refused_with_the_nearest():
    message = r"no 'neighborhood-crime' in the report.*did you mean 'neighbourhood-crime'"
    with pytest.raises(ParameterError, match=message):
        ck.measure_section("neighborhood-crime", **GWENT)


def test_every_part_shows_itself_as_data_html_and_text(neighbourhood_crime):
    parts = [name for name, part in vars(Section).items() if isinstance(part, property)]
    assert len(parts) == 9
    for part in parts:
        bundle = getattr(neighbourhood_crime, part)._repr_mimebundle_()
        assert set(bundle) == {MIME, "text/html", "text/plain"}
        assert "nan" not in bundle["text/plain"].split()


def test_an_assessment_is_reached_by_its_measure(neighbourhood_crime):
    assert neighbourhood_crime["vehicle-crime"].count == 722
    with pytest.raises(ParameterError, match="neighbourhood-crime: no measure 'vehicle'"):
        neighbourhood_crime["vehicle"]


def test_a_force_without_peers_has_no_comparison():
    section = ck.measure_section("homicide", force="kent", quarter="2025-26 Q3")
    assert len(section.benchmark_charts) == 0
    assert section.benchmark_charts._repr_mimebundle_()["text/plain"] == "Nothing to show here."


def test_the_overview_holds_each_measure_once():
    table = ck.overview(**GWENT).table[0]
    names = [row[0].text for row in table.rows]
    assert len(names) == len(set(names))
    assert "Personal robbery" in names
    assert "Drug disruptions" in table.notes[0]
    labels = {row[0].text: row[3] for row in table.rows}
    assert (labels["General crime: initial contact"].text, labels["General crime: initial contact"].note) == (
        "Not known",
        "no series of figures",
    )


def test_the_report_closes_with_its_glossary_and_methods(gwent):
    blocks = closing_blocks(gwent.report, gwent.parameters, gwent.quarter)
    assert [block.title for block in blocks if block.kind == "heading"] == ["Glossary", "How these figures were made"]


@pytest.mark.parametrize("force", ["metropolitan-police", "city-of-london", "cumbria"])
def test_any_force_works_with_the_newest_quarter(force):
    table = ck.overview(force=force, quarter="2025-26 Q3").table[0]
    assert len(table.rows) > 8
