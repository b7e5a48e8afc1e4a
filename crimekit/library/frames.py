"""Frames and series as an analyst has them, made tidy: keys of forces, quarters as printed, and real dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from crimekit import words
from crimekit.errors import DataError, ParameterError, nearest
from crimekit.library.opened import marked
from crimekit.loaders.names import Force, force_reader
from crimekit.parameters import read_parameters
from crimekit.parameters.values import Parameters
from crimekit.periods import Quarter, parse_month, quarters_between
from crimekit.statistics.panel import Panel

Figures: TypeAlias = "pd.DataFrame | pd.Series[float]"
NAME = "series"  # the column of a panel of one series that has no force


def several(given: object) -> Iterable[object]:
    """One name or value, or a list of them, as a list."""
    return given if isinstance(given, Iterable) and not isinstance(given, str) else [given]


def forces_named(forces: str | Iterable[str], key: str = "forces") -> list[str]:
    """The keys of one force or several, each by its key, name or ONS code."""
    parameters = read_parameters()
    return [force_named(force, parameters, key=key).key for force in several(forces)]


def force_named(name: object, parameters: Parameters, *, key: str = "force") -> Force:
    """The force of a key, a name or an ONS code, as people write them; another is refused with the nearest.

    Examples
    --------
    >>> parameters = read_parameters()
    >>> [force_named(name, parameters).key for name in ("Gwent", "heddlu gwent police", "W15000002")]
    ['gwent', 'gwent', 'gwent']
    """
    try:
        return parameters.forces[force_reader(parameters.forces)(name)]
    except DataError:
        raise ParameterError(f"{key}: no '{name}'{nearest(name, parameters.forces)}") from None


def starts(periods: pd.Series[Any] | Sequence[object]) -> pd.Series[pd.Timestamp]:
    """The first day of each quarter or month; not a date for any other period."""
    codes, labels = pd.factorize(pd.Series(periods), use_na_sentinel=False)  # many rows have few periods
    return pd.Series(pd.DatetimeIndex([_start(label) for label in labels])[codes])


def _start(label: object) -> str | None:
    with suppress(ParameterError):
        return Quarter.parse(label).start
    with suppress(ParameterError):
        return "{}-{:02d}-01".format(*parse_month(str(label)))
    return None


def dated(frame: pd.DataFrame, attrs: Mapping[Any, Any]) -> pd.DataFrame:
    """The frame with the first day of each period beside it, where it has periods, and what it came from."""
    if "period" in frame:
        frame.insert(list(frame).index("period") + 1, "start", starts(frame["period"]).to_numpy())
    frame.attrs = attrs
    return frame


def with_quarters(given: pd.DataFrame, *, needs: Iterable[str] = ("count",)) -> pd.DataFrame:
    """A frame with keys of forces, the printed period and its first day; its quarters stand in `period` or `start`."""
    dated = "start" if "start" in given and "period" not in given else "period"
    need(given, *needs, dated)
    given = given.reset_index(drop=True)
    codes, labels = pd.factorize(given[dated], use_na_sentinel=False)
    quarters = [Quarter.parse(label) for label in labels]
    periods = np.array([quarter.label for quarter in quarters], dtype=object)
    first_days = pd.DatetimeIndex([quarter.start for quarter in quarters])
    frame = given.assign(period=periods[codes], start=first_days[codes])
    if "force" in frame:
        read, keys = force_reader(read_parameters().forces), {}
        for name in frame["force"].unique():
            keys[name] = str(name)  # an area that is no force keeps its own name
            with suppress(DataError):
                keys[name] = read(name)
        frame["force"] = frame["force"].astype(object).map(keys)
    front = [name for name in ("force", "period", "start") if name in frame]
    return frame[[*front, *(name for name in frame if name not in front)]]


def need(given: pd.DataFrame, *names: str) -> None:
    """Refuse a frame that lacks one of these columns; quarters and months may stand in `start` in place of `period`."""
    if lacking := [name for name in names if name not in given]:
        named = words.joined(lacking).replace("period", "period (or start)")
        found = words.listed([*map(str, given.columns)], 8) or "none"
        raise DataError(f"frame: found no column {named} among {found}")


def by_quarter(given: Figures) -> pd.DataFrame:
    """Counts by quarter, of one series or of several forces: each in time order and without a gap, or refused."""
    frame = with_quarters(as_frame(given))
    frame["count"] = numbers(frame["count"])
    if frame.empty:
        raise DataError("counts: found no rows; expected at least one quarter")
    for force, part in frame.groupby("force", sort=False) if "force" in frame else [("the series", frame)]:
        for before, after in pairwise(map(Quarter.parse, part["period"])):
            if found := _problem(before, after):
                raise DataError(f"counts: {force}: found {found}")
    return frame


def as_frame(given: Figures) -> pd.DataFrame:
    """A Series as a frame: its index are periods or dates, its values the counts."""
    if not isinstance(given, pd.Series):
        return given
    return pd.DataFrame({"period": list(given.index), "count": given.to_numpy()})


def numbers(counts: pd.Series[float]) -> pd.Series[float]:
    """The counts as numbers; a `DataError` names what is none."""
    read = pd.to_numeric(counts, errors="coerce").astype(float)
    for wrong in counts[read.isna() & counts.notna()]:
        raise DataError(f"counts: found '{wrong}'; expected a number, or nothing where there is no figure")
    return read


def _problem(before: Quarter, after: Quarter) -> str:
    """What is wrong with two rows that follow each other, and what helps."""
    if after == before + 1:
        return ""
    if after == before:
        return f"'{after}' twice; expected one row a quarter: ck.quarterly adds months up, .query() chooses one series"
    if after < before:
        return f"'{after}' after '{before}'; expected time order: .sort_values('start'), or .sort_index() of a Series"
    return f"'{after}' after '{before}'; expected every quarter between: give NaN where there is no figure"


def one_series(given: Figures) -> pd.DataFrame:
    """The counts of one force or area by quarter; several are refused."""
    frame = by_quarter(given)
    if "force" in frame and frame["force"].nunique() > 1:
        names = words.listed(sorted(frame["force"].unique()), 3)
        raise DataError(f"counts: found {names}; expected one series: .query(\"force == 'gwent'\") chooses one")
    return frame


def panel(frame: pd.DataFrame) -> Panel:
    """The counts of `by_quarter` with the known breaks of every measure, and residents where the frame has them."""
    given = pd.DataFrame({"force": NAME, "population": np.nan} | dict(frame.items()))
    found = [Quarter.parse(label) for label in given["period"].unique()]
    quarters = quarters_between(min(found), max(found))
    counts, residents = (
        given.pivot(index="period", columns="force", values=name).reindex([quarter.label for quarter in quarters])
        for name in ("count", "population")
    )
    return marked(counts, residents, quarters, read_parameters().breaks.values(), "")
