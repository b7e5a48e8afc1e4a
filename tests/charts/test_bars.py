"""Bars of forces and of surveys: as long as their values, in order, with the table of what is drawn."""

import pytest

from crimekit.charts.data import Bar, Caption, Comparison
from crimekit.charts.figures import comparison_figure, survey_figure
from crimekit.errors import DataError

PEERS = (("Gwent", 3.09), ("Humberside", 3.26), ("Cleveland", None), ("South Wales", 2.92))
CAPTION = Caption("peers", "Gwent is in line", "Offences", "Bar chart of four forces; Gwent has 3.09 per 1,000.")


def measure(title, bars=PEERS, average=3.0899, number="{:.2f}".format):
    return Comparison(title, tuple(Bar(*bar) for bar in bars), average, number)


BURGLARY = measure("Burglary")


def compare(*comparisons, own="Gwent"):
    unit = "Offences per 1,000 population"
    return comparison_figure(comparisons or [BURGLARY], CAPTION, own=own, average_name="Average", unit=unit)


def survey(*bars):
    return survey_figure(bars, CAPTION, number="{:.1f}%".format)


def bar_widths(drawing):
    """The widths of the filled bars, from the top."""
    bars = [line for colour in ("f-peer", "f-main") for line in drawing.outlines(**{"class": f"{colour} s-edge"})]
    return [max(xs) - min(xs) for _, xs in sorted((min(y for _, y in bar), [x for x, _ in bar]) for bar in bars)]


def table(figure):
    return [
        [column.title for column in figure.data.columns],
        *([cell.text for cell in row] for row in figure.data.rows),
    ]


def test_bars_are_sorted_as_long_as_their_values_and_their_own_force_stands_out(read):
    figure = compare()
    drawing = read(figure.wide)
    assert sorted(dict(PEERS), key=lambda name: drawing.places[name][1]) == [
        "Humberside", "Gwent", "South Wales", "Cleveland"
    ]  # fmt: skip
    widths = bar_widths(drawing)  # none of what is missing
    assert [width / widths[0] for width in widths] == pytest.approx([1, 3.09 / 3.26, 2.92 / 3.26], abs=0.01)
    assert {text for text, look in drawing.looks.items() if look.get("font-weight") == "700"} == {"Gwent", "3.09"}
    assert table(figure) == [
        ["Force", "Offences per 1,000 population"],
        ["Humberside", "3.26"],
        ["Gwent", "3.09"],
        ["South Wales", "2.92"],
        ["Cleveland", "not available"],
        ["Average", "3.09"],
    ]
    assert (figure.data.rows[-1][1].value, figure.data.rows[3][1].value) == (3.0899, None)


def test_others_make_a_strip_of_dots_none_over_another_with_the_named_ones_again_below(read):
    others = tuple(Bar(f"Force {number}", 2.5 + number / 200) for number in range(38))
    strip = Comparison("Burglary", tuple(Bar(*bar) for bar in PEERS), 2.6, "{:.2f}".format, others)
    figure = compare(strip)
    for svg in (figure.wide, figure.narrow):
        drawing = read(svg)
        dots = {name: [line[0] for line in drawing.outlines(**{"class": f"s-{name}"}) if len(set(line)) == 1]
                for name in ("peer", "second", "main")}  # fmt: skip
        assert {name: len(found) for name, found in dots.items()} == {"peer": 38, "second": 4, "main": 2}
        every = [dot for found in dots.values() for dot in found]
        gaps = [max(abs(x - u), abs(y - v)) for n, (x, y) in enumerate(every) for u, v in every[n + 1 :]]
        assert min(gaps) >= 8.9  # pixels: a dot is 9 wide
        (own, again) = sorted(dots["main"], key=lambda dot: dot[1])
        assert own[0] == again[0]
        assert "All 41 forces" in drawing.texts
        assert "Force 7" not in drawing.joined
    assert len(figure.data.rows) == len(PEERS) + 38 + 1


def test_a_comparison_may_have_no_average_and_only_zeros(read):
    figure = compare(measure("Burglary", (("Gwent", 0.0), ("Kent", 0.0)), None))
    assert "stroke-dasharray" not in figure.wide
    assert read(figure.wide).texts.count("0.00") == 2
    assert len(figure.data.rows) == 2


def test_long_names_wrap_beside_bars_that_keep_their_room_and_43_forces_fit(read):
    name = "Comisiynydd Heddlu a Throseddu " + "Llan" * 40
    figure = compare(measure("Burglary", ((name, 3.0), ("Kent", 2.0))), own=name)
    for svg in (figure.wide, figure.narrow):
        assert "Comisiynydd Heddlu a Throseddu" in read(svg).joined
        assert bar_widths(read(svg))[0] > 150
    bars = [("Gwent", 1.0), *((f"Force {number}", number / 10) for number in range(42))]
    drawing = read(compare(measure("Burglary", bars)).wide)
    assert 43 * 20 < float(drawing.root.attrib["viewBox"].split()[3]) < 43 * 40
    assert len(bar_widths(drawing)) == 43


def test_a_survey_is_drawn_on_0_to_100_in_the_order_given_with_its_intervals(read):
    figure = survey(Bar("All victims", 50.0, 45.0, 55.0), Bar("Stalking", 100.0), Bar("Hate", None))
    drawing = read(figure.wide)
    small, full = bar_widths(drawing)
    assert small / full == pytest.approx(0.5, abs=0.01)
    whisker, *_ = drawing.outlines(stroke="#0b0c0c")
    assert whisker[1][0] - whisker[0][0] == pytest.approx(full / 10, abs=0.2)
    assert {"50.0%", "100.0%", "not available", "0%", "100%"} <= set(drawing.texts)
    assert table(figure)[:2] == [
        ["Group", "Percentage", "Lower limit", "Upper limit"], ["All victims", "50.0%", "45.0%", "55.0%"]
    ]  # fmt: skip
    assert len(survey(Bar("All victims", 68.3)).data.columns) == 2  # no limits, no columns for them


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: compare(own="Kent"), "figure peers: own: found 'Kent'; expected one of the bars"),
        (lambda: compare(measure("A", (("Gwent", float("inf")),))), "bars: found inf; expected a number"),
        (lambda: compare(measure("A", (("Gwent", None),))), "bars: found no figure at all"),
        (lambda: compare(measure("A", average=float("nan"))), "average: found nan"),
        (lambda: survey(Bar("A", 101.0)), "peers: A: found 101.0; expected a percentage between 0 and 100"),
        (lambda: survey(Bar("A", 50.0, -1.0, 60.0)), "A: found -1.0; expected a percentage between 0 and 100"),
    ],
)
def test_what_cannot_be_drawn_is_refused(draw, message):
    with pytest.raises(DataError) as error:
        draw()
    assert message in str(error.value)
