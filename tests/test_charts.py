"""Trends and bars: where and as long as their values say, what is marked, and the table of what is drawn."""

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import matplotlib as mpl
import pytest

from crimekit.charts.data import Bar, Caption, Comparison, Line, Mark, Trend, break_marks
from crimekit.charts.figures import comparison_figure, survey_figure, trend_figure
from crimekit.charts.trend import draw_trend
from crimekit.errors import DataError
from crimekit.periods import Quarter, quarters_between

NUMBERS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "q": 4, "z": 0}
IMPLIED = {"m": "l"}  # what numbers without a letter mean after it


class Drawing:
    """An SVG as a browser reads it: the texts, and the corners of each outline of a path with its look."""

    def __init__(self, svg):
        self.root = ElementTree.fromstring(svg)  # noqa: S314 - drawn a moment ago
        groups = [(part.attrib | text.attrib, text) for part in self.root.iter() for text in part if text.tag == "text"]
        self.texts = [text.text for _, text in groups]
        self.joined = " ".join(self.texts)
        self.places = {text.text: (float(text.attrib["x"]), float(text.attrib["y"])) for _, text in groups}
        self.looks = {text.text: look for look, text in groups}
        self.paths = [(path.attrib, outlines(path.attrib["d"])) for path in self.root.iter("path")]

    def outlines(self, **look):
        """The outlines of the paths that look like this."""
        wanted = {name.replace("_", "-"): value for name, value in look.items()}
        return [line for attributes, lines in self.paths if wanted.items() <= attributes.items() for line in lines]


def outlines(commands):
    """The corners of each outline of a path that is written in steps: what a browser makes of it."""
    parts = re.findall(r"[a-z]|-?\d*\.?\d+", commands)
    found, letter, x, y = [], "", 0.0, 0.0
    while parts:
        letter = parts.pop(0) if parts[0].isalpha() else IMPLIED.get(letter, letter)
        numbers = [float(parts.pop(0)) for _ in range(NUMBERS[letter])]
        if letter == "z":
            x, y = found[-1][0]
            continue
        across = numbers[-1] if letter == "h" else 0 if letter == "v" else numbers[-2]
        x, y = round(x + across, 1), round(y + (0 if letter == "h" else numbers[-1]), 1)
        if letter == "m":
            found.append([])
        found[-1].append((x, y))
    return found


QUARTERS = quarters_between(Quarter.parse("2018-19 Q1"), Quarter.parse("2023-24 Q1"))
RISING = tuple(1 + place / 10 for place in range(21))  # 1.0 to 3.0
COVID = Mark(8, 11, "COVID-19 restrictions")


def draw(*lines, quarters=QUARTERS, number="{:.2f}".format, notes=(), **marked):
    trend = Trend(quarters, lines or (Line("Vehicle crime", RISING),), "Offences per 1,000", number, **marked)
    return trend_figure(trend, Caption("vehicle", "Vehicle crime rose", "Offences, Gwent", "Line chart; 3.00", notes))


def test_points_lie_where_their_values_say_from_a_zero_base_and_the_table_holds_them_unrounded():
    figure = draw()
    drawing = Drawing(figure.wide)
    (points,) = drawing.outlines(stroke_width="2.2")
    lines = {y for (_, y), *_ in drawing.outlines(stroke="#d0d5da")}
    per_unit = (max(lines) - min(lines)) / 3
    assert [max(lines) - y for _, y in points] == pytest.approx([per_unit * value for value in RISING], abs=0.2)
    assert {"0", "1", "2", "3", "Latest 3.00"} <= set(drawing.texts)
    assert [row[1].value for row in figure.data.rows] == list(RISING)
    assert [cell.text for cell in figure.data.rows[-1]] == ["2023-24 Q1", "3.00"]
    assert figure.data.columns[1].title == "Offences per 1,000"


