"""For an analyst in JupyterLab: what there is, and the figures of any measure as a tidy frame."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from crimekit.errors import ParameterError, nearest
from crimekit.parameters import read_parameters
from crimekit.parameters.values import Measure
from crimekit.quarters import Quarter
from crimekit.reports.cases.case import Case, newest_case
from crimekit.statistics.labels import labels_frame
from crimekit.statistics.noise import noise as learnt
from crimekit.statistics.rates import rate


def forces() -> pd.DataFrame:
    """Every force: key, name, ONS code, country.

    Examples
    --------
    >>> forces().set_index("force").loc["gwent", "name"]
    'Gwent'
    """
    known = read_parameters().forces.values()
    rows = [(force.key, force.name, force.code, force.country) for force in known]
    return pd.DataFrame(rows, columns=["force", "name", "code", "country"])


def measures() -> pd.DataFrame:
    """Every measure: key, title, source, which way is better, and its offence codes.

    Examples
    --------
    >>> measures().set_index("measure").loc["personal-robbery", "codes"]
    '34B'
    """
    known = read_parameters().measures.values()
    rows = [(found.key, found.title, found.source, found.better, ", ".join(found.series)) for found in known]
    return pd.DataFrame(rows, columns=["measure", "title", "source", "better", "codes"])


def figures(
    measure: str, *, forces: Sequence[str] = (), release: str = "latest", inputs: str = "bundled"
) -> pd.DataFrame:
    """The quarterly rates of a recorded-crime measure, with the counts and intervals beside them.

    Parameters
    ----------
    measure
        A key of ``parameters/measures.yml`` whose source is recorded crime.
    forces
        Keys of forces; all with residents unless given.
    release
        The date of a shipped release, or ``latest``.
    inputs
        ``bundled``, or a folder of input files.

    Returns
    -------
    pandas.DataFrame
        One row for each force and quarter: force, period, value, numerator, denominator, lower, upper, method.

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
    kept = _forces(forces, case) or [key for key, force in case.parameters.forces.items() if force.resident_rates]
    counts = case.counts(chosen)[kept].rename_axis("period").melt(value_name="value", ignore_index=False)
    return rate(counts.dropna().reset_index(), case.inputs.population, per=chosen.per)


def labels(
    measure: str | Sequence[str],
    *,
    forces: Sequence[str] | None = None,
    quarters: Sequence[str] | None = None,
    release: str = "latest",
    inputs: str = "bundled",
) -> pd.DataFrame:
    """The labels that a report prints, of any force and quarter: to see how they would have done.

    Every label rests on its own quarter and earlier ones of the release, never on later ones.

    Parameters
    ----------
    measure
        A key of ``parameters/measures.yml`` whose source is recorded crime, or a list of offence codes.
    forces, quarters
        Keys and labels to keep; all unless given. The noise is learnt from all forces whatever is kept.
    release, inputs
        As in `figures`.

    Returns
    -------
    pandas.DataFrame
        One row for each force, quarter and horizon ("quarter", "year", "three years"): force, period, horizon, label,
        now and then (the offences compared; for "quarter" `then` is the number expected), change (a fraction, of the
        rate), lower and upper (its range), noise (a standard deviation of the log count), statistic, p, base (the
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
    kept = _forces(forces or (), case) or list(case.parameters.forces)
    at = range(len(case.quarters)) if quarters is None else [_place(quarter, case) for quarter in quarters]
    found = labels_frame(case.panel(chosen, case.counts(chosen)), at, case.settings)
    return found[found["force"].isin(kept)].reset_index(drop=True)


def noise(
    measure: str | Sequence[str], *, quarter: str | None = None, release: str = "latest", inputs: str = "bundled"
) -> pd.DataFrame:
    """How much a measure's counts move from quarter to quarter beyond chance, and its season, as labels use them.

    Parameters
    ----------
    measure, release, inputs
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
    chosen, case = _measured(measure, release, inputs)
    at = len(case.quarters) - 1 if quarter is None else _place(quarter, case)
    found = learnt(case.panel(chosen, case.counts(chosen)), at, case.settings)
    last = case.quarters[at]
    seasons = {(last - back).number: found.season[3 - back] for back in range(4)}
    rows = [
        (last.label, number, found.wobble, seasons[number], found.pairs, found.forces) for number in sorted(seasons)
    ]
    return pd.DataFrame(rows, columns=["period", "quarter", "noise", "season", "pairs", "forces"])


def _measured(measure: str | Sequence[str], release: str, inputs: str) -> tuple[Measure, Case]:
    """The measure of this key, or one of these offence codes, with a case that ends with the newest quarter."""
    parameters = read_parameters()
    if not isinstance(measure, str):
        case = newest_case(parameters, release=release, inputs=inputs)
        for code in measure:
            if code not in case.inputs.offences():
                raise ParameterError(f"measure: no offence code '{code}'{nearest(code, case.inputs.offences())}")
        return Measure("codes", "Codes", "recorded-crime", "rate", "lower", series=tuple(measure)), case
    if measure not in parameters.measures:
        raise ParameterError(f"measure: no '{measure}'{nearest(measure, parameters.measures)}")
    found = parameters.measures[measure]
    if found.source != "recorded-crime":
        raise ParameterError(f"measure: '{measure}' is a local figure; expected a measure of recorded crime")
    return found, newest_case(parameters, release=release, inputs=inputs)


def _forces(forces: Sequence[str], case: Case) -> list[str]:
    for force in forces:
        if force not in case.parameters.forces:
            raise ParameterError(f"forces: no '{force}'{nearest(force, case.parameters.forces)}")
    return list(forces)


def _place(quarter: str, case: Case) -> int:
    parsed = Quarter.parse(quarter)
    if parsed not in case.quarters:
        first, last = case.quarters[0], case.quarters[-1]
        raise ParameterError(f"quarters: no figures for '{parsed}'; expected '{first}' to '{last}'")
    return case.quarters.index(parsed)
