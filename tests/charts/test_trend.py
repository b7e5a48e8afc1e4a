import re
import time
from xml.etree import ElementTree

import matplotlib as mpl
import pytest

from crimekit.charts import Band, Level, Line, trend_figure
from crimekit.errors import DataError
from crimekit.quarters import Quarter, quarters_between

QUARTERS = quarters_between(Quarter.parse("2018-19 Q1"), Quarter.parse("2023-24 Q1"))
RISING = tuple(1 + place / 10 for place in range(21))  # 1.0 to 3.0


def draw(*lines, quarters=QUARTERS, number="{:.2f}".format, **options):
    return trend_figure(
        "vehicle",
        headline="Vehicle crime rose",
        subtitle="Offences per 1,000 population, Gwent",
        alt="Line chart of vehicle crime; the latest value is 3.00 offences per 1,000 population.",
        quarters=quarters,
        lines=lines,
        unit="Offences per 1,000 population",
        number=number,
        **options,
    )


def words(svg):
    return [element.text for element in ElementTree.fromstring(svg).iter("text")]  # noqa: S314 - drawn a moment ago


@pytest.fixture
def line_points(outlines):
    """The corners of the main line of a drawing, in pixels: a list for each stretch between gaps."""
    return lambda svg: outlines(re.search(r'<path d="([^"]+)"[^>]*stroke-width="2.2"', svg)[1])


def test_the_table_behind_holds_exactly_the_drawn_numbers_unrounded():
    figure = draw(Line("Vehicle crime", RISING))
    assert [row[1].value for row in figure.data.rows] == list(RISING)
    assert figure.data.rows[-1][0].text == "2023-24 Q1"
    assert figure.data.rows[-1][1].text == "3.00"
    assert "Latest 3.00" in words(figure.wide)
    assert figure.data.columns[1].title == "Offences per 1,000 population"


def test_points_lie_where_their_values_say_from_a_zero_base(line_points):
    figure = draw(Line("Vehicle crime", RISING))
    (points,) = line_points(figure.wide)
    labels = dict(re.findall(r'<text x="[\d.]+" y="([\d.]+)">([\d.]+)</text>', figure.wide)[::1])
    heights = {float(text): float(y) for y, text in labels.items() if float(text) <= 3}
    per_unit = (heights[0.0] - heights[3.0]) / 3
    assert len(points) == 21
    assert points[0][1] - points[-1][1] == pytest.approx(2 * per_unit, abs=0.3)
    assert heights[0.0] - points[0][1] == pytest.approx(per_unit, abs=5)  # the label stands at its line, text-high
    assert 0.0 in heights


def test_a_missing_quarter_is_a_gap_and_says_so_in_the_table(line_points):
    values = (*RISING[:5], None, *RISING[6:])
    figure = draw(Line("Vehicle crime", values))
    assert [len(stretch) for stretch in line_points(figure.wide)] == [5, 15]
    assert figure.data.rows[5][1].text == "not available"
    assert figure.data.rows[5][1].value is None


def test_the_newest_figure_says_its_quarter_where_the_last_one_is_missing():
    figure = draw(Line("Vehicle crime", (*RISING[:-1], None)))
    assert " ".join(words(figure.wide)).find("2022-23 Q4 2.90") >= 0
    assert "Latest" not in " ".join(words(figure.wide))


def test_financial_years_stand_centred_under_their_quarters(line_points):
    figure = draw(Line("Vehicle crime", RISING))
    found = {
        text: float(x) for x, text in re.findall(r'<text x="([\d.]+)" y="[\d.]+">(\d{4}-\d\d)</text>', figure.wide)
    }
    xs = [x for stretch in line_points(figure.wide) for x, _ in stretch]
    assert list(found) == ["2018-19", "2019-20", "2020-21", "2021-22", "2022-23", "2023-24"]
    for number, year in enumerate(list(found)[:-1]):
        assert found[year] == pytest.approx(sum(xs[number * 4 : number * 4 + 4]) / 4, abs=0.6)


def test_quarters_that_end_in_november_have_years_too():
    last = Quarter.parse("quarter ending November 2021")
    figure = draw(Line("Robbery", RISING[:9]), quarters=quarters_between(last - 8, last))
    assert "2021-22" in words(figure.wide)
    assert figure.data.rows[-1][0].text == "quarter ending November 2021"


def test_two_lines_share_a_plot_with_their_names_at_the_ends_and_differ_in_shape():
    figure = draw(Line("With injury", RISING), Line("Without injury", RISING[::-1]))
    assert "With injury 3.00" in " ".join(words(figure.wide))
    assert "Without injury 1.00" in " ".join(words(figure.wide))
    assert "stroke-dasharray" in figure.wide
    assert [column.title for column in figure.data.columns] == ["Quarter", "With injury", "Without injury"]


