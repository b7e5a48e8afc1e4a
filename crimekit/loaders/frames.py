"""The two tidy tables that pass between the parts, and their check.

*Observations* hold what was counted: one row for each force, period and series. *Figures* hold what was worked out
from them, with the parts beside the result. A row that is not there is missing; it is never zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crimekit.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

OBSERVATIONS = ("force", "period", "series", "value")
FIGURES = ("force", "period", "value", "numerator", "denominator", "lower", "upper", "method")


def check_observations(observations: pd.DataFrame, source: str) -> pd.DataFrame:
    """The observations in the schema's column order, or a `DataError` that says which row is wrong and why.

    `source` names the file or the figures in the message.
    """
    missing = [column for column in OBSERVATIONS if column not in observations.columns]
    if missing:
        raise DataError(f"{source}: found columns {list(observations.columns)}; expected also {missing}")
    checked = observations.loc[:, list(OBSERVATIONS)]
    empty = checked[["force", "period", "series"]].isna().any(axis=1)
    if empty.any():
        row = checked[empty].iloc[0].to_dict()
        raise DataError(f"{source}: found a row without force, period or series: {row}; expected all three")
    repeated = checked.duplicated(["force", "period", "series"])
    if repeated.any():
        force, period, series, _ = checked[repeated].iloc[0]
        raise DataError(f"{source}: found {force}, {period}, {series} twice; expected one row for each")
    return checked
