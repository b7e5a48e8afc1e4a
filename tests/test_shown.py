"""Every object shows itself: a line in text, a table in the notebook, a frame, an explanation, a picture."""

import base64
import io

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from statsmodels.stats.proportion import proportion_confint

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
    words = "This quarter: As expected (+4.8%); past year: Increasing (+29.5%); past three years: Not known"
    assert repr(ck.trend([100, 95, 105, 100, 130, 125, 135, 128])) == words


def test_a_measure_explains_its_label_with_the_numbers_that_are_printed(section):
    frame = section["vehicle-crime"].to_frame().set_index("period")["count"]
    told = section["vehicle-crime"].explain()
    now, then = frame.iloc[-4:].sum(), frame.iloc[-8:-4].sum()
    assert f"Past year: Stable: {now:,.0f} vehicle crime offences against {then:,.0f} in the same 4 quarters" in told
    assert "This quarter: Higher than expected: 722 vehicle crime offences against 575 expected" in told
    assert section.explain() == section["neighbourhood-crime"].explain()


def test_the_frame_of_a_measure_is_that_of_its_figures(section):
    found = section["vehicle-crime"].to_frame()
    given = ck.rate(ck.count(ck.read_recorded_crime(release="2023-10-19"), "vehicle-crime", forces="gwent"))
    columns = "force measure period start count population rate lower upper"
    assert list(found.columns) == columns.split()
    assert found["rate"].tolist() == given["rate"].tolist()
    assert found["start"].iloc[-1] == pd.Timestamp("2023-04-01")
    keys = section._ipython_key_completions_()
    assert set(section.to_frame()["measure"]) == set(keys)
    assert all(section[key].measure.key == key for key in keys)


PICTURES = {
    "measure": lambda section: section["vehicle-crime"].figure(),
    "trend": lambda section: ck.trend(section["vehicle-crime"].to_frame()).figure(),
    "benchmark": lambda section: ck.benchmark(
        ck.count(ck.read_recorded_crime(), "rape"), force="Gwent", group="welsh-forces"
    ).figure(),
    "survey": lambda _: waves().figure(),
    "one share": lambda _: ck.survey(246, 312).figure(),
    "measure of a survey": lambda _: MADE["section"]().figure(),
    "projection": lambda section: ck.project(section["vehicle-crime"].to_frame()).figure(),
    "outturn": lambda _: ck.outturn_section("crime-prevention", force="Gwent", quarter="2019-20 Q4").figure(),
}
ASKED = {"period": ["2022-23 Q1", "2022-23 Q2", "2023-24 Q1"], "value": [60.0, 55.0, 70.0], "base": [400, 8, 300]}


def waves():
    return ck.survey(pd.DataFrame(ASKED))


def drawn(figure):
    """The length of each bar, what is written at them, and the ends of the whiskers."""
    (axes,) = figure.axes
    whiskers = axes.lines[-1].get_xdata() if axes.lines else []
    return [bar.get_width() for bar in axes.patches], {text.get_text() for text in axes.texts}, [*whiskers]


def test_a_survey_is_drawn_by_wave_with_its_intervals_and_what_may_not_be_shown_is_not():
    expected = [100 * limit for n, k in ((400, 240), (300, 210)) for limit in proportion_confint(k, n, method="wilson")]
    lengths, texts, ends = drawn(waves().figure())
    assert lengths == [60, 70]
    assert [end for end in ends if end == end] == pytest.approx(expected)
    assert texts == {*ASKED["period"], "60.0%", "70.0%", "not available"}
    kept = waves().query("base == 300")
    assert drawn(kept.figure())[0] == [70]
    assert type(kept.to_frame()) is pd.DataFrame
    assert "55.0" not in waves()._repr_html_()
    few = ck.survey(5, 8)._repr_mimebundle_()
    assert "fewer than 10 respondents" in few["text/html"]
    assert "share" not in few["text/html"].replace("share of respondents", "")  # which is the method
    assert "0.625" not in "".join(few.values())
    with pytest.raises(DataError, match="survey: found no rows"):
        waves().query("base == 0").figure()


