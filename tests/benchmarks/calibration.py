"""Measure how often the labels are wrong: false alarms on stable series, and power on series that changed.

    python tests/benchmarks/calibration.py --quick                     # 9 settings, some seconds
    python tests/benchmarks/calibration.py                             # all 270, about half an hour
    python tests/benchmarks/calibration.py --write calibration.csv     # the same, as the table of the methods page

The table of the methods page is ``crimekit/data/methods/calibration.csv``. Whoever changes a method or a threshold
runs this before and after. A false alarm is a direction printed for a series whose level never changed; a stable
series has a level, a season and one of six kinds of noise. Beside the labels stand the rules of everyday practice.
The figures in ``crimekit/settings.py`` come from this design.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crimekit import __version__
from crimekit.benchmarks import benchmark
from crimekit.results import Unusual
from crimekit.trends import medium_term, short_term, unusual_quarter

Counts = NDArray[np.float64]
Rule = Callable[[Counts], int]  # 1 up, -1 down, 0 no direction

LEVELS = (0.8, 5, 30, 150, 1200)  # a quarter
LENGTHS = (13, 21, 33)  # quarters
AMPLITUDES = (0.0, 0.1, 0.2)  # of the season
NOISES = ("pois", "nb1.5", "nb3", "ar2", "ar3", "ar10")
RHO = 0.3  # from quarter to quarter, of the noises called ar
POPULATIONS = (590e3, 940e3, 640e3, 1550e3, 575e3, 1170e3, 1400e3, 1480e3)
SEED = 20240601


@dataclass(frozen=True, slots=True)
class Setting:
    """One kind of stable series."""

    level: float
    quarters: int
    amplitude: float
    noise: str


def draw(setting: Setting, change: Counts, random: np.random.Generator) -> Counts:
    """Draw one series whose mean is the setting's, times `change` in each quarter."""
    at = np.arange(setting.quarters)
    season = 1 + setting.amplitude * np.cos(np.pi / 2 * at + random.uniform(0, 2 * np.pi))
    mean = setting.level * season * change
    kind, size = setting.noise[:2], setting.noise[2:]
    if kind == "po":
        return random.poisson(mean).astype(float)
    if kind == "nb":  # variance `size` times the mean
        return random.negative_binomial(mean / (float(size) - 1), 1 / float(size)).astype(float)
    excess = 0.01 if size == "10" else (float(size) - 1) / setting.level  # squared coefficient of variation
    spread = np.sqrt(np.log1p(excess))
    return random.poisson(mean * np.exp(spread * _wander(len(at), random) - spread**2 / 2)).astype(float)


def _wander(length: int, random: np.random.Generator) -> Counts:
    """Draw a standard normal series in which neighbours correlate by `RHO`."""
    steps = random.standard_normal(length)
    for at in range(1, length):
        steps[at] = RHO * steps[at - 1] + np.sqrt(1 - RHO**2) * steps[at]
    return steps


def direction(label: str) -> int:
    """Read a label as a sign."""
    return (label == "Increasing") - (label == "Decreasing")


def side(latest: Unusual) -> int:
    """Read the note on the latest quarter as a sign."""
    return int(np.sign(latest.statistic or 0)) if latest.unusual else 0


def beyond_ten_percent(now: float, then: float) -> int:
    """Apply the everyday rule; from nothing to something is up."""
    return int(now > 1.1 * then) - int(now < 0.9 * then)


def poisson_year(counts: Counts) -> int:
    """Apply the usual test of two Poisson counts to the last year and the one before."""
    now, then = counts[-4:].sum(), counts[-8:-4].sum()
    return int(np.sign(now - then)) if abs(now - then) > 1.96 * np.sqrt(now + then) else 0


def control_chart(counts: Counts) -> int:
    """Apply the rules of an individuals chart (XmR) to the newest point: limits, runs, drifts, two of three near."""
    moves = np.abs(np.diff(counts))
    typical = moves[moves <= 3.267 * moves.mean()].mean() if moves.any() else 0.0
    off, near = counts - counts.mean(), 2 / 3 * 2.66 * typical
    for sign in (1, -1):
        beyond = sign * off
        outside = beyond[-1] > 2.66 * typical
        run = bool((beyond[-7:] > 0).all())
        drift = bool((sign * np.diff(counts[-7:]) > 0).all())
        pair = bool(beyond[-1] > near and (beyond[-3:] > near).sum() >= 2)
        if outside or run or drift or pair:
            return sign
    return 0


RULES: dict[str, Rule] = {
    "short term": lambda counts: direction(short_term(counts.tolist()).label),
    "medium term": lambda counts: direction(medium_term(counts.tolist()).label),
    "latest quarter unusual": lambda counts: side(unusual_quarter(counts.tolist())),
    "year on year, 10 % either way": lambda counts: beyond_ten_percent(counts[-4:].sum(), counts[-8:-4].sum()),
    "same quarter last year, 10 %": lambda counts: beyond_ten_percent(counts[-1], counts[-5]),
    "last quarter, 10 %": lambda counts: beyond_ten_percent(counts[-1], counts[-2]),
    "year on year, Poisson z": poisson_year,
    "control chart (XmR), all rules": control_chart,
}

