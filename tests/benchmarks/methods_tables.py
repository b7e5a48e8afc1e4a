"""Write the tables of the methods page: the track record, the simulation, the noise of every measure, an example.

    python tests/benchmarks/methods_tables.py

They are made of ``track-record.csv`` and ``calibration.csv`` beside this file, which the other benches count and draw,
and stand in ``crimekit/data/methods.json``, so that a report works nothing out for them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from crimekit import words
from crimekit.blocks import Block, Blocks, Cell, Column, Table, data
from crimekit.library.figures import open_figures
from crimekit.loaders.store import SHIPPED
from crimekit.parameters import read_parameters
from crimekit.parameters.values import Parameters
from crimekit.periods import Quarter
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.tables.notes import source_text
from crimekit.statistics.labels import labels_of
from crimekit.statistics.panel import noise
from crimekit.statistics.results import Label

HERE, METHODS = Path(__file__).parent, SHIPPED / "methods.json"
_HORIZONS = {"quarter": "This quarter", "year": "Past year", "three years": "Past three years"}
_NOISES = {
    "Poisson": "Chance alone (Poisson)",
    "variance 1.5": "1.5 times the variance of chance",
    "variance 3": "3 times the variance",
    "variance 3, 0.3": "3 times the variance, neighbours correlated 0.3",
    "wobble 0.07, 0.3": "A wobble of 7%, neighbours correlated 0.3",
    "variance 3, 0.6": "3 times the variance, neighbours correlated 0.6",
    "wobble 0.07, 0.6": "A wobble of 7%, neighbours correlated 0.6",
}


@cache
def calibration() -> pd.DataFrame:
    """What the simulation gave: shares of series that were given a direction."""
    return pd.read_csv(HERE / "calibration.csv")


def body(shares: pd.DataFrame) -> tuple[tuple[Cell, ...], ...]:
    """A row for each line of the frame, named by its index."""
    return tuple((Cell(str(name)), *map(share, row)) for name, *row in shares.itertuples())


def share(value: float) -> Cell:
    """A share as it is printed."""
    return Cell("None") if pd.isna(value) else Cell(words.percent(100 * value), 100 * value)


def numbers(first: str, others: Sequence[str]) -> tuple[Column, ...]:
    """A column of names, and columns of numbers."""
    return (Column(first), *(Column(title, "number") for title in others))


def false_alarm_table() -> Table:
    """Directions given to simulated series in which nothing changed, by kind of noise."""
    found = calibration()
    still = found[found["change"] == "nothing"].set_index(["over", "among", "horizon"])
    cells = still.T.to_dict()
    asked = [(among, horizon) for among in ("forces", "alone") for horizon in _HORIZONS] + [("group", "benchmark")]
    rows = tuple(
        (Cell(title), *(_with_worst(cells.get((noise, among, horizon))) for among, horizon in asked))
        for noise, title in _NOISES.items()
    )
    heads = [f"{_HORIZONS[horizon]}{end}" for end in ("", ", alone") for horizon in _HORIZONS]
    first, fewest = still.iloc[0], still.groupby("among")["series"].min()
    sizes = [words.number(fewest[among]) for among in ("forces", "alone", "group")]
    return Table(
        "methods-false-alarms",
        "Simulation: directions given where nothing had changed",
        "Percentage of series: the mean over levels, with the worst level below it",
        numbers("Noise", [*heads, "Benchmark"]),
        rows,
        notes=(
            "Panels of 42 forces over 55 quarters with a season, at 0.8, 5, 30, 150 and 1,200 offences a quarter and "
            "at levels from 0.8 to 1,200 side by side; alone: the same series without the other forces; benchmark: "
            f"groups of eight forces that are alike. At least {sizes[0]}, {sizes[1]} and {sizes[2]} series a row; "
            f"crimekit {first['version']} on {first['measured']}.",
            "A wobble that lasts (0.6) is change to a reader as it is to the label: what followed decides, and that "
            "is in the track record.",
        ),
    )


def _with_worst(row: Mapping[str, Any] | None) -> Cell:
    """The share over all levels, the worst level below it."""
    if row is None:
        return Cell("Not simulated")
    named = 100 * (row["up"] + row["down"])
    return Cell(words.percent(named), named, note=f"worst {words.percent(100 * row['worst'])} at {row['worst_at']}")


def change_table() -> Table:
    """Directions given to simulated series that did change."""
    found = calibration()
    moved = found[(found["change"] != "nothing") & (found["among"] == "forces")]
    moved = moved.melt(["change", "over", "horizon"], ["up", "down"], "way", "share")
    table = moved.pivot(index=["change", "over"], columns=["horizon", "way"], values="share")
    order = moved[["change", "over"]].drop_duplicates().itertuples(index=False, name=None)
    table = table.loc[list(order), [(horizon, way) for horizon in _HORIZONS for way in ("up", "down")]]
    table.index = pd.Index([f"{words.sentence(change)[:-1]}: {level}" for change, level in table.index])
    heads = [f"{_HORIZONS[horizon]}: {way}" for horizon in _HORIZONS for way in ("more", "fewer")]
    return Table(
        "methods-changes",
        "Simulation: directions given where something changed",
        "Percentage of the series that changed; the number is offences a quarter",
        numbers("Change and level", heads),
        body(table.rename(index=lambda name: str(name).replace(" %", "%"))),
        notes=(
            "In 6 of the 42 forces unless every force is named, with 1.5 times the variance of chance and with a "
            "wobble of 7%. The new season is in the last year alone: its last quarter is a fifth below its old season.",
        ),
    )


_NAMES = {
    "past year": "Past year",
    "year on year, 10 % either way": "Year on year, 10% either way",
    "this quarter": "This quarter, outside its range",
    "this quarter, far": "This quarter, far higher or lower",
    "past three years": "Past three years",
}
_SHORT = {
    "this quarter": "This quarter",
    "past year": "Past year",
    "past three years": "Past three years",
    "year on year, 10 % either way": "Year on year, 10%",
}
_LABEL, _TEN = "past year", "year on year, 10 % either way"
_SHARES = {  # of what each share is
    "named": ("Named a direction", "known"),
    "held": ("Held in the year that followed", "judged"),
    "seen": ("Moves above 10% seen", "moves"),
    "large_seen": ("Moves above 20% seen", "large"),
    "wrong": ("Moves above 10% named the wrong way", "moves"),
    "flips": ("Flipped up to down or back", "pairs"),
}
_TITLES = [title for title, _ in _SHARES.values()]
# The labels before these, on the same figures and dates; replaced in November 2026, so they are not counted again.
_FIRST_FORM = {
    "First form: short term": ("20%", "98.5%", "26%", "22% to 40%", "0.2%"),
    "First form: medium term": ("46%", "77%", "40%", "", "7.1%"),
    "First form: latest quarter": ("2%", "95.6%", "3%", "", "0.0%"),
}


@cache
def _track_record() -> pd.DataFrame:
    """What became of the labels: a row for each rule and what it was counted over."""
    return pd.read_csv(HERE / "track-record.csv")


def _counted(by: str) -> pd.DataFrame:
    """The rows of one way of counting."""
    found = _track_record()
    return found[found["by"] == by]


def _shares(counts: pd.DataFrame) -> pd.DataFrame:
    """The shares of each row of counts, as fractions; NaN where there was nothing to judge."""
    return pd.DataFrame({name: counts[name] / counts[whole] for name, (_, whole) in _SHARES.items()})


def _over_all(by: str = "measure") -> pd.DataFrame:
    """The counts of each rule, added up."""
    return _counted(by).groupby("rule", sort=False).sum(numeric_only=True)


def claims() -> Mapping[str, Mapping[str, float]]:
    """What the texts say was measured, as percentages: of the past year, of its small numbers, of the quarter."""
    counts, small = _over_all(), _counted("size").set_index(["name", "rule"]).loc["5 to 30 a quarter"]
    rows = {"year": counts.loc[_LABEL], "small": small.loc[_LABEL]}
    rows |= {"quarter": counts.loc["this quarter"], "far": counts.loc["this quarter, far"]}
    table = pd.DataFrame(rows).T
    shares = (100 * _shares(table)).assign(known=table["known"])
    return {str(name): dict(row) for name, row in shares.iterrows()}


def track_record_table() -> Table:
    """What became of each rule's directions on published figures, beside everyday practice and the labels before."""
    counts, release = _over_all(), _track_record()["release"].iloc[0]
    rows = {row[0].text: row for row in body(_shares(counts.loc[list(_NAMES)[:5]]).rename(index=_NAMES))}
    first = {
        name: (Cell(name), *(Cell(text or "Not counted") for text in (*shares, "")))
        for name, shares in _FIRST_FORM.items()
    }
    order = [*list(rows)[:2], "First form: short term", *list(rows)[2:4], "First form: latest quarter"]
    order += [*list(rows)[4:], "First form: medium term"]
    dates, known = (float(counts[name][_LABEL]) for name in ("dates", "known"))
    held, wrong = (100 * float(_shares(_over_all("rates"))[name][_LABEL]) for name in ("held", "wrong"))
    return Table(
        "methods-track-record",
        "Track record: what became of each rule's directions",
        "Police recorded crime, 42 forces, 13 measures, 15 report dates clear of the pandemic",
        numbers("Rule", _TITLES),
        tuple((rows | first)[name] for name in order),
        notes=(
            f"{words.number(dates)} series and dates with at least 5 offences a quarter; the label of the past year "
            f"was “Not known” in {words.number(dates - known)}, most for a recording change. Shares are of those "
            "known. For “Past three years” the base is clear of the pandemic as well.",
            "Held: the offences of the four quarters that followed lie on the side that was named of what the label "
            "compared with. Seen: of the moves of those four quarters beyond 10% or 20%, the share that carried the "
            "right direction. Flipped: between one report date and the next. No label rests on later quarters.",
            f"Judged by rates instead of offences, {words.percent(held)} of the directions of the past year held and "
            f"{words.percent(wrong, 2)} of the moves were named the wrong way.",
            "First form: the labels that these replaced in November 2026, on the same figures.",
        ),
        source=f"Home Office, police recorded crime, release {release}",
    )