def test_a_missing_quarter_is_a_gap_and_says_so_in_the_table():
    figure = draw(Line("Vehicle crime", (*RISING[:5], None, *RISING[6:])))
    assert [len(stretch) for stretch in Drawing(figure.wide).outlines(stroke_width="2.2")] == [5, 15]
    assert (figure.data.rows[5][1].text, figure.data.rows[5][1].value) == ("not available", None)
    assert "Latest (2022-23 Q4) 2.90" in Drawing(draw(Line("Vehicle crime", (*RISING[:-1], None))).wide).joined
    empty = draw(Line("A", RISING), Line("B", (None,) * 21), Line("C", RISING))
    assert Drawing(empty.wide).texts.count("not available") == 1


def test_quarters_that_end_in_any_month_have_their_years_below_and_their_names_in_the_table():
    last = Quarter.parse("quarter ending November 2021")
    figure = draw(Line("Robbery", RISING[:9]), quarters=quarters_between(last - 8, last))
    assert "2021-22" in Drawing(figure.wide).texts
    assert figure.data.rows[-1][0].text == "quarter ending November 2021"


def test_negative_counts_have_room_below_zero_and_percentages_their_sign():
    assert "−2" in Drawing(draw(Line("Transferred", (-2.0, *RISING[1:])), number="{:.0f}".format).wide).texts
    assert "3%" in Drawing(draw(Line("Satisfied", RISING), number="{:.0f}%".format).wide).texts


def test_a_known_break_is_shaded_where_it_masks_and_a_line_where_it_is_a_step():
    known = {"first": QUARTERS[8], "last": QUARTERS[11]}
    mask = SimpleNamespace(kind="mask", name="COVID-19 restrictions", **known)
    step = SimpleNamespace(kind="step", name="New system", **known)
    figure = draw(marks=break_marks([mask], QUARTERS), notes=("Rounded.",))
    assert "COVID-19 restrictions" in Drawing(figure.wide).joined
    assert 'class="f-band"' in figure.wide
    assert figure.notes == ("Shaded: COVID-19 restrictions, 2020-21 Q1 to 2020-21 Q4.", "Rounded.")
    figure = draw(marks=break_marks([step], QUARTERS))
    drawing = Drawing(figure.wide)
    ((left, _), (right, _)) = drawing.outlines(stroke="#4b5157", stroke_width="1.5")[0]
    xs = [x for x, _ in drawing.outlines(stroke_width="2.2")[0]]
    assert left == right == pytest.approx((xs[7] + xs[8]) / 2, abs=0.1)
    assert "f-band" not in figure.wide
    assert figure.notes == ("Vertical line: New system, from 2020-21 Q1.",)
    assert break_marks([mask, step], QUARTERS[15:]) == ()


def test_small_multiples_leave_no_plot_empty():
    lines = tuple(Line(f"Part {number}", RISING) for number in range(5))
    assert len(draw_trend(Trend(QUARTERS, lines, "Offences", str)).axes) == 5


def test_the_same_figures_give_the_same_bytes_anywhere_and_settings_are_left_alone(tmp_path):
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nlines.linestyle: --\naxes.facecolor: red\n")
    before = dict(mpl.rcParams)
    here = str(Path(__file__).parent)
    code = f"import sys; sys.path.insert(0, {here!r}); import test_charts; print(test_charts.draw().wide)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == draw().wide
    assert dict(mpl.rcParams) == before


def test_a_picture_cut_to_what_it_shows_keeps_the_names_of_breaks():
    """JupyterLab cuts every figure so."""
    line = Line("Vehicle crime", RISING)
    drawing = draw_trend(Trend(QUARTERS, (line,), "Offences", "{:.0f}".format, (COVID,)))
    shown = drawing.get_tightbbox()
    names = [text for text in drawing.axes[0].texts if text.get_text() in ("COVID-19", "restrictions")]
    assert names
    assert all(name.get_window_extent().y1 <= shown.y1 * drawing.dpi + 0.1 for name in names)


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


def test_bars_are_sorted_as_long_as_their_values_and_their_own_force_stands_out():
    figure = compare()
    drawing = Drawing(figure.wide)
    assert sorted(dict(PEERS), key=lambda name: drawing.places[name][1]) == [
        *("Humberside", "Gwent", "South Wales", "Cleveland")
    ]
    widths = bar_widths(drawing)  # none of what is missing
    assert [width / widths[0] for width in widths] == pytest.approx([1, 3.09 / 3.26, 2.92 / 3.26], abs=0.01)
    assert {text for text, look in drawing.looks.items() if look.get("font-weight") == "700"} == {"Gwent", "3.09"}
    assert [row[1].value for row in figure.data.rows] == [3.26, 3.09, 2.92, None, 3.0899]


