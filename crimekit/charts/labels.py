"""The labels at the right of a plot, beside the ends of its lines and levels, moved apart where they would touch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from crimekit.charts.canvas import NARROW, Size, write
from crimekit.charts.layout import spread, text_width, wrap
from crimekit.charts.marks import Level, Line, newest
from crimekit.charts.palette import INK, SOFT
from crimekit.charts.panels import Frame
from crimekit.quarters import Quarter


@dataclass(frozen=True, slots=True)
class EndLabels:
    """The labels at the right of a plot, beside the ends of its lines and levels."""

    texts: tuple[str, ...]
    values: tuple[float, ...]
    leading: tuple[bool, ...]  # the lines' own, printed bold
    width: float

    def write(self, frame: Frame, size: Size) -> None:
        """Write them, moved apart where they would touch."""
        _, top, right, bottom = frame.box
        step = size.small * 1.2
        heights = [(text.count("\n") + 1) * step + 3 for text in self.texts]
        wanted = [frame.y(value) for value in self.values]
        centres = spread(wanted, heights, low=min(top - 12, 0), high=bottom + 12)
        for text, lead, centre in zip(self.texts, self.leading, centres, strict=True):
            lines = text.split("\n")
            first = centre - (len(lines) - 1) * step / 2 + size.small * 0.36
            weight: dict[str, Any] = {"fontweight": "bold", "color": INK} if lead else {"color": SOFT}
            for row, line in enumerate(lines):
                write(frame.axes, (right + 8, first + row * step), line, fontsize=size.small, **weight)


def end_labels(
    lines: Sequence[Line],
    levels: Sequence[Level],
    quarters: Sequence[Quarter],
    *,
    number: Callable[[float], str],
    size: Size,
) -> EndLabels:
    """The labels of a plot: a line alone is "Latest", one of two has its name; levels their name and value."""
    found = []
    for line in lines:
        place = newest(line)
        if place is not None:
            name = ("Latest" if place == len(quarters) - 1 else str(quarters[place])) if len(lines) == 1 else line.name
            value = line.values[place] or 0.0
            found.append((f"{name} {(line.number or number)(value)}", value, True))
    found += [(f"{level.name} {number(level.value)}", level.value, False) for level in levels]
    limit = 76 if size is NARROW else 120
    texts = tuple(wrap(text, limit, size.small) for text, *_ in found)
    width = max(text_width(text, size.small) for text in texts) + 14
    return EndLabels(texts, tuple(value for _, value, _ in found), tuple(lead for *_, lead in found), width)