def stable_table() -> Table:
    """How far from the last year the year that followed a Stable label was."""
    counts = _over_all().loc[["Stable, within 20 %", "Stable, within 25 %"]]
    shares = _shares(counts)[["named", "held"]].T
    shares.index = pd.Index(["Labels that are Stable", "Next year within that of the last year"])
    titles = ["Within 20%", "Within 25%"]
    return Table("methods-stable", "What became of “Stable”", "", numbers("Of the past year", titles), body(shares))


def size_table() -> Table:
    """The track record by the size of the counts."""
    rows = _counted("size").set_index(["rule", "name"])
    shares = _shares(rows.loc[[key for rule in _SHORT for key in rows.index if key[0] == rule]])
    shares.index = pd.Index([f"{_SHORT[rule]}: {size}" for rule, size in shares.index])
    return Table(
        "methods-track-record-sizes",
        "Track record by the size of the counts",
        "Offences a quarter, the mean of the eight compared",
        numbers("Rule and size", _TITLES),
        body(shares),
    )


def measure_table(parameters: Parameters) -> Table:
    """The track record of the past year by measure, beside 10 % either way."""
    titles = {key: measure.title for key, measure in parameters.measures.items()}
    return _beside(
        "methods-track-record-measures", "Track record of the past year by measure", "Measure", "measure", titles
    )


