"""The house style: colours with a role each, matplotlib's settings, and texts that can be measured and moved.

The colours are those that the Government Analysis Function recommends for charts (two categories: dark blue and
orange; focus: dark blue on grey with an outline). The page's stylesheet gives every role its colour in light, dark,
printed and forced-colour settings through the class of its name.
"""

from __future__ import annotations

import base64
import io
import textwrap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox


class Colour(StrEnum):
    """The colours of the pictures, each named by its role."""

    PAPER = "#ffffff"
    INK = "#0b0c0c"
    SOFT = "#4b5157"
    MAIN = "#12436d"
    SECOND = "#f46a25"
    PEER = "#bfbfbf"
    EDGE = "#6b7176"
    GRID = "#d0d5da"
    BAND = "#e9ecef"


ROLES = {colour.value: colour.name.lower() for colour in Colour}
WIDE, BROAD, NARROW = 720, 864, 340  # pixels: the usual width, that of the whole page, and a phone's
_LETTER = 0.56  # the width of an average letter, of its size
_HOUSE = Path(__file__).with_name("house.mplstyle")

Label = list[Annotation]  # the lines of a text


def font_size(width: float) -> float:
    """The size of titles and names (what is written small is a pixel less); a phone shows a drawing smaller."""
    return 14.5 if width <= NARROW else 13


@contextmanager
def house_style(width: float = WIDE) -> Iterator[None]:
    """Matplotlib's settings while a picture of this width is drawn; they are left as they were."""
    title, small = font_size(width), font_size(width) - 1
    sizes: dict[Any, Any] = {"axes.titlesize": title, "figure.titlesize": title}
    sizes |= dict.fromkeys(("font.size", "xtick.labelsize", "ytick.labelsize"), small)
    with warnings.catch_warnings(), mpl.style.context(["default", _HOUSE, sizes]):
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # measured only; drawn by the reader
        warnings.filterwarnings("ignore", message="constrained_layout not applied")  # texts that leave no room at all
        yield


class Sheet(Figure):
    """A figure that is in the house style whenever it is drawn, and shows itself at the end of a cell."""

    def savefig(self, fname: Any, **options: Any) -> None:
        """Write a file; twice as fine as on the page and on white, unless `options` of matplotlib say otherwise."""
        options = {"dpi": 144, "facecolor": Colour.PAPER, **options}
        with house_style(self.bbox.width):
            super().savefig(fname, **options)

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        drawn = io.BytesIO()
        self.savefig(drawn, format="png")
        said = {"image/png": base64.b64encode(drawn.getvalue()).decode(), "text/plain": repr(self)}
        return said, {"image/png": {"width": round(self.bbox.width), "height": round(self.bbox.height)}}


def sheet(width: float, height: float) -> Sheet:
    """An empty figure; 1 unit is 1 pixel, and so is 1 point."""
    figure = Sheet(figsize=(width / 72, height / 72), dpi=72)
    FigureCanvasSVG(figure)  # texts are measured as they are drawn
    return figure


def settle(figure: Figure, *, above: float = 0) -> RendererSVG:
    """Give every part its place for good, below some room, so that texts can be measured and then moved."""
    renderer = RendererSVG(*figure.bbox.size, io.StringIO(), image_dpi=72)  # type: ignore[no-untyped-call]
    figure.canvas.get_renderer = lambda: renderer  # type: ignore[attr-defined]  # so that each text is measured once
    ConstrainedLayoutEngine(rect=(0, 0, 1, 1 - above / figure.bbox.height)).execute(figure)
    return renderer


def wrap(text: str, width: float, size: float) -> str:
    r"""The text in lines that are about `width` wide at most.

    Control characters, which no XML may hold, become blanks.

    Examples
    --------
    >>> wrap("COVID-19 restrictions", 80, 11)
    'COVID-19\nrestrictions'
    """
    letters = max(int(width / (size * _LETTER)), 4)
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return textwrap.fill(printable, letters, break_on_hyphens=False)


def write(
    axes: Axes,
    text: str,
    at: tuple[float, float],
    on: Any,
    shift: tuple[float, float],
    *,
    room: float = 1000,
    rise: float = 0,
    **look: Any,
) -> Label:
    """Write lines of some room at a place of the plot, moved by pixels; `rise` is the share of them above: 0, 0.5, 1.

    Each line is a text of its own, because only then is it centred, or right-aligned, in whatever face it is shown.
    """
    size = look.get("fontsize", mpl.rcParams["font.size"])
    lines = wrap(text, room, size).split("\n")
    place: dict[str, Any] = {"va": {0: "top", 0.5: "center_baseline", 1: "bottom"}[rise], "annotation_clip": False}
    place |= {"xycoords": on, "textcoords": "offset points"}
    ups = [shift[1] + (rise * (len(lines) - 1) - row) * 1.2 * size for row in range(len(lines))]
    return [
        axes.annotate(line, at, xytext=(shift[0], up), **place, **look) for line, up in zip(lines, ups, strict=True)
    ]


def extent(label: Label, renderer: RendererSVG) -> Bbox:
    """Where a label is on its sheet, in pixels from the bottom left."""
    return Bbox.union([line.get_window_extent(renderer) for line in label])


def move(label: Label, right: float = 0, up: float = 0) -> None:
    """Move a label by pixels."""
    for line in label:
        line.xyann = (line.xyann[0] + right, line.xyann[1] + up)
