"""Where things go: round tick values, labels that do not overlap, text that fits; arithmetic in pixels."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from itertools import pairwise

LETTER = 0.56  # the width of an average letter of a sans-serif face, of its size

_NOTHING = 1e-12  # values closer than this are one


def ticks(lowest: float, highest: float, *, count: int = 5) -> tuple[float, ...]:
    """About `count` round values from zero (or below `lowest`, where that is negative) to `highest` or above.

    Examples
    --------
    >>> ticks(0.4, 4.2)
    (0.0, 1.0, 2.0, 3.0, 4.0, 5.0)
    >>> ticks(-2, 3)
    (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
    >>> ticks(0, 0)
    (0.0, 1.0)
    """
    low, high = min(lowest, 0.0), max(highest, 0.0)
    if high - low < _NOTHING:
        return (0.0, 1.0)
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(float(f"{number * step:.12g}") for number in range(first, last + 1))


def tick_labels(values: Sequence[float], *, suffix: str = "") -> tuple[str, ...]:
    """The ticks as text, with the decimals that their step needs; exact, so that nothing is rounded.

    Examples
    --------
    >>> tick_labels((0.0, 0.25, 0.5)), tick_labels((0.0, 1000.0, 2000.0)), tick_labels((-1.0, 0.0))
    (('0', '0.25', '0.50'), ('0', '1,000', '2,000'), ('−1', '0'))
    """
    decimals = max((len(f"{value:.12f}".rstrip("0").partition(".")[2]) for value in values), default=0)
    texts = ("0" if value == 0 else f"{value:,.{decimals}f}".replace("-", "−") for value in values)
    return tuple(text + suffix for text in texts)


def spread(centres: Sequence[float], heights: Sequence[float], *, low: float, high: float) -> tuple[float, ...]:
    """Move labels apart, each as little as may be, so that they stay between `low` and `high` in the same order.

    Labels that touch become one block, which is centred on where its members would have been.

    Examples
    --------
    >>> spread([10, 12, 40], [6, 6, 6], low=0, high=100)
    (8.0, 14.0, 40.0)
    >>> spread([99], [10], low=0, high=100)
    (95.0,)
    """
    order = sorted(range(len(centres)), key=lambda place: centres[place])
    blocks: list[tuple[list[int], float]] = []  # members, top of the block
    for place in order:
        members, start = [place], centres[place] - heights[place] / 2
        blocks.append((members, min(max(start, low), high - heights[place])))
        while len(blocks) > 1 and _end(blocks[-2], heights) > blocks[-1][1]:
            members = blocks[-2][0] + blocks[-1][0]
            blocks[-2:] = [(members, _start(members, centres, heights, (low, high)))]
    result = [0.0] * len(centres)
    for members, start in blocks:
        for member in members:
            result[member] = start + heights[member] / 2
            start += heights[member]
    return tuple(result)


def _end(block: tuple[list[int], float], heights: Sequence[float]) -> float:
    return block[1] + sum(heights[member] for member in block[0])


def _start(
    members: Sequence[int], centres: Sequence[float], heights: Sequence[float], limits: tuple[float, float]
) -> float:
    wanted, before = 0.0, 0.0
    for member in members:
        wanted += centres[member] - heights[member] / 2 - before
        before += heights[member]
    return max(min(wanted / len(members), limits[1] - before), limits[0])


def text_width(text: str, size: float) -> float:
    """About how wide the longest line of a text is, in the unit of its size."""
    return max((len(line) for line in text.split("\n")), default=0) * size * LETTER


def wrap(text: str, width: float, size: float) -> str:
    r"""The text in lines that are about `width` wide at most; a word longer than that stays whole.

    Examples
    --------
    >>> wrap("COVID-19 restrictions", 80, 11)
    'COVID-19\nrestrictions'
    """
    letters = max(int(width / (size * LETTER)), 4)
    return "\n".join(textwrap.wrap(text, letters, break_long_words=False, break_on_hyphens=False)) or text


def every(centres: Sequence[float], widths: Sequence[float], *, gap: float) -> tuple[int, ...]:
    """Which labels of an axis to print: each, or every second, third, … counted back from the last, so all fit.

    Examples
    --------
    >>> every([10, 30, 50, 70], [30, 30, 30, 30], gap=4)
    (1, 3)
    """
    places = range(len(centres))
    for stride in range(1, len(centres) + 1):
        chosen = [place for place in places if (len(centres) - 1 - place) % stride == 0]
        pairs = pairwise(chosen)
        if all(centres[b] - centres[a] >= (widths[a] + widths[b]) / 2 + gap for a, b in pairs):
            return tuple(chosen)
    return ()
