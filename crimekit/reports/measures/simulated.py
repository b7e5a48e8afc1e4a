"""What the labels make of simulated series: where nothing changed, and where something did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd

from crimekit import words
from crimekit.blocks import Cell, Column, Table
from crimekit.loaders.store import SHIPPED

_NAMES = {"quarter": "This quarter", "year": "Past year", "three years": "Past three years"}
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
    return pd.read_csv(SHIPPED / "methods" / "calibration.csv")


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
    asked = [(among, horizon) for among in ("forces", "alone") for horizon in _NAMES] + [("group", "benchmark")]
    rows = tuple(
        (Cell(title), *(_with_worst(cells.get((noise, among, horizon))) for among, horizon in asked))
        for noise, title in _NOISES.items()
    )
    heads = [f"{_NAMES[horizon]}{end}" for end in ("", ", alone") for horizon in _NAMES]
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
    table = table.loc[list(order), [(horizon, way) for horizon in _NAMES for way in ("up", "down")]]
    table.index = pd.Index([f"{words.sentence(change)[:-1]}: {level}" for change, level in table.index])
    heads = [f"{_NAMES[horizon]}: {way}" for horizon in _NAMES for way in ("more", "fewer")]
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