def others_table() -> Table:
    """The track record of the past year in offence groups that share no offence with the measures."""
    names = _counted("others")["name"]
    return _beside(
        "methods-track-record-others",
        "Other offence groups: the past year where the rule was not chosen",
        "Offence group",
        "others",
        {name: name for name in names},
        notes=(
            "The thresholds were chosen on the 13 measures; these groups share no offence with them. Those that were "
            "not recorded all along are left out.",
        ),
    )


def _beside(
    key: str, caption: str, first: str, by: str, titles: Mapping[str, str], notes: tuple[str, ...] = ()
) -> Table:
    """The past year beside 10 % either way: a row for each name, and one over all."""
    rows = _counted(by).set_index("name")
    parts = []
    for rule in (_LABEL, _TEN):
        own = rows[rows["rule"] == rule]
        shares = _shares(pd.concat([own, own.sum(numeric_only=True).to_frame("All").T]))
        parts.append(shares[["named", "held", "seen", "wrong"]])
    both = pd.concat(parts, axis=1)
    both = both.loc[[name for name in both.index if name == "All" or name in titles]]
    both.index = pd.Index([titles.get(name, name) for name in both.index])
    heads = ["named", "held", "moves above 10% seen", "wrong way"]
    columns = [*(f"Label: {head}" for head in heads), *(f"10%: {head}" for head in heads)]
    return Table(key, caption, "All forces; beside it 10% either way", numbers(first, columns), body(both), notes)


