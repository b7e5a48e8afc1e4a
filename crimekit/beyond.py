"""For an analyst in JupyterLab: tables beyond those that the reports use, outcomes and street-level crime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from crimekit.errors import ParameterError, nearest
from crimekit.library.frames import forces_named
from crimekit.loaders import recorded_crime
from crimekit.loaders.monthly import count_street_crime, street_notes
from crimekit.loaders.store import SHIPPED, read_observations
from crimekit.parameters import read_parameters
from crimekit.statistics.rates import FIGURES, count_table, share

ALL_OFFENCES = "All offences"
SOURCE = "Home Office, police recorded crime and outcomes open data tables, outcomes 2024-25"


def outcomes(
    group: str | None = None,
    outcome: str = "Charged/Summonsed",
    *,
    forces: str | Sequence[str] = (),
    inputs: str = "bundled",
) -> pd.DataFrame:
    """What percentage of the offences recorded in a quarter, and in a financial year, have had an outcome.

    Parameters
    ----------
    group
        An offence group of the table, or "All offences"; each of them unless given.
    outcome
        An outcome group of the table.
    forces
        One force or several to rank among each other, by key, name or ONS code; all unless given.
    inputs
        ``bundled`` (2024-25), or a file that `read_outcomes` reads, of outcomes for the offences recorded in a quarter.

    Returns
    -------
    pandas.DataFrame
        One row for each group, force and period: group, outcome, the columns of `figures` (value is a percentage with
        its Wilson interval; denominator is all offences, those without an outcome so far among them), rank (1 is the
        highest value), of (how many forces have a value), source.

    Raises
    ------
    ParameterError
        If a name is not known.

    Examples
    --------
    >>> found = outcomes("Sexual offences").set_index(["force", "period"])
    >>> found.loc[("gwent", "2024-25"), ["value", "numerator", "denominator", "rank", "of"]].round(2).tolist()
    [5.21, 108.0, 2074.0, 35.0, 43.0]
    """
    kept = forces_named(forces) or list(read_parameters().forces)
    rows = pd.read_parquet(SHIPPED / "outcomes-2024-25.parquet") if inputs == "bundled" else read_outcomes(inputs)
    groups = [*sorted(rows["group"].unique()), ALL_OFFENCES]
    wanted = groups if group is None else [group]
    choices = (("group", wanted, groups), ("outcome", [outcome], set(rows["outcome"])))
    for key, asked, held in choices:
        for name in asked:
            if name not in held:
                raise ParameterError(f"{key}: no '{name}'{nearest(name, held)}")
    finer = rows.columns.difference(["force", "period", "group", "value"])
    rows = rows.assign(series=rows["group"].str.cat(rows[finer], sep="|"))
    parts = {name: rows if name == ALL_OFFENCES else rows[rows["group"] == name] for name in wanted}
    found = [share(_counted(part, outcome, kept)).assign(group=name) for name, part in parts.items()]
    table = pd.concat(found, ignore_index=True)
    values = table.groupby(["group", "period"])["value"]
    table = table.assign(
        outcome=outcome,
        rank=values.rank(method="min", ascending=False),
        of=values.transform("count"),
        source=SOURCE if inputs == "bundled" else Path(inputs).name,
    )
    return table[["group", "outcome", *FIGURES, "rank", "of", "source"]]


def _counted(rows: pd.DataFrame, outcome: str, forces: list[str]) -> pd.DataFrame:
    """Offences with the outcome and all of them, by force, and by quarter and year; NaN where a part is missing."""
    counts = {}
    for name, part in (("numerator", rows[rows["outcome"] == outcome]), ("denominator", rows)):
        quarters = count_table(part)
        years = quarters.groupby(lambda period: period[:7]).sum(min_count=4)  # the quarters of a year
        counts[name] = pd.concat([quarters, years]).reindex(columns=forces).unstack()
    return pd.DataFrame(counts).rename_axis(["force", "period"]).reset_index()


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
