"""The outlines of an SVG, written as short as a tenth of a pixel allows."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PART = re.compile(r"[A-Za-z]|-?\d+\.?\d*(?:e-?\d+)?")
_PAIRS = {"M": 1, "L": 1, "Q": 2, "C": 3, "z": 0}  # what matplotlib writes: commands, and how many points each has

Point = tuple[int, int]  # in tenths of a pixel


def short_path(commands: str) -> str:
    """The same outline in steps from point to point; each point is rounded to a tenth, so no error adds up.

    Examples
    --------
    >>> short_path("M 10 20.04 L 30 20 L 30 25.55 L 10 20 z")
    'm10 20h20v5.6l-20-5.6z'
    >>> short_path("M 1 1 L 1 1 M 5 2 L 6 4 L 7 5")  # a line of no length is a dot
    'm1 1h0m4 1 1 2 1 1'
    """
    text, before, here, start = "", "", (0, 0), (0, 0)
    for letter, points in _commands(commands):
        name, numbers = _step(letter, points, here)
        implied = name in "hvlqc" and before in (name, "m" if name == "l" else name)
        text += _joined("" if implied else name, numbers)
        here = points[-1] if points else start
        before, start = name, here if letter == "M" else start
    return text


def _commands(text: str) -> Iterator[tuple[str, list[Point]]]:
    """Each command with its points."""
    parts = iter(_PART.findall(text))
    for letter in parts:
        yield letter, [(_tenths(next(parts)), _tenths(next(parts))) for _ in range(_PAIRS[letter])]


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
