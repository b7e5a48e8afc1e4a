"""The labels of a measure: this quarter, the past year, the past three years, each with its change and its range.

How much a count wobbles beyond chance is a property of the measure and is learnt from all forces, from earlier
quarters only. A direction is printed where the force's own change is beyond that noise and where it stays so when it
is weighted towards the newest quarters and drawn towards what the other forces saw. What that is worth was measured
on published figures: ``tests/benchmarks/track_record.py``.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from crimekit.statistics.panel import Panel
from crimekit.statistics.results import Label, TrendLabels
from crimekit.statistics.rule import Judged, judge
from crimekit.statistics.settings import DEFAULTS, Settings

COLUMNS = (
    *("force", "period", "horizon", "label", "now", "then", "change", "lower", "upper"),
    *("noise", "statistic", "p", "base", "reason"),
)
_NUMBERS = ("now", "then", "change", "lower", "upper", "confidence", "noise", "statistic", "pooled", "p")


def labels_frame(panel: Panel, at: Iterable[int] | None = None, settings: Settings = DEFAULTS) -> pd.DataFrame:
    """Every label of a panel: a row for each force, quarter and horizon.

    Parameters
    ----------
    at
        Positions of the quarters to judge; all unless given.

    Returns
    -------
    pandas.DataFrame
        force, period, horizon ("quarter", "year", "three years"), label, now and then (the counts compared; for
        "quarter", `then` is the count expected), change (a fraction, of the rate where there are residents), lower
        and upper (its range), noise (a standard deviation of the log count), statistic and p (of the force's own
        change), base (the last quarter of what it is compared with), reason.

    Examples
    --------
    >>> from crimekit.statistics.panel import panel_of
    >>> quarters = [f"202{year}-2{year + 1} Q{number}" for year in (1, 2) for number in (1, 2, 3, 4)]
    >>> frame = labels_frame(panel_of(pd.DataFrame({"a": [100] * 4 + [150] * 4}, index=quarters)), at=[7])
    >>> frame[["label", "now", "base"]].values.tolist()[:2]
    [['As expected', 150.0, '2022-23 Q3'], ['Increasing', 600.0, '2021-22 Q4']]
    """
    every = range(len(panel.quarters))
    names = np.array([*panel.quarters, ""], dtype=object)  # the last, -1, for none
    parts = []
    for place in every if at is None else at:
        for horizon, found in judge(panel, every[place], settings).items():
            base = names[found["then_rows"].max(axis=0)]
            given = {"force": panel.forces, "period": panel.quarters[place], "horizon": horizon, "base": base}
            parts.append(pd.DataFrame({name: found[name] if name in found else given[name] for name in COLUMNS}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def labels_of(panel: Panel, force: str, at: int = -1, settings: Settings = DEFAULTS) -> TrendLabels:
    """The three labels of one force in one quarter, the last unless another is given."""
    column, place = panel.forces.index(force), range(len(panel.quarters))[at]
    return TrendLabels(*(_one(parts, column) for parts in judge(panel, place, settings).values()))


def _one(parts: Judged, column: int) -> Label:
    """One force's label of the arrays of all."""
    numbers = {name: float(parts[name][column]) for name in _NUMBERS}
    rows = {name: parts[f"{name}_rows"][:, column] for name in ("now", "then")}
    return Label(
        label=str(parts["label"][column]),
        reason=str(parts["reason"][column]),
        now_quarters=tuple(int(row) for row in rows["now"] if row >= 0),
        then_quarters=tuple(int(row) for row in rows["then"] if row >= 0),
        **{name: value if np.isfinite(value) else None for name, value in numbers.items()},
    )
