"""Drawings as a page carries them: what came out of a notebook cleaned, and lines the size of a word."""

from __future__ import annotations

import re
from collections.abc import Sequence

import nh3
from markupsafe import Markup, escape

from crimekit.errors import DataError

_ELEMENTS = {"svg", "g", "path", "line", "rect", "circle", "ellipse", "polyline", "polygon", "text", "tspan", "defs"}
_DROPPED = {"a", "desc", "foreignObject", "metadata", "script", "style", "title"}  # with all in them
_ATTRIBUTES = {
    *("viewBox", "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "points"),
    *("dx", "dy", "transform", "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin"),
    *("stroke-linecap", "fill-opacity", "stroke-opacity", "opacity", "fill-rule", "id", "href", "class"),
    *("font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline"),
}
_HARMLESS = re.compile(r"(?!.*url\()[\w\s.,#%()+-]*", re.IGNORECASE | re.DOTALL)
_DRAWING = re.compile(r"<svg [^>]*viewBox=(?:(?!<svg).)*</svg>", re.DOTALL)
_EMPTY = re.compile(r"<(path|line|rect|circle|ellipse|polyline|polygon|use)([^<>]*)></\1>")
_VIEW = re.compile(r'viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"')
_TALL = 1.3  # the height over the width from which on a drawing cannot stand beside another on paper
_WIDE = 720.0  # the usual width of a drawing; one that is wider takes the whole width of the page
_WIDTH, _HEIGHT, _EDGE = 104.0, 24.0, 4.0  # of a sparkline


def clean(svg: str, prefix: str = "", label: str = "") -> Markup:
    """The drawing with only the shapes, the text and the presentation attributes that are known to be harmless.

    Every id, and every reference to one, gets `prefix`, so that no id repeats on a page. `label` is what a screen
    reader says instead of the drawing; without one the drawing is hidden from it.

    Raises
    ------
    DataError
        If this is not one `svg` element that says how large it is.

    Examples
    --------
    >>> hostile = '<svg viewBox="0 0 9 9"><script>alert(1)</script><path d="M0 0L9 9" onclick="x()"/></svg>'
    >>> print(clean(hostile, label="A line"))
    <svg viewBox="0 0 9 9" role="img" aria-label="A line"><path d="M0 0L9 9"/></svg>
    """

    def harmless(_element: str, name: str, value: str) -> str | None:
        if name == "class":  # the role of a colour
            return " ".join(re.findall(r"(?<!\S)[fs]-[a-z]+(?!\S)", value)) or None
        if name == "id":
            return prefix + value if re.fullmatch(r"[\w-]+", value) else None
        if name.endswith("href"):
            return f"#{prefix}{value[1:]}" if re.fullmatch(r"#[\w-]+", value) else None
        return value if _HARMLESS.fullmatch(value) else None

    cleaned = nh3.clean(
        svg,
        tags=_ELEMENTS | {"use"},
        clean_content_tags=_DROPPED,
        attributes={"*": _ATTRIBUTES},
        attribute_filter=harmless,
    )
    if not _DRAWING.fullmatch(cleaned):
        raise DataError(f"drawing: found {svg[:40]!r}; expected one svg element with a viewBox, and nothing else")
    return Markup(_EMPTY.sub(r"<\1\2/>", cleaned).replace(">", f"{_role(label)}>", 1))  # noqa: S704 - just cleaned


def _role(label: str) -> str:
    return f' role="img" aria-label="{escape(label)}"' if label else ' aria-hidden="true"'


def room(wide: str, narrow: str) -> str:
    """The classes of a figure that say how much room its drawings take.

    Examples
    --------
    >>> room('<svg viewBox="0 0 720 320"/>', '<svg viewBox="0 0 340 300"/>')
    'ck-figure ck-beside'
    """
    found = [_VIEW.search(svg) for svg in (wide, narrow)]
    (width, _), (across, down) = ((float(view[1]), float(view[2])) if view else (0.0, 1.0) for view in found)
    return "ck-figure" + (" ck-beside" if down <= _TALL * across else "") + (" ck-broad" if width > _WIDE else "")


def sparkline(values: Sequence[float | None], label: str = "") -> Markup:
    """The values as a small SVG, lowest at the bottom, the latest one marked; a missing value is a gap.

    Examples
    --------
    >>> sparkline((1, None, 3), label="Three quarters")[:75]
    Markup('<svg class="ck-spark" viewBox="0 0 104 24" role="img" aria-label="Three qua')
    >>> sparkline(())
    Markup('')
    """
    known = [value for value in values if value is not None]
    if not known:
        return Markup()
    low, spread = min(known), max(known) - min(known)
    step = (_WIDTH - 2 * _EDGE) / max(len(values) - 1, 1)
    path, x, y = "", 0.0, 0.0
    for place, value in enumerate(values):
        if value is not None:
            x = _EDGE + place * step
            y = _HEIGHT - _EDGE - ((value - low) / spread if spread else 0.5) * (_HEIGHT - 2 * _EDGE)
            path += f"{'L' if place and values[place - 1] is not None else 'M'}{x:.1f} {y:.1f}"
    return Markup(  # noqa: S704 - only numbers, and an escaped label
        f'<svg class="ck-spark" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}"{_role(label)}>'
        f'<path class="s-main" fill="none" stroke="#12436d" stroke-width="2" d="{path}"/>'
        f'<circle class="f-main" fill="#12436d" cx="{x:.1f}" cy="{y:.1f}" r="3"/></svg>'
    )
