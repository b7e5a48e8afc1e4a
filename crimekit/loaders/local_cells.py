"""The cells of local figures: which measure, which period, and who says so."""

from __future__ import annotations

import datetime as dt

from crimekit.errors import DataError, ParameterError
from crimekit.loaders.cells import text
from crimekit.quarters import Quarter, parse_month


def key_of_measure(cell: object) -> str:
    """The key of a measure; it is not checked against the measures that there are."""
    if not text(cell):
        raise DataError("found nothing; expected the key of a measure")
    return text(cell)


def period_of(cell: object) -> str:
    """A quarter or a month as crimekit writes it; a spreadsheet turns ``2021-11`` into the first day of that month.

    Examples
    --------
    >>> period_of(dt.date(2021, 11, 1)), period_of(" 2023-24 Q1 ")
    ('2021-11', '2023-24 Q1')
    """
    label = f"{cell:%Y-%m}" if isinstance(cell, dt.date) and cell.day == 1 else text(cell)
    try:
        if "Q" in label or " " in label:
            return Quarter.parse(label).label
        parse_month(label)
    except ParameterError:
        raise DataError(
            f"found {cell!r}; expected a quarter ('2023-24 Q1', 'quarter ending November 2021') or a month ('2021-11')"
        ) from None
    return label


def source_of(cell: object) -> str:
    """Where a figure comes from."""
    if not text(cell):
        raise DataError("found nothing; expected where the figure comes from")
    return text(cell)
