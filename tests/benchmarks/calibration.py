"""Measure how often the labels are wrong where nothing changed, and how often they see a change: simulated series.

    python tests/benchmarks/calibration.py --quick        # some seconds
    python tests/benchmarks/calibration.py                # some minutes; prints what the methods page shows
    python tests/benchmarks/calibration.py --write FILE   # the same, as the table of the methods page

The table is ``calibration.csv`` beside this file; ``methods_tables.py`` makes the methods page of it. Whoever
changes a method or a threshold runs this before and after. A panel is a measure of 42 forces with one season and
one kind of noise over 55 quarters; the labels are those of its last quarter. The same series are judged one by one
as well, without the other forces."""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crimekit import __version__
from crimekit.statistics.benchmarks import benchmark
from crimekit.statistics.labels import judge
from crimekit.statistics.panel import panel_of
from crimekit.statistics.results import Label

CALIBRATION = Path(__file__).with_name("calibration.csv")
FORCES, QUARTERS = 42, 55
LEVELS = ("0.8", "5", "30", "150", "1200", "mixed")  # offences a quarter
AMPLITUDES = (0.0, 0.1, 0.2)  # of the season
LASTING = ("variance 3, 0.6", "wobble 0.07, 0.6")  # wobbles that last for quarters
NOISES = ("Poisson", "variance 1.5", "variance 3", "variance 3, 0.3", "wobble 0.07, 0.3", *LASTING)
USUAL = ("variance 1.5", "wobble 0.07, 0.3")  # of series that changed, at two levels
CHANGED_LEVELS = ("30", "300")
CHANGED = 6  # forces of a panel, where not all did
POPULATIONS = (590e3, 940e3, 640e3, 1550e3, 575e3, 1170e3, 1400e3, 1480e3)  # of a group
SEED = 20261129

Counts = NDArray[np.float64]
AT = np.arange(QUARTERS)
LAST_YEAR = AT >= QUARTERS - 4
CHANGES = {  # what the mean is multiplied by, and in how many forces
    "nothing": (np.ones(QUARTERS), FORCES),
    "one quarter of the year before half as high again": (np.where(AT == QUARTERS - 7, 1.5, 1.0), CHANGED),
    "a new season in the last year": (np.where(LAST_YEAR, 1 + 0.2 * np.cos(np.pi / 2 * AT), 1.0), CHANGED),
    "3 % more each year, every force": (1.03 ** (AT / 4), FORCES),
    "3 % fewer each year, every force": (1.03 ** (-AT / 4), FORCES),
    "this quarter 20 % higher": (np.where(AT == QUARTERS - 1, 1.2, 1.0), CHANGED),
    "this quarter 20 % lower": (np.where(AT == QUARTERS - 1, 0.8, 1.0), CHANGED),
    "a year 20 % higher": (np.where(LAST_YEAR, 1.2, 1.0), CHANGED),
    "a year 20 % lower": (np.where(LAST_YEAR, 0.8, 1.0), CHANGED),
    "a year 20 % higher, every force": (np.where(LAST_YEAR, 1.2, 1.0), FORCES),
    "a year 20 % lower, every force": (np.where(LAST_YEAR, 0.8, 1.0), FORCES),
}


def draw(mean: Counts, noise: str, random: np.random.Generator) -> Counts:
    """Draw counts with this mean, quarters by forces.

    "variance 3" is three times the mean; "wobble 0.07" is a standard deviation of the log of the mean. After the comma
    stands how far neighbouring quarters correlate.
    """
    kind, _, correlation = noise.partition(", ")
    word, _, size = kind.partition(" ")
    if word == "Poisson":
        return random.poisson(mean).astype(float)
    if word == "variance" and not correlation:
        return random.negative_binomial(mean / (float(size) - 1), 1 / float(size)).astype(float)
    spread = float(size) if word == "wobble" else np.sqrt(np.log1p((float(size) - 1) / mean.mean(axis=0)))
    rho, steps = float(correlation), random.standard_normal(mean.shape)
    for at in range(1, len(steps)):
        steps[at] = rho * steps[at - 1] + np.sqrt(1 - rho**2) * steps[at]
    return random.poisson(mean * np.exp(spread * steps - spread**2 / 2)).astype(float)


def panel_counts(change: str, noise: str, level: str, random: np.random.Generator) -> Counts:
    """Draw the counts of one panel; the first forces are those that changed."""
    factor, forces = CHANGES[change]
    levels = np.exp(random.uniform(np.log(0.8), np.log(1200), FORCES)) if level == "mixed" else float(level)
    season = 1 + random.choice(AMPLITUDES) * np.cos(np.pi / 2 * AT + random.uniform(0, 2 * np.pi))
    mean = season[:, None] * np.broadcast_to(levels, (QUARTERS, FORCES))
    return draw(mean * np.where(np.arange(FORCES) < forces, factor[:, None], 1.0), noise, random)