def test_others_make_a_strip_of_dots_none_over_another_with_the_named_ones_again_below():
    others = tuple(Bar(f"Force {number}", 2.5 + number / 200) for number in range(38))
    strip = Comparison("Burglary", tuple(Bar(*bar) for bar in PEERS), 2.6, "{:.2f}".format, others)
    figure = compare(strip)
    for svg in (figure.wide, figure.narrow):
        drawing = Drawing(svg)
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


def test_a_comparison_may_have_no_average_and_only_zeros():
    figure = compare(measure("Burglary", (("Gwent", 0.0), ("Kent", 0.0)), None))
    assert "stroke-dasharray" not in figure.wide
    assert Drawing(figure.wide).texts.count("0.00") == 2
    assert len(figure.data.rows) == 2


def test_long_names_wrap_beside_bars_that_keep_their_room_and_43_forces_fit():
    name = "Comisiynydd Heddlu a Throseddu " + "Llan" * 40
    figure = compare(measure("Burglary", ((name, 3.0), ("Kent", 2.0))), own=name)
    for svg in (figure.wide, figure.narrow):
        assert "Comisiynydd Heddlu a Throseddu" in Drawing(svg).joined
        assert bar_widths(Drawing(svg))[0] > 150
    bars = [("Gwent", 1.0), *((f"Force {number}", number / 10) for number in range(42))]
    drawing = Drawing(compare(measure("Burglary", bars)).wide)
    assert 43 * 20 < float(drawing.root.attrib["viewBox"].split()[3]) < 43 * 40
    assert len(bar_widths(drawing)) == 43


def test_a_survey_is_drawn_on_0_to_100_in_the_order_given_with_its_intervals():
    figure = survey(Bar("All victims", 50.0, 45.0, 55.0), Bar("Stalking", 100.0), Bar("Hate", None))
    drawing = Drawing(figure.wide)
    small, full = bar_widths(drawing)
    assert small / full == pytest.approx(0.5, abs=0.01)
    whisker, *_ = drawing.outlines(stroke="#0b0c0c")
    assert whisker[1][0] - whisker[0][0] == pytest.approx(full / 10, abs=0.2)
    assert {"50.0%", "100.0%", "not available", "0%", "100%"} <= set(drawing.texts)
    assert [column.title for column in figure.data.columns] == ["Group", "Percentage", "Lower limit", "Upper limit"]
    assert len(survey(Bar("All victims", 68.3)).data.columns) == 2  # no limits, no columns for them


@pytest.mark.parametrize(
    ("drawn", "message"),
    [
        (lambda: draw(Line("A", (1.0,))), "figure vehicle: A: found 1 values; expected 21, one for each quarter"),
        (lambda: draw(Line("A", (float("nan"),) * 21)), "values: found nan; expected a number, or None"),
        (lambda: draw(Line("A", (None,) * 21)), "values: found no figure at all; expected at least one number"),
        (lambda: compare(own="Kent"), "figure peers: own: found 'Kent'; expected one of the bars"),
        (lambda: compare(measure("A", (("Gwent", float("inf")),))), "bars: found inf; expected a number"),
        (lambda: compare(measure("A", (("Gwent", None),))), "bars: found no figure at all"),
        (lambda: compare(measure("A", average=float("nan"))), "average: found nan"),
        (lambda: survey(Bar("A", 101.0)), "peers: A: found 101.0; expected a percentage between 0 and 100"),
        (lambda: survey(Bar("A", 50.0, -1.0, 60.0)), "A: found -1.0; expected a percentage between 0 and 100"),
    ],
)
def test_what_cannot_be_drawn_is_refused(drawn, message):
    with pytest.raises(DataError) as error:
        drawn()
    assert message in str(error.value)
