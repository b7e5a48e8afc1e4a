"""Rates of many forces and periods: observations in, figures out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Literal

import numpy as np
import pandas as pd

from crimekit.errors import DataError, ParameterError, nearest
from crimekit.quarters import Quarter, parse_month
from crimekit.statistics.intervals import byar_interval, poisson_interval

FIGURES = ("force", "period", "value", "numerator", "denominator", "lower", "upper", "method")
IntervalName = Literal["exact", "byar"]
_BYAR_FROM = 10  # smaller counts get the exact interval, as the Office for Health Improvement's do


def mid_year(period: str) -> int:
    """Name the mid-year population estimate that a rate of `period` uses: a quarter, month or financial year.

    Examples
    --------
    >>> mid_year("2023-24 Q1"), mid_year("2023-24"), mid_year("2021-11")
    (2022, 2023, 2020)
    """
    for label in (period, f"{period} Q4"):
        with suppress(ParameterError):
            return Quarter.parse(label).mid_year
    with suppress(ParameterError):
        return parse_month(period)[0] - 1
    raise DataError(f"rate: period: found '{period}'; expected a quarter, a month or a financial year")


def rate(
    counts: pd.DataFrame,
    population: pd.DataFrame,
    *,
    per: float = 1000,
    interval: IntervalName = "exact",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Work out offences per `per` residents, with their Poisson interval.

    Parameters
    ----------
    counts
        Columns force, period, value; one row for each force and period. A column `year`, where there is one, names
        the mid-year estimate to use; else it follows from the period.
    population
        Columns force, year, population: mid-year estimates.
    interval
        Byar's approximation is used from a count of 10; below, the interval is exact.

    Returns
    -------
    pandas.DataFrame
        Figures. A missing count stays missing, and one below zero (records transferred or cancelled) has a rate but
        no interval; the method says so.

    Raises
    ------
    DataError
        Where a force has no population for the year, or a force and period come twice.

    Examples
    --------
    >>> counts = pd.DataFrame({"force": ["gwent"], "period": ["2023-24 Q1"], "value": [1164.0]})
    >>> population = pd.DataFrame({"force": ["gwent"], "year": [2022], "population": [588000]})
    >>> rate(counts, population)[["value", "method"]].round(3).values.tolist()
    [[1.98, 'exact Poisson 95% interval; mid-2022 population']]
    """
    if interval not in ("exact", "byar"):
        raise ParameterError(f"rate: interval: found '{interval}'{nearest(interval, ['exact', 'byar'])}")
    joined = _with_population(counts, population)
    counted = joined["value"].to_numpy(dtype=float)
    residents = joined["population"].to_numpy(dtype=float)
    use_byar = (interval == "byar") & (counted >= _BYAR_FROM)
    exact, byar = poisson_interval(counted, confidence), byar_interval(counted, confidence)
    lower, upper = (np.where(use_byar, near, true) for near, true in zip(byar, exact, strict=True))
    figures = joined.assign(
        value=counted / residents * per,
        numerator=counted,
        denominator=residents,
        lower=lower / residents * per,
        upper=upper / residents * per,
        method=_methods(counted, joined["year"], use_byar=use_byar, confidence=confidence),
    )
    return figures.loc[:, list(FIGURES)]


def _with_population(counts: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Set the estimate of its year beside each count."""
    repeated = counts.duplicated(["force", "period"])
    if repeated.any():
        force, period = counts.loc[repeated, ["force", "period"]].iloc[0]
        raise DataError(f"rate: found {force}, {period} twice; expected one count for each force and period")
    years = counts["year"] if "year" in counts.columns else counts["period"].map(mid_year)
    estimates = population.loc[:, ["force", "year", "population"]]
    if estimates.duplicated(["force", "year"]).any():
        force, year = estimates.loc[estimates.duplicated(["force", "year"]), ["force", "year"]].iloc[0]
        raise DataError(f"population: found {force}, {year} twice; expected one estimate for each force and year")
    joined = counts.assign(year=years.astype("int64")).merge(estimates, on=["force", "year"], how="left", sort=False)
    absent = ~(joined["population"] > 0)
    if absent.any():
        force, year = joined.loc[absent, ["force", "year"]].iloc[0]
        raise DataError(
            f"population: found no residents of '{force}' for mid-{year}; expected an estimate above zero"
            + nearest(force, set(population["force"]) - {force})
        )
    return joined


def _methods(counted: np.ndarray, years: pd.Series, *, use_byar: np.ndarray, confidence: float) -> list[str]:
    """Say of each row how its interval was made and which estimate it uses."""
    name = f"{100 * confidence:g}% interval"
    made = np.select(
        [np.isnan(counted), counted < 0, use_byar],
        ["no count", "no interval: the count is below zero", f"Byar's approximate Poisson {name}"],
        default=f"exact Poisson {name}",
    )
    return [f"{how}; mid-{year} population" for how, year in zip(made, years, strict=True)]


def sum_periods(counts: pd.DataFrame, periods: Sequence[str], *, label: str) -> pd.DataFrame:
    """Add the counts of several periods into one called `label`; missing where any of them is.

    Examples
    --------
    >>> counts = pd.DataFrame({"force": ["gwent"] * 2, "period": ["2023-24 Q1", "2023-24 Q2"], "value": [3.0, 4.0]})
    >>> sum_periods(counts, ["2023-24 Q1", "2023-24 Q2"], label="2023-24 Q2")["value"].tolist()
    [7.0]
    """
    wide = counts.pivot(index="force", columns="period", values="value").reindex(columns=list(periods))
    totals = wide.sum(axis=1, skipna=False).rename("value").reset_index()
    return totals.assign(period=label).loc[:, ["force", "period", "value"]]