def summary_table() -> Table:
    """The few figures that every report carries."""
    rules = {"quarter": "this quarter", "year": _LABEL, "three years": "past three years"}
    shares = _shares(_over_all()).loc[[*rules.values(), _TEN]][["named", "held", "seen", "wrong"]].T
    found = calibration()
    still = found[(found["among"] == "forces") & (found["change"] == "nothing") & ~found["over"].str.endswith("0.6")]
    alarms = (still["up"] + still["down"]).groupby(still["horizon"]).mean()
    cells = (*(share(alarms[horizon]) for horizon in rules), Cell("Not simulated"))
    shares.index = pd.Index([_SHARES[str(name)][0] for name in shares.index])
    return Table(
        "methods-summary",
        "What the labels are worth",
        "Published figures of all forces, and simulated series in which nothing changed",
        numbers("What was measured", [_SHORT[name] for name in (*rules.values(), _TEN)]),
        (*body(shares), (Cell("Simulated: a direction where nothing changed"), *cells)),
    )


def example() -> tuple[Table, Table]:
    """The counts of one series, vehicle crime in Gwent, and the numbers of its three labels."""
    force, quarter, parameters = "gwent", "2023-24 Q2", read_parameters()
    measure, report = parameters.measures["vehicle-crime"], next(iter(parameters.reports.values()))
    inputs = open_figures(parameters, release="2026-04-23").inputs
    case = Case(parameters, inputs, Quarter.parse(quarter), report, parameters.forces[force], None)
    panel = case.panel(measure, case.counts(measure))
    labels, season = labels_of(panel, force), noise(panel).season
    own, last = panel.forces.index(force), len(panel.quarters)
    counts, residents = panel.counts[:, own], panel.residents[:, own]
    quarters = range(min(labels.three_years.then_quarters), last)
    series = [(counts[at], residents[at], season[(at - last) % 4]) for at in quarters]
    horizons = {"This quarter": labels.quarter, "Past year": labels.year, "Past three years": labels.three_years}
    steps = [_steps(label, residents) for label in horizons.values()]
    name, source = f"vehicle crime in Gwent, {quarter}", source_text([Assessment(measure)], case)
    return (
        Table(
            "methods-example-counts",
            f"The counts of the example: {name}",
            "Season: the usual level of the log count in that quarter of the year",
            numbers("Quarter", ["Offences", "Residents", "Season"]),
            tuple(
                (Cell(panel.quarters[at]), *map(_number, row, (0, 0, 4)))
                for at, row in zip(quarters, series, strict=True)
            ),
            source=source,
        ),
        Table(
            "methods-example",
            f"Example: {name}",
            "",
            numbers("Step", list(horizons)),
            (
                *((Cell(step), *(each[step] for each in steps)) for step in steps[0]),
                (Cell("Label"), *(Cell(label.label) for label in horizons.values())),
            ),
            source=source,
        ),
    )


def _steps(label: Label, residents: Any) -> dict[str, Cell]:
    """Each number behind a label, by what it is called in the steps of the methods."""
    percent = [100 * share for share in (label.confidence, label.change, label.lower, label.upper)]
    return {
        "A, or y: offences": _number(label.now, 0),
        "B, or the number expected": _number(label.then, 1),
        "R, residents of A's quarters added up": _number(sum(residents[list(label.now_quarters)]), 0),
        "S, residents of B's quarters added up": _number(sum(residents[list(label.then_quarters)]), 0),
        "τ, the noise": _number(label.noise, 4),
        "z, of its own change": _number(label.statistic, 4),
        "z′, the newest quarters and the other forces weighed in": _number(label.pooled, 4),
        "Confidence of the range, percent": _number(percent[0], 1),
        "Change, percent": _number(percent[1], 2),
        "Lower limit, percent": _number(percent[2], 2),
        "Upper limit, percent": _number(percent[3], 2),
    }


def _number(value: float, decimals: int) -> Cell:
    return Cell(words.number(value, decimals), value)


def tables() -> dict[str, object]:
    """What the methods page holds of what was measured, as data: blocks by the part they stand in, and the claims."""
    sys.path.insert(0, str(HERE))
    import track_record

    parts: dict[str, tuple[Block, ...]] = {
        "track-record": (
            *(track_record_table(), stable_table(), size_table()),
            *(measure_table(read_parameters()), others_table()),
        ),
        "calibration": (false_alarm_table(), change_table()),
        "noise": (track_record.noise_figure(),),
        "example": example(),
        "report": (summary_table(),),
    }
    return {name: data(Blocks(blocks)) for name, blocks in parts.items()} | {"claims": claims()}


def written() -> str:
    """The whole file."""
    return json.dumps(tables(), ensure_ascii=False, indent=1, default=lambda number: number.item()) + "\n"


if __name__ == "__main__":
    METHODS.write_text(written(), encoding="utf-8")
