"""Annual figures in the words of their units."""

from __future__ import annotations

from crimekit import words
from crimekit.blocks import Cell
from crimekit.reports.outturn.figures import LocalFigure

_UNITS = {"percent": "{}%", "points": "{} points", "per month": "{} a month", "seconds": "{} seconds", "pounds": "£{}"}
BESIDE = {
    "change": "Change on {before}",
    "share": "Share of the total",
    "since-first": "Change since {first}",
    "monthly": "Monthly average",
}
"""The columns that may stand beside those of the years."""


def decimals(step: float) -> int:
    """The decimal places of a figure rounded to a step.

    Examples
    --------
    >>> decimals(0.1), decimals(1), decimals(0)
    (1, 0, 0)
    """
    return len(f"{step:.6f}".rstrip("0").partition(".")[2]) if step else 0


def in_unit(value: float | None, unit: str, places: int = 0) -> str:
    """A figure with its unit.

    Examples
    --------
    >>> in_unit(48.6, "percent", 1), in_unit(16027, "per month"), in_unit(10260, "pounds"), in_unit(None, "count")
    ('48.6%', '16,027 a month', '£10,260', 'Not available')
    >>> in_unit(13, "rank"), in_unit(-2.6, "points", 1)
    ('13th', '−2.6 points')
    """
    if unit == "rank" and value is not None:
        return words.ordinal(round(value))
    text = words.number(value, places)
    return text if text == words.NOT_AVAILABLE else _UNITS.get(unit, "{}").format(text)


def figure_cell(figure: LocalFigure | None) -> Cell:
    """One figure of a table; its words where it has no number."""
    if figure is None:
        return Cell(words.NOT_AVAILABLE)
    if figure.value is None:
        return Cell(figure.stated or words.NOT_AVAILABLE)
    return Cell(in_unit(figure.value, figure.unit, decimals(figure.rounded)), figure.value)


def count_cell(value: float | None) -> Cell:
    """A count."""
    return Cell(words.number(value), value)


def percent_cell(value: float | None, places: int = 1, *, signed: bool = False) -> Cell:
    """A percentage."""
    return Cell(words.percent(value, places, signed=signed), value)


def share_cell(part: float | None, whole: float | None) -> Cell:
    """A part in percent of its whole, a place finer where it is something and would be printed as nothing.

    Examples
    --------
    >>> share_cell(303, 56674).text, share_cell(6, 20095).text, share_cell(0, 20095).text
    ('0.5%', '0.03%', '0.0%')
    """
    share = part / whole * 100 if part is not None and whole else None
    return percent_cell(share, 2 if share is not None and 0 < abs(share) < 0.05 else 1)


def average_cell(total: float | None, months: int) -> Cell:
    """A total for each month, to a tenth where it is below ten.

    Examples
    --------
    >>> average_cell(5773, 12).text, average_cell(6, 12).text, average_cell(None, 12).text
    ('481', '0.5', 'Not available')
    """
    average = None if total is None else total / months
    return Cell(words.number(average, 1 if average is not None and abs(average) < 10 else 0), average)
