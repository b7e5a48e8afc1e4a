"""Quarterly lines: where their values say, with what is marked in them and the table of what is drawn."""

import re
import subprocess
import sys
import time
from types import SimpleNamespace

import matplotlib as mpl
import pytest

from crimekit.charts.data import Caption, Line, Mark, Span, Trend, break_marks
from crimekit.charts.figures import trend_figure
from crimekit.charts.trend import draw_trend
from crimekit.errors import DataError
from crimekit.periods import Quarter, quarters_between

QUARTERS = quarters_between(Quarter.parse("2018-19 Q1"), Quarter.parse("2023-24 Q1"))
RISING = tuple(1 + place / 10 for place in range(21))  # 1.0 to 3.0
YEARS = (Span((13, 14, 15, 16), "year before"), Span((17, 18, 19, 20), "newest year"))
COVID = Mark(8, 11, "COVID-19 restrictions")


def draw(*lines, quarters=QUARTERS, number="{:.2f}".format, notes=(), **marked):
    trend = Trend(quarters, lines or (Line("Vehicle crime", RISING),), "Offences per 1,000", number, **marked)
    return trend_figure(trend, Caption("vehicle", "Vehicle crime rose", "Offences, Gwent", "Line chart; 3.00", notes))


def parts(count):
    return [Line(f"Part {number}", RISING) for number in range(count)]


def test_points_lie_where_their_values_say_from_a_zero_base_and_the_table_holds_them_unrounded(read):
    figure = draw()
    drawing = read(figure.wide)
    (points,) = drawing.outlines(stroke_width="2.2")
    lines = {y for (_, y), *_ in drawing.outlines(stroke="#d0d5da")}
    per_unit = (max(lines) - min(lines)) / 3
    assert [max(lines) - y for _, y in points] == pytest.approx([per_unit * value for value in RISING], abs=0.2)
    assert {"0", "1", "2", "3", "Latest 3.00"} <= set(drawing.texts)
    assert [row[1].value for row in figure.data.rows] == list(RISING)
    assert [cell.text for cell in figure.data.rows[-1]] == ["2023-24 Q1", "3.00"]
    assert figure.data.columns[1].title == "Offences per 1,000"


def test_a_missing_quarter_is_a_gap_and_says_so_in_the_table(read):
    figure = draw(Line("Vehicle crime", (*RISING[:5], None, *RISING[6:])))
    assert [len(stretch) for stretch in read(figure.wide).outlines(stroke_width="2.2")] == [5, 15]
    assert (figure.data.rows[5][1].text, figure.data.rows[5][1].value) == ("not available", None)
    assert "Latest (2022-23 Q4) 2.90" in read(draw(Line("Vehicle crime", (*RISING[:-1], None))).wide).joined
    empty = draw(Line("A", RISING), Line("B", (None,) * 21), Line("C", RISING))
    assert read(empty.wide).texts.count("not available") == 1


def test_financial_years_stand_centred_under_their_quarters(read):
    drawing = read(draw().wide)
    years = {text: x for text, (x, _) in drawing.places.items() if re.fullmatch(r"\d{4}-\d\d", text)}
    xs = [x for x, _ in drawing.outlines(stroke_width="2.2")[0]]
    assert list(years) == ["2018-19", "2019-20", "2020-21", "2021-22", "2022-23", "2023-24"]
    for number, year in enumerate(list(years)[:-1]):
        assert years[year] == pytest.approx(sum(xs[number * 4 : number * 4 + 4]) / 4, abs=0.6)
    last = Quarter.parse("quarter ending November 2021")
    figure = draw(Line("Robbery", RISING[:9]), quarters=quarters_between(last - 8, last))
    assert "2021-22" in read(figure.wide).texts
    assert figure.data.rows[-1][0].text == "quarter ending November 2021"


def test_two_lines_share_a_plot_with_their_names_at_the_ends_and_differ_in_shape(read):
    figure = draw(Line("With injury", RISING), Line("Without injury", RISING[::-1]))
    drawing = read(figure.wide)
    assert "With injury 3.00" in drawing.joined
    assert "Without injury 1.00" in drawing.joined
    assert drawing.outlines(stroke="#f46a25", stroke_dasharray="11,4.4")
    assert drawing.outlines(stroke="#f46a25", stroke_linecap="square")
    assert [column.title for column in figure.data.columns] == ["Quarter", "With injury", "Without injury"]
    together = read(draw(Line("Theft", RISING), Line("Robbery", tuple(value - 0.01 for value in RISING))).wide)
    assert together.places["Robbery 2.99"][1] - together.places["Theft 3.00"][1] >= 12  # the labels do not overlap


