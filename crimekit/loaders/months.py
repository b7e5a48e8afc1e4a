"""Monthly counts into a quarter that may end in any month."""

from __future__ import annotations

import re

import pandas as pd

from crimekit.errors import DataError
from crimekit.loaders.frames import OBSERVATIONS, check_observations
from crimekit.quarters import Quarter

_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_FINANCIAL = re.compile(r"[0-9]{4}-[0-9]{2} Q[1-4]")


def quarter_from_months(observations: pd.DataFrame, quarter: Quarter, *, source: str = "observations") -> pd.DataFrame:
    """The observations of `quarter`: those given for it as a whole, and the sums of its three months.

    Only counts can be summed. A series that lacks one of the months has no row. `source` names the figures in messages.

    Raises
    ------
    DataError
        A series is there by financial quarter only and `quarter` is none; or both as a whole and by month.

    Examples
    --------
    >>> counts = pd.DataFrame({"force": "gwent", "period": ["2021-09", "2021-10", "2021-11"], "series": "disruptions",
    ...                        "value": [4, 0, 3]})
    >>> quarter_from_months(counts, Quarter.parse("quarter ending November 2021"))
       force                        period       series  value
    0  gwent  quarter ending November 2021  disruptions      7
    """
    checked = check_observations(observations, source)
    _refuse_financial(checked, quarter, source)
    monthly = checked[checked["period"].isin(quarter.months) & checked["value"].notna()]
    sums = monthly.groupby(["force", "series"], as_index=False).agg(months=("value", "size"), value=("value", "sum"))
    summed = sums[sums["months"] == len(quarter.months)].assign(period=quarter.label)
    whole = checked[(checked["period"] == quarter.label) & checked["value"].notna()]
    parts = [part.loc[:, list(OBSERVATIONS)] for part in (whole, summed) if len(part)]
    both = pd.concat(parts, ignore_index=True) if parts else whole.loc[:, list(OBSERVATIONS)]
    if both.duplicated(["force", "series"]).any():
        force, _, series, _ = both[both.duplicated(["force", "series"])].iloc[0]
        raise DataError(f"{source}: found {force}, {series} for '{quarter}' and for its months; expected one of them")
    return both.sort_values(["force", "series"], ignore_index=True)


def quarters_from_months(observations: pd.DataFrame) -> pd.DataFrame:
    """Every quarter, ending in any month, that a force and series has all three months of, as the sum of them.

    `observations` hold months only; a month without a value is missing, and so are the quarters it lies in.

    Examples
    --------
    >>> counts = pd.DataFrame({"force": "gwent", "period": ["2021-08", "2021-09", "2021-10", "2021-11"], "series": "45",
    ...                        "value": [1, 4, 0, 3]})
    >>> quarters_from_months(counts)[["period", "value"]]
                              period  value
    0   quarter ending October 2021      5
    1  quarter ending November 2021      7
    """
    held = check_observations(observations, "monthly figures").dropna(subset=["value"])
    number = held["period"].str[:4].astype(int) * 12 + held["period"].str[5:].astype(int) - 1
    parts = pd.concat([held.assign(last=number + later) for later in range(3)], ignore_index=True)
    sums = parts.groupby(["force", "series", "last"], as_index=False).agg(
        months=("value", "size"), value=("value", "sum")
    )
    whole = sums[sums["months"] == 3].sort_values(["force", "series", "last"], ignore_index=True)
    labels = {last: Quarter(int(last) // 12, int(last) % 12 + 1).label for last in whole["last"].unique()}
    return whole.assign(period=whole["last"].map(labels)).loc[:, list(OBSERVATIONS)]


def _refuse_financial(observations: pd.DataFrame, quarter: Quarter, source: str) -> None:
    """A source by financial quarter cannot be cut into months."""
    if quarter.is_financial:
        return
    periods = observations["period"].astype(str)
    financial = set(observations.loc[periods.str.fullmatch(_FINANCIAL.pattern), "series"])
    only = sorted(financial - set(observations.loc[~periods.str.fullmatch(_FINANCIAL.pattern), "series"]))
    if only:
        raise DataError(
            f"{source}: found {', '.join(only)} by financial quarter only; '{quarter}' needs monthly figures, because "
            f"no financial quarter ends in its last month; expected {', '.join(quarter.months)}, or a report on a "
            "financial quarter"
        )
