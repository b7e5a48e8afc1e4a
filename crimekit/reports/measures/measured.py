"""How often the labels are wrong: the tables of the bench and of the track record."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.blocks import Cell, Column, Table
from crimekit.parameters.model import Parameters
from crimekit.reports.track_record import CALIBRATION, TRACK_RECORD, Measured, Row, read_table, share

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


def false_alarm_table() -> Table:
    """Directions printed for stable series: each rule over all settings, and the worst at each level."""
    rows = [row for row in read_table(CALIBRATION, Measured) if row.change == "stable"]
    levels = list(dict.fromkeys(row.level for row in rows if row.level != "all"))
    found = {(row.rule, row.level): row for row in rows}
    columns = [Column("Rule"), Column("Mean of all settings", "number"), Column("Worst setting", "number")]
    columns += [Column(f"Worst at {level} a quarter", "number") for level in levels]
    body = tuple(
        (
            Cell(_NAMES[rule]),
            _share(found[rule, "all"].mean),
            _share(found[rule, "all"].worst),
            *(_share(found[rule, level].worst) for level in levels),
        )
        for rule in dict.fromkeys(row.rule for row in rows)
    )
    caption = "False alarms: stable series that were given a direction"
    subtitle = "Percentage of simulated series in which nothing had changed"
    return Table("methods-false-alarms", caption, subtitle, tuple(columns), body, notes=_bench_notes(rows))


def _bench_notes(rows: Sequence[Measured]) -> tuple[str, ...]:
    first = rows[0]
    error = 196 * (0.05 * 0.95 / first.replicates) ** 0.5
    return (
        f"{words.number(first.settings)} settings for trends (level, length, season and noise), "
        f"{words.number(first.replicates)} series each, by crimekit {first.version} on {first.measured}. A share of 5% "
        f"in one setting is known to {words.number(error, 1)} points either way, and the worst of many settings lies "
        "above the truth by chance.",
        "The benchmark is of eight forces that are alike, in six kinds of noise at each level.",
    )


def power_table() -> Table:
    """Directions named rightly where the series did change."""
    rows = [row for row in read_table(CALIBRATION, Measured) if row.change in _POWER and row.level != "0.8"]
    shown = {(row.rule, row.level, row.change): row.mean for row in rows}
    kinds = [(rule, level) for rule, level, change in shown if change == "step +20 %" and level != "all"]
    chosen = [(rule, level) for rule, level in kinds if rule in ("short term", "medium term")]
    body = tuple(
        (Cell(f"{_NAMES[rule]}, {level} a quarter"), *(_share(shown[rule, level, change]) for change in _POWER))
        for rule, level in chosen
    )
    columns = (Column("Label and level"), *(Column(title, "number") for title in _POWER.values()))
    caption = "Power: changes that were given the right direction"
    note = f"Means over all lengths, seasons and noises; {words.number(rows[0].replicates)} series each."
    return Table("methods-power", caption, "Percentage of simulated series", columns, body, notes=(note,))


def track_record_table() -> Table:
    """What became of each rule's directions on published figures."""
    rows = [row for row in read_table(TRACK_RECORD, Row) if row.by == "all"]
    body = tuple((Cell(_NAMES[row.rule]), *_record(row)) for row in rows)
    return Table(
        "methods-track-record",
        "Track record: what became of each rule's directions",
        "Police recorded crime, 43 forces, every measure of recorded crime",
        (Column("Rule"), *_RECORD_COLUMNS),
        body,
        notes=_record_notes(rows[0]),
        source=f"Home Office, police recorded crime, release {rows[0].release}; crimekit {rows[0].version}",
    )


_RECORD_COLUMNS = (
    Column("Direction printed", "number"),
    Column("Held a year later", "number"),
    Column("Flipped since the quarter before", "number"),
)


def _record(row: Row) -> tuple[Cell, ...]:
    parts = ((row.printed, row.dates), (row.held, row.judged), (row.flips, row.pairs))
    printed, held, flipped = (_share(share(*part)) for part in parts)
    return printed, held, flipped


