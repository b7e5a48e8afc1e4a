"""For an analyst in JupyterLab: what there is, and the figures of any measure as a tidy frame."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from crimekit.errors import ParameterError, nearest
from crimekit.loaders.inputs import open_inputs
from crimekit.parameters import read_parameters
from crimekit.reports.cases.case import located
from crimekit.statistics.rates import count_table, rate


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
    parameters = read_parameters()
    if measure not in parameters.measures:
        raise ParameterError(f"measure: no '{measure}'{nearest(measure, parameters.measures)}")
    found = parameters.measures[measure]
    if found.source != "recorded-crime":
        raise ParameterError(f"measure: '{measure}' is a local figure; expected a measure of recorded crime")
    for force in forces:
        if force not in parameters.forces:
            raise ParameterError(f"forces: no '{force}'{nearest(force, parameters.forces)}")
    chosen = list(forces) or [force.key for force in parameters.forces.values() if force.resident_rates]
    opened = open_inputs(located(inputs, parameters), release=release, forces=parameters.forces)
    table = count_table(opened.observations(found.series, chosen))
    counts = table.melt(value_name="value", ignore_index=False).dropna().reset_index()
    return rate(counts, opened.population, per=found.per)
