"""A drawing that came out of a notebook: read, and written anew with nothing in it but shapes and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from markupsafe import escape

from crimekit.errors import DataError

_ELEMENTS = frozenset(
    ["svg", "g", "path", "line", "rect", "circle", "ellipse", "polyline", "polygon", "text", "tspan", "defs", "use"]
)
_ATTRIBUTES = frozenset(
    [
        *("viewBox", "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "points"),
        *("dx", "dy", "transform", "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin"),
        *("stroke-linecap", "fill-opacity", "stroke-opacity", "opacity", "fill-rule"),
        *("font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline"),
    ]
)
_NAMESPACES = ("", "http://www.w3.org/2000/svg")
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_HARMLESS = re.compile(r"[\w\s.,#%()+-]*")
_ROLE = re.compile(r"[fs]-[a-z]+")


def clean(svg: str, *, prefix: str = "", label: str = "") -> str:
    """The drawing with only the shapes, the text and the presentation attributes that are known to be harmless.

    Every id, and every reference to one, gets `prefix`, so that no id repeats on a page. `label` is what a screen
    reader says instead of the drawing; without one the drawing is hidden from it.

    Raises
    ------
    DataError
        If this is not one well-formed `svg` element, or if it declares a document type or entities.

    Examples
    --------
    >>> hostile = '<svg viewBox="0 0 9 9"><script>alert(1)</script><path d="M0 0L9 9" onclick="x()"/></svg>'
    >>> clean(hostile, label="A line")
    '<svg viewBox="0 0 9 9" role="img" aria-label="A line"><path d="M0 0L9 9"/></svg>'
    """
    root = _parse(svg)
    if "viewBox" not in root.attrib:
        raise DataError("drawing: found no viewBox; expected an SVG that says how large it is")
    role = f' role="img" aria-label="{escape(label)}"' if label else ' aria-hidden="true"'
    return "".join(_written(root, prefix)).replace(">", f"{role}>", 1)


def _parse(svg: str) -> ElementTree.Element:
    if "<!doctype" in svg.casefold() or "<!entity" in svg.casefold():
        raise DataError("drawing: found a document type or an entity; expected an SVG element and nothing else")
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314 - no document type, so no entities
    except ElementTree.ParseError as error:
        raise DataError(f"drawing: found what is not well-formed ({error}); expected SVG") from None
    if _local(root.tag) != "svg":
        raise DataError(f"drawing: found an element '{root.tag}'; expected 'svg'")
    return root


def _local(tag: object) -> str:
    """The name of an element of SVG; nothing for any other."""
    if not isinstance(tag, str):
        return ""
    space, _, name = tag.rpartition("}")
    return name if space.removeprefix("{") in _NAMESPACES and name in _ELEMENTS else ""


def _written(element: ElementTree.Element, prefix: str) -> Iterator[str]:
    name = _local(element.tag)
    if not name:
        return
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in _attributes(element, prefix))
    inside = "".join(part for child in element for part in _written(child, prefix))
    text = str(escape(element.text or "")) if name in ("text", "tspan") else ""
    tails = "".join(str(escape(child.tail or "")) for child in element) if name in ("text", "tspan") else ""
    body = text + inside + tails
    yield f"<{name}{attributes}>{body}</{name}>" if body or name in ("svg", "text") else f"<{name}{attributes}/>"


def _attributes(element: ElementTree.Element, prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if name in _ATTRIBUTES and _HARMLESS.fullmatch(value) and "url(" not in value.casefold():
            yield name, value
        elif name == "class":
            roles = [role for role in value.split() if _ROLE.fullmatch(role)]
            if roles:
                yield name, " ".join(roles)
        elif name == "id" and re.fullmatch(r"[\w-]+", value):
            yield name, prefix + value
        elif name in _HREFS and re.fullmatch(r"#[\w-]+", value):
            yield "href", f"#{prefix}{value[1:]}"
