"""For an analyst in JupyterLab: the figures, the labels and the noise of any measure as a tidy frame."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from crimekit.errors import ParameterError
from crimekit.library.frames import Figures, by_quarter, forces_named, panel, several, starts
from crimekit.library.working import measure_named
from crimekit.parameters import read_parameters
from crimekit.parameters.values import Measure
from crimekit.periods import Quarter
from crimekit.reports.cases.case import Case, newest_case
from crimekit.statistics.labels import labels_frame
from crimekit.statistics.noise import noise as learnt
from crimekit.statistics.rates import rate


def figures(
    measure: str,
    *,
    forces: str | Sequence[str] = (),
    release: str | dt.date = "latest",
    inputs: str | Path = "bundled",
) -> pd.DataFrame:
    """The quarterly rates of a recorded-crime measure, with the counts and intervals beside them.

    Parameters
    ----------
    measure
        A key of ``parameters/measures.yml`` whose source is recorded crime.
    forces
        One force or several, by key, name or ONS code; all with residents unless given.
    release
        The date of a shipped release (a date or its text), or ``latest``.
    inputs
        ``bundled``, or a folder of input files.

    Returns
    -------
    pandas.DataFrame
        One row for each force and quarter: force, period, start (its first day), value, numerator, denominator, lower,
        upper, method.

    Raises
    ------
    ParameterError
        If a name is not known, or the measure does not come from recorded crime.

    Examples
    --------
    >>> found = figures("neighbourhood-crime", forces=["gwent"], release="2023-10-19")
    >>> found[["period", "value", "numerator"]].tail(1).round(2).values.tolist()
    [['2023-24 Q1', 2.13, 1258.0]]
    """
    chosen, case = _measured(measure, release, inputs)
    kept = forces_named(forces) or [key for key, force in case.parameters.forces.items() if force.resident_rates]
    counts = case.counts(chosen)[kept].rename_axis("period").melt(value_name="value", ignore_index=False)
    found = rate(counts.dropna().reset_index(), case.inputs.population, per=chosen.per)
    return _said(found, case, f"{chosen.nouns} per {chosen.per:,} residents")


def labels(
    measure: str | Sequence[str],
    *,
    forces: str | Sequence[str] | None = None,
    quarters: object = None,
    release: str | dt.date = "latest",
    inputs: str | Path = "bundled",
) -> pd.DataFrame:
    """The labels that a report prints, of any force and quarter: to see how they would have done.

    Every label rests on its own quarter and earlier ones of the release, never on later ones.

    Parameters
    ----------
    measure
        A key of ``parameters/measures.yml`` whose source is recorded crime, or a list of offence codes.
    forces, quarters
        What to keep, one or several; all unless given. A force is known by key, name or ONS code, a quarter as
        `Quarter.parse` reads it: ``Q1 2023-24``, a Timestamp. The noise is learnt from all forces whatever is kept.
    release, inputs
        As in `figures`.

    Returns
    -------
    pandas.DataFrame
        One row for each force, quarter and horizon ("quarter", "year", "three years"): force, period, start, horizon,
        label, now and then (the offences compared; for "quarter" `then` is the number expected), change (a fraction, of
        the rate), lower and upper (its range), noise (a standard deviation of the log count), statistic, p, base (the
        last quarter it is compared with), reason.

    Raises
    ------
    ParameterError
        If a name is not known.

    Examples
    --------
    >>> found = labels("vehicle-crime", forces=["gwent"], quarters=["2023-24 Q2"]).set_index("horizon")
    >>> found["label"].tolist()
    ['Far higher than expected', 'Increasing', 'Lower']
    """
    chosen, case = _measured(measure, release, inputs)
    kept = forces_named(forces or ()) or list(case.parameters.forces)
    at = (
        range(len(case.quarters))
        if quarters is None
        else [_place(quarter, case.quarters) for quarter in several(quarters)]
    )
    found = labels_frame(case.panel(chosen, case.counts(chosen)), at, case.settings)
    return _said(found[found["force"].isin(kept)].reset_index(drop=True), case, chosen.nouns)


def noise(
    measure: str | Sequence[str] | Figures,
    *,
    quarter: object = None,
    release: str | dt.date = "latest",
    inputs: str | Path = "bundled",
) -> pd.DataFrame:
    """How much a measure's counts move from quarter to quarter beyond chance, and its season, as labels use them.

    Parameters
    ----------
    measure
        As in `labels`; or counts by quarter as `count` or `rate` gives them, or a Series with a PeriodIndex or dates.
    release, inputs
        As in `labels`.
    quarter
        The quarter up to which it is learnt; the newest unless given.

    Returns
    -------
    pandas.DataFrame
        One row for each quarter of the year: period (the quarter judged), quarter (1 to 4), noise (a standard
        deviation of the log count: 0.07 is about 7 %), season (the usual level of the log count in that quarter),
        pairs (of neighbouring quarters) and forces that it was learnt from.

    Examples
    --------
    >>> found = noise("vehicle-crime", quarter="2023-24 Q1")
    >>> found[["quarter", "noise", "season"]].round(3).values.tolist()[0]
    [1.0, 0.067, -0.027]
    """
    settings = read_parameters().settings
    if isinstance(measure, (pd.DataFrame, pd.Series)):
        counted = panel(by_quarter(measure))
        held = [Quarter.parse(label) for label in counted.quarters]
    else:
        chosen, case = _measured(measure, release, inputs)
        counted, held = case.panel(chosen, case.counts(chosen)), list(case.quarters)
    at = len(held) - 1 if quarter is None else _place(quarter, held)
    found = learnt(counted, at, settings)
    last = held[at]
    seasons = {(last - back).number: found.season[3 - back] for back in range(4)}
    rows = [
        (last.label, number, found.wobble, seasons[number], found.pairs, found.forces) for number in sorted(seasons)
    ]
    return pd.DataFrame(rows, columns=["period", "quarter", "noise", "season", "pairs", "forces"])


def _measured(measure: str | Sequence[str], release: str | dt.date, inputs: str | Path) -> tuple[Measure, Case]:
    """The measure of this key, or one of these offence codes, with a case that ends with the newest quarter."""
    case = newest_case(read_parameters(), release=release, inputs=inputs)
    return measure_named(measure, case.inputs.offences()), case


def _said(frame: pd.DataFrame, case: Case, unit: str) -> pd.DataFrame:
    """The frame with the first day of each quarter, and what it came from."""
    frame.insert(2, "start", starts(frame["period"]).to_numpy())
    info = case.inputs.release
    frame.attrs = {"file": info.source, "sha256": info.sha256, "release": info.key, "unit": unit}
    return frame


def _place(quarter: object, held: Sequence[Quarter]) -> int:
    parsed = Quarter.parse(quarter)
    if parsed not in held:
        found = parsed.understood(quarter)
        raise ParameterError(f"quarters: no figures for {found}; expected '{held[0]}' to '{held[-1]}'")
    return held.index(parsed)