def _record_notes(row: Row) -> tuple[str, ...]:
    return (
        f"{words.number(row.dates)} labels of each rule: report dates with 21 quarters before and four after "
        "them, clear of the pandemic.",
        "Held: the four quarters after the report lie on the labelled side of the year before both years that the "
        "short term compares, so that no figure serves twice; by chance alone half would. Years that come out equal "
        "are not counted. Flipped: up turned into down, or down into up, between two quarters in a row.",
    )


def level_table() -> Table:
    """The track record of the labels by the size of the counts."""
    rows = [
        row for row in read_table(TRACK_RECORD, Row) if row.by == "level" and row.rule in ("short term", "medium term")
    ]
    order = ("below 3", "3 to 15", "15 to 60", "60 to 300", "above 300")
    ordered = sorted(rows, key=lambda row: (row.rule != "short term", order.index(row.name)))
    body = tuple((Cell(f"{_NAMES[row.rule]}, {row.name} a quarter"), *_record(row)) for row in ordered)
    columns = (Column("Label and level"), *_RECORD_COLUMNS)
    return Table("methods-track-record-levels", "Track record by the size of the counts", "", columns, body)


def measure_table(parameters: Parameters) -> Table:
    """The track record of the short-term label by measure, beside the commonest rule."""
    rows = {(row.rule, row.name): row for row in read_table(TRACK_RECORD, Row) if row.by == "measure"}
    names = [name for rule, name in rows if rule == "short term" and name in parameters.measures]
    body = tuple(
        (
            Cell(parameters.measures[name].title),
            *_record(rows["short term", name]),
            *_record(rows["same quarter last year, 10 %", name]),
        )
        for name in names
    )
    columns = [Column(f"Short-term label: {column.title.lower()}", "number") for column in _RECORD_COLUMNS]
    columns += [Column(f"Same quarter, 10%: {column.title.lower()}", "number") for column in _RECORD_COLUMNS]
    caption = "Track record by measure"
    return Table("methods-track-record-measures", caption, "All forces", (Column("Measure"), *columns), body)


def summary_table() -> Table:
    """The few figures that every report carries."""
    bench = {
        row.rule: row for row in read_table(CALIBRATION, Measured) if row.change == "stable" and row.level == "all"
    }
    record = {row.rule: row for row in read_table(TRACK_RECORD, Row) if row.by == "all"}
    rules = ("short term", "medium term", "same quarter last year, 10 %")
    body = (
        (Cell("False alarms, mean"), *(_share(bench[rule].mean) for rule in rules)),
        (Cell("False alarms, worst setting"), *(_share(bench[rule].worst) for rule in rules)),
        (Cell("Held a year later"), *(_record(record[rule])[1] for rule in rules)),
        (Cell("Flipped since the quarter before"), *(_record(record[rule])[2] for rule in rules)),
    )
    columns = (Column("What was measured"), *(Column(_NAMES[rule], "number") for rule in rules))
    return Table(
        "methods-summary",
        "How often the labels are wrong",
        "Simulated series in which nothing changed, and published figures of all forces",
        columns,
        body,
    )


def way_table() -> Table:
    """The way from a report to the page of methods that lies beside it."""
    row = (Cell("How the figures and labels are made", link="methods.html"), Cell("Formulas, thresholds, all results"))
    columns = (Column("Page"), Column("What it holds"))
    return Table("methods-page", "The whole account", "A page beside this one", columns, (row,))


def chance_table() -> Table:
    """How many labels of a report are wrong by chance, for some numbers of labels."""
    body = tuple(
        (Cell(words.number(number)), Cell(f"{words.number(0.02 * number, 1)} to {words.number(0.04 * number, 1)}"))
        for number in (10, 20, 30, 40)
    )
    columns = (Column("Labels in the report"), Column("Wrong by chance, if nothing had changed"))
    return Table("methods-chance", "How many labels are wrong by chance", "N × 2% to N × 4%", columns, body)


def _share(value: float | None) -> Cell:
    if value is None:
        return Cell("None judged")
    return Cell(words.percent(100 * value), 100 * value)
