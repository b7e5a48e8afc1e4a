"""Every object shows itself: a line in text, a table in the notebook, a frame, an explanation, a picture."""

import pandas as pd
import pytest

import crimekit as ck
from crimekit.errors import DataError

GWENT = {"force": "Gwent", "quarter": "Q1 2023-24", "release": "2023-10-19"}


@pytest.fixture(scope="module")
def section():
    return ck.measure_section("neighbourhood-crime", **GWENT)


MADE = {
    "section": lambda: ck.measure_section("victim-satisfaction", **GWENT),
    "assessment": lambda: ck.measure_section("homicide", **GWENT)["homicide"],
    "without a figure": lambda: ck.measure_section("drug-supply", **GWENT).assessments[-1],
    "overview": lambda: ck.overview(**GWENT),
    "methods": ck.methods,
    "recommendations": lambda: ck.recommendations(force="W15000002", quarter="April to June 2021"),
    "inspections": lambda: ck.inspections(force="Gwent Police", quarter=pd.Timestamp("2020-03-31")),
    "outturn": lambda: ck.outturn_section("community-cohesion", force="Gwent", quarter="Q4 2019/20"),
}


@pytest.mark.parametrize("made", MADE)
def test_it_is_a_line_in_text_and_a_table_in_the_notebook_and_a_frame(made):
    found = MADE[made]()
    shown = found._repr_mimebundle_()
    assert shown["text/plain"] == repr(found)
    assert "\n" not in repr(found)
    assert 10 < len(repr(found)) < 200
    assert "<table" in shown["text/html"]
    assert set(shown) == {"text/plain", "text/html"}  # no data for the page, whose blocks are shown one by one
    assert isinstance(found.to_frame(), pd.DataFrame)


def test_the_lines_say_what_force_quarter_and_label(section):
    assert repr(ck.read_parameters()).startswith("Parameters: 43 forces, ")
    assert repr(section.case) == "Case: Gwent, 2023-24 Q1, national-measures"
    said = "1,258 neighbourhood crimes in 2023-24 Q1; past year Stable"
    assert repr(section) == f"Reduce neighbourhood crime, Gwent, 2023-24 Q1: {said}"
    assert repr(section["neighbourhood-crime"]) == f"Neighbourhood crime, gwent: {said}"
    assert repr(ck.measure_section("victim-satisfaction", **GWENT)).endswith(": 59% in 2023-24 Q1")


def test_a_measure_explains_its_label_with_the_numbers_that_are_printed(section):
    frame = section["vehicle-crime"].to_frame().set_index("period")["count"]
    told = section["vehicle-crime"].explain()
    now, then = frame.iloc[-4:].sum(), frame.iloc[-8:-4].sum()
    assert f"Past year: Stable: {now:,.0f} vehicle crime offences against {then:,.0f} in the same 4 quarters" in told
    assert "This quarter: Higher than expected: 722 vehicle crime offences against 575 expected" in told
    assert section.explain() == section["neighbourhood-crime"].explain()


def test_the_frame_of_a_measure_is_that_of_its_figures(section):
    found = section["vehicle-crime"].to_frame()
    given = ck.figures("vehicle-crime", forces="gwent", release="2023-10-19")
    columns = "force measure period start count population rate lower upper"
    assert list(found.columns) == columns.split()
    assert found["rate"].tolist() == given["value"].tolist()
    assert found["start"].iloc[-1] == pd.Timestamp("2023-04-01")
    keys = section._ipython_key_completions_()
    assert set(section.to_frame()["measure"]) == set(keys)
    assert all(section[key].measure.key == key for key in keys)


def test_a_picture_is_axes_of_matplotlib(section):
    axes = section["vehicle-crime"].figure()
    assert axes.get_ylabel() == "Offences per 1,000 residents"
    assert axes.figure.axes == [axes]
    with pytest.raises(DataError, match="found no series of figures; expected one to draw"):
        ck.measure_section("victim-satisfaction", **GWENT).figure()


def test_a_section_is_known_however_its_names_are_written(section):
    plain = ck.measure_section("neighbourhood-crime", force="gwent", quarter="2023-24 Q1", release="2023-10-19")
    assert plain.to_frame().equals(section.to_frame())
    assert plain.sentences == section.sentences


def test_a_trend_is_a_line():
    words = "This quarter: As expected (+4.8%); past year: Increasing (+29.5%); past three years: Not known"
    assert repr(ck.trend([100, 95, 105, 100, 130, 125, 135, 128])) == words
