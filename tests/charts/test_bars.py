import pytest

from crimekit.charts.data import Bar, Caption, Comparison
from crimekit.charts.figures import comparison_figure, survey_figure
from crimekit.errors import DataError

PEERS = (("Gwent", 3.09), ("Humberside", 3.26), ("Cleveland", None), ("South Wales", 2.92))
CAPTION = Caption(
    "peers", "Gwent is in line", "Offences", "Bar chart of four forces; Gwent has 3.09 offences per 1,000."
)


def measure(title, bars=PEERS, average=3.09, number="{:.2f}".format):
    return Comparison(title, tuple(Bar(*bar) for bar in bars), average, number)


def compare(*comparisons, own="Gwent"):
    unit = "Offences per 1,000 population"
    return comparison_figure(comparisons or [BURGLARY], CAPTION, own=own, average_name="Average", unit=unit)


BURGLARY = measure("Burglary")
ROBBERY = measure("Robbery", (("Gwent", 0.2), ("Kent", 0.1)), 0.15, "{:.1f}".format)


def survey(*bars):
    return survey_figure(bars, CAPTION, number="{:.1f}%".format)


def bar_widths(drawing):
    """The widths of the filled bars, from the top."""
    bars = [line for colour in ("f-peer", "f-main") for line in drawing.outlines(**{"class": f"{colour} s-edge"})]
    return [max(xs) - min(xs) for _, xs in sorted((min(y for _, y in bar), [x for x, _ in bar]) for bar in bars)]


def test_bars_are_sorted_as_long_as_their_values_and_none_is_drawn_for_what_is_missing(read):
    drawing = read(compare().wide)
    names = sorted(dict(PEERS), key=lambda name: drawing.places[name][1])
    assert names == ["Humberside", "Gwent", "South Wales", "Cleveland"]
    widths = bar_widths(drawing)
    assert [width / widths[0] for width in widths] == pytest.approx([1, 3.09 / 3.26, 2.92 / 3.26], abs=0.01)
    assert "not available" in drawing.texts


def test_own_force_stands_out_by_colour_and_weight(read):
    svg = compare().wide
    assert svg.count("f-main") == 1
    assert {text for text, look in read(svg).looks.items() if look.get("font-weight") == "700"} == {"Gwent", "3.09"}


def test_the_table_behind_holds_the_drawn_numbers_and_the_average():
    figure = compare(measure("Burglary", average=3.0899))
    assert [column.title for column in figure.data.columns] == ["Force", "Offences per 1,000 population"]
    assert [[cell.text for cell in row] for row in figure.data.rows] == [
        ["Humberside", "3.26"],
        ["Gwent", "3.09"],
        ["South Wales", "2.92"],
        ["Cleveland", "not available"],
        ["Average", "3.09"],
    ]
    assert (figure.data.rows[-1][1].value, figure.data.rows[3][1].value) == (3.0899, None)


def test_the_average_is_named_with_its_value_in_both_editions_and_crosses_no_number_and_no_name(read):
    figure = compare()
    for svg in (figure.wide, figure.narrow):
        drawing = read(svg)
        assert "Average 3.09" in drawing.texts
        ((line, _), *_), *_ = drawing.outlines(**{"class": "s-ink"})
        for text in ("3.26", "3.09", "2.92"):
            left, right = drawing.places[text][0], drawing.places[text][0] + 6 * len(text)
            assert not left < line < right
        assert "Burglary" not in drawing.texts  # alone, it is named by the headline
    assert "stroke-dasharray" in figure.wide
    for line in drawing.outlines(**{"class": "s-ink"}):  # on a phone
        for name in ("Humberside", "Gwent", "South Wales"):
            assert not any(drawing.places[name][1] - 10 < y < drawing.places[name][1] + 3 for _, y in line)


def test_a_comparison_may_have_no_average_and_only_zeros(read):
    figure = compare(measure("Burglary", (("Gwent", 0.0), ("Kent", 0.0)), None))
    assert "stroke-dasharray" not in figure.wide
    assert read(figure.wide).texts.count("0.00") == 2
    assert len(figure.data.rows) == 2


