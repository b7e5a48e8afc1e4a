"""What pictures are drawn from: values that carry numbers, names, and how each number is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from crimekit.periods import Quarter

NOT_AVAILABLE = "not available"

Number = Callable[[float], str]  # prints a value


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands around a picture on a page: the fields of a `Figure` that are words."""

    key: str
    headline: str
    subtitle: str
    alt: str
    notes: tuple[str, ...] = ()
    source: str = ""
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a trend: a value for each quarter, None where there is no figure."""

    name: str
    values: tuple[float | None, ...]
    number: Number | None = None  # prints a value of this line; None: as the trend prints it

    @property
    def newest(self) -> int | None:
        """The position of the newest value, or None where there is none."""
        return max((place for place, value in enumerate(self.values) if value is not None), default=None)


@dataclass(frozen=True, slots=True)
class Mark:
    """A break that makes figures not comparable, by position: quarters to shade, both included, or a line."""

    first: int
    last: int | None  # None: from the first quarter on figures do not compare with those before, so a line stands there
    name: str


def break_marks(breaks: Iterable[Any], quarters: Sequence[Quarter]) -> tuple[Mark, ...]:
    """Known breaks as they are drawn: a mask shades the quarters it touches, a step is a line before its first.

    A break has a `name`, a `kind` ("mask" or "step") and its `first` and `last` quarter. Masks come first.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> quarters = [Quarter.parse(f"2023-24 Q{number}") for number in (1, 2, 3)]
    >>> new = {"name": "New system", "first": quarters[1], "last": quarters[2] + 4}
    >>> break_marks([SimpleNamespace(kind="step", **new), SimpleNamespace(kind="mask", **new)], quarters)
    (Mark(first=1, last=2, name='New system'), Mark(first=1, last=None, name='New system'))
    """
    marks = []
    for known in sorted(breaks, key=lambda known: str(known.kind)):
        touched = [place for place, quarter in enumerate(quarters) if known.first <= quarter <= known.last]
        if touched and (known.kind == "mask" or known.first in quarters):
            marks.append(Mark(touched[0], touched[-1] if known.kind == "mask" else None, known.name))
    return tuple(marks)


@dataclass(frozen=True, slots=True)
class Span:
    """Quarters that a label compared, by position, oldest first, and what they are to it: "newest year"."""

    places: tuple[int, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Trend:
    """Quarterly lines with everything that is drawn with them.

    `number` prints a value, unless its line says how. Marks are named above the plot; spans (the years that a label
    compared) are brackets below it; `expected` is the range that the newest value of the only line was expected in.
    """

    quarters: tuple[Quarter, ...]
    lines: tuple[Line, ...]
    unit: str
    number: Number
    marks: tuple[Mark, ...] = ()
    spans: tuple[Span, ...] = ()
    expected: tuple[float, float] | None = None

    @property
    def own_scales(self) -> bool:
        """Whether each line has a plot and a scale of its own, so that the change of a rare thing can be seen."""
        return len(self.lines) > 2


class Bar(NamedTuple):
    """One bar, with its interval where there is one; None is printed as not available and has no bar."""

    name: str
    value: float | None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The bars of one measure, their average, and how a value is printed.

    Where there are `others`, all are dots in one strip, and those of the bars are named below it.
    """

    title: str
    bars: tuple[Bar, ...]
    average: float | None
    number: Number
    others: tuple[Bar, ...] = ()
