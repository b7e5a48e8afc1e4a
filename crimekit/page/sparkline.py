"""A line of a few values, the size of a word: drawn without matplotlib, as a path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import escape

_WIDTH, _HEIGHT, _EDGE = 104.0, 24.0, 4.0


def sparkline(values: Sequence[float | None], *, label: str = "") -> str:
    """The values as a small SVG, lowest at the bottom, the latest one marked; a missing value is a gap.

    Examples
    --------
    >>> sparkline((1, None, 3), label="Three quarters")[:75]
    '<svg class="ck-spark" viewBox="0 0 104 24" role="img" aria-label="Three qua'
    >>> sparkline(())
    ''
    """
    known = [value for value in values if value is not None]
    if not known:
        return ""
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    points = list(_points(values, min(known), max(known)))
    x, y = next(point for point in reversed(points) if point is not None)
    return (
        f'<svg class="ck-spark" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" {role}>'
        f'<path class="s-main" fill="none" stroke="#12436d" stroke-width="2" d="{_path(points)}"/>'
        f'<circle class="f-main" fill="#12436d" cx="{x:.1f}" cy="{y:.1f}" r="3"/></svg>'
    )


def _points(values: Sequence[float | None], low: float, high: float) -> Iterator[tuple[float, float] | None]:
    step = (_WIDTH - 2 * _EDGE) / max(len(values) - 1, 1)
    for place, value in enumerate(values):
        share = 0.5 if value is None or high == low else (value - low) / (high - low)
        height = _HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE)
        yield None if value is None else (_EDGE + place * step, height)


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    drawn, parts = False, []
    for point in points:
        if point is not None:
            parts.append(f"{'L' if drawn else 'M'}{point[0]:.1f} {point[1]:.1f}")
        drawn = point is not None
    return "".join(parts)
