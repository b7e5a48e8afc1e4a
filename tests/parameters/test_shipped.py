"""The parameters that ship with the project."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from crimekit.parameters import read_parameters
from crimekit.statistics.settings import Settings

FOLDER = Path(__file__).parents[2] / "parameters"
LOCAL = Path(__file__).parents[2] / "crimekit" / "data" / "local"
CODES = Path(__file__).parents[1] / "data" / "offence_codes.csv"  # from the releases of October 2023 and April 2026


@pytest.fixture(scope="module")
def shipped():
    return read_parameters(FOLDER)


@pytest.fixture(scope="module")
def descriptions():
    with CODES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["description"] for row in csv.DictReader(file)}


def test_forces_are_the_43_of_england_and_wales(shipped):
    countries = Counter(force.country for force in shipped.forces.values())
    assert countries == {"England": 39, "Wales": 4}
    assert all(force.code[0] == force.country[0] for force in shipped.forces.values())
    assert [key for key, force in shipped.forces.items() if not force.resident_rates] == ["city-of-london"]
    assert list(shipped.forces) == sorted(re.sub(r"\W+", "-", force.name.lower()) for force in shipped.forces.values())
    constabularies = {key for key, force in shipped.forces.items() if force.police.endswith("Constabulary")}
    counties = "cambridgeshire cheshire cumbria derbyshire durham gloucestershire hampshire hertfordshire"
    assert constabularies == {*counties.split(), "lancashire", "norfolk", "suffolk"}


def test_every_code_is_one_of_the_recorded_crime_table(shipped, descriptions):
    used = {code for group in shipped.offences.values() for code in group.codes}
    assert used <= set(descriptions)
    everything = set(shipped.offences["recorded-crime-without-fraud"].codes)
    assert (used, len(everything)) == (everything, 178)
    assert not used & {"AF", "CIFAS", "FFA UK", "UK Finance", "53B", "53C", "53D", "53E", "53F"}  # fraud


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("homicide", r"Murder|Manslaughter|Infanticide|Corporate manslaughter|Homicide"),
        ("residential-burglary", r".*(dwelling|residential).*"),
        ("business-and-community-burglary", r".*(other than a dwelling|Business and Community).*"),
        ("vehicle-crime", r".*vehicle.*"),
        ("rape", r"Rape of .*"),
        ("drug-trafficking", r"Trafficking in controlled drugs"),
        ("personal-robbery", r"Robbery of personal property"),
        ("business-robbery", r"Robbery of business property"),
        ("theft-from-the-person", r"Theft from the person"),
        ("possession-of-firearms", r"Possession of firearms .*"),
        ("possession-of-blade-or-point", r"Possession of article with blade or point"),
        ("attempted-murder", r"Attempted murder"),
        ("assault-with-intent-to-cause-serious-harm", r"Assault with intent to cause serious harm"),
    ],
)
def test_a_group_holds_every_code_so_described_and_no_other(shipped, descriptions, group, words):
    pattern = re.compile(words, re.IGNORECASE)
    vehicle_but_elsewhere = {"37.1", "58C", "58G", "814"}  # death, damage, records
    described = {code for code, text in descriptions.items() if pattern.fullmatch(text)} - vehicle_but_elsewhere
    if group == "residential-burglary":
        described -= set(shipped.offences["business-and-community-burglary"].codes)
        described -= {"40", "58A", "58B", "58E", "58F"}  # theft in a dwelling, damage to one
    if group == "business-and-community-burglary":
        described -= {"40", "58B", "58F"}
    assert set(shipped.offences[group].codes) == described


def test_what_is_written_is_of_use(shipped):
    assert shipped.settings == Settings()  # the thresholds are the measured ones
    assert {term for report in shipped.reports.values() for term in report.glossary} == set(shipped.glossary)
    assert all(measure.unavailable for measure in shipped.measures.values() if measure.source == "local")
    sections = [section for report in shipped.reports.values() for section in report.sections]
    drawn = {measure for section in sections for chart in section.charts for measure in chart.measures}
    broken = {measure for known in shipped.breaks.values() for measure in known.measures}
    assert {shipped.measures[measure].source for measure in drawn | broken} == {"recorded-crime"}
    for known in shipped.breaks.values():  # a dated document, or figures of a dated release
        assert re.search(r"\b20[12][0-9]\b", known.source), known.key
    # Measures are shared by all forces; remarks on one force's report stand in its local figures.
    caveats = [text for measure in shipped.measures.values() for text in measure.caveats]
    assert not [text for text in caveats if "publisher" in text or "survey runs" in text]


def test_most_similar_group_is_the_one_of_the_statement(shipped):
    group = shipped.peer_groups["avon-and-somerset-2021"]
    others = "staffordshire derbyshire essex hampshire hertfordshire kent sussex"
    assert set(group.members) == {"avon-and-somerset", *others.split()}


@pytest.mark.parametrize("force", ["gwent", "avon-and-somerset"])
def test_local_figures_belong_to_measures(force, shipped):
    """A row of a measure that is counted from recorded crime holds a label and no figure: there is only one count."""
    with (LOCAL / f"{force}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    counted = {key for key, measure in shipped.measures.items() if measure.source == "recorded-crime"}
    series = {name for measure in shipped.measures.values() if measure.source == "local" for name in measure.series}
    assert {row["force"] for row in rows} == {force}
    assert {row["measure"] for row in rows} <= series | counted
    assert all(bool(row["value"]) or bool(row["stated"]) for row in rows)
    assert not any(row["value"] for row in rows if row["measure"] in counted)
    assert all(row["source"] and row["base"] == "" for row in rows)  # the reports state no base
