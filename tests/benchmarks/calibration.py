"""Measure how often the labels are wrong: false alarms on stable series, and power on series that changed.

    python tests/benchmarks/calibration.py --quick                     # 9 settings, some seconds
    python tests/benchmarks/calibration.py                             # all 270, about half an hour
    python tests/benchmarks/calibration.py --write calibration.csv     # the same, as the table of the methods page

The table of the methods page is ``crimekit/data/methods/calibration.csv``. Whoever changes a method or a threshold
runs this before and after. A false alarm is a direction printed for a series whose level never changed; a stable
series has a level, a season and one of six kinds of noise. Beside the labels stand the rules of everyday practice.
The figures in ``crimekit/statistics/settings.py`` come from this design.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from crimekit import __version__
from crimekit.statistics.benchmarks import benchmark
from crimekit.statistics.latest import unusual_quarter
from crimekit.statistics.medium_term import medium_term
from crimekit.statistics.results import Unusual
from crimekit.statistics.series import series_of
from crimekit.statistics.short_term import short_term

sys.path.insert(0, str(Path(__file__).parent))
from track_record import EVERYDAY, Counts, Measured, Rule, write_table  # beside this file

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


RULES: dict[str, Rule] = {
    "short term": lambda counts: direction(short_term(counts.tolist()).label),
    "medium term": lambda counts: direction(medium_term(counts.tolist()).label),
    "latest quarter unusual": lambda counts: side(unusual_quarter(series_of(counts.tolist()))),
    **EVERYDAY,
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


def trend_rows(settings: Sequence[Setting], replicates: int) -> list[Measured]:
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
                rows.append(Measured(rule, change, level, len(members), drawn, float(np.mean(shares)), worst))
    return rows


def group_rows(settings: Sequence[Setting], replicates: int) -> list[Measured]:
    """Measure the benchmark, and the band of 10 %, in groups of eight forces that are alike."""
    kinds = sorted({(setting.level, setting.noise) for setting in settings})
    found = {kind: group_false_alarms(*kind, replicates=replicates) for kind in kinds}
    rows = []
    for at, rule in enumerate(("benchmark", "group average, 10 % either way")):
        for level in ("all", *sorted({level for level, _ in kinds})):
            shares = [pair[at] for (own, _), pair in found.items() if level in ("all", own)]
            name = level if isinstance(level, str) else f"{level:g}"
            rows.append(Measured(rule, "stable", name, len(shares), replicates, float(np.mean(shares)), max(shares)))
    return rows


def print_rows(rows: Sequence[Measured]) -> None:
    """Print the false alarms, mean and worst setting, and the power, in percent."""
    heads = ("settings", "series", "mean", "worst")
    print(f"{'':34}{'':14}{'level':>8}" + "".join(f"{head:>10}" for head in heads))
    for row in rows:
        numbers = f"{row.settings:10}{row.replicates:10}{100 * row.mean:10.1f}{100 * row.worst:10.1f}"
        print(f"{row.rule:34}{row.change:14}{row.level:>8}{numbers}")


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
        today = dt.datetime.now(dt.UTC).date().isoformat()
        write_table([replace(row, version=__version__, measured=today) for row in rows], given.write)


if __name__ == "__main__":
    main()
