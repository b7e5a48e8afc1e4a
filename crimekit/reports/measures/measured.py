"""How often the labels are wrong: the tables of the bench and of the track record, from the figures that ship."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from crimekit import words
from crimekit.blocks import Cell, Column, Table
from crimekit.loaders.store import SHIPPED
from crimekit.parameters.values import Parameters

_NAMES = {
    "short term": "Short-term label",
    "medium term": "Medium-term label",
    "latest quarter unusual": "Note on the latest quarter",
    "benchmark": "Benchmark label",
    "year on year, 10 % either way": "Year on year, 10% either way",
    "same quarter last year, 10 %": "Same quarter last year, 10% either way",
    "last quarter, 10 %": "Last quarter, 10% either way",
    "year on year, Poisson z": "Year on year, Poisson test",
    "control chart (XmR), all rules": "Control chart (XmR), all rules",
    "group average, 10 % either way": "Group average, 10% either way",
}
_POWER = {
    "step +20 %": "A year 20% higher",
    "step -20 %": "A year 20% lower",
    "trend +8 %": "8% more a year",
    "trend -8 %": "8% less a year",
}
_LABELS = ["short term", "medium term"]
_EVERYDAY = "same quarter last year, 10 %"
_SIZES = ["below 3", "3 to 15", "15 to 60", "60 to 300", "above 300"]
_RECORD = ["Direction printed", "Held a year later", "Flipped since the quarter before"]


def _calibration() -> pd.DataFrame:
    """What the bench measured: a row for each rule, kind of change and level; `mean` and `worst` are fractions."""
    return pd.read_csv(SHIPPED / "methods" / "calibration.csv", dtype={"level": str})


def _track_record() -> pd.DataFrame:
    """What became of the labels: a row for each rule and what it was counted over, shares beside the counts."""
    found = pd.read_csv(SHIPPED / "methods" / "track-record.csv", keep_default_na=False)
    found["Direction printed"] = found["printed"] / found["dates"]
    found["Held a year later"] = found["held"] / found["judged"]
    found["Flipped since the quarter before"] = found["flips"] / found["pairs"]
    return found


def _body(shares: pd.DataFrame) -> tuple[tuple[Cell, ...], ...]:
    """A row for each line of the frame, named by its index; NaN where nothing was judged."""
    return tuple((Cell(str(name)), *map(_share, row)) for name, *row in shares.itertuples())


def _share(value: float) -> Cell:
    return Cell("None judged") if pd.isna(value) else Cell(words.percent(100 * value), 100 * value)


def _numbers(first: str, others: Sequence[str]) -> tuple[Column, ...]:
    return (Column(first), *(Column(title, "number") for title in others))


def false_alarm_table() -> Table:
    """Directions printed for stable series: each rule over all settings, and the worst at each level."""
    stable = _calibration().query("change == 'stable'")
    rules, levels = stable["rule"].unique(), [level for level in stable["level"].unique() if level != "all"]
    worst = stable.pivot(index="rule", columns="level", values="worst").loc[rules, ["all", *levels]]
    worst.insert(0, "mean", stable.query("level == 'all'").set_index("rule")["mean"])
    titles = ["Mean of all settings", "Worst setting", *(f"Worst at {level} a quarter" for level in levels)]
    return Table(
        "methods-false-alarms",
        "False alarms: stable series that were given a direction",
        "Percentage of simulated series in which nothing had changed",
        _numbers("Rule", titles),
        _body(worst.rename(index=_NAMES)),
        notes=_bench_notes(stable.iloc[0]),
    )


def _bench_notes(first: pd.Series) -> tuple[str, ...]:
    error = 196 * (0.05 * 0.95 / first["replicates"]) ** 0.5
    return (
        f"{words.number(first['settings'])} settings for trends (level, length, season and noise), "
        f"{words.number(first['replicates'])} series each, by crimekit {first['version']} on {first['measured']}. A "
        f"share of 5% in one setting is known to {words.number(error, 1)} points either way, and the worst of many "
        "settings lies above the truth by chance.",
        "The benchmark is of eight forces that are alike, in six kinds of noise at each level.",
    )


def power_table() -> Table:
    """Directions named rightly where the series did change."""
    rows = _calibration().query("change in @_POWER and level not in ('0.8', 'all') and rule in @_LABELS")
    rows = rows.assign(row=rows["rule"].map(_NAMES) + ", " + rows["level"] + " a quarter")
    shares = rows.pivot(index="row", columns="change", values="mean").loc[rows["row"].unique(), list(_POWER)]
    return Table(
        "methods-power",
        "Power: changes that were given the right direction",
        "Percentage of simulated series",
        _numbers("Label and level", list(_POWER.values())),
        _body(shares),
        notes=(f"Means over all lengths, seasons and noises; {words.number(rows.iloc[0]['replicates'])} series each.",),
    )


def track_record_table() -> Table:
    """What became of each rule's directions on published figures."""
    rows = _track_record().query("by == 'all'").set_index("rule")
    first = rows.iloc[0]
    return Table(
        "methods-track-record",
        "Track record: what became of each rule's directions",
        "Police recorded crime, 43 forces, every measure of recorded crime",
        _numbers("Rule", _RECORD),
        _body(rows[_RECORD].rename(index=_NAMES)),
        notes=(
            f"{words.number(first['dates'])} labels of each rule: report dates with 21 quarters before and four after "
            "them, clear of the pandemic.",
            "Held: the four quarters after the report lie on the labelled side of the year before both years that the "
            "short term compares, so that no figure serves twice; by chance alone half would. Years that come out "
            "equal are not counted. Flipped: up turned into down, or down into up, between two quarters in a row.",
        ),
        source=f"Home Office, police recorded crime, release {first['release']}; crimekit {first['version']}",
    )


