"""From the SVG that matplotlib writes to the SVG that a page carries: small, themed by classes, without styles."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from xml.etree import ElementTree

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from crimekit.charts.style import ROLES, house_style

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


def svg_of(figure: Figure) -> str:
    """The figure as it goes into a page.

    Styles become presentation attributes, a colour with a role gets its class beside it (``f-main`` for a fill,
    ``s-main`` for a stroke), outlines keep one decimal of a pixel and texts stand at whole ones; groups, metadata,
    clipping and size go: the `viewBox` alone says how large it is. Neighbouring outlines that look alike are one.
    Texts come last, so that nothing lies over one; those that look alike say once how they look.

    Examples
    --------
    >>> from matplotlib.lines import Line2D
    >>> figure = Figure((1, 1), dpi=72, facecolor="none")
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
