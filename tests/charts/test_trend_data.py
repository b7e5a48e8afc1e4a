"""What a trend chart shows of the label: the years compared, breaks, the fitted line; the same in table and notes."""

import re
from xml.etree import ElementTree

import pytest

from crimekit.charts import Band, Cut, Line, Path, Span, trend_figure
from crimekit.errors import DataError
from crimekit.quarters import Quarter, quarters_between

QUARTERS = quarters_between(Quarter.parse("2021-22 Q1"), Quarter.parse("2023-24 Q1"))
VALUES = (2.0, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7, 2.8)
SPANS = (Span((1, 2, 3, 4), "year before"), Span((5, 6, 7, 8), "newest year"))
PATH = Path("Medium-term trend", (None, *VALUES[1:]), (None, *(v - 0.5 for v in VALUES[1:])), (None, *(3.25,) * 8))


def draw(*lines, **options):
    return trend_figure(
        "vehicle",
        headline="Vehicle crime rose",
        subtitle="Offences per 1,000 residents, Gwent",
        alt="Line chart of vehicle crime; the latest value is 2.80 offences per 1,000 residents.",
        quarters=QUARTERS,
        lines=lines or [Line("Vehicle crime", VALUES)],
        unit="Offences per 1,000 residents",
        number="{:.2f}".format,
        **options,
    )


def texts(svg):
    return " ".join(element.text or "" for element in ElementTree.fromstring(svg).iter("text"))  # noqa: S314


def test_the_years_compared_stand_in_the_picture_the_notes_and_the_table():
    figure = draw(spans=SPANS)
    said = "Compared: 2022-23 Q2 to 2023-24 Q1 with 2021-22 Q2 to 2022-23 Q1"
    assert "Years compared" in texts(figure.wide)
    assert "Years compared" in texts(figure.narrow)
    assert figure.notes == (f"{said} (brackets).",)
    assert [row[-1].text for row in figure.data.rows] == ["no", *["year before"] * 4, *["newest year"] * 4]
    assert figure.data.columns[-1].title == "Compared"


def test_masked_quarters_are_left_out_in_the_table_and_a_gap_in_a_span_is_no_part_of_it():
    figure = draw(bands=[Band(0, 1, "Pandemic")], spans=[Span((2, 4), "year before"), SPANS[1]])
    assert [row[-1].text for row in figure.data.rows][:5] == [
        "left out",
        "left out",
        "year before",
        "no",
        "year before",
    ]


def test_brackets_lie_below_the_plot_under_their_quarters():
    plain, marked = draw(), draw(spans=SPANS)
    height = [float(re.search(r'viewBox="0 0 720 ([\d.]+)"', figure.wide)[1]) for figure in (plain, marked)]
    assert height[1] > height[0]
    assert marked.wide.count("<path") > plain.wide.count("<path") or marked.wide.count("M") > plain.wide.count("M")


def test_small_multiples_have_brackets_and_the_years_in_the_notes():
    lines = [Line(f"Part {number}", VALUES) for number in range(3)]
    figure = draw(*lines, spans=SPANS)
    assert "compared" not in texts(figure.wide)
    assert figure.notes[0].startswith("Compared: 2022-23 Q2")
    assert len(figure.wide) > len(draw(*lines).wide)


def test_a_break_is_a_named_vertical_line_with_its_first_quarter():
    figure = draw(cuts=[Cut(4, "New recording system")])
    assert "New recording" in texts(figure.wide)
    assert figure.notes == ("Vertical line: New recording system, from 2022-23 Q1.",)
    assert "stroke-dasharray" in figure.wide


def test_the_fitted_line_has_its_limits_in_the_table_and_room_in_the_picture():
    figure = draw(path=PATH)
    assert [column.title for column in figure.data.columns][2:] == [
        "Medium-term trend",
        "Medium-term trend, lower limit",
        "Medium-term trend, upper limit",
    ]
    assert [cell.value for cell in figure.data.rows[-1][2:]] == [2.8, 2.8 - 0.5, 3.25]
    assert [cell.text for cell in figure.data.rows[0][2:]] == ["not available"] * 3
    assert "Trend 2.80" in texts(figure.wide)
    assert " 4 " in f" {texts(figure.wide)} "  # the axis reaches above the upper limit
    assert figure.notes == ("Line without points: medium-term trend; dotted: its limits.",)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cuts": [Cut(9, "New system")]}, "cut New system: found quarters 9 to 9; expected positions between 0 and 8"),
        ({"spans": [Span((8, 9), "newest year")]}, "span newest year: found quarters 8 to 9; expected positions"),
        ({"spans": [Span((), "newest year")]}, "span newest year: found quarters -1 to -1; expected positions"),
        ({"path": Path("Trend", (1.0,), (1.0,), (1.0,))}, "Trend: found 1 values; expected 9, one for each quarter"),
        (
            {"path": Path("Trend", (float("inf"),) * 9, VALUES, VALUES)},
            "Trend: found inf; expected a number, or None where there is no figure",
        ),
    ],
)
def test_what_does_not_fit_the_quarters_is_refused(options, message):
    with pytest.raises(DataError) as error:
        draw(**options)
    assert message in str(error.value)


def test_a_fitted_line_belongs_to_one_line():
    with pytest.raises(DataError, match="path: found 2 lines; expected the one it was fitted to"):
        draw(Line("A", VALUES), Line("B", VALUES), path=PATH)
