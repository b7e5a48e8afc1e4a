import re
from xml.etree import ElementTree

import pytest

from crimekit.charts import Comparison, SurveyBar, comparison_figure, survey_figure
from crimekit.errors import DataError

PEERS = (("Gwent", 3.09), ("Humberside", 3.26), ("Cleveland", None), ("South Wales", 2.92))


def compare(bars=PEERS, own="Gwent", average=3.09):
    return comparison_figure(
        "peers",
        headline="Gwent is in line with similar forces",
        subtitle="Offences per 1,000 population",
        alt="Bar chart of neighbourhood crime in four forces; Gwent has 3.09 offences per 1,000.",
        comparisons=[Comparison("Neighbourhood crime", tuple(bars), average, "{:.2f}".format)],
        own=own,
        average_name="Average",
        unit="Offences per 1,000 population",
    )


def compare_all(*comparisons):
    return comparison_figure(
        "all-peers",
        headline="Gwent is 2nd in two of three",
        subtitle="Offences per 1,000 population",
        alt="Bar charts of three measures in two forces; Gwent has 3.09 burglaries per 1,000.",
        comparisons=comparisons,
        own="Gwent",
        average_name="Average",
        unit="Offences per 1,000 population",
    )


BURGLARY = Comparison("Burglary", PEERS, 3.09, "{:.2f}".format)
ROBBERY = Comparison("Robbery", (("Gwent", 0.2), ("Kent", 0.1)), 0.15, "{:.1f}".format)


def survey(*bars):
    return survey_figure(
        "survey",
        headline="Two in three are satisfied",
        subtitle="Percentage satisfied",
        alt="Bar chart of victim satisfaction: 68.3% of all victims were satisfied.",
        bars=bars,
        number="{:.1f}%".format,
    )