CHANGES: dict[str, Callable[[int], Counts]] = {
    "stable": lambda quarters: np.ones(quarters),
    "step +20 %": lambda quarters: np.where(np.arange(quarters) >= quarters - 4, 1.2, 1.0),
    "step -20 %": lambda quarters: np.where(np.arange(quarters) >= quarters - 4, 0.8, 1.0),
    "trend +8 %": lambda quarters: 1.08 ** (np.arange(quarters) / 4),
    "trend -8 %": lambda quarters: 0.92 ** (np.arange(quarters) / 4),
}


def fired(settings: Iterable[Setting], change: str, *, replicates: int) -> dict[str, dict[Setting, float]]:
    """Share of series, by rule and setting, for which the rule names a direction: the right one if there is one."""
    shares: dict[str, dict[Setting, float]] = {name: {} for name in RULES}
    for setting in settings:
        random = np.random.default_rng([SEED, *map(ord, repr((setting, change)))])
        series = [draw(setting, CHANGES[change](setting.quarters), random) for _ in range(replicates)]
        for name, rule in RULES.items():
            signs = np.array([rule(counts) for counts in series])
            right = signs != 0 if change == "stable" else signs == (1 if "+" in change else -1)
            shares[name][setting] = float(right.mean())
    return shares


def group_false_alarms(level: float, noise: str, *, replicates: int) -> tuple[float, float]:
    """Share of forces in a group of equals that the benchmark, and a band of 10 %, put on a side of the average."""
    random = np.random.default_rng([SEED, *map(ord, repr((level, noise)))])
    sides = bands = 0
    for _ in range(replicates):
        levels = [level * population / np.mean(POPULATIONS) for population in POPULATIONS]
        drawn = [draw(Setting(mean, 21, 0.1, noise), np.ones(21), random).tolist() for mean in levels]
        counts = {str(at): series for at, series in enumerate(drawn)}
        found = benchmark("0", counts, dict(zip(counts, POPULATIONS, strict=True)), better="lower")
        sides += "average" in found.label and not found.label.startswith("Similar")
        bands += abs(found.difference or 0) >= 0.10
    return sides / replicates, bands / replicates


def grid(*, quick: bool) -> list[Setting]:
    """List every setting, or nine that stand for them."""
    axes = ((5, 30, 1200), (21,), (0.1,), ("pois", "nb3", "ar10")) if quick else (LEVELS, LENGTHS, AMPLITUDES, NOISES)
    return list(itertools.starmap(Setting, itertools.product(*axes)))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: how often a rule named a direction, over the settings of one level or of all."""

    rule: str
    change: str  # "stable": any direction is a false alarm; otherwise the share that named the right one
    level: str
    settings: int
    replicates: int
    mean: float
    worst: float
    version: str = __version__
    measured: str = ""


def trend_rows(settings: Sequence[Setting], replicates: int) -> list[Row]:
    """Measure every rule: false alarms on stable series and, with a quarter of the replicates, power."""
    levels = sorted({setting.level for setting in settings})
    groups = {"all": settings} | {f"{level:g}": [s for s in settings if s.level == level] for level in levels}
    rows = []
    for change in CHANGES:
        drawn = replicates if change == "stable" else max(1, replicates // 4)
        for rule, cells in fired(settings, change, replicates=drawn).items():
            for level, members in groups.items():
                shares = [cells[setting] for setting in members]
                worst = max(shares) if change == "stable" else min(shares)
                rows.append(Row(rule, change, level, len(members), drawn, float(np.mean(shares)), worst))
    return rows


def group_rows(settings: Sequence[Setting], replicates: int) -> list[Row]:
    """Measure the benchmark, and the band of 10 %, in groups of eight forces that are alike."""
    kinds = sorted({(setting.level, setting.noise) for setting in settings})
    found = {kind: group_false_alarms(*kind, replicates=replicates) for kind in kinds}
    rows = []
    for at, rule in enumerate(("benchmark", "group average, 10 % either way")):
        for level in ("all", *sorted({level for level, _ in kinds})):
            shares = [pair[at] for (own, _), pair in found.items() if level in ("all", own)]
            name = level if isinstance(level, str) else f"{level:g}"
            rows.append(Row(rule, "stable", name, len(shares), replicates, float(np.mean(shares)), max(shares)))
    return rows


def print_rows(rows: Sequence[Row]) -> None:
    """Print the false alarms, mean and worst setting, and the power, in percent."""
    heads = ("settings", "series", "mean", "worst")
    print(f"{'':34}{'':14}{'level':>8}" + "".join(f"{head:>10}" for head in heads))
    for row in rows:
        numbers = f"{row.settings:10}{row.replicates:10}{100 * row.mean:10.1f}{100 * row.worst:10.1f}"
        print(f"{row.rule:34}{row.change:14}{row.level:>8}{numbers}")


def write_rows(rows: Sequence[Row], path: Path) -> None:
    """Write the table with the version and the day that produced it."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([field.name for field in fields(Row)])
        writer.writerows([*astuple(row)[:-1], today] for row in rows)


def main() -> None:
    """Run the bench and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="nine settings, few replicates")
    parser.add_argument("--replicates", type=int, help="series drawn for each setting")
    parser.add_argument("--write", type=Path, help="the CSV to write")
    given = parser.parse_args()
    settings = grid(quick=given.quick)
    replicates = given.replicates or (400 if given.quick else 4000)
    rows = [*trend_rows(settings, replicates), *group_rows(settings, replicates)]
    print_rows(rows)
    if given.write:
        write_rows(rows, given.write)


if __name__ == "__main__":
    main()
