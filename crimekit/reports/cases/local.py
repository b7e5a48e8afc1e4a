"""What a force or another body stated: found by quarter, never worked out here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from crimekit.periods import Quarter


@dataclass(frozen=True, slots=True)
class LocalFigure:
    """A figure that a force or another body stated: never worked out here. Without a period there is none."""

    period: str = ""
    value: float | None = None
    base: float | None = None
    stated: str = ""  # what the source says in words
    source: str = ""
    note: str = ""
    effective: float | None = None  # respondents that weighted answers are worth; None: as many as the base


NO_FIGURE = LocalFigure()


def figure_in(rows: pd.DataFrame, quarter: Quarter) -> LocalFigure:
    """The figure of this quarter; else of one that shares months with it (a report may end in any month); else none."""
    months = set(quarter.months)
    shared = {label: len(months.intersection(Quarter.parse(label).months)) for label in rows["period"].unique()}
    best = max(shared, key=shared.__getitem__, default="")
    return figure_of(rows[rows["period"] == best].iloc[0]) if shared.get(best) else NO_FIGURE


def figure_of(row: pd.Series[Any]) -> LocalFigure:
    """A row of local figures."""
    value, base, effective = (number_of(row.get(name)) for name in ("value", "base", "effective"))
    return LocalFigure(row["period"], value, base, row["stated"], row["source"], row["note"], effective)


def number_of(value: float | None) -> float | None:
    """A number as Python's own; None where there is none."""
    return None if value is None or math.isnan(value) else float(value)
