"""What there is, and labels, noise and outcomes of any measure, each as a tidy frame."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from crimekit.errors import ParameterError, find, nearest
from crimekit.library import figures
from crimekit.library.figures import Figures, Opened
from crimekit.library.working import measure_named, read_outcomes
from crimekit.loaders.store import SHIPPED
from crimekit.loaders.store import releases as held_releases
from crimekit.parameters import read_parameters
from crimekit.parameters.values import Measure
from crimekit.periods import Quarter
from crimekit.statistics.labels import labels_frame
from crimekit.statistics.panel import noise as learnt
from crimekit.statistics.rates import count_table, share

ALL_OFFENCES = "All offences"
OUTCOMES = "Home Office, police recorded crime and outcomes open data tables, outcomes 2024-25"


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
        One row for each group, force and period: group, outcome, force, period, value (a percentage), numerator,
        denominator (all offences, those without an outcome so far among them), lower, upper (of its Wilson interval),
        method, rank (1 is the highest value), of (how many forces have a value), source.

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
    kept = figures.forces_named(forces) or list(read_parameters().forces)
    rows = pd.read_parquet(SHIPPED / "outcomes-2024-25.parquet") if inputs == "bundled" else read_outcomes(inputs)
    groups = [*sorted(rows["group"].unique()), ALL_OFFENCES]
    wanted = groups if group is None else [group]
    for key, name, held in (("group", wanted[-1], groups), ("outcome", outcome, set(rows["outcome"]))):
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
        source=OUTCOMES if inputs == "bundled" else Path(inputs).name,
    )
    numbers = ["force", "period", "value", "numerator", "denominator", "lower", "upper", "method"]
    return table[["group", "outcome", *numbers, "rank", "of", "source"]]


def _counted(rows: pd.DataFrame, outcome: str, forces: list[str]) -> pd.DataFrame:
    """Offences with the outcome and all of them, by force, and by quarter and year; NaN where a part is missing."""
    counts = {}
    for name, part in (("numerator", rows[rows["outcome"] == outcome]), ("denominator", rows)):
        quarters = count_table(part)
        years = quarters.groupby(lambda period: period[:7]).sum(min_count=4)  # the quarters of a year
        counts[name] = pd.concat([quarters, years]).reindex(columns=forces).unstack()
    return pd.DataFrame(counts).rename_axis(["force", "period"]).reset_index()


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
    release
        The date of a shipped release (a date or its text), or ``latest``.
    inputs
        ``bundled``, or a folder of input files.

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
    kept = list(case.parameters.forces) if forces is None else figures.forces_named(forces)
    at = None if quarters is None else [_place(quarter, case.quarters) for quarter in figures.several(quarters)]
    found = labels_frame(case.panel(chosen, case.counts(chosen)), at, case.settings)
    info = case.inputs.release
    said = {"file": info.source, "sha256": info.sha256, "release": info.key, "unit": chosen.nouns}
    return figures.dated(found[found["force"].isin(kept)].reset_index(drop=True), said)


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
        counted = figures.panel(figures.by_quarter(measure))
        held = [Quarter.parse(label) for label in counted.quarters]
    else:
        chosen, case = _measured(measure, release, inputs)
        counted, held = case.panel(chosen, case.counts(chosen)), list(case.quarters)
    at = len(held) - 1 if quarter is None else _place(quarter, held)
    found = learnt(counted, at, settings)
    last = held[at]
    seasons = {(last - 3 + at).number: level for at, level in enumerate(found.season)}
    rows = [(last.label, at, found.wobble, level, found.pairs, found.forces) for at, level in sorted(seasons.items())]
    return pd.DataFrame(rows, columns=["period", "quarter", "noise", "season", "pairs", "forces"])


def _measured(measure: str | Sequence[str], release: str | dt.date, inputs: str | Path) -> tuple[Measure, Opened]:
    """The measure of this key, or one of these offence codes, with the figures up to their newest quarter."""
    case = figures.open_figures(read_parameters(), release=release, inputs=inputs)
    return measure_named(measure, case.inputs.offences()), case


def _place(quarter: object, held: Sequence[Quarter]) -> int:
    parsed = Quarter.parse(quarter)
    if parsed not in held:
        found = parsed.understood(quarter)
        raise ParameterError(f"quarters: no figures for {found}; expected '{held[0]}' to '{held[-1]}'")
    return held.index(parsed)


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


def sections(report: str = "national-measures") -> pd.DataFrame:
    """Every section of a report: key, title, its headline measure, and all its measures.

    Examples
    --------
    >>> sections().set_index("section").loc["neighbourhood-crime", "title"]
    'Reduce neighbourhood crime'
    """
    listed = find(report, read_parameters().reports, "report").sections
    rows = [(each.key, each.title, each.headline, ", ".join(each.measures)) for each in listed]
    return pd.DataFrame(rows, columns=["section", "title", "headline", "measures"])


def quarters(*, release: str | dt.date = "latest", inputs: str | Path = "bundled") -> pd.DataFrame:
    """Every quarter that a release holds: as printed, its first day, and its months in words.

    Examples
    --------
    >>> quarters(release="2023-10-19")["period"].iloc[[0, -1]].tolist()
    ['2012-13 Q1', '2023-24 Q1']
    """
    held = figures.open_figures(read_parameters(), release=release, inputs=inputs).inputs.release.quarters
    rows = [(quarter.label, quarter.words) for quarter in held]
    return figures.dated(pd.DataFrame(rows, columns=["period", "months"]), {})


def releases() -> pd.DataFrame:
    """Every shipped release of recorded crime: its date, its first and last quarter, its file.

    Examples
    --------
    >>> releases()["release"].tolist()
    ['2023-10-19', '2026-04-23']
    """
    rows = [(info.key, str(info.quarters[0]), str(info.quarters[-1]), info.source) for info in held_releases(SHIPPED)]
    return pd.DataFrame(rows, columns=["release", "first", "last", "file"])


def peer_groups() -> pd.DataFrame:
    """Every group of forces to compare with: key, name, its forces, since when and until when it holds, its source.

    Examples
    --------
    >>> peer_groups().set_index("group").loc["welsh-forces", "forces"]
    'dyfed-powys, gwent, north-wales, south-wales'
    """
    known = read_parameters().peer_groups.values()
    rows = [
        (each.key, each.name, ", ".join(each.members), each.valid_from, each.valid_to, each.source) for each in known
    ]
    return pd.DataFrame(rows, columns=["group", "name", "forces", "valid_from", "valid_to", "source"])