def test_labels_of_lines_that_end_together_do_not_overlap():
    figure = draw(Line("With injury", RISING), Line("Without injury", tuple(value - 0.01 for value in RISING)))
    ends = [float(y) for y, text in re.findall(r'y="([\d.]+)">([^<]*injury[^<]*)<', figure.wide)]
    assert len(ends) == 2
    assert abs(ends[0] - ends[1]) >= 12


@pytest.mark.parametrize("count", [3, 4, 6])
def test_more_lines_become_small_multiples_on_one_scale_in_one_colour(count):
    figure = draw(*(Line(f"Part {number}", RISING) for number in range(count)))
    for svg in (figure.wide, figure.narrow):
        texts = words(svg)
        assert [text for text in texts if text.startswith("Part")] == [f"Part {number}" for number in range(count)]
        assert texts.count("Latest 3.00") == count
        assert "f46a25" not in svg


def test_a_line_without_any_figure_says_not_available_beside_the_others():
    figure = draw(Line("A", RISING), Line("B", (None,) * 21), Line("C", RISING))
    assert words(figure.wide).count("not available") == 1


def test_bands_are_shaded_named_and_noted():
    figure = draw(Line("Vehicle crime", RISING), bands=[Band(8, 11, "COVID-19 restrictions")], notes=["Rounded."])
    assert "COVID-19 restrictions" in " ".join(words(figure.wide))
    assert 'class="f-band"' in figure.wide
    assert figure.notes == ("Shaded: COVID-19 restrictions, 2020-21 Q1 to 2020-21 Q4.", "Rounded.")
    assert draw(Line("A", RISING), bands=[Band(8, 8, "New system")]).notes == ("Shaded: New system, 2020-21 Q1.",)


def test_small_multiples_name_their_bands_once_in_the_first_plot():
    figure = draw(
        *(Line(f"Part {number}", RISING) for number in range(4)), bands=[Band(8, 11, "COVID-19 restrictions")]
    )
    for svg in (figure.wide, figure.narrow):
        assert words(svg).count("COVID-19 restrictions") == 1


def test_a_long_title_of_a_small_multiple_wraps_and_stays_whole():
    name = "Possession of an article with a blade or point"
    figure = draw(Line(name, RISING), *(Line(f"Part {number}", RISING) for number in range(3)))
    for svg in (figure.wide, figure.narrow):
        assert name in " ".join(words(svg))
        assert "…" not in svg


def test_levels_and_marked_points_are_drawn_and_labelled():
    figure = draw(
        Line("A", RISING, marked=(3,)), levels=[Level("Average", 2.0), Level("Upper limit", 4.5, dotted=True)]
    )
    assert "Average 2.00" in words(figure.wide)
    assert "Upper limit 4.50" in words(figure.wide)
    assert "f46a25" in figure.wide
    assert "5" in words(figure.wide)  # the axis reaches above the limit


def test_negative_counts_have_room_below_zero():
    assert "−2" in words(draw(Line("Transferred", (-2.0, *RISING[1:])), number="{:.0f}".format).wide)


def test_percentages_have_percent_signs_on_their_axis():
    assert "3%" in words(draw(Line("Satisfied", RISING), number="{:.0f}%".format).wide)


def test_hostile_names_stay_text():
    figure = draw(Line("<script>alert(1)</script> $x^2$ \\frac \x07", RISING), Line("]]>&amp; 犯罪", RISING))
    text = " ".join(words(figure.wide) + words(figure.narrow))
    assert "<script" not in figure.wide + figure.narrow
    assert "<script>alert(1)</script>" in text
    assert "犯罪" in text
    assert "mathdefault" not in figure.wide


def test_the_same_figures_give_the_same_bytes_and_settings_are_left_alone():
    before = dict(mpl.rcParams)
    assert draw(Line("Vehicle crime", RISING)) == draw(Line("Vehicle crime", RISING))
    assert dict(mpl.rcParams) == before


def test_both_editions_are_small_and_quick():
    lines = [Line(f"Part {number}", RISING) for number in range(4)]
    draw(*lines)
    start = time.process_time()
    figure = draw(*lines)
    assert time.process_time() - start < 1.0  # about a tenth of a second; the rest is room for a busy machine
    assert len(figure.wide) + len(figure.narrow) < 24_000
    assert 'viewBox="0 0 720' in figure.wide
    assert 'viewBox="0 0 340' in figure.narrow


@pytest.mark.parametrize(
    ("lines", "options", "message"),
    [
        ([Line("A", (1.0,))], {}, "figure vehicle: A: found 1 values; expected 21, one for each quarter"),
        ([Line("A", (float("nan"),) * 21)], {}, "values: found nan; expected a number, or None"),
        ([Line("A", (None,) * 21)], {}, "values: found no figure at all; expected at least one number"),
        ([], {}, "values: found no figure at all"),
        ([Line("A", RISING)], {"bands": [Band(5, 21, "B")]}, "band B: found quarters 5 to 21; expected positions"),
    ],
)
def test_what_cannot_be_drawn_is_refused(lines, options, message):
    with pytest.raises(DataError) as error:
        draw(*lines, **options)
    assert message in str(error.value)