def test_a_known_break_is_shaded_where_it_masks_and_a_line_where_it_is_a_step(read):
    known = {"first": QUARTERS[8], "last": QUARTERS[11]}
    mask = SimpleNamespace(kind="mask", name="COVID-19 restrictions", **known)
    step = SimpleNamespace(kind="step", name="New system", **known)
    figure = draw(marks=break_marks([mask], QUARTERS), notes=("Rounded.",))
    assert "COVID-19 restrictions" in read(figure.wide).joined
    assert 'class="f-band"' in figure.wide
    assert figure.notes == ("Shaded: COVID-19 restrictions, 2020-21 Q1 to 2020-21 Q4.", "Rounded.")
    figure = draw(marks=break_marks([step], QUARTERS))
    drawing = read(figure.wide)
    ((left, _), (right, _)) = drawing.outlines(stroke="#4b5157", stroke_width="1.5")[0]
    xs = [x for x, _ in drawing.outlines(stroke_width="2.2")[0]]
    assert left == right == pytest.approx((xs[7] + xs[8]) / 2, abs=0.1)
    assert "f-band" not in figure.wide
    assert figure.notes == ("Vertical line: New system, from 2020-21 Q1.",)
    assert break_marks([mask, step], QUARTERS[15:]) == ()


def test_the_years_compared_stand_in_the_picture_the_notes_and_the_table(read):
    figure, said = draw(spans=YEARS), "Compared: 2022-23 Q2 to 2023-24 Q1 with 2021-22 Q2 to 2022-23 Q1 (brackets)."
    drawing = read(figure.wide)
    assert "Years compared" in drawing.texts
    brackets = drawing.outlines(**{"class": "s-soft"}, stroke_width="1.5")
    assert max(y for line in drawing.outlines(stroke_width="2.2") for _, y in line) < brackets[0][0][1]
    assert figure.notes == (said,)
    assert [row[-1].text for row in figure.data.rows][12:] == ["no", *["year before"] * 4, *["newest year"] * 4]
    masked = draw(marks=(Mark(0, 1, "Pandemic"),), spans=(Span((2, 4), "year before"), YEARS[1]))
    assert [row[-1].text for row in masked.data.rows][:5] == [*["left out"] * 2, "year before", "no", "year before"]
    several = draw(*parts(3), spans=YEARS)
    assert len(read(several.wide).outlines(stroke_width="1.5")) == 3 * 6  # a line and two ends for each of two years


def test_every_edition_is_small_quick_and_carries_its_colours_as_classes_and_no_styles():
    start = time.process_time()
    figure = draw(*parts(4), marks=(COVID,), spans=YEARS)
    assert time.process_time() - start < 1.5  # about a third of a second; the rest is room for a busy machine
    assert len(figure.wide) + len(figure.narrow) < 16_000
    for svg, width, smallest in ((figure.wide, 720, 12), (figure.narrow, 340, 13.5)):
        assert f'viewBox="0 0 {width} ' in svg
        assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)) >= smallest  # 11 on a phone
        assert {"s-main", "s-paper", "s-grid", "s-edge", "f-band", "f-soft"} <= set(re.findall(r"[fs]-[a-z]+", svg))
        assert not re.search("style|<use|<defs| id=|clip|font-family|DejaVu", svg)


def test_the_same_figures_give_the_same_bytes_anywhere_and_settings_are_left_alone(tmp_path):
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nlines.linestyle: --\naxes.facecolor: red\n")
    before = dict(mpl.rcParams)
    code = (
        f"import sys; sys.path.insert(0, {__file__.rpartition('/')[0]!r}); import test_trend as t; print(t.draw().wide)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == draw().wide
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((1.0,), "figure vehicle: A: found 1 values; expected 21, one for each quarter"),
        ((float("nan"),) * 21, "values: found nan; expected a number, or None"),
        ((None,) * 21, "values: found no figure at all; expected at least one number"),
    ],
)
def test_what_cannot_be_drawn_is_refused(values, message):
    with pytest.raises(DataError) as error:
        draw(Line("A", values))
    assert message in str(error.value)


def test_a_picture_cut_to_what_it_shows_keeps_the_names_of_breaks():
    """JupyterLab cuts every figure so."""
    line = Line("Vehicle crime", RISING)
    drawing = draw_trend(Trend(QUARTERS, (line,), "Offences", "{:.0f}".format, (COVID,)))
    shown = drawing.get_tightbbox()
    names = [text for text in drawing.axes[0].texts if text.get_text() in ("COVID-19", "restrictions")]
    assert names
    assert all(name.get_window_extent().y1 <= shown.y1 * drawing.dpi + 0.1 for name in names)
