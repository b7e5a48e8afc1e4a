"""What a force or another body stated: found by quarter, never worked out here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from crimekit.parameters.values import Measure
from crimekit.periods import Quarter
from crimekit.reports.cases.case import Case


@dataclass(frozen=True, slots=True)
class LocalFigure:
    """A figure that a force or another body stated: never worked out here."""

    period: str
    value: float | None
    base: float | None
    stated: str  # what the source says in words
    source: str
    note: str
    effective: float | None = None  # respondents that weighted answers are worth; None: as many as the base


def said_of(measure: Measure, case: Case) -> LocalFigure | None:
    """What the force itself said of the trend of a measure of recorded crime."""
    frame = case.inputs.local(case.force.key)
    chosen = row_for(frame[(frame["measure"] == measure.key) & (frame["stated"] != "")], case.quarter)
    return None if chosen is None else figure_of(chosen)


def figure_of(row: pd.Series[Any]) -> LocalFigure:
    """A row of local figures."""
    value, base, effective = (number_of(row.get(name)) for name in ("value", "base", "effective"))
    return LocalFigure(row["period"], value, base, row["stated"], row["source"], row["note"], effective)


def number_of(value: float | None) -> float | None:
    """A number as Python's own; None where there is none."""
    return None if value is None or math.isnan(value) else float(value)


def row_for(rows: pd.DataFrame, quarter: Quarter) -> pd.Series[Any] | None:
    """The row of this quarter; else of one that shares months with it (a report may end in any month)."""
    shared = {label: len(set(Quarter.parse(label).months) & set(quarter.months)) for label in rows["period"].unique()}
    best = max(shared, key=lambda label: shared[label], default=None)
    if best is None or not shared[best]:
        return None
    chosen: pd.Series[Any] = rows[rows["period"] == best].iloc[0]
    return chosen