def level_table() -> Table:
    """The track record of the labels by the size of the counts."""
    rows = _track_record().query("by == 'level'").set_index(["rule", "name"])[_RECORD]
    rows = rows.loc[[(rule, size) for rule in _LABELS for size in _SIZES if (rule, size) in rows.index]]
    rows.index = pd.Index([f"{_NAMES[rule]}, {size} a quarter" for rule, size in rows.index])
    columns = _numbers("Label and level", _RECORD)
    return Table("methods-track-record-levels", "Track record by the size of the counts", "", columns, _body(rows))


def measure_table(parameters: Parameters) -> Table:
    """The track record of the short-term label by measure, beside the commonest rule."""
    rows = _track_record().query("by == 'measure'").set_index("name")[["rule", *_RECORD]]
    label, rule = (rows.query("rule == @name")[_RECORD] for name in ("short term", _EVERYDAY))
    label = label.loc[[key for key in label.index if key in parameters.measures]]
    both = pd.concat([label, rule.loc[label.index]], axis=1)
    both.index = pd.Index([parameters.measures[key].title for key in both.index])
    titles = [f"Short-term label: {title.lower()}" for title in _RECORD]
    titles += [f"Same quarter, 10%: {title.lower()}" for title in _RECORD]
    columns = _numbers("Measure", titles)
    return Table("methods-track-record-measures", "Track record by measure", "All forces", columns, _body(both))


def summary_table() -> Table:
    """The few figures that every report carries."""
    rules = [*_LABELS, _EVERYDAY]
    bench = _calibration().query("change == 'stable' and level == 'all'").set_index("rule")[["mean", "worst"]]
    record = _track_record().query("by == 'all'").set_index("rule")[_RECORD[1:]]
    shares = pd.concat([bench, record], axis=1).loc[rules].T
    names = {"mean": "False alarms, mean", "worst": "False alarms, worst setting"}
    return Table(
        "methods-summary",
        "How often the labels are wrong",
        "Simulated series in which nothing changed, and published figures of all forces",
        _numbers("What was measured", [_NAMES[rule] for rule in rules]),
        _body(shares.rename(index=names)),
    )


def chance_table() -> Table:
    """How many labels of a report are wrong by chance, for some numbers of labels."""
    body = tuple(
        (Cell(words.number(number)), Cell(f"{words.number(0.02 * number, 1)} to {words.number(0.04 * number, 1)}"))
        for number in (10, 20, 30, 40)
    )
    columns = (Column("Labels in the report"), Column("Wrong by chance, if nothing had changed"))
    return Table("methods-chance", "How many labels are wrong by chance", "N × 2% to N × 4%", columns, body)