def test_several_measures_share_a_picture_each_sorted_on_a_scale_of_its_own_and_one_table(read):
    figure = compare(BURGLARY, ROBBERY)
    for svg in (figure.wide, figure.narrow):
        assert {"Burglary", "Robbery", "Average 3.09", "Average 0.1", "0.2", "3.26"} <= set(read(svg).texts)
    widths = bar_widths(read(figure.narrow))  # from the top: the three bars of burglary, the two of robbery
    assert [width / widths[0] for width in widths[:3]] == pytest.approx([1, 3.09 / 3.26, 2.92 / 3.26], abs=0.01)
    assert widths[4] / widths[3] == pytest.approx(0.5, abs=0.01)
    assert [column.title for column in figure.data.columns] == ["Force", "Burglary", "Robbery"]
    assert [[cell.text for cell in row] for row in figure.data.rows] == [
        ["Cleveland", "not available", "not available"],
        ["Gwent", "3.09", "0.2"],
        ["Humberside", "3.26", "not available"],
        ["Kent", "not available", "0.1"],
        ["South Wales", "2.92", "not available"],
        ["Average", "3.09", "0.1"],
    ]


def test_long_and_hostile_names_wrap_and_stay_text(read):
    name = "Comisiynydd Heddlu a Throseddu <img src=x onerror=alert(1)> $x$ " + "Llan" * 40
    figure = compare(measure("Burglary", ((name, 3.0), ("Kent", 2.0))), own=name)
    assert "<img" not in figure.wide + figure.narrow
    for svg in (figure.wide, figure.narrow):
        assert "Comisiynydd Heddlu a Throseddu <img src=x" in read(svg).joined
        assert bar_widths(read(svg))[0] > 150


@pytest.mark.parametrize(("measures", "width", "across"), [(2, 720, 2), (4, 720, 2), (5, 864, 3), (7, 864, 3)])
def test_measures_stand_two_abreast_and_three_where_there_are_more_than_four(measures, width, across, read):
    drawing = read(compare(*[BURGLARY] * measures).wide)
    titles = [text.attrib["x"] for text in drawing.root.iter("text") if text.text == "Burglary"]
    assert drawing.root.attrib["viewBox"].split()[2] == str(width)
    assert (len(titles), len(set(titles))) == (measures, across)


def test_43_forces_fit(read):
    bars = [("Gwent", 1.0), *((f"Force {number}", number / 10) for number in range(42))]
    drawing = read(compare(measure("Burglary", bars)).wide)
    assert 43 * 20 < float(drawing.root.attrib["viewBox"].split()[3]) < 43 * 40
    assert len(bar_widths(drawing)) == 43


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
        compare(measure("Burglary", bars, average), own=own)
    assert message in str(error.value)


def test_a_survey_is_drawn_on_0_to_100_in_the_order_given_with_its_intervals(read):
    figure = survey(Bar("All victims", 50.0, 45.0, 55.0), Bar("Stalking", 100.0), Bar("Hate", None))
    drawing = read(figure.wide)
    small, full = bar_widths(drawing)
    assert small / full == pytest.approx(0.5, abs=0.01)
    whisker, *_ = drawing.outlines(stroke="#0b0c0c")
    assert whisker[1][0] - whisker[0][0] == pytest.approx(full / 10, abs=0.2)
    assert {"50.0%", "100.0%", "not available", "0%", "100%"} <= set(drawing.texts)
    assert [column.title for column in figure.data.columns] == ["Group", "Percentage", "Lower limit", "Upper limit"]
    assert [cell.value for cell in figure.data.rows[0]] == ["All victims", 50.0, 45.0, 55.0]
    assert len(survey(Bar("All victims", 68.3)).data.columns) == 2  # no limits, no columns for them


@pytest.mark.parametrize("bar", [Bar("A", 101.0), Bar("A", 50.0, -1.0, 60.0)])
def test_a_percentage_beyond_its_range_is_refused(bar):
    with pytest.raises(DataError, match=r"figure peers: A: found .*; expected a percentage between 0 and 100"):
        survey(bar)


def test_the_same_bars_give_the_same_bytes():
    assert compare() == compare()
    assert survey(Bar("A", 1.0)) == survey(Bar("A", 1.0))