def test_a_projection_is_drawn_and_told_beside_the_whole_years(section):
    counts = section["vehicle-crime"].to_frame()
    year = counts["period"].str[:7]
    whole = counts.groupby(year)["count"].sum()[counts.groupby(year).size() == 4]
    found = ck.project(counts)
    lengths, texts, ends = drawn(found.figure())
    assert lengths == [*whole, found.known, found.outturn]
    assert ends[:2] == [found.lower95, found.upper95]
    assert {"2019-20, left out", "2021-22", "2023-24, so far", "2023-24, projected"} <= texts
    told = f"2023-24: 722 offences in 1 quarter, {found.outturn:,.0f} projected by its end ("
    assert found.explain() == f"{told}{found.lower80:,.0f} to {found.upper80:,.0f} 8 times in 10, " + (
        f"{found.lower95:,.0f} to {found.upper95:,.0f} 19 times in 20)."
    )
    ended = ck.project(counts, year="2022-23")
    assert drawn(ended.figure())[0][-1] == whole["2022-23"] == ended.known
    assert "left out" not in " ".join(drawn(ended.figure())[1])
    assert ck.project(counts.head(2)).explain() == "2012-13: not projected, fewer than 2 complete earlier years."


def test_an_outturn_tells_what_moved_and_what_cannot_be_told():
    told = ck.outturn_section("crime-prevention", force="Gwent", quarter="2019-20 Q4").explain()
    assert told.startswith("All recorded crime without fraud fell: 56,642 offences in 2019-20, −1,844 (−3.2%)")
    kent = ck.outturn_section("community-cohesion", force="Kent", quarter="2019-20 Q4")
    assert "There is nothing to show" in kent.explain()
    with pytest.raises(DataError, match="found no series of figures; expected one to draw"):
        kent.figure()


def shown_by_jupyter(figure):
    """The pixels of what ends a cell, without pyplot ever imported, and how large it is shown."""
    data, metadata = InteractiveShell.instance().display_formatter.format(figure)
    pixels = plt.imread(io.BytesIO(base64.b64decode(data["image/png"])))
    return pixels, metadata["image/png"]


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_ends_a_cell_in_the_house_style_whatever_style_is_set(picture, section):
    figure = PICTURES[picture](section)
    pixels, size = shown_by_jupyter(figure)
    assert pixels.shape[:2] == (2 * size["height"], 2 * size["width"])
    with plt.style.context(["dark_background", {"font.family": "serif", "savefig.dpi": 30, "text.parse_math": True}]):
        assert (shown_by_jupyter(figure)[0] == pixels).all()
        figure.savefig(written := io.BytesIO(), format="png")
    assert (plt.imread(io.BytesIO(written.getvalue())) == pixels).all()


def test_a_figure_alone_between_gaps_is_a_dot_of_the_picture():
    alone = pd.Series([5, None, 7, None, 6], pd.period_range("2023-04", periods=5, freq="Q"))
    pixels, _ = shown_by_jupyter(ck.trend(alone).figure())
    blue = (abs(pixels[..., :3] - [0x12 / 255, 0x43 / 255, 0x6D / 255]) < 0.01).all(axis=-1).any(axis=0)
    assert (blue[1:] & ~blue[:-1]).sum() == 3


def test_a_picture_can_be_changed_as_any_of_matplotlib(section):
    figure = section["vehicle-crime"].figure()
    before, _ = shown_by_jupyter(figure)
    (axes,) = figure.axes
    assert axes.get_ylabel() == "Offences per 1,000 residents"
    axes.axhline(1, color="red")
    axes.set_title("Costs $5 and $6")  # no formula
    after, _ = shown_by_jupyter(figure)
    red = [1, 0, 0, 1]
    assert not (before == red).all(axis=-1).any()
    assert (after == red).all(axis=-1).any()
    with pytest.raises(DataError, match="found no series of figures; expected one to draw"):
        MADE["without a figure"]().figure()
