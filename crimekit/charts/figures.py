"""The pictures as blocks for a page: drawn for a desk and for a phone, as small SVG, with a table of what is drawn."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from xml.etree import ElementTree

import matplotlib.figure
from matplotlib.backends.backend_svg import FigureCanvasSVG

from crimekit.blocks import Cell, Column, Figure, Table
from crimekit.charts.bars import draw_bars, draw_percentages
from crimekit.charts.data import NOT_AVAILABLE, Bar, Caption, Comparison, Number, Trend
from crimekit.charts.style import BROAD, NARROW, ROLES, WIDE, house_style
from crimekit.charts.trend import draw_trend
from crimekit.errors import DataError

_PAIRS = 4  # so many measures stand two abreast, more of them three


def trend_figure(trend: Trend, caption: Caption) -> Figure:
    """Draw quarterly lines from zero, with the latest value printed at their end.

    The same texts stand in the picture and its table. What is marked, compared and expected is told in the notes too,
    with its quarters.

    Raises
    ------
    DataError
        If a line has not one value for each quarter, a value is not finite, or there is no value at all.

    Examples
    --------
    >>> from crimekit.charts.data import Line
    >>> from crimekit.periods import Quarter, quarters_between
    >>> quarters = quarters_between(Quarter.parse("2022-23 Q1"), Quarter.parse("2023-24 Q1"))
    >>> line = Line("Vehicle crime", (1.9, 2.0, None, 1.85, 1.81))
    >>> figure = trend_figure(
    ...     Trend(quarters, (line,), "Offences per 1,000 population", "{:.2f}".format),
    ...     Caption(
    ...         "vehicle-trend",
    ...         headline="Vehicle crime fell",
    ...         subtitle="Offences per 1,000 population, Gwent",
    ...         alt="Line chart of vehicle crime, five quarters to 2023-24 Q1; latest 1.81 offences per 1,000.",
    ...     ),
    ... )
    >>> [cell.text for cell in figure.data.rows[2]]
    ['2022-23 Q3', 'not available']
    >>> "1.81" in figure.wide and "1.81" in figure.narrow
    True
    """
    for line in trend.lines:
        if len(line.values) != len(trend.quarters):
            raise DataError(
                f"figure {caption.key}: {line.name}: found {len(line.values)} values; "
                f"expected {len(trend.quarters)}, one for each quarter"
            )
    _check_numbers(caption.key, [value for line in trend.lines for value in line.values], what="values")
    alone = len(trend.lines) == 1
    columns = [
        Column("Quarter"),
        *(Column(trend.unit if alone else line.name, "number") for line in trend.lines),
        *([Column("Compared")] if trend.spans else []),
    ]
    rows = (
        (
            Cell(str(quarter), str(quarter)),
            *(_value_cell(line.values[place], line.number or trend.number) for line in trend.lines),
            *([_use(place, trend)] if trend.spans else []),
        )
        for place, quarter in enumerate(trend.quarters)
    )
    noted, beside = replace(caption, notes=(*_trend_notes(trend), *caption.notes)), "" if alone else trend.unit
    return _figure(noted, columns, rows, lambda width: draw_trend(trend, width), beside=beside)


def _figure(
    caption: Caption,
    columns: Iterable[Column],
    rows: Iterable[tuple[Cell, ...]],
    draw: Callable[[int], matplotlib.figure.Figure],
    width: int = WIDE,
    beside: str = "",
) -> Figure:
    """The block of a picture: drawn twice, with the table of its values, and what is said `beside` their caption."""
    table = Table(f"{caption.key}-data", caption.subtitle, beside, tuple(columns), tuple(rows))
    return Figure(**asdict(caption), wide=svg_of(draw(width)), narrow=svg_of(draw(NARROW)), data=table)


def _check_numbers(key: str, values: Sequence[float | None], *, what: str) -> None:
    """Refuse numbers that cannot be drawn, and a picture of nothing; a missing value is None."""
    for value in values:
        if value is not None and not math.isfinite(value):
            raise DataError(f"figure {key}: {what}: found {value}; expected a number, or None where there is no figure")
    if all(value is None for value in values):
        raise DataError(f"figure {key}: {what}: found no figure at all; expected at least one number to draw")


def _value_cell(value: float | None, number: Number) -> Cell:
    """A value as printed, or that there is none."""
    return Cell(NOT_AVAILABLE) if value is None else Cell(number(value), value)


def _use(place: int, trend: Trend) -> Cell:
    """What a quarter is to the label: of one of the years compared, left out as not comparable, or neither."""
    names = [span.name for span in trend.spans if place in span.places]
    masked = any(mark.last is not None and mark.first <= place <= mark.last for mark in trend.marks)
    text = names[0] if names else "left out" if masked else "no"
    return Cell(text, text)


def _trend_notes(trend: Trend) -> Iterator[str]:
    """What is shaded, marked and expected, a sentence each."""

    def during(first: int, last: int) -> str:
        return f"{trend.quarters[first]}" + ("" if first == last else f" to {trend.quarters[last]}")

    for mark in trend.marks:
        if mark.last is None:
            yield f"Vertical line: {mark.name}, from {trend.quarters[mark.first]}."
        else:
            yield f"Shaded: {mark.name}, {during(mark.first, mark.last)}."
    if trend.own_scales:
        yield "Each on its own scale."
    if trend.spans:
        spans = sorted((span.places for span in trend.spans), key=max, reverse=True)
        years = " with ".join(during(min(places), max(places)) for places in spans)
        yield f"Compared: {years} (brackets)."
    if trend.expected:
        low, high = map(trend.number, trend.expected)
        yield f"Bar at the newest quarter: between {low} and {high} was expected of it."


def comparison_figure(
    comparisons: Sequence[Comparison], caption: Caption, *, own: str, average_name: str, unit: str
) -> Figure:
    """Draw one bar for each force, highest first: `own` dark, the others grey, the average a dashed line.

    Each measure has a scale of its own; one that is alone is not named, because the headline names it. A force without
    a figure comes last, is said to be not available, and has no bar. One table lies behind all: its forces stand as in
    the picture, or in alphabetical order where there are several measures, and the average comes last.

    Raises
    ------
    DataError
        If `own` is not among the bars of a measure, a value is not finite, or a measure has no value at all.

    Examples
    --------
    >>> robbery = (Bar("Gwent", 0.13), Bar("Dyfed-Powys", None), Bar("South Wales", 0.21))
    >>> figure = comparison_figure(
    ...     [Comparison("Personal robbery", robbery, 0.17, "{:.2f}".format)],
    ...     Caption(
    ...         "robbery-peers",
    ...         headline="Gwent is below the average",
    ...         subtitle="Offences per 1,000 population, Welsh forces",
    ...         alt="Bar chart of personal robbery in three Welsh forces; Gwent has 0.13 offences per 1,000.",
    ...     ),
    ...     own="Gwent",
    ...     average_name="Average of the forces shown",
    ...     unit="Offences per 1,000 population",
    ... )
    >>> for name, value in figure.data.rows:
    ...     print(name.text, value.text)
    South Wales 0.21
    Gwent 0.13
    Dyfed-Powys not available
    Average of the forces shown 0.17
    """
    every = [replace(each, bars=(*each.bars, *each.others)) for each in comparisons]
    charts, several = [_ordered(caption.key, each, own=own) for each in comparisons], len(comparisons) > 1
    shown = [_ordered(caption.key, each, own=own) for each in every]
    names = list(dict.fromkeys(bar.name for chart in shown for bar in chart.bars))
    values = [{bar.name: bar.value for bar in each.bars} for each in shown]
    rows = {name: [each.get(name) for each in values] for name in (sorted(names) if several else names)}
    if any(each.average is not None for each in charts):
        rows[average_name] = [each.average for each in charts]
    return _figure(
        caption,
        (Column("Force"), *(Column(each.title if several else unit, "number") for each in charts)),
        (
            (Cell(name, name), *(_value_cell(value, each.number) for value, each in zip(row, charts, strict=True)))
            for name, row in rows.items()
        ),
        lambda width: draw_bars(charts, width, leading=[own], average_name=average_name),
        WIDE if len(charts) <= _PAIRS else BROAD,
    )


def _ordered(key: str, comparison: Comparison, *, own: str) -> Comparison:
    """The measure with its bars highest first, those without a figure last."""
    names, values = [bar.name for bar in comparison.bars], [bar.value for bar in comparison.bars]
    if own not in names:
        raise DataError(f"figure {key}: own: found {own!r}; expected one of the bars, {names}")
    _check_numbers(key, values, what="bars")
    _check_numbers(key, [*values, comparison.average], what="average")
    bars = sorted(comparison.bars, key=lambda bar: (bar.value is None, -(bar.value or 0.0), bar.name))
    return replace(comparison, bars=tuple(bars))


def survey_figure(bars: Sequence[Bar], caption: Caption, *, number: Number) -> Figure:
    """Draw percentages as bars on a scale of 0 to 100, in the order given, with whiskers where there is an interval.

    Raises
    ------
    DataError
        If a percentage or a limit lies outside 0 to 100, or there is none at all.

    Examples
    --------
    >>> figure = survey_figure(
    ...     [Bar("All victims", 68.3, 64.9, 71.5), Bar("Hate crime", None)],
    ...     Caption(
    ...         "satisfaction",
    ...         headline="Two in three victims are satisfied",
    ...         subtitle="Percentage satisfied, Gwent",
    ...         alt="Bar chart of victim satisfaction: 68.3% of all victims were satisfied with the service.",
    ...     ),
    ...     number="{:.1f}%".format,
    ... )
    >>> [cell.text for cell in figure.data.rows[0]]
    ['All victims', '68.3%', '64.9%', '71.5%']
    """
    _check_numbers(caption.key, [bar.value for bar in bars], what="percentages")
    numbers = [(bar.value, bar.lower, bar.upper) for bar in bars]
    for bar, values in zip(bars, numbers, strict=True):
        for value in values:
            if value is not None and not 0 <= value <= 100:
                found = f"figure {caption.key}: {bar.name}: found {value}"
                raise DataError(f"{found}; expected a percentage between 0 and 100")
    shown = ["Percentage", "Lower limit", "Upper limit"][: 3 if any(bar.lower is not None for bar in bars) else 1]
    columns = (Column("Group"), *(Column(title, "number") for title in shown))
    rows = (
        (Cell(bar.name, bar.name), *(_value_cell(value, number) for value in values[: len(shown)]))
        for bar, values in zip(bars, numbers, strict=True)
    )
    return _figure(caption, columns, rows, lambda width: draw_percentages(bars, number, width))


_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_COLOURS = {"fill": "f", "stroke": "s"}
_KEPT = ("font-size", "font-weight", "text-anchor", "stroke-width", "stroke-dasharray", "stroke-linecap")
_DEFAULTS = {"stroke-width": "1", "text-anchor": "start", "font-weight": "400", "stroke-linecap": "butt"}
_NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")
_PART = re.compile(rf"[A-Za-z]|{_NUMBER.pattern}")
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3, "z": 0}  # what matplotlib writes: commands, and how many points each has

_UNSEEN = (("fill", "none"),)
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}

Look = tuple[tuple[str, str], ...]  # presentation attributes
Point = tuple[int, int]  # in tenths of a pixel
Command = tuple[str, list[Point]]


def svg_of(figure: matplotlib.figure.Figure) -> str:
    """The figure as it goes into a page.

    Styles become presentation attributes, a colour with a role gets its class beside it (``f-main`` for a fill,
    ``s-main`` for a stroke), outlines keep one decimal of a pixel and texts stand at whole ones; groups, metadata,
    clipping and size go: the `viewBox` alone says how large it is. Neighbouring outlines that look alike are one.
    Texts come last, so that nothing lies over one; those that look alike say once how they look.

    Examples
    --------
    >>> from matplotlib.lines import Line2D
    >>> figure = matplotlib.figure.Figure((1, 1), dpi=72, facecolor="none")
    >>> look = {"color": "#12436d", "linewidth": 1, "solid_capstyle": "butt"}
    >>> line = figure.add_artist(Line2D((0, 0.5), (1, 0.5), **look))
    >>> svg_of(figure)
    '<svg viewBox="0 0 72 72"><path d="m0 0 36 36" class="s-main" fill="none" stroke="#12436d"/></svg>'
    """
    stream = io.StringIO()
    with house_style():
        FigureCanvasSVG(figure).print_svg(stream, metadata=_NO_METADATA)  # type: ignore[no-untyped-call]
    root = ElementTree.fromstring(stream.getvalue())  # noqa: S314 - matplotlib wrote it a moment ago
    drawing = ElementTree.Element("svg", {"viewBox": root.attrib["viewBox"]})
    for look, commands in _layers(root):
        ElementTree.SubElement(drawing, "path", {"d": _short_path(commands), **dict(look)})
    texts: dict[Look, list[ElementTree.Element]] = {}
    for element in root.iter(f"{_SVG}text"):
        texts.setdefault(_look(element), []).append(element)
    for look, members in texts.items():
        alone = len(members) == 1
        group = drawing if alone else ElementTree.SubElement(drawing, "g", dict(look))
        for member in members:
            moved = member.attrib["transform"]  # "rotate(-0 x y)", "translate(x y)", "translate(x y) rotate(-90)"
            numbers = _NUMBER.findall(moved)
            x, y = (f"{float(part):.0f}" for part in (numbers[:2] if moved.startswith("translate") else numbers[-2:]))
            place = {"x": x, "y": y} | ({"transform": f"rotate(-90 {x} {y})"} if "rotate(-90" in moved else {})
            place |= dict(look) if alone else {}
            ElementTree.SubElement(group, "text", place).text = member.text
    return ElementTree.tostring(drawing, encoding="unicode").replace(" />", "/>")


def _layers(root: ElementTree.Element) -> list[tuple[Look, list[Command]]]:
    """The outlines as they lie over one another; those that look alike are in one layer, also of plots side by side."""
    markers = {path.attrib["id"]: path.attrib["d"] for path in root.iter(f"{_SVG}path") if "id" in path.attrib}
    layers: list[tuple[Look, list[Command]]] = []
    at = -1
    for element in root.iter():
        if element.attrib.get("id", "").startswith("axes_"):
            at = -1  # plots do not lie over one another
        look = _look(element)
        if element.tag == f"{_SVG}use":
            place = (_tenths(element.attrib["x"]), _tenths(element.attrib["y"]))
            commands = _commands(markers[element.attrib[_HREF].removeprefix("#")], place)
        elif element.tag == f"{_SVG}path" and element.attrib.keys() & {"d", "id"} == {"d"} and look != _UNSEEN:
            commands = _commands(element.attrib["d"])
        else:
            continue
        found = next((layer for layer in range(max(at, 0), len(layers)) if layers[layer][0] == look), None)
        at = at + 1 if found is None else found
        if found is None:
            layers.insert(at, (look, []))
        layers[at][1].extend(commands)
    return layers


def _look(element: ElementTree.Element) -> Look:
    pairs = [pair.split(":", 1) for pair in element.attrib.get("style", "").split(";") if ":" in pair]
    style = {"fill": "none"} if element.tag == f"{_SVG}use" else {}  # the marks here are lines
    style |= {name.strip(): value.strip().removesuffix("px") for name, value in pairs}
    classes = [f"{short}-{ROLES[style[name]]}" for name, short in _COLOURS.items() if style.get(name) in ROLES]
    kept = {"class": " ".join(classes)} if classes else {}
    kept |= {name: style[name] for name in _COLOURS if name in style}
    kept |= {name: style[name] for name in _KEPT if name in style and style[name] != _DEFAULTS.get(name)}
    return tuple(kept.items())


def _short_path(commands: Iterable[Command]) -> str:
    """The outline in steps from point to point; each point is rounded to a tenth, so no error adds up."""
    text, before, here, start = "", "", (0, 0), (0, 0)
    for letter, points in commands:
        name, numbers = _step(letter, points, here)
        implied = name in "hvlqc" and before in (name, "m" if name == "l" else name)
        text += _joined("" if implied else name, numbers)
        here = points[-1] if points else start
        before, start = name, here if letter == "M" else start
    return text


def _commands(text: str, at: Point = (0, 0)) -> list[Command]:
    """Each command with its points, from a place."""
    parts = iter(_PART.findall(text))
    return [
        (letter, [(at[0] + _tenths(next(parts)), at[1] + _tenths(next(parts))) for _ in range(_POINTS[letter])])
        for letter in parts
    ]


def _step(letter: str, points: list[Point], here: Point) -> tuple[str, tuple[int, ...]]:
    """The command from where one is, and its numbers."""
    moves = tuple(to - at for point in points for to, at in zip(point, here, strict=True))
    if letter == "L" and moves[1] == 0:
        return "h", moves[:1]
    if letter == "L" and moves[0] == 0:
        return "v", moves[1:]
    return letter.lower(), moves


def _joined(name: str, numbers: tuple[int, ...]) -> str:
    """A command with its numbers, with a blank only where two numbers would run into one."""
    return ((name or " ") + " ".join(_text(number) for number in numbers)).replace(" -", "-")


def _tenths(number: str) -> int:
    return round(float(number) * 10)


def _text(tenths: int) -> str:
    sign, (whole, part) = "-" if tenths < 0 else "", divmod(abs(tenths), 10)
    return f"{sign}{whole}" if not part else f"{sign}{whole or ''}.{part}"
