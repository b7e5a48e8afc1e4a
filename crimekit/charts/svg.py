"""From the SVG that matplotlib writes to the SVG that a page carries: small, themed by classes, without styles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from xml.etree import ElementTree

from crimekit.charts.palette import ROLES
from crimekit.charts.paths import short_path

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_COLOURS = {"fill": "f", "stroke": "s"}
_KEPT = (
    "font-size",
    "font-weight",
    "text-anchor",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linejoin",
    "stroke-linecap",
)
_DEFAULTS = {
    "stroke-width": "1",
    "text-anchor": "start",
    "font-weight": "400",
    "stroke-linejoin": "miter",
    "stroke-linecap": "butt",
}
_OWN = ("x", "y", "d", "href", "id", "transform")  # what a mark cannot share with its neighbours
_DROPPED = ("metadata", "style", "clipPath")


def compact(svg: str) -> str:
    """The drawing as it goes into a page.

    Styles become presentation attributes, a colour of the palette gets the class of its role beside it (``f-main``
    for a fill, ``s-main`` for a stroke), outlines keep one decimal of a pixel and texts stand at whole ones, and
    groups, metadata, clipping and size go: the `viewBox` alone says how large it is. Texts come last, so that nothing
    lies over one; neighbours that look alike say once how they look.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314 - matplotlib wrote it a moment ago
    drawing = ElementTree.Element("svg", {"viewBox": root.attrib["viewBox"]})
    names: dict[str, str] = {}
    parts = [part for child in root for part in _parts(child, names)]
    shapes, texts = ([part for part in parts if (part.tag == "text") is text] for text in (False, True))
    drawing.extend(_grouped(_joined(shapes)))
    drawing.extend(_grouped(_alike(texts)))
    for path in drawing.iter("path"):
        path.attrib["d"] = short_path(path.attrib["d"])
    return ElementTree.tostring(drawing, encoding="unicode", short_empty_elements=True).replace(" />", "/>")


def _parts(element: ElementTree.Element, names: dict[str, str]) -> Iterator[ElementTree.Element]:
    tag = element.tag.removeprefix(_SVG)
    if tag in _DROPPED:
        return
    inside = [part for child in element for part in _parts(child, names)]
    if tag == "g":
        yield from inside
        return
    if tag == "defs" and not inside:
        return
    if tag == "defs":  # a shape looks like whoever uses it
        for shape in inside:
            shape.attrib = {name: value for name, value in shape.attrib.items() if name in _OWN}
    part = ElementTree.Element(tag, dict(_attributes(element, names)))
    if tag == "path" and ("d" not in part.attrib or _unseen(part)):
        return
    part.text = element.text if tag in ("text", "tspan") else None
    part.extend(inside)
    yield part


def _unseen(part: ElementTree.Element) -> bool:
    return part.attrib.get("fill") == "none" and "stroke" not in part.attrib


def _attributes(element: ElementTree.Element, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if name == "d":
            yield name, value
        elif name in ("x", "y"):
            yield name, f"{float(value):.0f}" if element.tag == f"{_SVG}text" else _short(value)
        elif name == _HREF:
            yield "href", "#" + _name(value.removeprefix("#"), names)
        elif name == "id":
            yield name, _name(value, names)
        elif name == "transform" and not value.startswith("rotate(-0 "):
            yield name, value
    yield from _presentation(element.attrib.get("style", ""))


def _joined(shapes: list[ElementTree.Element]) -> Iterator[ElementTree.Element]:
    """Neighbouring outlines that look alike as one outline."""
    for look, run in groupby(shapes, key=lambda shape: _look(shape) if shape.tag == "path" else None):
        members = list(run)
        if look is None:
            yield from members
            continue
        members[0].attrib["d"] = " ".join(member.attrib["d"] for member in members)
        yield members[0]


def _alike(texts: list[ElementTree.Element]) -> list[ElementTree.Element]:
    """The texts, those that look alike together."""
    looks = list(dict.fromkeys(map(_look, texts)))
    return sorted(texts, key=lambda text: looks.index(_look(text)))


def _grouped(parts: Iterable[ElementTree.Element]) -> Iterator[ElementTree.Element]:
    """Neighbours that look alike as one group, which says once how they look."""
    for (_, look), run in groupby(parts, key=lambda part: (part.tag, _look(part))):
        members = list(run)
        if len(members) == 1 or not look:
            yield from members
            continue
        group = ElementTree.Element("g", dict(look))
        for member in members:
            member.attrib = {name: value for name, value in member.attrib.items() if name in _OWN}
        group.extend(members)
        yield group


def _look(part: ElementTree.Element) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in part.attrib.items() if name not in _OWN)


def _name(found: str, names: dict[str, str]) -> str:
    return names.setdefault(found, f"m{len(names)}")


def _presentation(style: str) -> Iterator[tuple[str, str]]:
    pairs = [pair.split(":", 1) for pair in style.split(";") if ":" in pair]
    values = {name.strip(): value.strip() for name, value in pairs}
    roles = [f"{short}-{ROLES[values[name]]}" for name, short in _COLOURS.items() if values.get(name) in ROLES]
    if roles:
        yield "class", " ".join(roles)
    yield from ((name, values[name]) for name in _COLOURS if name in values)
    for name in _KEPT:
        value = values.get(name, "").removesuffix("px")
        if value and value != _DEFAULTS.get(name):
            yield name, _short(value) if name in ("font-size", "stroke-width") else value


def _short(number: str) -> str:
    text = f"{float(number):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
