"""Files and frames of figures read into tidy frames; counts, rates and quarters of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias, overload

import numpy as np
import pandas as pd

from crimekit import words
from crimekit.errors import DataError, ParameterError, find, nearest
from crimekit.library import figures
from crimekit.library.figures import Figures
from crimekit.loaders import local, population, recorded_crime
from crimekit.loaders.files import read_package
from crimekit.loaders.inputs import own_store
from crimekit.loaders.store import SHIPPED, find_release, read_observations, read_offences
from crimekit.loaders.street import count_street_crime, street_notes
from crimekit.parameters import read_parameters
from crimekit.parameters.values import Measure
from crimekit.periods import Quarter, parse_month, quarters_between
from crimekit.statistics import rates
from crimekit.statistics.results import Rate

_NO_PART = "no figure of some offence code"
_PART = ["force", "period", "series"]
_RATES = ["population", "rate", "lower", "upper", "missing"]


def measure_named(measure: str | Sequence[str], codes: Collection[str]) -> Measure:
    """The measure of recorded crime of this key, or one of these offence codes."""
    if not isinstance(measure, str):
        for code in measure:
            if code not in codes:
                raise ParameterError(f"measure: no offence code '{code}'{nearest(code, codes)}")
        return Measure("codes", "Codes", "recorded-crime", "rate", "lower", series=tuple(measure))
    known = find(measure, read_parameters().measures, "measure")
    if known.source != "recorded-crime":
        raise ParameterError(f"measure: '{measure}' is a local figure; expected a measure of recorded crime")
    return known


def count(crime: pd.DataFrame, measure: str | Sequence[str], *, forces: str | Sequence[str] = ()) -> pd.DataFrame:
    """The offences of a measure by force and quarter; a sum with a missing part is missing.

    Parameters
    ----------
    crime
        As `read_recorded_crime` gives it: force, period or start, offence, count.
    measure
        A key of ``parameters/measures.yml`` whose source is recorded crime, or a list of offence codes.
    forces
        One force or several, by key, name or ONS code; all of `crime` unless given.

    Returns
    -------
    pandas.DataFrame
        A row for each force and quarter of `crime`: force, period, start, count, and in `missing` the offence codes
        without a figure that some force recorded in that quarter.

    Raises
    ------
    ParameterError, DataError
        If a name is not known, or a column is lacking.

    Examples
    --------
    >>> counts = count(read_recorded_crime(release="2023-10-19"), "vehicle-crime", forces="Gwent")
    >>> counts[["period", "count"]].tail(1).values.tolist()
    [['2023-24 Q1', 722.0]]
    """
    crime = figures.with_quarters(crime, needs=("force", "offence", "count"))
    if crime.empty:
        raise DataError("crime: found no rows; expected recorded crime")
    codes = crime["offence"].astype(str)
    chosen = measure_named(measure, {*codes.unique(), *read_offences(SHIPPED)})
    held = crime[codes.isin(chosen.series)].assign(series=codes).rename(columns={"count": "value"})
    held["value"] = figures.numbers(held["value"])
    for row in held.loc[held.duplicated(_PART), _PART].itertuples(index=False):
        raise DataError(f"crime: found {', '.join(row)} twice; expected one count for each: group them and add them up")
    order = crime.drop_duplicates("start").sort_values("start").set_index("period")["start"]
    published = figures.published_counts(chosen.series, map(Quarter.parse, order.index))
    needed = figures.recorded_anywhere(pd.concat([published, held[list(published)]]))
    table = rates.count_table(held, needed).reindex(index=order.index, columns=crime["force"].unique())
    counts = table.rename_axis("period").reset_index().melt("period", var_name="force", value_name="count")
    parts = needed.groupby("period")["series"].agg(sorted)
    have = {*held.dropna(subset="value")[_PART].itertuples(index=False, name=None)}
    gone = [
        ", ".join(code for code in parts.get(period, ()) if (force, period, code) not in have) or _NO_PART
        if np.isnan(number)
        else ""
        for period, force, number in counts.itertuples(index=False, name=None)
    ]
    counts = counts.assign(start=counts["period"].map(order), missing=gone)
    if kept := figures.forces_named(forces):
        counts = counts[counts["force"].isin(kept)].reset_index(drop=True)
    counts.attrs = crime.attrs | {"unit": chosen.nouns, "measure": measure}
    return counts[["force", "period", "start", "count", "missing"]]


@overload
def rate(counts: Figures, population: pd.DataFrame | float | None = None, *, per: float = 1000) -> pd.DataFrame: ...
@overload
def rate(counts: float, population: float, *, per: float = 1000) -> Rate: ...
def rate(
    counts: Figures | float, population: pd.DataFrame | float | None = None, *, per: float = 1000
) -> pd.DataFrame | Rate:
    """Offences for each `per` residents, with the exact Poisson interval (95 %) of each.

    Parameters
    ----------
    counts
        force, period or start, count; a Series with a PeriodIndex or dates; or one number.
    population
        As `read_population` gives it (the shipped estimates unless given), or one number of residents for all.
    per
        Residents.

    Returns
    -------
    pandas.DataFrame or Rate
        `counts` with population, rate, lower and upper; `missing` says why a rate is NaN. There is no rate where so few
        people live that it says nothing. One number gives one `Rate`.

    Raises
    ------
    DataError
        If a force has no estimate, a column is lacking, or a series is not in quarters, sorted and without gaps.

    Examples
    --------
    >>> found = rate(pd.Series([722, 750], pd.period_range("2023-04", periods=2, freq="Q")), 591_861)
    >>> found[["period", "rate"]].round(3).values.tolist()
    [['2023-24 Q1', 1.22], ['2023-24 Q2', 1.267]]
    >>> round(rate(120, 590_000).upper, 3)
    0.243
    """
    if not isinstance(counts, (pd.DataFrame, pd.Series)):
        if population is None or isinstance(population, pd.DataFrame):
            raise DataError("rate: population: found none; expected a number of residents beside one count")
        return rates.poisson_rate(figures.number(counts), figures.number(population, "population"), per=per)
    frame = figures.by_quarter(counts)
    if population is None or isinstance(population, pd.DataFrame):
        if "force" not in frame:
            raise DataError("rate: population: found no column force; expected one, or a single number of residents")
        population = read_population() if population is None else population
        figures.need(population, "force", "year", "population")
        known = figures.estimates(population)
        few = {force.key for force in read_parameters().forces.values() if not force.resident_rates}
        residents: list[tuple[float | None, str]] = [
            (None, "too few residents for a rate")
            if force in few
            else (figures.residents_of(known, force, quarter), f"no mid-{quarter.mid_year} population estimate")
            for force, quarter in zip(frame["force"], map(Quarter.parse, frame["period"]), strict=True)
        ]
    else:
        residents = [(figures.number(population, "population"), "")] * len(frame)
    said = frame.get("missing", pd.Series("", frame.index)).fillna("")
    rows = []
    for number, gone, (people, absent) in zip(frame["count"], said, residents, strict=True):
        found = rates.poisson_rate(number, people, per=per)
        why = gone or (absent if people is None else found.method)
        rows.append((people, found.value, found.lower, found.upper, why if found.value is None else ""))
    rated = pd.DataFrame(rows, frame.index, _RATES).astype(dict.fromkeys(_RATES[:-1], float))
    result = frame.drop(columns=_RATES, errors="ignore").join(rated)
    result.attrs = frame.attrs | {"unit": f"{frame.attrs.get('unit', 'offences')} per {words.number(per)} residents"}
    return result


def quarterly(months: Figures) -> pd.DataFrame:
    """Months added up into the quarters of the financial year; a month that lacks makes its quarter missing.

    Parameters
    ----------
    months
        period (``2023-04``) or start, count, and where there are several force, measure or offence; or a Series with a
        PeriodIndex of months or dates.

    Returns
    -------
    pandas.DataFrame
        The same columns by quarter, with period, start, count, and in `missing` the months without a figure.

    Raises
    ------
    DataError
        If a month is there twice, or a count is no number.

    Examples
    --------
    >>> quarterly(pd.Series([3, 4, 5, 6], pd.period_range("2023-04", periods=4, freq="M")))
           period      start  count           missing
    0  2023-24 Q1 2023-04-01   12.0
    1  2023-24 Q2 2023-07-01    NaN  2023-08, 2023-09
    """
    frame = figures.as_frame(months)
    dated = "start" if "start" in frame and "period" not in frame else "period"
    figures.need(frame, dated, "count")
    if frame.empty:
        raise DataError("months: found no rows; expected at least one month")
    keys = [name for name in ("force", "measure", "offence") if name in frame]
    known = {label: _month(label) for label in dict.fromkeys(frame[dated])}
    frame = frame[keys].assign(month=frame[dated].map(known), count=figures.numbers(frame["count"]))
    for row in frame[frame.duplicated([*keys, "month"])].itertuples(index=False):
        raise DataError(f"months: found {', '.join(map(str, row[:-1]))} twice; expected one row a month")
    rows = []
    for names, part in frame.groupby(keys, sort=False) if keys else [((), frame)]:
        held = part.dropna().set_index("month")["count"]
        edges = [Quarter.parse(pd.Timestamp(f"{edge}-01")) for edge in (part["month"].min(), part["month"].max())]
        for quarter in quarters_between(*edges):
            gone = [month for month in quarter.months if month not in held.index]
            total = np.nan if gone else float(held[list(quarter.months)].sum())
            rows.append((*names, quarter.label, pd.Timestamp(quarter.start), total, ", ".join(gone)))
    found = pd.DataFrame(rows, columns=[*keys, "period", "start", "count", "missing"])
    found.attrs = months.attrs
    return found


def _month(label: object) -> str:
    text = str(label)  # of a date, its year and month are the beginning
    return parse_month(text[:7] if text[7:8] == "-" else text)


Source: TypeAlias = "str | Path | pd.DataFrame"


def read_recorded_crime(source: Source = "bundled", *, release: str | dt.date = "latest") -> pd.DataFrame:
    """Police recorded crime by force, quarter and offence code.

    Parameters
    ----------
    source
        ``bundled``, the shipped figures; a file, folder or zip as the Home Office publishes it; a frame of its columns.
    release
        The date of a shipped release, or ``latest``.

    Returns
    -------
    pandas.DataFrame
        force, period, start (the first day of the quarter), offence, count. A count that should be there and is not is
        NaN. ``attrs`` has source, file, sha256, release and unit.

    Raises
    ------
    DataError
        If the file cannot be read: each bad cell is named.

    Examples
    --------
    >>> crime = read_recorded_crime(release="2023-10-19")
    >>> crime.query("force == 'gwent' and offence == '34B' and period == '2023-24 Q1'")["count"].item()
    62
    """
    with _path(source, SHIPPED) as path:
        store = path if path == SHIPPED else own_store(path, read_parameters().forces)
        info = find_release(store, figures.release_key(release))
        held = read_observations(store, release=info.key)
    held = held.rename(columns={"series": "offence", "value": "count"})
    known = {"file": info.source, "sha256": info.sha256, "release": info.key, "notes": info.notes}
    return figures.dated(held, {"source": "Home Office, police recorded crime", **known, "unit": "offences"})


def read_population(source: Source = "bundled") -> pd.DataFrame:
    """Mid-year estimates of the residents of each force.

    Parameters
    ----------
    source
        ``bundled``, a file as the Office for National Statistics lays it out, or a frame: code, year, population.

    Returns
    -------
    pandas.DataFrame
        force, year, population, source; ``attrs`` has file, sha256 and unit.

    Examples
    --------
    >>> read_population().query("force == 'gwent' and year == 2022")["population"].item()
    591504
    """
    with _path(source, SHIPPED / "population.csv") as path:
        return _said(population.read_population(path, read_parameters().forces), path, "residents")


def read_local(source: Source = "bundled") -> pd.DataFrame:
    """A force's own figures, in the one tidy layout of local files.

    Parameters
    ----------
    source
        ``bundled``, a file, a folder of files, or a frame: force, measure, period, value, source, and where there are
        any base, stated, note.

    Returns
    -------
    pandas.DataFrame
        force, period (a quarter or a month), start, measure, value, base, effective, stated, source, note.

    Examples
    --------
    >>> own = pd.DataFrame({"force": ["Gwent"], "measure": ["calls"], "period": ["2023-04"], "value": [812],
    ...                     "source": ["Control room"]})
    >>> read_local(own)[["force", "start", "value"]].astype(str).values.tolist()
    [['gwent', '2023-04-01', '812.0']]
    """
    with _path(source, SHIPPED / "local") as path:
        return _said(local.read_local_figures(path, read_parameters().forces), path, "as stated")


def read_survey(source: Source) -> pd.DataFrame:
    """Percentages of a survey from a row a respondent: force, question, period, answer, weight, source.

    Returns
    -------
    pandas.DataFrame
        force, period, start, measure, value (a percentage), base (respondents), effective (what weighted answers are
        worth), source, note. `survey` adds the intervals.

    Examples
    --------
    >>> asked = pd.DataFrame({"force": "gwent", "question": "safe", "period": "2023-24 Q1", "answer": ["yes", "no"],
    ...                       "source": "Survey"})
    >>> read_survey(asked)[["measure", "value", "base"]].values.tolist()
    [['safe', 50.0, 2.0]]
    """
    with _path(source) as path:
        found = local.read_respondents(path, read_parameters().forces).reset_index(drop=True)
        return _said(found[[name for name in local.COLUMNS if name != "stated"]], path, "percent of respondents")


def read_outcomes(path: str | Path) -> pd.DataFrame:
    """A Home Office table of outcomes, in a file, folder or zip: force, period, code, group, outcome, type, value.

    `code` is empty where the file has none; a count that is missing, or has a missing part, is NaN.
    """
    return recorded_crime.read_outcomes(Path(path), read_parameters().forces)


def read_street(path: str | Path) -> pd.DataFrame:
    """Street-level crime of data.police.uk, in a file, folder or zip: force, period (month), series (its type), value.

    ``attrs["notes"]`` tells what was left out, and each quarter that is more than a tenth from shipped recorded crime.
    """
    found = count_street_crime(Path(path), read_parameters().forces)
    recorded = read_observations(SHIPPED, forces=sorted(found["force"].unique()))
    found.attrs["notes"] = street_notes(found, recorded)
    return found


@contextmanager
def _path(source: Source, shipped: Path | None = None) -> Iterator[Path]:
    """Where the figures lie; a frame is written down, so that one reader checks all."""
    if isinstance(source, pd.DataFrame):
        with TemporaryDirectory() as folder:
            path = Path(folder, "frame.csv")
            source.to_csv(path, index=False)
            yield path
    else:
        yield shipped if shipped and source == "bundled" else Path(source)


def _said(frame: pd.DataFrame, path: Path, unit: str) -> pd.DataFrame:
    """The frame with its dates and what it came from."""
    package, _ = read_package(path)
    return figures.dated(frame, {"file": package.name, "sha256": package.sha256, "unit": unit})