def directions(change: str, noise: str, level: str, *, panels: int) -> pd.DataFrame:
    """The share of series given each direction: a row for each horizon, among forces and alone.

    Of every panel all series that changed count, and two of these are judged alone.
    """
    random = np.random.default_rng([SEED, *map(ord, f"{change}{noise}{level}")])
    found: dict[tuple[str, str], list[NDArray[np.int_]]] = {}
    for _ in range(panels):
        counts = pd.DataFrame(panel_counts(change, noise, level, random))
        residents = pd.DataFrame(1e6, index=counts.index, columns=counts.columns)
        forces = CHANGES[change][1]
        judged = {"forces": judge(panel_of(counts, residents=residents), QUARTERS - 1)}
        judged |= {f"alone {at}": judge(panel_of(counts[[at]]), QUARTERS - 1) for at in (0, 1)}
        for among, horizons in judged.items():
            for horizon, parts in horizons.items():
                signs = np.array([Label(label).direction for label in parts["label"][:forces]])
                found.setdefault((among.split()[0], horizon), []).append(signs)
    rows = []
    for (among, horizon), parts in found.items():
        signs = np.concatenate(parts)
        rows.append((among, change, noise, level, horizon, len(signs), (signs > 0).mean(), (signs < 0).mean()))
    return pd.DataFrame(rows, columns=["among", "change", "noise", "level", "horizon", "series", "up", "down"])


def group_sides(noise: str, level: str, *, groups: int) -> pd.DataFrame:
    """The share of forces in a group of equals that the benchmark puts on a side of the average."""
    random = np.random.default_rng([SEED, *map(ord, f"group{noise}{level}")])
    residents = pd.DataFrame([POPULATIONS] * 21).rename(columns=str)
    labels = []
    for _ in range(groups):
        season = 1 + 0.1 * np.cos(np.pi / 2 * np.arange(21) + random.uniform(0, 2 * np.pi))
        drawn = draw(season[:, None] * float(level) * np.array(POPULATIONS) / np.mean(POPULATIONS), noise, random)
        panel = panel_of(pd.DataFrame(drawn).rename(columns=str), residents=residents)
        labels.append(benchmark(panel, "0", panel.forces, better="lower").label)
    up, down = (np.mean([label.startswith(word) for label in labels]) for word in ("higher", "below"))
    columns = ["among", "change", "noise", "level", "horizon", "series", "up", "down"]
    return pd.DataFrame([("group", "nothing", noise, level, "benchmark", groups, up, down)], columns=columns)


def settings(*, quick: bool = False) -> list[tuple[str, str, str]]:
    """Every noise and level where nothing changed; the usual noises where something did."""
    noises, levels = (NOISES[2:5], ("30", "mixed")) if quick else (NOISES, LEVELS)
    moved = [change for change in CHANGES if change != "nothing"]
    return [
        *itertools.product(["nothing"], noises, levels),
        *itertools.product(moved, USUAL, CHANGED_LEVELS),
    ]


def measured(kinds: list[tuple[str, str, str]], *, panels: int) -> pd.DataFrame:
    """The table of these settings: where nothing changed by noise, over all levels; where something did by level."""
    parts = [directions(*kind, panels=panels) for kind in kinds]
    groups = [kind for kind in kinds if kind[0] == "nothing" and kind[1] not in LASTING and kind[2] != "mixed"]
    parts += [group_sides(noise, level, groups=10 * panels) for _, noise, level in groups]
    table = pd.concat(parts, ignore_index=True)
    table["worst"] = table["up"] + table["down"]
    still = table["change"] == "nothing"
    table["over"] = table["noise"].where(still, table["level"])
    over = table.groupby(["among", "change", "over", "horizon"], sort=False)
    means = over.agg({"worst": ["size", "max"], "series": "sum", "up": "mean", "down": "mean"})
    means.columns = pd.Index(["settings", "worst", "series", "up", "down"])
    means["worst_at"] = table.loc[over["worst"].idxmax(), "level"].to_numpy()
    return means.reset_index()


def main() -> None:
    """Run the bench and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few settings and panels")
    parser.add_argument("--panels", type=int, help="panels drawn for each setting")
    parser.add_argument("--write", type=Path, help="the CSV to write")
    given = parser.parse_args()
    table = measured(settings(quick=given.quick), panels=given.panels or (10 if given.quick else 400))
    print(table.round(4).to_string())
    if given.write:
        today = dt.datetime.now(dt.UTC).date().isoformat()
        written = table.round(5).assign(version=__version__, measured=today)
        written.to_csv(given.write, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
