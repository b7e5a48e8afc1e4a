"""A sheet to draw on in pixels, and the SVG that comes off it: the same bytes each time, and only what was drawn."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Sheet
from matplotlib.patches import Rectangle
from matplotlib.transforms import IdentityTransform

from crimekit.charts.palette import BAND, GRID, INK, SOFT
from crimekit.charts.svg import compact

_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "crimekit",  # the same ids each time
    "text.parse_math": False,  # a dollar is a dollar
    "text.usetex": False,
    "font.family": ["DejaVu Sans"],  # measured with the face that matplotlib carries, so alike on every machine
    "path.simplify": False,
}
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


@dataclass(frozen=True, slots=True)
class Size:
    """The paper of a picture, in pixels."""

    name: str
    width: int
    height: int
    font: float
    margin: int  # at the right edge

    @property
    def is_wide(self) -> bool:
        """Whether it is not the edition for a phone."""
        return self.width > NARROW.width

    @property
    def small(self) -> float:
        """The size of the lesser labels."""
        return self.font - 1


WIDE = Size("wide", 720, 320, 13, 4)
BROAD = Size("broad", 864, 320, 13, 4)  # as wide as the page, for three columns
NARROW = Size("narrow", 340, 300, 14.5, 2)


def sheet(size: Size, *, height: float | None = None) -> Sheet:
    """An empty sheet; 1 unit is 1 pixel, and so is 1 point."""
    return Sheet(figsize=(size.width / 72, (height or size.height) / 72), dpi=72, facecolor="none")


def plot(on: Sheet, box: tuple[float, float, float, float] | None = None) -> Axes:
    """A plotting area without any ornament: the whole sheet, or left, top, right, bottom in pixels from the top."""
    width, height = on.get_size_inches() * 72
    left, top, right, bottom = box or (0, 0, width, height)
    place = (left / width, 1 - bottom / height, (right - left) / width, (bottom - top) / height)
    axes = on.add_axes(place, facecolor="none")
    axes.set_axis_off()
    axes.set_autoscale_on(False)
    return axes


def write(axes: Axes, at: tuple[float, float], text: str, **options: Any) -> None:
    """Write a text at a place in pixels from the top left corner of the sheet."""
    options.setdefault("color", SOFT)
    axes.text(at[0], _height(axes) - at[1], printable(text), transform=None, parse_math=False, clip_on=False, **options)


def rule(axes: Axes, across: Sequence[float], down: Sequence[float], **options: Any) -> None:
    """Draw a line from place to place, in pixels from the top left corner of the sheet."""
    height = _height(axes)
    looks: dict[str, Any] = {"color": GRID, "linewidth": 1, "solid_capstyle": "butt", "zorder": 1} | options
    axes.plot(across, [height - place for place in down], transform=None, clip_on=False, **looks)


def shade(axes: Axes, across: tuple[float, float], down: tuple[float, float]) -> None:
    """Shade a rectangle, in pixels from the top left corner of the sheet."""
    corner = (across[0], _height(axes) - down[1])
    size = (across[1] - across[0], down[1] - down[0])
    band = Rectangle(corner, *size, facecolor=BAND, linewidth=0, zorder=0, clip_on=False, transform=IdentityTransform())
    axes.add_patch(band)


def _height(axes: Axes) -> float:
    """How high the sheet of a plot is, in pixels."""
    return float(axes.get_figure(root=True).bbox.height)  # type: ignore[union-attr]  # it always has one


def bold(text: str, size: Size) -> dict[str, Any]:
    """The options of a text that leads."""
    return {"fontsize": size.font, "fontweight": "bold", "color": INK} if text else {}


def printable(text: str) -> str:
    """The text without the control characters that no XML may hold."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)


def saved(drawing: Sheet) -> str:
    """The drawing as compact SVG."""
    stream = io.StringIO()
    with warnings.catch_warnings(), mpl.rc_context(_SETTINGS):
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # measured only; drawn by the reader
        FigureCanvasSVG(drawing)
        drawing.savefig(stream, format="svg", metadata=_NO_METADATA, transparent=True)
    return compact(stream.getvalue())