def read(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - drawn a moment ago


def words(svg):
    return [element.text for element in read(svg).iter("text")]


def bar_widths(svg, outlines):
    """The widths of the filled bars, from the top."""
    found = read(svg)
    roles = {child: parent.attrib.get("class", "") for parent in found.iter() for child in parent}
    widths = []
    for path in found.iter("path"):
        role = path.attrib.get("class", "") + roles[path]
        if "f-peer" in role or "f-main" in role:
            for corners in outlines(path.attrib["d"]):
                xs, ys = zip(*corners, strict=True)
                widths.append((min(ys), max(xs) - min(xs)))
    return [width for _, width in sorted(widths)]


def test_bars_are_sorted_as_long_as_their_values_and_none_is_drawn_for_what_is_missing(outlines):
    figure = compare()
    texts = words(figure.wide)
    places = {element.text: float(element.attrib["y"]) for element in read(figure.wide).iter("text")}
    names = sorted(dict(PEERS), key=lambda name: places[name])
    assert names == ["Humberside", "Gwent", "South Wales", "Cleveland"]
    widths = bar_widths(figure.wide, outlines)
    assert [width / widths[0] for width in widths] == pytest.approx([1, 3.09 / 3.26, 2.92 / 3.26], abs=0.01)
    assert "not available" in texts


def test_own_force_stands_out_by_colour_and_weight():
    svg = compare().wide
    assert svg.count("f-main") == 1
    found = read(svg)
    looks = {child.text: parent.attrib | child.attrib for parent in found.iter() for child in parent}
    assert {text for text, look in looks.items() if look.get("font-weight") == "700"} == {"Gwent", "3.09"}


def test_the_table_behind_holds_the_drawn_numbers_and_the_average():
    rows = compare(average=3.0899).data.rows
    assert [[cell.text for cell in row] for row in rows] == [
        ["Humberside", "3.26"],
        ["Gwent", "3.09"],
        ["South Wales", "2.92"],
        ["Cleveland", "not available"],
        ["Average", "3.09"],
    ]
    assert rows[-1][1].value == 3.0899
    assert rows[3][1].value is None


def test_the_average_is_named_with_its_value_in_both_editions():
    figure = compare()
    assert "Average 3.09" in words(figure.wide)
    assert "Average 3.09" in words(figure.narrow)
    assert "stroke-dasharray" in figure.wide


def test_a_comparison_may_have_no_average_and_only_zeros():
    figure = compare(bars=(("Gwent", 0.0), ("Kent", 0.0)), average=None)
    assert "stroke-dasharray" not in figure.wide
    assert words(figure.wide).count("0.00") == 2
    assert len(figure.data.rows) == 2


def test_several_measures_share_a_picture_each_sorted_on_a_scale_of_its_own(outlines):
    figure = compare_all(BURGLARY, ROBBERY)
    for svg in (figure.wide, figure.narrow):
        assert {"Burglary", "Robbery", "Average 3.09", "Average 0.1", "0.2", "3.26"} <= set(words(svg))
    widths = bar_widths(figure.narrow, outlines)  # from the top: the three bars of burglary, the two of robbery
    assert [width / widths[0] for width in widths[:3]] == pytest.approx([1, 3.09 / 3.26, 2.92 / 3.26], abs=0.01)
    assert widths[4] / widths[3] == pytest.approx(0.5, abs=0.01)


def test_the_table_behind_several_measures_has_a_row_for_each_force_and_one_of_averages():
    data = compare_all(BURGLARY, ROBBERY).data
    assert [column.title for column in data.columns] == ["Force", "Burglary", "Robbery"]
    assert [[cell.text for cell in row] for row in data.rows] == [
        ["Cleveland", "not available", "not available"],
        ["Gwent", "3.09", "0.2"],
        ["Humberside", "3.26", "not available"],
        ["Kent", "not available", "0.1"],
        ["South Wales", "2.92", "not available"],
        ["Average", "3.09", "0.1"],
    ]


def test_one_measure_alone_is_not_named_and_its_column_has_the_unit():
    figure = compare_all(BURGLARY)
    assert "Burglary" not in words(figure.wide)
    assert [column.title for column in figure.data.columns] == ["Force", "Offences per 1,000 population"]


def test_the_average_does_not_cross_the_names_on_a_phone(outlines):
    svg = compare().narrow
    drawn = re.search(r'<path d="([^"]+)"[^>]*s-ink', svg)[1]
    rows = [y for line in outlines(drawn) for _, y in line]
    names = {element.text: float(element.attrib["y"]) for element in read(svg).iter("text")}
    for name in ("Humberside", "Gwent", "South Wales"):
        assert not any(names[name] - 10 < y < names[name] for y in rows)


def test_long_and_hostile_names_wrap_and_stay_text():
    name = "Comisiynydd Heddlu a Throseddu <img src=x onerror=alert(1)> $x$"
    figure = compare(bars=((name, 3.0), ("Kent", 2.0)), own=name)
    assert "<img" not in figure.wide + figure.narrow
    assert name.split()[0] in " ".join(words(figure.wide))


def test_numbers_of_any_length_leave_room_for_bars(outlines):
    long = Comparison("Burglary", PEERS, 3.09, "{:.90f}".format)
    assert max(bar_widths(compare_all(long, long).wide, outlines)) >= 20


@pytest.mark.parametrize(("measures", "width", "across"), [(2, 720, 2), (4, 720, 2), (5, 864, 3), (7, 864, 3)])
def test_measures_stand_two_abreast_and_three_where_there_are_more_than_four(measures, width, across):
    wide = read(compare_all(*[BURGLARY] * measures).wide)
    assert wide.attrib["viewBox"].split()[2] == str(width)
    titles = [text for text in wide.iter("text") if text.text == "Burglary"]
    places = {re.search(r"[\d.]+", text.attrib.get("transform", "") or text.attrib["x"])[0] for text in titles}
    assert len(titles) == measures
    assert len(places) == across


def test_43_forces_fit():
    figure = compare(bars=(("Gwent", 1.0), *((f"Force {number}", number / 10) for number in range(42))))
    height = float(re.search(r'viewBox="0 0 720 ([\d.]+)"', figure.wide)[1])
    assert 43 * 20 < height < 43 * 40


@pytest.mark.parametrize(
    ("bars", "own", "average", "message"),
    [
        (PEERS, "Kent", 3.0, "figure peers: own: found 'Kent'; expected one of the bars"),
        ((("Gwent", float("inf")),), "Gwent", 3.0, "bars: found inf; expected a number"),
        ((("Gwent", None),), "Gwent", 3.0, "bars: found no figure at all"),
        (PEERS, "Gwent", float("nan"), "average: found nan"),
    ],
)
def test_what_cannot_be_compared_is_refused(bars, own, average, message):
    with pytest.raises(DataError) as error:
        compare(bars, own, average)
    assert message in str(error.value)


def test_a_survey_is_drawn_on_0_to_100_in_the_order_given(outlines):
    figure = survey(SurveyBar("All victims", 50.0, 45.0, 55.0), SurveyBar("Stalking", 100.0), SurveyBar("Hate", None))
    small, full = bar_widths(figure.wide, outlines)
    assert small / full == pytest.approx(0.5, abs=0.01)
    texts = words(figure.wide)
    assert {"50.0%", "100.0%", "not available", "0%", "100%"} <= set(texts)
    assert [column.title for column in figure.data.columns] == ["Group", "Percentage", "Lower limit", "Upper limit"]
    assert [cell.value for cell in figure.data.rows[0]] == ["All victims", 50.0, 45.0, 55.0]


def test_a_survey_without_intervals_has_no_columns_for_them():
    assert len(survey(SurveyBar("All victims", 68.3)).data.columns) == 2


@pytest.mark.parametrize("bar", [SurveyBar("A", 101.0), SurveyBar("A", 50.0, -1.0, 60.0)])
def test_a_percentage_beyond_its_range_is_refused(bar):
    with pytest.raises(DataError, match=r"figure survey: A: found .*; expected a percentage between 0 and 100"):
        survey(bar)


def test_the_same_bars_give_the_same_bytes():
    assert compare() == compare()
    assert survey(SurveyBar("A", 1.0)) == survey(SurveyBar("A", 1.0))
