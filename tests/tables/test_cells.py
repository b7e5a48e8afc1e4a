from dataclasses import replace

import pytest

from crimekit.reports.cases.assessment import assess
from crimekit.reports.cases.case import open_case
from crimekit.reports.tables.cells import outlook_cell, shared_reasons
from crimekit.reports.tables.measures import measures_table

FEW = "short term: fewer than 3 quarters have a match a year earlier"


@pytest.fixture(scope="module")
def case():
    return open_case(force="avon-and-somerset", quarter="2021-22 Q2", report="national-measures", release="2023-10-19")


@pytest.fixture(scope="module")
def assessed(case):
    return [assess(case.parameters.measures[key], case) for key in ("burglary", "robbery", "vehicle-crime")]


def test_a_reason_of_every_label_stands_once_below_the_table_and_one_of_some_with_them(case, assessed):
    assert shared_reasons(assessed) == (FEW,)
    table = measures_table("table", "Local measures", assessed, case)
    assert table.notes[0] == f"For every measure with a series: {FEW}."
    assert {row[-1].note for row in table.rows} == {"improving", "worsening"}
    outlook = assessed[0].outlook
    other = replace(assessed[0], outlook=replace(outlook, short=replace(outlook.short, reason="")))
    assert shared_reasons([other, *assessed]) == ()
    table = measures_table("table", "Local measures", [other, *assessed], case)
    assert [row[-1].note for row in table.rows][:2] == ["improving", f"improving; {FEW}"]
    assert not [note for note in table.notes if FEW in note]


def test_a_label_alone_carries_its_reason(assessed):
    assert shared_reasons(assessed[:1]) == ()
    assert FEW in outlook_cell(assessed[0]).note
