"""Replay the labels over past report dates of every force and measure, and see what the year that followed bore out.

    python tests/benchmarks/track_record.py                # half a minute; prints the table over all, and by size
    python tests/benchmarks/track_record.py --write FILE   # the same, as a CSV

It is ``track-record.csv`` beside this file; ``methods_tables.py`` makes the methods page of it. The report dates
are those at which neither the eight quarters compared nor the four to come touch the pandemic. A label rests on its
own quarter and earlier ones; the four quarters after it judge it. A direction **held** where they lie on the side
it named of what it was compared with. Of the moves (those four quarters on what was compared) above 10 % and 20 %
some were **seen**, named with the right direction, and some were named the **wrong** way. It **flipped** where up
turned into down, or back, from one report date to the next. "Stable" held where those four quarters are within so
much of the last year. The other offence groups of the release are counted beside the measures: a rule that was
fitted to these would show.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

import crimekit as ck
from crimekit import words
from crimekit.blocks import Cell, Column, Figure, Table
from crimekit.charts.bars import draw_bars
from crimekit.charts.data import Bar, Comparison
from crimekit.charts.figures import svg_of
from crimekit.charts.style import NARROW, WIDE
from crimekit.library.figures import open_figures
from crimekit.parameters import read_parameters
from crimekit.periods import Quarter, quarters_between
from crimekit.statistics.results import Label, TrendLabels

TRACK_RECORD = Path(__file__).with_name("track-record.csv")
MEASURES = (
    *("homicide", "gbh-with-intent", "possession-of-firearms", "possession-of-blade-or-point", "drug-trafficking"),
    *("neighbourhood-crime", "vehicle-crime", "residential-burglary", "theft-from-the-person", "personal-robbery"),
    *("business-robbery", "rape", "criminal-damage-and-arson"),
)
RUNS = (("2017-18 Q1", "2018-19 Q3"), ("2022-23 Q4", "2024-25 Q3"))  # of report dates
DATES = [at.label for run in RUNS for at in quarters_between(*map(Quarter.parse, run))]
THREE_YEARS = [date for date in DATES if date <= "2018-19 Q3" or date >= "2023-24 Q4"]  # two years before is clear too
QUARTER_BEFORE = {date: (Quarter.parse(date) - 1).label for date in DATES}
FEW = 100  # pairs of quarters; the noise is learnt from more than a thousand as a rule
SMALLEST = 5  # offences a quarter, the mean of the eight compared
SIZES = {"5 to 30 a quarter": 30, "30 to 100 a quarter": 100, "above 100 a quarter": np.inf}  # below so many
UP = ["Increasing", "Higher", "Higher than expected", "Far higher than expected"]
DOWN = ["Decreasing", "Lower", "Lower than expected", "Far lower than expected"]
NONE = ["Not known", "Not comparable"]
FAR = ["Far higher than expected", "Far lower than expected"]
COUNTS = [
    "dates",
    "known",
    "named",
    "judged",
    "held",
    "moves",
    "seen",
    "large",
    "large_seen",
    "wrong",
    "pairs",
    "flips",
]

Labels = Callable[..., pd.DataFrame]


def replayed(measure: str | Sequence[str], *, release: str = "latest", labels: Labels = ck.labels) -> pd.DataFrame:
    """The labels of a measure at each report date and force, the size of its counts, and what followed.

    Columns: the labels ("quarter", "year", "three years"); mean (offences a quarter); last (its offences in the last
    year on the year before); and, of "offences" and of "rates", the year that followed on the last one, on the year
    before that, on the four quarters before the last, and on the year two before.
    """
    figures = ck.rate(ck.count(ck.read_recorded_crime(release=release), measure)).dropna(subset="population")
    held = ck.quarters(release=release)["period"]
    wide = {}
    for of, column in {"offences": "count", "rates": "rate"}.items():
        quarters = figures.pivot(index="period", columns="force", values=column).reindex(held)
        year = quarters.rolling(4).sum()
        for name, back in {"last": 0, "four before": 1, "before": 4, "base": 8}.items():
            wide[f"{of} on {name}"] = year.shift(-4) / year.shift(back)
        if of == "offences":
            wide |= {"mean": quarters.rolling(8).mean(), "last": year / year.shift(4)}
    flat = {name: table.reindex(DATES).stack(future_stack=True) for name, table in wide.items()}
    found = labels(measure, quarters=DATES, release=release)
    words = found.pivot(index=["period", "force"], columns="horizon", values="label")
    return pd.DataFrame(flat).join(words).query("mean >= @SMALLEST")


def judged(found: pd.DataFrame, of: str = "offences") -> pd.DataFrame:
    """What every rule said and what became of it: a row for each rule, date and force, with the columns of `COUNTS`.

    What followed is judged by `of`, "offences" or "rates".
    """
    stable = (found["year"] == "Stable").astype(float).where(~found["year"].isin(NONE))
    ten = (found["last"] > 1.1).astype(float) - (found["last"] < 0.9)
    far = signs(found["quarter"]).where(found["quarter"].isin([*FAR, *NONE]), 0)
    three = found[found.index.get_level_values("period").isin(THREE_YEARS)]
    rows = {
        "past year": directions(signs(found["year"]), found[f"{of} on before"]),
        "year on year, 10 % either way": directions(ten, found[f"{of} on before"]),
        "this quarter": directions(signs(found["quarter"]), found[f"{of} on four before"]),
        "this quarter, far": directions(far, found[f"{of} on four before"]),
        "past three years": directions(signs(three["three years"]), three[f"{of} on base"]),
        "Stable, within 20 %": within(stable, found[f"{of} on last"], 0.20),
        "Stable, within 25 %": within(stable, found[f"{of} on last"], 0.25),
    }
    size = pd.cut(found["mean"], [SMALLEST, *SIZES.values()], right=False, labels=list(SIZES)).astype(str)
    return pd.concat([each.assign(rule=rule, size=size) for rule, each in rows.items()])


def signs(labels: pd.Series) -> pd.Series:
    """1 for more, -1 for fewer, 0 for neither, NaN where there is no label."""
    return (labels.isin(UP).astype(float) - labels.isin(DOWN)).where(~labels.isin(NONE))


def directions(sign: pd.Series, ratio: pd.Series) -> pd.DataFrame:
    """Count directions by what followed, as a ratio of what they were compared with."""
    truth = np.sign(ratio - 1)
    right, wrong = (sign * truth == way for way in (1, -1))
    moved, far = ((ratio > 1 + by) | (ratio < 1 - by) for by in (0.10, 0.20))
    period = sign.index.get_level_values("period").to_series(index=sign.index)
    before, earlier = (each.groupby("force").shift(1) for each in (sign, period))
    pairs = before.notna() & sign.notna() & (earlier == period.map(QUARTER_BEFORE))
    named, asked = sign.abs() == 1, sign.notna()
    columns = (True, asked, named, right | wrong, right, asked & moved, right & moved, asked & far, right & far)
    columns += (wrong & moved, pairs, pairs & (sign * before == -1))
    return pd.DataFrame(dict(zip(COUNTS, columns, strict=True)), index=sign.index).astype(int)


def within(named: pd.Series, ratio: pd.Series, by: float) -> pd.DataFrame:
    """Count Stable labels by whether what followed is within so much of the last year."""
    judged = (named == 1) & ratio.notna()
    columns = dict.fromkeys(COUNTS, 0) | {"dates": 1, "known": named.notna(), "named": named == 1, "judged": judged}
    return pd.DataFrame(columns | {"held": judged & ((ratio - 1).abs() <= by)}, index=named.index).astype(int)


def tallied(*, release: str = "latest", labels: Labels = ck.labels, others: bool = True) -> pd.DataFrame:
    """The table of the methods page: each rule by measure, by size, judged by rates, and in other offence groups."""
    measures = {key: replayed(key, release=release, labels=labels) for key in MEASURES}
    groups = {name: replayed(codes, release=release) for name, codes in other_groups(release).items()} if others else {}
    rows = pd.concat([judged(found).assign(by="measure", name=name) for name, found in measures.items()])
    parts = [
        rows,
        rows.assign(by="size", name=rows["size"]),
        *(judged(found, "rates").assign(by="rates", name="all") for found in measures.values()),
        *(judged(found).assign(by="others", name=name) for name, found in groups.items()),
    ]
    table = pd.concat(parts).groupby(["rule", "by", "name"], sort=False)[COUNTS].sum().reset_index()
    return table.assign(release=open_figures(read_parameters(), release=release).inputs.release.key)


def against(measure: str, *, release: str = "latest", labels: Labels = ck.labels) -> pd.DataFrame:
    """Every force and quarter that reads "improving" while its newest year, or quarter beyond its range, is worse."""
    better = read_parameters().measures[measure].better
    worse = {"lower": 1, "higher": -1, "neither": 0}[better]
    found = labels(measure, release=release)
    table = found.pivot(index=["force", "period"], columns="horizon", values=["label", "change", "lower", "upper"])
    words = zip(*(table["label", horizon] for horizon in ("quarter", "year", "three years")), strict=True)
    improving = np.array([TrendLabels(*map(Label, each)).course(better) == "improving" for each in words])
    year = worse * table["change", "year"].astype(float) > 0
    beyond = table["lower" if worse > 0 else "upper", "quarter"].astype(float) * worse > 0
    return table[improving & (year | beyond)]


def other_groups(release: str = "latest") -> dict[str, list[str]]:
    """The offence groups that share no offence with the measures and were recorded all along, with their codes."""
    parameters = read_parameters()
    taken = {code for key in MEASURES for code in parameters.measures[key].series}
    case = open_figures(parameters, release=release)
    groups: dict[str, list[str]] = {}
    for offence in case.inputs.offences().values():
        groups.setdefault(offence.subgroup, []).append(offence.code)
    found = {}
    for name, codes in groups.items():
        if taken.isdisjoint(codes):
            quarters = case.inputs.observations(codes).groupby("period")["value"].sum()
            if (quarters > 0).sum() == len(case.quarters):
                found[name] = codes
    return found


def shares(tally: pd.DataFrame) -> pd.DataFrame:
    """The shares, in percent, of each row of a table: named, held, seen, seen of large moves, wrong, flips."""
    pairs = {"named": "known", "held": "judged", "seen": "moves", "large_seen": "large", "wrong": "moves"}
    pairs |= {"flips": "pairs"}
    return pd.DataFrame({part: 100 * tally[part] / tally[whole] for part, whole in pairs.items()})


def noise_figure(release: str = "latest") -> Figure:
    """The noise of every measure of recorded crime, the largest first: a picture, with its numbers behind it."""
    parameters = read_parameters()
    case = open_figures(parameters, release=release)
    keys = [key for key, measure in parameters.measures.items() if measure.source == "recorded-crime"]
    rows = {parameters.measures[key].title: ck.noise(key, release=release).iloc[0] for key in keys}
    rows = dict(sorted(rows.items(), key=lambda item: -item[1]["noise"]))
    first = next(iter(rows.values()))
    charts = [Comparison("", tuple(Bar(name, 100 * row["noise"]) for name, row in rows.items()), None, words.percent)]
    wide, narrow = (svg_of(draw_bars(charts, width, leading=list(rows))) for width in (WIDE, NARROW))
    cells = tuple(
        (
            Cell(name),
            Cell(words.percent(100 * row["noise"]), 100 * row["noise"]),
            *(Cell(words.number(row[part]), int(row[part])) for part in ("pairs", "forces")),
        )
        for name, row in rows.items()
    )
    titles = ("Noise", "Pairs of quarters", "Forces")
    subtitle = f"Standard deviation of the log count beyond chance and season, up to {first['period']}"
    shares = [words.percent(100 * row["noise"], 0) for row in (first, [*rows.values()][-1])]
    few = ", ".join(f"{name} ({words.number(row['pairs'])})" for name, row in rows.items() if row["pairs"] < FEW)
    return Figure(
        "methods-noise",
        f"Counts move by {shares[1]} to {shares[0]} besides chance, by measure",
        subtitle,
        f"Bar chart of the noise of {len(rows)} measures: "
        + "; ".join(f"{name} {words.percent(100 * row['noise'])}" for name, row in rows.items())
        + ".",
        wide,
        narrow,
        Table("methods-noise-data", subtitle, "", (Column("Measure"), *(Column(t, "number") for t in titles)), cells),
        notes=(f"Learnt from few pairs of quarters, and so drawn towards a usual value: {few}.",),
        source=f"Home Office, police recorded crime, release {case.inputs.release.key}",
    )


def main() -> None:
    """Replay a shipped release and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--release", default="latest", help="the date of a shipped release")
    parser.add_argument("--write", type=Path, help="the CSV to write")
    given = parser.parse_args()
    found = tallied(release=given.release)
    sums = found.groupby(["by", "rule"], sort=False)[COUNTS].sum()
    some = found[(found["by"] == "size") | (found["rule"] == "past year")].set_index(["by", "rule", "name"])
    for name, table in {"over all": sums, "some": some}.items():
        shown = shares(table).round(2).assign(known=table["known"], absent=table["dates"] - table["known"])
        print(name, shown.to_string(), sep="\n")
    measures = [key for key, known in read_parameters().measures.items() if known.source == "recorded-crime"]
    start = time.process_time()
    rows = sum(len(ck.labels(key, release=given.release)) for key in measures)
    print(f"{rows:,} labels of {len(measures)} measures and 43 forces: {time.process_time() - start:.1f} CPU s")
    print("improving against the newest year or quarter:", sum(len(against(key)) for key in measures))
    if given.write:
        found.to_csv(given.write, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
